"""Policies within AWS's limits."""

from __future__ import annotations

import json

import pytest

from pulumi_sagemaker_policy.iam.documents import KINDS, Kind, SizeError, documents
from pulumi_sagemaker_policy.iam.statements import CREATE, Statement


def statements(number: int, length: int) -> list[Statement]:
    """Make statements of about this length."""
    return [Statement(f"S{index}", (CREATE,), spared=("a" * length,)) for index in range(number)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_given_few_statements_then_one_policy_has_them_in_order(kind: Kind) -> None:
    (policy,) = documents(statements(3, 10), kind)

    assert [statement["Sid"] for statement in json.loads(policy)["Statement"]][-3:] == ["S0", "S1", "S2"]
    assert any(statement["Effect"] == "Allow" for statement in json.loads(policy)["Statement"]) == bool(kind.base)


def test_given_many_statements_then_as_few_policies_as_aws_takes_hold_them() -> None:
    role = next(kind for kind in KINDS if kind.name == "role")

    made = documents(statements(9, 1900), role)

    assert [len(json.loads(policy)["Statement"]) for policy in made] == [3, 3, 3]
    assert max(map(len, made)) <= role.limit


@pytest.mark.parametrize(
    ("number", "length", "sentence"),
    [
        (1, 6000, "S0 alone is longer than the 5120 characters that AWS takes"),
        (6, 3000, "the rules take 6 policies, and AWS takes 5 of this kind"),
    ],
)
def test_given_too_much_for_aws_then_one_sentence_says_so(number: int, length: int, sentence: str) -> None:
    with pytest.raises(SizeError, match=sentence):
        documents(statements(number, length), next(kind for kind in KINDS if kind.name == "scp"))
