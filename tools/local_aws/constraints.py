"""What AWS says about input that breaks its declared shape; botocore itself checks no max, pattern or enum.

Everything is read from the service model at run time. AWS first reads the JSON, and stops at the first value of
a wrong type (SerializationException); then it collects every broken constraint into one ValidationException.
"""

from collections.abc import Callable, Iterator
from typing import Any

import regex
from botocore.model import ListShape, MapShape, Shape, StructureShape

_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}
_NUMBERS = {"integer", "long", "float", "double"}


def type_errors(shape: Shape, value: object) -> Iterator[str]:
    """Yield a sentence for each value whose JSON type is not the shape's."""
    expected = _JSON_TYPES[shape.type_name]
    # JSON's true is Python's 1
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        yield f"{_json_type(value)} can not be converted to a {shape.type_name.capitalize()}"
    elif isinstance(shape, StructureShape) and isinstance(value, dict):
        for name, member in shape.members.items():
            if value.get(name) is not None:
                yield from type_errors(member, value[name])
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for item in value:
            yield from type_errors(shape.member, item)
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        for item in value.values():
            yield from type_errors(shape.value, item)


def violations(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """Yield AWS's sentence for each constraint that the value, whose types are right, breaks."""
    for text in _broken(shape, value):
        yield _sentence(value, path, text)
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            at = f"{path}.{name[0].lower()}{name[1:]}".lstrip(".")
            if value.get(name) is not None:
                yield from violations(member, value[name], at)
            elif name in shape.required_members:
                yield _sentence(None, at, "Member must not be null")
    elif isinstance(shape, ListShape):
        if isinstance(shape.member, StructureShape):
            for position, item in enumerate(value, start=1):
                yield from violations(shape.member, item, f"{path}.{position}.member")
        else:
            yield from _members(shape.member, value, value, path, "Member")
    elif isinstance(shape, MapShape):
        yield from _members(shape.key, value, value, path, "Map keys")
        yield from _members(shape.value, value.values(), value, path, "Map value")


def _members(shape: Shape, items: Any, whole: object, path: str, noun: str) -> Iterator[str]:
    """AWS names no single item of a list or map of scalars, and then lists all that is asked of each."""
    if any(_broken(shape, item) for item in items):
        yield _sentence(whole, path, f"{noun} must satisfy constraint: [{', '.join(_constraints(shape))}]")


def _broken(shape: Shape, value: object) -> list[str]:
    return [text for text, holds in _constraints(shape).items() if not holds(value)]


def _constraints(shape: Shape) -> dict[str, Callable[[Any], bool]]:
    """Map AWS's words for each of the shape's own constraints to its test."""
    declared = shape.metadata
    found: dict[str, Callable[[Any], bool]] = {}
    noun, size = ("value", float) if shape.type_name in _NUMBERS else ("length", len)
    if "max" in declared:
        found[f"Member must have {noun} less than or equal to {declared['max']}"] = lambda value: (
            size(value) <= declared["max"]
        )
    if "min" in declared:
        found[f"Member must have {noun} greater than or equal to {declared['min']}"] = lambda value: (
            size(value) >= declared["min"]
        )
    if "pattern" in declared:
        # AWS writes \p{L}, which `re` refuses, and means the whole value
        found[f"Member must satisfy regular expression pattern: {declared['pattern']}"] = lambda value: (
            regex.fullmatch(declared["pattern"], value) is not None
        )
    if "enum" in declared:
        found[f"Member must satisfy enum value set: [{', '.join(declared['enum'])}]"] = lambda value: (
            value in declared["enum"]
        )
    return found


def _sentence(value: object, path: str, text: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{path}' failed to satisfy constraint: {text}"


def _json_type(value: object) -> str:
    if isinstance(value, bool):
        return f"{str(value).upper()}_VALUE"
    if isinstance(value, (int, float)):
        return "NUMBER_VALUE"
    if isinstance(value, str):
        return "STRING_VALUE"
    return "START_ARRAY" if isinstance(value, list) else "START_OBJECT" if isinstance(value, dict) else "NULL_VALUE"
