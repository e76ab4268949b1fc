"""Policy unused-waivers: waivers that no resource of the stack needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.wildcard import covers, fits_some_urn
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import ActiveRule, Stack, StackPolicy, guarded

_CORRECT: Final = "remove it, or correct its urn or part; if it is for other stacks, name them in the urn"
_ACROSS: Final = "write ** in its urn where it leaves out parts: a * stays within one of the parts that :: separates"


def _validate(stack: Stack) -> None:
    """Report waivers that no resource of the stack needs."""
    for active in stack.active():
        for waiver in waivers.read_waivers(active.settings["waivers"]):
            for message in guarded(partial(_unused, active, waiver, stack)):
                stack.report(message, None)


def _unused(active: ActiveRule, waiver: waivers.Waiver, stack: Stack) -> Iterator[str]:
    lack = _lack(active, waiver, stack)
    if lack:
        yield (
            f"The waiver of {active.rule.id} for {waiver.urn} {lack}.\n"
            f"  waiver: until {waiver.expires}: {waiver}\n"
            f"  fix:    {_CORRECT if fits_some_urn(waiver.urn) else _ACROSS}"
        )


def _lack(active: ActiveRule, waiver: waivers.Waiver, stack: Stack) -> str:
    """Say why a waiver is not used: no resource matches, or its part has no finding. Return nothing if it is used."""
    covered = [resource for resource in stack.resources if covers(waiver.urn, resource.urn)]
    if not covered:
        return "matches no resource of this stack"
    if not waiver.part or not active.applies:
        return ""
    for resource in covered:
        verdicts = resource.verdicts(active.rule, active.settings, stack.report)
        if any(waiver.reaches(resource.urn, name, verdict.path) for name, verdict in verdicts):
            return ""
    return f"is for the part {waiver.part}, where nothing breaks the rule"


UNUSED_WAIVERS: Final = StackPolicy(
    name="unused-waivers",
    description="Waivers should match something.",
    meaning="Reports waivers that match no resource of the stack.",
    level=EnforcementLevel.ADVISORY,
    validate=_validate,
)
