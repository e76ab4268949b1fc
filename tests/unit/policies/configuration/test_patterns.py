"""Which patterns can never fit: by table, and against strings that fit a shape."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.configuration import patterns
from pulumi_sagemaker_policy.configuration.patterns import possible, tag_key_problem, tag_value_problem
from pulumi_sagemaker_policy.configuration.wildcard import matches

SHAPES = {
    name: value if isinstance(value, tuple) else (value,)
    for name, value in vars(patterns).items()
    if name.isupper() and not name.startswith("_")
}


@pytest.mark.parametrize(
    ("shape", "fits", "never"),
    [
        (
            "REGION",
            ["eu-west-1", "eu-*", "*", "?u-west-1", "us-gov-west-1", "eusc-de-east-1", "*-1", "eu*1", "**"],
            ["Frankfurt", "frankfurt", "eu-west-1a", "*-1a", "EU-*", "eu", "eu-west", "", " eu-west-1", "eu_west_1"],
        ),
        (
            "ROLE",
            [
                "arn:aws:iam::123456789012:role/a",
                "arn:aws-cn:iam::*:role/sagemaker/*",
                "*",
                "*/fraud",
                "arn:aws:iam::????????????:role/x",
                "arn:*",
            ],
            [
                "arn:aws:iam::123456789012:user/a",
                "arn:aws:iam::123456789012:root",
                "arn:aws:iam::12345678901:role/a",
                "arn:aws:iam::123456789012:role/sagemaker/",
                "arn:aws:sts::123456789012:assumed-role/*",
                "arn:aws:iam:*:*:instance-profile/*/",
                "role/a",
                "",
            ],
        ),
        (
            "ROLE_PATH",
            ["/", "/sagemaker/", "/*", "*/", "/sagemaker/*", "/sage*"],
            ["/sagemaker", "sagemaker/", "", "x*"],
        ),
        ("SUBNET", ["subnet-0a", "subnet-*", "*", "*0a"], ["sg-0a", "subnet-", "sg-*", "subnet_0a", "Subnet-0a"]),
        ("SECURITY_GROUP", ["sg-0a", "sg-*", "?g-0a"], ["subnet-0a", "sg-", "sg 0a", "subnet-*"]),
        (
            "REPOSITORY",
            ["ml/fraud", "ml/*", "*", "a", "*/fraud-?"],
            ["ml/fraud:1.4.2", "ml/*:latest", "ml/fraud@sha256:0", "ML/*", "ml/", "", "/ml"],
        ),
        (
            "BUCKET",
            ["ml-models", "ml-*", "*", "a.b", "arn:aws:s3:eu-west-1:123456789012:accesspoint"],
            ["ML-Models", "ML-*", "*X", "a b", "ml-models:x", ""],
        ),
        (
            "MODEL_PACKAGE",
            ["fraud", "arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/*", "*"],
            ["arn:aws:sagemaker:eu-west-1:123456789012:model/fraud", "fraud/3", "arn:aws:s3:::x", ""],
        ),
        ("ENVIRONMENT_KEY", ["DB_*", "*_TOKEN", "_x"], ["DB-PASSWORD", "DB_PASSWORD=x", "1*", "a.b", ""]),
    ],
)
def test_given_patterns_then_only_those_that_nothing_can_fit_are_impossible(
    shape: str, fits: list[str], never: list[str]
) -> None:
    assert [pattern for pattern in fits if not possible(pattern, SHAPES[shape])] == []
    assert [pattern for pattern in never if possible(pattern, SHAPES[shape])] == []


@given(data=st.data(), name=st.sampled_from(sorted(SHAPES)))
def test_given_a_pattern_made_from_a_value_that_a_shape_has_then_it_is_possible(data: st.DataObject, name: str) -> None:
    shape = data.draw(st.sampled_from(SHAPES[name]))
    value = data.draw(st.from_regex(re.compile(shape, re.ASCII), fullmatch=True))
    cut = sorted(data.draw(st.lists(st.integers(0, len(value)), min_size=2, max_size=2)))
    pattern = value[: cut[0]] + data.draw(st.sampled_from(["*", "?" * (cut[1] - cut[0])])) + value[cut[1] :]

    assert matches(pattern, value)
    assert possible(pattern, SHAPES[name])


@given(name=st.sampled_from(sorted(SHAPES)), value=st.text("ae-u1:/s3gn_.A ", max_size=8))
def test_given_pattern_without_wildcards_then_it_is_possible_where_the_shape_has_it(name: str, value: str) -> None:
    assert possible(value, SHAPES[name]) is any(re.fullmatch(shape, value) for shape in SHAPES[name])


def test_given_a_long_pattern_then_it_takes_no_exponential_time() -> None:
    assert not possible("*a*" * 500 + "!", SHAPES["ROLE_PATH"])


@pytest.mark.parametrize(
    "text", ["team", "cost center", "sagemaker:project-id", "Überschrift", "部門", "a" * 128, "+-=._:/@"]
)
def test_given_what_a_tag_can_have_then_nothing_is_said(text: str) -> None:
    assert tag_key_problem(text) is None
    assert tag_value_problem(f"{text}*?") is None


@pytest.mark.parametrize("text", ["a|b", "(a)", "[ab]", "a,b", "^a$", "a\nb", "a\u200bb", "'a'", "a\\b", "#", "\ud800"])
def test_given_what_no_tag_can_have_then_the_character_is_named(text: str) -> None:
    for problem in (tag_key_problem(text), tag_value_problem(text)):
        assert problem is not None
        assert problem.endswith("which no tag can have")
        assert problem.isprintable()
