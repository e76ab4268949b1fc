"""The JSON of a report, and its schema."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import datetime, timezone

import pytest
from jsonschema import Draft202012Validator

from pulumi_sagemaker_policy.gate.events import read_log
from pulumi_sagemaker_policy.gate.packs import Packs
from pulumi_sagemaker_policy.gate.report import Run, report_on
from pulumi_sagemaker_policy.gate.verdict import Ending
from pulumi_sagemaker_policy.reports.json_document import render, schema
from pulumi_sagemaker_policy.reports.results import AppliedWaiver, JudgedModel, Report, Result
from tests.unit.policies.gate.recorded import LOGS, lines_of

NAMES = sorted(log.stem for log in LOGS.iterdir())


def report(name: str) -> Report:
    return report_on(Run(log=read_log(lines_of(name)), ending=Ending(0)), Packs())


@pytest.mark.parametrize("name", NAMES)
def test_given_any_report_then_its_json_is_as_the_schema_says(name: str) -> None:
    document = json.loads(render(report(name)))

    assert list(Draft202012Validator(schema()).iter_errors(document)) == []


def test_given_the_schema_then_it_is_one_and_has_every_field() -> None:
    Draft202012Validator.check_schema(schema())
    parts = schema()["$defs"]

    for part, type_ in (("result", Result), ("waiver", AppliedWaiver), ("model", JudgedModel)):
        assert {*parts[part]["properties"]} == {field.name for field in fields(type_)}
    assert {*schema()["properties"]} == {"version", *(field.name for field in fields(Report))}


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "green"},
        {"verdict": "not-judged"},
        {"reasons": ["why"]},
        {"version": 2},
        {"more": 1},
        {"finished": "yesterday"},
    ],
)
def test_given_what_is_no_report_then_the_schema_refuses_it(change: dict[str, object]) -> None:
    document = {**json.loads(render(report("clean"))), **change}

    assert not Draft202012Validator(schema()).is_valid(document)


def test_given_the_same_report_then_its_json_has_the_same_bytes_and_one_time() -> None:
    found = report("waived")
    later = replace(found, finished=datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc))

    assert render(found) == render(report("waived"))
    differ = [
        (one, other)
        for one, other in zip(render(found).split("\n"), render(later).split("\n"), strict=True)
        if one != other
    ]
    assert differ == [('  "finished": "2027-01-01T00:00:00Z"', '  "finished": "2030-01-02T03:04:05Z"')]


def test_given_a_waiver_then_it_is_in_the_json() -> None:
    (waived,) = [one for one in json.loads(render(report("waived")))["results"] if one["outcome"] == "waived"]

    assert waived["waiver"] == {"reason": "a reason", "owner": "an owner", "expires": "9999-12-31", "ticket": "SEC-1"}
