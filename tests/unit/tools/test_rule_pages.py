"""The rules' pages: in step with the rules, and their programs do what the pages say."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import Rule, rules
from pulumi_sagemaker_policy.declarations.adapters import ADAPTERS, adapter
from pulumi_sagemaker_policy.testing import OURS, Declaration, Diagnostic, analyze
from tools.rule_pages import declarations, page

PAGES = Path(__file__).parents[3] / "policies" / "docs"

each_rule = pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)


def declare(program: str, monkeypatch: pytest.MonkeyPatch) -> Declaration:
    """Run a page's program against a provider that only notes what it is asked for."""
    declared: list[dict[str, Any]] = []
    provider = ModuleType("pulumi_sagemaker_model")
    provider.Model = lambda _name, **arguments: declared.append(arguments)  # type: ignore[attr-defined] # a stand-in
    monkeypatch.setitem(sys.modules, provider.__name__, provider)
    exec(program, {})  # noqa: S102 - our own page's program is what is under test
    (arguments,) = declared
    return Declaration(OURS, camel(arguments))


def camel(block: Mapping[str, Any]) -> dict[str, Any]:
    """Spell arguments as the engine sees them, but leave alone the keys that are the program's own."""
    return {
        re.sub("_(.)", lambda letter: letter[1].upper(), name): camel(value)
        if isinstance(value, dict) and name not in ("tags", "environment")
        else value
        for name, value in block.items()
    }


def judged(program: str, rule: Rule, monkeypatch: pytest.MonkeyPatch) -> list[Diagnostic]:
    """Judge a page's program with the page's settings, at a level that is not disabled."""
    config = {rule.id: {"enforcementLevel": "mandatory", **rule.example}}
    return analyze(declare(program, monkeypatch), rule, config=config).diagnostics


@each_rule
def test_given_the_rules_then_their_pages_are_in_step(rule: Rule) -> None:
    assert (PAGES / f"{rule.id}.md").read_text(encoding="utf-8") == page(rule), "run: make docs"


def test_given_the_resource_types_when_the_page_is_read_then_it_has_each() -> None:
    written = (PAGES / "declarations.md").read_text(encoding="utf-8")

    assert written == declarations(), "run: make docs"
    named = re.findall(r"`([^` ]+:[^` ]+)`", written)
    assert set(named) >= set(ADAPTERS)
    # A type that is named by its form is one that is read.
    assert [token for token in named if adapter(token.replace("*", "x")) is None] == []


def test_given_the_pages_then_each_has_its_rule() -> None:
    named = {"adopting", "check", "comparison", "declarations", "iam", "settings"}
    assert {path.stem for path in PAGES.iterdir()} - named == {rule.id for rule in rules.ALL}


@each_rule
def test_given_a_pages_failing_program_then_the_rule_finds_it(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    levels = {found.level for found in judged(rule.failing, rule, monkeypatch)}

    assert EnforcementLevel.MANDATORY in levels


@each_rule
def test_given_a_pages_passing_program_then_the_rule_finds_nothing(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(rule.passing, rule, monkeypatch) == []
