"""Policy documents of statements, each within the size that AWS takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pulumi_sagemaker_policy.iam.statements import Statement


class Kind(NamedTuple):
    """A kind of policy that statements can stand in."""

    name: str
    meaning: str
    limit: int
    """Characters that AWS takes, without white space."""
    at_most: int
    """Policies of this kind that can be in force for one account or principal."""
    base: tuple[Mapping[str, Any], ...] = ()
    """Statements that a policy of this kind needs, as denials alone would deny everything."""


KINDS: Final = (
    Kind("scp", "a service control policy, for accounts of an organization", 5120, 5),
    Kind(
        "boundary",
        "a permissions boundary, for roles and users that teams make",
        6144,
        1,
        ({"Sid": "AllowTheRest", "Effect": "Allow", "Action": "*", "Resource": "*"},),
    ),
    Kind("role", "a managed policy, for a role that deploys models", 6144, 10),
)
"""Sizes and numbers are the quotas of AWS Organizations and of IAM."""


class SizeError(Exception):
    """The statements do not fit into as many policies as AWS takes."""


def documents(statements: Iterable[Statement], kind: Kind, exempt: Sequence[str] = ()) -> list[str]:
    """Return as few policy documents as hold all statements, without white space.

    Raises:
        SizeError: AWS takes no policy, or not as many, of this size.
    """
    filled: list[list[Mapping[str, Any]]] = []
    for statement in statements:
        denial = statement.document(exempt)
        if filled and len(_document(kind, [*filled[-1], denial])) <= kind.limit:
            filled[-1].append(denial)
        elif len(_document(kind, [denial])) <= kind.limit:
            filled.append([denial])
        else:
            raise SizeError(
                f"{statement.sid} alone is longer than the {kind.limit} characters that AWS takes; "
                "shorten the lists of the rule's settings by patterns"
            )
    if len(filled) > kind.at_most:
        raise SizeError(
            f"the rules take {len(filled)} policies, and AWS takes {kind.at_most} of this kind; "
            "shorten the lists of the rules' settings by patterns, or choose another kind"
        )
    return [_document(kind, denials) for denials in filled]


def _document(kind: Kind, denials: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*kind.base, *denials]}, separators=(",", ":"))
