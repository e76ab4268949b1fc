"""Texts of templates, as CloudFormation reads them."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy import ABSENT, Unreadable
from pulumi_sagemaker_policy.declarations.cloudformation.load import LoadError, load, parse_json
from pulumi_sagemaker_policy.declarations.subject import Unresolvable, is_unresolvable
from pulumi_sagemaker_policy.testing import Declaration, subjects
from tests.unit.policies.ways import MODEL, STACK

OTHERWISE = object()
"""Stands for what may be read in another way than it is written."""


def read(text: str) -> Any:
    """Load a map of one key and return its value."""
    value = load(text).body["a"]
    return OTHERWISE if is_unresolvable(value) else value


def refusal(text: str) -> str:
    """Say why a text is refused, if it is."""
    try:
        load(text)
    except LoadError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *(
            (number, number)
            for number in ["0", "5", "-5", "300", "123456789012", "999999999999999", "1.5", "-0.25", "10.01"]
        ),
        *(
            (number, OTHERWISE)
            for number in [
                "010",
                "-010",
                "0300",
                "00",
                "0o10",
                "0x10",
                "0b11",
                "1_000",
                "1:30",
                "190:20:30",
                "1:30.5",
                "-0",
            ]
        ),
        *(
            (number, OTHERWISE)
            for number in [".5", "5.", "1.0", "1.10", "+5", "1e3", "1E-3", "12e03", "0.0001", "12345678.5", "0.1_1"]
        ),
        *((number, OTHERWISE) for number in (".inf", "-.INF", ".nan", "9" * 16, "9" * 400)),
        # YAML 1.1 takes these for texts.
        *((text, text) for text in ["089", "012345678901", "1.2.3", "1-2", "0x", "e3", "1e", "08:30", "y", "n"]),
        *((word, True) for word in ("true", "True", "TRUE", "yes", "Yes", "on", "ON")),
        *((word, False) for word in ("false", "no", "NO", "off", "Off")),
        *((word, word) for word in ("tRue", "oN", "truee", "none")),
        *((word, None) for word in ("~", "null", "Null", "NULL", "")),
        ("2012-10-17", "2012-10-17"),
        ("2001-12-14t21:59:43.10-05:00", OTHERWISE),
        ("2001-12-14 21:59:43", OTHERWISE),
        *((f"'{text}'", text) for text in ("010", "true", "~", "", "2001-12-14 21:59:43", "<<")),
        *((f'"{text}"', text) for text in ("010", "true", "~", "")),
        ("!!str 010", "010"),
        ("! 010", "010"),
        ("!!int 010", OTHERWISE),
        ("!!int 10", "10"),
        ("!!float 1.0", OTHERWISE),
        ("!!bool yes", True),
        ("!!null x", None),
        ("|\n  010\n", "010\n"),
        (">-\n  010", "010"),
        ("[010, 5, yes]", None),
        ("!Ref 010", {"Ref": "010"}),
        ("!Sub '${x}'", {"Fn::Sub": "${x}"}),
        ("!GetAtt a.b", {"Fn::GetAtt": "a.b"}),
        ("!Condition c", {"Condition": "c"}),
        ("!If [c, !Ref x, [yes]]", {"Fn::If": ["c", {"Ref": "x"}, [True]]}),
        ("!Transform {Name: x}", {"Fn::Transform": {"Name": "x"}}),
        ("!!map {b: c}", {"b": "c"}),
        ("!!seq [b]", ["b"]),
    ],
)
def test_given_a_value_then_it_is_what_cloudformation_reads_or_unresolvable(written: str, expected: object) -> None:
    value = read(f"a: {written}")

    if written.startswith("[0"):
        assert is_unresolvable(value[0])
        assert value[1:] == ["5", True]
    else:
        assert value == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("5", "5"),
        ("-1.5", "-1.5"),
        ("1.0", OTHERWISE),
        ("1e2", OTHERWISE),
        ("9" * 400, OTHERWISE),
        ("9" * 5000, OTHERWISE),
        ("NaN", OTHERWISE),
        ("true", True),
        ("null", None),
        ('"010"', "010"),
        (r'"\ud800"', "\ud800"),
        ('["a", {"b": 5}]', ["a", {"b": "5"}]),
    ],
)
def test_given_json_then_the_same_holds(written: str, expected: object) -> None:
    assert read(f'{{"a": {written}}}') == expected


@pytest.mark.parametrize(
    ("key", "name"),
    [
        *(("b", "b"), ("5", "5"), ("'010'", "010"), ("2012-10-17", "2012-10-17"), ("012345678901", "012345678901")),
        *(("true", "true"), ("false", "false")),
    ],
)
def test_given_a_key_that_is_certain_then_it_is_that(key: str, name: str) -> None:
    assert load(f"a: {{{key}: c}}").body == {"a": {name: "c"}}


@pytest.mark.parametrize("key", ["010", "yes", "no", "True", "~", "1:30", "!Ref b", "!!bool yes"])
def test_given_a_key_that_may_be_another_then_its_map_is_unresolvable(key: str) -> None:
    loaded = load(f"a: {{b: c, ? {key} : c}}\nd: e").body

    assert is_unresolvable(loaded["a"])
    assert loaded["d"] == "e"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b\na: c", ['line 2, column 1: the key "a" comes twice']),
        ("a: {b: 1, b: 2, b: 3}", [f'line 1, column {column}: the key "b" comes twice' for column in (11, 17)]),
        ('{"a": 1,\n "a": 2}', ['line 2, column 2: the key "a" comes twice']),
        ("a: {b: {c: 1}, b: {c: 1, c: 2}}", ["b", "c"]),
        ('{"\\ud83d\\ude00": 1, "a": {"b": 1, "b": 1}}', ['the key "b" comes twice']),
        ("a: [{b: 1}, {b: 2}]", []),
        ("a: b\n'a': c", ['line 2, column 1: the key "a" comes twice']),
    ],
)
def test_given_keys_that_come_twice_then_each_is_named_and_stands_for_neither_value(text: str, said: list[str]) -> None:
    loaded = load(text)

    assert len(loaded.twice) == len(said)
    assert all(part in sentence for part, (sentence, _) in zip(said, loaded.twice, strict=True))
    assert all(isinstance(value, Unresolvable) for _, value in loaded.twice)


def test_given_json_of_resource_then_numbers_stay_numbers_and_no_key_may_come_twice() -> None:
    assert parse_json('{"a": 5, "b": 1.0}') == {"a": 5, "b": 1.0}
    with pytest.raises(LoadError, match='the key "a" comes twice'):
        parse_json('{"a": 5, "a": 5}')


@pytest.mark.parametrize("name", [r"\ud800", r"\u0000", r"\u200b"])
@pytest.mark.parametrize("resource", ["{}", f'{{"Type": "{MODEL}"}}', '{"Type": 5}', '{"Fn::Transform": 1}', "5"])
def test_given_a_name_that_nobody_can_write_then_messages_have_it_in_escapes(name: str, resource: str) -> None:
    body = f'{{"Transform": [], "Resources": {{"{name}": {resource}}}}}'

    for found in subjects(Declaration(STACK, {"templateBody": body})):
        path = found.field.path if isinstance(found, Unreadable) else f"{found.name} {found.isolation.path}"
        assert path.isprintable()


PIECES = ["b: ", "\n", "  ", ": ", "!Ref ", "!!int ", "? ", "<<: ", "\x01", "\ud800", MODEL]
PIECES += ["a", "-", "[", "]", "{", "}", ",", "&x", "*x", "'", "|", ">", "#", "010", "\\", '"', "%", "---", "~", "\t"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_given_any_text_then_it_is_loaded_or_refused_with_a_sentence(text: str) -> None:
    assert ". " not in refusal(text)


SCALARS = st.sampled_from(["a", "5", "1.5", "x y", "'010'", '"q"', "089"])


def _written(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(item)}' for key, item in value.items())}}}"
    return str(value)


@given(
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
        max_leaves=20,
    )
)
def test_given_blocks_in_blocks_then_they_are_read_as_other_readers_do(value: object) -> None:
    text = f"a: {_written(value)}"
    base = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - which makes texts of everything

    assert load(text).body == base
    assert load(json.dumps(base)).body == base


def test_given_a_text_that_declares_nothing_then_nothing_is_absent_by_mistake() -> None:
    assert ABSENT not in load("a: ~").body.values()
