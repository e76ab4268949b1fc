"""The page for people, without a browser: what it holds, and that names add nothing to it."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.reports import html, wording
from pulumi_sagemaker_policy.reports.catalogue import about
from pulumi_sagemaker_policy.reports.results import JudgedModel, Outcome, Report, RunVerdict
from tests.unit.policies.reports import samples


class Reader(HTMLParser):
    """Collects the elements of a page, with the names of their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


@pytest.mark.parametrize("name", samples.HOSTILE)
def test_given_hostile_names_then_the_page_has_the_elements_that_it_has_anyway(name: str) -> None:
    hostile, harmless = (html.render(samples.hostile(text)) for text in (samples.HOSTILE[name], "harmless"))

    assert Reader(hostile).elements == Reader(harmless).elements


@given(st.text(min_size=1).filter(lambda text: not about(text, "").url))  # of its own rules the package says more
def test_given_any_name_then_the_page_has_the_elements_that_it_has_anyway(text: str) -> None:
    elements = Counter(Reader(html.render(samples.hostile(text))).elements)

    assert elements == Counter(Reader(html.render(samples.hostile("harmless" if text.strip() else ""))).elements)


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_the_page_needs_nothing_from_elsewhere(name: str) -> None:
    page = Reader(html.render(samples.REPORTS[name]))

    assert not {tag for tag, _ in page.elements} & {"img", "link", "iframe", "object", "embed", "base"}
    assert page.values("src") == []
    assert all(re.match(r"#|https://docs\.aws\.amazon\.com/", target) for target in page.values("href"))
    assert "@import" not in page.text
    assert "url(" not in page.text


@pytest.mark.parametrize("name", samples.REPORTS)
def test_given_a_report_then_each_link_of_the_page_leads_somewhere(name: str) -> None:
    page = Reader(html.render(samples.REPORTS[name]))

    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in page.values("href") if target.startswith("#")} <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)


def test_given_a_page_then_its_policy_allows_its_own_script_and_style_and_no_other() -> None:
    page = html.render(samples.mixed())

    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    for element, directive in (("script", "script-src"), ("style", "style-src")):
        [content] = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} &#39;sha256-{digest}&#39;" in policy.replace("'", "&#39;")
    assert policy.startswith("default-src &#39;none&#39;;".replace("&#39;", "'"))
    assert "unsafe" not in policy


def test_given_every_outcome_then_the_page_says_each_but_what_passed() -> None:
    text = Reader(html.render(samples.mixed())).text

    for result in samples.mixed().results:
        if result.outcome is not Outcome.PASSED:
            told = [wording.message(result), *(said for _, said in (*wording.remedy(result), *wording.facts(result)))]
            told.remove(result.pack)
            assert [said for said in told if said not in text] == []


def test_given_a_report_then_its_time_is_there_once() -> None:
    page = html.render(samples.mixed())

    assert page.count("20:45") == 1
    assert html.render(samples.mixed()) == page


def test_given_models_of_all_kinds_then_the_most_urgent_come_first() -> None:
    page = html.render(samples.mixed())

    assert re.findall(r'<th role="rowheader" title="([^"]*)"', page) == [
        "fraud",
        "artefacts",
        "ranking",
        "churn",
        "vendor/Scoring",
        "scoring-canary",
        "uplift",
    ]


def test_given_models_without_results_then_each_has_a_row() -> None:
    models = tuple(JudgedModel(urn=samples.urn(name), model=name, rules=rules) for name, rules in (("a", 11), ("b", 0)))

    page = html.render(samples.report(RunVerdict.CLEAN, models=models))

    assert re.findall(r'<td role="cell" class="count( none)?">(\d+)', page) == [("", "11"), (" none", "0")]


def test_given_the_same_finding_of_many_models_then_it_is_said_once() -> None:
    same = [replace(samples.ISOLATION, model=name, urn=samples.urn(name), fingerprint=name) for name in ("a", "b", "c")]

    page = html.render(samples.report(RunVerdict.BLOCKED, same))

    assert page.count('<p class="problem">') == 1
    assert re.findall(r'<li id="finding-(\w)"', page) == ["a", "b", "c"]


def test_given_reports_on_two_stacks_then_the_worst_verdict_is_the_page_s() -> None:
    clean: Report = samples.report(RunVerdict.CLEAN, list(samples.passed(["fraud"])), stack="fraud/dev")

    page = html.render(clean, samples.REPORTS["blocked"])

    assert '<body class="blocked">' in page
    assert Reader(page).values("name").count("stack") == 1


def test_given_the_package_when_imported_then_jinja_is_not() -> None:
    program = (
        "import sys, pulumi_sagemaker_policy, pulumi_sagemaker_policy.cli.command\n"
        "from pulumi_sagemaker_policy.reports import github, gitlab, junit, markdown, sarif\n"
        "print({'jinja2', 'markupsafe'} & sys.modules.keys())"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert loaded.stdout == "set()\n"
