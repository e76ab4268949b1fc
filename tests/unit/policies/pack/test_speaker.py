"""What no policy can see: which rule says so, at which level, and what an organization trusts unseen."""

from typing import Any

import pytest
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import UNKNOWN, Rule, policies, rules
from pulumi_sagemaker_policy.configuration.trust import trusted_templates_problems, trusts
from pulumi_sagemaker_policy.testing import Answer, Declaration, analyze
from tests.unit.policies.ways import BODY, CLOUD_CONTROL, NATIVE_STACK, STACK, template

URL = "https://templates.example.com/fraud.yaml"
ADVISORY, MANDATORY = EnforcementLevel.ADVISORY, EnforcementLevel.MANDATORY
ISOLATION = rules.network_isolation.RULE
PACK = (
    ISOLATION,
    rules.tag_allowlist.RULE,
    rules.tag_policy.RULE,
    rules.vpc_config.RULE,
    rules.image_registry.RULE,
    rules.image_digest.RULE,
    rules.execution_role.RULE,
    rules.model_data_location.RULE,
    rules.environment_secrets.RULE,
    rules.allowed_regions.RULE,
    rules.naming.RULE,
)
"""A pack of rules whose defaults the cases below know."""
OFF, LOW, HIGH = ({"enforcementLevel": level} for level in ("disabled", "advisory", "mandatory"))
ALL_LOW = {rule.id: {**LOW} for rule in PACK}
WAIVER = {"urn": "*", "reason": "checked by hand", "owner": "ml-platform", "expires": "9999-01-01"}


def with_tags(config: dict[str, Any]) -> dict[str, Any]:
    """Let tag-allowlist have tags to judge by, whatever else its settings are."""
    return {**config, "tag-allowlist": {"allowed": {"team": ["*"]}, **config.get("tag-allowlist", {})}}


def judge(config: dict[str, Any], *pack: Rule) -> Answer:
    """Judge a template that nobody can read."""
    return analyze(Declaration(STACK, {"templateUrl": URL}), *(pack or PACK), config=with_tags(config))


@pytest.mark.parametrize(
    ("config", "rule", "level"),
    [
        ({}, "network-isolation", MANDATORY),
        ({"tag-allowlist": OFF}, "network-isolation", MANDATORY),
        ({"network-isolation": LOW}, "network-isolation", MANDATORY),
        ({"network-isolation": {"enforcementLevel": "remediate"}}, "network-isolation", MANDATORY),
        (ALL_LOW, "network-isolation", ADVISORY),
        ({**ALL_LOW, "naming": {"name": "x", **HIGH}}, "network-isolation", MANDATORY),
        ({**ALL_LOW, "naming": HIGH}, "network-isolation", ADVISORY),
        ({"network-isolation": OFF}, "tag-allowlist", MANDATORY),
        ({"network-isolation": OFF, "tag-allowlist": OFF}, "environment-secrets", ADVISORY),
        ({"network-isolation": OFF, "tag-allowlist": OFF, "naming": {"name": "x"}}, "environment-secrets", MANDATORY),
        (
            {"network-isolation": OFF, "tag-allowlist": OFF, "vpc-config": {"require": "vpc"}},
            "vpc-config",
            MANDATORY,
        ),
    ],
)
def test_given_something_out_of_sight_then_one_rule_says_so_at_the_strictest_level(
    config: dict[str, Any], rule: str, level: EnforcementLevel
) -> None:
    (said,) = judge(config).diagnostics

    assert (said.policy, said.level) == (rule, level)
    assert "templateUrl cannot be read" in said.message


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)
def test_given_a_pack_of_one_rule_then_that_one_says_so_if_it_judges_anything(rule: Rule) -> None:
    config = {rule.id: {**rule.example, **HIGH}}

    (said,) = judge(config, rule).diagnostics

    assert (said.policy, said.level) == (rule.id, MANDATORY)


def test_given_a_pack_in_which_no_rule_judges_anything_then_nothing_is_said() -> None:
    assert judge({}, rules.naming.RULE, rules.vpc_config.RULE).diagnostics == []


def test_given_a_pack_with_another_policy_first_then_a_rule_says_so() -> None:
    pack = policies(*rules.ALL)

    (said,) = analyze(Declaration(STACK, {"templateUrl": URL}), *reversed(pack)).diagnostics

    assert said.policy == "network-isolation"


