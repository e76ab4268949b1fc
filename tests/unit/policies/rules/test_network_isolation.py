"""The verdicts of network-isolation."""

from dataclasses import replace

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNSEEN, Field, Finding, Undecided
from pulumi_sagemaker_policy.rules.network_isolation import RULE
from pulumi_sagemaker_policy.testing import MODEL

ABSENT_TEXT = "enableNetworkIsolation is not set, so the model's containers can reach the network."
FALSE_TEXT = "enableNetworkIsolation is false, so the model's containers can reach the network."


def judge(value: object) -> list[Finding | Undecided]:
    return RULE.judge(replace(MODEL, isolation=Field("enableNetworkIsolation", value)), {})


def test_given_true_then_nothing_is_found() -> None:
    assert judge(True) == []  # noqa: FBT003 - the property's value


def test_given_an_unknown_then_the_property_is_named_as_undecided() -> None:
    assert judge(UNKNOWN) == [Undecided("enableNetworkIsolation")]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (ABSENT, ABSENT_TEXT),
        (False, FALSE_TEXT),
        *(
            (value, f"enableNetworkIsolation is {name}, so it is uncertain whether the model is isolated.")
            for value, name in (
                ("true", "a string"),
                ("", "a string"),
                (1.0, "a number"),
                (UNSEEN, "a value that only CloudFormation knows"),
                ({}, "a map"),
                ([True], "a list"),
                (object(), "a value of type object"),
            )
        ),
    ],
)
def test_given_anything_but_true_then_one_finding_says_so(value: object, problem: str) -> None:
    assert judge(value) == [Finding(problem, "enableNetworkIsolation", "true, as a boolean", "isolate it")]
