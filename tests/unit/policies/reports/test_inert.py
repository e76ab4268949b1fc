"""Which characters of a report reach a reader."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.reports import inert
from pulumi_sagemaker_policy.reports.results import AppliedWaiver, JudgedModel, Report, Result
from tests.unit.policies.reports import samples


def test_given_the_fields_that_may_be_long_then_reports_have_all_of_them() -> None:
    assert {
        field.name for part in (Report, Result, JudgedModel, AppliedWaiver) for field in fields(part)
    } >= inert.TEXTS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("fraud", "fraud"),
        ("", ""),
        ("two\nlines\r\n\tof  text ", "two lines of text"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b", "a b"),
        ("half \ud800", "half \\ud800"),
        ("Müller 模型 מודל", "Müller 模型 מודל"),
        ("x" * 1_001, "x" * 999 + "…"),
    ],
)
def test_given_a_text_when_put_on_one_line_then_all_of_it_can_be_seen(text: str, shown: str) -> None:
    assert inert.on_one_line(text) == shown


@given(st.text(st.characters()))
def test_given_any_text_when_put_on_one_line_then_it_is_printable_and_short(text: str) -> None:
    shown = inert.on_one_line(text, 50)

    assert shown.isprintable()
    assert len(shown) <= 50
    assert inert.on_one_line(shown, 50) == shown


@pytest.mark.parametrize("name", samples.HOSTILE)
def test_given_a_hostile_report_when_made_inert_then_no_text_of_it_is_left_out(name: str) -> None:
    report = inert.inert(samples.hostile(samples.HOSTILE[name]))

    texts = [report.stack, *report.packs, *report.reasons]
    parts: list[Result | JudgedModel | AppliedWaiver] = [*report.results, *report.models]
    parts += [result.waiver for result in report.results if result.waiver]
    for part in parts:
        texts += [value for field in fields(part) if isinstance(value := getattr(part, field.name), str)]
    assert all(text.isprintable() and len(text) <= inert.LONGEST_TEXT for text in texts)


def test_given_a_report_when_made_inert_then_what_is_harmless_stays_as_it_is() -> None:
    report: Report = samples.mixed()

    assert inert.inert(report) == report
    assert all(isinstance(result, Result) for result in inert.inert(report).results)
