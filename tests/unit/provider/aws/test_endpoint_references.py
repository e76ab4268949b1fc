"""Which models live endpoints serve, whatever AWS has and however it answers, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws.endpoint_references import AT_MOST, EndpointReferences, scan
from pulumi_sagemaker_model.aws.timings import SCAN


class Region:
    """A region's endpoints, on a clock that moves by a second with each question."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[str] = []
        self.endpoints: dict[str, dict[str, Any]] = {}
        self.configs: dict[str, dict[str, Any]] = {}
        self.components: dict[str, dict[str, Any]] = {}
        self.refusals: dict[str, Callable[[], errors.ModelError | None]] = {}
        self.page = AT_MOST

    def endpoint(self, name: str, *variants: dict[str, Any], status: str = "InService", **more: Any) -> None:
        self.configs[name] = {"ProductionVariants": list(variants)}
        self.endpoints[name] = {"EndpointName": name, "EndpointStatus": status, "EndpointConfigName": name, **more}

    def component(self, name: str, model: str, status: str = "InService", *, several: bool = False) -> None:
        specification = {"ModelName": model}
        self.components[name] = {
            "InferenceComponentName": name,
            "EndpointName": "shared",
            "InferenceComponentStatus": status,
            **({"Specifications": [specification]} if several else {"Specification": specification}),
        }

    def look(self) -> EndpointReferences:
        return scan(self._answer, lambda: self.now, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def _answer(self, operation: str, **parameters: Any) -> dict[str, Any]:
        self.asked.append(operation)
        self.now += 0.01
        if (refuse := self.refusals.get(operation)) and (error := refuse()):
            raise error
        if operation.startswith("List"):
            assert parameters.pop("MaxResults") == AT_MOST
            start = int(parameters.pop("NextToken", "0"))
            assert parameters == {}
            kind, end = operation.removeprefix("List"), start + self.page
            found = {"Endpoints": self.endpoints, "InferenceComponents": self.components}[kind]
            more = {"NextToken": str(end)} if end < len(found) else {}
            return {kind: list(found.values())[start:end], **more}
        [(member, name)] = parameters.items()
        found = {
            "EndpointName": self.endpoints,
            "EndpointConfigName": self.configs,
            "InferenceComponentName": self.components,
        }[member]
        if name not in found:
            raise errors.NotFoundError(name)
        return found[name]


@pytest.fixture
def region() -> Region:
    return Region()


def test_given_no_endpoints_when_looked_at_then_one_question_is_enough(region: Region) -> None:
    assert region.look() == EndpointReferences({}, [])
    assert region.asked == ["ListEndpoints"]


@pytest.mark.parametrize(
    "status", ["InService", "Creating", "Updating", "SystemUpdating", "RollingBack", "OutOfService", "Deleting"]
)
def test_given_an_endpoint_when_looked_at_then_its_models_are_in_use_while_it_lives(
    region: Region, status: str
) -> None:
    region.endpoint("one", {"ModelName": "a"}, {"ModelName": "b"}, status=status)
    region.endpoint("other", {"ModelName": "a"})
    ends = status == "Deleting"

    assert region.look().users == {
        "a": ["endpoint other"] if ends else ["endpoint one", "endpoint other"],
        **({} if ends else {"b": ["endpoint one"]}),
    }
    assert "ListInferenceComponents" not in region.asked


def test_given_all_places_of_a_model_when_looked_at_then_each_counts(region: Region) -> None:
    pool = {"InstanceType": "ml.m5.large", "ModelNameOverride": "override"}
    region.endpoint("one", {"ModelName": "now", "InstancePools": [{"InstanceType": "ml.m4.xlarge"}, pool]})
    region.configs["one"]["ShadowProductionVariants"] = [{"ModelName": "shadow"}]
    region.endpoints["one"]["PendingDeploymentSummary"] = {"EndpointConfigName": "next"}
    region.configs["next"] = {"ProductionVariants": [{"ModelName": "soon"}]}

    assert region.look() == EndpointReferences(
        {model: ["endpoint one"] for model in ("now", "override", "shadow", "soon")}, []
    )


def test_given_inference_components_when_looked_at_then_live_ones_use_their_models(
    region: Region,
) -> None:
    region.endpoint("shared", {"VariantName": "all"})
    region.component("fraud", "a")
    region.component("pools", "b", several=True)
    region.component("ending", "c", "Deleting")
    region.component("adapter", "")

    assert region.look().users == {"a": ["endpoint shared (fraud)"], "b": ["endpoint shared (pools)"]}


def test_given_what_vanishes_meanwhile_when_looked_at_then_it_is_passed_over(region: Region) -> None:
    region.endpoint("shared", {"VariantName": "all"})
    region.endpoint("one", {"ModelName": "a"})
    region.component("fraud", "b")
    for operation in ("DescribeEndpoint", "DescribeInferenceComponent"):
        region.refusals[operation] = iter([errors.NotFoundError("gone"), None, None]).__next__
    region.endpoints = dict(reversed(region.endpoints.items()))

    assert region.look() == EndpointReferences({}, [])


def test_given_a_configuration_that_is_gone_when_looked_at_then_that_is_a_gap(region: Region) -> None:
    region.endpoint("one", {"ModelName": "a"})
    region.endpoint("other", {"ModelName": "b"})
    del region.configs["one"]

    assert region.look() == EndpointReferences({"b": ["endpoint other"]}, ["configuration one of endpoint one is gone"])


def test_given_short_pages_when_looked_at_then_all_of_them_are(region: Region) -> None:
    region.page = 1
    region.endpoint("one", {"ModelName": "a"})
    region.endpoint("shared", {"InitialInstanceCount": 1})
    region.component("first", "b")
    region.component("second", "c")

    assert region.look() == EndpointReferences(
        {"a": ["endpoint one"], "b": ["endpoint shared (first)"], "c": ["endpoint shared (second)"]}, []
    )


def test_given_more_than_are_looked_at_when_looked_at_then_that_is_a_gap(region: Region) -> None:
    for number in range(AT_MOST + 1):
        region.endpoint(f"e{number}", {"ModelName": "a"})

    usage = region.look()

    assert len(usage.users["a"]) == AT_MOST
    assert usage.gaps == [f"there are more than {AT_MOST}, and only the newest were looked at"]


@pytest.mark.parametrize("operation", ["ListEndpoints", "DescribeEndpoint", "DescribeEndpointConfig"])
def test_given_a_refusal_when_looked_at_then_the_look_ends_with_it(region: Region, operation: str) -> None:
    region.endpoint("one", {"ModelName": "a"})
    refusal = errors.AccessDeniedError("you may not")
    region.refusals[operation] = lambda: refusal

    assert region.look() == EndpointReferences({}, [], refusal)
    assert region.asked[-1] == operation
    assert region.asked.count(operation) == 1


def test_given_answer_without_its_list_when_looked_at_then_nothing_is_taken_as_known(region: Region) -> None:
    region.endpoint("one", {"ModelName": "a"})
    del region.configs["one"]["ProductionVariants"]

    assert str(region.look().failure) == "AWS's answer has no 'ProductionVariants'"


def test_given_some_throttling_when_looked_at_then_it_is_waited_for(region: Region) -> None:
    region.endpoint("one", {"ModelName": "a"})
    region.refusals["DescribeEndpoint"] = iter([errors.ThrottledError("slowly"), None]).__next__

    assert region.look() == EndpointReferences({"a": ["endpoint one"]}, [])
    assert 1 < region.now < 2


def test_given_endless_throttling_when_looked_at_then_the_look_ends_in_time(region: Region) -> None:
    region.refusals["ListEndpoints"] = lambda: errors.ThrottledError("slowly")

    usage = region.look()

    assert str(usage.failure) == "there was not enough time to look at all endpoints"
    assert region.now <= SCAN.seconds + 2
