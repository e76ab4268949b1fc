"""What a rule says of all that a resource declares: of its models, and of what no policy can see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pulumi_policy import EnforcementLevel, ReportViolation

from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.configuration.trust import TRUSTED, trusts
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN, ModelSubject, Unreadable, Unresolvable
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.speaker import SPEAKER, level_of_speaker
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict


def judge_all(
    rule: RuleDefinition,
    resource: str,
    parts: Iterable[ModelSubject | Unreadable],
    settings: Settings,
    report: ReportViolation,
) -> list[tuple[str, Verdict]]:
    """Judge what a resource declares, as far as the rule concerns itself with it, by valid settings.

    Each verdict comes with the name of its model.
    """
    unreadable: list[Unreadable] = []
    found: list[tuple[str, Verdict]] = []
    for part in parts:
        if isinstance(part, Unreadable):
            unreadable.append(part)
        elif rule.concerns(part):
            found += [(part.name, verdict) for verdict in rule.check(part, settings)]
    if unreadable:
        found[:0] = [(resource, verdict) for verdict in _hidden(rule, unreadable, settings, report)]
    return found


def _hidden(
    rule: RuleDefinition, parts: Iterable[Unreadable], settings: Settings, report: ReportViolation
) -> Iterator[Verdict]:
    """Decide on what no policy can see.

    If the update will see it, each rule then decides. Otherwise one rule speaks for all: a violation, at the level
    of the strictest, as rules that let it pass could be dodged that way.
    """
    level = None
    for part in parts:
        trusted = trusts(settings.get(TRUSTED, ()), part.template)
        if part.field.value is UNKNOWN or trusted is UNKNOWN:
            yield Undecided(part.field.path)
        elif not trusted:
            level = level or level_of_speaker(rule, report)
            if level is not EnforcementLevel.DISABLED:
                yield _cannot_be_read(part)._replace(level=level if part.spoils else EnforcementLevel.ADVISORY)


def _cannot_be_read(part: Unreadable) -> Finding:
    reason = part.reason or (part.field.value.what if isinstance(part.field.value, Unresolvable) else "")
    if not part.spoils:
        return Finding(
            problem=f"{part.field.path} is not clear: {reason}, and readers differ on which one counts.",
            path=part.field.path,
            wanted=part.wanted,
            fix="take one of them out; the models that were found do not depend on it",
        )
    because = f" ({reason})" if reason else ""
    return Finding(
        problem=f"{part.field.path} cannot be read{because}, so the models that it may declare cannot be judged.",
        path=part.field.path,
        wanted=part.wanted,
        fix=(
            f"correct it there, have the place added to {SPEAKER}.{TRUSTED}, or have the resource waived"
            if part.template
            else "correct it there, or have the resource waived"
        ),
    )
