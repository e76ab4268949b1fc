"""What is wrong with a value by its JSON schema, in sentences, for every keyword that Pulumi has for settings.

Pulumi reads draft 7 without `$ref` and without combinations such as `anyOf`. A rule judges by `validate_settings` what
these keywords cannot say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import ge, gt, le, lt
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from pulumi_sagemaker_policy.declarations.subject import kind
from pulumi_sagemaker_policy.quoting import choice, plain_name, quote, quoted

Schema: TypeAlias = Mapping[str, Any]

Subschema: TypeAlias = Schema | bool
"""A schema in another one: `True` takes every value, and `False` none."""


class SettingProblem(NamedTuple):
    """A wrong setting: its path within the rule's settings, what is wrong with it, and what is wanted."""

    path: str
    problem: str
    wanted: str


def schema_problems(path: str, schema: Subschema, value: object) -> Iterator[SettingProblem]:
    """Find what is wrong with the value at `path`."""
    if isinstance(schema, bool):
        if not schema:
            yield SettingProblem(path, f"is {kind(value)}", "nothing there")
        return
    if not any(_TYPES[name].has(value) for name in _types(schema)):
        yield SettingProblem(path, f"is {kind(value)}", _type_words(schema))
        return
    for keyword in filter(_CHECKS.__contains__, schema):
        applies_to, check = _CHECKS[keyword]
        if isinstance(value, applies_to) and (applies_to is object or not isinstance(value, bool)):
            yield from check(path, value, schema[keyword], schema)


def schema_flaws(schema: Subschema) -> Iterator[str]:
    """Say what a schema has that is not read here, so that a rule does not count on it."""
    if isinstance(schema, bool):
        return
    yield from (f"the keyword {name}" for name in schema if name not in _CHECKS and name not in _NOTES)
    yield from (f"the type {name}" for name in _types(schema) if name not in _TYPES)
    patterns = [schema[name] for name in ("pattern",) if name in schema] + [*schema.get("patternProperties", ())]
    yield from (f"the pattern {quote(pattern)}" for pattern in patterns if not _compiles(pattern))
    for inner in _inner(schema):
        yield from schema_flaws(inner)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _inner(schema: Schema) -> Iterator[Subschema]:
    for keyword in ("items", "additionalItems", "contains", "additionalProperties", "propertyNames"):
        found = schema.get(keyword, True)
        yield from found if isinstance(found, list) else (found,)
    for keyword in ("properties", "patternProperties", "dependencies"):
        yield from (found for found in schema.get(keyword, {}).values() if not isinstance(found, list))


class _Type(NamedTuple):
    """One of JSON's types: which values have it, and how it is called."""

    has: Callable[[object], bool]
    words: str


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    # The engine sends every number as a float.
    return _is_number(value) and (isinstance(value, int) or float(value).is_integer())  # type: ignore[arg-type] # a number


_TYPES: Final[Mapping[str, _Type]] = MappingProxyType(
    {
        "array": _Type(lambda value: isinstance(value, list), "a list"),
        "boolean": _Type(lambda value: isinstance(value, bool), "true or false"),
        "integer": _Type(_is_whole, "a whole number"),
        "null": _Type(lambda value: value is None, "null"),
        "number": _Type(_is_number, "a number"),
        "object": _Type(lambda value: isinstance(value, dict), "a map"),
        "string": _Type(lambda value: isinstance(value, str), "a string"),
    }
)


def _types(schema: Schema) -> Sequence[str]:
    found = schema.get("type", tuple(_TYPES))
    return (found,) if isinstance(found, str) else tuple(found)


def _type_words(schema: Schema) -> str:
    return choice(_TYPES[name].words for name in _types(schema)) if "type" in schema else "a value"


def _words(schema: Subschema) -> str:
    """Say what a schema takes: the values that it lists, or else their types."""
    if isinstance(schema, bool):
        return "a value"
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    return _type_words(schema) if allowed is None else choice(map(_value, allowed))


