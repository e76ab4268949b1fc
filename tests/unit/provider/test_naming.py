"""Derived names: what AWS takes, the same for the same model, another for any other, and never changed by a release."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.naming import MAX_LENGTH, automatic, identity, prefix
from pulumi_sagemaker_model.properties import content
from tests.unit.provider.models import VPC, container, model

TYPE = "pulumi-python:dynamic/sagemaker:Model"
URN = f"urn:pulumi:dev::shop::{TYPE}::fraud"
WHO = identity("acme", URN)

# These names are in users' state: a row may be added, none may ever change.
PINNED: list[tuple[str, dict[str, Any], str | None, str]] = [
    (WHO, {}, None, "fraud-hvfevd-x5w2oddy"),
    (WHO, content(model(region="us-east-1")), None, "fraud-hvfevd-74p2rmut"),
    (WHO, content(model(region="us-east-1")), "fraud-aaaaaaaaaa", "fraud-hvfevd-cq2szcjk"),
    (
        identity("organization", f"urn:pulumi:prod::shop::my:Component${TYPE}::Fraud_Score v2"),
        content(model()),
        None,
        "Fraud-Score-v2-zfst4t-lipvwrpx",
    ),
    (
        identity("acme", f"urn:pulumi:dev::shop::{TYPE}::" + "long-name-" * 10),
        content(model()),
        None,
        "long-name-long-name-long-name-long-name-long-na-siobpt-wwh653mx",
    ),
    (identity("acme", f"urn:pulumi:dev::shop::{TYPE}::a::b"), content(model()), None, "a-b-62nue6-62fjeab6"),
    (
        identity("acme", f"urn:pulumi:dev::shop::{TYPE}::größe"),
        content(model(triggers={"größe": "字"})),
        None,
        "gr-e-gtevjl-bncencme",
    ),
    (
        identity("acme", f"urn:pulumi:dev::shop::{TYPE}::字"),
        content(model(vpcConfig=VPC)),
        None,
        "model-elaxyc-liz33vav",
    ),
]

OTHERS: dict[str, tuple[str, dict[str, Any], str | None]] = {
    "organization": (identity("other", URN), content(model()), None),
    "stack": (identity("acme", URN.replace("dev", "prod")), content(model()), None),
    "project": (identity("acme", URN.replace("shop", "bank")), content(model()), None),
    "component": (identity("acme", URN.replace(TYPE, f"my:Component${TYPE}")), content(model()), None),
    "logical name of the same letters": (identity("acme", URN + "_"), content(model()), None),
    "content": (WHO, content(model(enableNetworkIsolation=True)), None),
    "region": (WHO, content(model(region="eu-west-1")), None),
    "triggers": (WHO, content(model(triggers={"digest": "1"})), None),
    "predecessor": (WHO, content(model()), "fraud-aaaaaaaaaa"),
    "another predecessor": (WHO, content(model()), "fraud-bbbbbbbbbb"),
}


def shuffled(value: Any) -> Any:
    """Return an equal value whose maps were filled in the opposite order."""
    return {key: shuffled(value[key]) for key in reversed(value)} if isinstance(value, dict) else value


@pytest.mark.parametrize(("who", "what", "predecessor", "name"), PINNED)
def test_given_a_model_of_an_earlier_release_when_named_then_it_has_the_same_name(
    who: str, what: dict[str, Any], predecessor: str | None, name: str
) -> None:
    assert automatic(who, what, predecessor) == name


def test_given_models_that_differ_in_anything_when_named_then_no_two_names_are_same() -> None:
    names = [automatic(WHO, content(model()), None), *(automatic(*other) for other in OTHERS.values())]

    assert len(set(names)) == len(OTHERS) + 1


@given(st.text(), st.text(alphabet=st.characters(exclude_characters=":")), st.none() | st.text())
def test_given_any_logical_name_when_named_then_aws_takes_it_and_it_is_same_again(
    logical_name: str, organization: str, predecessor: str | None
) -> None:
    who = identity(organization, f"urn:pulumi:dev::shop::{TYPE}::{logical_name}")

    name = automatic(who, content(model()), predecessor)

    pattern = service_model.members(service_model.create_model_shape())["modelName"][1].metadata["pattern"]
    assert re.fullmatch(pattern, name)
    assert len(name) <= MAX_LENGTH
    assert name == automatic(who, shuffled(content(model())), predecessor)


def test_given_models_of_resources_when_named_then_a_resource_is_known_by_the_prefix() -> None:
    mine = [automatic(who, what, before) for who, what, before in OTHERS.values() if who == WHO]
    others = [automatic(who, what, before) for who, what, before in OTHERS.values() if who != WHO]

    assert all(name.startswith(prefix(WHO)) for name in mine)
    assert not any(name.startswith(prefix(WHO)) for name in others)


def test_given_another_spelling_of_a_model_when_named_then_it_has_the_same_name() -> None:
    endpoint = {"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": 60}
    as_float = {**endpoint, "metricPublishFrequencyInSeconds": 60.0}
    one = container(environment={"A": "a", "B": "b"}, containerMetricsConfig={"metricsEndpoints": [as_float]}) | {
        "vpcConfig": {**VPC, "subnets": ["subnet-1", "subnet-2"]}
    }
    other = container(
        environment={"B": "b", "A": "a"}, mode="SingleModel", containerMetricsConfig={"metricsEndpoints": [endpoint]}
    ) | {
        "vpcConfig": {**VPC, "subnets": ["subnet-2", "subnet-1"]},
        "enableNetworkIsolation": False,
        "triggers": {},
        "tags": {"team": "search"},
    }

    assert automatic(WHO, content(one), None) == automatic(WHO, content(other), None)


def test_given_earlier_content_when_gone_back_to_then_a_third_name_is_found() -> None:
    first = automatic(WHO, content(model()), None)
    second = automatic(WHO, content(model(enableNetworkIsolation=True)), first)
    third = automatic(WHO, content(model()), second)

    assert len({first, second, third}) == 3
