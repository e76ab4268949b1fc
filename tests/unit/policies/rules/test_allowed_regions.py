"""The verdicts of allowed-regions."""

from dataclasses import replace

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Field, Finding, Undecided
from pulumi_sagemaker_policy.rules.allowed_regions import RULE
from pulumi_sagemaker_policy.testing import MODEL

WANTED = '"eu-*" or "us-east-1"'
FOUND = Finding(
    "The model is in a region that is not allowed.",
    "region",
    WANTED,
    "set the region, or have the region added to allowed-regions.allowed",
)


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("eu-west-1", []),
        ("us-east-1", []),
        ("us-east-2", [FOUND]),
        ("xeu-west-1", [FOUND]),
        ("EU-WEST-1", [FOUND]),
        ("", [FOUND]),
        (UNKNOWN, [Undecided("region")]),
        (
            UNRESOLVABLE,
            [
                Finding(
                    "region is a value that only CloudFormation knows, so it cannot be judged.",
                    "region",
                    WANTED,
                    "declare the regions in stackInstancesGroup, which aws-native's StackSet has, "
                    "or declare the model in a stack, or have the stack set waived",
                )
            ],
        ),
        (ABSENT, [Finding("region is missing, so it cannot be judged.", "region", WANTED, "set the region")]),
        ([], [Finding("region is a list, so it cannot be judged.", "region", WANTED, "set the region")]),
    ],
)
def test_given_a_region_then_it_has_to_be_allowed(region: object, found: list[Finding | Undecided]) -> None:
    assert RULE.judge(replace(MODEL, region=Field("region", region)), {"allowed": ["eu-*", "us-east-1"]}) == found


def test_given_no_regions_then_every_one_will_do() -> None:
    assert RULE.judge(MODEL, {"allowed": []}) == []
