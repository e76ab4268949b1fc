"""What AWS would answer to a request under policies that deny: conditions as the IAM User Guide describes them.

Only what the exported policies use is here; anything else is an error of the test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request: what is asked, of which resource, and what IAM is told of it."""

    action: str
    resource: str
    keys: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    """Values by condition key: a text, or a list for a key of several values."""


def denies(policy: Mapping[str, Any], request: Request) -> list[str]:
    """Return the ids of the statements that deny a request."""
    return [
        statement["Sid"]
        for statement in policy["Statement"]
        if statement["Effect"] == "Deny" and _applies(statement, request)
    ]


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    if request.action not in statement["Action"]:
        return False
    if "NotResource" in statement:
        if any(_is_arn_like(pattern, request.resource) for pattern in statement["NotResource"]):
            return False
    elif not any(pattern == "*" or _is_arn_like(pattern, request.resource) for pattern in statement["Resource"]):
        return False
    return all(
        _holds(operator, _values(key, request), [wanted] if isinstance(wanted, str) else wanted)
        for operator, keys in statement.get("Condition", {}).items()
        for key, wanted in keys.items()
    )


def _values(key: str, request: Request) -> list[str] | None:
    """Return what the request says of a key, whose name has no case; None if it says nothing."""
    found = [values for name, values in request.keys.items() if name.lower() == key.lower()]
    if not found or found == [[]]:
        return None
    return [found[0]] if isinstance(found[0], str) else list(found[0])


def _holds(operator: str, values: list[str] | None, wanted: Sequence[str]) -> bool:
    quantifier, _, plain = operator.rpartition(":")
    if plain == "Null":
        return (values is None) == (wanted[0] == "true")
    if values is None:
        negated = "Not" in plain and quantifier == ""
        return quantifier == "ForAllValues" or plain.endswith("IfExists") or negated
    met = [_meets(plain.removesuffix("IfExists"), value, wanted) for value in values]
    return any(met) if quantifier == "ForAnyValue" else all(met)


def _meets(operator: str, value: str, wanted: Sequence[str]) -> bool:
    compare = {
        "StringEquals": str.__eq__,
        "StringNotEquals": str.__eq__,
        "StringLike": _is_like,
        "StringNotLike": _is_like,
        "Bool": lambda pattern, found: pattern == found.lower(),
        "ArnNotLike": _is_arn_like,
    }[operator]
    found = any(compare(pattern, value) for pattern in wanted)
    return not found if "Not" in operator else found


def _is_like(pattern: str, value: str) -> bool:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, value, re.DOTALL) is not None


def _is_arn_like(pattern: str, arn: str) -> bool:
    """Compare part by part: a star does not reach across a colon, but for the last part."""
    wanted, parts = pattern.split(":", 5), arn.split(":", 5)
    assert len(wanted) == len(parts) == len(("arn", "partition", "service", "region", "account", "resource")), pattern
    return all(map(_is_like, wanted, parts))
