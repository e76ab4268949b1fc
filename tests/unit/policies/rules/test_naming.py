"""The verdicts of naming."""

from dataclasses import replace
from typing import Any

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, Field, Finding, Undecided
from pulumi_sagemaker_policy.iam.statements import Gap, Statement
from pulumi_sagemaker_policy.rules.naming import RULE
from pulumi_sagemaker_policy.testing import MODEL

UNSEEN = "IAM does not see what a resource is called in a program."
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


CERTAIN = Gap("name", 'IAM has no regular expressions: a name that is "risk-*" passes.')
TRANSLATIONS: dict[str, tuple[dict[str, str], list[Gap]]] = {
    "no setting": ({}, []),
    "a name in the program": ({"resource_name": "a"}, [Gap("resource_name", UNSEEN)]),
    "no certain beginning": (
        {"name": ".*-model"},
        [Gap("name", "The regular expression has nothing that all names begin or end with.")],
    ),
    "a beginning": ({"name": "risk-.*"}, [CERTAIN]),
    "both": ({"name": "risk-.*", "resource_name": "a"}, [Gap("resource_name", UNSEEN), CERTAIN]),
}


@pytest.mark.parametrize(("config", "gaps"), TRANSLATIONS.values(), ids=TRANSLATIONS)
def test_given_a_pattern_then_iam_gets_what_it_can_say_of_it(config: dict[str, str], gaps: list[Gap]) -> None:
    found = list(RULE.iam({**{setting.name: setting.default for setting in RULE.settings}, **config}))

    assert [one for one in found if isinstance(one, Gap)] == gaps
    assert [one.spared for one in found if isinstance(one, Statement)] == [
        ("arn:*:sagemaker:*:*:model/risk-*",) for gap in gaps if gap == CERTAIN
    ]
