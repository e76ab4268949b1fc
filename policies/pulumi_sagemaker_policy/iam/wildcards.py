"""Regular expressions as patterns of IAM, which has `*` and `?` alone."""

from __future__ import annotations

import re
from typing import Final

from pulumi_sagemaker_policy.lazy_re import LazyPattern

_BEGINNING: Final = LazyPattern(
    r"\^?(?:\((?:\?:)?(?P<choices>[A-Za-z0-9-]+(?:\|[A-Za-z0-9-]+)*)\)(?![*?+{]))?"
    r"(?P<then>(?:[A-Za-z0-9-](?![*?+{]))*)"
)
"""Words of which one comes first, and what follows them in any case."""


def wildcards(expression: str) -> list[str] | None:
    """Return patterns that every name fits which fits a regular expression; None if it has no certain beginning.

    An upper-case letter becomes `?`: in the ARN of a model the name is in lower case.
    """
    beginning = _BEGINNING.match(expression)
    if beginning is None or _has_choice(rest := expression[beginning.end() :]):
        return None
    words = [first + beginning["then"] for first in (beginning["choices"] or "").split("|")]
    if not all(words):
        return None
    end = "" if rest in ("", "$") else "*"
    return [re.sub("[A-Z]", "?", word) + end for word in words]


def _has_choice(expression: str) -> bool:
    """Tell whether a `|` outside all groups divides a regular expression."""
    left = re.sub(r"\\.|\[\^?\]?[^]]*\]", "", expression, flags=re.DOTALL)
    while (without_groups := re.sub(r"\([^()]*\)", "", left)) != left:
        left = without_groups
    return "|" in left
