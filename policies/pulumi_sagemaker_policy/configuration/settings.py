"""What a rule's settings are, and what is wrong with those that are given: every mistake is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pulumi_sagemaker_policy.configuration.schemas import Schema, SettingProblem, schema_flaws, schema_problems
from pulumi_sagemaker_policy.quoting import plain_name, quoted

Settings: TypeAlias = Mapping[str, Any]

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
    """One setting of a rule; `schema` is JSON Schema, as far as `schemas.py` reads it.

    A map without `additionalProperties` may hold anything, for the rule's `validate_settings` to judge. Without a
    default (`None`) the engine adds none, so that an empty value differs from a setting that is not given. `activates`
    tells of a value whether a rule that is `opt_in` has something to judge by with it.
    """

    name: str
    schema: Schema
    default: object
    meaning: str
    activates: Callable[[Any], bool] = bool

    def __post_init__(self) -> None:
        """Raise ValueError for a schema that says what is not read here."""
        for flaw in schema_flaws(self.schema) if self.schema is not STRINGS else ():
            raise ValueError(f"The schema of the setting {self.name} has {flaw}, which no rule can have in a setting.")

    def published(self) -> dict[str, Any]:
        """Return the JSON schema of the setting with its default, for the engine and for editors."""
        return dict(self.schema) if self.default is None else {**self.schema, "default": self.default}


def setting_problems(schemas: Mapping[str, Schema], config: Settings) -> Iterator[SettingProblem]:
    """Find settings that do not exist and values that do not fit; `schemas` are by the name of the setting.

    The engine itself reports wrong types, but says nothing about a misspelt setting.
    """
    for name in sorted(config):
        if name in schemas:
            yield from schema_problems(name, schemas[name], config[name])
        else:
            wanted = f"one of {quoted(sorted(schemas))}" if schemas else "no settings but enforcementLevel"
            yield SettingProblem(plain_name(name), "does not exist", wanted)
