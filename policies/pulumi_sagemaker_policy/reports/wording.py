"""How a result is said, in one place for all formats: sentences, words and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timezone
from enum import Enum
from typing import Final

from pulumi_sagemaker_policy.reports.results import AppliedWaiver, JudgedModel, Outcome, Report, Result, RunVerdict


class Weight(Enum):
    """What a result means to whoever reads a report, which decides how loud a format says it."""

    BLOCKS = "blocks"
    ADVISES = "advises"
    IS_QUIET = "is-quiet"


_WEIGHTS: Final = {
    Outcome.VIOLATION: Weight.BLOCKS,
    Outcome.NOT_JUDGED: Weight.BLOCKS,
    Outcome.ADVISORY: Weight.ADVISES,
    Outcome.UNDECIDED: Weight.ADVISES,
    Outcome.WAIVED: Weight.IS_QUIET,
    Outcome.PASSED: Weight.IS_QUIET,
}

OUTCOMES: Final = {
    Outcome.VIOLATION: ("violation", "violations"),
    Outcome.NOT_JUDGED: ("not judged", "not judged"),
    Outcome.ADVISORY: ("advisory", "advisories"),
    Outcome.UNDECIDED: ("undecided", "undecided"),
    Outcome.WAIVED: ("waived", "waived"),
    Outcome.PASSED: ("passed", "passed"),
}
"""Outcomes in words, for one and for several, the most urgent first."""

VERDICTS: Final = {RunVerdict.CLEAN: "Clean", RunVerdict.BLOCKED: "Blocked", RunVerdict.NOT_JUDGED: "Not judged"}

SEVERITIES: Final = ("critical", "high", "medium", "low")
"""The severities that a policy may have, the worst first."""

_FOUND: Final = tuple(outcome for outcome in OUTCOMES if outcome is not Outcome.PASSED)
_OUTCOME_ORDER: Final = {outcome: place for place, outcome in enumerate(OUTCOMES)}
_SEVERITY_ORDER: Final = {severity: place for place, severity in enumerate(SEVERITIES)}


def weight(result: Result) -> Weight:
    """Tell whether a result blocks, advises, or does neither."""
    return _WEIGHTS[result.outcome]


def weighing(report: Report, *weights: Weight) -> list[Result]:
    """Return the results of some weights, the most urgent first."""
    return by_urgency(result for result in report.results if weight(result) in weights)


def by_urgency(results: Iterable[Result]) -> list[Result]:
    """Sort results by outcome and severity; those alike keep their order."""
    return sorted(results, key=urgency)


def urgency(result: Result) -> tuple[int, int]:
    """Return what results are sorted by: the smaller, the more urgent."""
    return _OUTCOME_ORDER[result.outcome], _SEVERITY_ORDER.get(result.severity, len(SEVERITIES))


def subject(part: Result | JudgedModel) -> str:
    """Name what was judged: the model, or what else the URN is of, as some policies look at more than models."""
    kind, _, name = part.urn.rpartition("::")
    return part.model or ("the whole stack" if kind.endswith("::pulumi:pulumi:Stack") else name)


def title(result: Result) -> str:
    """Name a result: the rule and what was judged."""
    return f"{result.rule}: {subject(result)}"


def place(result: Result) -> str:
    """Say where the resource is declared, as editors and terminals take it."""
    return f"{result.file}:{result.line}"


def message(result: Result) -> str:
    """Say in one sentence what is wrong, or what is not."""
    if result.outcome is Outcome.PASSED and not result.problem:
        return "The model complies with the rule."
    return result.problem


def remedy(result: Result) -> list[tuple[str, str]]:
    """Say where in the model, what is wanted and how to mend it, as labels and texts; what is not known is left out."""
    told = [("at", result.path), ("wanted", result.wanted), ("fix", result.fix)]
    if result.waiver:
        told.append(("waived", waiver(result.waiver)))
    return [(label, text) for label, text in told if text]


def facts(result: Result) -> list[tuple[str, str]]:
    """Say all that identifies a result, as labels and texts; what is not known is left out."""
    told = [
        ("rule", result.rule),
        ("pack", result.pack),
        ("level", result.level),
        ("severity", result.severity),
        ("model", result.model),
        ("declared", place(result)),
        ("urn", result.urn),
    ]
    return [(label, text) for label, text in told if text]


def sentence(result: Result) -> str:
    """Say a result in one line, for formats that have one text."""
    told = "; ".join(f"{label}: {text}" for label, text in [("model", subject(result)), *remedy(result)])
    return f"{message(result)} ({told})"


def full_text(result: Result) -> str:
    """Say all of a result, a fact a line."""
    told = [*remedy(result), *facts(result)]
    return "\n".join([message(result), *(f"{label}: {text}" for label, text in told)])


def waiver(applied: AppliedWaiver) -> str:
    """Say until when a finding is waived, why and by whom."""
    ticket = f", {applied.ticket}" if applied.ticket else ""
    return f"until {applied.expires.isoformat()} by {applied.owner}: {applied.reason}{ticket}"


def time_left(applied: AppliedWaiver, today: date) -> str:
    """Say how many days a waiver has left on the day of the run."""
    days = (applied.expires - today).days
    if days < 0:
        return "expired"
    return "last day" if days == 0 else number(days, "day") + " left"


def headline(report: Report) -> str:
    """Say the verdict, and what led to it."""
    return f"{VERDICTS[report.verdict]}: {summary(report)}"


def summary(report: Report) -> str:
    """Say how many results of each kind there are, and how many rules judged how many models."""
    counts = outcome_counts(report)
    told = [counted(outcome, counts[outcome]) for outcome in _FOUND if counts[outcome]]
    found = ", ".join(told if counts[Outcome.VIOLATION] else ["no violation", *told])
    if report.verdict is RunVerdict.NOT_JUDGED:
        return f"the run did not come to its end; until then, {found}; {judged(report.models)}."
    if not report.models and not report.results:
        return "the stack declares no models."
    return f"{found}; {judged(report.models)}."


def judged(models: Sequence[JudgedModel]) -> str:
    """Say how many rules judged the models, without a full stop."""
    counts = [model.rules for model in models if model.rules]
    told = []
    if counts:
        fewest, most = min(counts), max(counts)
        rules = number(most, "rule") if fewest == most else f"{fewest} to {most} rules"
        told.append(f"{number(len(counts), 'model')} judged by {rules}{' each' if len(counts) > 1 else ''}")
    if len(counts) < len(models):
        told.append(f"{number(len(models) - len(counts), 'model')} judged by no rule")
    return ", ".join(told) or "no model judged"


def outcome_counts(report: Report) -> Counter[Outcome]:
    """Count the results of each outcome."""
    return Counter(result.outcome for result in report.results)


def counted(outcome: Outcome, count: int) -> str:
    """Say how many results have an outcome."""
    return f"{count:,} {OUTCOMES[outcome][count != 1]}"


def number(count: int, what: str) -> str:
    """Say a number of things, whose plural ends in s."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def finished(report: Report) -> str:
    """Say when the run ended."""
    return _utc(report.finished).strftime("%Y-%m-%d %H:%M UTC")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc) if moment.tzinfo else moment
