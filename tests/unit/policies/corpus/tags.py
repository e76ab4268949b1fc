"""Tags: keys and values that only look right, default tags, and lists of tags."""

from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import AWS_NATIVE, Secret
from tests.unit.policies.corpus.table import MODEL, SHOWN, Row, blocks, every, raw, row, waits
from tests.unit.policies.ways import EXTENSION, pascal
from tests.unit.policies.ways import MODEL as TYPE

_MISSING: Final = blocks("tag-allowlist", "tags", 'required tag "team" is missing')


def _plus(key: str, value: object) -> dict[str, Any]:
    return {"tags": {"team": "risk", key: value}}


def _env(value: object) -> dict[str, Any]:
    return _plus("env", value)


_BAD_VALUE: Final = blocks("tag-allowlist", 'tags["env"]', "a value that is not allowed")


def _native(title: str, tags: object, *findings: Any, provider: dict[str, Any] | None = None) -> Row:
    declared = {key: value for key, value in MODEL.items() if key not in ("region", "name")}
    return raw(AWS_NATIVE, title, {**declared, "modelName": "risk-fraud", "tags": tags}, *findings, provider=provider)


def _defaults(tags: object) -> dict[str, Any]:
    return {"defaultTags": {"tags": tags}}


TEAM: Final = {"key": "team", "value": "risk"}

