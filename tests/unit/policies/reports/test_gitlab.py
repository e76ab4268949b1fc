"""GitLab's code quality report: its documented fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pulumi_sagemaker_policy.reports import gitlab
from pulumi_sagemaker_policy.reports.results import Report
from tests.unit.policies.reports import samples

DOCUMENTED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def issues(report: Report) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(gitlab.render(report))
    return made


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_it_has_the_documented_fields_and_unique_fingerprints(name: str) -> None:
    made = issues(samples.REPORTS[name])

    assert [error.message for error in Draft202012Validator(DOCUMENTED).iter_errors(made)] == []
    assert len({issue["fingerprint"] for issue in made}) == len(made)


def test_given_every_outcome_then_only_what_blocks_is_there() -> None:
    assert [(issue["check_name"], issue["severity"]) for issue in issues(samples.mixed())] == [
        ("network-isolation", "critical"),
        ("tag-allowlist", "major"),
        ("s3-no-public-read", "major"),
        ("image-digest", "major"),
    ]


def test_given_a_violation_then_it_is_said_in_one_line_where_it_is_declared() -> None:
    [issue, _] = issues(samples.REPORTS["blocked"])

    assert issue["description"] == (
        "enableNetworkIsolation is not set, so the containers can reach the network. "
        "(model: fraud; at: enableNetworkIsolation; wanted: true; fix: set enableNetworkIsolation to true)"
    )
    assert issue["location"] == {"path": "infra/__main__.py", "lines": {"begin": 12}}


def test_given_nothing_that_blocks_then_the_list_is_empty() -> None:
    assert gitlab.render(samples.REPORTS["advisory"]) == "[]\n"
