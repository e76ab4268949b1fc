"""The CreateModel API and AWS's regions as botocore's data declares them: a newer botocore widens this package.

Pulumi spells a member in camelCase (`modelDataUrl`) where the API has PascalCase (`ModelDataUrl`).
Source: the `sagemaker/2017-07-24` service model and the endpoint data that ship with botocore, or that AWS_DATA_PATH
and ~/.aws/models put before them, for the client of boto3 as well as here (`botocore_extract.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pulumi_sagemaker_model.aws.botocore_extract import botocore_extract
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StructureShape, property_name, shape_of

if TYPE_CHECKING:
    from mypy_boto3_sagemaker.type_defs import TagTypeDef

AWS_PREFIX: Final = "aws:"
"""Tag keys that begin so are AWS's own: never sent, never removed, never drift."""


class Partition(NamedTuple):
    """A group of AWS regions with accounts of its own, such as those in China."""

    name: str
    """What the ARNs of the partition begin with, after `arn:`."""
    dns_suffix: str
    """Where the host names of its services end."""
    dual_stack_suffix: str | None
    """Where they end for services that are reached by IPv6 as well, if there are such."""


@cache
def create_model_shape() -> StructureShape:
    """Return the input shape of CreateModel."""
    known = botocore_extract()
    return cast("StructureShape", shape_of(known.input_shape, known.shapes[known.input_shape], known.shapes))


@cache
def partition(region: str) -> Partition | None:
    """Return the partition that a region belongs to, or None for a region that botocore does not know."""
    for one in botocore_extract().partitions:
        if region in one["regions"] or (one["pattern"] and re.match(one["pattern"], region)):
            return Partition(one["name"], one["dns_suffix"], one["dual_stack_suffix"])
    return None


def members(shape: StructureShape) -> Mapping[str, tuple[str, Shape]]:
    """Map each member's Pulumi name to its API name and shape."""
    return shape.properties


def create_model_names() -> set[str]:
    """Return the Pulumi names of all members that CreateModel takes, at any depth."""
    names: set[str] = set()
    shapes: list[Shape] = [create_model_shape()]
    while shapes:
        shape = shapes.pop()
        if shape.type_name == "structure":
            for name, (_, member) in members(cast("StructureShape", shape)).items():
                names.add(name)
                shapes.append(member)
        elif shape.type_name == "list":
            shapes.append(cast("ListShape", shape).member)
    return names


def to_api(shape: Shape, value: Any) -> Any:
    """Turn a checked Pulumi value into what boto3 takes: PascalCase members, integers where the engine has floats."""
    if shape.type_name == "structure":
        known = members(cast("StructureShape", shape))
        return {known[key][0]: to_api(known[key][1], item) for key, item in value.items()}
    if shape.type_name == "list":
        return [to_api(cast("ListShape", shape).member, item) for item in value]
    if shape.type_name == "map":
        return {key: to_api(cast("MapShape", shape).value, item) for key, item in value.items()}
    if shape.type_name in {"integer", "long"}:
        return int(value)
    return value


def from_api(shape: Shape, value: Any) -> Any:
    """Turn an answer of boto3 into a Pulumi value; members that `shape` does not know are left out."""
    if shape.type_name == "structure":
        known = cast("StructureShape", shape).members
        return {property_name(k): from_api(known[k], v) for k, v in value.items() if k in known}
    if shape.type_name == "list":
        return [from_api(cast("ListShape", shape).member, item) for item in value]
    if shape.type_name == "map":
        return {key: from_api(cast("MapShape", shape).value, item) for key, item in value.items()}
    return value


def tag_list(tags: Mapping[str, str]) -> list[TagTypeDef]:
    """Return tags as the API takes them, in the order of their keys."""
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def tag_map(tags: Iterable[TagTypeDef]) -> dict[str, str]:
    """Return the tags of an API answer that are not AWS's own."""
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].lower().startswith(AWS_PREFIX)}
