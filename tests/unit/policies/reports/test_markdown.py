"""Markdown for merge requests, as CommonMark and GitHub's tables read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pulumi_sagemaker_policy.reports import markdown
from pulumi_sagemaker_policy.reports.results import Outcome, RunVerdict
from tests.unit.policies.reports import samples

READER = MarkdownIt("gfm-like", {"linkify": False, "html": True}).enable("table")

OURS = {"<br>"}
"""The HTML that a report has on purpose."""

STEERING = re.compile(r"(^|[^\w])[@#!~%$&]\w|://|www\.|:\w+:|^/\w", re.MULTILINE)
"""What GitHub or GitLab make something of outside code: mentions, references, links, emoji, quick actions."""


def tokens(text: str) -> Iterator[Token]:
    for block in READER.parse(text):
        yield block
        yield from block.children or ()


def read(text: str) -> tuple[str, set[str]]:
    """Return the text outside code, and the kinds of what is in the document."""
    outside = []
    kinds = set()
    for token in tokens(text):
        kinds.add(token.type)
        if token.type == "text":
            outside.append(token.content)
        elif token.type == "html_inline":
            assert token.content in OURS
        elif token.type == "html_block":
            assert re.fullmatch(r"<!-- sagemaker-policy [\w%/.~-]* -->", token.content.strip())
    return "\n".join(outside), kinds


ALLOWED = {
    *("paragraph_open", "paragraph_close", "heading_open", "heading_close", "inline", "text", "softbreak"),
    *("html_block", "html_inline", "code_inline", "strong_open", "strong_close"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
}


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_names_make_no_markup_links_or_mentions(name: str) -> None:
    outside, kinds = read(markdown.render(samples.REPORTS[name]))

    assert kinds <= ALLOWED
    assert not STEERING.search(outside)


@given(st.text(min_size=1))
def test_given_any_text_when_said_in_markdown_then_its_words_are_still_there(text: str) -> None:
    report = samples.report(RunVerdict.BLOCKED, [samples.result("naming", "fraud", problem=text)])

    outside, kinds = read(markdown.render(report))

    assert kinds <= ALLOWED
    assert not STEERING.search(outside)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("enableNetworkIsolation is false.", "enableNetworkIsolation is false."),
        ('The tag "Environment" is not allowed.', 'The tag "Environment" is not allowed.'),
        ("containers[0].image has a tag.", "containers[0].image has a tag."),
        ("It failed at rule.py:61, sorry.", "It failed at rule.py:61, sorry."),
        ("Ask @admins.", "Ask `@admins`."),
        ("See https://example.com/a.", "See `https://example.com/a`."),
        ("pass `enable=True` to Model", "pass `enable=True` to Model"),
        ('list "x": {"a": ["*"]} or {}.', 'list "x": `{"a": ["*"]} or {}`.'),
        ("a `` b` c", "a ``` `` ``` `` b` `` c"),
        ("/close", "`/close`"),
        ("__init__ *bold*", "`__init__` `*bold*`"),
        ("1,000 models", "1,000 models"),
        ("deadbeef12 GH-12", "`deadbeef12` `GH-12`"),
    ],
)
def test_given_a_sentence_then_only_what_could_steer_is_code(said: str, written: str) -> None:
    assert markdown.prose(said) == written


def test_given_a_stack_then_the_marker_is_the_first_line_and_has_nothing_else() -> None:
    text = markdown.render(samples.REPORTS["blocked"])

    assert text.splitlines()[0] == markdown.marker("fraud/prod") == "<!-- sagemaker-policy fraud/prod -->"


def test_given_two_verdicts_on_a_stack_then_the_marker_is_the_same() -> None:
    first, second = (markdown.render(samples.REPORTS[name]).splitlines()[0] for name in ("clean", "not judged"))

    assert first == second


def test_given_a_report_then_verdict_coverage_findings_and_time_are_said() -> None:
    text = markdown.render(samples.mixed())

    assert "## Blocked: 3 violations, 1 not judged, 1 advisory, 1 undecided, 1 waived; " in text
    assert "- **`network-isolation`** (high) on `fraud`: enableNetworkIsolation is not set, so" in text
    assert "| `uplift` | 11 rules |  |" in text
    assert text.count("2026-11-27 20:45 UTC") == 1


@pytest.mark.parametrize("limit", [2_000, 10_000, markdown.COMMENT, markdown.JOB_SUMMARY])
def test_given_5_000_findings_then_whole_findings_fit_and_the_others_are_counted(limit: int) -> None:
    text = markdown.render(samples.thousand(), limit)

    shown = len(re.findall(r"^- \*\*", text, re.MULTILINE))
    [omitted] = re.findall(r"^([\d,]+) more findings did not fit here", text, re.MULTILINE) or ["0"]
    assert len(text.encode()) <= limit
    assert shown + int(omitted.replace(",", "")) == 5_000
    assert text.count("urn: `") == shown
    assert text.endswith("Judged 2026-11-27 20:45 UTC.\n")


@pytest.mark.parametrize("name", samples.HOSTILE)
def test_given_long_hostile_names_then_the_limit_holds(name: str) -> None:
    assert len(markdown.render(samples.hostile(samples.HOSTILE[name] * 50)).encode()) <= markdown.COMMENT


def test_given_a_bar_in_the_name_of_a_model_then_its_row_keeps_three_cells() -> None:
    text = markdown.render(samples.report(RunVerdict.CLEAN, [samples.result("naming", "a|b", Outcome.PASSED)]))

    cells = [token.type for token in tokens(text)]
    assert cells.count("td_open") == 3
