"""Turn a model's inputs into the types that the API has, as pulumi-aws does: 4 to "4", True to "true", "true" to True.

pulumi-aws takes what a program gives through the Terraform bridge, and a program written for it may rely on what the
bridge makes of it. What the bridge refuses stays as it is, for `checks` to refuse.
Source: https://github.com/pulumi/pulumi-terraform-bridge, pkg/tfbridge/schema.go; what a bridge answered is a table in
tests/unit/provider/test_coercion.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from pulumi.output import Unknown

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StructureShape
from pulumi_sagemaker_model.properties import OF_MODEL, SETS, Form, Origin
from pulumi_sagemaker_model.scalars import text

_BOOLEANS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("1", "t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("0", "f", "F", "false", "False", "FALSE"), False),
}
"""What Go reads as a boolean."""

_WHOLE: Final = re.compile("[+-]?[0-9]{1,15}")
"""What Go reads as a whole number, as far as the engine's numbers have them exactly."""

_DROPPED_IF_EMPTY: Final = frozenset({"modelPackageName"})
"""Text that pulumi-aws takes if it is empty, and then does not send."""


def coerced(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return `inputs` (camelCase; unknowns allowed) with what the API has in the place of what can become it.

    `triggers` stay: they go to no API, and states have what programs gave.
    """
    known = service_model.members(service_model.create_model_shape())
    values = _members({key: member for key, member in known.items() if key != "tags"}, inputs)
    if "tags" in values:
        values["tags"] = _texts(values["tags"])
    own = (one for one in OF_MODEL.values() if one.origin is Origin.OWN and one.form in _COERCED and one.name in values)
    return values | {one.name: _COERCED[one.form](values[one.name]) for one in own}


def _texts(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {key: text(item) for key, item in value.items() if item is not None}


def _boolean(value: Any) -> Any:
    return _BOOLEANS.get(value, value) if isinstance(value, str) else value


_COERCED: Final[Mapping[Form, Callable[[Any], Any]]] = {Form.TEXT: text, Form.BOOLEAN: _boolean}
"""What becomes of arguments that CreateModel does not have."""


def _whole_number(value: Any) -> Any:
    # The engine's numbers are floats.
    return float(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value


def _value(key: str, shape: Shape, value: Any) -> Any:
    if shape.type_name == "structure":
        return _structure(cast("StructureShape", shape), value)
    if shape.type_name == "list":
        return _list(key, cast("ListShape", shape), value)
    if shape.type_name == "map":
        return _map(key, cast("MapShape", shape), value)
    if shape.type_name == "string":
        return None if value == "" and key in _DROPPED_IF_EMPTY else text(value)
    if shape.type_name == "boolean":
        return _boolean(value)
    return _whole_number(value) if shape.type_name in {"integer", "long"} else value


def _structure(shape: StructureShape, value: Any) -> Any:
    # To Terraform a structure is a list of at most one.
    if isinstance(value, list) and len(value) <= 1:
        value = value[0] if value else None
    return _members(service_model.members(shape), value) if isinstance(value, Mapping) else value


def _members(known: Mapping[str, tuple[str, Shape]], values: Mapping[str, Any]) -> dict[str, Any]:
    members = {key: _value(key, known[key][1], item) if key in known else item for key, item in values.items()}
    return {key: item for key, item in members.items() if item is not None}


def _list(key: str, shape: ListShape, value: Any) -> Any:
    if value is None or isinstance(value, Unknown):
        return value
    items = [_value(key, shape.member, item) for item in (value if isinstance(value, list) else [value])]
    return list(dict.fromkeys(items)) if key in SETS and all(isinstance(item, str) for item in items) else items


def _map(key: str, shape: MapShape, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {name: _value(key, shape.value, item) for name, item in value.items() if item is not None}
