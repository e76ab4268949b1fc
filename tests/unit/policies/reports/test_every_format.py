"""What holds for reports of every format: they say the same, and no name in them is obeyed."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Callable
from typing import Final, TypeAlias
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.reports import formats
from pulumi_sagemaker_policy.reports.results import Report, Result, RunVerdict
from tests.unit.policies.reports import samples

FORMATS: Final[dict[str, Callable[[Report], str]]] = {one.name: one.render for one in formats.FORMATS}

Said: TypeAlias = tuple[str, str, str, str, int, str]
"""Rule, level, URN, file, line and message."""


def said(result: Result) -> Said:
    return result.rule, result.level, result.urn, result.file, result.line, result.problem


def from_lines(text: str) -> Said:
    message, *others = text.split("\n")
    facts = dict(line.split(": ", 1) for line in others)
    file, _, line = facts["declared"].rpartition(":")
    return facts["rule"], facts["level"], facts["urn"], file, int(line), message


def of_sarif(text: str) -> set[Said]:
    found = set()
    for result in json.loads(text)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        file, line = unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"]
        told = (result["ruleId"], result["properties"]["level"], result["properties"]["urn"], file, line)
        assert from_lines(result["message"]["text"])[:5] == told
        found.add((*told, result["message"]["text"].split("\n")[0]))
    return found


def of_gitlab(text: str) -> set[Said]:
    found = set()
    for issue in json.loads(text):
        told = from_lines(issue["content"]["body"])
        assert (issue["check_name"], issue["location"]) == (told[0], {"path": told[3], "lines": {"begin": told[4]}})
        assert issue["description"].startswith(f"{told[5]} (model: ")
        found.add(told)
    return found


def of_junit(text: str) -> set[Said]:
    found = set()
    for failure in ET.fromstring(text).iter("failure"):  # noqa: S314  # our own
        told = from_lines(failure.text or "")
        assert failure.attrib["message"] == told[5]
        found.add(told)
    return found


def of_github(text: str) -> set[Said]:
    found = set()
    for line in text.splitlines():
        properties, _, message = line.removeprefix("::error ").partition("::")
        told = from_lines(message.replace("%0A", "\n").replace("%25", "%"))
        assert f"line={told[4]}," in properties
        found.add(told)
    return found


def of_markdown(text: str) -> set[Said]:
    entry = re.compile(
        r"^- \*\*`(?P<rule>.*?)`\*\*.*? on `.*?`: (?P<message>.*?)<br>$.*?"
        r"declared: `(?P<file>.*?):(?P<line>\d+)`, level `(?P<level>.*?)`<br>\n  urn: `(?P<urn>.*?)`$",
        re.MULTILINE | re.DOTALL,
    )
    return {
        (told["rule"], told["level"], told["urn"], told["file"], int(told["line"]), told["message"])
        for told in entry.finditer(text)
    }


def of_html(text: str) -> set[Said]:
    found = set()
    for group in re.findall(r'<li class="group .*?</ul>', text, re.DOTALL):
        [problem] = re.findall(r'<p class="problem">(.*?)</p>', group)
        [level] = re.findall(r"<p>([a-z]+), [a-z]+ severity</p>", group)
        for rule, place, urn in re.findall(r'data-rule="(.*?)".*?<span>(.*?)</span> <span>(.*?)</span>', group):
            file, _, line = place.rpartition(":")
            found.add((rule, level, entities.unescape(urn), file, int(line), entities.unescape(problem)))
    return found


def of_json(text: str) -> set[Said]:
    return {
        (one["rule"], one["level"], one["urn"], one["file"], one["line"], one["problem"])
        for one in json.loads(text)["results"]
    }


READERS: Final[dict[str, Callable[[str], set[Said]]]] = {
    "github": of_github,
    "gitlab": of_gitlab,
    "html": of_html,
    "json": of_json,
    "junit": of_junit,
    "markdown": of_markdown,
    "sarif": of_sarif,
}

WHOLE: Final = {"json"}
"""Formats that have every text in full, as programs read them."""

WITHOUT_TIME: Final = {"github", "gitlab", "sarif"}
"""Formats that do not say when the run ended."""


@pytest.mark.parametrize("name", FORMATS)
def test_given_violations_then_every_format_says_the_same_of_each(name: str) -> None:
    violations = [
        samples.ISOLATION,
        samples.TAG,
        samples.result(
            "image-registry",
            "ranking/Model",
            problem="containers[0].image is not from your registries, or AWS's own.",
            file="a folder/ä.py",
            line=7,
        ),
    ]

    text = FORMATS[name](samples.report(RunVerdict.BLOCKED, violations))

    assert READERS[name](text) == {said(violation) for violation in violations}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", samples.REPORTS)
def test_given_the_same_report_then_the_same_bytes_come_of_it(kind: str, name: str) -> None:
    assert FORMATS[name](samples.REPORTS[kind]) == FORMATS[name](samples.REPORTS[kind])


@pytest.mark.parametrize("name", FORMATS)
@given(st.text(st.characters()))
def test_given_any_names_then_no_format_has_a_character_that_is_not_seen(name: str, text: str) -> None:
    made = FORMATS[name](samples.hostile(text))

    assert all(line.isprintable() for line in made.split("\n"))
    made.encode()


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - WHOLE))
def test_given_names_of_10_kb_then_no_format_grows_with_them(name: str) -> None:
    assert len(FORMATS[name](samples.hostile("x" * 10_000))) < 90_000


@pytest.mark.parametrize("name", sorted(WITHOUT_TIME))
def test_given_another_day_then_formats_without_time_stay_the_same(name: str) -> None:
    monday, tuesday = (samples.report(RunVerdict.BLOCKED, [samples.TAG], finished=day) for day in samples.DAYS)

    assert FORMATS[name](monday) == FORMATS[name](tuesday)


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - WITHOUT_TIME))
def test_given_another_day_then_other_formats_differ_in_one_place(name: str) -> None:
    monday, tuesday = (samples.report(RunVerdict.BLOCKED, [samples.TAG], finished=day) for day in samples.DAYS)

    first, second = FORMATS[name](monday).split("\n"), FORMATS[name](tuesday).split("\n")

    assert sum(one != other for one, other in zip(first, second, strict=True)) == 1
