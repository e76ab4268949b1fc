"""Remediation: what it changes, what it leaves as it was, and what the rule says of the result."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import UNKNOWN, ModelSubject, Remediation, policies
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.pack.verdicts import Verdict
from pulumi_sagemaker_policy.rules import network_isolation, tag_allowlist
from pulumi_sagemaker_policy.testing import (
    AWS,
    AWS_NATIVE,
    OURS,
    Declaration,
    Secret,
    analyze,
    analyze_stack,
    remediate,
)

ISOLATION, TAGS = network_isolation.RULE, tag_allowlist.RULE
CONFIG: dict[str, dict[str, Any]] = {
    "network-isolation": {"enforcementLevel": "remediate"},
    "tag-allowlist": {
        "enforcementLevel": "remediate",
        "allowed": {"team": ["ml-*"], "env": ["dev", "prod"]},
        "required": ["team", "env"],
        "defaults": {"team": "ml-platform", "env": "dev"},
    },
}
HIDDEN = {
    "__provider": "a pickled provider",
    "primaryContainer": {"image": UNKNOWN, "environment": Secret({"KEY": "x"}), "args": [Secret("x"), UNKNOWN]},
    "executionRoleArn": Secret(UNKNOWN),
}
BOTH = {"env": "dev", "team": "ml-platform"}

UNDECIDED = 'tags["env"] is known only at update; the rule then decides before the model is created or changed.'


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


@pytest.mark.parametrize(
    ("token", "before", "after"),
    [
        (OURS, {}, {"tags": BOTH}),
        (
            OURS,
            {"tags": Secret({"env": "prod"}), "defaultTags": Secret({"x": "1"}), "__secrets": [["tags"]]},
            {
                "tags": Secret({"env": "prod", "team": "ml-platform"}),
                "defaultTags": Secret({"x": "1"}),
                "__secrets": [["tags"]],
            },
        ),
        (
            OURS,
            {"tags": {"env": Secret("prod")}, "defaultTags": {"team": "ml-risk"}, "ignoreTags": {"keys": ["x"]}},
            {"tags": {"env": Secret("prod")}, "defaultTags": {"team": "ml-risk"}, "ignoreTags": {"keys": ["x"]}},
        ),
        (OURS, {"defaultTags": {"env": "dev"}}, {"tags": {"team": "ml-platform"}, "defaultTags": {"env": "dev"}}),
        (OURS, {"tagsAll": {}}, {"tags": BOTH, "tagsAll": BOTH}),
        (OURS, {"tags": None, "tagsAll": {}}, {"tags": BOTH, "tagsAll": BOTH}),
        (
            OURS,
            {"tags": {"env": "prod"}, "tagsAll": {"env": "prod", "x": Secret("1")}},
            {
                "tags": {"env": "prod", "team": "ml-platform"},
                "tagsAll": {"env": "prod", "x": Secret("1"), "team": "ml-platform"},
            },
        ),
        (OURS, {"tags": {}, "tagsAll": BOTH}, {"tags": {}, "tagsAll": BOTH}),
        (AWS, {"tags": Secret({"env": UNKNOWN})}, {"tags": Secret({"env": UNKNOWN, "team": "ml-platform"})}),
        (AWS, {"tags": {"env": Secret("dev")}}, {"tags": {"env": Secret("dev"), "team": "ml-platform"}}),
        (AWS_NATIVE, {}, {"tags": pairs(BOTH)}),
        (
            AWS_NATIVE,
            {"tags": [Secret({"key": "env", "value": "dev"})]},
            {"tags": [Secret({"key": "env", "value": "dev"}), {"key": "team", "value": "ml-platform"}]},
        ),
        (AWS_NATIVE, {"tags": Secret([])}, {"tags": Secret(pairs(BOTH))}),
    ],
)
def test_given_failing_model_then_it_passes_and_keeps_unknowns_secrets_and_provider(
    token: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    mended, said = remediate(Declaration(token, HIDDEN | before), ISOLATION, TAGS, config=CONFIG)

    assert mended.properties == {**HIDDEN, **after, "enableNetworkIsolation": True}
    assert [found.policy for found in said] == [ISOLATION.id, *([TAGS.id] if after != before else [])]
    blocking = {found.message.splitlines()[1] for found in analyze(mended, ISOLATION, TAGS, config=CONFIG).diagnostics}
    assert blocking <= {'The tag "x" is not allowed.', UNDECIDED}


@pytest.mark.parametrize("value", [False, "true", 0.0, [], Secret(False)])  # noqa: FBT003 - the property's value
def test_given_any_isolation_but_true_then_it_becomes_true_and_a_secret_stays_one(value: object) -> None:
    mended, _ = remediate(Declaration(AWS, {"enableNetworkIsolation": value}), ISOLATION, config=CONFIG)

    wanted = Secret(True) if isinstance(value, Secret) else True  # noqa: FBT003 - the property's value
    assert mended.properties == {"enableNetworkIsolation": wanted}


@pytest.mark.parametrize(
    ("declaration", "settings"),
    [
        (Declaration(OURS, {"enableNetworkIsolation": True, "tags": BOTH}), {}),
        (Declaration(OURS, {"enableNetworkIsolation": UNKNOWN, "tags": UNKNOWN}), {}),
        (Declaration(OURS, {"enableNetworkIsolation": UNKNOWN, "tags": {}, "tagsAll": UNKNOWN}), {}),
        (Declaration(OURS, {"enableNetworkIsolation": UNKNOWN, "tags": "x"}), {}),
        (Declaration(AWS_NATIVE, {"enableNetworkIsolation": UNKNOWN, "tags": [UNKNOWN]}), {}),
        (Declaration(AWS_NATIVE, {"enableNetworkIsolation": UNKNOWN, "tags": [{"key": UNKNOWN, "value": "x"}]}), {}),
        (Declaration("aws:s3/bucket:Bucket"), {}),
        (Declaration("aws:cloudformation/stack:Stack", {"templateUrl": "x"}), {}),
        (Declaration(OURS), {"misspelt": 1}),
        (Declaration(OURS), {"enforcementLevel": "mandatory"}),
        (Declaration(OURS), {"enforcementLevel": "disabled"}),
    ],
)
def test_given_nothing_that_can_be_mended_then_nothing_is_touched(
    declaration: Declaration, settings: dict[str, object]
) -> None:
    config = {name: {**entry, **settings} for name, entry in CONFIG.items()}

    assert remediate(declaration, ISOLATION, TAGS, config=config) == (declaration, [])


@pytest.mark.parametrize(("expires", "mended"), [("2026-11-01", False), ("2026-10-31", True)])
def test_given_a_waiver_then_nothing_is_mended_before_it_is_over(expires: str, mended: bool) -> None:  # noqa: FBT001 - a row's expectation
    waiver = {"urn": "*", "reason": "a reason", "owner": "an owner", "expires": expires}
    config = {ISOLATION.id: {"enforcementLevel": "remediate", "waivers": [waiver]}}

    _, said = remediate(Declaration(OURS), ISOLATION.policy(lambda: date(2026, 11, 1)), config=config)

    assert bool(said) is mended


def test_given_remediation_that_breaks_then_violation_stands_and_next_rule_mends() -> None:
    def broken(_: ModelSubject, __: Settings) -> Remediation:
        raise ValueError("hunter2-obviously-fake")

    rule = replace(ISOLATION, id="broken", remediate=broken)

    mended, (failed, done) = remediate(
        Declaration(OURS), rule, ISOLATION, config={**CONFIG, "broken": {"enforcementLevel": "remediate"}}
    )

    assert mended.properties == {"enableNetworkIsolation": True}
    assert "The rule failed (ValueError at test_remediation.py" in failed.message
    assert "hunter2" not in failed.message
    assert done.policy == ISOLATION.id


@pytest.mark.parametrize("token", [OURS, AWS, AWS_NATIVE])
def test_given_a_remediation_that_the_engine_drops_then_the_end_of_the_run_blocks_it(token: str) -> None:
    answer = analyze_stack([Declaration(token)], *policies(ISOLATION, TAGS), config=CONFIG)

    isolation, *tags = answer.diagnostics
    assert {found.policy for found in answer.diagnostics} == {"lost-remediation"}
    assert {found.level for found in answer.diagnostics} == {EnforcementLevel.MANDATORY}
    assert isolation.urn == Declaration(token).urn
    assert "network-isolation has remediated this model, but it is to be replaced" in isolation.message
    assert len(tags) == 2


def test_given_rule_that_breaks_at_end_of_run_then_it_blocks_without_its_errors_text() -> None:
    def broken(_: ModelSubject, __: Settings) -> Iterator[Verdict]:
        raise ValueError("hunter2-obviously-fake")

    rule = replace(ISOLATION, check=broken)

    (found,) = analyze_stack([Declaration(OURS)], *policies(rule), config=CONFIG).diagnostics

    assert (found.policy, found.level) == ("lost-remediation", EnforcementLevel.MANDATORY)
    assert "The rule failed (ValueError at test_remediation.py" in found.message
    assert "hunter2" not in found.message


@pytest.mark.parametrize(
    ("declaration", "settings"),
    [
        (Declaration(OURS, {"enableNetworkIsolation": True}), {}),
        (Declaration(OURS, {"enableNetworkIsolation": UNKNOWN}), {}),
        (Declaration(OURS), {"enforcementLevel": "mandatory"}),
        (Declaration(OURS), {"waivers": [{"urn": "*", "reason": "a", "owner": "b", "expires": "9999-12-31"}]}),
        (Declaration("aws:s3/bucket:Bucket"), {}),
    ],
)
def test_given_nothing_lost_then_the_end_of_the_run_says_nothing(
    declaration: Declaration, settings: dict[str, object]
) -> None:
    config = {ISOLATION.id: {"enforcementLevel": "remediate", **settings}}

    assert analyze_stack([declaration], *policies(ISOLATION), config=config).diagnostics == []


WRONG_TAG = {"enableNetworkIsolation": True, "tags": {"team": "ml-a", "env": "dev", "x": "1"}}


@pytest.mark.parametrize(
    ("properties", "lost"),
    [
        # What cannot be remediated: one violation, which the rule itself reports.
        (WRONG_TAG, 0),
        ({**WRONG_TAG, "tags": {"team": "x", "env": "dev"}}, 0),
        ({**WRONG_TAG, "tags": {"team": "ml-a", "env": "dev", "x": UNKNOWN}}, 0),
        ({**WRONG_TAG, "tags": "x"}, 0),
        ({**WRONG_TAG, "tags": UNKNOWN}, 0),
        # What was remediated and is not there any more, beside what cannot be.
        ({**WRONG_TAG, "tags": {"team": "ml-a", "x": "1"}}, 1),
        ({**WRONG_TAG, "tags": {"x": "1"}}, 2),
        ({**WRONG_TAG, "enableNetworkIsolation": False}, 1),
        ({"tags": {"x": "1"}}, 3),
    ],
)
@pytest.mark.parametrize("token", [OURS, AWS])
def test_given_what_cannot_be_remediated_then_end_of_run_adds_no_second_violation(
    token: str, properties: dict[str, Any], lost: int
) -> None:
    found = analyze_stack([Declaration(token, properties)], *policies(ISOLATION, TAGS), config=CONFIG).diagnostics

    assert [one.policy for one in found] == ["lost-remediation"] * lost
    assert not [one for one in found if "not allowed" in one.message]


@pytest.mark.parametrize("properties", [{}, {"tags": {"x": "1"}}, WRONG_TAG, {"tags": {"team": "x"}}, {"tags": BOTH}])
@pytest.mark.parametrize("token", [OURS, AWS])
def test_given_a_new_model_that_was_remediated_then_nothing_is_said_to_be_lost(
    token: str, properties: dict[str, Any]
) -> None:
    mended, _ = remediate(Declaration(token, properties), ISOLATION, TAGS, config=CONFIG)

    assert analyze_stack([mended], *policies(ISOLATION, TAGS), config=CONFIG).diagnostics == []


def test_given_semantic_segmentation_then_nothing_is_said_to_be_remediated() -> None:
    image = "522234722520.dkr.ecr.us-east-1.amazonaws.com/semantic-segmentation:1"
    declaration = Declaration(OURS, {"primaryContainer": {"image": image}})
    config = {ISOLATION.id: {"enforcementLevel": "remediate"}}

    assert analyze_stack([declaration], *policies(ISOLATION), config=config).diagnostics == []


@pytest.mark.parametrize(("part", "lost"), [("tags", 0), ("other", 2), ('tags["x"]', 2)])
def test_given_a_waiver_for_a_part_then_only_there_nothing_is_mended_or_lost(part: str, lost: int) -> None:
    waiver = {"urn": "*", "part": part, "reason": "a reason", "owner": "an owner", "expires": "9999-12-31"}
    config = {TAGS.id: {**CONFIG[TAGS.id], "waivers": [waiver]}}

    mended, _ = remediate(Declaration(OURS), TAGS, config=config)
    found = analyze_stack([Declaration(OURS)], *policies(TAGS), config=config).diagnostics

    assert mended.properties == ({} if lost == 0 else {"tags": BOTH})
    assert [one.policy for one in found if one.policy == "lost-remediation"] == ["lost-remediation"] * lost


OTHER = Declaration("pulumi:pulumi:Stack", name="shop-dev")
SOUND = Declaration(OURS, {"enableNetworkIsolation": True})


@pytest.mark.parametrize(
    ("asked", "ended", "lost"),
    [
        # What the engine asked about, as remediated, and what the stack ends with.
        ([OTHER, SOUND], Declaration(OURS), 1),
        (
            [OTHER, SOUND],
            SOUND,
            0,
        ),
        # It was not remediated: the rule has said so itself.
        ([OTHER, Declaration(OURS)], Declaration(OURS), 0),
        # It is only read, or left alone by an update of other resources.
        ([OTHER], Declaration(OURS), 0),
        ([OTHER, replace(SOUND, token=AWS)], Declaration(OURS), 0),
        ([OTHER, replace(SOUND, name="a")], Declaration(OURS), 0),
    ],
)
def test_given_a_run_then_only_what_came_by_remediated_can_be_lost(
    asked: list[Declaration], ended: Declaration, lost: int
) -> None:
    pack = policies(ISOLATION)
    for declaration in asked:
        analyze(declaration, *pack, config=CONFIG)

    found = analyze_stack([ended], *pack, config=CONFIG).diagnostics

    assert [one.policy for one in found] == ["lost-remediation"] * lost
