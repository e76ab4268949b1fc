"""What is wrong with a value by its JSON schema: a sentence for every keyword."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy import Setting
from pulumi_sagemaker_policy.configuration.schemas import Schema, SettingProblem, schema_problems
from pulumi_sagemaker_policy.configuration.settings import STRINGS

NESTED: Schema = {"type": "array", "items": {"type": "object", "properties": {"on": {"type": "boolean"}}}}

WRONG: dict[str, tuple[Schema, object, tuple[str, str, str]]] = {
    "no string": ({"type": "string"}, 1.0, ("x", "is a number", "a string")),
    "no list": ({"type": "array"}, "a", ("x", "is a string", "a list")),
    "no map": ({"type": "object"}, [], ("x", "is a list", "a map")),
    "no boolean": ({"type": "boolean"}, "true", ("x", "is a string", "true or false")),
    "a number for a boolean": ({"type": "boolean"}, 1.0, ("x", "is a number", "true or false")),
    "no number": ({"type": "number"}, "1", ("x", "is a string", "a number")),
    "a boolean for a number": ({"type": "number"}, True, ("x", "is a boolean", "a number")),
    "a boolean for a whole number": ({"type": "integer"}, False, ("x", "is a boolean", "a whole number")),
    "a fraction": ({"type": "integer"}, 1.5, ("x", "is a number", "a whole number")),
    "null": ({"type": "string"}, None, ("x", "is null", "a string")),
    "no null": ({"type": "null"}, "", ("x", "is a string", "null")),
    "neither type": ({"type": ["string", "null"]}, 1.0, ("x", "is a number", "a string or null")),
    "no text of the list": ({"type": "string", "enum": ["a", "b"]}, "c", ("x", 'is "c"', '"a" or "b"')),
    "no number of the list": ({"type": "integer", "enum": [1, 2]}, 3.0, ("x", "is 3", "1 or 2")),
    "true for 1": ({"enum": [1, "a"]}, True, ("x", "is a boolean", '1 or "a"')),
    "no map of the list": ({"enum": [{"a": [1]}, None]}, {"a": [2]}, ("x", "is a map", '{"a": [1]} or null')),
    "an empty list to choose from": ({"enum": []}, "a", ("x", 'is "a"', "nothing")),
    "not the constant": ({"const": True}, 1.0, ("x", "is 1", "true")),
    "too small": ({"type": "integer", "minimum": 0}, -1.0, ("x", "is -1", "0 or more")),
    "too large": ({"type": "number", "maximum": 0.5}, 0.75, ("x", "is 0.75", "0.5 or less")),
    "the lower bound": ({"exclusiveMinimum": 1}, 1.0, ("x", "is 1", "more than 1")),
    "the upper bound": ({"exclusiveMaximum": 2.5}, 2.5, ("x", "is 2.5", "less than 2.5")),
    "no multiple": ({"multipleOf": 5}, 7.0, ("x", "is 7", "a multiple of 5")),
    "of hundreds of digits": ({"maximum": 9}, 10**300, ("x", "is a number out of all proportion", "9 or less")),
    "empty": ({"type": "string", "minLength": 1}, "", ("x", "is empty", "a string that says something")),
    "blank": ({"type": "string", "minLength": 1}, " ", ("x", "is empty", "a string that says something")),
    "too short": ({"minLength": 3}, "ab", ("x", "has 2 characters", "a string of 3 characters or more")),
    "empty where three are wanted": ({"minLength": 3}, "", ("x", "is empty", "a string of 3 characters or more")),
    "too long": ({"maxLength": 1}, "ab", ("x", "has 2 characters", "a string of 1 character or less")),
    "another pattern": (
        {"pattern": "^[a-z]+$"},
        "A",
        ("x", 'is "A"', 'a string that fits the regular expression "^[a-z]+$"'),
    ),
    "an item": (STRINGS, ["a", 1.0], ("x[1]", "is a number", "a string")),
    "an item within": (NESTED, [{"on": "no"}], ("x[0].on", "is a string", "true or false")),
    "the second of a pair": (
        {"items": [{"type": "string"}, {"type": "number"}]},
        ["a", "b"],
        ("x[1]", "is a string", "a number"),
    ),
    "a third of a pair": (
        {"items": [{"type": "string"}, True], "additionalItems": False},
        ["a", 1.0, "c"],
        ("x[2]", "is a string", "nothing there"),
    ),
    "lacks an item": ({"contains": {"const": "prod"}}, ["dev"], ("x", "lacks an item", 'a list that has "prod" in it')),
    "no items": ({"minItems": 1}, [], ("x", "is empty", "a list of 1 item or more")),
    "too many items": ({"maxItems": 2}, ["a"] * 3, ("x", "has 3 items", "a list of 2 items or less")),
    "an item twice": ({"uniqueItems": True}, [1.0, True, 1], ("x[2]", "is in the list already", "each item once")),
    "a missing key": ({"type": "object", "required": ["a"]}, {}, ("x.a", "is missing", "a value")),
    "a missing text": (
        {"properties": {"a": {"type": "string"}}, "required": ["a"]},
        {},
        ("x.a", "is missing", "a string"),
    ),
    "an unknown key": (
        {"properties": {"b": {}, "a": {}}, "additionalProperties": False},
        {"c": 1.0},
        ("x.c", "does not exist", 'one of "a" or "b"'),
    ),
    "an unknown key where none is known": (
        {"additionalProperties": False},
        {"c": 1.0},
        ("x.c", "does not exist", "an empty map"),
    ),
    "an unknown key beside a pattern": (
        {"properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": False},
        {"a": 1.0, "b1": 1.0, "\u0441": 1.0},
        ('x."\u0441" ("\\u0441")', "does not exist", 'one of "a" or a key that fits "^b"'),
    ),
    "a value of any key": (
        {"additionalProperties": {"type": "string"}},
        {"a": 1.0},
        ('x["a"]', "is a number", "a string"),
    ),
    "a value of a key that fits": (
        {"patternProperties": {"^b": {"type": "string"}}},
        {"b1": 1.0, "c": 1.0},
        ('x["b1"]', "is a number", "a string"),
    ),
    "a key's name": (
        {"propertyNames": {"maxLength": 1}},
        {"ab": 1.0},
        ('the key "ab" in x', "has 2 characters", "a string of 1 character or less"),
    ),
    "too few keys": ({"minProperties": 2}, {"a": 1.0}, ("x", "has 1 key", "a map of 2 keys or more")),
    "too many keys": ({"maxProperties": 0}, {"a": 1.0}, ("x", "has 1 key", "a map of 0 keys or less")),
    "a key without another": (
        {"dependencies": {"a": ["b", "c"]}},
        {"a": 1.0, "c": 1.0},
        ("x.a", 'is given without "b"', "both, or neither of them"),
    ),
    "a key that changes the rest": (
        {"dependencies": {"a": {"required": ["b"]}}},
        {"a": 1.0},
        ("x.b", "is missing", "a value"),
    ),
}


@pytest.mark.parametrize(("schema", "value", "problem"), WRONG.values(), ids=WRONG)
def test_given_a_value_that_does_not_fit_then_one_sentence_says_why(
    schema: Schema, value: object, problem: tuple[str, str, str]
) -> None:
    assert list(schema_problems("x", schema, value)) == [SettingProblem(*problem)]


RIGHT: list[tuple[Schema, object]] = [
    ({}, None),
    ({"type": "boolean"}, False),
    ({"type": "number"}, 0.5),
    ({"type": "integer"}, 3.0),
    ({"type": "integer", "enum": [1, 2]}, 2.0),
    ({"type": "array"}, ["a", 1.0, None]),
    ({"type": "object"}, {"a": {"b": []}}),
    ({"type": ["integer", "null"]}, None),
    ({"const": [1, True]}, [1.0, True]),
    ({"enum": [[], {}]}, {}),
    ({"uniqueItems": True}, [1.0, True, "1", [1.0], {"a": 1.0}, {"a": True}]),
    ({"minimum": 1, "minLength": 9, "minItems": 9, "required": ["a"]}, True),
    ({"items": [{"type": "string"}]}, ["a", 1.0]),
    ({"additionalProperties": True, "description": "any", "format": "uri", "default": {}}, {"a": 1.0}),
    ({"dependencies": {"a": ["b"]}}, {"b": 1.0}),
    ({"multipleOf": 0.5}, 1.5),
]


@pytest.mark.parametrize(("schema", "value"), RIGHT)
def test_given_a_value_that_fits_then_nothing_is_wrong(schema: Schema, value: object) -> None:
    assert list(schema_problems("x", schema, value)) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, 2.5, -1, "", "a", "ab", "abc"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "ab"]), inner, max_size=3),
    max_leaves=6,
)
SCHEMAS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["array", "boolean", "integer", "null", "number", "object", "string", ["string", "array"]]
            ),
            "enum": st.lists(JSON, min_size=1, max_size=3),
            "const": JSON,
            **dict.fromkeys(
                ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), st.sampled_from([0, 1, 2.5])
            ),
            "multipleOf": st.sampled_from([1, 2, 0.5]),
            **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), st.sampled_from([0, 1, 2])),
            **dict.fromkeys(("minProperties", "maxProperties"), st.sampled_from([0, 1, 2])),
            "pattern": st.sampled_from(["a", "^b", "c$"]),
            "uniqueItems": st.booleans(),
            "required": st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "items": inner | st.lists(inner, min_size=1, max_size=2),
            **dict.fromkeys(("additionalItems", "additionalProperties"), inner | st.booleans()),
            **dict.fromkeys(("contains", "propertyNames"), inner),
            **dict.fromkeys(
                ("properties", "patternProperties"), st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
            ),
            "dependencies": st.dictionaries(
                st.sampled_from(["a", "b"]), inner | st.lists(st.just("ab"), max_size=1), max_size=2
            ),
        },
    ),
    max_leaves=4,
)


@given(schema=SCHEMAS, value=JSON)
def test_given_any_schema_and_value_then_jsonschema_says_the_same(schema: dict[str, Any], value: object) -> None:
    found = list(schema_problems("x", schema, value))

    assert (found == []) is jsonschema.Draft7Validator(schema).is_valid(value), json.dumps([schema, value])


@pytest.mark.parametrize(
    ("schema", "flaw"),
    [
        ({"anyOf": [{}]}, "the keyword anyOf"),
        ({"type": "array", "items": {"$ref": "#/a"}}, "the keyword $ref"),
        ({"properties": {"a": {"type": "text"}}}, "the type text"),
        ({"items": [{"pattern": "("}]}, 'the pattern "("'),
        ({"dependencies": {"a": ["b"], "c": {"not": {}}}}, "the keyword not"),
    ],
)
def test_given_a_schema_that_is_not_read_here_then_the_setting_cannot_be_declared(schema: Schema, flaw: str) -> None:
    with pytest.raises(ValueError, match="The schema of the setting x has ") as raised:
        Setting("x", schema, None, "Any.")

    assert flaw in str(raised.value)
