"""The report as Markdown: a comment on a merge request, or the summary of a job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final
from urllib.parse import quote

from pulumi_sagemaker_policy.reports import wording
from pulumi_sagemaker_policy.reports.inert import LONGEST_NAME, inert, on_one_line
from pulumi_sagemaker_policy.reports.results import JudgedModel, Outcome, Report, Result

COMMENT: Final = 65_536
"""The most that a comment on GitHub may have, in characters; here in bytes, which are never fewer."""

JOB_SUMMARY: Final = 1_048_576
"""The most that a step may add to the summary of a job on GitHub, in bytes."""

_RESERVED: Final = 400
"""Bytes for the sentences on what is left out, of which there are at most three."""

_WORDS: Final = re.compile(r"(?P<before>[\"'(]*)(?P<word>.*?)(?P<after>[\"'),.;:?…]*)")
_CODE: Final = re.compile(r"((?<!`)`[^`]+`(?!`)|\{.*\})")
"""What messages quote: code as in Markdown, and JSON."""

_PLAIN: Final = re.compile(
    r"(?!www\.|GH-\d|[0-9a-f]{7,}$)"  # links to hosts, issues and commits
    r"[^\W_](?:[\w.,'-]|\[\d+\])*(?::\d+)?",
    re.IGNORECASE,
)
"""Words that no Markdown takes for anything else, paths such as `containers[0].image` among them."""

_HEADINGS: Final = {
    outcome: several.capitalize() for outcome, (_, several) in wording.OUTCOMES.items() if outcome is not Outcome.PASSED
}
"""The headings of findings, the most urgent first."""


def marker(stack: str) -> str:
    """Return the line by which a comment on a stack is found again, to be updated in place. Readers do not see it."""
    return f"<!-- sagemaker-policy {quote(on_one_line(stack, LONGEST_NAME), safe='/')} -->"


def render(report: Report, limit: int = COMMENT) -> str:
    """Return the report in at most `limit` bytes of UTF-8. What does not fit is left out as a whole, and counted."""
    stack = report.stack
    report = inert(report)
    head = "\n".join(_head(stack, report))
    foot = f"\n{_packs(report)}Judged {wording.finished(report)}.\n"
    left = limit - _size(head) - _size(foot) - _RESERVED
    body = ""
    for parts, what in ((_reasons(report), "reason"), (_findings(report), "finding"), (_models(report), "model")):
        fitting, left = _fitting(parts, left, what)
        body += fitting
    return head + body + foot


def _head(stack: str, report: Report) -> Iterator[str]:
    yield marker(stack)
    yield f"## {prose(wording.headline(report))}"
    yield ""
    if report.stack:
        yield f"Stack {code(report.stack)}."
        yield ""


def _reasons(report: Report) -> Iterator[tuple[str, str]]:
    for reason in report.reasons:
        yield "", f"- {prose(reason)}\n"


def _findings(report: Report) -> Iterator[tuple[str, str]]:
    """Yield each finding, with the heading that stands above it if it is the first of its kind."""
    told = [result for result in report.results if result.outcome in _HEADINGS]
    for outcome, results in groupby(wording.by_urgency(told), key=lambda result: result.outcome):
        heading = f"\n### {_HEADINGS[outcome]}\n\n"
        for result in results:
            yield heading, _finding(result)
            heading = ""


def _finding(result: Result) -> str:
    severity = f" ({result.severity})" if result.severity in wording.SEVERITIES else ""
    lines = [
        f"- **{code(result.rule)}**{severity} on {code(wording.subject(result))}: {prose(wording.message(result))}",
        *(f"{label}: {code(told) if label == 'at' else prose(told)}" for label, told in wording.remedy(result)),
        f"declared: {code(wording.place(result))}, level {code(result.level)}",
        f"urn: {code(result.urn)}",
    ]
    return "<br>\n  ".join(lines) + "\n"


def _models(report: Report) -> Iterator[tuple[str, str]]:
    """Yield a row for each model, with what stands above the first."""
    found: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        found.setdefault((result.urn, result.model), []).append(result)
    above = "\n| Model | Judged by | Found |\n|---|---|---|\n"
    for model in report.models:
        yield above, _row(model, found.get((model.urn, model.model), ()))
        above = ""


def _row(model: JudgedModel, results: Iterable[Result]) -> str:
    outcomes = [result.outcome for result in results]
    told = [wording.counted(outcome, outcomes.count(outcome)) for outcome in _HEADINGS if outcome in outcomes]
    name = code(model.model).replace("|", "\\|")  # which ends a cell even in code
    return f"| {name} | {wording.number(model.rules, 'rule')} | {', '.join(told)} |\n"


def _fitting(parts: Iterable[tuple[str, str]], left: int, what: str) -> tuple[str, int]:
    """Join the parts that fit, and say how many more there are; return that and how many bytes are left."""
    taken: list[str] = []
    omitted = 0
    for above, part in parts:
        size = _size(above) + _size(part)
        if omitted or size > left:
            omitted += 1
        else:
            taken += [above, part]
            left -= size
    if omitted:
        taken.append(f"\n{wording.number(omitted, f'more {what}')} did not fit here; the other reports have all.\n")
    return "".join(taken), left


def _packs(report: Report) -> str:
    return f"{', '.join(map(code, report.packs))}. " if report.packs else ""


def _size(part: str) -> int:
    return len(part.encode())


def prose(said: str) -> str:
    """Return a sentence with all but plain words as code: no mention, link, reference or markup comes of it."""
    parts = _CODE.split(said)
    for place, part in enumerate(parts):
        parts[place] = code(part.strip("`")) if place % 2 else " ".join(map(_word, part.split(" ")))
    return "".join(parts)


def _word(word: str) -> str:
    match = _WORDS.fullmatch(word)
    if match is None or not match["word"] or _PLAIN.fullmatch(match["word"]):
        return word
    return f"{match['before']}{code(match['word'])}{match['after']}"


def code(name: str) -> str:
    """Return a name as a span of code, in which nothing has a meaning."""
    if not name:
        return ""
    longest = max((len(run) for run in re.findall("`+", name)), default=0)
    blank = " " if name[0] == "`" or name[-1] == "`" else ""
    fence = "`" * (longest + 1)
    return f"{fence}{blank}{name}{blank}{fence}"
