"""What patterns match, by table and against an oracle that is built another way."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.wildcard import matches


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
def test_given_any_pattern_then_it_matches_what_the_equivalent_regular_expression_does(
    pattern: str, value: str
) -> None:
    parts = {"*": ".*", "?": "."}
    oracle = "".join(parts.get(character) or re.escape(character) for character in pattern)

    assert matches(pattern, value) is bool(re.fullmatch(oracle, value, re.DOTALL))


@given(chunks=st.lists(LETTERS, min_size=1), between=LETTERS)
def test_given_a_value_made_from_a_pattern_then_the_pattern_matches_it(chunks: list[str], between: str) -> None:
    assert matches("*".join(chunks), between.join(chunks))


def test_given_many_stars_and_a_long_value_then_matching_takes_no_exponential_time() -> None:
    assert not matches("*a" * 20 + "b", "a" * 256)
