"""The report as JUnit XML, as GitLab, Jenkins and GitHub actions read it.

One test suite for the stack, and a test case for each result. What blocks is a failure or an error, what is waived is
skipped. Advisories pass, and are told in the output of the suite. Each name is there once, since GitLab drops the
second test case of a name. Only attributes and elements of the two common schemas are used, those of Ant and of
Jenkins.
"""

from __future__ import annotations

from collections import Counter
from typing import Final
from xml.etree import ElementTree as ET

from pulumi_sagemaker_policy.reports import wording
from pulumi_sagemaker_policy.reports.inert import inert
from pulumi_sagemaker_policy.reports.results import JudgedModel, Outcome, Report, Result, RunVerdict
from pulumi_sagemaker_policy.reports.wording import Weight

_COMPLETE: Final = "the run judged all models"


def render(report: Report) -> str:
    """Return the report as an XML document. How long a check took is not known, so each takes 0 seconds."""
    report = inert(report)
    suite = report.stack or "sagemaker-policy"
    cases = [
        _completeness(suite, report),
        *(_coverage(model) for model in report.models),
        *(_case(result) for result in report.results),
    ]
    _name_apart(cases)
    counts = Counter(case[0].tag for case in cases if len(case))
    root = ET.Element("testsuites")
    element = ET.SubElement(
        root,
        "testsuite",
        {
            "name": suite,
            "package": "sagemaker-policy",
            "id": "0",
            "hostname": "localhost",
            "timestamp": report.finished.strftime("%Y-%m-%dT%H:%M:%S"),
            "tests": str(len(cases)),
            "failures": str(counts["failure"]),
            "errors": str(counts["error"]),
            "skipped": str(counts["skipped"]),
            "time": "0",
        },
    )
    properties = ET.SubElement(element, "properties")
    for name, value in (("verdict", report.verdict.value), ("packs", ", ".join(report.packs))):
        ET.SubElement(properties, "property", {"name": name, "value": value})
    element.extend(cases)
    ET.SubElement(element, "system-out").text = _output(report)
    ET.SubElement(element, "system-err").text = "\n".join(report.reasons)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ['<?xml version="1.0" encoding="utf-8"?>\n', "\n"]
    )


def _completeness(suite: str, report: Report) -> ET.Element:
    case = _test(suite, _COMPLETE)
    if report.verdict is RunVerdict.NOT_JUDGED:
        error = ET.SubElement(case, "error", {"message": wording.headline(report), "type": Outcome.NOT_JUDGED.value})
        error.text = "\n".join(report.reasons)
    return case


def _coverage(model: JudgedModel) -> ET.Element:
    case = _test(wording.subject(model), f"{wording.subject(model)}: judged by {wording.number(model.rules, 'rule')}")
    if not model.rules:
        ET.SubElement(case, "skipped", {"message": "No rule judged the model."})
    return case


def _case(result: Result) -> ET.Element:
    place = f" at {result.path}" if result.path else ""
    case = _test(wording.subject(result), wording.title(result) + place)
    message = {"message": wording.message(result), "type": result.outcome.value}
    if result.outcome is Outcome.VIOLATION:
        ET.SubElement(case, "failure", message).text = wording.full_text(result)
    elif result.outcome is Outcome.NOT_JUDGED:
        ET.SubElement(case, "error", message).text = wording.full_text(result)
    elif result.outcome is Outcome.WAIVED:
        ET.SubElement(case, "skipped", {"message": wording.sentence(result)})
    return case


def _test(suite: str, name: str) -> ET.Element:
    return ET.Element("testcase", {"classname": suite, "name": name, "time": "0"})


def _name_apart(cases: list[ET.Element]) -> None:
    """Add a number to the names of test cases that are there already."""
    taken: set[str] = set()
    seen: Counter[str] = Counter()
    for case in cases:
        name = unique = case.attrib["name"]
        while unique in taken:
            seen[name] += 1
            unique = f"{name} ({seen[name] + 1})"
        taken.add(unique)
        case.attrib["name"] = unique


def _output(report: Report) -> str:
    advisories = [wording.full_text(result) for result in wording.weighing(report, Weight.ADVISES)]
    return "\n\n".join([wording.judged(report.models), *advisories])
