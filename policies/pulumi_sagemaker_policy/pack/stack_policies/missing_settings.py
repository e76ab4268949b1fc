"""Policy missing-settings: rules that wait for their settings."""

from __future__ import annotations

from typing import Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_sagemaker_policy.declarations.adapters import declared
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.sdk import report_at
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import active_rules, declaring_resources, validation_args

NAME: Final = "missing-settings"
MEANING: Final = "Reminds, once a run and never more than that, of rules that wait for their settings."


def missing_settings(rules: tuple[Rule, ...]) -> Policy:
    """Remind of rules that are active but lack the settings that they judge by."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        waiting = [
            rule for rule, settings in active_rules(rules, report) if rule.reminder and not rule.applies(settings)
        ]
        if waiting and any(_declares(resource) for resource in declaring_resources(args)):
            # Always an advisory: a missing setting must not block an update.
            report_at(EnforcementLevel.ADVISORY, report, "\n".join(rule.reminder for rule in waiting))

    return StackValidationPolicy(
        name=NAME,
        description="Rules should have what they judge by.",
        validate=validate,
        enforcement_level=EnforcementLevel.ADVISORY,
    )


def _declares(resource: PolicyResource) -> bool:
    try:
        return any(True for _ in declared(validation_args(resource)))
    except Exception:  # noqa: BLE001 - the rules have said so
        return True
