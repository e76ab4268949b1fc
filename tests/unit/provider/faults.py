"""All the ways to break a model that AWS takes in exactly one place: each constraint of its shape, each rule beyond."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StringShape, StructureShape
from tests.unit.provider.models import ecr_image

Inputs = dict[str, Any]
ELSEWHERE = "ap-southeast-2"
"""A region that no model is drawn in."""


@dataclass(frozen=True)
class Place:
    """Where a value sits in a model, and the shape that it has to have."""

    path: str
    shape: Shape
    holder: Any
    key: Any


@dataclass(frozen=True)
class Fault:
    """A model of which one thing is wrong."""

    kind: str
    """The constraint that is broken, or the rule."""
    path: str
    """The property that has to be named."""
    inputs: Inputs


def places(inputs: Inputs) -> Iterator[Place]:
    """Yield every place of a model whose value has a shape, blocks before what is in them."""
    for key, (_, shape) in service_model.members(service_model.create_model_shape()).items():
        if key in inputs and key != "tags":
            yield from _places(Place(key, shape, inputs, key))


def _places(place: Place) -> Iterator[Place]:
    yield place
    value, shape = place.holder[place.key], place.shape
    if isinstance(shape, StructureShape):
        for key, (_, member) in service_model.members(shape).items():
            if key in value:
                yield from _places(Place(f"{place.path}.{key}", member, value, key))
    elif isinstance(shape, ListShape):
        for index in range(len(value)):
            yield from _places(Place(f"{place.path}[{index}]", shape.member, value, index))
    elif isinstance(shape, MapShape):
        for key in value:
            yield from _places(Place(f'{place.path}["{key}"]', shape.value, value, key))


def faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the model with each of its constraints and each of AWS's rules broken, one at a time."""
    for index, place in enumerate(places(inputs)):
        for kind, path, value in _of_shape(place):
            broken = copy.deepcopy(inputs)
            there = list(places(broken))[index]
            there.holder[there.key] = value
            yield Fault(kind, path, broken)
    for kind, path, changes in _OF_MODEL:
        yield Fault(kind, path, {**inputs, **changes})
    for rule, breakers in BREAKERS.items():
        for breaker in breakers:
            broken = copy.deepcopy(inputs)
            if (named := breaker(broken)) is not None:
                yield Fault(rule, named, broken)


def _of_shape(place: Place) -> Iterator[tuple[str, str, Any]]:
    """Yield what breaks one constraint of a place's shape: its kind, the path to be named, the value to put there."""
    path, shape, value = place.path, place.shape, place.holder[place.key]
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 0)
    # One value stands for a list of it, and a text for what can be read from it, as with pulumi-aws.
    yield ("type", f"{path}[0]", [[1.0, 1.0]]) if shape.type_name == "list" else ("type", path, [1.0, 1.0])
    if isinstance(shape, StructureShape):
        yield "unknown member", f"{path}.unheardOf", {**value, "unheardOf": "x"}
        for key, (name, _) in service_model.members(shape).items():
            if name in shape.required_members:
                yield "required", f"{path}.{key}", {other: item for other, item in value.items() if other != key}
    elif isinstance(shape, StringShape):
        low = 0 if place.key == "modelPackageName" else low  # which counts as not given if it is empty
        yield from ((kind, path, text) for kind, text in _wrong_texts(shape, low, high))
    elif isinstance(shape, ListShape) and value:
        # Repeated texts count once where a list is a set.
        texts = [f"{place.key}-{index}" for index in range(high + 1)]
        yield "max", path, texts if isinstance(value[0], str) else (value * (high + 1))[: high + 1]
        if low:
            yield "min", path, []
    elif isinstance(shape, MapShape):
        yield "max", path, {f"V{index}": "" for index in range(high + 1)}
        yield "pattern", f'{path}["-"]', {**value, "-": ""}
        yield "max", f'{path}["{"k" * 1025}"]', {**value, "k" * 1025: ""}
    elif shape.type_name == "integer":
        yield "type", path, 0.5
        yield "type", path, True
    elif shape.type_name == "boolean":
        yield "type", path, "yes"


def _wrong_texts(shape: StringShape, low: int, high: int) -> Iterator[tuple[str, str]]:
    if low:
        yield "min", ""
    if high:
        yield "max", "x" * (high + 1)
    if shape.enum:
        yield "enum", "unheard of"
    elif pattern := shape.metadata.get("pattern"):
        candidates = (text.ljust(low, " ") for text in (" ", "-", "\n"))
        yield from (("pattern", text) for text in candidates if not regex.fullmatch(pattern, text))


