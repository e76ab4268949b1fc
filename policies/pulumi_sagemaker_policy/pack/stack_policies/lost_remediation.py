"""Policy lost-remediation: models that are replaced with what they were before they were remediated.

Before a replacement the engine asks the provider to check the program's inputs once more, and goes on with those. So a
remediation holds only for a model that is created or that stays. What the stack ends up with is known at the end of a
run: at a preview, before anything is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.declarations.subject import ModelSubject
from pulumi_sagemaker_policy.pack.remediation import REMEDIATORS, Remediation, remediated
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import (
    ActiveRule,
    DeclaringResource,
    Stack,
    StackPolicy,
    guarded,
)
from pulumi_sagemaker_policy.pack.verdicts import Finding


def _validate(stack: Stack) -> None:
    """Block models that a rule has remediated and that the engine replaces without the remediation."""
    for active in stack.active(EnforcementLevel.REMEDIATE):
        for resource in stack.resources:
            notes = active.policy.notes
            # A model that is only read, or that the run leaves alone, has not come by, and nothing was remediated.
            if notes.asked(resource.urn) or not notes:
                for message in guarded(partial(_lost, active, resource, stack)):
                    stack.report(message, resource.urn)


def _lost(active: ActiveRule, resource: DeclaringResource, stack: Stack) -> Iterator[str]:
    """Find what a rule would remediate in the stack as it ends up, though it has remediated the resource before.

    What it cannot remediate, or has said of the resource before, is no loss: a second violation would not be true.
    """
    rule, settings = active.rule, active.settings
    if rule.remediate is None or resource.type not in REMEDIATORS:
        return
    covering = waivers.covering(settings["waivers"], resource.urn)
    said = active.policy.notes.said(resource.urn)
    for model in resource.parts:
        if not isinstance(model, ModelSubject):
            continue  # which the rule blocks itself
        remediation, found = rule.remediate(model, settings), list(rule.check(model, settings))
        if remediation == Remediation():
            continue
        left = set(rule.check(remediated(model, remediation), settings))
        for verdict in found:
            known = verdict in left or (model.name, verdict) in said
            if isinstance(verdict, Finding) and not known and not covering.lift(model.name, verdict.path, stack.today):
                yield (
                    f"{rule.id} has remediated this model, but it is to be replaced, and Pulumi replaces it with what "
                    f"the program says.\n{verdict.message(model.name)}"
                )


LOST_REMEDIATION: Final = StackPolicy(
    name="lost-remediation",
    description="What a rule has remediated must be what is deployed.",
    meaning="Blocks models that are replaced with what they were before they were remediated.",
    level=EnforcementLevel.MANDATORY,
    validate=_validate,
)
