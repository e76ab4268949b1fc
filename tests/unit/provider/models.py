"""Models that AWS takes: one to vary by hand, and a strategy that draws others from the shape botocore declares."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from typing import Any, cast

import regex
from hypothesis import strategies as st

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StringShape, StructureShape

ROLE = "arn:aws:iam::123456789012:role/inference"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"
PACKAGE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/scores/3"
MODEL: Mapping[str, Any] = {
    "executionRoleArn": ROLE,
    "primaryContainer": {"image": IMAGE, "modelDataUrl": "s3://artefacts/model.tar.gz"},
}
REGIONS: Mapping[str, tuple[str, str, str]] = {
    "us-east-1": ("aws", "amazonaws.com", "on.aws"),
    "eu-central-1": ("aws", "amazonaws.com", "on.aws"),
    "us-gov-west-1": ("aws-us-gov", "amazonaws.com", "on.aws"),
    "cn-north-1": ("aws-cn", "amazonaws.com.cn", "on.amazonwebservices.com.cn"),
}
"""Regions to draw models in: their partition, and where the host names of ECR end, without and with IPv6."""
VPC = {"subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}

_FEW = 3
"""Items that a drawn list or map has at most; the bounds have tests of their own."""


def model(**changes: Any) -> dict[str, Any]:
    """Return `MODEL` with properties changed; like the engine, leave out those that are None."""
    return {key: value for key, value in {**MODEL, **changes}.items() if value is not None}


def container(**changes: Any) -> dict[str, Any]:
    """Return `MODEL` with properties of its container changed."""
    properties = {**MODEL["primaryContainer"], **changes}
    return model(primaryContainer={key: value for key, value in properties.items() if value is not None})


def pipeline(*containers: Any, **changes: Any) -> dict[str, Any]:
    """Return `MODEL` with several containers in place of the one."""
    return model(primaryContainer=None, containers=list(containers), **changes)


def ecr_image(region: str, suffix: str | None = None) -> str:
    """Return an image in ECR, as SageMaker pulls it, with a host of its region unless told."""
    return f"123456789012.dkr.ecr.{region}.{suffix or REGIONS[region][1]}/serve:1"


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Draw Pulumi values that `shape` allows, numbers as the engine has them."""
    if isinstance(shape, StructureShape):
        known = service_model.members(shape)
        needed = {key: values(member) for key, (name, member) in known.items() if name in shape.required_members}
        return st.fixed_dictionaries(
            needed, optional={key: values(member) for key, (_, member) in known.items() if key not in needed}
        )
    if isinstance(shape, ListShape):
        low, high = shape.metadata.get("min", 0), shape.metadata.get("max", _FEW)
        # Where a list of texts is a set, one that is there twice counts once, and what comes after it moves up.
        texts = isinstance(shape.member, StringShape)
        return st.lists(values(shape.member), min_size=low, max_size=min(high, _FEW), unique=texts)
    if isinstance(shape, MapShape):
        return st.dictionaries(values(shape.key), values(shape.value), max_size=_FEW)
    if isinstance(shape, StringShape):
        return _strings(shape)
    return st.booleans() if shape.type_name == "boolean" else st.integers(1, 3600).map(float)


def _strings(shape: StringShape) -> st.SearchStrategy[str]:
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 64)
    pattern = shape.metadata.get("pattern", ".*")
    longest = "a" * high
    if r"\p{L}" in pattern:
        return st.text(st.sampled_from("aZ9é字_.:/=+-@ "), min_size=low, max_size=12) | st.just(longest)
    drawn = st.from_regex(pattern, fullmatch=True, alphabet=string.ascii_letters + string.digits + "-_/.:@ ")
    fitting = drawn.filter(lambda text: low <= len(text) <= high)
    return fitting | st.just(longest) if regex.fullmatch(pattern, longest) else fitting


_MEMBERS = service_model.members(service_model.create_model_shape())
_TAG = cast("StructureShape", cast("ListShape", _MEMBERS["tags"][1]).member).members
_PROPERTIES = st.fixed_dictionaries(
    {"executionRoleArn": values(_MEMBERS["executionRoleArn"][1])},
    optional={
        **{key: values(_MEMBERS[key][1]) for key in ("enableNetworkIsolation", "inferenceExecutionConfig")},
        "tags": st.dictionaries(values(_TAG["Key"]), values(_TAG["Value"]), max_size=_FEW),
        "triggers": st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=_FEW),
    },
)
_CONTAINERS = st.lists(values(_MEMBERS["primaryContainer"][1]), min_size=1, max_size=_FEW)
_VPC = values(_MEMBERS["vpcConfig"][1])


