"""Whether AWS, by the exported policies, refuses what the pack blocks and nothing else: over the whole corpus."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_sagemaker_policy import ABSENT, ModelSubject, rules
from pulumi_sagemaker_policy.cli.export import export
from pulumi_sagemaker_policy.configuration.wildcard import matches
from pulumi_sagemaker_policy.iam.documents import KINDS, documents
from pulumi_sagemaker_policy.iam.statements import Statement
from pulumi_sagemaker_policy.pack.verdicts import Finding
from pulumi_sagemaker_policy.testing import subjects
from tests.unit.policies.corpus.table import SETTINGS, every
from tests.unit.policies.corpus.test_corpus import CHANGES, ROWS
from tests.unit.policies.iam.evaluator import Request, denies

ROLE_POLICY: Final = next(kind for kind in KINDS if kind.name == "role")

# What IAM says in full: a tag policy is enforced by AWS Organizations, and a name only by its beginning.
EXACT: Final = ("network-isolation", "tag-allowlist", "vpc-config", "allowed-regions", "execution-role")
ROLE_ARN: Final = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/\S+")
BY_RULE: Final = {rule.id: rule for rule in rules.ALL}


def policies(config: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Export a configuration, with every rule mandatory that is not named."""
    found = export(config, rules.ALL)
    return [json.loads(policy) for policy in documents(found.statements, ROLE_POLICY)]


def requests(model: ModelSubject) -> Iterator[Request] | None:
    """Return what creating a model asks of AWS, if all is known that IAM is told of.

    What AWS refuses whatever the policies say is left out.
    """
    known = (model.region, model.execution_role, *model.subnets.known, *model.security_groups.known)
    if model.host or not all(isinstance(each.value, str) for each in known):
        return None
    if bool(model.subnets.known) != bool(model.security_groups.known):
        return None
    lists = (model.subnets, model.security_groups, model.tags)
    if any(parts.hidden or parts.unreadable for parts in lists) or not _is_sent(model.isolation.value):
        return None
    # Only AWS sets its own.
    tags = [(tag.key, tag.field.value) for tag in model.tags.known if not tag.key.startswith("aws:")]
    if not all(isinstance(value, str) for _, value in tags) or len(dict(tags)) < len(tags):
        return None
    return _requests(model, {key: str(value) for key, value in tags})


def _is_sent(isolation: object) -> bool:
    return isinstance(isolation, bool) or isolation is ABSENT


def _requests(model: ModelSubject, tags: Mapping[str, str]) -> Iterator[Request]:
    region, role = str(model.region.value), str(model.execution_role.value)
    name = str(model.model_name.value) if isinstance(model.model_name.value, str) else "derived"
    keys: dict[str, Any] = {
        "aws:RequestedRegion": region,
        "aws:TagKeys": list(tags),
        **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
        "sagemaker:VpcSubnets": [field.value for field in model.subnets.known],
        "sagemaker:VpcSecurityGroupIds": [field.value for field in model.security_groups.known],
    }
    if model.isolation.value is not ABSENT:
        keys["sagemaker:NetworkIsolation"] = "true" if model.isolation.value else "false"
    yield Request("sagemaker:CreateModel", f"arn:aws:sagemaker:{region}:123456789012:model/{name.lower()}", keys)
    if ROLE_ARN.fullmatch(role):
        yield Request("iam:PassRole", role, {"iam:PassedToService": "sagemaker.amazonaws.com"})


def judged(model: ModelSubject, config: Mapping[str, Any]) -> set[str]:
    """Return which of the rules that IAM says in full find something in a model."""
    found = set()
    for rule in EXACT:
        given_settings = {key: value for key, value in config.get(rule, {}).items() if key != "enforcementLevel"}
        if any(isinstance(verdict, Finding) for verdict in BY_RULE[rule].judge(model, given_settings)):
            found.add(rule)
    return found


def disagreement(model: ModelSubject, config: Mapping[str, Any]) -> str:
    """Say where AWS, by the exported policies, and the pack differ on a model."""
    asked = requests(model)
    if asked is None:
        return ""
    made, blocked = policies(config), judged(model, config)
    denied = {sid for request in asked for policy in made for sid in denies(policy, request)}
    if not ROLE_ARN.fullmatch(str(model.execution_role.value)):
        blocked -= {"execution-role"}
    if not denied and any(gap.setting == "allowed" for _, gap in export(config, rules.ALL).gaps):
        blocked -= {"tag-allowlist"}
    return "" if bool(denied) == bool(blocked) else f"AWS denies by {denied}, and the pack finds {blocked}"


CONFIG: Final = {
    **{rule: SETTINGS[rule] for rule in EXACT},
    "vpc-config": {**SETTINGS["vpc-config"], "minimum_subnets": 0},
}


def test_given_corpus_when_exported_then_aws_denies_what_the_pack_blocks_and_no_more() -> None:
    models = [(row.id, model) for row in ROWS for model in subjects(row.declaration) if isinstance(model, ModelSubject)]
    compared = [(name, disagreement(model, CONFIG)) for name, model in models if requests(model) is not None]

    assert len(compared) > 200
    assert "\n".join(": ".join(each) for each in compared if each[1]) == ""


