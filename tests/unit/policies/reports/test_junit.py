"""JUnit XML, as its readers take it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from pulumi_sagemaker_policy.reports import junit
from pulumi_sagemaker_policy.reports.results import Report, RunVerdict
from tests.unit.policies.reports import samples

SCHEMA = xmlschema.XMLSchema11(Path(__file__).with_name("junit.xsd"))


def cases(report: Report) -> list[TestCase]:
    [suite] = JUnitXml.fromstring(junit.render(report).encode())
    return list(suite)


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_it_complies_with_the_schema(name: str) -> None:
    SCHEMA.validate(junit.render(samples.REPORTS[name]))


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_its_counts_are_right_and_each_name_is_there_once(name: str) -> None:
    text = junit.render(samples.REPORTS[name])

    [suite] = JUnitXml.fromstring(text.encode())
    counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
    suite.update_statistics()  # type: ignore[no-untyped-call]  # junitparser gives it no type
    assert counted == (suite.tests, suite.failures, suite.errors, suite.skipped)
    names = [case.name for case in suite]
    assert len(names) == len(set(names))


def test_given_every_outcome_then_only_what_blocks_fails() -> None:
    told = {case.name: [type(told) for told in case.result] for case in cases(samples.mixed())}

    assert {name: kinds for name, kinds in told.items() if kinds} == {
        "s3-no-public-read: artefacts": [Failure],
        "network-isolation: fraud at enableNetworkIsolation": [Failure],
        'tag-allowlist: fraud at tags["Environment"]': [Failure],
        "image-digest: ranking": [Error],
        "network-isolation: vendor/Scoring at EnableNetworkIsolation": [Skipped],
    }
    assert told['environment-secrets: churn at primaryContainer.environment["DB_PASSWORD"]'] == []


def test_given_advisories_that_count_then_none_is_a_failure() -> None:
    report = samples.REPORTS["advisory that counts"]

    assert [case.result for case in cases(report)] == [[], [], []]
    assert samples.SECRET.problem in junit.render(report).replace("&quot;", '"')


def test_given_a_model_that_no_rule_judged_then_it_is_skipped() -> None:
    [_, case] = cases(samples.REPORTS["judged by nothing"])

    assert case.name == "fraud: judged by 0 rules"
    assert [type(told) for told in case.result] == [Skipped]


def test_given_a_run_that_was_not_judged_then_a_case_of_its_own_is_an_error() -> None:
    case = cases(samples.REPORTS["not judged"])[0]

    [error] = case.result
    assert isinstance(error, Error)
    assert error.text == "The policy pack sagemaker-models ended before it had judged all.\nThe program failed."


def test_given_many_results_of_one_name_then_they_are_told_apart() -> None:
    report = samples.report(
        RunVerdict.BLOCKED, [samples.result("naming", "fraud", problem=f"{place}") for place in range(3)]
    )

    assert [case.name for case in cases(report)][2:] == ["naming: fraud", "naming: fraud (2)", "naming: fraud (3)"]