_OF_MODEL: tuple[tuple[str, str, Inputs], ...] = (
    ("type", "name", {"name": ["m"]}),
    ("max", "name", {"name": "m" * 64}),
    ("pattern", "name", {"name": "m-"}),
    ("type", "tags", {"tags": ["team"]}),
    ("type", 'tags["team"]', {"tags": {"team": ["ml"]}}),
    ("max", "tags", {"tags": {f"t{index}": "" for index in range(51)}}),
    ("min", 'tags[""]', {"tags": {"": ""}}),
    ("max", f'tags["{"k" * 129}"]', {"tags": {"k" * 129: ""}}),
    ("max", 'tags["team"]', {"tags": {"team": "v" * 257}}),
    ("pattern", 'tags["team?"]', {"tags": {"team?": ""}}),
    ("pattern", 'tags["team"]', {"tags": {"team": "a,b"}}),
    ("reserved", 'tags["AWS:team"]', {"tags": {"AWS:team": ""}}),
    ("type", "region", {"region": ["us-east-1"]}),
    ("pattern", "region", {"region": "us east 1"}),
    ("type", "triggers", {"triggers": ["v1"]}),
)
"""What is wrong with properties that are written in another way than the API's."""

Breaker = Callable[[Inputs], "str | None"]
"""Breaks one rule of a model, in place, and returns the path to be named; None where the model leaves no way to."""

_OBJECT = {"s3Uri": "s3://artefacts/model", "s3DataType": "S3Object", "compressionType": "None"}


def _region(inputs: Inputs) -> str:
    return str(inputs.get("region", "us-east-1"))


def _containers(inputs: Inputs) -> list[Inputs]:
    return [inputs["primaryContainer"]] if "primaryContainer" in inputs else list(inputs["containers"])


def _last(inputs: Inputs) -> tuple[str, Inputs]:
    """Return the last container under its path."""
    containers = _containers(inputs)
    return (
        "primaryContainer" if "primaryContainer" in inputs else f"containers[{len(containers) - 1}]",
        containers[-1],
    )


def _is_direct(inputs: Inputs) -> bool:
    return bool(inputs.get("inferenceExecutionConfig") == {"mode": "Direct"})


def _of_one(named: str, **properties: Any) -> Breaker:
    """Return a breaker that puts properties into the last container, or takes out those that are None."""

    def breaker(inputs: Inputs) -> str:
        path, one = _last(inputs)
        one.update(copy.deepcopy(properties))
        for key in [key for key, value in one.items() if value is None]:
            del one[key]
        return path + named

    return breaker


def _image(host: Callable[[str], str]) -> Breaker:
    """Return a breaker that takes the last container's image from elsewhere, given the model's region."""

    def breaker(inputs: Inputs) -> str:
        path, one = _last(inputs)
        for key in ("modelPackageName", "imageConfig"):
            one.pop(key, None)
        one["image"] = host(_region(inputs))
        return f"{path}.image"

    return breaker


def _package(arn: Callable[[str], str]) -> Breaker:
    def breaker(inputs: Inputs) -> str:
        path, one = _last(inputs)
        one.pop("image", None)
        one["modelPackageName"] = arn(_region(inputs))
        return f"{path}.modelPackageName"

    return breaker


def _image_and_package(inputs: Inputs) -> str:
    path, one = _last(inputs)
    one.pop("imageConfig", None)
    one.update(image=ecr_image(_region(inputs)), modelPackageName="scores")
    return f"{path}.modelPackageName"


def _both_forms(inputs: Inputs) -> str | None:
    if _is_direct(inputs):
        return None
    other = "containers" if "primaryContainer" in inputs else "primaryContainer"
    one = {"image": ecr_image(_region(inputs))}
    inputs[other] = [one] if other == "containers" else one
    return "containers"


def _neither_form(inputs: Inputs) -> str:
    inputs.pop("primaryContainer", None)
    inputs.pop("containers", None)
    return "primaryContainer"


def _no_role(inputs: Inputs) -> str:
    del inputs["executionRoleArn"]
    return "executionRoleArn"


def _role_of_another_partition(inputs: Inputs) -> str:
    inputs["executionRoleArn"] = "arn:aws-iso:iam::123456789012:role/inference"
    return "executionRoleArn"


def _multiple(named: str, **data: Any) -> Breaker:
    """Return a breaker that has the last container load many models from the wrong data."""

    def breaker(inputs: Inputs) -> str | None:
        path, one = _last(inputs)
        if not _is_direct(inputs) and any(other.get("mode") == "MultiModel" for other in _containers(inputs)[:-1]):
            return None
        for key in ("modelDataUrl", "modelDataSource"):
            one.pop(key, None)
        one.update(copy.deepcopy(data), mode="MultiModel")
        return path + named

    return breaker


def _second_multiple(inputs: Inputs) -> str | None:
    containers = _containers(inputs)
    if len(containers) == 1 or _is_direct(inputs):
        return None
    for one in containers:
        one.pop("modelDataSource", None)
        one.update(mode="MultiModel", modelDataUrl="s3://artefacts/many/")
    return "containers[1].mode"


def _hostname(last: str | None, *, direct: bool) -> Breaker:
    """Return a breaker that gives the last container a hostname of its own choice, or none."""

    def breaker(inputs: Inputs) -> str | None:
        if "containers" not in inputs or (len(inputs["containers"]) == 1 and not direct):
            return None
        for index, one in enumerate(inputs["containers"]):
            one["containerHostname"] = f"step-{index}"
        inputs["inferenceExecutionConfig"] = {"mode": "Direct"} if direct else {"mode": "Serial"}
        for one in inputs["containers"] if not direct else []:
            one.pop("mode", None)
        path, one = _last(inputs)
        one["containerHostname"] = last
        if last is None:
            del one["containerHostname"]
        return f"{path}.containerHostname"

    return breaker


