"""Policy lost-remediation: models that are replaced with what they were before they were remediated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from pulumi_sagemaker_policy.declarations.adapters import declared
from pulumi_sagemaker_policy.declarations.subject import ModelSubject
from pulumi_sagemaker_policy.pack.remediation import REMEDIATORS, Remediation, remediated
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import (
    active_rules,
    declaring_resources,
    guarded,
    validation_args,
)
from pulumi_sagemaker_policy.pack.verdicts import Finding, Notes, Verdict

NAME: Final = "lost-remediation"
MEANING: Final = "Blocks models that are replaced with what they were before they were remediated."


def lost_remediation(rules: tuple[Rule, ...], today: waivers.Today, notes: Mapping[str, Notes]) -> Policy:
    """Block models that a rule has remediated and that the engine replaces without the remediation.

    Before a replacement the engine asks the provider to check the program's inputs once more, and goes on with
    those. So a remediation holds only for a model that is created or that stays. What the stack ends up with is
    known here: at a preview, before anything is done.
    """

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for rule, settings in active_rules(rules, report, EnforcementLevel.REMEDIATE):
            for resource in declaring_resources(args):
                said = notes[rule.id]
                # A model that is only read, or that the run leaves alone, has not come by, and nothing was remediated.
                if resource.urn in said or not said:
                    found = partial(_lost, rule, settings, resource, today, said.get(resource.urn, ()))
                    for message in guarded(found):
                        report(message, resource.urn)

    return StackValidationPolicy(
        name=NAME,
        description="What a rule has remediated must be what is deployed.",
        validate=validate,
        enforcement_level=EnforcementLevel.MANDATORY,
    )


def _lost(
    rule: Rule,
    settings: Settings,
    resource: PolicyResource,
    today: waivers.Today,
    said: Sequence[tuple[str, Verdict]],
) -> Iterator[str]:
    """Find what a rule would remediate in the stack as it ends up, though it has remediated the resource before.

    What it cannot remediate, or has `said` of the resource, is no loss: a second violation would not be true.
    """
    if rule.remediate is None or resource.resource_type not in REMEDIATORS:
        return
    covering = waivers.covering(settings["waivers"], resource.urn)
    for model in declared(validation_args(resource)):
        if not isinstance(model, ModelSubject):
            continue  # which the rule blocks itself
        remediation, found = rule.remediate(model, settings), list(rule.check(model, settings))
        if remediation == Remediation():
            continue
        left = set(rule.check(remediated(model, remediation), settings))
        for verdict in found:
            known = verdict in left or (model.name, verdict) in said
            if isinstance(verdict, Finding) and not known and not covering.lift(model.name, verdict.path, today):
                yield (
                    f"{rule.id} has remediated this model, but it is to be replaced, and Pulumi replaces it with what "
                    f"the program says.\n{verdict.message(model.name)}"
                )
