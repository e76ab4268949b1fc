"""What a rule's settings may be, and what is wrong with those that are given: every mistake is reported."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pulumi_sagemaker_policy.declarations.subject import kind, shown

Settings: TypeAlias = Mapping[str, Any]
Schema: TypeAlias = Mapping[str, Any]

_TYPES: Final[Mapping[str, tuple[type, str]]] = {
    "array": (list, "a list"),
    "integer": (int, "a whole number"),
    "object": (dict, "a map"),
    "string": (str, "a string"),
}


STRINGS: Final[Schema] = {"type": "array", "items": {"type": "string"}}
"""What most settings are: a list of keys, names or patterns."""


def is_given(value: object) -> bool:
    """Tell whether a setting that has no default is given."""
    return value is not None


def never(_: object) -> bool:
    """Say that a setting alone gives its rule nothing to judge by."""
    return False


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a rule; `schema` is JSON Schema, as far as `setting_problems` reads it.

    A map without `additionalProperties` may hold anything, for the rule's `validate_settings` to judge. Without a
    default (`None`) the engine adds none, so that an empty value differs from a setting that is not given. `activates`
    tells of a value whether a rule that is `opt_in` has something to judge by with it.
    """

    name: str
    schema: Schema
    default: object
    meaning: str
    activates: Callable[[Any], bool] = bool

    def published(self) -> dict[str, Any]:
        """Return the JSON schema of the setting with its default, for the engine and for editors."""
        return dict(self.schema) if self.default is None else {**self.schema, "default": self.default}


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """A wrong setting: its path within the rule's settings, what is wrong with it, and what is wanted."""

    path: str
    problem: str
    wanted: str


def setting_problems(schemas: Mapping[str, Schema], config: Settings) -> Iterator[SettingProblem]:
    """Find settings that do not exist and values of the wrong type; `schemas` are by the name of the setting.

    The engine reports wrong types of its own accord, but takes a misspelt setting without a word.
    """
    for name in sorted(config):
        if name in schemas:
            if not _is_strings(schemas[name], config[name]):
                yield from _type_problems(name, schemas[name], config[name])
        else:
            wanted = f"one of {quoted(sorted(schemas))}" if schemas else "no settings but enforcementLevel"
            yield SettingProblem(plain_name(name), "does not exist", wanted)


def _is_strings(schema: Schema, value: object) -> bool:
    """Tell quickly that a setting is a list of strings, as most are."""
    return schema is STRINGS and isinstance(value, list) and set(map(type, value)) <= {str}


def _type_problems(path: str, schema: Schema, value: object) -> Iterator[SettingProblem]:
    python_type, name = _TYPES[schema["type"]]
    if python_type is int and isinstance(value, float) and value.is_integer():
        value = int(value)  # the engine sends every number as a float
    if not isinstance(value, python_type) or (python_type is int and isinstance(value, bool)):
        yield SettingProblem(path, f"is {kind(value)}", name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _type_problems(f"{path}[{index}]", schema["items"], item)
    elif isinstance(value, dict):
        yield from _member_problems(path, schema, value)
    elif value not in schema.get("enum", (value,)):
        yield SettingProblem(path, f"is {quote(str(value))}", quoted(schema["enum"]))
    elif isinstance(value, str) and len(value.strip()) < schema.get("minLength", 0):
        yield SettingProblem(path, "is empty", f"{name} that says something")
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield SettingProblem(path, f"is {_shown_number(value)}", f"{schema['minimum']} or more")
    elif isinstance(value, int) and value > schema.get("maximum", value):
        yield SettingProblem(path, f"is {_shown_number(value)}", f"{schema['maximum']} or less")


def _shown_number(value: int) -> str:
    """Show a number, unless it has hundreds of digits."""
    return str(value) if abs(value) < 10**15 else "a number out of all proportion"


def _member_problems(path: str, schema: Schema, value: Mapping[str, object]) -> Iterator[SettingProblem]:
    members: Mapping[str, Schema] = schema.get("properties", {})
    for key in schema.get("required", ()):
        if key not in value:
            yield SettingProblem(f"{path}.{key}", "is missing", _TYPES[members[key]["type"]][1])
    for key, item in sorted(value.items()) if members or "additionalProperties" in schema else ():
        if key in members:
            yield from _type_problems(f"{path}.{key}", members[key], item)
        elif schema.get("additionalProperties") is False:
            yield SettingProblem(f"{path}.{plain_name(key)}", "does not exist", f"one of {quoted(sorted(members))}")
        elif "additionalProperties" in schema:
            yield from _type_problems(f"{path}[{quote(key)}]", schema["additionalProperties"], item)


def plain_name(name: str) -> str:
    """Show a name in a path as it is, or quoted where it would break the line or could not be printed."""
    return name if name.isascii() and name.isprintable() else quote(name)


def quote(text: str) -> str:
    """Quote a key or pattern so that blanks show, and so does a letter that only looks like an ASCII one."""
    if text.isascii() or not text.isprintable():
        return shown(text)
    return f"{shown(text)} ({json.dumps(text)})"


def quoted(texts: Iterable[str]) -> str:
    """Quote several keys or patterns, of which one is wanted."""
    *rest, last = map(quote, texts)
    return f"{', '.join(rest)} or {last}" if rest else last