ROWS: Final = (
    # Keys that look like an agreed one. The sentence spells out what cannot be told by looking.
    *every(
        "a homoglyph (Cyrillic \u0435) in a tag key",
        _plus("t\u0435am", "risk"),
        blocks("tag-allowlist", 'tags["t\u0435am"]', r'("t\u0435am") is not allowed'),
    ),
    *every(
        "a homoglyph in the required key, which is then missing too",
        {"tags": {"t\u0435am": "risk"}},
        blocks("tag-allowlist", 'tags["t\u0435am"]', r'("t\u0435am") is not allowed'),
        _MISSING,
    ),
    *every(
        "a zero-width space in a tag key",
        _plus("team\u200b", "risk"),
        blocks("tag-allowlist", r'tags["team\u200b"]', r'"team\u200b" is not allowed'),
    ),
    *every(
        "a blank after a tag key",
        _plus("env ", "prod"),
        blocks("tag-allowlist", 'tags["env "]', '"env " is not allowed'),
    ),
    *every(
        "a tag key in another case",
        _plus("Env", "prod"),
        blocks("tag-allowlist", 'tags["Env"]', '"Env" is not allowed'),
    ),
    *every("an empty tag key", _plus("", "prod"), blocks("tag-allowlist", 'tags[""]', '"" is not allowed')),
    row(
        "ours",
        "full-width letters in a tag key",
        _plus("\uff45nv", "prod"),
        blocks("tag-allowlist", 'tags["\uff45nv"]', r"\uff45nv"),
    ),
    row(
        "aws",
        "a line's end in a tag key",
        _plus("env\n", "prod"),
        blocks("tag-allowlist", r'tags["env\n"]', r'"env\n" is not allowed'),
    ),
    row(
        "stack",
        "a right-to-left mark in a tag key",
        _plus("\u202eenv", "prod"),
        blocks("tag-allowlist", r'tags["\u202eenv"]', r"\u202eenv"),
    ),
    row(
        "aws-native",
        "a combining accent where the tag policy's key has none",
        _plus("CostCente\u0301r", "100"),
        blocks("tag-allowlist", 'tags["CostCente\u0301r"]', r"CostCente\u0301r"),
    ),
    row(
        "ours",
        "a key that only lower case turns into the tag policy's (the sign for Kelvin)",
        _plus("\u212aey", "1"),
        blocks("tag-allowlist", 'tags["\u212aey"]', r"\u212aey"),
        blocks("tag-policy", 'tags["\u212aey"]', "not capitalised"),
        settings={"tag-policy": {"policy": {"tags": {"key": {}}}}},
    ),
    *every(
        "a key that is to be gone",
        _plus("retired", "x"),
        blocks("tag-allowlist", 'tags["retired"]', "not allowed to have any value"),
    ),
    row("aws", "a tag of AWS's own", _plus("aws:cloudformation:stack-id", "x")),
    *every("a tag that SageMaker Projects sets", _plus("sagemaker:project-id", "p-0123456789ab")),
    *every("another tag that SageMaker Projects sets", _plus("sagemaker:deployment-stage", "")),
    *every(
        "a tag of another service",
        _plus("sagemaker:domain-arn", "x"),
        blocks("tag-allowlist", 'tags["sagemaker:domain-arn"]', "is not allowed"),
    ),
    *every(
        "a tag that SageMaker Projects sets, where services' keys are not allowed",
        _plus("sagemaker:project-id", "x"),
        blocks("tag-allowlist", 'tags["sagemaker:project-id"]', "is not allowed"),
        settings={"tag-allowlist": {"service_keys": []}},
    ),
    row("ours", "an unknown tag that a service sets", _plus("sagemaker:project-name", UNKNOWN)),
    row(
        "aws",
        "a tag that only looks like AWS's own",
        _plus("AWS:owner", "x"),
        blocks("tag-allowlist", 'tags["AWS:owner"]', '"AWS:owner" is not allowed'),
    ),
    # Values that look like an agreed one.
    *every("a homoglyph (Cyrillic \u043e) in a tag value", _env("pr\u043ed"), _BAD_VALUE),
    *every("a zero-width space in a tag value", _env("prod\u200b"), _BAD_VALUE),
    *every("a blank before a tag value", _env(" prod"), _BAD_VALUE),
    *every("a tag value in another case", _env("Prod"), _BAD_VALUE),
    *every("an empty tag value", _env(""), _BAD_VALUE),
    *every("a tag value that is null", _env(None), blocks("tag-allowlist", 'tags["env"]', "is missing")),
    row("ours", "a line's end in a tag value", _env("prod\n"), _BAD_VALUE),
    row("ours", "two agreed values in one", _env("dev,prod"), _BAD_VALUE),
    row("aws", "a pattern for a tag value", _env("*"), _BAD_VALUE),
    row("aws-native", "a number for a tag value", _env(5), blocks("tag-allowlist", 'tags["env"]', "is a number")),
    row("ours", "a boolean for a tag value", _env(value=True), blocks("tag-allowlist", 'tags["env"]', "is a boolean")),
    row("aws", "a list for a tag value", _env(["prod"]), blocks("tag-allowlist", 'tags["env"]', "is a list")),
    row("ours", "an empty value where any will do", {"tags": {"team": ""}}),
    row("aws", "a value of blanks where any will do", {"tags": {"team": "   "}}),
    # Secrets and unknowns.
    row("ours", "a secret value that is agreed", _env(Secret("prod"))),
    row("ours", "a secret value that is not", _env(Secret("fake-secret-environment")), _BAD_VALUE),
    row("aws", "all tags a secret", {"tags": Secret({"team": "risk", "env": "fake-secret-environment"})}, _BAD_VALUE),
    *every("an unknown value of an agreed key", _env(UNKNOWN), waits("tag-allowlist", 'tags["env"]'), ways=SHOWN),
    *every("an unknown value where any will do", {"tags": {"team": UNKNOWN}}, ways=SHOWN),
    row(
        "ours",
        "an unknown value of a key that nobody agreed on",
        _plus("Environment", UNKNOWN),
        blocks("tag-allowlist", 'tags["Environment"]', '"Environment" is not allowed'),
    ),
    # None at all.
    *every("no tags", {"tags": ABSENT}, _MISSING),
    *every("empty tags", {"tags": {}}, _MISSING),
    row(
        "ours",
        "tags are a text",
        {"tags": "team=risk"},
        *(blocks(r, "tags", "is a string") for r in ("tag-allowlist", "tag-policy")),
    ),
    row(
        "aws",
        "tags are a list",
        {"tags": [TEAM]},
        *(blocks(r, "tags", "is a list") for r in ("tag-allowlist", "tag-policy")),
    ),
    _native(
        "tags are a map", {"team": "risk"}, *(blocks(r, "tags", "is a map") for r in ("tag-allowlist", "tag-policy"))
    ),
    # The tag policy.
    *every("a value that the tag policy has", _plus("CostCenter", "100")),
    *every("a value that fits the tag policy's pattern", _plus("CostCenter", "200-risk")),
    *every(
        "a key that the tag policy capitalises",
        _plus("costcenter", "100"),
        blocks("tag-allowlist", 'tags["costcenter"]', '"costcenter" is not allowed'),
        blocks("tag-policy", 'tags["costcenter"]', "not capitalised"),
    ),
    *every(
        "an unknown value of the tag policy's key",
        _plus("CostCenter", UNKNOWN),
        waits("tag-policy", 'tags["CostCenter"]'),
        ways=SHOWN,
    ),
    row(
        "aws",
        "a tag that the tag policy requires of models",
        {},
        blocks("tag-policy", "tags", '"CostCenter" is missing'),
        settings={
            "tag-policy": {
                "policy": {
                    "tags": {
                        "c": {"tag_key": "C"},
                        "costcenter": {"tag_key": "CostCenter", "report_required_tag_for": ["sagemaker:model"]},
                    }
                }
            }
        },
    ),
    # Default tags.
    row("aws", "default tags supply what is required", {"tags": {}}, provider=_defaults({"team": "risk"})),
    row(
        "aws",
        "a default tag that nobody agreed on",
        {},
        blocks("tag-allowlist", 'tags["Owner"] in defaultTags of provider main', '"Owner" is not allowed'),
        provider=_defaults({"Owner": "risk"}),
    ),
    row("aws", "the model's own value stands over the default one", {}, provider=_defaults({"env": "qa"})),
    row(
        "aws",
        "an own value does not hide behind an agreed default one",
        _env("qa"),
        _BAD_VALUE,
        provider=_defaults({"env": "prod"}),
    ),
    row(
        "aws",
        "default tags that are unknown",
        {"tags": {}},
        waits("tag-allowlist", "defaultTags of provider main"),
        waits("tag-policy", "defaultTags of provider main"),
        provider={"defaultTags": UNKNOWN},
    ),
    row(
        "aws",
        "tags that are unknown may give a default one another value",
        {"tags": UNKNOWN},
        waits("tag-allowlist", 'tags["env"] in defaultTags of provider main, tags'),
        waits("tag-policy", "tags"),
        provider=_defaults({"env": "prod"}),
    ),
    row(
        "aws",
        "default tags that are no JSON",
        {},
        *(blocks(r, "defaultTags of provider main", "is a string") for r in ("tag-allowlist", "tag-policy")),
        provider={"defaultTags": "team=risk"},
    ),
    row("aws", "what Terraform's bridge leaves in a map of tags", _plus("__defaults", [])),
    row(
        "aws",
        "a tag named as what Terraform's bridge leaves",
        _plus("__defaults", "x"),
        blocks("tag-allowlist", 'tags["__defaults"]', '"__defaults" is not allowed'),
    ),
    row("aws", "tagsAll adds nothing", {"tagsAll": {"team": "risk", "env": "prod"}}),
    row(
        "aws",
        "tagsAll has one more",
        {"tagsAll": {"team": "risk", "Owner": "risk"}},
        blocks("tag-allowlist", 'tagsAll["Owner"]', '"Owner" is not allowed'),
    ),
    row("ours", "the stack's default tags supply what is required", {"tags": {}, "defaultTags": {"team": "risk"}}),
    row(
        "ours",
        "the stack has a default tag that nobody agreed on",
        {"defaultTags": {"Owner": "risk"}},
        blocks("tag-allowlist", 'tags["Owner"] in aws:defaultTags of the stack', '"Owner" is not allowed'),
    ),
    row(
        "ours",
        "a default tag has a value that is not allowed",
        {"tags": {"team": "risk"}, "defaultTags": {"env": "qa"}},
        blocks("tag-allowlist", 'tags["env"] in aws:defaultTags of the stack', "a value that is not allowed"),
    ),
    row("ours", "the model's own tag wins over a bad default", _env("prod") | {"defaultTags": {"env": "qa"}}),
    row(
        "ours",
        "the model's own tag is bad, and a default is not",
        _env("qa") | {"defaultTags": {"env": "prod"}},
        _BAD_VALUE,
    ),
    row(
        "ours",
        "own and default tags that the stack ignores",
        _plus("Owner", "x")
        | {"defaultTags": {"bill:to": "y"}, "ignoreTags": {"keys": ["Owner"], "keyPrefixes": ["bill:"]}},
    ),
    row(
        "ours",
        "what is required is ignored",
        {"tags": {"team": "risk"}, "ignoreTags": {"keys": ["team"]}},
        _MISSING,
    ),
    row(
        "ours",
        "secret default tags",
        {"tags": Secret({"team": "risk"}), "defaultTags": Secret({"Owner": "risk"})},
        blocks("tag-allowlist", 'tags["Owner"] in aws:defaultTags of the stack', '"Owner" is not allowed'),
    ),
    row(
        "ours",
        "tags that are unknown may give one of the stack's another value",
        {"tags": UNKNOWN, "defaultTags": {"team": "risk", "env": "qa"}},
        waits("tag-allowlist", 'tags["env"] in aws:defaultTags of the stack, tags'),
        waits("tag-policy", "tags"),
    ),
    row("ours", "tagsAll supplies what is required", {"tags": {}, "tagsAll": {"team": "risk"}}),
    row(
        "ours",
        "a default tag of the stack that nobody agreed on",
        {"tagsAll": {"team": "risk", "env": "prod", "Owner": "risk"}},
        blocks("tag-allowlist", 'tags["Owner"] in aws:defaultTags of the stack', '"Owner" is not allowed'),
    ),
    row("ours", "a tag that the stack ignores", _plus("Owner", "x") | {"tagsAll": {"team": "risk"}}),
    row(
        "ours",
        "the sum of tags is unknown, its known part is judged",
        _env("qa") | {"tagsAll": UNKNOWN},
        _BAD_VALUE,
        waits("tag-allowlist", "tagsAll"),
        waits("tag-policy", "tagsAll"),
    ),
    _native("default tags supply what is required", [], provider=_defaults({"team": "risk"})),
    _native(
        "a default tag that nobody agreed on",
        [TEAM],
        blocks("tag-allowlist", 'tags["Owner"] in defaultTags of provider main', '"Owner" is not allowed'),
        provider=_defaults({"Owner": "risk"}),
    ),
    # Lists of tags, which may hold a key twice, or half a tag.
    _native(
        "a key twice, the second with another value",
        [TEAM, {"key": "env", "value": "prod"}, {"key": "env", "value": "qa"}],
        blocks("tag-allowlist", "tags[2].value", "a value that is not allowed"),
    ),
    _native(
        "a key twice, the first with another value",
        [TEAM, {"key": "env", "value": "qa"}, {"key": "env", "value": "prod"}],
        blocks("tag-allowlist", "tags[1].value", "a value that is not allowed"),
    ),
    _native("a tag without a value", [TEAM, {"key": "env"}], blocks("tag-allowlist", "tags[1].value", "is missing")),
    _native(
        "a tag without a key",
        [TEAM, {"value": "prod"}],
        *(blocks(r, "tags[1].key", "is missing") for r in ("tag-allowlist", "tag-policy")),
    ),
    _native(
        "a tag that is null",
        [TEAM, None],
        *(blocks(r, "tags[1]", "is missing") for r in ("tag-allowlist", "tag-policy")),
    ),
    _native(
        "a tag whose key is unknown",
        [TEAM, {"key": UNKNOWN, "value": "prod"}],
        *(waits(rule, "tags[1].key") for rule in ("tag-allowlist", "tag-policy")),
    ),
    _native(
        "an unknown tag may be the required one",
        [UNKNOWN],
        *(waits(rule, "tags[0]") for rule in ("tag-allowlist", "tag-policy")),
    ),
    raw(
        EXTENSION,
        "default tags of its provider, which adds them if it knows the style",
        {
            "type": TYPE,
            "tagsStyle": "keyValueArray",
            "properties": pascal({**MODEL, "modelName": "risk-fraud", "tags": []}),
        },
        provider=_defaults({"team": "risk"}),
    ),
    raw(
        EXTENSION,
        "default tags of its provider, which does not know the style",
        {"type": TYPE, "properties": pascal({**MODEL, "modelName": "risk-fraud", "tags": []})},
        blocks("tag-allowlist", "properties.Tags", 'required tag "team" is missing'),
        provider=_defaults({"team": "risk"}),
    ),
)
"""The rows of this table."""
