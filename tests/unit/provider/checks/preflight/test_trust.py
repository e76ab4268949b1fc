"""Whether a trust policy lets SageMaker assume its role: yes, no, or that it hangs on more than the policy."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_sagemaker_model.checks.preflight.trust import trusts_sagemaker

SAGEMAKER = {"Service": "sagemaker.amazonaws.com"}
ALLOW = {"Effect": "Allow", "Principal": SAGEMAKER, "Action": "sts:AssumeRole"}
OTHER = {**ALLOW, "Principal": {"Service": "lambda.amazonaws.com"}}


def without(key: str, **more: Any) -> dict[str, Any]:
    return {**{name: value for name, value in ALLOW.items() if name != key}, **more}


POLICIES: dict[str, tuple[Any, bool | None]] = {
    "SageMaker": ([ALLOW], True),
    "one statement without a list": (ALLOW, True),
    "list of services": (
        [{**ALLOW, "Principal": {"Service": ["lambda.amazonaws.com", "sagemaker.amazonaws.com"]}}],
        True,
    ),
    "list of actions": ([{**ALLOW, "Action": ["sts:TagSession", "sts:AssumeRole"]}], True),
    "all actions of STS": ([{**ALLOW, "Action": "sts:*"}], True),
    "all actions": ([{**ALLOW, "Action": "*"}], True),
    "action in other letters": ([{**ALLOW, "Action": "STS:assumerole"}], True),
    "action with a joker": ([{**ALLOW, "Action": "sts:Assume?ole"}], True),
    "among others": ([OTHER, ALLOW], True),
    "another denies what does not concern SageMaker": ([ALLOW, {**OTHER, "Effect": "Deny"}], True),
    "empty condition": ([{**ALLOW, "Condition": {}}], True),
    "another service": ([OTHER], False),
    "another service on a condition": ([{**OTHER, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}], False),
    "an account": ([{**ALLOW, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}], False),
    "a list of accounts": ([{**ALLOW, "Principal": {"AWS": ["123456789012", "210987654321"]}}], False),
    "an identity provider": ([{**ALLOW, "Principal": {"Federated": "cognito-identity.amazonaws.com"}}], False),
    "another action": ([{**ALLOW, "Action": "sts:AssumeRoleWithWebIdentity"}], False),
    "SageMaker is denied alone": ([{**ALLOW, "Effect": "Deny"}], False),
    "condition": ([{**ALLOW, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}], None),
    "allowed and denied": ([ALLOW, {**ALLOW, "Effect": "Deny"}], None),
    "allowed, and denied to everybody else": (
        [ALLOW, without("Principal", Effect="Deny", NotPrincipal=SAGEMAKER)],
        None,
    ),
    "everybody": ([{**ALLOW, "Principal": "*"}], None),
    "every account": ([{**ALLOW, "Principal": {"AWS": "*"}}], None),
    "every account in a list": ([{**ALLOW, "Principal": {"AWS": ["*"]}}], None),
    "everybody but": ([without("Principal", NotPrincipal={"AWS": "123456789012"})], None),
    "everything but": ([without("Action", NotAction="sts:TagSession")], None),
    "a name of SageMaker's that is not documented": (
        [{**ALLOW, "Principal": {"Service": "sagemaker.us-east-1.amazonaws.com"}}],
        None,
    ),
    "services by a pattern": ([{**ALLOW, "Principal": {"Service": "*.amazonaws.com"}}], None),
    "an effect that there is not": ([{**ALLOW, "Effect": "allow"}], None),
    "no statement": ([], None),
    "statement that is a string": (["Allow"], None),
    "principal that is a list": ([{**ALLOW, "Principal": ["x"]}], None),
}


@pytest.mark.parametrize(("statements", "trusts"), POLICIES.values(), ids=POLICIES)
def test_given_a_trust_policy_when_judged_then_the_answer_is(statements: Any, *, trusts: bool | None) -> None:
    assert trusts_sagemaker({"Version": "2012-10-17", "Statement": statements}) is trusts


@pytest.mark.parametrize("policy", [None, "", "{}", [], {}, {"Version": "2012-10-17"}])
def test_given_no_trust_policy_when_judged_then_it_cannot_be_told(policy: Any) -> None:
    assert trusts_sagemaker(policy) is None
