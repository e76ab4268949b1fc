"""Which characters of a report reach a reader: those that can be seen, on one line, and not too many.

A renderer begins with `inert`, and adds only what its own format would misread.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from pulumi_sagemaker_policy.quoting import escape_unseen
from pulumi_sagemaker_policy.reports.results import AppliedWaiver, JudgedModel, Report, Result

T = TypeVar("T", bound=Report | Result | JudgedModel | AppliedWaiver)

LONGEST_NAME: Final = 200
"""In characters: names of models, rules, packs, stacks, owners and tickets."""

LONGEST_TEXT: Final = 1_000
"""In characters: sentences, paths and URNs."""

TEXTS: Final = frozenset({"problem", "wanted", "fix", "path", "urn", "file", "reason", "reasons"})
"""The fields of a report and its parts that may be as long as a text. All others are names."""


def inert(part: T) -> T:
    """Return a report, or a part of one, in which every text is a line of characters that can be seen, and not long."""
    changed: dict[str, Any] = {field.name: _inert(field.name, getattr(part, field.name)) for field in fields(part)}
    return replace(part, **changed)


def _inert(name: str, value: object) -> object:
    if isinstance(value, str):
        return on_one_line(value, LONGEST_TEXT if name in TEXTS else LONGEST_NAME)
    if isinstance(value, tuple):
        return tuple(_inert(name, item) for item in value)
    if isinstance(value, (Result, JudgedModel, AppliedWaiver)):
        return inert(value)
    return value


def on_one_line(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text on one line: with escapes for characters that cannot be seen or change how others are shown.

    These are controls, among them those of terminals, marks of direction, blanks without width, and halves of
    characters. Longer texts end in an ellipsis.
    """
    # A text may be of any length, and every text of a report comes here. Four times as much leaves room for blanks.
    text = escape_unseen(" ".join(text[: 4 * longest].split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"
