"""The report as one HTML page that needs no network: the verdict, a matrix of models by rules, and every finding."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pulumi_sagemaker_policy.configuration.waivers import NOTICE
from pulumi_sagemaker_policy.reports import wording
from pulumi_sagemaker_policy.reports.catalogue import About, about
from pulumi_sagemaker_policy.reports.inert import inert
from pulumi_sagemaker_policy.reports.results import Outcome, Report, Result, RunVerdict
from pulumi_sagemaker_policy.reports.wording import Weight

_PAGE: Final = "page"
"""The folder beside this module that has the template, its style and its script."""

_LARGE: Final = 200
"""A page with more rows or findings leaves out of its layout what is not in sight."""

_WORST_FIRST: Final = (RunVerdict.NOT_JUDGED, RunVerdict.BLOCKED, RunVerdict.CLEAN)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one rule says of one model: the most urgent of its results, and how many there are."""

    result: Result
    results: int


@dataclass(frozen=True, slots=True)
class Row:
    """A model of the matrix. How many rules judged it is not known of a resource that is no model."""

    stack: str
    urn: str
    model: str
    rules: int | None
    cells: tuple[Cell | None, ...]
    """One for each column."""

    @property
    def worst(self) -> Result | None:
        """The most urgent result, if there is one."""
        return min((cell.result for cell in self.cells if cell), key=wording.urgency, default=None)

    @property
    def urgent(self) -> str:
        """What the most urgent result says, if it did not pass."""
        return wording.message(self.worst) if self.worst and self.worst.outcome is not Outcome.PASSED else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A rule of the matrix, and how many models it blocks."""

    rule: str
    pack: str
    about: About
    severity: str
    blocks: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A result that did not pass, and where the matrix has it."""

    result: Result
    stack: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that say the same of several models."""

    said: Result
    column: int
    findings: tuple[Shown, ...]


def render(report: Report, *others: Report) -> str:
    """Return the page on one stack, or on several."""
    reports = tuple(inert(one) for one in (report, *others))
    columns = _columns(reports)
    rows = _rows(reports, [column.rule for column in columns])
    findings = _findings(reports, rows, columns)
    last = max(reports, key=lambda one: one.finished)
    style, script = _packaged("report.css"), _packaged("report.js")
    return _environment().get_template("report.html").render(
        reports=reports,
        packs=dict.fromkeys(pack for one in reports for pack in one.packs),
        verdict=min((one.verdict for one in reports), key=_WORST_FIRST.index),
        finished=wording.finished(last),
        columns=columns,
        rows=rows,
        name_width=_name_width(rows, reports),
        groups=_groups(findings),
        large=max(len(rows), len(findings)) > _LARGE,
        tally=_tally(reports),
        waivers=_waivers(findings),
        today=last.finished.date(),
        ending_days=NOTICE.days,
        style=Markup(style),  # noqa: S704  # packaged with this module
        script=Markup(script),  # noqa: S704  # packaged with this module
        style_hash=_hash(style),
        script_hash=_hash(script),
    )  # fmt: skip


def _columns(reports: Sequence[Report]) -> list[Column]:
    """Return a column for each rule, those that block most models first."""
    blocked: dict[str, set[tuple[str, str, str]]] = {}
    first: dict[str, Result] = {}
    for report in reports:
        for result in report.results:
            where = blocked.setdefault(result.rule, set())
            known = first.setdefault(result.rule, result)
            if wording.urgency(result) < wording.urgency(known):
                first[result.rule] = result
            if wording.weight(result) is Weight.BLOCKS:
                where.add((report.stack, result.urn, result.model))
    columns = [
        Column(rule, result.pack, about(rule, result.pack), result.severity, len(blocked[rule]))
        for rule, result in first.items()
    ]
    return sorted(columns, key=lambda column: (-column.blocks, wording.urgency(first[column.rule]), column.rule))


def _rows(reports: Sequence[Report], rules: Sequence[str]) -> list[Row]:
    """Return a row for each model and for each other resource with results, the most urgent first."""
    rows = []
    for report in reports:
        judged: dict[tuple[str, str], int | None] = {(model.urn, model.model): model.rules for model in report.models}
        found: dict[tuple[str, str], dict[str, list[Result]]] = {}
        for result in report.results:
            judged.setdefault((result.urn, result.model), None)
            found.setdefault((result.urn, result.model), {}).setdefault(result.rule, []).append(result)
        for (urn, model), number in judged.items():
            results = found.get((urn, model), {})
            rows.append(Row(report.stack, urn, model, number, tuple(_cell(results.get(rule)) for rule in rules)))
    return sorted(rows, key=_row_order)


def _cell(results: Sequence[Result] | None) -> Cell | None:
    return Cell(min(results, key=wording.urgency), len(results)) if results else None


def _name_width(rows: Sequence[Row], reports: Sequence[Report]) -> str:
    """Return the class of a matrix whose names fit, without a style of its own, which the page's policy forbids."""
    longest = max((len(row.model) + (len(row.stack) if len(reports) > 1 else 0) for row in rows), default=0)
    return next((name for name, letters in (("short", 15), ("medium", 26)) if longest <= letters), "long")


def _row_order(row: Row) -> tuple[object, ...]:
    results = [cell.result for cell in row.cells if cell]
    worst = wording.urgency(row.worst)[0] if row.worst else len(wording.OUTCOMES)
    blocks = sum(wording.weight(result) is Weight.BLOCKS for result in results)
    return worst, -blocks, row.stack, row.model, row.urn


def _findings(reports: Sequence[Report], rows: Sequence[Row], columns: Sequence[Column]) -> list[Shown]:
    """Return all results but those that passed, the most urgent first."""
    row_of = {(row.stack, row.urn, row.model): place for place, row in enumerate(rows)}
    column_of = {column.rule: place for place, column in enumerate(columns)}
    found = [
        Shown(result, report.stack, row_of[report.stack, result.urn, result.model], column_of[result.rule])
        for report in reports
        for result in report.results
        if result.outcome is not Outcome.PASSED
    ]
    return sorted(found, key=lambda one: (*wording.urgency(one.result), one.column, one.row))


def _groups(findings: Sequence[Shown]) -> list[Group]:
    groups: dict[tuple[object, ...], list[Shown]] = {}
    for finding in findings:
        said = finding.result
        same = (said.outcome, said.severity, said.level, said.rule, said.pack, said.path, wording.message(said))
        groups.setdefault((*same, *wording.remedy(said)), []).append(finding)
    return [Group(group[0].result, group[0].column, tuple(group)) for group in groups.values()]


def _tally(reports: Sequence[Report]) -> list[tuple[Outcome, int]]:
    counts = sum((wording.outcome_counts(report) for report in reports), Counter[Outcome]())
    return [(outcome, counts[outcome]) for outcome in wording.OUTCOMES if counts[outcome]]


def _waivers(findings: Sequence[Shown]) -> list[Shown]:
    """Return what is waived, the waivers that end first before the others."""
    waived = [(finding.result.waiver.expires, finding) for finding in findings if finding.result.waiver]
    return [finding for _, finding in sorted(waived, key=lambda pair: pair[0])]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, _PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["wording"] = wording
    environment.filters["capitalized"] = lambda text: text[:1].upper() + text[1:]
    return environment


@cache
def _packaged(name: str) -> str:
    return files(__package__).joinpath(_PAGE, name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """Return what the page's content security policy allows a script or a style by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
