"""pulumi-policy keeps to itself what sdk.py finds in its report callback: say so plainly when that moves."""

from inspect import getclosurevars

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_sagemaker_policy.pack.sdk import configured, report_at
from pulumi_sagemaker_policy.testing import OURS, Declaration, Diagnostic, analyze, analyze_stack


def test_given_the_installed_sdk_then_its_report_callback_holds_every_name_in_use() -> None:
    held: set[str] = set()

    def validate(_: ResourceValidationArgs, report: ReportViolation) -> None:
        held.update(getclosurevars(report).nonlocals)

    analyze(Declaration(OURS), ResourceValidationPolicy("a", "A.", validate))

    assert held >= {"self", "response", "policy_name", "policy_description", "severity"}, (
        "mend policies/pulumi_sagemaker_policy/pack/sdk.py"
    )


def test_given_an_advisory_policy_then_it_can_report_at_any_level_under_its_own_name() -> None:
    def validate(_: ResourceValidationArgs, report: ReportViolation) -> None:
        report("own", None)
        report_at(EnforcementLevel.MANDATORY, report, "other")

    policy = ResourceValidationPolicy("a", "A.", validate, EnforcementLevel.ADVISORY)

    assert analyze(Declaration(OURS), policy).diagnostics == [
        Diagnostic("a", EnforcementLevel.ADVISORY, "A.\nown"),
        Diagnostic("a", EnforcementLevel.MANDATORY, "A.\nother"),
    ]


def test_given_a_policy_of_the_stack_then_it_sees_what_another_is_set_to() -> None:
    other = ResourceValidationPolicy("other", "Other.", lambda _args, _report: None)
    seen = []

    def validate(_: StackValidationArgs, report: ReportViolation) -> None:
        seen.append(configured(report, other))

    analyze_stack(
        [],
        other,
        StackValidationPolicy("a", "A.", validate),
        config={"other": {"enforcementLevel": "remediate", "key": "value"}},
    )

    assert seen == [(EnforcementLevel.REMEDIATE, {"key": "value"})]
