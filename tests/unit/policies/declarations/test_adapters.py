"""Each resource type's declarations, and the subject that rules see of them."""

from typing import Any

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, Field, ModelSubject, Tag, Tags
from pulumi_sagemaker_policy.declarations.adapters import adapter, resource_types
from pulumi_sagemaker_policy.declarations.subject import Unreadable
from pulumi_sagemaker_policy.testing import AWS, AWS_NATIVE, OURS, Declaration, subjects
from tools.rule_pages import declarations

MAP = "a map of tag keys to tag values"
LIST = "a list of objects with key and value"
ITEM = "an object with a key and a value"
PROVIDER_URN = "urn:pulumi:dev::shop::pulumi:providers:aws::west"


def read(declaration: Declaration) -> ModelSubject:
    """Read the only model of a declaration."""
    (subject,) = subjects(declaration)
    assert isinstance(subject, ModelSubject)
    return subject


def tag(path: str, key: str, value: object) -> Tag:
    return Tag(key, Field(path, value))


def unreadable(path: str, value: object, wanted: str) -> Tags:
    return Tags("tags", unreadable=(Unreadable(Field(path, value), wanted),))


def provider(tags: object) -> dict[str, Any]:
    return {"region": "eu-west-1", "defaultTags": {"tags": tags}}


@pytest.mark.parametrize("resource_type", [OURS, AWS, AWS_NATIVE])
@pytest.mark.parametrize(
    ("props", "expected"),
    [
        ({}, ABSENT),
        ({"enableNetworkIsolation": None}, ABSENT),
        ({"enableNetworkIsolation": True}, True),
        ({"enableNetworkIsolation": False}, False),
        ({"enableNetworkIsolation": "true"}, "true"),
        ({"enableNetworkIsolation": UNKNOWN}, UNKNOWN),
        ({"enableNetworkIsolation": True, "vpcConfig": UNKNOWN}, True),
    ],
)
def test_given_any_resource_type_then_isolation_is_what_the_program_says(
    resource_type: str, props: dict[str, Any], expected: object
) -> None:
    subject = read(Declaration(resource_type, props))

    assert subject.name == "fraud"
    assert subject.isolation == Field("enableNetworkIsolation", expected)


@pytest.mark.parametrize("resource_type", [OURS, AWS])
@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (None, Tags("tags")),
        ({}, Tags("tags")),
        ({"team": "a"}, Tags("tags", (tag('tags["team"]', "team", "a"),))),
        ({"": ""}, Tags("tags", (tag('tags[""]', "", ""),))),
        ({"té m": "a"}, Tags("tags", (tag('tags["té m"]', "té m", "a"),))),
        ({"team": None}, Tags("tags", (tag('tags["team"]', "team", ABSENT),))),
        ({"team": 5.0}, Tags("tags", (tag('tags["team"]', "team", 5.0),))),
        ({"team": UNKNOWN}, Tags("tags", (tag('tags["team"]', "team", UNKNOWN),))),
        (
            {"team": UNKNOWN, "env": "dev"},
            Tags("tags", (tag('tags["env"]', "env", "dev"), tag('tags["team"]', "team", UNKNOWN))),
        ),
        ({"__defaults": [], "env": "dev"}, Tags("tags", (tag('tags["env"]', "env", "dev"),))),
        ({"__defaults": "x"}, Tags("tags", (tag('tags["__defaults"]', "__defaults", "x"),))),
        ({"__defaults": UNKNOWN}, Tags("tags", (tag('tags["__defaults"]', "__defaults", UNKNOWN),))),
        (UNKNOWN, Tags("tags", hidden=("tags",))),
        ("team=a", unreadable("tags", "team=a", MAP)),
        (5.0, unreadable("tags", 5.0, MAP)),
    ],
)
def test_given_a_type_with_a_map_of_tags_then_each_entry_is_a_tag(
    resource_type: str, tags: object, expected: Tags
) -> None:
    assert read(Declaration(resource_type, {"tags": tags})).tags == expected


@pytest.mark.parametrize("resource_type", [OURS, AWS])
def test_given_type_with_map_of_tags_when_they_are_a_list_then_they_are_unreadable(resource_type: str) -> None:
    (part,) = read(Declaration(resource_type, {"tags": [{"key": "team", "value": "a"}]})).tags.unreadable

    assert (part.field.path, part.wanted) == ("tags", MAP)


@pytest.mark.parametrize(
    ("props", "expected"),
    [
        pytest.param(
            {"tags": {"team": "a"}, "tagsAll": {"team": "a", "env": "dev"}},
            Tags(
                "tags",
                (
                    tag('tags["env"] in aws:defaultTags of the stack', "env", "dev"),
                    tag('tags["team"]', "team", "a"),
                ),
            ),
            id="the sum counts, and shows what comes from the defaults",
        ),
        pytest.param(
            {"tags": {"team": "a", "tmp": "b"}, "tagsAll": {"team": "a"}},
            Tags("tags", (tag('tags["team"]', "team", "a"),)),
            id="what the stack ignores is not in the sum",
        ),
        pytest.param(
            {"tags": {"team": "a"}, "tagsAll": UNKNOWN},
            Tags("tags", (tag('tags["team"]', "team", "a"),), hidden=("tagsAll",)),
            id="while the sum is unknown, its known part counts",
        ),
        pytest.param(
            {"tags": UNKNOWN, "tagsAll": UNKNOWN},
            Tags("tags", hidden=("tags", "tagsAll")),
            id="nothing is known",
        ),
        pytest.param(
            {"tags": {"team": UNKNOWN}, "tagsAll": {"team": UNKNOWN, "env": "dev"}},
            Tags(
                "tags",
                (
                    tag('tags["env"] in aws:defaultTags of the stack', "env", "dev"),
                    tag('tags["team"]', "team", UNKNOWN),
                ),
            ),
            id="the sum is unknown in part",
        ),
        pytest.param(
            {"tags": {"team": "a"}, "defaultTags": {"team": "b", "env": "dev"}},
            Tags(
                "tags",
                (
                    tag('tags["team"]', "team", "a"),
                    tag('tags["env"] in aws:defaultTags of the stack', "env", "dev"),
                ),
            ),
            id="default tags are merged under the model's own",
        ),
        pytest.param(
            {"defaultTags": {"env": "dev"}},
            Tags("tags", (tag('tags["env"] in aws:defaultTags of the stack', "env", "dev"),)),
            id="default tags alone",
        ),
        pytest.param(
            {
                "tags": {"team": "a", "tmp": "b", "x:1": "c"},
                "defaultTags": {"env": "dev", "x:2": "d"},
                "ignoreTags": {"keys": ["tmp", "env"], "keyPrefixes": ["x:"]},
            },
            Tags("tags", (tag('tags["team"]', "team", "a"),)),
            id="what the stack ignores does not count",
        ),
        pytest.param(
            {"tags": {"team": "a"}, "defaultTags": {"env": "dev"}, "__awsProvider": {"urn": PROVIDER_URN}},
            Tags(
                "tags",
                (
                    tag('tags["team"]', "team", "a"),
                    tag('tags["env"] in defaultTags of provider west', "env", "dev"),
                ),
            ),
            id="default tags of an explicit provider",
        ),
        pytest.param(
            {"tags": UNKNOWN, "defaultTags": {"env": "dev"}},
            Tags("tags", (tag('tags["env"] in aws:defaultTags of the stack', "env", UNKNOWN),), hidden=("tags",)),
            id="own tags that are unknown may have any value",
        ),
        pytest.param(
            {"tags": {"team": UNKNOWN}, "defaultTags": {"env": "dev"}},
            Tags(
                "tags",
                (
                    tag('tags["team"]', "team", UNKNOWN),
                    tag('tags["env"] in aws:defaultTags of the stack', "env", "dev"),
                ),
            ),
            id="an own tag is unknown",
        ),
        pytest.param(
            {"tags": {"team": "a"}, "tagsAll": {"team": "a"}, "defaultTags": {"env": "dev"}},
            Tags("tags", (tag('tags["team"]', "team", "a"),)),
            id="a sum is all there is",
        ),
        pytest.param(
            {"tags": {"team": "a"}, "ignoreTags": {"keys": UNKNOWN, "keyPrefixes": "t"}},
            Tags("tags", (tag('tags["team"]', "team", "a"),)),
            id="what cannot be read is not ignored",
        ),
        pytest.param(
            {"tags": {"team": "a"}, "tagsAll": "team=a"},
            unreadable("tagsAll", "team=a", MAP),
            id="the sum is no map",
        ),
    ],
)
def test_given_our_model_then_the_tags_that_its_provider_gives_it_count(props: dict[str, Any], expected: Tags) -> None:
    assert read(Declaration(OURS, props)).tags == expected


DEFAULT_ENV = 'tags["env"] in defaultTags of provider main'


@pytest.mark.parametrize(
    ("tags", "inputs", "expected"),
    [
        ({"env": "dev"}, {}, Tags("tags", (tag('tags["env"]', "env", "dev"),))),
        ({}, provider({"env": "dev"}), Tags("tags", (tag(DEFAULT_ENV, "env", "dev"),))),
        ({}, provider({"env": UNKNOWN}), Tags("tags", (tag(DEFAULT_ENV, "env", UNKNOWN),))),
        ({"env": "dev"}, provider({"env": "prod"}), Tags("tags", (tag('tags["env"]', "env", "dev"),))),
        (
            UNKNOWN,
            provider({"env": "dev"}),
            Tags("tags", (tag(DEFAULT_ENV, "env", UNKNOWN),), hidden=("tags",)),
        ),
        (
            {"env": "dev"},
            {"defaultTags": UNKNOWN},
            Tags("tags", (tag('tags["env"]', "env", "dev"),), hidden=("defaultTags of provider main",)),
        ),
        ({}, provider(UNKNOWN), Tags("tags", hidden=("defaultTags of provider main",))),
        ({}, provider(None), Tags("tags")),
        ({}, {"defaultTags": "null"}, Tags("tags")),
        ({}, {"defaultTags": "{}"}, Tags("tags")),
        (
            {},
            {"defaultTags": "env=dev"},
            unreadable("defaultTags of provider main", "env=dev", "a JSON object"),
        ),
        (
            {},
            {"defaultTags": "[" * 90_000},
            unreadable("defaultTags of provider main", "[" * 90_000, "a JSON object"),
        ),
        ({}, {"defaultTags": "5"}, unreadable("defaultTags of provider main", 5, MAP)),
        ({}, provider("env"), unreadable("defaultTags of provider main", "env", MAP)),
    ],
)
def test_given_pulumi_aws_then_its_providers_default_tags_count_under_the_models_own(
    tags: object, inputs: dict[str, Any], expected: Tags
) -> None:
    assert read(Declaration(AWS, {"tags": tags}, inputs)).tags == expected


@pytest.mark.parametrize(
    ("tags_all", "expected"),
    [
        ({"env": "dev"}, Tags("tags", (tag('tags["env"]', "env", "dev"),))),
        (UNKNOWN, Tags("tags", (tag('tags["env"]', "env", "dev"),))),
        (
            {"env": "dev", "x": "1"},
            Tags("tags", (tag('tags["env"]', "env", "dev"), tag('tagsAll["x"]', "x", "1"))),
        ),
    ],
)
def test_given_tags_pulumi_aws_summed_up_then_only_what_is_new_in_the_sum_counts(
    tags_all: object, expected: Tags
) -> None:
    assert read(Declaration(AWS, {"tags": {"env": "dev"}, "tagsAll": tags_all})).tags == expected


@pytest.mark.parametrize(
    ("tags", "inputs", "expected"),
    [
        (None, {}, Tags("tags")),
        ([], {}, Tags("tags")),
        ([{"key": "env", "value": "dev"}], {}, Tags("tags", (tag("tags[0].value", "env", "dev"),))),
        (
            [{"key": "env", "value": "dev"}, {"key": "env", "value": "prod"}],
            {},
            Tags("tags", (tag("tags[0].value", "env", "dev"), tag("tags[1].value", "env", "prod"))),
        ),
        (
            [{"key": "env", "value": UNKNOWN}],
            provider({"env": "dev", "team": "a"}),
            Tags(
                "tags",
                (
                    tag("tags[0].value", "env", UNKNOWN),
                    tag('tags["team"] in defaultTags of provider main', "team", "a"),
                ),
            ),
        ),
        ([{"key": "env"}], {}, Tags("tags", (tag("tags[0].value", "env", ABSENT),))),
        ([{"key": UNKNOWN, "value": "dev"}], {}, Tags("tags", hidden=("tags[0].key",))),
        ([UNKNOWN], {}, Tags("tags", hidden=("tags[0]",))),
        (
            [UNKNOWN, {"key": "env", "value": "dev"}],
            {},
            Tags("tags", (tag("tags[1].value", "env", "dev"),), hidden=("tags[0]",)),
        ),
        (UNKNOWN, {}, Tags("tags", hidden=("tags",))),
        (["env"], {}, unreadable("tags[0]", "env", ITEM)),
        ([None], {}, unreadable("tags[0]", ABSENT, ITEM)),
        ("env=dev", {}, unreadable("tags", "env=dev", LIST)),
        (5.0, {}, unreadable("tags", 5.0, LIST)),
    ],
)
def test_given_aws_native_then_each_item_of_the_list_is_a_tag(
    tags: object, inputs: dict[str, Any], expected: Tags
) -> None:
    assert read(Declaration(AWS_NATIVE, {"tags": tags}, inputs)).tags == expected


@pytest.mark.parametrize("tags", [{"env": "dev"}, [{"value": "dev"}], [{"key": 5.0, "value": "dev"}]])
def test_given_aws_native_when_the_tags_have_another_shape_then_they_are_unreadable(tags: object) -> None:
    found = read(Declaration(AWS_NATIVE, {"tags": tags})).tags

    assert (len(found.unreadable), found.known) == (1, ())


@pytest.mark.parametrize(("declares", "token"), list(resource_types()))
def test_given_each_resource_type_of_the_page_then_it_is_read_and_on_the_page(declares: str, token: str) -> None:
    assert adapter(token.replace("*", "x")) is not None
    assert f"`{token}`" in declarations(), f"{declares} has no row in tools/rule_pages.py"
