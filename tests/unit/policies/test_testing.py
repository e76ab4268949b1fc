"""The public harness: what a policy gets of a declaration, and what comes back of its verdicts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_sagemaker_policy import UNKNOWN
from pulumi_sagemaker_policy.declarations.proxies import read
from pulumi_sagemaker_policy.pack.sdk import NotKnownYetError
from pulumi_sagemaker_policy.testing import (
    AWS,
    Answer,
    Declaration,
    Diagnostic,
    Secret,
    analyze,
    analyze_stack,
    remediate,
)

MODEL = Declaration(AWS, {"plain": "a", "late": UNKNOWN, "secret": Secret("s"), "nested": {"late": [UNKNOWN]}})


def seen(declaration: Declaration, **more: Any) -> ResourceValidationArgs:
    """Return what a policy is given."""
    given: list[ResourceValidationArgs] = []
    schema = PolicyConfigSchema({"a": {"type": "number", "default": 1}, "b": {"type": "number", "default": 2}})
    policy = ResourceValidationPolicy("probe", "Looks.", lambda args, _: given.append(args), config_schema=schema)
    analyze(declaration, policy, **more)
    return given[0]


def test_given_properties_then_a_policy_sees_unknowns_and_secrets_as_from_the_engine() -> None:
    props: Mapping[str, Any] = seen(MODEL).props

    assert (props["plain"], props["secret"]) == ("a", "s")
    assert read(props, "late") is UNKNOWN
    assert read(props["nested"]["late"], 0) is UNKNOWN


def test_given_a_declaration_then_a_policy_sees_who_it_is() -> None:
    args = seen(replace(MODEL, name="risk"), stack_tags={"env": "dev"})

    assert (args.resource_type, args.name) == (AWS, "risk")
    assert args.urn == "urn:pulumi:dev::shop::aws:sagemaker/model:Model::risk"
    assert args.stack_tags == {"env": "dev"}
    assert args.provider is None


def test_given_a_provider_then_its_nested_settings_are_json() -> None:
    provider = seen(replace(MODEL, provider={"region": UNKNOWN, "defaultTags": {"tags": {"a": "b"}}})).provider

    assert provider is not None
    assert (provider.resource_type, provider.name) == ("pulumi:providers:aws", "main")
    assert provider.props["defaultTags"] == '{"tags": {"a": "b"}}'
    assert read(provider.props, "region") is UNKNOWN


def test_given_settings_then_they_stand_over_the_defaults_one_by_one() -> None:
    assert seen(MODEL, config={"probe": {"b": 3}}).get_config() == {"a": 1, "b": 3}


def finding(_: object, report: ReportViolation) -> None:
    report("found", None)


@pytest.mark.parametrize(
    ("config", "level"),
    [
        ({}, EnforcementLevel.MANDATORY),
        ({"enforcementLevel": "advisory"}, EnforcementLevel.ADVISORY),
        ({"enforcementLevel": "remediate"}, EnforcementLevel.MANDATORY),
        ({"enforcementLevel": "disabled"}, None),
    ],
)
def test_given_a_level_then_it_is_that_of_the_finding(config: dict[str, str], level: EnforcementLevel | None) -> None:
    policy = ResourceValidationPolicy("rule", "A rule.", finding, EnforcementLevel.MANDATORY)

    answer = analyze(MODEL, policy, config={"rule": config})

    assert answer == Answer([Diagnostic("rule", level, "A rule.\nfound")] if level else [], {})


def test_given_a_stack_then_its_policy_sees_all_resources_and_may_name_one() -> None:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        report(", ".join(resource.name for resource in args.resources), args.resources[1].urn)

    declarations = [MODEL, replace(MODEL, name="risk")]

    answer = analyze_stack(declarations, StackValidationPolicy("whole", "All of it.", validate))

    assert answer.diagnostics == [
        Diagnostic("whole", EnforcementLevel.ADVISORY, "All of it.\nfraud, risk", declarations[1].urn)
    ]


def test_given_a_remediation_then_what_it_did_not_touch_comes_back_as_it_was() -> None:
    def amend(args: ResourceValidationArgs) -> Any:
        props: Any = args.props
        props["added"] = True
        return props

    mender = ResourceValidationPolicy("mend", "Mends.", finding, EnforcementLevel.REMEDIATE, remediate=amend)

    mended, diagnostics = remediate(MODEL, mender)

    assert mended == replace(MODEL, properties={**MODEL.properties, "added": True})
    assert diagnostics == [Diagnostic("mend", EnforcementLevel.REMEDIATE, "Mends.")]
    assert remediate(MODEL, mender, config={"mend": {"enforcementLevel": "mandatory"}}) == (MODEL, [])


def test_given_remediation_that_copies_then_it_shows_what_engine_gets_in_plain_text() -> None:
    def amend(args: ResourceValidationArgs) -> Any:
        return {**args.props}

    mender = ResourceValidationPolicy("mend", "Mends.", finding, EnforcementLevel.REMEDIATE, remediate=amend)

    mended, _ = remediate(MODEL, mender)

    assert not isinstance(mended.properties["secret"], Secret)


def test_given_a_remediation_that_cannot_be_then_nothing_is_mended_and_it_says_so() -> None:
    def amend(_: ResourceValidationArgs) -> Any:
        raise NotKnownYetError("because")

    mender = ResourceValidationPolicy("mend", "Mends.", finding, EnforcementLevel.REMEDIATE, remediate=amend)

    mended, (diagnostic,) = remediate(MODEL, mender)

    assert mended is MODEL
    assert diagnostic.message.endswith("because")