def test_given_rules_that_can_judge_nothing_then_they_do_not_count_as_passed() -> None:
    answer = judge({}, *rules.ALL)

    disabled = {rule.id for rule in rules.ALL if rule.level is EnforcementLevel.DISABLED}
    silent = {rule.id for rule in rules.ALL if rule is not ISOLATION} - disabled
    assert silent == set(answer.not_applicable)
    assert (
        answer.not_applicable["tag-allowlist"]
        == "what this declares is out of sight, which one rule says for all unless the place is trusted"
    )


def test_given_a_waiver_of_the_rule_that_speaks_then_what_is_waived_is_shown() -> None:
    (said,) = judge({"network-isolation": {"waivers": [WAIVER]}}).diagnostics

    assert (said.policy, said.level) == ("network-isolation", ADVISORY)
    assert "waived: templateUrl cannot be read" in said.message


def test_given_a_waiver_that_is_over_then_the_violation_stands() -> None:
    (said,) = judge({"network-isolation": {"waivers": [{**WAIVER, "expires": "2020-01-01"}]}}).diagnostics

    assert said.level is MANDATORY


def test_given_a_wrong_setting_of_the_rule_that_speaks_then_that_blocks() -> None:
    (said,) = judge({"network-isolation": {"trusted_templates": ["anything"]}}).diagnostics

    assert said.level is MANDATORY
    assert "network-isolation.trusted_templates[0] is" in said.message


def test_given_a_model_beside_what_is_out_of_sight_then_every_rule_judges_the_model() -> None:
    body = template({"tags": [{"key": "Owner", "value": "x"}]})

    answer = analyze(
        Declaration(STACK, {"templateUrl": URL, "templateBody": str(body)}), *rules.ALL[:2], config=with_tags({})
    )

    assert [(said.policy, said.message.splitlines()[3]) for said in answer.diagnostics] == [
        ("network-isolation", "  at:     templateUrl"),
        ("network-isolation", f"  at:     {BODY}.EnableNetworkIsolation"),
        ("tag-allowlist", f"  at:     {BODY}.Tags[0].Value"),
    ]


@pytest.mark.parametrize(
    ("token", "properties"),
    [
        (NATIVE_STACK, {"templateBody": {"Resources": UNKNOWN}}),
        (CLOUD_CONTROL, {"typeName": UNKNOWN}),
        (STACK, {"templateBody": UNKNOWN}),
    ],
)
@pytest.mark.parametrize("on_unknown", ["advisory", "violation", "skip"])
def test_given_what_the_update_will_see_then_each_rule_decides_as_it_is_set(
    token: str, properties: dict[str, Any], on_unknown: str
) -> None:
    config = with_tags({"tag-allowlist": {"on_unknown": on_unknown}})

    answer = analyze(Declaration(token, properties), *rules.ALL[:2], config=config)

    said = {found.policy: found.level for found in answer.diagnostics}
    wanted = {"advisory": {"tag-allowlist": ADVISORY}, "violation": {"tag-allowlist": MANDATORY}, "skip": {}}
    assert said == {"network-isolation": ADVISORY, **wanted[on_unknown]}


PATTERNS = ["https://templates.example.com/monitoring/*", "https://*.s3.amazonaws.com/a/?.yaml"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://templates.example.com/monitoring/a.yaml", True),
        ("https://templates.example.com/monitoring/deep/a.yaml", True),
        ("https://x.s3.amazonaws.com/a/b.yaml", True),
        ("https://templates.example.com/monitoring", False),
        ("https://templates.example.com/models/a.yaml", False),
        ("http://templates.example.com/monitoring/a.yaml", False),
        ("https://evil.example.com/x.s3.amazonaws.com/a/b.yaml", False),
        ("https://templates.example.com:8443/monitoring/a.yaml", False),
        ("https://templates.example.com/monitoring//a.yaml", False),
        ("https://templates.example.com/monitoring/..%2fa.yaml", False),
        ("https://templates.example.com\\@evil.example.com/monitoring/a.yaml", False),
        ("", False),
        (None, False),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_given_trusted_places_then_only_what_is_there_for_certain_is_trusted(url: object, expected: object) -> None:
    assert trusts(PATTERNS, url) is expected
    assert trusts([], url) is False


@pytest.mark.parametrize(
    "pattern", ["*", "https://*", "https://*/x", "https://?/x", "https://host", "http://host/x", "s3://bucket/x", ""]
)
def test_given_a_pattern_that_names_no_place_then_it_is_a_wrong_setting(pattern: str) -> None:
    (problem,) = trusted_templates_problems([*PATTERNS, pattern])

    assert problem.path == "trusted_templates[2]"