def _value(value: object) -> str:
    """Show a value of a schema."""
    if isinstance(value, str):
        return quote(value)
    return _number(value) if isinstance(value, (int, float)) and _is_number(value) else json.dumps(value)


def _number(value: float) -> str:
    """Show a number, unless it has hundreds of digits."""
    if abs(value) >= 10**15:
        return "a number out of all proportion"
    return str(int(value)) if _is_whole(value) else str(value)


def _given(value: object) -> str:
    return _value(value) if isinstance(value, str) or _is_number(value) else kind(value)


def _comparable(value: object) -> Hashable:
    """Make of a value what equals that of the same value only: in JSON 1 is 1.0, but true is not 1."""
    if isinstance(value, list):
        return ("list", *map(_comparable, value))
    if isinstance(value, dict):
        return ("map", frozenset((key, _comparable(item)) for key, item in value.items()))
    return ("boolean", value) if isinstance(value, bool) else value


_Check: TypeAlias = Callable[[str, Any, Any, Schema], Iterator[SettingProblem]]
"""Takes a path, the value there, the limit that the keyword sets, and the whole schema."""


def _enum(path: str, value: object, allowed: Iterable[object], schema: Schema) -> Iterator[SettingProblem]:
    if _comparable(value) not in map(_comparable, allowed):
        yield SettingProblem(path, f"is {_given(value)}", _words(schema))


def _const(path: str, value: object, allowed: object, schema: Schema) -> Iterator[SettingProblem]:
    yield from _enum(path, value, (allowed,), schema)


def _bound(holds: Callable[[float, float], bool], wanted: str) -> _Check:
    """Make the check of a bound for numbers."""

    def check(path: str, value: float, limit: float, _: Schema) -> Iterator[SettingProblem]:
        if not holds(value, limit):
            yield SettingProblem(path, f"is {_number(value)}", wanted.format(_number(limit)))

    return check


def _size(holds: Callable[[float, float], bool], what: str, unit: str, wanted: str) -> _Check:
    """Make the check of a size: of characters, items or keys."""

    def check(path: str, value: Sequence[object], limit: int, _: Schema) -> Iterator[SettingProblem]:
        # A text of blanks says as little as an empty one.
        size = len(value.strip() if isinstance(value, str) and limit == 1 else value)
        if not holds(size, limit):
            said = f"has {_counted(size, unit)}" if size else "is empty"
            some = f"{what} that says something" if (unit, limit, size) == ("character", 1, 0) else None
            yield SettingProblem(path, said, some or f"{what} of {wanted.format(_counted(int(limit), unit))}")

    return check


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _pattern(path: str, value: str, pattern: str, _: Schema) -> Iterator[SettingProblem]:
    if not re.search(pattern, value):
        yield SettingProblem(path, f"is {quote(value)}", f"a string that fits the regular expression {quote(pattern)}")


def _items(path: str, value: Sequence[object], items: Any, schema: Schema) -> Iterator[SettingProblem]:
    first: Sequence[Subschema] = items if isinstance(items, list) else ()
    rest: Subschema = schema.get("additionalItems", True) if isinstance(items, list) else items
    for index, item in enumerate(value):
        yield from schema_problems(f"{path}[{index}]", first[index] if index < len(first) else rest, item)


def _contains(path: str, value: Sequence[object], wanted: Subschema, _: Schema) -> Iterator[SettingProblem]:
    if all(any(schema_problems(path, wanted, item)) for item in value):
        yield SettingProblem(path, "lacks an item", f"a list that has {_words(wanted)} in it")


def _unique(path: str, value: Sequence[object], wanted: object, _: Schema) -> Iterator[SettingProblem]:
    seen: set[Hashable] = set()
    for index, item in enumerate(map(_comparable, value)):
        if wanted and item in seen:
            yield SettingProblem(f"{path}[{index}]", "is in the list already", "each item once")
        seen.add(item)


