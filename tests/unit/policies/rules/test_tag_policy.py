"""The verdicts of tag-policy."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, Field, Finding, Tag, Tags, Undecided
from pulumi_sagemaker_policy.configuration.wildcard import matches
from pulumi_sagemaker_policy.declarations.subject import Unreadable
from pulumi_sagemaker_policy.rules.tag_policy import RULE, fits
from pulumi_sagemaker_policy.testing import MODEL

COST = {
    "costcenter": {
        "tag_key": {"@@assign": "CostCenter", "@@operators_allowed_for_child_policies": ["@@none"]},
        "tag_value": {"@@assign": ["100", "200*"]},
        "enforced_for": {"@@assign": ["secretsmanager:*"]},
    }
}
EFFECTIVE = {"costcenter": {"tag_key": "CostCenter", "tag_value": ["100", "200*"], "enforced_for": ["*:*"]}}
OTHERS = {
    "@@operators_allowed_for_child_policies": ["@@none"],
    "Project": {"tag_value": {"@@assign": ["a"]}},
    "note": {"tag_key": {"@@assign": "Note"}},
    "Color": {"tag_key": {"@@assign": "Color"}, "tag_value": {"@@assign": []}},
    "any": {"tag_value": {"@@assign": ["*"]}},
}


def known(tags: Mapping[str, object]) -> Tags:
    return Tags("tags", tuple(Tag(key, Field(f"at {key}", value)) for key, value in tags.items()))


def judge(tags: Tags, statements: Mapping[str, Any]) -> list[Finding | Undecided]:
    return RULE.judge(replace(MODEL, tags=tags), {"policy": {"tags": statements}})


def spelling(key: str, wanted: str) -> Finding:
    return Finding(
        f'The key of the tag "{key}" is not capitalised as in the tag policy.',
        f"at {key}",
        f'"{wanted}"',
        "spell the key so there",
    )


def value(key: str, wanted: str) -> Finding:
    return Finding(
        f'The tag "{key}" has a value that the tag policy does not allow.',
        f"at {key}",
        wanted,
        "change it there, or have the tag policy changed, in AWS and here",
    )


COSTS = '"100" or "200*"'


@pytest.mark.parametrize("statements", [COST, EFFECTIVE])
@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({}, []),
        ({"CostCenter": "100"}, []),
        ({"CostCenter": "200"}, []),
        ({"CostCenter": "200-risk"}, []),
        ({"team": "anything", "cost-center": "x", "aws:x": "y"}, []),
        ({"CostCenter": "1000"}, [value("CostCenter", COSTS)]),
        ({"CostCenter": ""}, [value("CostCenter", COSTS)]),
        ({"costcenter": "100"}, [spelling("costcenter", "CostCenter")]),
        ({"COSTCENTER": "300"}, [spelling("COSTCENTER", "CostCenter"), value("COSTCENTER", COSTS)]),
        ({"CostCenter": UNKNOWN}, [Undecided("at CostCenter")]),
        ({"costcenter": UNKNOWN}, [spelling("costcenter", "CostCenter"), Undecided("at costcenter")]),
        (
            {"CostCenter": 100.0},
            [
                Finding(
                    'The value of the tag "CostCenter" is a number.',
                    "at CostCenter",
                    f'"CostCenter" with the value {COSTS}',
                    "correct it there",
                )
            ],
        ),
        (
            {"b": "x", "costCenter": "100", "CostCenter": "x"},
            [value("CostCenter", COSTS), spelling("costCenter", "CostCenter")],
        ),
    ],
)
def test_given_tags_then_keys_and_values_have_to_be_as_the_policy_says(
    statements: Mapping[str, Any], tags: Mapping[str, object], found: list[Finding | Undecided]
) -> None:
    assert judge(known(tags), statements) == found


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({"project": "a", "Note": "x", "any": UNKNOWN}, []),
        ({"Note": ABSENT, "any": ""}, []),
        # Without a tag_key, AWS wants lower case, whatever the statement's own key is.
        ({"Project": "a"}, [spelling("Project", "project")]),
        ({"project": "b"}, [value("project", '"a"')]),
        ({"note": UNKNOWN}, [spelling("note", "Note")]),
        *(
            (
                {"Color": shade},
                [Finding('The tag policy allows no tag "Color".', "at Color", "no such tag", "remove it there")],
            )
            for shade in ("red", "", UNKNOWN)
        ),
    ],
)
def test_given_statements_that_leave_things_out_then_aws_s_defaults_hold(
    tags: Mapping[str, object], found: list[Finding | Undecided]
) -> None:
    assert judge(known(tags), OTHERS) == found


def test_given_tags_that_cannot_be_read_then_that_is_found_beside_the_others() -> None:
    tags = Tags(
        "tags",
        (Tag("costcenter", Field("at costcenter", "100")),),
        ("tagsAll",),
        (Unreadable(Field("tags[1]", "x"), "an object with a key and a value"),),
    )

    assert judge(tags, COST) == [
        Finding(
            "tags[1] is a string, so it cannot be judged.",
            "tags[1]",
            "an object with a key and a value",
            "correct it there",
        ),
        Undecided("tagsAll"),
        spelling("costcenter", "CostCenter"),
    ]


def missing(wanted: str) -> Finding:
    return Finding(
        'The tag "CostCenter" is missing, and the tag policy requires it of models.',
        "tags",
        wanted,
        "add it to the tags",
    )


@pytest.mark.parametrize(
    ("covered", "tags", "found"),
    [
        (["sagemaker:model"], Tags("tags"), [missing(f'"CostCenter" with the value {COSTS}')]),
        (["s3:bucket", "sagemaker:ALL_SUPPORTED"], Tags("tags"), [missing(f'"CostCenter" with the value {COSTS}')]),
        (["sagemaker:endpoint", "s3:ALL_SUPPORTED"], Tags("tags"), []),
        ([], Tags("tags"), []),
        (["sagemaker:model"], known({"CostCenter": "100"}), []),
        (["sagemaker:model"], known({"costcenter": "100"}), [spelling("costcenter", "CostCenter")]),
        (["sagemaker:model"], Tags("tags", hidden=("tags",)), [Undecided("tags")]),
        (
            ["sagemaker:model"],
            Tags("tags", unreadable=(Unreadable(Field("tags", "x"), "a map"),)),
            [Finding("tags is a string, so it cannot be judged.", "tags", "a map", "correct it there")],
        ),
    ],
)
@pytest.mark.parametrize("assign", [False, True])
def test_given_a_report_of_required_tags_then_a_tag_is_required_if_it_covers_models(
    covered: list[str], tags: Tags, found: list[Finding | Undecided], *, assign: bool
) -> None:
    report = {"@@assign": covered} if assign else covered

    assert judge(tags, {"costcenter": {**COST["costcenter"], "report_required_tag_for": report}}) == found


def test_given_a_required_tag_of_any_value_then_the_finding_says_so() -> None:
    statement = {"tag_key": "CostCenter", "report_required_tag_for": ["sagemaker:model"]}

    assert judge(Tags("tags"), {"costcenter": statement}) == [missing('"CostCenter" with any value')]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("100", "100", True),
        ("100", "1000", False),
        ("200*", "200", True),
        ("200*", "20", False),
        ("*@example.com", "a@example.com", True),
        ("*@example.com", "a@example.com.org", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*", "A", False),
        ("a?", "ab", False),
        ("a?", "a?", True),
        ("*", "", True),
    ],
)
def test_given_a_value_of_the_policy_then_only_a_star_stands_for_others(
    pattern: str, text: str, *, expected: bool
) -> None:
    assert fits(pattern, text) is expected


SHORT = st.text("ab", max_size=3)


@given(start=SHORT, end=SHORT, star=st.sampled_from(["", "*"]), text=st.text("ab", max_size=7))
def test_given_any_value_of_the_policy_then_it_fits_what_the_general_wildcard_does(
    start: str, end: str, star: str, text: str
) -> None:
    assert fits(start + star + end, text) is matches(start + star + end, text)


EFFECTIVE_WANTED = "the account's effective tag policy, as `aws organizations describe-effective-policy` prints it"
PART = '"tag_key", "tag_value", "enforced_for" or "report_required_tag_for"'


@pytest.mark.parametrize(
    ("policy", "path", "problem", "wanted"),
    [
        ({"costcenter": {}, "tags": {}}, 'policy["costcenter"]', "is no part of a tag policy", '"tags"'),
        ({"tags": []}, "policy.tags", "is a list", "a map of keys"),
        ({"tags": {"a": "b"}}, 'policy.tags["a"]', "is a string", "a map with tag_key and perhaps tag_value"),
        ({"tags": {"a": {"key": "A"}}}, 'policy.tags["a"]["key"]', "is no part of a tag policy", PART),
        (
            {"tags": {"a": {"tag_key": {"@@assign": "b"}}}},
            'policy.tags["a"].tag_key',
            "is not the key of its statement",
            '"a", capitalised as tags should be',
        ),
        (
            {"tags": {"a": {"tag_key": ["a"]}}},
            'policy.tags["a"].tag_key',
            "is not the key of its statement",
            '"a", capitalised as tags should be',
        ),
        (
            {"tags": {"a": {"tag_value": "b"}}},
            'policy.tags["a"].tag_value',
            "is no list of strings",
            "a list of strings",
        ),
        (
            {"tags": {"a": {"enforced_for": {"@@assign": [5.0]}}}},
            'policy.tags["a"].enforced_for',
            "is no list of strings",
            "a list of strings",
        ),
        (
            {"tags": {"a": {"tag_value": {"@@assign": ["b*c", "*b*"]}}}},
            'policy.tags["a"].tag_value',
            'has "*b*", and AWS takes one * in a value',
            "one * at most in each value",
        ),
        (
            {"tags": {"a": {"tag_value": {"@@append": ["b"]}}}},
            'policy.tags["a"].tag_value',
            "changes with @@append what a parent says, which is not here",
            EFFECTIVE_WANTED,
        ),
        (
            {"tags": {"a": {"tag_value": {"@@assign": ["b"], "@@remove": ["c"]}}}},
            'policy.tags["a"].tag_value',
            "changes with @@remove what a parent says, which is not here",
            EFFECTIVE_WANTED,
        ),
        (
            {"tags": {"a": {"tag_value": {"@@asign": ["b"]}}}},
            'policy.tags["a"].tag_value["@@asign"]',
            "is no part of a tag policy",
            '"@@assign"',
        ),
        (
            {"tags": {"A": {"tag_key": "A"}, "a": {}}},
            'policy.tags["a"]',
            "is about a key that another statement is about",
            "one statement for each key",
        ),
    ],
)
def test_given_what_is_no_tag_policy_then_it_is_found_instead_of_judging_models(
    policy: dict[str, Any], path: str, problem: str, wanted: str
) -> None:
    assert RULE.judge(MODEL, {"policy": policy}) == [
        Finding(
            f"The policy configuration is wrong: tag-policy.{path} {problem}.",
            f"tag-policy.{path} in the policy configuration",
            wanted,
            "correct the setting; until then the rule can judge no model and lets none pass",
        )
    ]


def test_given_a_policy_without_tags_then_that_is_found() -> None:
    (found,) = RULE.judge(MODEL, {"policy": {"@@operators_allowed_for_child_policies": ["@@none"]}})

    assert isinstance(found, Finding)
    assert found.problem == "The policy configuration is wrong: tag-policy.policy.tags is missing."
