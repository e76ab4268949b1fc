"""A pack out of rules: their policies, and those that look at the whole stack for them at the end of a run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.configuration.wildcard import covers, fits_some_urn
from pulumi_sagemaker_policy.declarations.adapters import adapter, declared
from pulumi_sagemaker_policy.declarations.cloudformation import forget
from pulumi_sagemaker_policy.declarations.subject import ModelSubject
from pulumi_sagemaker_policy.pack.judging import judge_all
from pulumi_sagemaker_policy.pack.remediation import REMEDIATORS, Remediation, remediated
from pulumi_sagemaker_policy.pack.reporting import failure
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.sdk import configured, report_at
from pulumi_sagemaker_policy.pack.verdicts import Finding, Notes, Verdict

UNUSED_WAIVERS: Final = "unused-waivers"
LOST_REMEDIATION: Final = "lost-remediation"
MISSING_SETTINGS: Final = "missing-settings"
AUDIT_SUMMARY: Final = "audit-summary"

WITHOUT_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        UNUSED_WAIVERS: "Reports waivers that match no resource of the stack.",
        LOST_REMEDIATION: "Blocks models that are replaced with what they were before they were remediated.",
        MISSING_SETTINGS: "Reminds, once a run and never more than that, of rules that wait for their settings.",
        AUDIT_SUMMARY: "Counts, once a run and never more than that, the models that break each rule. Off by default.",
    }
)
"""The policies that look at the whole stack, by name, with what they are for."""

Validate: TypeAlias = Callable[[StackValidationArgs, ReportViolation], None]


def policies(*rules: Rule, today: waivers.Today = waivers.utc_today) -> list[Policy]:
    """Make the policies of a pack with these rules, for `PolicyPack`; `today` decides which waivers are over."""
    notes: dict[str, Notes] = {rule.id: {} for rule in rules}
    return [
        *(rule.policy(today, notes[rule.id]) for rule in rules),
        _unused_waivers(rules),
        _lost_remediation(rules, today, notes),
        _missing_settings(rules),
        _audit_summary(rules, today),
    ]


def _unused_waivers(rules: tuple[Rule, ...]) -> Policy:
    """Report waivers that no resource of the stack needs to be there for."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        forget()  # the run is over
        resources = _declaring(args)
        for rule, settings in _active(rules, report):
            for waiver in waivers.read_waivers(settings["waivers"]):
                for message in _guarded(partial(_unused, rule, settings, waiver, resources, report)):
                    report(message, None)

    return StackValidationPolicy(
        name=UNUSED_WAIVERS,
        description="Waivers should match something.",
        validate=validate,
        enforcement_level=EnforcementLevel.ADVISORY,
    )


_CORRECT: Final = "remove it, or correct its urn or part; if it is for other stacks, name them in the urn"
_ACROSS: Final = "write ** in its urn where it leaves out parts: a * stays within one of the parts that :: separates"


def _guarded(find: Callable[[], Iterable[str]]) -> list[str]:
    """Return what is found, or that it broke: whatever it is would end the run."""
    try:
        return list(find())
    except Exception as error:  # noqa: BLE001 - see above
        return [failure(error)]


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
    """Say what a waiver lacks, or nothing: a resource, or in those that it covers the part that it is for."""
    covered = [resource for resource in resources if covers(waiver.urn, resource.urn)]
    if not covered:
        return "matches no resource of this stack"
    if not waiver.part or not rule.applies(settings):
        return ""
    for resource in covered:
        verdicts = _verdicts(rule, settings, resource, report)
        if any(waiver.reaches(resource.urn, name, verdict.path) for name, verdict in verdicts):
            return ""
    return f"is for the part {waiver.part}, where nothing breaks the rule"


