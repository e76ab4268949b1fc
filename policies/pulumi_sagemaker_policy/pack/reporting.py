"""How verdicts reach people: what waivers lift, what is decided later or elsewhere, and at which level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from traceback import extract_tb

from pulumi_policy import EnforcementLevel, ReportViolation, ResourceValidationArgs

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.pack.sdk import report_at
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict
from pulumi_sagemaker_policy.quoting import sayable


def conclude(
    args: ResourceValidationArgs,
    report: ReportViolation,
    verdicts: list[tuple[str, Verdict]],
    settings: Settings,
    today: waivers.Today,
) -> None:
    """Report the verdicts on a resource, after waivers and the setting `on_unknown` are applied."""
    covering = waivers.covering(settings["waivers"], args.urn)
    findings, undecided = _decide(verdicts, settings["on_unknown"])
    # A waiver for a part of a resource is missed at the end of the run, when all that it may be for has been seen.
    whole = next((waiver for waiver in covering.waivers if not waiver.part), None)
    lifted: dict[waivers.Waiver, list[tuple[str, Finding]]] = {whole: []} if whole and not verdicts else {}
    for name, finding in findings:
        waiver = covering.reaching(name, finding.path)
        if waiver and not waiver.is_over(today()):
            lifted.setdefault(waiver, []).append((name, finding))
        else:
            note = f"\n  waiver: expired on {waiver.expires}: {waiver}" if waiver else ""
            _tell(report, finding.level, finding.message(name) + note)
    for waiver, waived in lifted.items():
        if not waiver.is_over(day := today()):
            report_at(EnforcementLevel.ADVISORY, report, _waived(waiver, day, waived))
    for (name, source), paths in undecided.items():
        left = [path for path in paths if not covering.lift(name, path, today)]
        if left:
            report_at(EnforcementLevel.ADVISORY, report, _deferred(name, left, source))


def _tell(report: ReportViolation, level: EnforcementLevel | None, message: str) -> None:
    """Report at the rule's own level, or at another one."""
    if level is None:
        report(sayable(message), None)
    else:
        report_at(level, report, message)


def _decide(
    verdicts: Iterable[tuple[str, Verdict]], on_unknown: str
) -> tuple[list[tuple[str, Finding]], Mapping[tuple[str, str], list[str]]]:
    """Sort verdicts into findings, and the paths that are decided later or elsewhere, by model and by where."""
    findings: list[tuple[str, Finding]] = []
    undecided: dict[tuple[str, str], list[str]] = {}
    for model, verdict in dict.fromkeys(verdicts):  # of all that one unknown block hides, each says the same
        if isinstance(verdict, Finding):
            findings.append((model, verdict))
        elif on_unknown == "violation":
            findings.append((model, _must_be_known(verdict)))
        elif on_unknown == "advisory":
            undecided.setdefault((model, verdict.source), []).append(verdict.path)
    return findings, undecided


def _must_be_known(verdict: Undecided) -> Finding:
    if verdict.source:
        return Finding(
            problem=f"{verdict.path} is decided by {verdict.source}, and this rule is set to decide at preview.",
            path=verdict.path,
            wanted="a declaration that decides it itself",
            fix="declare a model, which has it itself; or have on_unknown of the rule changed",
        )
    return Finding(
        problem=f"{verdict.path} is known only at update, and this rule is set to decide at preview.",
        path=verdict.path,
        wanted="a value that does not depend on what the update creates",
        fix="set it to a value that is known; or have on_unknown of the rule changed",
    )


def _deferred(model: str, paths: list[str], source: str) -> str:
    verb = f"{', '.join(paths)} {'is' if len(paths) == 1 else 'are'}"
    sentence = (
        f"{verb} decided by {source}; the rule judges that where a stack declares it."
        if source
        else f"{verb} known only at update; the rule then decides before the model is created or changed."
    )
    return f"{sentence}\n  model:  {model}"


def _waived(waiver: waivers.Waiver, today: date, findings: Iterable[tuple[str, Finding]]) -> str:
    lines = [f"  waived: {finding.problem} ({model})" for model, finding in findings]
    what = "Waived" if lines else "The waiver is not needed, nothing breaks the rule; it is in force"
    days = (waiver.expires - today).days
    left = "today is its last day" if days == 0 else f"it expires in {days} day{'s' if days > 1 else ''}"
    ending = (
        [f"  renew:  {left}; mend the model by then, or have the waiver renewed"] if waiver.is_ending(today) else []
    )
    return "\n".join([f"{what} until {waiver.expires}: {waiver}", *lines, *ending])


def failure(error: Exception) -> str:
    """Say where a rule broke, without the error's own text, which may quote a secret."""
    where = extract_tb(error.__traceback__)[-1]
    return (
        f"The rule failed ({type(error).__name__} at {Path(where.filename).name}:{where.lineno}), "
        "so the model was not judged and cannot pass.\n"
        "  fix:    report this with the model's declaration; until then, lower the rule's enforcementLevel"
    )
