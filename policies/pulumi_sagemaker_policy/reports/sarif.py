"""The report as SARIF 2.1.0, as GitHub's code scanning takes it.

What is waived is left out, since code scanning shows it in spite of SARIF's `suppressions`. So is what passed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from pulumi_sagemaker_policy.reports import wording
from pulumi_sagemaker_policy.reports.catalogue import about
from pulumi_sagemaker_policy.reports.inert import inert
from pulumi_sagemaker_policy.reports.results import Outcome, Report, Result, RunVerdict
from pulumi_sagemaker_policy.reports.wording import Weight

RESULTS: Final = 5_000
"""How many results code scanning shows of a file."""

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS: Final = {
    Outcome.VIOLATION: "error",
    Outcome.NOT_JUDGED: "error",
    Outcome.ADVISORY: "warning",
    Outcome.UNDECIDED: "note",
}

_SCORES: Final = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""For each severity a score in the range that code scanning calls by the same word."""


def render(report: Report) -> str:
    """Return the report as a JSON document. Its category is the stack, so that uploads of two stacks both stay."""
    report = inert(report)
    results = wording.weighing(report, Weight.BLOCKS, Weight.ADVISES)
    shown = results[:RESULTS]
    rules = _rules(shown)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "sagemaker-policy", "rules": rules}},
        # Code scanning takes what is before the last slash for the category.
        "automationDetails": {"id": f"sagemaker-policy/{quote(report.stack)}".rstrip("/") + "/"},
        "invocations": [
            {
                "executionSuccessful": report.verdict is not RunVerdict.NOT_JUDGED,
                "toolExecutionNotifications": _notifications(report, len(results) - len(shown)),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, places[result.rule]) for result in shown],
        "properties": {
            "stack": report.stack,
            "verdict": report.verdict.value,
            "packs": list(report.packs),
            "judged": wording.judged(report.models),
        },
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _rules(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Describe the rules of the results. Of two packs' rules of one name, the more urgent result decides."""
    first: dict[str, Result] = {}
    for result in results:
        first.setdefault(result.rule, result)
    return [_rule(first[rule]) for rule in sorted(first)]


def _rule(result: Result) -> dict[str, Any]:
    known = about(result.rule, result.pack)
    level = _LEVELS[result.outcome]
    properties: dict[str, Any] = {"precision": "very-high", "problem.severity": _problem_severity(level)}
    if score := _SCORES.get(result.severity):
        properties |= {"tags": ["security"], "security-severity": score}
    described: dict[str, Any] = {
        "id": result.rule,
        "name": result.rule,
        "shortDescription": _literal(known.title),
        "fullDescription": _literal(known.rationale),
        "help": _literal(known.remediation),
        "defaultConfiguration": {"level": level},
        "properties": properties,
    }
    return described | ({"helpUri": known.url} if known.url else {})


def _problem_severity(level: str) -> str:
    return "recommendation" if level == "note" else level


def _result(result: Result, rule: int) -> dict[str, Any]:
    return {
        "ruleId": result.rule,
        "ruleIndex": rule,
        "level": _LEVELS[result.outcome],
        "message": _literal(wording.full_text(result)),
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(result.file)},
                    # Only the line is known. Code scanning wants all four, and shows the whole line.
                    "region": {
                        "startLine": result.line,
                        "startColumn": 1,
                        "endLine": result.line,
                        "endColumn": 2,
                    },
                },
                "logicalLocations": [{"name": result.model, "fullyQualifiedName": result.urn, "kind": "resource"}],
            }
        ],
        # The only fingerprint that code scanning looks at.
        "partialFingerprints": {"primaryLocationLineHash": result.fingerprint},
        "properties": {
            "outcome": result.outcome.value,
            "level": result.level,
            "severity": result.severity,
            "pack": result.pack,
            "urn": result.urn,
            "model": result.model,
            "path": result.path,
        },
    }


def _notifications(report: Report, omitted: int) -> list[dict[str, Any]]:
    told = [{"level": "error", "message": _literal(reason)} for reason in report.reasons]
    if omitted:
        more = f"{wording.number(omitted, 'more result')} did not fit here; the other reports have all."
        told.append({"level": "note", "message": _literal(more)})
    return told


def _literal(text: str) -> dict[str, str]:
    """Return a message without links, which SARIF writes as `[text](target)` even in plain text."""
    return {"text": text.replace("](", "] (")}
