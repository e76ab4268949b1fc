"""The report for GitLab's code quality widget: what blocks, and nothing that a person need not act on."""

from __future__ import annotations

import json
from typing import Final

from pulumi_sagemaker_policy.reports import wording
from pulumi_sagemaker_policy.reports.inert import inert
from pulumi_sagemaker_policy.reports.results import Report, Result
from pulumi_sagemaker_policy.reports.wording import Weight

_SEVERITIES: Final = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}

_WITHOUT_SEVERITY: Final = "major"


def render(report: Report) -> str:
    """Return the report as a JSON document."""
    blocking = wording.weighing(inert(report), Weight.BLOCKS)
    return json.dumps([_issue(result) for result in blocking], indent=2, ensure_ascii=False) + "\n"


def _issue(result: Result) -> dict[str, object]:
    return {
        "description": wording.sentence(result),
        "check_name": result.rule,
        "fingerprint": result.fingerprint,
        "severity": _SEVERITIES.get(result.severity, _WITHOUT_SEVERITY),
        "location": {"path": result.file, "lines": {"begin": result.line}},
        # Code Climate's field for more of the issue, which GitLab keeps in the file and does not show.
        "content": {"body": wording.full_text(result)},
    }
