"""Values of other types than the API's: what the Terraform bridge makes of each, and that such a model stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import codec
from pulumi_sagemaker_model.coercion import coerced
from pulumi_sagemaker_model.properties import IDENTITY
from pulumi_sagemaker_model.provider import ModelProvider
from tests.unit.provider.loose import loosened
from tests.unit.provider.models import IMAGE, MODEL, ROLE, container, model, models, pipeline

WHO = "acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fraud"

TEXTS: Mapping[str, tuple[Any, str]] = {
    "a whole number": (4.0, "4"),
    "a whole number outside the engine": (4, "4"),
    "zero": (0.0, "0"),
    "minus zero": (-0.0, "-0"),
    "a negative number": (-3.0, "-3"),
    "a hundred": (100.0, "100"),
    "a half": (0.5, "0.5"),
    "a tenth": (0.1, "0.1"),
    "a small number": (1e-07, "0.0000001"),
    "many digits": (123456789.123, "123456789.123"),
    "a large number": (1e21, "1000000000000000000000"),
    "more digits than a float has": (12345678901234567890.0, "12345678901234567000"),
    "the largest number": (1.7976931348623157e308, "17976931348623157" + "0" * 292),
    "the smallest number": (5e-324, "0." + "0" * 323 + "5"),
    "true": (True, "true"),
    "false": (False, "false"),
    "text": ("4.0", "4.0"),
    "no text": ("", ""),
}
"""What a bridge (pulumi-terraform-bridge 3.120.0, with the schema of aws_sagemaker_model) made of values for text.

It was asked as the engine asks: Check, Create, Check and Diff. The last found no difference.
"""

BOOLEANS: Mapping[Any, bool] = {
    **dict.fromkeys(("true", "True", "TRUE", "t", "T", "1"), True),
    **dict.fromkeys(("false", "False", "FALSE", "f", "F", "0"), False),
}
"""What it made of text for booleans."""

NO_BOOLEANS = ("yes", "on", "tRue", " true", "true ", "", "2", 0.0, 1.0, 0.5, ["true"])
"""What it took for no boolean."""

SHAPES: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "one subnet": (
        model(vpcConfig={"subnets": "subnet-1", "securityGroupIds": "sg-1"}),
        model(vpcConfig={"subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}),
    ),
    "a subnet twice": (
        model(vpcConfig={"subnets": ["subnet-2", "subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]}),
        model(vpcConfig={"subnets": ["subnet-2", "subnet-1"], "securityGroupIds": ["sg-1"]}),
    ),
    "a list of one structure": (model(primaryContainer=[{"image": IMAGE}]), model(primaryContainer={"image": IMAGE})),
    "an empty list for a structure": (model(vpcConfig=[]), model()),
    "an empty list in a structure": (container(imageConfig=[]), container()),
    "one container": ({**pipeline(), "containers": {"image": IMAGE}}, pipeline({"image": IMAGE})),
    "no variable": (container(environment={"A": None, "B": "b"}), container(environment={"B": "b"})),
    "no tag": (model(tags={"a": None, "b": "b"}), model(tags={"b": "b"})),
    "no package": (container(modelPackageName=""), container()),
    "a name of digits": (model(name=5.0), model(name="5")),
    "terms of use": (
        container(modelDataSource={"s3DataSource": {"modelAccessConfig": {"acceptEula": "true"}}}),
        container(modelDataSource={"s3DataSource": {"modelAccessConfig": {"acceptEula": True}}}),
    ),
    "seconds": (
        container(containerMetricsConfig={"metricsEndpoints": {"metricPublishFrequencyInSeconds": "60"}}),
        container(containerMetricsConfig={"metricsEndpoints": [{"metricPublishFrequencyInSeconds": 60.0}]}),
    ),
    "leave to adopt": (model(adoptExisting="true"), model(adoptExisting=True)),
}
"""Other values, and the same as the API has them."""

REFUSED: Mapping[str, tuple[dict[str, Any], str]] = {
    "two of what is one": (model(primaryContainer=[{}, {}]), "primaryContainer: is a list; give an object"),
    "nothing in a list": (
        model(vpcConfig={"subnets": ["subnet-1", None], "securityGroupIds": ["sg-1"]}),
        "vpcConfig.subnets[1]: is empty; give a string",
    ),
    "no container in a list": (pipeline(None, {"image": IMAGE}), "containers[0]: is empty; give an object"),
    "a list for text": (model(tags={"a": ["b"]}), 'tags["a"]: is a list; give a string'),
    "a map for text": (container(environment={"A": {"b": "c"}}), 'primaryContainer.environment["A"]: is an object'),
    "a map for a subnet": (
        model(vpcConfig={"subnets": {"a": "b"}, "securityGroupIds": ["sg-1"]}),
        "vpcConfig.subnets[0]: is an object; give a string",
    ),
    "text for a map": (model(tags="team"), "tags: is a string; give a map"),
    "a list for a map": (model(tags=[{"team": "search"}]), "tags: is a list; give a map"),
    "text for a structure": (model(vpcConfig="x"), "vpcConfig: is a string; give an object"),
    "text for containers": (pipeline() | {"containers": "x"}, "containers[0]: is a string; give an object"),
    "no whole number": (
        container(containerMetricsConfig={"metricsEndpoints": [{"metricPublishFrequencyInSeconds": "60.0"}]}),
        "metricPublishFrequencyInSeconds: is a string; give a whole number",
    ),
    "a number that no name is": (model(name=0.5), "name: is not what AWS takes here"),
    "a boolean that no mode is": (container(mode=True), "primaryContainer.mode: is not a value that AWS takes"),
    "a file": (model(tags={"a": pulumi.StringAsset("x")}), 'tags["a"]: is of an unusual type; give a string'),
}
"""What no coercion makes good."""


@pytest.fixture(autouse=True, scope="module")
def _silent() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulumi.log, "debug", lambda *_: None)
        yield


def provider() -> ModelProvider:
    started = ModelProvider()
    started.configure(dynamic.ConfigureRequest(dynamic.Config({"aws:region": "us-east-1"}, "shop")))
    return started


def program(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the program of an automatically named model sends."""
    sent = {"__provider": "gASV", IDENTITY: WHO, **inputs}
    return {**sent, "tagsAll": sent["tags"]} if "tags" in sent else sent


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=TEXTS)
def test_given_another_value_for_text_when_coerced_then_it_is_what_the_bridge_writes(value: Any, text: str) -> None:
    given_ = container(environment={"A": value}, containerHostname=value)
    expected = container(environment={"A": text}, containerHostname=text)

    assert coerced({**given_, "tags": {"a": value}}) == {**expected, "tags": {"a": text}}


