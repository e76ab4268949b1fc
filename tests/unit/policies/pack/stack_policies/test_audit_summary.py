"""What a run says once: which rules wait for their settings, and how many models break each rule."""

from datetime import date
from typing import Any

import pytest

from pulumi_sagemaker_policy import UNKNOWN, policies, rules
from pulumi_sagemaker_policy.testing import AWS, OURS, Declaration, Diagnostic, analyze_stack

WAITING = (
    rules.tag_policy.RULE,
    rules.vpc_config.RULE,
    rules.image_registry.RULE,
    rules.image_digest.RULE,
    rules.execution_role.RULE,
    rules.model_data_location.RULE,
    rules.allowed_regions.RULE,
    rules.naming.RULE,
)
"""Rules that judge nothing, as they are disabled or have no settings."""

PACK = (rules.network_isolation.RULE, rules.tag_allowlist.RULE, rules.environment_secrets.RULE, *WAITING)
"""A pack of rules whose defaults the cases below know."""

ISOLATED = {"enableNetworkIsolation": True}
TAGGED = Declaration(OURS, {**ISOLATED, "tags": {"Name": "x"}})
TEMPLATE = "aws:cloudformation/stack:Stack"


def said(policy: str, declarations: list[Declaration], config: dict[str, Any]) -> list[Diagnostic]:
    pack = policies(*PACK, today=lambda: date(2026, 11, 1))
    return [one for one in analyze_stack(declarations, *pack, config=config).diagnostics if one.policy == policy]


def summary(declarations: list[Declaration], config: dict[str, Any]) -> list[str]:
    config = {"audit-summary": {"enforcementLevel": "mandatory"}, **config}
    return [line for one in said("audit-summary", declarations, config) for line in one.message.splitlines()[1:]]


@pytest.mark.parametrize("level", ["advisory", "mandatory"])
def test_given_no_list_of_tags_then_one_advisory_a_run_shows_what_to_write(level: str) -> None:
    config = {"tag-allowlist": {"enforcementLevel": level}, "missing-settings": {"enforcementLevel": level}}

    (found,) = said("missing-settings", [TAGGED, Declaration(AWS, name="b"), Declaration(OURS, name="c")], config)

    assert (found.level.value, found.urn) == ("advisory", "")
    assert '  "tag-allowlist": {\n    "allowed": {"team": ["*"], "env": ["dev", "prod"]}}\n' in found.message


@pytest.mark.parametrize(
    ("declarations", "config"),
    [
        ([TAGGED], {"tag-allowlist": {"allowed": {}}}),
        ([TAGGED], {"tag-allowlist": {"allowed": {"team": ["*"]}}}),
        ([TAGGED], {"tag-allowlist": {"required": ["team"]}}),
        ([TAGGED], {"tag-allowlist": {"enforcementLevel": "disabled"}}),
        ([TAGGED], {"tag-allowlist": {"alowed": {}}}),
        ([TAGGED], {"missing-settings": {"enforcementLevel": "disabled"}}),
        ([], {}),
        ([Declaration("aws:s3/bucket:Bucket")], {}),
        ([Declaration(TEMPLATE, {"templateBody": "Resources: {A: {Type: AWS::S3::Bucket}}"})], {}),
    ],
)
def test_given_a_list_or_no_model_or_no_interest_then_nothing_is_said(
    declarations: list[Declaration], config: dict[str, Any]
) -> None:
    assert said("missing-settings", declarations, config) == []


def test_given_the_defaults_then_no_summary_is_made() -> None:
    assert said("audit-summary", [TAGGED], {}) == []


def test_given_models_then_summary_counts_by_rule_and_names_those_judging_nothing() -> None:
    waiver = {"urn": "*::old-*", "reason": "a reason", "owner": "an owner", "expires": "2027-01-31"}
    config = {
        "network-isolation": {"enforcementLevel": "mandatory", "waivers": [waiver]},
        "tag-allowlist": {"allowed": {"team": ["*"]}, "required": ["team"]},
        "allowed-regions": {"misspelt": 1},
    }
    declarations = [
        TAGGED,
        Declaration(AWS, {"tags": {"team": "x"}}, name="open"),
        Declaration(AWS, {"tags": {"x": "1", "y": "2"}}, name="old-1"),
        Declaration(AWS, {"enableNetworkIsolation": UNKNOWN, "tags": UNKNOWN}, name="late"),
        Declaration("aws:s3/bucket:Bucket"),
    ]

    assert summary(declarations, config) == [
        "4 models judged by 3 rules; models that break each:",
        "  tag-allowlist: 2 (1 undecided)",
        "  network-isolation: 1 (1 waived, 1 undecided)",
        "  environment-secrets: 0",
        f"  judge nothing, as they are disabled or lack settings: {', '.join(rule.id for rule in WAITING)}",
    ]


def test_given_a_template_that_nobody_sees_then_the_summary_says_so() -> None:
    lines = summary([TAGGED, Declaration(TEMPLATE, {"templateUrl": "https://example.com/t"})], {})

    assert lines[0] == "1 model judged by 2 rules; models that break each:"
    assert "  not seen: 1, such as templates behind a URL" in lines


def test_given_no_models_then_there_is_no_summary() -> None:
    assert summary([Declaration("aws:s3/bucket:Bucket")], {}) == []
