"""What counts as the same model: everything that AWS takes to be the same, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import args, naming
from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.casing import STRUCTURES, camel_case
from pulumi_sagemaker_model.properties import (
    MAX_TAGS,
    OF_MODEL,
    PROPERTIES,
    Effect,
    Form,
    Origin,
    Property,
    all_tags,
    content,
    is_known,
    meaning,
)
from tests.unit.provider.models import IMAGE, VPC, container, model, models, pipeline


def metrics(seconds: float | None) -> dict[str, Any]:
    frequency = {} if seconds is None else {"metricPublishFrequencyInSeconds": seconds}
    endpoint = {"metricsEndpointPath": "/metrics", **frequency}
    return container(containerMetricsConfig={"metricsEndpoints": [endpoint]})


SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "order of subnets": (
        model(vpcConfig={**VPC, "subnets": ["subnet-1", "subnet-2"]}),
        model(vpcConfig={**VPC, "subnets": ["subnet-2", "subnet-1"]}),
    ),
    "a security group named twice": (
        model(vpcConfig=VPC),
        model(vpcConfig={**VPC, "securityGroupIds": ["sg-1", "sg-1"]}),
    ),
    "empty blocks": (model(), model(vpcConfig={}, containers=[], triggers={})),
    "empty environment": (container(), container(environment={})),
    "empty block in an empty block": (
        container(),
        container(multiModelConfig={}, modelDataSource={"s3DataSource": {}}),
    ),
    "no isolation": (model(), model(enableNetworkIsolation=False)),
    "single model": (container(), container(mode="SingleModel")),
    "single models in a pipeline": (pipeline({"image": IMAGE}), pipeline({"image": IMAGE, "mode": "SingleModel"})),
    "serial execution": (model(), model(inferenceExecutionConfig={"mode": "Serial"})),
    "whole number": (metrics(30.0), metrics(30)),
    "usual frequency": (metrics(60.0), metrics(None)),
    "cached models": (container(), container(multiModelConfig={"modelCacheSetting": "Enabled"})),
    "tags": (model(), model(tags={"team": "search"}, tagsAll={"team": "search"})),
    "tags of the stack": (model(), model(defaultTags={"team": "x"}, ignoreTags={"keys": ["owner"]})),
    "what is secret": (model(), model(__secrets=[["executionRoleArn"]])),
    "what AWS decides": (model(), model(arn="arn", creationTime="now")),
    "name, identity and provider": (model(), model(name="m", __identity="o/urn", __provider="gASV")),
}

DIFFERENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "isolation": (model(), model(enableNetworkIsolation=True)),
    "mode": (container(), container(mode="MultiModel")),
    "models that are not cached": (container(), container(multiModelConfig={"modelCacheSetting": "Disabled"})),
    "another frequency": (metrics(30), metrics(None)),
    "direct execution": (model(), model(inferenceExecutionConfig={"mode": "Direct"})),
    "order of containers": (
        pipeline({"image": "a"}, {"image": "b"}),
        pipeline({"image": "b"}, {"image": "a"}),
    ),
    "one form of container or the other": (container(), pipeline(model()["primaryContainer"])),
    "an empty container": (pipeline({"image": "a"}), pipeline({"image": "a"}, {})),
    "subnet": (model(vpcConfig=VPC), model(vpcConfig={**VPC, "subnets": ["subnet-2"]})),
    "variable named like a property": (container(), container(environment={"mode": "SingleModel"})),
    "variable named like a set": (
        container(environment={"subnets": "b,a"}),
        container(environment={"subnets": "a,b"}),
    ),
    "empty variable": (container(environment={"A": "a"}), container(environment={"A": "a", "B": ""})),
    "entry of a map to come, named like a default": (
        container(labels={"mode": "SingleModel"}),
        container(labels={}),
    ),
    "trigger named like a default": (model(), model(triggers={"enableNetworkIsolation": False})),
    "trigger named like a tag": (model(), model(triggers={"tags": "x"})),
    "trigger": (model(triggers={"digest": "1"}), model(triggers={"digest": "2"})),
    "region": (model(region="us-east-1"), model(region="eu-west-1")),
    "fraction": (metrics(60.0), metrics(60.5)),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_given_two_spellings_of_a_model_when_compared_then_their_content_is_the_same(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_given_two_models_when_compared_then_their_content_differs(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert meaning(one) != meaning(other)
    assert content(one) != content(other)


@given(models())
def test_given_any_model_when_its_content_is_taken_twice_then_it_stays_as_it_was(inputs: dict[str, Any]) -> None:
    assert content(content(inputs)) == content(inputs)
    assert meaning(meaning(inputs)) == meaning(content(inputs)) == meaning(inputs)


@given(
    st.dictionaries(st.text(max_size=5) | st.sampled_from(["mode", "subnets", "tags", "environment"]), st.text()),
    st.sampled_from(["environment", "triggers"]),
)
def test_given_a_users_own_map_when_its_content_is_taken_then_every_entry_counts(
    entries: dict[str, str], where: str
) -> None:
    inputs = container(environment=entries) if where == "environment" else model(triggers=entries)

    taken = content(inputs)

    assert (taken["primaryContainer"] if where == "environment" else taken).get(where, {}) == entries


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("x", True),
        ({"a": ["b", {"c": 1.0}]}, True),
        (UNKNOWN, False),
        ({"a": UNKNOWN}, False),
        (["a", {"b": [UNKNOWN]}], False),
    ],
)
def test_given_a_value_when_asked_whether_it_is_known_then_any_depth_counts(value: Any, known: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert is_known(value) is known


ALL_TAGS: dict[str, tuple[dict[str, Any], Any]] = {
    "none": ({}, {}),
    "own": ({"tags": {"a": "1"}}, {"a": "1"}),
    "the stack's": ({"defaultTags": {"a": "1"}}, {"a": "1"}),
    "own over the stack's": ({"tags": {"a": "1"}, "defaultTags": {"a": "2", "b": "3"}}, {"a": "1", "b": "3"}),
    "without ignored ones": (
        {
            "tags": {"a": "1", "bill:code": "2"},
            "defaultTags": {"c": "3", "d": "4"},
            "ignoreTags": {"keys": ["a", "c"], "keyPrefixes": ["bill:"]},
        },
        {"d": "4"},
    ),
    "ignored keys alone": ({"tags": {"a": "1", "ab": "2"}, "ignoreTags": {"keys": ["a"]}}, {"ab": "2"}),
    "ignored prefixes alone": ({"tags": {"a": "1", "ab": "2"}, "ignoreTags": {"keyPrefixes": ["a"]}}, {}),
    "unknown": ({"tags": UNKNOWN, "defaultTags": {"a": "1"}}, UNKNOWN),
    "unknown defaults": ({"tags": {"a": "1"}, "defaultTags": UNKNOWN}, UNKNOWN),
    "unknown what is ignored": ({"tags": {"a": "1"}, "ignoreTags": UNKNOWN}, UNKNOWN),
    "unknown in part": ({"tags": {"a": UNKNOWN}, "defaultTags": {"b": "1"}}, {"a": UNKNOWN, "b": "1"}),
    "no map": ({"tags": ["a"], "defaultTags": {"b": "1"}}, ["a"]),
    "the sum of a state of before": ({"tags": {"a": "1", "b": "2"}, "tagsAll": {"a": "1"}}, {"a": "1"}),
    "an empty sum": ({"tags": {"a": "1"}, "tagsAll": {}}, {}),
}


@pytest.mark.parametrize(("properties", "expected"), ALL_TAGS.values(), ids=ALL_TAGS)
def test_given_tags_apart_when_merged_then_models_own_win_and_ignored_do_not_count(
    properties: dict[str, Any], expected: Any
) -> None:
    assert all_tags(properties) == expected


# What is hashed into names is in users' state: a row may be added, none may ever change.
PINNED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (
        {
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "region": "eu-west-1",
            "name": "given",
            "adoptExisting": True,
            "primaryContainer": {
                "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1",
                "mode": "SingleModel",
                "environment": {"mode": "SingleModel", "B": "b", "A": ""},
                "multiModelConfig": {},
                "modelDataSource": {
                    "s3DataSource": {
                        "s3Uri": "s3://models/fraud/",
                        "s3DataType": "S3Prefix",
                        "compressionType": "None",
                        "modelAccessConfig": {"acceptEula": False},
                    }
                },
                "containerMetricsConfig": {
                    "metricsEndpoints": [{"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": 60.0}]
                },
            },
            "vpcConfig": {"subnets": ["subnet-2", "subnet-1", "subnet-2"], "securityGroupIds": ["sg-2", "sg-1"]},
            "inferenceExecutionConfig": {"mode": "Serial"},
            "enableNetworkIsolation": False,
            "triggers": {"digest": "1", "empty": ""},
            "tags": {"team": "search"},
            "defaultTags": {"env": "prod"},
            "ignoreTags": {"keys": ["owner"]},
            "tagsAll": {"team": "search"},
            "arn": "arn",
            "creationTime": "now",
            "__tagged": "now",
            "__identity": "o/urn",
            "__retainOnDelete": True,
            "__secrets": [["name"]],
            "__provider": "gASV",
        },
        {
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "region": "eu-west-1",
            "primaryContainer": {
                "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1",
                "environment": {"mode": "SingleModel", "B": "b", "A": ""},
                "modelDataSource": {
                    "s3DataSource": {
                        "s3Uri": "s3://models/fraud/",
                        "s3DataType": "S3Prefix",
                        "compressionType": "None",
                        "modelAccessConfig": {"acceptEula": False},
                    }
                },
                "containerMetricsConfig": {
                    "metricsEndpoints": [{"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": 60}]
                },
            },
            "vpcConfig": {"subnets": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1", "sg-2"]},
            "triggers": {"digest": "1", "empty": ""},
        },
        "fraud-hvfevd-aajkkcrg",
    ),
    (
        {
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "containers": [
                {
                    "image": "a",
                    "containerHostname": "one",
                    "mode": "MultiModel",
                    "modelDataUrl": "s3://models/many/",
                },
                {},
                {
                    "image": "b",
                    "mode": "SingleModel",
                    "additionalModelDataSources": [
                        {"channelName": "z", "s3DataSource": {"s3Uri": "s3://m/z/"}},
                        {"channelName": "a"},
                    ],
                },
            ],
            "inferenceExecutionConfig": {"mode": "Direct"},
            "enableNetworkIsolation": True,
            "triggers": {},
            "vpcConfig": {},
            "ofANewerApi": {"mode": "SingleModel", "tags": {"a": {}}, "shades": [2.0, 0.5]},
        },
        {
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "containers": [
                {
                    "image": "a",
                    "containerHostname": "one",
                    "mode": "MultiModel",
                    "modelDataUrl": "s3://models/many/",
                },
                {},
                {
                    "image": "b",
                    "additionalModelDataSources": [
                        {"channelName": "z", "s3DataSource": {"s3Uri": "s3://m/z/"}},
                        {"channelName": "a"},
                    ],
                },
            ],
            "inferenceExecutionConfig": {"mode": "Direct"},
            "enableNetworkIsolation": True,
            "ofANewerApi": {"mode": "SingleModel", "shades": [2, 0.5]},
        },
        "fraud-hvfevd-zy3rro3b",
    ),
]


@pytest.mark.parametrize(("declared", "expected", "name"), PINNED)
def test_given_declaration_of_earlier_release_when_taken_then_content_and_name_stay(
    declared: dict[str, Any], expected: dict[str, Any], name: str
) -> None:
    urn = "urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fraud"

    assert content(declared) == expected
    assert naming.automatic(naming.identity("acme", urn), content(declared), None) == name


def test_given_table_when_compared_with_model_and_its_api_then_origins_are_right() -> None:
    arguments = {camel_case(name) for name in args.ModelArgs.__annotations__}
    members = service_model.members(service_model.create_model_shape()).keys() - {"modelName"}

    assert {one.name for one in OF_MODEL.values() if one.origin is Origin.OWN} == arguments - members
    assert {one.name for one in OF_MODEL.values() if one.origin is Origin.API} <= arguments & members
    assert service_model.create_model_shape().members["Tags"].metadata["max"] == MAX_TAGS


@pytest.mark.parametrize("one", [one for one in PROPERTIES if one.holders], ids=lambda one: one.name)
def test_given_property_of_structures_when_looked_up_in_its_holders_then_all_have_it(one: Property) -> None:
    properties = [{camel_case(name) for name in STRUCTURES[holder].__annotations__} for holder in one.holders]

    assert all(one.name in names for names in properties)


def test_given_a_later_default_then_a_name_tells_whether_a_program_gives_it() -> None:
    """One more row here renames every derived model that gives this default, and so replaces it."""
    omitted = {one.name for one in PROPERTIES if one.names_omit_default}

    assert omitted == {"inferenceExecutionConfig", "enableNetworkIsolation", "mode"}


def test_given_table_when_read_then_names_are_unique_and_only_content_has_defaults() -> None:
    assert len({one.name for one in PROPERTIES}) == len(PROPERTIES)
    assert all(one.effect is Effect.CONTENT for one in PROPERTIES if one.default is not None)
    assert all(one.form in {Form.SET, Form.LIST, Form.MAP, Form.TEXT, Form.NUMBER} for one in PROPERTIES if one.holders)