def _required(path: str, value: Schema, keys: Iterable[str], schema: Schema) -> Iterator[SettingProblem]:
    for key in keys:
        if key not in value:
            wanted = _words(schema.get("properties", {}).get(key, True))
            yield SettingProblem(f"{path}.{key}", "is missing", wanted)


def _members(path: str, value: Schema, members: Mapping[str, Schema], _: Schema) -> Iterator[SettingProblem]:
    for key, item in sorted(value.items()):
        if key in members:
            yield from schema_problems(f"{path}.{key}", members[key], item)


def _fitting(path: str, value: Schema, patterns: Mapping[str, Schema], _: Schema) -> Iterator[SettingProblem]:
    for key, item in sorted(value.items()):
        for pattern, schema in patterns.items():
            if re.search(pattern, key):
                yield from schema_problems(f"{path}[{quote(key)}]", schema, item)


def _others(path: str, value: Schema, others: Subschema, schema: Schema) -> Iterator[SettingProblem]:
    members, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key, item in sorted(value.items()):
        if key in members or any(re.search(pattern, key) for pattern in patterns):
            continue
        if others is False:
            known = [*map(quote, sorted(members)), *(f"a key that fits {quote(pattern)}" for pattern in patterns)]
            wanted = f"one of {choice(known)}" if known else "an empty map"
            yield SettingProblem(f"{path}.{plain_name(key)}", "does not exist", wanted)
        else:
            yield from schema_problems(f"{path}[{quote(key)}]", others, item)


def _names(path: str, value: Schema, names: Subschema, _: Schema) -> Iterator[SettingProblem]:
    for key in sorted(value):
        yield from schema_problems(f"the key {quote(key)} in {path}", names, key)


def _dependencies(path: str, value: Schema, needs: Mapping[str, Any], _: Schema) -> Iterator[SettingProblem]:
    for key in sorted(needs.keys() & value.keys()):
        if isinstance(needs[key], list):
            lacking = [other for other in needs[key] if other not in value]
            if lacking:
                yield SettingProblem(f"{path}.{key}", f"is given without {quoted(lacking)}", "both, or neither of them")
        else:
            yield from schema_problems(path, needs[key], value)


_NUMBER: Final = (int, float)

_CHECKS: Final[Mapping[str, tuple[Any, _Check]]] = MappingProxyType(
    {
        "enum": (object, _enum),
        "const": (object, _const),
        "minimum": (_NUMBER, _bound(ge, "{} or more")),
        "maximum": (_NUMBER, _bound(le, "{} or less")),
        "exclusiveMinimum": (_NUMBER, _bound(gt, "more than {}")),
        "exclusiveMaximum": (_NUMBER, _bound(lt, "less than {}")),
        "multipleOf": (_NUMBER, _bound(lambda value, unit: _is_whole(value / unit), "a multiple of {}")),
        "minLength": (str, _size(ge, "a string", "character", "{} or more")),
        "maxLength": (str, _size(le, "a string", "character", "{} or less")),
        "pattern": (str, _pattern),
        "items": (list, _items),
        "contains": (list, _contains),
        "minItems": (list, _size(ge, "a list", "item", "{} or more")),
        "maxItems": (list, _size(le, "a list", "item", "{} or less")),
        "uniqueItems": (list, _unique),
        "required": (dict, _required),
        "properties": (dict, _members),
        "patternProperties": (dict, _fitting),
        "additionalProperties": (dict, _others),
        "propertyNames": (dict, _names),
        "minProperties": (dict, _size(ge, "a map", "key", "{} or more")),
        "maxProperties": (dict, _size(le, "a map", "key", "{} or less")),
        "dependencies": (dict, _dependencies),
    }
)
"""For each keyword which values it limits, and how."""


_NOTES: Final = frozenset(
    ("$comment", "additionalItems", "default", "description", "examples", "format", "title", "type")
)
"""Keywords that are read with others, or that say nothing of what fits; the engine itself looks at `format`."""
