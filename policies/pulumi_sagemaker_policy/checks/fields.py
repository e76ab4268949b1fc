"""What rules answer on properties that they cannot read: such a property never passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from pulumi_sagemaker_policy.declarations.subject import (
    UNKNOWN,
    Field,
    Inherited,
    Parts,
    Unresolvable,
    is_unresolvable,
    kind,
)
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict

T = TypeVar("T")

_CORRECT: Final = "correct it there"


def undecided(field: Field) -> Undecided | None:
    """Answer on a field that the update or another declaration decides; return None for any other field."""
    if field.value is UNKNOWN:
        return Undecided(field.path)
    return Undecided(field.path, field.value.source) if isinstance(field.value, Inherited) else None


def no_text(field: Field, wanted: str, fix: str = _CORRECT) -> Verdict:
    """Answer on a field that has no string to judge."""
    return undecided(field) or _unreadable(field, wanted, fix)


def unjudged(parts: Parts[T]) -> Sequence[Verdict]:
    """Answer on the parts of a list or map that cannot be read, or not yet."""
    if not parts.unreadable and not parts.hidden:
        return ()
    unreadable = (no_text(part.field, part.wanted) for part in parts.unreadable)
    return [*unreadable, *map(Undecided, parts.hidden)]


def _unreadable(field: Field, wanted: str, fix: str) -> Finding:
    if is_unresolvable(field.value) and fix == _CORRECT:
        fix = field.value.fix if isinstance(field.value, Unresolvable) else Unresolvable().fix
    return Finding(f"{field.path} is {kind(field.value)}, so it cannot be judged.", field.path, wanted, fix)
