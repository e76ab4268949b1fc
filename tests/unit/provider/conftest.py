"""What every unit test of the provider runs under: no AWS settings of the machine, and the same examples everywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pulumi_sagemaker_model import operations
from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.update_tracker import UpdateTracker

# A red run then speaks of the change at hand, not of the dice; the first example pays for reading the service model,
# which no deadline should count.
settings.register_profile("unit", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("unit")


@pytest.fixture(autouse=True)
def _no_secrets_of_another_test() -> None:
    redaction.hide_secrets_of()


@pytest.fixture(autouse=True)
def _no_models_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_tracker", UpdateTracker())


@pytest.fixture(autouse=True, scope="session")
def _no_aws_settings_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    nowhere: Path = tmp_path_factory.mktemp("aws") / "absent"
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(variable)
        patch.setenv("AWS_CONFIG_FILE", str(nowhere))
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nowhere))
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield
