"""The report for a step of GitHub Actions: annotations beside the code, and the summary of the job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pulumi_sagemaker_policy.reports import markdown, wording
from pulumi_sagemaker_policy.reports.inert import inert, on_one_line
from pulumi_sagemaker_policy.reports.results import Report, Result
from pulumi_sagemaker_policy.reports.wording import Weight

ANNOTATIONS: Final = 10
"""How many errors, and how many warnings, GitHub shows of a step. It drops the others without a word."""

LONGEST_TITLE: Final = 255
"""What GitHub keeps of the title of an annotation, in characters."""

_ESCAPES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES: Final = _ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: Report) -> str:
    """Return annotations as workflow commands, one a line, for the standard output of a step."""
    report = inert(report)
    reasons = [_command("error", {"title": wording.VERDICTS[report.verdict]}, reason) for reason in report.reasons]
    errors = [*reasons, *_annotations("error", wording.weighing(report, Weight.BLOCKS))]
    warnings = [*_annotations("warning", wording.weighing(report, Weight.ADVISES))]
    hidden = len(errors[ANNOTATIONS:]) + len(warnings[ANNOTATIONS:])
    shown = [*errors[:ANNOTATIONS], *warnings[:ANNOTATIONS]]
    if hidden:
        more = f"{wording.number(hidden, 'more finding')}: GitHub shows {ANNOTATIONS} errors and warnings of a step."
        shown.append(_command("notice", {"title": wording.headline(report)}, f"{more} The summary of the job has all."))
    return "".join(f"{command}\n" for command in shown)


def step_summary(report: Report) -> str:
    """Return what is to be added to the file that GITHUB_STEP_SUMMARY names."""
    return markdown.render(report, markdown.JOB_SUMMARY)


def _annotations(command: str, results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        place = {
            "file": result.file,
            "line": str(result.line),
            "title": on_one_line(wording.title(result), LONGEST_TITLE),
        }
        yield _command(command, place, wording.full_text(result))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={value.translate(_PROPERTY_ESCAPES)}" for key, value in properties.items())
    return f"::{name} {given}::{message.translate(_ESCAPES)}"
