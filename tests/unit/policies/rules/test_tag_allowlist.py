"""The verdicts of tag-allowlist."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, Field, Finding, Tag, Tags, Undecided
from pulumi_sagemaker_policy.declarations.subject import Unreadable
from pulumi_sagemaker_policy.rules.tag_allowlist import RULE
from pulumi_sagemaker_policy.testing import MODEL

CONFIG = {"allowed": {"team": ["ml-*"], "env": ["dev", "prod"], "note": ["*"], "old": []}, "required": []}
ANY = '"team" with any value'
KEYS = 'a key that is exactly "env", "note", "old" or "team"'


def judge(tags: Tags, config: Mapping[str, Any] = CONFIG) -> list[Finding | Undecided]:
    return RULE.judge(replace(MODEL, tags=tags), config)


def known(tags: Mapping[str, object]) -> Tags:
    return Tags("tags", tuple(Tag(key, Field(f"at {key}", value)) for key, value in tags.items()))


def key_finding(key: str, path: str, wanted: str = KEYS) -> Finding:
    return Finding(
        f"The tag {key} is not allowed.",
        f"at {path}",
        wanted,
        "rename or remove it there, or have it added to tag-allowlist.allowed",
    )


def value_finding(key: str, wanted: str) -> Finding:
    return Finding(
        f'The tag "{key}" has a value that is not allowed.',
        f"at {key}",
        wanted,
        "change it there, or have it added to tag-allowlist.allowed",
    )


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"team": "ml-", "env": "dev", "note": ""},
        {"note": "two\nlines"},
        {"aws:cloudformation:stack-name": "x", "aws:": "x"},
        {"note": UNKNOWN},
    ],
)
def test_given_agreed_tags_then_nothing_is_found(tags: dict[str, object]) -> None:
    assert judge(known(tags)) == []


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("Team", '"Team"'),
        ("team ", '"team "'),
        (" team", '" team"'),
        ("", '""'),
        ("cost", '"cost"'),
        ("AWS:x", '"AWS:x"'),
        ("aws", '"aws"'),
        ("t\u0435am", '"t\u0435am" ("t\\u0435am")'),
        ("team\n", '"team\\n"'),
    ],
)
@pytest.mark.parametrize("value", ["ml-fraud", UNKNOWN, ABSENT, 5.0])
def test_given_key_not_exactly_agreed_then_it_is_not_allowed_whatever_its_value(
    key: str, shown: str, value: object
) -> None:
    assert judge(known({key: value})) == [key_finding(shown, key)]


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("team", "fraud", '"ml-*"'),
        ("team", "ML-fraud", '"ml-*"'),
        ("team", "", '"ml-*"'),
        ("env", "Prod", '"dev" or "prod"'),
        ("env", "prod ", '"dev" or "prod"'),
        ("env", "", '"dev" or "prod"'),
    ],
)
def test_given_a_value_that_no_pattern_fits_then_it_is_not_allowed_and_not_shown(
    key: str, value: str, wanted: str
) -> None:
    assert judge(known({key: value})) == [value_finding(key, wanted)]


@pytest.mark.parametrize("value", ["x", UNKNOWN, ABSENT])
def test_given_key_that_is_allowed_no_value_then_its_tag_is_found_whatever_its_value(value: object) -> None:
    assert judge(known({"old": value})) == [
        Finding('The tag "old" is not allowed to have any value.', "at old", "no such tag", "remove it there")
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(ABSENT, "missing"), (5.0, "a number"), (True, "a boolean"), ({}, "a map"), (["dev"], "a list")],
)
def test_given_a_value_that_is_no_string_then_that_is_found(value: object, kind: str) -> None:
    assert judge(known({"env": value})) == [
        Finding(
            f'The value of the tag "env" is {kind}.',
            "at env",
            'a string: "dev" or "prod"',
            "correct it there",
        )
    ]


def test_given_several_bad_tags_then_all_are_found_by_key_and_place() -> None:
    tags = Tags(
        "tags",
        (
            Tag("x", Field("2", "v")),
            Tag("env", Field("at env", "v")),
            Tag("x", Field("1", "v")),
            Tag("a", Field("at a", "v")),
        ),
    )

    assert [(verdict.path, isinstance(verdict, Finding)) for verdict in judge(tags)] == [
        ("at a", True),
        ("at env", True),
        ("1", True),
        ("2", True),
    ]


def test_given_no_allowed_keys_then_every_tag_but_awss_own_is_found() -> None:
    assert judge(known({"team": "a", "aws:x": "b"}), {"allowed": {}}) == [key_finding('"team"', "team", "no tags")]


@pytest.mark.parametrize("key", ["team", "Name", "Environment", "modelId", "sagemaker:project-id", "x"])
@pytest.mark.parametrize("config", [{}, {"service_keys": []}])
def test_given_nobody_gave_a_list_then_every_tag_passes(key: str, config: dict[str, object]) -> None:
    assert judge(known({key: "anything"}), config) == []


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        (known({"Team": "x", "team": "y"}), []),
        (known({"team": UNKNOWN}), []),
        (Tags("tags", (Tag("team", Field("at team", "x")),), hidden=("tagsAll",)), []),
        (Tags("tags", hidden=("tags",)), [Undecided("tags")]),
        (known({"Team": "x"}), [Finding('The required tag "team" is missing.', "tags", ANY, "add it to the tags")]),
    ],
)
def test_given_required_keys_and_no_list_then_only_these_are_judged(
    tags: Tags, found: list[Finding | Undecided]
) -> None:
    assert judge(tags, {"required": ["team"]}) == found


@pytest.mark.parametrize(
    ("key", "config", "passes"),
    [
        ("sagemaker:project-id", {}, True),
        ("sagemaker:project-name", {}, True),
        ("sagemaker:deployment-stage", {}, True),
        ("sagemaker:deployment-", {}, True),
        ("sagemaker:domain-arn", {}, False),
        ("SageMaker:project-id", {}, False),
        ("x-sagemaker:project-id", {}, False),
        ("sagemaker:project-id", {"service_keys": []}, False),
        ("sagemaker:project-id", {"allowed": {}}, True),
        ("sagemaker:project-id", {"allowed": {"sagemaker:project-id": ["p-*"]}}, False),
        ("sagemaker:domain-arn", {"service_keys": ["sagemaker:*"]}, True),
    ],
)
@pytest.mark.parametrize("value", ["x", ""])
def test_given_a_tag_that_an_aws_service_sets_then_a_setting_of_its_own_decides(
    key: str, config: dict[str, Any], value: str, *, passes: bool
) -> None:
    assert (judge(known({key: value}), {**CONFIG, **config}) == []) is passes


def missing(key: str, wanted: str) -> Finding:
    return Finding(f'The required tag "{key}" is missing.', "tags", wanted, "add it to the tags")


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        (known({"team": "ml-a", "env": "dev"}), []),
        (known({"team": UNKNOWN, "env": "dev"}), [Undecided("at team")]),
        (known({"team": "a", "env": "dev"}), [value_finding("team", '"ml-*"')]),
        (
            known({"Team": "ml-a"}),
            [
                key_finding('"Team"', "Team"),
                missing("team", '"team" with the value "ml-*"'),
                missing("env", '"env" with the value "dev" or "prod"'),
            ],
        ),
        (Tags("tags", hidden=("tags",)), [Undecided("tags")]),
        (
            Tags("tags", (Tag("x", Field("at x", "v")),), hidden=("tags[0]", "tagsAll")),
            [key_finding('"x"', "x"), Undecided("tags[0]"), Undecided("tagsAll")],
        ),
    ],
)
def test_given_required_keys_then_those_that_cannot_be_there_are_found(
    tags: Tags, found: list[Finding | Undecided]
) -> None:
    assert judge(tags, {**CONFIG, "required": ["team", "env", "team"]}) == found


def test_given_tags_of_another_shape_then_only_that_is_found() -> None:
    tags = Tags("tags", unreadable=(Unreadable(Field("tags", "team=a"), "a map"),))

    assert judge(tags, {**CONFIG, "required": ["team"]}) == [
        Finding("The tags cannot be judged: tags is a string.", "tags", "a map", "correct it there")
    ]


KEY = "the key itself, as keys are no patterns"
PATTERN = "a pattern of letters, digits, blanks and _.:/=+-@, and * and ?"
TOO_LONG = "is longer than the {0} characters that a tag can have"
LISTED = "a key from allowed, or {0} in allowed with patterns for its values"


@pytest.mark.parametrize(
    ("config", "path", "problem", "wanted"),
    [
        (
            {"allow": {}},
            "allow",
            "does not exist",
            'one of "allowed", "defaults", "on_unknown", "required", "service_keys" or "waivers"',
        ),
        ({"allowed": []}, "allowed", "is a list", "a map"),
        ({"allowed": {"team": "ml-*"}}, 'allowed["team"]', "is a string", "a list"),
        ({"allowed": {"team": ["a", 5.0]}}, 'allowed["team"][1]', "is a number", "a string"),
        ({"required": "team"}, "required", "is a string", "a list"),
        ({"required": [True]}, "required[0]", "is a boolean", "a string"),
        (
            {"allowed": {"team": ["*"]}, "required": ["team", "nope"]},
            "required[1]",
            'is "nope", but tag-allowlist.allowed does not list that key',
            LISTED.format('"nope"'),
        ),
        (
            {"allowed": {"team": []}, "required": ["team"]},
            "required[0]",
            'is "team", but tag-allowlist.allowed allows no value of that key',
            LISTED.format('"team"'),
        ),
        (
            {"allowed": {"aws:x": ["*"]}, "required": ["aws:x"]},
            "required[0]",
            'is "aws:x", which only AWS can set',
            "a key of your own",
        ),
        ({"allowed": {"cost-*": ["*"]}}, 'allowed["cost-*"]', 'has "*", which no tag can have', KEY),
        ({"allowed": {"": ["*"]}}, 'allowed[""]', "is empty, which no key is", KEY),
        ({"allowed": {"a" * 129: []}}, f'allowed["{"a" * 129}"]', TOO_LONG.format(128), KEY),
        ({"allowed": {"env": ["dev|prod"]}}, 'allowed["env"][0]', 'has "|", which no tag can have', PATTERN),
        ({"allowed": {"env": ["*", "(dev)"]}}, 'allowed["env"][1]', 'has "(", which no tag can have', PATTERN),
        ({"allowed": {"env": ["a" * 257]}}, 'allowed["env"][0]', TOO_LONG.format(256), PATTERN),
        ({"service_keys": ["sagemaker:^x"]}, "service_keys[0]", 'has "^", which no tag can have', PATTERN),
        ({"required": ["team?"]}, "required[0]", 'has "?", which no tag can have', KEY),
        (
            {"required": ["team"], "defaults": {"team": "ml-*"}},
            'defaults["team"]',
            'has "*", which no tag can have',
            "a value that a tag can have",
        ),
    ],
)
def test_given_settings_that_cannot_be_meant_then_they_are_found_and_no_model_judged(
    config: dict[str, Any], path: str, problem: str, wanted: str
) -> None:
    assert judge(known({"x": "1"}), config) == [
        Finding(
            f"The policy configuration is wrong: tag-allowlist.{path} {problem}.",
            f"tag-allowlist.{path} in the policy configuration",
            wanted,
            "correct the setting; until then the rule can judge no model and lets none pass",
        )
    ]
