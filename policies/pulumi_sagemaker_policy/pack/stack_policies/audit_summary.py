"""Policy audit-summary: how many models break each rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.sdk import report_at
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import (
    active_rules,
    declaring_resources,
    guarded,
    validation_args,
    verdicts_on,
)
from pulumi_sagemaker_policy.pack.verdicts import Finding

NAME: Final = "audit-summary"
MEANING: Final = "Counts, once a run and never more than that, the models that break each rule. Off by default."


def audit_summary(rules: tuple[Rule, ...], today: waivers.Today) -> Policy:
    """Count what the rules find, for those who want to know before they make anything mandatory."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        active, resources = list(active_rules(rules, report)), declaring_resources(args)
        for message in guarded(partial(_summary, rules, active, resources, today, report)):
            report_at(EnforcementLevel.ADVISORY, report, message)

    return StackValidationPolicy(
        name=NAME,
        description="How many models break which rule.",
        validate=validate,
        enforcement_level=EnforcementLevel.DISABLED,
    )


def _summary(
    rules: Iterable[Rule],
    active: Sequence[tuple[Rule, Settings]],
    resources: Sequence[PolicyResource],
    today: waivers.Today,
    report: ReportViolation,
) -> Iterator[str]:
    """Say how many models there are and how many of them break each rule; nothing where there are none."""
    subjects = [model for resource in resources for model in declared(validation_args(resource))]
    models = sum(isinstance(model, ModelSubject) for model in subjects)
    if not subjects:
        return
    judging = [(rule, settings) for rule, settings in active if rule.applies(settings)]
    counts = [(rule.id, *_count(rule, settings, resources, today, report)) for rule, settings in judging]
    quiet = [rule.id for rule in rules if rule.id not in {rule.id for rule, _ in judging}]
    yield "\n".join(
        (
            f"{_number(models, 'model')} judged by {_number(len(judging), 'rule')}; models that break each:",
            *(
                f"  {rule}: {broken}{_beside(waived, undecided)}"
                for rule, broken, waived, undecided in sorted(counts, key=lambda count: -count[1])
            ),
            *((f"  not seen: {len(subjects) - models}, such as templates behind a URL",) * (models < len(subjects))),
            *((f"  judge nothing, as they are disabled or lack settings: {', '.join(quiet)}",) * bool(quiet)),
        )
    )


def _beside(waived: int, undecided: int) -> str:
    others = [f"{waived} waived"] * bool(waived) + [f"{undecided} known only at update"] * bool(undecided)
    return f" ({', '.join(others)})" if others else ""


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _count(
    rule: Rule,
    settings: Settings,
    resources: Iterable[PolicyResource],
    today: waivers.Today,
    report: ReportViolation,
) -> tuple[int, int, int]:
    """Count the models that break a rule, those that a waiver lets, and those that the update will decide on."""
    broken, waived, undecided = set(), set(), set()
    for resource in resources:
        covering = waivers.covering(settings["waivers"], resource.urn)
        for name, verdict in verdicts_on(rule, settings, resource, report):
            if covering.lift(name, verdict.path, today):
                waived.add((resource.urn, name))
            elif isinstance(verdict, Finding):
                broken.add((resource.urn, name))
            else:
                undecided.add((resource.urn, name))
    return len(broken), len(waived - broken), len(undecided - broken - waived)