@settings(max_examples=60, deadline=None)
@given(
    changes=CHANGES,
    changed=st.fixed_dictionaries(
        {},
        optional={
            "vpc-config": st.fixed_dictionaries(
                {"require": st.sampled_from(["", "vpc", "isolation", "either", "both"])},
                optional={"subnets": st.just(["subnet-0a"]), "security_groups": st.just(["sg-9?", "sg-0a"])},
            ),
            "tag-allowlist": st.fixed_dictionaries(
                {},
                optional={
                    "allowed": st.dictionaries(
                        st.sampled_from(["team", "env", "CostCenter", "retired"]),
                        st.lists(st.sampled_from(["risk", "pro?", "1*", "*"]), max_size=2),
                    ),
                    "service_keys": st.sampled_from([[], ["sagemaker:project-*"], ["*"]]),
                },
            ),
            "execution-role": st.fixed_dictionaries(
                {},
                optional={
                    "paths": st.sampled_from([["/sagemaker/"], ["/"], ["/sage*"], ["/sagemaker/*", "/other/*"]]),
                    "accounts": st.sampled_from([["123456789012"], ["999956789012"]]),
                    "allowed": st.sampled_from([["arn:aws:iam::*"], ["arn:*:iam::123456789012:role/*"]]),
                },
            ),
            "allowed-regions": st.just({"allowed": ["us-*", "eu-west-?"]}),
        },
    ),
)
def test_given_any_model_and_settings_then_aws_denies_what_the_pack_blocks(
    changes: dict[str, Any], changed: dict[str, Any]
) -> None:
    (row,) = every("", changes, ways=("ours",))
    (model,) = subjects(row.declaration)

    assert isinstance(model, ModelSubject)
    assert disagreement(model, {**CONFIG, **changed}) == ""


@pytest.mark.parametrize(
    ("pattern", "names", "others"),
    [
        ("(risk|Search)-[a-z]+", ["risk-a", "search-b"], ["fraud-a", "research-b"]),
        ("^fraud$", ["fraud"], ["fraud-2"]),
        ("fraud-v?[0-9]+", ["fraud-v1", "fraud-2"], ["model-1"]),
    ],
)
def test_given_a_name_pattern_then_only_names_with_its_beginning_pass(
    pattern: str, names: list[str], others: list[str]
) -> None:
    made = policies({"naming": {"name": pattern}})

    def refused(name: str) -> bool:
        arn = f"arn:aws:sagemaker:eu-west-1:123456789012:model/{name}"
        keys = {"sagemaker:NetworkIsolation": "true"}
        return any(denies(policy, Request("sagemaker:CreateModel", arn, keys)) for policy in made)

    assert [refused(name) for name in names] == [False] * len(names)
    assert [refused(name) for name in others] == [True] * len(others)


def test_given_required_tags_then_aws_lets_them_change_and_stay_but_not_go() -> None:
    (made,) = policies({"tag-allowlist": {"allowed": {"team": ["risk", "ads"]}, "required": ["team"]}})
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:model/fraud"
    asked = {
        "a new value": Request("sagemaker:AddTags", arn, {"aws:TagKeys": ["team"], "aws:RequestTag/team": "ads"}),
        "a wrong value": Request("sagemaker:AddTags", arn, {"aws:TagKeys": ["team"], "aws:RequestTag/team": "x"}),
        "another key": Request("sagemaker:AddTags", arn, {"aws:TagKeys": ["Team"], "aws:RequestTag/Team": "ads"}),
        "a required key goes": Request("sagemaker:DeleteTags", arn, {"aws:TagKeys": ["team"]}),
        "another key goes": Request("sagemaker:DeleteTags", arn, {"aws:TagKeys": ["old"]}),
        "an endpoint's": Request("sagemaker:AddTags", arn.replace("model/", "endpoint/"), {"aws:TagKeys": ["x"]}),
    }

    assert {what: bool(denies(made, request)) for what, request in asked.items()} == {
        "a new value": False,
        "a wrong value": True,
        "another key": True,
        "a required key goes": True,
        "another key goes": False,
        "an endpoint's": False,
    }


def test_given_exempt_principals_then_they_may_do_what_is_denied() -> None:
    statements = export({}, rules.ALL).statements
    (policy,) = documents(statements, ROLE_POLICY, ["arn:aws:iam::*:role/break-glass"])
    asked = "sagemaker:CreateModel", "arn:aws:sagemaker:eu-west-1:123456789012:model/fraud"

    def refused(role: str) -> bool:
        principal = {"aws:PrincipalArn": f"arn:aws:iam::123456789012:role/{role}"}
        return bool(denies(json.loads(policy), Request(*asked, principal)))

    assert (refused("break-glass"), refused("deployer")) == (False, True)


def test_given_two_keys_that_differ_in_case_then_the_export_says_what_iam_cannot() -> None:
    found = export({"tag-allowlist": {"allowed": {"team": ["a"], "Team": ["b"], "env": ["x"]}}}, rules.ALL)

    assert [gap.reason for rule, gap in found.gaps if rule == "tag-allowlist"] == [
        "IAM takes any value of team, as another allowed key may differ from it in case alone.",
        "IAM takes any value of Team, as another allowed key may differ from it in case alone.",
    ]


def test_given_all_rules_then_each_statement_has_an_id_of_its_own() -> None:
    statements = export({rule: {**SETTINGS[rule], "enforcementLevel": "mandatory"} for rule in SETTINGS}, rules.ALL)

    sids = [statement.sid for statement in statements.statements]
    assert len(set(sids)) == len(sids) >= len(EXACT)
    assert all(isinstance(statement, Statement) and statement.sid.isalnum() for statement in statements.statements)


def test_given_every_rule_then_it_is_translated_or_said_why_not() -> None:
    found = export({rule: {**SETTINGS[rule], "enforcementLevel": "mandatory"} for rule in SETTINGS}, rules.ALL)

    assert {rule for rule, gap in found.gaps if not gap.setting} == {*BY_RULE} - {*EXACT, "naming"} | {"execution-role"}
    assert all(matches("*.", gap.reason) for _, gap in found.gaps)
