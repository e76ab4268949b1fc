"""What reports say of rules besides their results."""

from __future__ import annotations

import pytest

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.reports.catalogue import about


@pytest.mark.parametrize("rule", [rule.id for rule in rules.ALL])
def test_given_a_rule_of_this_package_then_it_is_told_in_plain_text(rule: str) -> None:
    told = about(rule, "sagemaker-models")

    assert all((told.title, told.rationale, told.remediation))
    assert told.url.startswith("https://")
    assert "`" not in f"{told.title}{told.rationale}{told.remediation}"


def test_given_a_policy_of_another_pack_then_its_name_is_told_and_no_page() -> None:
    told = about("s3-no-public-read", "house-rules")

    assert told.title == "s3-no-public-read of the policy pack house-rules."
    assert told.url == ""
