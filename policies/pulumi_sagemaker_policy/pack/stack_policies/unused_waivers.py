"""Policy unused-waivers: waivers that no resource of the stack needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.configuration.wildcard import covers, fits_some_urn
from pulumi_sagemaker_policy.declarations.cloudformation import forget
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import (
    active_rules,
    declaring_resources,
    guarded,
    verdicts_on,
)

NAME: Final = "unused-waivers"
MEANING: Final = "Reports waivers that match no resource of the stack."


_CORRECT: Final = "remove it, or correct its urn or part; if it is for other stacks, name them in the urn"
_ACROSS: Final = "write ** in its urn where it leaves out parts: a * stays within one of the parts that :: separates"


def unused_waivers(rules: tuple[Rule, ...]) -> Policy:
    """Report waivers that no resource of the stack needs."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        forget()  # the run is over
        resources = declaring_resources(args)
        for rule, settings in active_rules(rules, report):
            for waiver in waivers.read_waivers(settings["waivers"]):
                for message in guarded(partial(_unused, rule, settings, waiver, resources, report)):
                    report(message, None)

    return StackValidationPolicy(
        name=NAME,
        description="Waivers should match something.",
        validate=validate,
        enforcement_level=EnforcementLevel.ADVISORY,
    )


def _unused(
    rule: Rule,
    settings: Settings,
    waiver: waivers.Waiver,
    resources: Sequence[PolicyResource],
    report: ReportViolation,
) -> Iterator[str]:
    lack = _lack(rule, settings, waiver, resources, report)
    if lack:
        yield (
            f"The waiver of {rule.id} for {waiver.urn} {lack}.\n"
            f"  waiver: until {waiver.expires}: {waiver}\n"
            f"  fix:    {_CORRECT if fits_some_urn(waiver.urn) else _ACROSS}"
        )


def _lack(
    rule: Rule,
    settings: Settings,
    waiver: waivers.Waiver,
    resources: Sequence[PolicyResource],
    report: ReportViolation,
) -> str:
    """Say why a waiver is not used: no resource matches, or its part has no finding. Return nothing if it is used."""
    covered = [resource for resource in resources if covers(waiver.urn, resource.urn)]
    if not covered:
        return "matches no resource of this stack"
    if not waiver.part or not rule.applies(settings):
        return ""
    for resource in covered:
        verdicts = verdicts_on(rule, settings, resource, report)
        if any(waiver.reaches(resource.urn, name, verdict.path) for name, verdict in verdicts):
            return ""
    return f"is for the part {waiver.part}, where nothing breaks the rule"
