"""Programs that give other types than the API's: pulumi_aws's own package lets them through, and AWS gets the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_sagemaker_model import Model, codec
from pulumi_sagemaker_model.casing import STRUCTURES, snake_case
from pulumi_sagemaker_model.coercion import coerced
from pulumi_sagemaker_model.resource import TYPE
from tests.dropin.test_programs import OUR_OWN, Aws, one_source, plain
from tests.unit.provider.loose import loosened
from tests.unit.provider.mocked_engine import mocked, run
from tests.unit.provider.models import models

theirs = pytest.importorskip("pulumi_aws", reason="pulumi_aws is not installed; run: make test-dropin").sagemaker

ONLY_OURS = {
    *("triggers", "adoptExisting", "region"),
    *("containerMetricsConfig", "hubAccessConfig", "manifestS3Uri", "eTag", "manifestEtag"),
}
"""Properties that pulumi_aws does not have, and one that its mocks answer."""


def program(value: Any, *, structure: bool = True) -> Any:
    """Write properties as a program for pulumi_aws gives them."""
    if isinstance(value, list):
        return [program(item, structure=structure) for item in value]
    if not isinstance(value, Mapping) or not structure:
        return value
    arguments = {
        snake_case(key): program(item, structure=key in STRUCTURES)
        for key, item in value.items()
        if key not in ONLY_OURS
    }
    if "s3_data_source" in arguments:
        arguments["s3_data_sources"] = [arguments.pop("s3_data_source")]
    return arguments


@settings(derandomize=True, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_given_a_program_for_pulumi_aws_when_run_with_ours_then_aws_gets_the_same(
    data: st.DataObject,
) -> None:
    strict = data.draw(models())
    loose, expected = data.draw(loosened(strict, shapes=False))
    with mocked(Aws()) as engine:
        run(lambda: theirs.Model("m", **program(loose)).urn)
        run(lambda: Model("m", **program(loose)).urn)
        (before,), (after,) = engine.wire("aws:sagemaker/model:Model"), engine.wire(TYPE)

    sent = plain({key: value for key, value in after.items() if key not in OUR_OWN})
    assert sent == one_source(plain(before))
    request = codec.request("m", _with_all_tags(coerced(sent)))
    assert request == codec.request("m", _with_all_tags(_without_ours(expected)))


def _with_all_tags(properties: dict[str, Any]) -> dict[str, Any]:
    return {**properties, "tagsAll": properties.get("tags", {})}


def _without_ours(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_ours(item) for key, item in value.items() if key not in ONLY_OURS}
    return [_without_ours(item) for item in value] if isinstance(value, list) else value
