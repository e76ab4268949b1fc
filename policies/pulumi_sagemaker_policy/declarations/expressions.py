"""Definitions of pipelines and state machines: JSON that is run later, and whose values a run may decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from pulumi_sagemaker_policy.declarations.cloudformation.load import LoadError, parse_json
from pulumi_sagemaker_policy.declarations.cloudformation.values import text
from pulumi_sagemaker_policy.declarations.declaration import Way
from pulumi_sagemaker_policy.declarations.proxies import is_list, read
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN, UNRESOLVABLE, Field, Missing, Unreadable

MARKS: Final[Mapping[Missing, str]] = {UNKNOWN: "\uf8f0unknown\uf8f1", UNRESOLVABLE: "\uf8f0unresolvable\uf8f1"}
"""What stands in a text for a part that cannot be seen; the characters are private ones, which no text has."""

_DEEPEST: Final = 100
"""How deep a definition may be."""

Evaluate: TypeAlias = Callable[[object], object]
"""Returns what a value comes to if it is an expression itself, or else the value."""


def defined(properties: Field, key: str, way: Way) -> Field:
    """Find a definition, in which marks stand for what cannot be seen."""
    return (way.definition or way.spell)(properties, key)


def parsed(definition: Field) -> Field:
    """Parse a definition; what is not one, or is not known yet, is unreadable."""
    if not isinstance(definition.value, str):
        return definition
    wanted = "a JSON object without a key that comes twice"
    try:
        found = parse_json(definition.value)
    except ValueError as error:
        # Where a number belongs, a mark is no JSON.
        hidden = next((missing for missing, mark in MARKS.items() if mark in definition.value), definition.value)
        reason = str(error) if isinstance(error, LoadError) and hidden is definition.value else ""
        return Field(definition.path, Unreadable(Field(definition.path, hidden), wanted, reason))
    if _is_deep(found):
        return Field(definition.path, Unreadable(definition, wanted, f"it is nested deeper than {_DEEPEST} levels"))
    return Field(definition.path, found)


def _is_deep(value: object) -> bool:
    """Tell whether a definition is deeper than any that is meant: each level takes a call to read."""
    level = [value]
    for _ in range(_DEEPEST):
        blocks = [item for item in level if isinstance(item, (dict, list))]
        level = [item for block in blocks for item in (block.values() if isinstance(block, dict) else block)]
        if not level:
            return False
    return True


def evaluated(value: object, evaluate: Evaluate) -> object:
    """Work out every expression in a value; what has a mark in it is what the mark stands for."""
    found = evaluate(value)
    if isinstance(found, str):
        marked = next((missing for missing, mark in MARKS.items() if mark in found), None)
        # A definition may come out of a template, and CloudFormation puts something into its texts.
        return text(found) if marked is None else marked
    if isinstance(found, Mapping):
        return {key: evaluated(read(found, key), evaluate) for key in found}
    return [evaluated(read(found, index), evaluate) for index in range(len(found))] if is_list(found) else found