def _lost_remediation(rules: tuple[Rule, ...], today: waivers.Today, notes: Mapping[str, Notes]) -> Policy:
    """Block models that the engine goes on with as the program has them, after a rule has remediated them.

    Before a replacement the engine asks the provider to check the program's inputs once more, and goes on with
    those. So a remediation holds only for a model that is created or that stays. What the stack ends up with is
    known here: at a preview, before anything is done.
    """

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for rule, settings in _active(rules, report, EnforcementLevel.REMEDIATE):
            for resource in _declaring(args):
                said = notes[rule.id]
                # A model that is only read, or that the run leaves alone, has not come by, and nothing was remediated.
                if resource.urn in said or not said:
                    found = partial(_lost, rule, settings, resource, today, said.get(resource.urn, ()))
                    for message in _guarded(found):
                        report(message, resource.urn)

    return StackValidationPolicy(
        name=LOST_REMEDIATION,
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
    """Find what a rule would remediate, which it has done already when the resource came by.

    What it cannot remediate, or has `said` of the resource, is no loss: a second violation would not be true.
    """
    if rule.remediate is None or resource.resource_type not in REMEDIATORS:
        return
    covering = waivers.covering(settings["waivers"], resource.urn)
    for model in declared(_declaration(resource)):
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


def _missing_settings(rules: tuple[Rule, ...]) -> Policy:
    """Remind of rules that people take for active and that have nothing to judge by."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        waiting = [rule for rule, settings in _active(rules, report) if rule.reminder and not rule.applies(settings)]
        if waiting and any(_declares(resource) for resource in _declaring(args)):
            # Whatever its level: that nobody has decided yet must not block what others have decided.
            report_at(EnforcementLevel.ADVISORY, report, "\n".join(rule.reminder for rule in waiting))

    return StackValidationPolicy(
        name=MISSING_SETTINGS,
        description="Rules should have what they judge by.",
        validate=validate,
        enforcement_level=EnforcementLevel.ADVISORY,
    )


def _declares(resource: PolicyResource) -> bool:
    try:
        return any(True for _ in declared(_declaration(resource)))
    except Exception:  # noqa: BLE001 - the rules have said so
        return True


def _audit_summary(rules: tuple[Rule, ...], today: waivers.Today) -> Policy:
    """Count what the rules find, for those who want to know before they make anything mandatory."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        active, resources = list(_active(rules, report)), _declaring(args)
        for message in _guarded(partial(_summary, rules, active, resources, today, report)):
            report_at(EnforcementLevel.ADVISORY, report, message)

    return StackValidationPolicy(
        name=AUDIT_SUMMARY,
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
    subjects = [model for resource in resources for model in declared(_declaration(resource))]
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
        for name, verdict in _verdicts(rule, settings, resource, report):
            if covering.lift(name, verdict.path, today):
                waived.add((resource.urn, name))
            elif isinstance(verdict, Finding):
                broken.add((resource.urn, name))
            else:
                undecided.add((resource.urn, name))
    return len(broken), len(waived - broken), len(undecided - broken - waived)


def _active(
    rules: Iterable[Rule], report: ReportViolation, wanted: EnforcementLevel | None = None
) -> Iterator[tuple[Rule, Settings]]:
    """Find the rules that are not disabled, or at the wanted level, with their settings where these are right."""
    for rule in rules:
        level, config = configured(report, rule.policy())
        settings, wrong = rule.read_settings(config)
        if not wrong and (level is wanted if wanted else level is not EnforcementLevel.DISABLED):
            yield rule, settings


def _declaring(args: StackValidationArgs) -> list[PolicyResource]:
    """Find the resources that may declare models."""
    return [resource for resource in args.resources if adapter(resource.resource_type)]


def _declaration(resource: PolicyResource) -> ResourceValidationArgs:
    return ResourceValidationArgs(
        resource.resource_type, resource.props, resource.urn, resource.name, resource.opts, resource.provider
    )


def _verdicts(
    rule: Rule, settings: Settings, resource: PolicyResource, report: ReportViolation
) -> list[tuple[str, Verdict]]:
    models = declared(_declaration(resource))
    return judge_all(rule, resource.name, models, settings, report)