@st.composite
def models(draw: st.DrawFn, regions: Sequence[str] = ("us-east-1",)) -> dict[str, Any]:
    """Draw a model that AWS takes: every property as its shape allows, and what AWS demands beyond that kept."""
    properties: dict[str, Any] = draw(_PROPERTIES)
    containers: list[dict[str, Any]] = draw(_CONTAINERS)
    region = draw(st.sampled_from(regions))
    if region != "us-east-1" or draw(st.booleans()):
        properties["region"] = region
    partition = REGIONS[region][0]
    properties["executionRoleArn"] = re.sub("arn:[^:]*", f"arn:{partition}", properties["executionRoleArn"])
    direct = properties.get("inferenceExecutionConfig", {}).get("mode") == "Direct"
    named = direct or draw(st.booleans())
    multiple = 0
    for index, one in enumerate(containers):
        multiple += one.get("mode") == "MultiModel"
        if multiple > 1 and not direct:
            one["mode"] = "SingleModel"
        _relate(one, draw(_origins(region)))
        one.pop("containerHostname", None)
        if named:
            one["containerHostname"] = f"step-{index}"
    if draw(st.booleans()) or any(
        one.get("imageConfig", {}).get("repositoryAccessMode") == "Vpc" for one in containers
    ):
        properties["vpcConfig"] = draw(_VPC)
    if len(containers) == 1 and not direct and draw(st.booleans()):
        return {**properties, "primaryContainer": containers[0]}
    return {**properties, "containers": containers}


def _origins(region: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw where the parts of a container come from, all of it in the model's region."""
    partition, suffix, dual_stack = REGIONS[region]
    hosts = [f"dkr.ecr.{region}.{suffix}", f"dkr.ecr-fips.{region}.{suffix}", f"dkr-ecr.{region}.{dual_stack}"]
    return st.fixed_dictionaries(
        {
            "image": st.sampled_from([f"123456789012.{host}/serve:1" for host in hosts]),
            "modelPackageName": st.sampled_from(
                ["scores", f"arn:{partition}:sagemaker:{region}:123456789012:model-package/scores/3"]
            ),
            "modelDataUrl": st.sampled_from(
                [f"https://s3.{region}.{suffix}/artefacts/a", f"https://artefacts.s3.dualstack.{region}.{suffix}/a"]
            ),
            "packaged": st.booleans(),
            "seconds": st.sampled_from([10.0, 30.0, 60.0, 120.0, 180.0, 240.0, 300.0]),
        }
    )


def _relate(one: dict[str, Any], origins: Mapping[str, Any]) -> None:
    """Make the properties of a drawn container agree with each other and with where they come from."""
    _relate_code(one, origins)
    _relate_data(one, origins)
    for endpoint in one.get("containerMetricsConfig", {}).get("metricsEndpoints", []):
        endpoint["metricPublishFrequencyInSeconds"] = origins["seconds"]


def _relate_code(one: dict[str, Any], origins: Mapping[str, Any]) -> None:
    private = one.get("imageConfig", {}).get("repositoryAccessMode") == "Vpc"
    if origins["packaged"]:
        one.pop("image", None)
        if one.get("modelPackageName", "arn:").startswith("arn:"):
            one["modelPackageName"] = origins["modelPackageName"]
    else:
        one.pop("modelPackageName", None)
        if not private or "image" not in one:
            one["image"] = origins["image"]
    if not private:
        one.get("imageConfig", {}).pop("repositoryAuthConfig", None)


def _relate_data(one: dict[str, Any], origins: Mapping[str, Any]) -> None:
    if one.get("mode") == "MultiModel":
        one["modelDataUrl"] = origins["modelDataUrl"] + "/many"
    elif "modelDataUrl" in one and origins["packaged"]:
        one["modelDataUrl"] = origins["modelDataUrl"] + "/model.tar.gz"
    if "modelDataUrl" in one or one.get("modelDataSource") == {}:
        one.pop("modelDataSource", None)
    for index, source in enumerate(one.get("additionalModelDataSources", [])):
        source["channelName"] = f"{index}{source['channelName']}"[:64]
    for source in (one.get("modelDataSource", {}), *one.get("additionalModelDataSources", [])):
        data = source.get("s3DataSource", {})
        if data.get("s3DataType") == "S3Prefix":
            data["s3Uri"] = data["s3Uri"].rstrip("/") + "/x/"
