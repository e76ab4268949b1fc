"""Versions of Pulumi's SDK: which are taken, and what those that are older than what is taken are told."""

from __future__ import annotations

import re
from importlib.metadata import requires

import pytest
from pulumi import RunError, _version
from semver import Version

from pulumi_sagemaker_model import Model, pulumi_sdk


def test_given_the_requirement_when_compared_then_the_oldest_version_is_its_floor() -> None:
    (required,) = (one for one in requires("pulumi-sagemaker-model") or () if re.match(r"pulumi\b(?!-)", one))

    assert f">={'.'.join(map(str, pulumi_sdk.OLDEST))}" in required


@pytest.mark.parametrize(
    ("installed", "refused"),
    [("3.204.0", True), ("2.300.1", True), ("3.205.0", False), ("3.205.0-alpha.1", False), ("3.1000.0", False)],
)
def test_given_a_version_of_the_sdk_when_declaring_then_an_older_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, installed: str, *, refused: bool
) -> None:
    monkeypatch.setattr(_version, "version", Version.parse(installed))

    if not refused:
        pulumi_sdk.prepare_program()
        return
    with pytest.raises(RunError) as refusal:
        Model("fraud")
    assert str(refusal.value) == (
        f"Model needs Pulumi's SDK for Python 3.205 or newer, and version {installed} is installed; "
        'run: pip install --upgrade "pulumi>=3.205"'
    )
