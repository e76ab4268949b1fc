"""Definitions of pipelines and state machines: JSON that is run later, and whose values a run may decide."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from pulumi_sagemaker_policy.declaration import Way, is_list
from pulumi_sagemaker_policy.declarations.cloudformation import LoadError, parse_json
from pulumi_sagemaker_policy.sdk import read
from pulumi_sagemaker_policy.subject import UNKNOWN, UNRESOLVABLE, Field, Missing, Unreadable

MARKS: Final[Mapping[Missing, str]] = {UNKNOWN: "\uf8f0unknown\uf8f1", UNRESOLVABLE: "\uf8f0unresolvable\uf8f1"}
"""What stands in a text for a part that cannot be seen; the characters are private ones, which no text has."""

Evaluate: TypeAlias = Callable[[object], object]
"""Returns what a value that may be an expression comes to, or the value itself."""


def defined(properties: Field, key: str, way: Way) -> Field:
    """Find a definition, in which marks stand for what cannot be seen."""
    return (way.definition or way.spell)(properties, key)


def parsed(text: Field) -> Field:
    """Parse a definition; what is none, and none yet, is unreadable."""
    if not isinstance(text.value, str):
        return text
    try:
        return Field(text.path, parse_json(text.value))
    except ValueError as error:
        # Where a number belongs, a mark is no JSON.
        hidden = next((missing for missing, mark in MARKS.items() if mark in text.value), text.value)
        reason = str(error) if isinstance(error, LoadError) and hidden is text.value else ""
        wanted = "a JSON object without a key that comes twice"
        return Field(text.path, Unreadable(Field(text.path, hidden), wanted, reason))


def evaluated(value: object, evaluate: Evaluate) -> object:
    """Work out every expression in a value; what has a mark in it is what the mark stands for."""
    if isinstance(value, str):
        marked = next((missing for missing, mark in MARKS.items() if mark in value), None)
        return evaluate(value) if marked is None else marked
    found = evaluate(value)
    if found is not value:
        return found
    if isinstance(value, Mapping):
        return {key: evaluated(read(value, key), evaluate) for key in value}
    return [evaluated(read(value, index), evaluate) for index in range(len(value))] if is_list(value) else value