@pytest.mark.parametrize(("value", "text"), [(float("inf"), "+Inf"), (float("-inf"), "-Inf"), (float("nan"), "NaN")])
def test_given_no_finite_number_for_text_when_coerced_then_it_is_what_go_writes(value: float, text: str) -> None:
    assert coerced({"tags": {"a": value}}) == {"tags": {"a": text}}


@pytest.mark.parametrize(("text", "boolean"), BOOLEANS.items())
def test_given_text_for_a_boolean_when_coerced_then_it_is_what_the_bridge_reads(text: str, boolean: bool) -> None:  # noqa: FBT001
    assert coerced(model(enableNetworkIsolation=text)) == model(enableNetworkIsolation=boolean)


@pytest.mark.parametrize("value", NO_BOOLEANS)
def test_given_no_boolean_when_checked_then_it_is_refused_as_the_bridge_does(value: Any) -> None:
    failures = provider().check({}, program(model(enableNetworkIsolation=value))).failures

    (failure,) = failures
    assert failure.reason.startswith("enableNetworkIsolation: is a ")
    assert failure.reason.endswith("; give true or false")


@pytest.mark.parametrize(("values", "expected"), SHAPES.values(), ids=SHAPES)
def test_given_another_shape_when_coerced_then_it_is_the_apis(values: dict[str, Any], expected: dict[str, Any]) -> None:
    assert coerced(values) == expected


@pytest.mark.parametrize(("values", "sentence"), REFUSED.values(), ids=REFUSED)
def test_given_what_cannot_be_coerced_when_checked_then_it_is_refused(values: dict[str, Any], sentence: str) -> None:
    result = provider().check({}, program(values))

    assert any(sentence in failure.reason for failure in result.failures), result.failures
    assert result.inputs == program(values)


def test_given_unknowns_when_coerced_then_they_stay() -> None:
    values = container(
        environment={"A": UNKNOWN, "B": 4.0}, imageConfig=UNKNOWN, additionalModelDataSources=[UNKNOWN]
    ) | {"vpcConfig": {"subnets": UNKNOWN, "securityGroupIds": [UNKNOWN, 1.0]}, "tags": UNKNOWN, "name": UNKNOWN}

    assert coerced(values) == container(
        environment={"A": UNKNOWN, "B": "4"}, imageConfig=UNKNOWN, additionalModelDataSources=[UNKNOWN]
    ) | {"vpcConfig": {"subnets": UNKNOWN, "securityGroupIds": [UNKNOWN, "1"]}, "tags": UNKNOWN, "name": UNKNOWN}


def test_given_triggers_when_coerced_then_they_stay_as_states_have_them() -> None:
    triggers = {"build": 42.0, "clean": True, "parts": [1.0]}

    assert coerced({**MODEL, "triggers": triggers})["triggers"] == triggers


def test_given_what_only_a_newer_api_has_when_coerced_then_it_stays() -> None:
    values = {"executionRoleArn": ROLE, "colour": 4.0, "primaryContainer": {"shade": [None, 4.0]}}

    assert coerced(values) == values


@given(st.data())
def test_given_any_model_in_other_types_when_previewed_twice_then_it_is_same_model(data: st.DataObject) -> None:
    strict = data.draw(models())
    loose, expected = data.draw(loosened(strict))
    started = provider()

    plain, inputs = (started.check({}, program(values)) for values in (expected, loose))
    assert [failure.reason for failure in inputs.failures] == [failure.reason for failure in plain.failures] == []
    assert inputs.inputs == plain.inputs
    assert codec.request("m", inputs.inputs) == codec.request("m", plain.inputs)

    again = started.check(inputs.inputs, program(loose))
    assert again.inputs == inputs.inputs
    state = {**inputs.inputs, "arn": "arn:aws:sagemaker:us-east-1:123456789012:model/m"}
    difference = started.diff(inputs.inputs["name"], state, again.inputs)
    assert not difference.changes
    assert difference.replaces == []
