"""Models that AWS takes: one to vary by hand, and a strategy that draws others from the shape botocore declares."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from hypothesis import strategies as st

from pulumi_sagemaker_model import schema

ROLE = "arn:aws:iam::123456789012:role/inference"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"
MODEL: Mapping[str, Any] = {
    "executionRoleArn": ROLE,
    "primaryContainer": {"image": IMAGE, "modelDataUrl": "s3://artefacts/model.tar.gz"},
}
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


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Draw Pulumi values that `shape` allows, numbers as the engine has them."""
    if isinstance(shape, StructureShape):
        known = schema.members(shape)
        needed = {key: values(member) for key, (name, member) in known.items() if name in shape.required_members}
        return st.fixed_dictionaries(
            needed, optional={key: values(member) for key, (_, member) in known.items() if key not in needed}
        )
    if isinstance(shape, ListShape):
        low = shape.metadata.get("min", 0)
        return st.lists(values(shape.member), min_size=low, max_size=min(shape.metadata["max"], _FEW))
    if isinstance(shape, MapShape):
        return st.dictionaries(values(shape.key), values(shape.value), max_size=_FEW)
    if isinstance(shape, StringShape):
        return _strings(shape)
    return st.booleans() if shape.type_name == "boolean" else st.integers(1, 3600).map(float)


def _strings(shape: StringShape) -> st.SearchStrategy[str]:
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 64)
    if r"\p{L}" in (pattern := shape.metadata.get("pattern", ".*")):
        return st.text(st.sampled_from("aZ9é字_.:/=+-@ "), min_size=low, max_size=12)
    drawn = st.from_regex(pattern, fullmatch=True, alphabet=string.ascii_letters + string.digits + "-_/.:@ ")
    return drawn.filter(lambda text: low <= len(text) <= high)


_MEMBERS = schema.members(schema.create_model_shape())
_TAG = cast("StructureShape", cast("ListShape", _MEMBERS["tags"][1]).member).members
_PROPERTIES = st.fixed_dictionaries(
    {"executionRoleArn": values(_MEMBERS["executionRoleArn"][1])},
    optional={
        **{key: values(_MEMBERS[key][1]) for key in ("enableNetworkIsolation", "inferenceExecutionConfig")},
        "tags": st.dictionaries(values(_TAG["Key"]), values(_TAG["Value"]), max_size=_FEW),
        "triggers": st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=_FEW),
        "region": st.sampled_from(["us-east-1", "eu-central-1"]),
    },
)
_CONTAINERS = st.lists(values(_MEMBERS["primaryContainer"][1]), min_size=1, max_size=2)
_VPC = values(_MEMBERS["vpcConfig"][1])


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a model that AWS takes: every property as its shape allows, and the relations between them kept."""
    properties: dict[str, Any] = draw(_PROPERTIES)
    containers: list[dict[str, Any]] = draw(_CONTAINERS)
    direct = properties.get("inferenceExecutionConfig", {}).get("mode") == "Direct"
    named = direct or draw(st.booleans())
    for index, one in enumerate(containers):
        _relate(one)
        one.pop("containerHostname", None)
        if named:
            one["containerHostname"] = f"step-{index}"
    if draw(st.booleans()) or any(
        one.get("imageConfig", {}).get("repositoryAccessMode") == "Vpc" for one in containers
    ):
        properties["vpcConfig"] = draw(_VPC)
    if len(containers) == 1 and draw(st.booleans()):
        return {**properties, "primaryContainer": containers[0]}
    return {**properties, "containers": containers}


def _relate(one: dict[str, Any]) -> None:
    """Make the properties of a drawn container agree with each other."""
    if "modelPackageName" not in one:
        one.setdefault("image", IMAGE)
    if "modelDataUrl" in one:
        one.pop("modelDataSource", None)
    if one.get("imageConfig", {}).get("repositoryAccessMode") == "Platform":
        one["imageConfig"].pop("repositoryAuthConfig", None)
    for source in (one.get("modelDataSource", {}), *one.get("additionalModelDataSources", [])):
        data = source.get("s3DataSource", {})
        if data.get("s3DataType") == "S3Prefix":
            data["s3Uri"] = data["s3Uri"].rstrip("/") + "/x/"
