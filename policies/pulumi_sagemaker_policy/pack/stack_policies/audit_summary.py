"""Policy audit-summary: how many models break each rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.declarations.subject import ModelSubject
from pulumi_sagemaker_policy.pack.sdk import report_at
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import ActiveRule, Stack, StackPolicy, guarded
from pulumi_sagemaker_policy.pack.verdicts import Finding


def _validate(stack: Stack) -> None:
    """Count what the rules find, for those who want to know before they make anything mandatory."""
    active = list(stack.active())
    for message in guarded(partial(_summary, stack, active)):
        report_at(EnforcementLevel.ADVISORY, stack.report, message)


def _summary(stack: Stack, active: Sequence[ActiveRule]) -> Iterator[str]:
    """Say how many models there are and how many of them break each rule; nothing where there are none."""
    subjects = [part for resource in stack.resources for part in resource.parts]
    models = sum(isinstance(part, ModelSubject) for part in subjects)
    if not subjects:
        return
    judging = [each for each in active if each.applies]
    counts = [(each.rule.id, *_count(each, stack)) for each in judging]
    quiet = [policy.name for policy in stack.rules if policy.name not in {each.rule.id for each in judging}]
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
    others = [f"{waived} waived"] * bool(waived) + [f"{undecided} undecided"] * bool(undecided)
    return f" ({', '.join(others)})" if others else ""


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _count(active: ActiveRule, stack: Stack) -> tuple[int, int, int]:
    """Count the models that break a rule, those that a waiver lets, and those that the update will decide on."""
    broken, waived, undecided = set(), set(), set()
    for resource in stack.resources:
        covering = waivers.covering(active.settings["waivers"], resource.urn)
        for name, verdict in resource.verdicts(active.rule, active.settings, stack.report):
            if covering.lift(name, verdict.path, stack.today):
                waived.add((resource.urn, name))
            elif isinstance(verdict, Finding):
                broken.add((resource.urn, name))
            else:
                undecided.add((resource.urn, name))
    return len(broken), len(waived - broken), len(undecided - broken - waived)


AUDIT_SUMMARY: Final = StackPolicy(
    name="audit-summary",
    description="How many models break which rule.",
    meaning="Counts, once a run and never more than that, the models that break each rule. Off by default.",
    level=EnforcementLevel.DISABLED,
    validate=_validate,
)
