"""GitHub Actions: annotations and the summary of a job."""

from __future__ import annotations

import re

import pytest

from pulumi_sagemaker_policy.reports import github, markdown
from pulumi_sagemaker_policy.reports.results import RunVerdict
from tests.unit.policies.reports import samples

COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read commands as GitHub's runner does."""
    read = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match["properties"].split(","))
        read.append((match["name"], {key: unescaped(value) for key, value in properties.items()}, match["message"]))
    return read


def unescaped(value: str) -> str:
    for escape, letter in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(escape, letter)
    return value


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_each_line_is_a_command(name: str) -> None:
    commands(github.render(samples.REPORTS[name]))


def test_given_every_outcome_then_what_blocks_is_an_error_and_what_advises_a_warning() -> None:
    told = [(name, properties["title"]) for name, properties, _ in commands(github.render(samples.mixed()))]

    assert told == [
        ("error", "network-isolation: fraud"),
        ("error", "tag-allowlist: fraud"),
        ("error", "s3-no-public-read: artefacts"),
        ("error", "image-digest: ranking"),
        ("warning", "environment-secrets: churn"),
        ("warning", "execution-role: ranking"),
    ]


def test_given_a_violation_then_the_annotation_stands_where_it_is_declared() -> None:
    [(_, properties, message)] = commands(github.render(samples.report(RunVerdict.BLOCKED, [samples.TAG])))

    assert properties == {"file": "infra/__main__.py", "line": "19", "title": "tag-allowlist: fraud"}
    assert message.startswith('The tag "Environment" is not allowed.%0Aat: tags["Environment"]%0Awanted: ')


def test_given_more_than_github_shows_then_one_notice_counts_the_others() -> None:
    told = commands(github.render(samples.thousand()))

    names = [name for name, _, _ in told]
    assert names == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert told[-1][2].startswith("3,980 more findings: ")


def test_given_a_run_that_was_not_judged_then_its_reasons_come_first() -> None:
    told = [(name, message) for name, _, message in commands(github.render(samples.REPORTS["not judged"]))]

    assert told[:2] == [
        ("error", "The policy pack sagemaker-models ended before it had judged all."),
        ("error", "The program failed."),
    ]


def test_given_5_000_findings_when_summed_up_then_the_summary_fits() -> None:
    summary = github.step_summary(samples.thousand())

    assert markdown.COMMENT < len(summary.encode()) <= markdown.JOB_SUMMARY
