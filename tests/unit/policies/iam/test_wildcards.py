"""Regular expressions as patterns of IAM."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.configuration.wildcard import any_matches
from pulumi_sagemaker_policy.iam.wildcards import wildcards


@pytest.mark.parametrize(
    ("expression", "patterns"),
    [
        ("risk-.*", ["risk-*"]),
        ("risk", ["risk"]),
        ("^risk$", ["risk"]),
        ("(risk|ads)-[a-z]+", ["risk-*", "ads-*"]),
        ("(?:risk|ads)", ["risk", "ads"]),
        ("Risk-(a|b)", ["?isk-*"]),
        ("risks?-a", ["risk*"]),
        ("risk+", ["ris*"]),
        ("ab{2}", ["a*"]),
        (r"risk\d", ["risk*"]),
        ("risk|ads", None),
        ("[a-z]+", None),
        ("(risk|ads)?-x", None),
        (".*", None),
        ("", None),
        ("(?i)risk", None),
    ],
)
def test_given_an_expression_then_its_certain_beginning_becomes_patterns(
    expression: str, patterns: list[str] | None
) -> None:
    assert wildcards(expression) == patterns


EXPRESSIONS = st.lists(
    st.sampled_from(["risk", "ads", "(a|b)", "(?:c|d)", "-", "[a-z]", "+", "?", "*", "{2}", "|", "X", r"\d", ".", "$"]),
    min_size=1,
    max_size=6,
).map("".join)


@given(expression=EXPRESSIONS, data=st.data())
def test_given_any_expression_then_each_name_that_fits_it_fits_a_pattern(expression: str, data: st.DataObject) -> None:
    try:
        compiled = re.compile(expression)
    except re.error:
        assume(False)  # noqa: FBT003 - as hypothesis has it
    patterns = wildcards(expression)
    assume(patterns is not None)
    name = data.draw(st.from_regex(compiled, fullmatch=True)).removesuffix("\n")

    # In an ARN the name is in lower case.
    assert any_matches(patterns or [], name)
    assert any_matches(patterns or [], name.lower())
