"""The configuration file: what is wrong with one, and that the schema for editors says the same."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import pulumi_sagemaker_policy
from pulumi_sagemaker_policy import Setting, rules
from pulumi_sagemaker_policy.configuration import problems, schema
from pulumi_sagemaker_policy.rules import network_isolation, tag_allowlist

PACKAGE = Path(pulumi_sagemaker_policy.__file__).parent
EXAMPLES = Path(__file__).parents[3] / "examples"
TWO = (network_isolation.RULE, tag_allowlist.RULE)
LEVELS = '"advisory", "mandatory", "remediate" or "disabled"'
NAMES = [
    f'"{name}"'
    for name in (
        *("network-isolation", "tag-allowlist", "all"),
        *("unused-waivers", "lost-remediation", "missing-settings", "audit-summary"),
    )
]
WAIVER = {"urn": "*::legacy-*", "reason": "a reason", "owner": "an owner", "expires": "2027-01-31"}

EDITOR = Draft7Validator(schema(TWO))


def found(document: object) -> list[tuple[str, str, str]]:
    return [(problem.path, problem.problem, problem.wanted) for problem in problems(document, TWO)]


@pytest.mark.parametrize("file", [*(PACKAGE / "profiles").iterdir(), *EXAMPLES.rglob("policy-config.json")], ids=str)
def test_given_a_file_that_we_publish_then_both_the_check_and_the_schema_take_it(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))

    assert list(problems(document, rules.ALL)) == []
    assert list(Draft7Validator(schema(rules.ALL)).iter_errors(document)) == []


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)
def test_given_a_rules_defaults_then_both_the_check_and_the_schema_take_them(
    rule: pulumi_sagemaker_policy.Rule,
) -> None:
    document = {rule.id: {setting.name: setting.default for setting in rule.settings if setting.default is not None}}

    assert list(problems(document, rules.ALL)) == []
    assert list(Draft7Validator(schema(rules.ALL)).iter_errors(document)) == []


def test_given_the_schema_then_it_is_one() -> None:
    Draft7Validator.check_schema(schema(rules.ALL))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"all": "advisory", "network-isolation": "disabled", "lost-remediation": {"enforcementLevel": "advisory"}},
        {"network-isolation": {"on_unknown": "violation", "waivers": [WAIVER, {**WAIVER, "ticket": "SEC-1"}]}},
        {"tag-allowlist": {"allowed": {"team": ["*"]}, "required": ["team"], "defaults": {"team": "x"}}},
    ],
)
def test_given_a_right_file_then_nothing_is_found(document: object) -> None:
    assert found(document) == []
    assert list(EDITOR.iter_errors(document)) == []


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], ("the file", "is no map", "a map of rules to their settings")),
        (
            {"network-isolaton": {"a": 1}},
            (
                "network-isolaton",
                "is no rule of this pack",
                f"one of {', '.join(NAMES[:-1])} or {NAMES[-1]}",
            ),
        ),
        ({"all": "madatory"}, ("all.enforcementLevel", 'is "madatory"', LEVELS)),
        ({"network-isolation": 1}, ("network-isolation.enforcementLevel", "is a number", "a string")),
        (
            {"tag-allowlist": {"enforcementLevel": None}},
            ("tag-allowlist.enforcementLevel", "is a value of type NoneType", "a string"),
        ),
        (
            {"unused-waivers": {"waivers": []}},
            ("unused-waivers.waivers", "does not exist", "no settings but enforcementLevel"),
        ),
        (
            {"network-isolation": {"on_unknown": "Skip"}},
            ("network-isolation.on_unknown", 'is "Skip"', '"advisory", "violation" or "skip"'),
        ),
        ({"network-isolation": {"waivers": {}}}, ("network-isolation.waivers", "is a map", "a list")),
        ({"network-isolation": {"waivers": ["*"]}}, ("network-isolation.waivers[0]", "is a string", "a map")),
        (
            {"network-isolation": {"waivers": [{**WAIVER, "owner": ""}]}},
            ("network-isolation.waivers[0].owner", "is empty", "a string that says something"),
        ),
        (
            {"network-isolation": {"waivers": [{**WAIVER, "tickets": "x"}]}},
            (
                "network-isolation.waivers[0].tickets",
                "does not exist",
                'one of "expires", "owner", "part", "reason", "ticket" or "urn"',
            ),
        ),
        ({"tag-allowlist": {"allowed": {"team": "*"}}}, ('tag-allowlist.allowed["team"]', "is a string", "a list")),
    ],
)
def test_given_one_mistake_then_one_problem_names_its_path_and_the_schema_refuses_it_too(
    document: object, problem: tuple[str, str, str]
) -> None:
    assert found(document) == [problem]
    assert list(EDITOR.iter_errors(document)) != []


@pytest.mark.parametrize(
    ("settings", "path", "problem", "wanted"),
    [
        (
            {"defaults": {"team": "x"}},
            'defaults["team"]',
            "is of no use: tag-allowlist.required does not list that key",
            "a key from required",
        ),
        (
            {"allowed": {"team": ["ml-*"]}, "required": ["team"], "defaults": {"team": "x"}},
            'defaults["team"]',
            'is "x", which tag-allowlist.allowed does not allow',
            '"ml-*"',
        ),
    ],
)
def test_given_settings_that_contradict_each_other_then_the_problem_names_both(
    settings: dict[str, object], path: str, problem: str, wanted: str
) -> None:
    assert found({"tag-allowlist": settings}) == [(f"tag-allowlist.{path}", problem, wanted)]


@pytest.mark.parametrize(
    ("schema", "default", "value", "problem"),
    [
        ({"type": "integer", "minimum": 2}, 3, 2.0, None),
        ({"type": "integer", "minimum": 2}, 3, 1, ("is 1", "2 or more")),
        ({"type": "integer"}, 3, 2.5, ("is a number", "a whole number")),
        ({"type": "integer"}, 3, True, ("is a boolean", "a whole number")),
        ({"type": "array", "items": {"type": "integer"}}, [], [1.0], None),
    ],
)
def test_given_a_setting_of_any_type_then_values_are_held_to_it(
    schema: dict[str, Any], default: object, value: object, problem: tuple[str, str] | None
) -> None:
    rule = replace(network_isolation.RULE, settings=(Setting("setting", schema, default, "A setting."),))

    assert [(found.problem, found.wanted) for found in rule.read({"setting": value})[1]] == [problem] * bool(problem)
