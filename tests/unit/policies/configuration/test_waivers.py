"""Waivers: what they let pass, for how long, and what they say."""

import json
from datetime import date
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import UNKNOWN, policies
from pulumi_sagemaker_policy.rules import network_isolation
from pulumi_sagemaker_policy.testing import AWS, OURS, Declaration, analyze, analyze_stack

RULE = network_isolation.RULE
OPEN = Declaration(OURS, name="legacy-fraud")
FINDING = "enableNetworkIsolation is not set, so the model's containers can reach the network."


def waiver(**changes: object) -> dict[str, object]:
    return {"urn": "*::legacy-*", "reason": "a reason", "owner": "an owner", "expires": "2027-01-31", **changes}


def judge(declaration: Declaration, *waivers: object, today: str = "2026-11-01", **settings: object) -> list[Any]:
    policy = RULE.policy(lambda: date.fromisoformat(today))
    found = analyze(declaration, policy, config={RULE.id: {"waivers": list(waivers), **settings}}).diagnostics
    return [(diagnostic.level.value, *diagnostic.message.splitlines()[1:]) for diagnostic in found]


@pytest.mark.parametrize(
    ("today", "renew"),
    [
        ("2026-11-01", []),
        ("2027-01-16", []),
        ("2027-01-17", ["it expires in 14 days"]),
        ("2027-01-30", ["it expires in 1 day"]),
        ("2027-01-31", ["today is its last day"]),
    ],
)
def test_given_waiver_until_last_day_then_advisory_says_what_is_waived_until_when(today: str, renew: list[str]) -> None:
    assert judge(OPEN, waiver(ticket="SEC-1"), today=today) == [
        (
            "advisory",
            "Waived until 2027-01-31: a reason (an owner, SEC-1)",
            f"  waived: {FINDING} (legacy-fraud)",
            *(f"  renew:  {left}; mend the model by then, or have the waiver renewed" for left in renew),
        )
    ]


def test_given_an_expired_waiver_then_the_violation_stands_and_says_so() -> None:
    (found,) = judge(OPEN, waiver(), today="2027-02-01")

    assert found[:2] == ("mandatory", FINDING)
    assert found[-1] == "  waiver: expired on 2027-01-31: a reason (an owner)"


def test_given_several_waivers_then_the_one_that_lasts_longest_decides() -> None:
    expired, running = waiver(expires="2026-01-31"), waiver(urn="*", expires="2026-12-31")

    for waivers in ([expired, running], [running, expired]):
        ((level, said, _),) = judge(OPEN, *waivers)
        assert (level, said) == ("advisory", "Waived until 2026-12-31: a reason (an owner)")


def test_given_waiver_for_another_resource_then_violation_stands_without_word_of_it() -> None:
    for urn in ("*::Legacy-*", "*::legacy", "legacy-fraud", ""):
        (found,) = judge(OPEN, waiver(urn=urn or "?"))
        assert found[0] == "mandatory"
        assert "waive" not in "".join(found)


def test_given_a_model_that_keeps_the_rule_then_its_waiver_is_said_not_to_be_needed() -> None:
    isolated = Declaration(OURS, {"enableNetworkIsolation": True}, name="legacy-fraud")

    assert judge(isolated, waiver()) == [
        (
            "advisory",
            "The waiver is not needed, nothing breaks the rule; it is in force until 2027-01-31: a reason (an owner)",
        )
    ]


@pytest.mark.parametrize("on_unknown", ["advisory", "skip"])
def test_given_a_waived_model_with_an_unknown_then_nothing_is_said(on_unknown: str) -> None:
    unknown = Declaration(OURS, {"enableNetworkIsolation": UNKNOWN}, name="legacy-fraud")

    assert judge(unknown, waiver(), on_unknown=on_unknown) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"expires": "2027-02-29"}, '.expires is "2027-02-29", which is no such day.'),
        ({"expires": "20270131"}, '.expires is "20270131", which is no such day.'),
        ({"expires": "31.01.2027"}, '.expires is "31.01.2027", which is no such day.'),
        ({"expires": "2027-01-3\uff11"}, '.expires is "2027-01-3\uff11" ("2027-01-3\\uff11"), which is no such day.'),
        ({"expires": 2027.0}, ".expires is a number."),
        ({"reason": " "}, ".reason is empty."),
        ({"owner": ""}, ".owner is empty."),
        ({"expries": "2027-01-31"}, ".expries does not exist."),
    ],
)
@pytest.mark.parametrize("level", ["mandatory", "advisory", "remediate"])
def test_given_a_wrong_waiver_then_it_blocks_whatever_the_rules_level(
    changes: dict[str, object], problem: str, level: str
) -> None:
    (found,) = judge(OPEN, waiver(), waiver(**changes), enforcementLevel=level)

    assert found[0] == "mandatory"
    assert found[1].startswith(f"The policy configuration is wrong: network-isolation.waivers[1]{problem}")


@pytest.mark.parametrize("member", ["urn", "reason", "owner", "expires"])
def test_given_a_waiver_without_a_member_then_it_blocks_and_names_it(member: str) -> None:
    (found,) = judge(OPEN, {key: value for key, value in waiver().items() if key != member})

    assert found[:2] == (
        "mandatory",
        f"The policy configuration is wrong: network-isolation.waivers[0].{member} is missing.",
    )


