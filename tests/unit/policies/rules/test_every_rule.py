"""What holds for every rule alike, from a declaration to what the engine is told."""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import UNKNOWN, Rule, rules
from pulumi_sagemaker_policy.testing import AWS, AWS_NATIVE, OURS, Declaration, Diagnostic, analyze

SECRET: Final = "hunter2-obviously-fake"  # noqa: S105 - what must not show up in a message

each_rule = pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)
DEFAULTS: Final[Mapping[str, tuple[str, bool]]] = {
    "network-isolation": ("mandatory", False),
    "tag-allowlist": ("mandatory", True),
    "tag-policy": ("mandatory", True),
    "vpc-config": ("mandatory", True),
    "image-registry": ("mandatory", True),
    "image-digest": ("disabled", False),
    "execution-role": ("mandatory", True),
    "model-data-location": ("mandatory", True),
    "environment-secrets": ("advisory", False),
    "allowed-regions": ("mandatory", True),
    "naming": ("mandatory", True),
}
"""Level, and whether the rule waits for settings, of rules that organizations rely on. Any text breaks each of them."""

each_token = pytest.mark.parametrize("token", [OURS, AWS, AWS_NATIVE])


def judge(rule: Rule, declaration: Declaration) -> list[Diagnostic]:
    """Judge with the settings of the rule's page, at level mandatory."""
    config = {rule.id: {"enforcementLevel": "mandatory", **rule.example}}
    return analyze(declaration, rule, config=config).diagnostics


def declare(token: str, value: object) -> Declaration:
    """Declare a model that has the same value everywhere."""
    container = {
        "image": value,
        "imageConfig": {
            "repositoryAccessMode": value,
            "repositoryAuthConfig": {"repositoryCredentialsProviderArn": value},
        },
        "mode": value,
        "containerHostname": value,
        "inferenceSpecificationName": value,
        "multiModelConfig": {"modelCacheSetting": value},
        "modelDataUrl": value,
        "modelDataSource": {"s3DataSource": {"s3Uri": value}},
        "environment": {"API_TOKEN": value},
    }
    tags = {"CostCenter": value, "env": value}
    return Declaration(
        token,
        {
            "name": value,
            "modelName": value,
            "region": value,
            "enableNetworkIsolation": value,
            "executionRoleArn": value,
            "primaryContainer": container,
            "containers": [container, {"modelPackageName": value}],
            "vpcConfig": {"subnets": [value], "securityGroupIds": [value]},
            "tags": [{"key": key, "value": item} for key, item in tags.items()] if token == AWS_NATIVE else tags,
        },
        {"region": value},
    )


def test_given_published_rules_then_their_levels_and_what_they_wait_for_stay() -> None:
    now = {rule.id: (rule.level.value, rule.opt_in) for rule in rules.ALL}

    assert {rule: now.get(rule) for rule in DEFAULTS} == DEFAULTS


@each_rule
@each_token
def test_given_a_secret_everywhere_then_it_breaks_the_rule_and_no_message_shows_it(rule: Rule, token: str) -> None:
    diagnostics = judge(rule, declare(token, SECRET))

    # A rule that forbids some values takes any other text.
    assert rule.id not in DEFAULTS or EnforcementLevel.MANDATORY in {found.level for found in diagnostics}
    assert SECRET not in "".join(found.message for found in diagnostics)


@each_rule
@each_token
def test_given_unknowns_everywhere_then_the_preview_names_them_and_passes_nothing_by(rule: Rule, token: str) -> None:
    declaration = declare(token, UNKNOWN)
    # Its settings ask for two subnets, and one is there, whichever it is; a key's spelling is known too.
    properties = {**declaration.properties, "vpcConfig": UNKNOWN}

    diagnostics = judge(rule, Declaration(token, properties, declaration.provider))

    advisories = [found.message for found in diagnostics if found.level is EnforcementLevel.ADVISORY]
    assert len(advisories) == 1
    assert "known only at update" in advisories[0]
    assert rule.id == "tag-allowlist" or len(diagnostics) == 1


@each_rule
def test_given_no_settings_then_a_rule_that_needs_facts_does_not_apply(rule: Rule) -> None:
    answer = analyze(declare(OURS, UNKNOWN), rule, config={rule.id: {"enforcementLevel": "mandatory"}})

    assert rule.opt_in is (not answer.diagnostics)
    assert answer.not_applicable == ({rule.id: f"no setting of {rule.id} is given"} if rule.opt_in else {})


@each_rule
def test_given_a_misspelt_setting_alone_then_even_a_rule_that_needs_facts_says_so(rule: Rule) -> None:
    (found,) = analyze(
        Declaration(OURS), rule, config={rule.id: {"enforcementLevel": "mandatory", "alowed": []}}
    ).diagnostics

    assert f"{rule.id}.alowed does not exist" in found.message


KEYS: Final = st.sampled_from(
    [
        *(
            "name",
            "region",
            "enableNetworkIsolation",
            "executionRoleArn",
            "primaryContainer",
            "containers",
            "vpcConfig",
        ),
        *("subnets", "securityGroupIds", "tags", "key", "value", "image", "modelPackageName", "environment", "TOKEN"),
        *("modelDataUrl", "modelDataSource", "additionalModelDataSources", "s3DataSource", "s3DataSources", "s3Uri"),
    ]
)
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([UNKNOWN, "", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(token=st.sampled_from([OURS, AWS, AWS_NATIVE]), properties=st.dictionaries(KEYS, JSON, max_size=6))
def test_given_any_shape_of_properties_then_no_rule_breaks(token: str, properties: dict[str, Any]) -> None:
    config = {rule.id: {"enforcementLevel": "mandatory", **rule.example} for rule in rules.ALL}

    diagnostics = analyze(Declaration(token, properties), *rules.ALL, config=config).diagnostics

    assert not [found for found in diagnostics if "The rule failed" in found.message]
