"""The CreateModel API as botocore's service model declares it: what a newer botocore knows, this package knows.

Pulumi spells a member in camelCase (`modelDataUrl`) where the API has PascalCase (`ModelDataUrl`).
Source: the `sagemaker/2017-07-24` service model that ships with botocore.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from botocore.model import ListShape, MapShape, Shape, StructureShape

# Four threads serve one provider process; the service model is megabytes of JSON and wants reading once.
_loading = threading.Lock()


@cache
def _input_shape(operation: str) -> StructureShape:
    from botocore.loaders import create_loader  # noqa: PLC0415  (programs import this package, not botocore)
    from botocore.model import ServiceModel  # noqa: PLC0415

    description = create_loader().load_service_model("sagemaker", "service-2")
    shape = ServiceModel(description, "sagemaker").operation_model(operation).input_shape
    return cast("StructureShape", shape)


def create_model_shape() -> StructureShape:
    """Return the input shape of CreateModel."""
    with _loading:
        return _input_shape("CreateModel")


def camel_case(member: str) -> str:
    """Spell an API member as Pulumi does: `ModelDataUrl` to `modelDataUrl`."""
    return member[:1].lower() + member[1:]


def members(shape: StructureShape) -> dict[str, tuple[str, Shape]]:
    """Map each member's Pulumi name to its API name and shape."""
    return {camel_case(name): (name, member) for name, member in shape.members.items()}


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
        return {camel_case(k): from_api(known[k], v) for k, v in value.items() if k in known}
    if shape.type_name == "list":
        return [from_api(cast("ListShape", shape).member, item) for item in value]
    if shape.type_name == "map":
        return {key: from_api(cast("MapShape", shape).value, item) for key, item in value.items()}
    return value