def _direct_alone(inputs: Inputs) -> str | None:
    if "primaryContainer" not in inputs:
        return None
    inputs["inferenceExecutionConfig"] = {"mode": "Direct"}
    return "inferenceExecutionConfig.mode"


def _credentials_for_the_platform(inputs: Inputs) -> str:
    path, one = _last(inputs)
    if "image" in one:
        one["image"] = ecr_image(_region(inputs))
    one["imageConfig"] = {
        "repositoryAccessMode": "Platform",
        "repositoryAuthConfig": {"repositoryCredentialsProviderArn": "arn"},
    }
    return f"{path}.imageConfig.repositoryAuthConfig"


def _no_network(inputs: Inputs) -> str | None:
    if any(one.get("imageConfig", {}).get("repositoryAccessMode") == "Vpc" for one in _containers(inputs)[:-1]):
        return None
    _last(inputs)[1]["imageConfig"] = {"repositoryAccessMode": "Vpc"}
    inputs.pop("vpcConfig", None)
    return "vpcConfig"


def _large_environment(inputs: Inputs) -> str:
    one = _containers(inputs)[0]
    one["environment"] = {f"V{index}": "x" * 1000 for index in range(40)}
    return "primaryContainer.environment" if "primaryContainer" in inputs else "containers[0].environment"


_OPEN_PREFIX = {**_OBJECT, "s3DataType": "S3Prefix"}
_FAR_OBJECT = {**_OBJECT, "s3Uri": f"https://s3.{ELSEWHERE}.amazonaws.com/artefacts/a"}
_RARE_METRICS = {"metricsEndpoints": [{"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": 90.0}]}
_FREQUENCY = ".containerMetricsConfig.metricsEndpoints[0].metricPublishFrequencyInSeconds"
_SOURCE_URI = ".modelDataSource.s3DataSource.s3Uri"

BREAKERS: Mapping[str, tuple[Breaker, ...]] = {
    "_execution_role": (_no_role,),
    "_role_partition": (_role_of_another_partition,),
    "_one_container_form": (_both_forms, _neither_form),
    "_image_or_package": (_of_one("", image=None, modelPackageName=None), _image_and_package),
    "_image_in_ecr": (_image(lambda _: "public.ecr.aws/serve/serve:1"), _image(lambda _: "serve:1")),
    "_image_region": (_image(lambda _: ecr_image(ELSEWHERE, "amazonaws.com")),),
    "_image_partition": (_image(lambda region: ecr_image(region, "c2s.ic.gov")),),
    "_package_region": (_package(lambda _: f"arn:aws:sagemaker:{ELSEWHERE}:123456789012:model-package/scores"),),
    "_package_partition": (_package(lambda region: f"arn:aws-iso:sagemaker:{region}:123456789012:model-package/s"),),
    "_one_kind_of_model_data": (
        _of_one(".modelDataSource", modelDataUrl="s3://artefacts/a", modelDataSource={"s3DataSource": _OBJECT}),
    ),
    "_one_data_source": (_of_one(".modelDataSource", mode=None, modelDataUrl=None, modelDataSource={}),),
    "_multi_model_data": (
        _multiple(".modelDataUrl"),
        _multiple(".modelDataUrl", modelDataUrl="s3://artefacts/model.tar.gz"),
        _multiple(".modelDataSource", modelDataSource={"s3DataSource": _OBJECT}),
    ),
    "_one_multi_model_in_series": (_second_multiple,),
    "_prefix_ends_in_slash": (
        _of_one(_SOURCE_URI, mode=None, modelDataUrl=None, modelDataSource={"s3DataSource": _OPEN_PREFIX}),
        _of_one(
            ".additionalModelDataSources[0].s3DataSource.s3Uri",
            additionalModelDataSources=[{"channelName": "a", "s3DataSource": _OPEN_PREFIX}],
        ),
    ),
    "_data_region": (
        _of_one(
            ".modelDataUrl", modelDataSource=None, modelDataUrl=f"https://artefacts.s3.{ELSEWHERE}.amazonaws.com/a"
        ),
        _of_one(_SOURCE_URI, mode=None, modelDataUrl=None, modelDataSource={"s3DataSource": _FAR_OBJECT}),
    ),
    "_channel_names": (
        _of_one(
            ".additionalModelDataSources[1].channelName",
            additionalModelDataSources=[{"channelName": "a", "s3DataSource": _OBJECT}] * 2,
        ),
    ),
    "_hostnames": (_hostname(None, direct=False), _hostname("step-0", direct=False)),
    "_direct_mode": (_hostname(None, direct=True), _direct_alone),
    "_private_registry": (_credentials_for_the_platform, _no_network),
    "_environment_size": (_large_environment,),
    "_metric_frequency": (_of_one(_FREQUENCY, containerMetricsConfig=_RARE_METRICS),),
}
"""What breaks each rule, by the name of its check."""
