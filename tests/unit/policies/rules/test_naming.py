"""The verdicts of naming."""

from dataclasses import replace
from typing import Any

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, Field, Finding, Undecided
from pulumi_sagemaker_policy.rules.naming import RULE
from pulumi_sagemaker_policy.testing import MODEL

PATTERN = {"name": "(risk|search)-[a-z-]+"}
WANTED = 'a name that fits "(risk|search)-[a-z-]+"'
FOUND = Finding("name is not as agreed.", "name", WANTED, "name the model so there")
RESOURCE = Finding(
    "the resource's name is not as agreed.",
    "the resource's name",
    'a name that fits "fraud-.*"',
    "rename the resource in the program",
)


@pytest.mark.parametrize(
    ("name", "config", "found"),
    [
        ("anything", {}, []),
        ("risk-fraud", PATTERN, []),
        ("risk-", PATTERN, [FOUND]),
        ("x-risk-fraud", PATTERN, [FOUND]),
        ("risk-fraud2", PATTERN, [FOUND]),
        ("risk-fraud\n", PATTERN, [FOUND]),
        ("", PATTERN, [FOUND]),
        (UNKNOWN, PATTERN, [Undecided("name")]),
        (
            ABSENT,
            PATTERN,
            [Finding("name is missing, so it cannot be judged.", "name", WANTED, "name the model so there")],
        ),
        (ABSENT, {"resource_name": "fraud"}, []),
        (ABSENT, {"resource_name": "fraud-.*"}, [RESOURCE]),
        ("x", {**PATTERN, "resource_name": "fraud-.*"}, [FOUND, RESOURCE]),
        (UNKNOWN, {**PATTERN, "resource_name": "fraud-.*"}, [Undecided("name"), RESOURCE]),
    ],
)
def test_given_names_then_each_has_to_fit_its_pattern_wholly(
    name: object, config: dict[str, Any], found: list[Finding | Undecided]
) -> None:
    assert RULE.judge(replace(MODEL, model_name=Field("name", name)), config) == found


@pytest.mark.parametrize("setting", ["name", "resource_name"])
def test_given_a_pattern_that_is_none_then_the_setting_is_wrong(setting: str) -> None:
    (found,) = RULE.judge(MODEL, {setting: "risk-("})

    assert isinstance(found, Finding)
    assert found.problem == (
        f"The policy configuration is wrong: naming.{setting} is no regular expression: "
        "missing ), unterminated subpattern at position 5."
    )
    assert found.wanted == "one that Python's re module takes"
