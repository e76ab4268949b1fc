"""Policy missing-settings: rules that wait for their settings."""

from __future__ import annotations

from typing import Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.pack.sdk import report_at
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import DeclaringResource, Stack, StackPolicy


def _validate(stack: Stack) -> None:
    """Remind of rules that are active but lack the settings that they judge by."""
    waiting = [rule for rule in (active.rule for active in stack.active() if not active.applies) if rule.reminder]
    if waiting and any(_declares(resource, stack) for resource in stack.resources):
        # Always an advisory: a missing setting must not block an update.
        report_at(EnforcementLevel.ADVISORY, stack.report, "\n".join(rule.reminder for rule in waiting))


def _declares(resource: DeclaringResource, stack: Stack) -> bool:
    # Most often a rule has judged it in this run, and it need not be read again.
    if any(policy.notes.judged(resource.urn) for policy in stack.rules):
        return True
    try:
        return bool(resource.parts)
    except Exception:  # noqa: BLE001 - the rules have said so
        return True


MISSING_SETTINGS: Final = StackPolicy(
    name="missing-settings",
    description="Rules should have what they judge by.",
    meaning="Reminds, once a run and never more than that, of rules that wait for their settings.",
    level=EnforcementLevel.ADVISORY,
    validate=_validate,
)
