"""Endpoint configurations of inference components, and what a component leaves to them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import Finding, ModelSubject, Rule, policies, rules
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.pack.verdicts import Verdict
from pulumi_sagemaker_policy.testing import (
    AWS_ENDPOINT_CONFIGURATION,
    NATIVE_COMPONENT,
    NATIVE_ENDPOINT_CONFIGURATION,
    Declaration,
    analyze,
    analyze_stack,
    remediate,
)

ISOLATION = rules.network_isolation.RULE
HOST = {"productionVariants": [{"variantName": "all"}]}
COMPONENT = {"specification": {"container": {"image": "x"}}}


def _always(_: ModelSubject, __: Settings) -> Iterator[Verdict]:
    yield Finding("Found.", "here", "nothing", "remove it")


def test_given_a_rule_that_says_nothing_of_hosts_then_it_sees_none() -> None:
    seen = replace(ISOLATION, id="seen", check=_always)
    unseen = replace(seen, id="unseen", judges_hosts=False)

    answer = analyze(Declaration(NATIVE_ENDPOINT_CONFIGURATION, HOST), seen, unseen)

    assert [found.policy for found in answer.diagnostics] == ["seen"]
    assert set(answer.not_applicable) == {"unseen"}


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)
def test_given_the_rules_then_those_judge_hosts_whose_facts_components_inherit(rule: Rule) -> None:
    assert rule.judges_hosts is (rule.id in ("network-isolation", "vpc-config", "execution-role"))


@pytest.mark.parametrize(
    ("token", "fix"),
    [
        (NATIVE_ENDPOINT_CONFIGURATION, "set enableNetworkIsolation (enable_network_isolation in Python) to true"),
        (
            AWS_ENDPOINT_CONFIGURATION,
            "declare it with aws-native, which has enableNetworkIsolation for it, and set that to true",
        ),
    ],
)
def test_given_a_host_that_is_open_then_the_fix_is_one_that_its_type_has(token: str, fix: str) -> None:
    (found,) = analyze(Declaration(token, HOST), ISOLATION).diagnostics

    assert found.message.endswith(f"fix:    {fix}")


def test_given_a_component_then_what_it_inherits_is_said_once_a_source() -> None:
    adapter = {"specification": {"baseInferenceComponentName": "base", "container": {"artifactUrl": "s3://b/k"}}}
    config = {"vpc-config": {"require": "both"}, "image-digest": {"enforcementLevel": "mandatory"}}
    chosen = (ISOLATION, rules.vpc_config.RULE, rules.image_digest.RULE)

    found = analyze(Declaration(NATIVE_COMPONENT, adapter), *chosen, config=config).diagnostics

    there = "the rule judges that where a stack declares it."
    assert {one.policy: one.message.splitlines()[1] for one in found} == {
        "network-isolation": f"enableNetworkIsolation is decided by the endpoint configuration; {there}",
        "vpc-config": f"vpcConfig, enableNetworkIsolation are decided by the endpoint configuration; {there}",
        "image-digest": f"specification.container.image is decided by the base inference component; {there}",
    }
    assert {one.level for one in found} == {EnforcementLevel.ADVISORY}


@pytest.mark.parametrize(
    ("token", "properties"), [(NATIVE_ENDPOINT_CONFIGURATION, HOST), (NATIVE_COMPONENT, COMPONENT)]
)
def test_given_remediation_then_neither_is_changed_nor_said_to_have_been(
    token: str, properties: dict[str, Any]
) -> None:
    declaration = Declaration(token, properties)
    config = {ISOLATION.id: {"enforcementLevel": "remediate"}}

    assert remediate(declaration, ISOLATION, config=config) == (declaration, [])
    assert analyze_stack([declaration], *policies(ISOLATION), config=config).diagnostics == []
