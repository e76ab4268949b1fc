"""The rules' pages: in step with the rules, and their programs do what the pages say."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pulumi_sagemaker_policy import Rule, rules
from pulumi_sagemaker_policy.docs import page
from pulumi_sagemaker_policy.testing import OURS, Declaration, analyze

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
    inputs = {"enable_network_isolation": "enableNetworkIsolation", "tags": "tags"}
    return Declaration(OURS, {inputs[name]: value for name, value in arguments.items() if name in inputs})


@each_rule
def test_given_the_rules_then_their_pages_are_in_step(rule: Rule) -> None:
    assert (PAGES / f"{rule.id}.md").read_text(encoding="utf-8") == page(rule), (
        "write the pages again: python -m pulumi_sagemaker_policy.docs policies/docs"
    )


def test_given_the_pages_then_each_has_its_rule() -> None:
    assert {path.stem for path in PAGES.iterdir()} == {rule.id for rule in rules.ALL}


@each_rule
def test_given_a_pages_failing_program_then_the_rule_finds_it(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    levels = {found.level for found in analyze(declare(rule.failing, monkeypatch), rule).diagnostics}

    assert rule.level in levels


@each_rule
def test_given_a_pages_passing_program_then_the_rule_finds_nothing(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    assert analyze(declare(rule.passing, monkeypatch), rule).diagnostics == []