def test_given_the_end_of_a_run_then_waivers_that_match_no_model_are_reported_once() -> None:
    bucket = Declaration("aws:s3/bucket:Bucket", name="gone-1")
    config = {RULE.id: {"waivers": [waiver(), waiver(urn="*::gone-*")]}}

    answer = analyze_stack([OPEN, Declaration(AWS), bucket], *policies(RULE), config=config)

    ((policy, level, message, _),) = [
        (found.policy, found.level, found.message, found.urn) for found in answer.diagnostics
    ]
    assert (policy, level) == ("unused-waivers", EnforcementLevel.ADVISORY)
    assert "The waiver of network-isolation for *::gone-* matches no resource of this stack." in message
    assert "until 2027-01-31: a reason (an owner)" in message


@pytest.mark.parametrize("settings", [{"enforcementLevel": "disabled"}, {"nothing": 1}])
def test_given_a_rule_that_judges_nothing_then_its_waivers_are_not_looked_at(settings: dict[str, object]) -> None:
    config = {RULE.id: {"waivers": [waiver(urn="*::gone-*")], **settings}}

    assert analyze_stack([OPEN], *policies(RULE), config=config).diagnostics == []


TEMPLATE = {
    "Resources": {
        "Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://example.com/t"}},
        "Open": {"Type": "AWS::SageMaker::Model", "Properties": {}},
        "OpenToo": {"Type": "AWS::SageMaker::Model", "Properties": {"EnableNetworkIsolation": False}},
        "Sound": {"Type": "AWS::SageMaker::Model", "Properties": {"EnableNetworkIsolation": True}},
    }
}
STACK = Declaration("aws:cloudformation/stack:Stack", {"templateBody": json.dumps(TEMPLATE)}, name="models/all")
PARTS = {
    "Nested": "templateBody.Resources.Nested",
    "Open": "templateBody.Resources.Open.Properties.EnableNetworkIsolation",
    "OpenToo": "templateBody.Resources.OpenToo.Properties.EnableNetworkIsolation",
}


@pytest.mark.parametrize(
    ("part", "waived"),
    [
        ("Nested", {"Nested"}),
        ("Open", {"Open"}),
        ("Open*", {"Open", "OpenToo"}),
        ("Nest??", {"Nested"}),
        ("templateBody.Resources.Nested", {"Nested"}),
        ("templateBody.Resources.Open.*", {"Open"}),
        ("*.EnableNetworkIsolation", {"Open", "OpenToo"}),
        ("*", {"Nested", "Open", "OpenToo"}),
        ("nested", set()),
        ("Sound", set()),
        ("models/all", set()),
        ("all/Open", set()),
        ("Resources", set()),
    ],
)
def test_given_a_waiver_for_a_part_then_what_else_is_wrong_with_the_resource_stands(
    part: str, waived: set[str]
) -> None:
    policy = RULE.policy(lambda: date(2026, 11, 1))
    config = {RULE.id: {"waivers": [waiver(urn="*::models/all", part=part)]}}

    found = analyze(STACK, policy, config=config).diagnostics

    blocked = {path for path in PARTS for one in found if one.level.value == "mandatory" and PARTS[path] in one.message}
    assert blocked == set(PARTS) - waived
    assert sum(one.level.value == "advisory" for one in found) == bool(waived)


def test_given_resource_whose_name_ends_like_logical_name_then_waiver_is_not_for_it() -> None:
    declaration = Declaration(OURS, name="team/Open")

    (found,) = judge(declaration, waiver(urn="*", part="Open"))

    assert found[0] == "mandatory"
    assert judge(declaration, waiver(urn="*", part="enableNetworkIsolation"))[0][0] == "advisory"


def test_given_an_expired_waiver_for_a_part_then_only_that_part_says_so() -> None:
    expired = waiver(urn="*::models/all", part="Open", expires="2026-01-31")
    policy = RULE.policy(lambda: date(2026, 11, 1))

    found = analyze(STACK, policy, config={RULE.id: {"waivers": [expired]}}).diagnostics

    assert ["expired on 2026-01-31" in one.message for one in found if PARTS["Open"] in one.message] == [True]
    assert sum("expired" in one.message for one in found) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"urn": "*::models/all", "part": "Nested"}, None),
        ({"urn": "**", "part": "OpenToo"}, None),
        ({"urn": "*::models/all"}, None),
        ({"urn": "*::models/all", "part": "Sound"}, "is for the part Sound, where nothing breaks the rule"),
        ({"urn": "*::models/all", "part": "Gone"}, "is for the part Gone, where nothing breaks the rule"),
        ({"urn": "*::models/gone", "part": "Open"}, "matches no resource of this stack"),
        ({"urn": "urn:pulumi:dev::*"}, "write ** in its urn where it leaves out parts"),
        ({"urn": "models/all"}, "write ** in its urn where it leaves out parts"),
    ],
)
def test_given_end_of_run_then_waivers_for_parts_with_nothing_wrong_are_reported(
    changes: dict[str, object], said: str | None
) -> None:
    config = {RULE.id: {"waivers": [waiver(**changes)]}}

    found = analyze_stack([STACK], *policies(RULE), config=config).diagnostics

    assert [said in one.message for one in found if said] == [True] * bool(said)
    assert len(found) == bool(said)


def test_given_an_unknown_in_another_part_than_the_waived_then_it_is_still_named() -> None:
    unknown = Declaration(OURS, {"enableNetworkIsolation": UNKNOWN})

    assert judge(unknown, waiver(urn="*", part="enableNetworkIsolation")) == []
    ((level, said, *_),) = judge(unknown, waiver(urn="*", part="image"))
    assert level == "advisory"
    assert said.startswith("enableNetworkIsolation is known only at update")
