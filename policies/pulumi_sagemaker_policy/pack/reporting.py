"""How verdicts reach people: what waivers lift, what is decided later or elsewhere, and at which level.

What is written here is read here, too, by `remarks`: the engine hands on messages and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from traceback import extract_tb
from typing import Final, NamedTuple

from pulumi_policy import EnforcementLevel, ReportViolation, ResourceValidationArgs

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.pack.definition import MISCONFIGURED
from pulumi_sagemaker_policy.pack.sdk import report_at
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict
from pulumi_sagemaker_policy.quoting import ENCLOSED, enclosed, one_line, read_enclosed, sayable

_EXPIRED: Final = "\n  waiver: expired on "
_ELSEWHERE: Final = "; the rule judges that where a stack declares it."
_LATER: Final = " known only at update; the rule then decides before the model is created or changed."
_NOT_NEEDED: Final = "The waiver is not needed, nothing breaks the rule; it is in force"
_FAILED: Final = "The rule failed ("


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
            note = f"{_EXPIRED}{waiver.expires}: {waiver}" if waiver else ""
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
    verb = f"{one_line(', '.join(paths))} {'is' if len(paths) == 1 else 'are'}"
    sentence = f"{verb} decided by {one_line(source)}{_ELSEWHERE}" if source else f"{verb}{_LATER}"
    return f"{sentence}\n  model:  {one_line(model)}"


def _waived(waiver: waivers.Waiver, today: date, findings: Iterable[tuple[str, Finding]]) -> str:
    lines = [f"  waived: {one_line(finding.problem)} ({enclosed(model)})" for model, finding in findings]
    what = "Waived" if lines else _NOT_NEEDED
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
        f"{_FAILED}{type(error).__name__} at {Path(where.filename).name}:{where.lineno}), "
        "so the model was not judged and cannot pass.\n"
        "  fix:    report this with the model's declaration; until then, lower the rule's enforcementLevel"
    )


class RemarkKind(Enum):
    """What a message says of a model."""

    FINDING = "it breaks the rule"
    WAIVED = "it breaks the rule, and a waiver lifts that"
    UNDECIDED = "something is not known here"
    NOT_JUDGED = "the rule could not judge it"


class Remark(NamedTuple):
    """What a message says of one model: `problem` is a sentence; the rest is empty where the message has it not.

    Without a `model`, it is about all that the resource declares. The waiver of a finding is over.
    """

    kind: RemarkKind
    problem: str
    model: str = ""
    path: str = ""
    wanted: str = ""
    fix: str = ""
    waiver: waivers.Waiver | None = None


_WAIVED_UNTIL: Final = LazyPattern(
    rf"(?P<what>Waived|{re.escape(_NOT_NEEDED)}) until (?P<day>[0-9-]{{10}}): (?P<waiver>.*)"
)
_WAIVED_LINE: Final = LazyPattern(rf"  waived: (?P<problem>.*) \((?P<model>{ENCLOSED})\)")
_UNDECIDED: Final = LazyPattern(
    r"(?P<sentence>(?P<paths>.*) (?:is|are)(?: decided by .*"
    rf"{re.escape(_ELSEWHERE)}|{re.escape(_LATER)}))\n  model:  (?P<model>.*)"
)


def remarks(message: str) -> list[Remark] | None:
    """Read a message that a rule has made, without the rule's title; return `None` for any other text.

    A waiver that is not needed says nothing of any model.
    """
    waived = _WAIVED_UNTIL.fullmatch(message.partition("\n")[0])
    if waived:
        waiver = waivers.Waiver.parse(waived["waiver"], waived["day"])
        return None if waiver is None else list(_read_waived(message, waiver))
    undecided = _UNDECIDED.fullmatch(message)
    if undecided:
        problem, path = undecided["sentence"], undecided["paths"]
        return [Remark(kind=RemarkKind.UNDECIDED, problem=problem, model=undecided["model"], path=path)]
    if message.startswith(_FAILED):
        problem, _, fix = message.partition("\n  fix:    ")
        return [Remark(kind=RemarkKind.NOT_JUDGED, problem=problem, fix=fix)]
    text, _, expired = message.partition(_EXPIRED)
    parsed = Finding.parse(text)
    if parsed is None:
        return None
    model, finding = parsed
    day, _, signed = expired.partition(": ")
    kind = RemarkKind.NOT_JUDGED if finding.problem.startswith(MISCONFIGURED) else RemarkKind.FINDING
    return [
        Remark(
            kind=kind,
            problem=finding.problem,
            model=model,
            path=finding.path,
            wanted=finding.wanted,
            fix=finding.fix,
            waiver=waivers.Waiver.parse(signed, day) if expired else None,
        )
    ]


def _read_waived(message: str, waiver: waivers.Waiver) -> Iterator[Remark]:
    for line in message.split("\n"):
        found = _WAIVED_LINE.fullmatch(line)
        if found:
            model = read_enclosed(found["model"])
            yield Remark(kind=RemarkKind.WAIVED, problem=found["problem"], model=model, waiver=waiver)
