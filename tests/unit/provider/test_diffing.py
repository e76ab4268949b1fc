"""State against program: what takes another model, what changes in place, and when the old model has to go first."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model.diffing import Difference, compare, is_in_the_way
from pulumi_sagemaker_model.properties import IDENTITY, RETAINED
from tests.unit.provider.models import MODEL, VPC, model

NAME = "fraud-aaaaaaaaaa"
WHO = "acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fraud"


def auto(name: Any = NAME, **changes: Any) -> dict[str, Any]:
    """Return a model that is named automatically."""
    return model(name=name, __provider="gASV", **{IDENTITY: WHO}, **changes)


def fixed(name: Any = NAME, **changes: Any) -> dict[str, Any]:
    """Return a model whose name the program gives."""
    return model(name=name, __provider="gASV", **changes)


SAME = Difference([])
IN_PLACE = Difference([], in_place=True)
CACHED = {"multiModelConfig": {"modelCacheSetting": "Enabled"}}
TAGS, DEFAULTS = {"team": "search"}, {"env": "dev"}
BOTH = {**TAGS, **DEFAULTS}

TABLE: dict[str, tuple[dict[str, Any], dict[str, Any], Difference]] = {
    "nothing": (auto(), auto(), SAME),
    "nothing, the name given": (fixed(), fixed(), SAME),
    "what AWS decided": (auto(arn="arn", creationTime="now"), auto(), SAME),
    "a spelling": (auto(vpcConfig=VPC), auto(vpcConfig={**VPC, "subnets": ["subnet-1"] * 2}), SAME),
    "a default": (auto(), auto(primaryContainer=MODEL["primaryContainer"] | CACHED), SAME),
    "a default that AWS filled in": (fixed(primaryContainer=MODEL["primaryContainer"] | CACHED), fixed(), SAME),
    "an empty map of tags": (auto(tags={}), auto(), SAME),
    "a tag": (auto(), auto(tags=TAGS), IN_PLACE),
    "a default tag": (auto(), auto(defaultTags=TAGS), IN_PLACE),
    "an unknown tag": (auto(), auto(tags=UNKNOWN), IN_PLACE),
    "an unknown tag where there is one": (auto(tags=TAGS), auto(tags={"team": UNKNOWN}), IN_PLACE),
    "the value of a default tag": (auto(defaultTags=TAGS), auto(defaultTags={"team": "ads"}), IN_PLACE),
    "a default tag that the model has its own of": (auto(tags=TAGS), auto(tags=TAGS, defaultTags={"team": "x"}), SAME),
    "a default tag in place of an own one": (auto(tags=TAGS), auto(defaultTags=TAGS), IN_PLACE),
    "a tag is ignored from now on": (auto(tags=TAGS), auto(tags=TAGS, ignoreTags={"keys": ["team"]}), IN_PLACE),
    "a tag is ignored no more": (auto(tags=TAGS, ignoreTags={"keys": ["team"]}), auto(tags=TAGS), IN_PLACE),
    "what is ignored and not there": (auto(), auto(ignoreTags={"keys": ["team"]}), SAME),
    "a state of before": (auto(tags=TAGS) | {"tagsAll": BOTH}, auto(tags=TAGS, defaultTags=DEFAULTS), SAME),
    "a state of before without tags": (auto() | {"tagsAll": {}}, auto(), SAME),
    "a state of before, an own tag ignored": (
        auto(tags=BOTH) | {"tagsAll": TAGS},
        auto(tags=BOTH, ignoreTags={"keys": ["env"]}),
        SAME,
    ),
    "a state of before and another default tag": (
        auto(tags=TAGS) | {"tagsAll": BOTH},
        auto(tags=TAGS, defaultTags={"env": "prod"}),
        IN_PLACE,
    ),
    "other paths of secrets": (auto(), auto(__secrets=[["tags"]]), SAME),
    "unknown paths of secrets": (auto(__secrets=[["tags"]]), auto(__secrets=UNKNOWN), SAME),
    "the provider's record": (auto(), auto() | {"__provider": "gASW"}, IN_PLACE),
    "the identity, as after a rename": (auto(), auto() | {IDENTITY: WHO + "-2"}, SAME),
    "content": (
        auto(),
        auto("fraud-bbbbbbbbbb", enableNetworkIsolation=True),
        Difference(replaces=["enableNetworkIsolation"]),
    ),
    "content and tags": (
        auto(),
        auto("fraud-bbbbbbbbbb", enableNetworkIsolation=True, tags=TAGS),
        Difference(replaces=["enableNetworkIsolation"], in_place=True),
    ),
    "two properties, one gone": (
        auto(vpcConfig=VPC),
        auto("fraud-bbbbbbbbbb", executionRoleArn="other"),
        Difference(replaces=["executionRoleArn", "vpcConfig"]),
    ),
    "triggers": (
        auto(triggers={"digest": "1"}),
        auto("fraud-bbbbbbbbbb", triggers={"digest": "2"}),
        Difference(replaces=["triggers"]),
    ),
    "the region": (
        auto(region="us-east-1"),
        auto("fraud-bbbbbbbbbb", region="eu-west-1"),
        Difference(replaces=["region"]),
    ),
    "an unknown property": (
        auto(),
        auto(UNKNOWN, executionRoleArn=UNKNOWN),
        Difference(replaces=["executionRoleArn"]),
    ),
    "content under a fixed name": (
        fixed(),
        fixed(enableNetworkIsolation=True),
        Difference(replaces=["enableNetworkIsolation"], delete_first=True),
    ),
    "content and the fixed name": (
        fixed(),
        fixed("other", enableNetworkIsolation=True),
        Difference(replaces=["enableNetworkIsolation", "name"]),
    ),
    "the fixed name": (fixed(), fixed("other"), Difference(replaces=["name"])),
    "the case of the fixed name": (fixed(), fixed(NAME.upper()), Difference(replaces=["name"], delete_first=True)),
    "the fixed name, unknown": (fixed(), fixed(UNKNOWN), Difference(replaces=["name"])),
    "automatic to another fixed name": (auto(), fixed("other"), Difference(replaces=["name"])),
    "automatic to the same name, fixed": (auto(), fixed(), SAME),
    "automatic to the same name, fixed, with other content": (
        auto(),
        fixed(enableNetworkIsolation=True),
        Difference(replaces=["enableNetworkIsolation"], delete_first=True),
    ),
    "fixed to an automatic name": (fixed("other"), auto(), Difference(replaces=["name"])),
}


@pytest.mark.parametrize(("state", "inputs", "difference"), TABLE.values(), ids=TABLE)
def test_given_state_and_program_when_compared_then_their_difference_is(
    state: dict[str, Any], inputs: dict[str, Any], difference: Difference
) -> None:
    assert compare(NAME if state["name"] == NAME else state["name"], state, inputs) == difference


def test_given_model_made_under_second_name_when_compared_then_input_name_is_ignored() -> None:
    created = auto(NAME + "-2")

    assert compare(created["name"], created, auto()) == SAME


def test_given_refreshed_model_without_identity_when_name_is_derived_then_replaced() -> None:
    state = {**MODEL, "name": NAME}

    assert compare(NAME, state, auto("fraud-bbbbbbbbbb")).replaces == ["name"]


def retained(name: Any = NAME, **changes: Any) -> dict[str, Any]:
    """Return a model whose name the program gives, with `retain_on_delete`."""
    return fixed(name, region="us-east-1", **{RETAINED: True}) | changes


OTHER = {"enableNetworkIsolation": True}
IN_THE_WAY: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "content": (retained(), retained(**OTHER), True),
    "one property of two is unknown": (retained(), retained(**OTHER, executionRoleArn=UNKNOWN), True),
    "content, and the option goes": (retained(), fixed(region="us-east-1", **OTHER), True),
    "content, and adoption, which takes no other content": (retained(), retained(**OTHER, adoptExisting=True), True),
    "nothing": (retained(), retained(), False),
    "tags": (retained(), retained(tags=TAGS, tagsAll=TAGS), False),
    "what is spelled otherwise": (retained(), retained(enableNetworkIsolation=False), False),
    "the case of the name": (retained(), retained(NAME.upper()), True),
    "the name": (retained(), retained("other", **OTHER), False),
    "to a derived name": (retained(), auto(None, region="us-east-1", **OTHER), False),
    "the region, where the name is free": (retained(), retained(region="eu-west-1"), False),
    "an unknown": (retained(), retained(executionRoleArn=UNKNOWN), False),
    "an unknown within": (retained(), retained(vpcConfig={**VPC, "subnets": [UNKNOWN]}), False),
    "an unknown name": (retained(), retained(UNKNOWN, **OTHER), False),
    "an unknown region": (retained(), retained(region=UNKNOWN, **OTHER), False),
    "content, and the option comes": (fixed(region="us-east-1"), retained(**OTHER), False),
    "content, and no option": (fixed(region="us-east-1"), fixed(region="us-east-1", **OTHER), False),
    "the option alone": (fixed(region="us-east-1"), retained(), False),
    "a derived name": (auto(region="us-east-1", **{RETAINED: True}), auto(region="us-east-1", **OTHER), False),
    "no model yet": ({}, retained(), False),
    "a model of another provider": ({"name": NAME}, retained(**OTHER), False),
}


@pytest.mark.parametrize(("state", "inputs", "is_so"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_given_a_change_when_compared_then_retained_model_is_in_the_way_if_certain(
    state: dict[str, Any], inputs: dict[str, Any], *, is_so: bool
) -> None:
    assert is_in_the_way(state, inputs) is is_so


def test_given_the_option_to_retain_when_it_changes_alone_then_nothing_changes() -> None:
    assert compare(NAME, fixed(), fixed(**{RETAINED: True})) == compare(NAME, fixed(), fixed()) == SAME
