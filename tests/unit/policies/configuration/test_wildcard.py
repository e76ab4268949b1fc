"""What patterns match, by table and against an oracle that is built another way."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.configuration.wildcard import covers, fits_some_urn, matches


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("prod", "prod", True),
        ("prod", "Prod", False),
        ("prod", "production", False),
        ("prod", "a-prod", False),
        ("prod", "prod ", False),
        ("prod", "prod\n", False),
        ("ml-*", "ml-", True),
        ("ml-*", "ml-fraud", True),
        ("ml-*", "xml-fraud", False),
        ("*", "", True),
        ("*", "two\nlines", True),
        ("", "", True),
        ("", "x", False),
        ("?", "", False),
        ("?", "x", True),
        ("?", "\n", True),
        ("?", "é", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("**", "", True),
        ("[ab]", "a", False),
        ("[ab]", "[ab]", True),
        ("a.c", "abc", False),
        ("\\*", "*", False),
        ("\\*", "\\x", True),
    ],
)
def test_given_pattern_and_value_then_only_star_and_question_mark_stand_for_others(
    pattern: str,
    value: str,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert matches(pattern, value) is expected


LETTERS = st.text("ab\n[.", max_size=8)


@given(pattern=st.text("ab*?\n[.", max_size=8), value=LETTERS)
def test_given_any_pattern_then_it_matches_what_equivalent_regular_expression_does(pattern: str, value: str) -> None:
    parts = {"*": ".*", "?": "."}
    oracle = "".join(parts.get(character) or re.escape(character) for character in pattern)

    assert matches(pattern, value) is bool(re.fullmatch(oracle, value, re.DOTALL))


@given(chunks=st.lists(LETTERS, min_size=1), between=LETTERS)
def test_given_a_value_made_from_a_pattern_then_the_pattern_matches_it(chunks: list[str], between: str) -> None:
    assert matches("*".join(chunks), between.join(chunks))


def test_given_many_stars_and_a_long_value_then_matching_takes_no_exponential_time() -> None:
    assert not matches("*a" * 20 + "b", "a" * 256)


MODEL = "aws:sagemaker/model:Model"


def urn(name: str, type_: str = MODEL, stack: str = "dev", project: str = "shop") -> str:
    return f"urn:pulumi:{stack}::{project}::{type_}::{name}"


CHILD = "acme:ml:Team$aws:sagemaker/model:Model"


@pytest.mark.parametrize(
    ("pattern", "covered", "not_covered"),
    [
        ("urn:pulumi:dev::shop::*::fraud", [urn("fraud"), urn("fraud", CHILD)], [urn("x::fraud"), urn("xfraud")]),
        ("urn:pulumi:dev::shop::**::fraud", [urn("fraud"), urn("x::fraud")], [urn("fraud", project="other")]),
        ("urn:pulumi:*::*::*::fraud", [urn("fraud", stack="prod", project="x")], [urn("x::fraud")]),
        ("urn:pulumi:dev::shop::*::x::fraud", [urn("x::fraud")], [urn("fraud"), urn("y::x::fraud")]),
        (
            "urn:pulumi:dev::shop::*Model::*",
            [urn("a"), urn("b", CHILD)],
            [urn("a::b"), urn("a", "aws:s3/bucket:Bucket")],
        ),
        ("urn:pulumi:dev::*::fraud", [], [urn("fraud")]),
        ("urn:pulumi:dev::**::fraud", [urn("fraud"), urn("fraud", CHILD)], [urn("fraud", stack="prod")]),
        ("urn:pulumi:dev::*", [], [urn("fraud")]),
        ("urn:pulumi:dev::**", [urn("fraud"), urn("x::fraud")], [urn("fraud", stack="dev2")]),
        ("urn:pulumi:dev*", [], [urn("fraud")]),
        ("*::fraud", [urn("fraud"), urn("fraud", CHILD, "prod")], [urn("x::fraud"), urn("xfraud"), urn("fraud2")]),
        ("*::x::fraud", [urn("x::fraud"), urn("fraud", "x")], [urn("fraud"), urn("y::x::fraud")]),
        ("*::legacy-*", [urn("legacy-a")], [urn("legacy-a::b"), urn("a::legacy-b"), urn("a", "legacy-x")]),
        ("*::shop::*::fraud", [urn("fraud")], [urn("fraud", project="other"), urn("x::fraud")]),
        ("**::fraud", [urn("fraud"), urn("x::fraud")], [urn("fraud2")]),
        ("**fraud", [urn("fraud"), urn("xfraud"), urn("x::fraud")], [urn("fraud2")]),
        ("*", [urn("fraud"), urn("x::fraud")], []),
        ("*$aws:*::fraud", [urn("fraud", CHILD)], [urn("fraud"), urn("x::fraud", CHILD)]),
        ("urn:pulumi:dev::shop::*$*::fraud", [urn("fraud", CHILD)], [urn("fraud")]),
        (urn("fraud"), [urn("fraud")], [urn("Fraud"), urn("fraud", CHILD)]),
        ("urn:pulumi:de?::shop::**::fraud-?", [urn("fraud-1")], [urn("fraud-12"), urn("fraud-")]),
        ("urn:pulumi:dev??shop::**::fraud", [], [urn("fraud")]),
        ("", [], [urn("fraud")]),
    ],
)
def test_given_a_pattern_for_urns_then_one_star_stays_within_a_part_and_two_cross(
    pattern: str, covered: list[str], not_covered: list[str]
) -> None:
    assert [one for one in covered if not covers(pattern, one)] == []
    assert [one for one in not_covered if covers(pattern, one)] == []
    assert fits_some_urn(pattern) or not covered


NAME = st.text("ab", min_size=1, max_size=3)


@given(name=NAME, other=NAME, pattern=st.lists(st.sampled_from(["a", "b", "*", "**", "?", "::"]), max_size=9))
def test_given_two_kinds_of_stars_then_they_match_as_equivalent_regular_expression(
    name: str, other: str, pattern: list[str]
) -> None:
    parts = {"*": "[^|]*", "?": "[^|]", "::": "[|]"}
    text = "".join(["**", *pattern])
    tokens = re.findall(r"\*{2,}|::|.", text)
    oracle = "".join(".*" if token.startswith("**") else parts.get(token, token) for token in tokens)
    value = f"{name}::{other}"

    assert covers(text, value) is bool(re.fullmatch(oracle, value.replace("::", "|")))


def test_given_many_double_stars_and_long_urn_then_match_takes_no_exponential_time() -> None:
    assert not covers("**a" * 30 + "b", "a" * 500)


@given(
    name=st.text("ab:", min_size=1, max_size=4),
    pattern=st.lists(st.sampled_from(["urn:pulumi:dev", "shop", "a", "b", "*", "**", "?", "::"]), max_size=9).map(
        "".join
    ),
)
def test_given_any_pattern_then_it_covers_no_more_than_when_stars_crossed_parts(name: str, pattern: str) -> None:
    assert matches(pattern, urn(name, "a")) or not covers(pattern, urn(name, "a"))
