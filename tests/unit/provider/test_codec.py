"""Properties to requests, answers to properties: nothing drifts that nobody changed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from pulumi_sagemaker_model import codec
from pulumi_sagemaker_model.properties import all_tags, meaning
from tests.unit.provider.models import IMAGE, ROLE, VPC, container, model, models, pipeline
from tests.unit.provider.sagemaker import description


@given(models())
def test_given_any_model_when_created_and_described_then_nothing_drifts(inputs: dict[str, Any]) -> None:
    answer = description(codec.request("m", inputs))

    beyond_aws = {key: value for key, value in inputs.items() if key in {"region", "triggers"}}
    assert meaning({**codec.described(answer), **beyond_aws}) == meaning(inputs)
    assert codec.refreshed(inputs, answer) == inputs


def test_given_empty_blocks_when_requested_then_aws_gets_none_of_them() -> None:
    empty = container(environment={}, additionalModelDataSources=[], multiModelConfig={})

    assert codec.request("m", {**empty, "vpcConfig": {}}) == codec.request("m", model())
    assert codec.request("m", container(environment={"EMPTY": ""}))["PrimaryContainer"]["Environment"] == {"EMPTY": ""}


def test_given_checked_model_when_requested_then_aws_gets_properties_and_all_tags() -> None:
    inputs = model(
        name="declared",
        vpcConfig=VPC,
        enableNetworkIsolation=False,
        tags={"team": "search"},
        defaultTags={"team": "none", "env": "dev", "owner": "ann"},
        ignoreTags={"keyPrefixes": ["own"]},
        __secrets=[["tags"]],
        containers=[],
        region="us-east-1",
        triggers={"digest": "1"},
        __identity="acme/urn",
        __provider="gASV",
    )

    assert codec.request("derived", inputs) == {
        "ModelName": "derived",
        "ExecutionRoleArn": ROLE,
        "PrimaryContainer": {"Image": IMAGE, "ModelDataUrl": "s3://artefacts/model.tar.gz"},
        "VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
        "EnableNetworkIsolation": False,
        "Tags": [{"Key": "env", "Value": "dev"}, {"Key": "team", "Value": "search"}],
    }


_MANY = {"Image": IMAGE, "Mode": "MultiModel", "ModelDataUrl": "s3://artefacts/model.tar.gz"}

CHANGED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "isolation switched on": (
        model(),
        {"EnableNetworkIsolation": True},
        model(enableNetworkIsolation=True),
    ),
    "isolation switched off": (
        model(enableNetworkIsolation=True),
        {"EnableNetworkIsolation": False},
        model(enableNetworkIsolation=False),
    ),
    "another role": (model(), {"ExecutionRoleArn": ROLE + "2"}, model(executionRoleArn=ROLE + "2")),
    "no VPC any more": (model(vpcConfig=VPC), {"VpcConfig": {}}, model()),
    "subnets in another order": (
        model(vpcConfig={**VPC, "subnets": ["subnet-2", "subnet-1"]}),
        {"VpcConfig": {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}},
        model(vpcConfig={**VPC, "subnets": ["subnet-2", "subnet-1"]}),
    ),
    "the default of many models filled in": (
        container(mode="MultiModel"),
        {"PrimaryContainer": {**_MANY, "MultiModelConfig": {"ModelCacheSetting": "Enabled"}}},
        container(mode="MultiModel"),
    ),
    "a default of many models changed": (
        container(mode="MultiModel"),
        {"PrimaryContainer": {**_MANY, "MultiModelConfig": {"ModelCacheSetting": "Disabled"}}},
        container(mode="MultiModel", multiModelConfig={"modelCacheSetting": "Disabled"}),
    ),
    "a container described as the first of several": (
        container(modelDataUrl=None),
        {"PrimaryContainer": {}, "Containers": [{"Image": IMAGE}]},
        pipeline({"image": IMAGE}),
    ),
}


@pytest.mark.parametrize(("state", "change", "expected"), CHANGED.values(), ids=CHANGED)
def test_given_a_change_outside_when_refreshed_then_state_has_it_and_nothing_else(
    state: dict[str, Any], change: dict[str, Any], expected: dict[str, Any]
) -> None:
    answer = {**description(codec.request("m", state)), **change}

    assert codec.refreshed(state, answer) == expected


OWN, DEFAULTS = {"team": "search"}, {"env": "dev"}
BOTH = {**OWN, **DEFAULTS}
REFRESHED_TAGS: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, Any]]] = {
    "own and default tags as they were": ({"tags": OWN, "tagsAll": BOTH}, BOTH, {"tags": OWN, "tagsAll": BOTH}),
    "default tags alone": ({"tagsAll": DEFAULTS}, DEFAULTS, {"tagsAll": DEFAULTS}),
    "an own tag that a default has, too": (
        {"tags": DEFAULTS, "tagsAll": DEFAULTS},
        DEFAULTS,
        {"tags": DEFAULTS, "tagsAll": DEFAULTS},
    ),
    "a tag added outside": (
        {"tagsAll": DEFAULTS},
        {**DEFAULTS, "x": "y"},
        {"tags": {"x": "y"}, "tagsAll": {**DEFAULTS, "x": "y"}},
    ),
    "an own tag changed outside": (
        {"tags": OWN, "tagsAll": BOTH},
        {**BOTH, "team": "ads"},
        {"tags": {"team": "ads"}, "tagsAll": {**BOTH, "team": "ads"}},
    ),
    "a default tag changed outside": (
        {"tags": OWN, "tagsAll": BOTH},
        {**BOTH, "env": "prod"},
        {"tags": {**OWN, "env": "prod"}, "tagsAll": {**BOTH, "env": "prod"}},
    ),
    "an own tag removed outside": ({"tags": OWN, "tagsAll": BOTH}, DEFAULTS, {"tagsAll": DEFAULTS}),
    "all tags removed outside": ({"tags": OWN, "tagsAll": BOTH}, {}, {}),
    "no tags at all": ({"tagsAll": {}}, {}, {}),
    "an ignored tag added outside": (
        {"tags": OWN, "tagsAll": OWN},
        {**OWN, "IGNORED": "x"},
        {"tags": OWN, "tagsAll": OWN},
    ),
    "an ignored tag of the program's own": (
        {"tags": {**OWN, "IGNORED": "mine"}, "tagsAll": OWN},
        {**OWN, "IGNORED": "theirs"},
        {"tags": {**OWN, "IGNORED": "mine"}, "tagsAll": OWN},
    ),
}


@pytest.mark.parametrize(("state", "tags", "expected"), REFRESHED_TAGS.values(), ids=REFRESHED_TAGS)
def test_given_older_states_tags_when_refreshed_then_own_tags_and_sum_are_current(
    state: dict[str, Any], tags: dict[str, str], expected: dict[str, Any]
) -> None:
    assert codec.refreshed_tags(state, tags, str.isupper) == expected


APART = {"tags": OWN, "defaultTags": DEFAULTS}
REFRESHED_APART: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, Any]]] = {
    "own and default tags as they were": (APART, BOTH, APART),
    "default tags alone": ({"defaultTags": DEFAULTS}, DEFAULTS, {"defaultTags": DEFAULTS}),
    "an own tag that a default has, too": (
        {"tags": DEFAULTS, "defaultTags": DEFAULTS},
        DEFAULTS,
        {"tags": DEFAULTS, "defaultTags": DEFAULTS},
    ),
    "an own tag over a default": (
        {"tags": {"env": "prod"}, "defaultTags": DEFAULTS},
        {"env": "prod"},
        {"tags": {"env": "prod"}, "defaultTags": DEFAULTS},
    ),
    "an own tag over a default removed outside": ({"tags": {"env": "prod"}, "defaultTags": DEFAULTS}, {}, {}),
    "an own tag over a default changed outside to the default": (
        {"tags": {"env": "prod"}, "defaultTags": DEFAULTS},
        DEFAULTS,
        {"tags": DEFAULTS, "defaultTags": DEFAULTS},
    ),
    "a tag added outside": (
        {"defaultTags": DEFAULTS},
        {**DEFAULTS, "x": "y"},
        {"tags": {"x": "y"}, "defaultTags": DEFAULTS},
    ),
    "an own tag changed outside": (
        APART,
        {**BOTH, "team": "ads"},
        {"tags": {"team": "ads"}, "defaultTags": DEFAULTS},
    ),
    "a default tag changed outside": (
        APART,
        {**BOTH, "env": "prod"},
        {"tags": {**OWN, "env": "prod"}, "defaultTags": DEFAULTS},
    ),
    "a default tag removed outside": (APART, OWN, {"tags": OWN}),
    "all tags removed outside": (APART, {}, {}),
    "no tags at all": ({}, {}, {}),
    "a model that the program only refers to": ({}, BOTH, {"tags": BOTH}),
    "an ignored tag of the program's own": (
        {"tags": {**OWN, "IGNORED": "mine"}, "ignoreTags": {"keys": ["IGNORED"]}},
        {**OWN, "IGNORED": "theirs"},
        {"tags": {**OWN, "IGNORED": "mine"}},
    ),
    "an ignored default tag": (
        {"defaultTags": {"IGNORED": "mine"}, "ignoreTags": {"keys": ["IGNORED"]}},
        {"IGNORED": "theirs"},
        {"defaultTags": {"IGNORED": "mine"}},
    ),
}


@pytest.mark.parametrize(("state", "tags", "expected"), REFRESHED_APART.values(), ids=REFRESHED_APART)
def test_given_tags_of_model_when_refreshed_then_own_and_default_ones_are_kept_apart(
    state: dict[str, Any], tags: dict[str, str], expected: dict[str, Any]
) -> None:
    refreshed = codec.refreshed_tags(state, tags, str.isupper)

    assert refreshed == expected
    counted = {**refreshed, "ignoreTags": state.get("ignoreTags")}
    assert all_tags(counted) == {key: value for key, value in tags.items() if not key.isupper()}


def test_given_a_moment_of_another_zone_when_put_out_then_it_is_utc_to_the_second() -> None:
    answer = {
        "ModelArn": "arn",
        "CreationTime": datetime(2025, 3, 1, 0, 30, 15, 999, tzinfo=timezone(timedelta(hours=2))),
    }

    assert codec.outputs(answer) == {"arn": "arn", "creationTime": "2025-02-28T22:30:15Z"}
    assert codec.timestamp(datetime(2025, 1, 2, tzinfo=timezone.utc)) == "2025-01-02T00:00:00Z"
