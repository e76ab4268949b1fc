"""The configuration file: what is wrong with one, and that the schema for editors says the same."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import pulumi_sagemaker_policy
from pulumi_sagemaker_policy import Finding, Setting, rules
from pulumi_sagemaker_policy.cli.config_file import config_problems, config_schema
from pulumi_sagemaker_policy.rules import network_isolation, tag_allowlist
from pulumi_sagemaker_policy.testing import MODEL

PROFILES = Path(pulumi_sagemaker_policy.__file__).parent / "cli" / "profiles"
EXAMPLES = Path(__file__).parents[4] / "examples"
TWO = (network_isolation.RULE, tag_allowlist.RULE)
LEVELS = '"advisory", "mandatory", "remediate" or "disabled"'
NAMES = [
    f'"{name}"'
    for name in (
        *("network-isolation", "tag-allowlist", "all"),
        *("unused-waivers", "lost-remediation", "missing-settings", "audit-summary"),
    )
]
WAIVER = {"urn": "*::legacy-*", "reason": "a reason", "owner": "an owner", "expires": "2027-01-31"}

EDITOR = Draft7Validator(config_schema(TWO))


def found(document: object) -> list[tuple[str, str, str]]:
    return [(problem.path, problem.problem, problem.wanted) for problem in config_problems(document, TWO)]


@pytest.mark.parametrize("file", [*PROFILES.iterdir(), *EXAMPLES.rglob("policy-config.json")], ids=str)
def test_given_a_file_that_we_publish_then_both_the_check_and_the_schema_take_it(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))

    assert list(config_problems(document, rules.ALL)) == []
    assert list(Draft7Validator(config_schema(rules.ALL)).iter_errors(document)) == []


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)
def test_given_a_rules_defaults_then_both_the_check_and_the_schema_take_them(
    rule: pulumi_sagemaker_policy.Rule,
) -> None:
    document = {rule.id: {setting.name: setting.default for setting in rule.settings if setting.default is not None}}

    assert list(config_problems(document, rules.ALL)) == []
    assert list(Draft7Validator(config_schema(rules.ALL)).iter_errors(document)) == []


def test_given_the_schema_then_it_is_one() -> None:
    Draft7Validator.check_schema(config_schema(rules.ALL))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"all": "advisory", "network-isolation": "disabled", "lost-remediation": {"enforcementLevel": "advisory"}},
        {"network-isolation": {"on_unknown": "violation", "waivers": [WAIVER, {**WAIVER, "ticket": "SEC-1"}]}},
        {"tag-allowlist": {"allowed": {"team": ["*"]}, "required": ["team"], "defaults": {"team": "x"}}},
    ],
)
def test_given_a_right_file_then_nothing_is_found(document: object) -> None:
    assert found(document) == []
    assert list(EDITOR.iter_errors(document)) == []


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], ("the file", "is no map", "a map of rules to their settings")),
        (
            {"network-isolaton": {"a": 1}},
            (
                "network-isolaton",
                "is no rule of this pack",
                f"one of {', '.join(NAMES[:-1])} or {NAMES[-1]}",
            ),
        ),
        ({"all": "madatory"}, ("all.enforcementLevel", 'is "madatory"', LEVELS)),
        ({"network-isolation": 1}, ("network-isolation.enforcementLevel", "is a number", "a string")),
        (
            {"tag-allowlist": {"enforcementLevel": None}},
            ("tag-allowlist.enforcementLevel", "is null", "a string"),
        ),
        (
            {"unused-waivers": {"waivers": []}},
            ("unused-waivers.waivers", "does not exist", "no settings but enforcementLevel"),
        ),
        (
            {"network-isolation": {"on_unknown": "Skip"}},
            ("network-isolation.on_unknown", 'is "Skip"', '"advisory", "violation" or "skip"'),
        ),
        ({"network-isolation": {"waivers": {}}}, ("network-isolation.waivers", "is a map", "a list")),
        ({"network-isolation": {"waivers": ["*"]}}, ("network-isolation.waivers[0]", "is a string", "a map")),
        (
            {"network-isolation": {"waivers": [{**WAIVER, "owner": ""}]}},
            ("network-isolation.waivers[0].owner", "is empty", "a string that says something"),
        ),
        (
            {"network-isolation": {"waivers": [{**WAIVER, "tickets": "x"}]}},
            (
                "network-isolation.waivers[0].tickets",
                "does not exist",
                'one of "expires", "owner", "part", "reason", "ticket" or "urn"',
            ),
        ),
        ({"tag-allowlist": {"allowed": {"team": "*"}}}, ('tag-allowlist.allowed["team"]', "is a string", "a list")),
    ],
)
def test_given_one_mistake_then_one_problem_names_its_path_and_schema_refuses_it_too(
    document: object, problem: tuple[str, str, str]
) -> None:
    assert found(document) == [problem]
    assert list(EDITOR.iter_errors(document)) != []


@pytest.mark.parametrize(
    ("settings", "path", "problem", "wanted"),
    [
        (
            {"defaults": {"team": "x"}},
            'defaults["team"]',
            "is of no use: tag-allowlist.required does not list that key",
            "a key from required",
        ),
        (
            {"allowed": {"team": ["ml-*"]}, "required": ["team"], "defaults": {"team": "x"}},
            'defaults["team"]',
            'is "x", which tag-allowlist.allowed does not allow',
            '"ml-*"',
        ),
    ],
)
def test_given_settings_that_contradict_each_other_then_the_problem_names_both(
    settings: dict[str, object], path: str, problem: str, wanted: str
) -> None:
    assert found({"tag-allowlist": settings}) == [(f"tag-allowlist.{path}", problem, wanted)]


@pytest.mark.parametrize(
    ("schema", "default", "value", "problem"),
    [
        ({"type": "integer", "minimum": 2}, 3, 2.0, None),
        ({"type": "integer", "minimum": 2}, 3, 1, ("is 1", "2 or more")),
        ({"type": "integer"}, 3, 2.5, ("is a number", "a whole number")),
        ({"type": "integer"}, 3, True, ("is a boolean", "a whole number")),
        ({"type": "array", "items": {"type": "integer"}}, [], [1.0], None),
    ],
)
def test_given_a_setting_of_any_type_then_values_are_held_to_it(
    schema: dict[str, Any], default: object, value: object, problem: tuple[str, str] | None
) -> None:
    rule = replace(network_isolation.RULE, settings=(Setting("setting", schema, default, "A setting."),))

    assert [(found.problem, found.wanted) for found in rule.read_settings({"setting": value})[1]] == [problem] * bool(
        problem
    )


GLOB = "which is no regular expression for what it looks like"
NO_REPOSITORY = '"123456789012/ml/fraud:1.4.2", which no repository can fit'


@pytest.mark.parametrize(
    ("rule", "settings", "path", "problem"),
    [
        ("image-registry", {"allowed": ["123456789012/ml/fraud:1.4.2"]}, "allowed[0]", f"is {NO_REPOSITORY}"),
        ("image-registry", {"allowed": ["aws/*", "aws/XGBoost"]}, "allowed[1]", "which no repository can fit"),
        ("image-registry", {"allowed": ["123456789012/ml/"]}, "allowed[0]", "which no repository can fit"),
        ("image-registry", {"allowed": ["123456789012/*@sha256:*"]}, "allowed[0]", "which no repository can fit"),
        ("image-registry", {"regions": ["eu-west-1a"]}, "regions[0]", "which nothing can fit"),
        ("image-registry", {"model_packages": ["fraud/3"]}, "model_packages[0]", "which nothing can fit"),
        ("execution-role", {"paths": ["/sagemaker"]}, "paths[0]", 'is "/sagemaker", which nothing can fit'),
        ("execution-role", {"paths": ["/sagemaker/*", "sagemaker/"]}, "paths[1]", "which nothing can fit"),
        ("execution-role", {"allowed": ["arn:aws:iam::123456789012:user/jane"]}, "allowed[0]", "which nothing can fit"),
        ("execution-role", {"allowed": ["arn:aws:iam::123456789012:root"]}, "allowed[0]", "which nothing can fit"),
        ("execution-role", {"allowed": ["arn:aws:iam::1234:role/*"]}, "allowed[0]", "which nothing can fit"),
        ("execution-role", {"accounts": ["12345678901*"]}, "accounts[0]", "which is no account"),
        ("allowed-regions", {"allowed": ["Frankfurt"]}, "allowed[0]", 'is "Frankfurt", which nothing can fit'),
        ("allowed-regions", {"allowed": ["eu-*", "eu-west-1a"]}, "allowed[1]", "which nothing can fit"),
        ("allowed-regions", {"allowed": ["*-1a"]}, "allowed[0]", "which nothing can fit"),
        ("allowed-regions", {"allowed": [""]}, "allowed[0]", "which nothing can fit"),
        ("allowed-regions", {"allowed": ["eu-west-1\n"]}, "allowed[0]", r'is "eu-west-1\n", which nothing can fit'),
        ("model-data-location", {"allowed": ["s3://ML-Models/"]}, "allowed[0]", "which no bucket can fit"),
        ("model-data-location", {"allowed": ["s3://ml models/x"]}, "allowed[0]", "which no bucket can fit"),
        ("model-data-location", {"allowed": ["S3://ml-models"]}, "allowed[0]", "which is no place in S3"),
        ("vpc-config", {"subnets": ["sg-0123456789abcdef0"]}, "subnets[0]", "which nothing can fit"),
        ("vpc-config", {"security_groups": ["subnet-0a", "sg-*"]}, "security_groups[0]", "which nothing can fit"),
        ("vpc-config", {"minimum_subnets": 17}, "minimum_subnets", "is 17"),
        ("vpc-config", {"minimum_subnets": -1}, "minimum_subnets", "is -1"),
        ("vpc-config", {"minimum_subnets": 10**400}, "minimum_subnets", "is a number out of all proportion"),
        ("vpc-config", {"minimum_subnets": 1e308}, "minimum_subnets", "is a number out of all proportion"),
        ("vpc-config", {"minimum_subnets": 2, "subnets": ["subnet-0a"]}, "minimum_subnets", "which no model can have"),
        ("environment-secrets", {"ignored": ["DB-PASSWORD"]}, "ignored[0]", "which nothing can fit"),
        ("environment-secrets", {"ignored": ["MAX_TOKEN=256"]}, "ignored[0]", "which nothing can fit"),
        ("naming", {"name": "ml-*"}, "name", 'is "ml-*", which is no regular expression for what it looks like'),
        ("naming", {"name": "*-prod"}, "name", GLOB),
        ("naming", {"name": "fraud-?"}, "name", GLOB),
        (
            "naming",
            {"resource_name": "team/*"},
            "resource_name",
            GLOB,
        ),
        ("naming", {"name": "risk_[a-z]+"}, "name", 'has "_", which no model can have there in its name'),
        ("naming", {"name": "{ml,risk}-.+"}, "name", 'has "{", which no model can have there in its name'),
        ("naming", {"name": "ml-%"}, "name", 'has "%", which no model can have there in its name'),
        ("naming", {"name": "[a-z]+-"}, "name", 'has "-", which no model can have there in its name'),
        ("naming", {"name": "^-ml$"}, "name", 'has "-", which no model can have there in its name'),
        ("naming", {"name": "Betrug-\u00fc.*"}, "name", "which no model can have there in its name"),
        ("naming", {"name": "^risk/.*$"}, "name", 'has "/", which no model can have there in its name'),
        ("naming", {"name": "a{99999999999}"}, "name", "is no regular expression"),
        ("naming", {"name": "(" * 5000}, "name", "is no regular expression"),
        ("naming", {"name": "[" + chr(0xD800)}, "name", "is no regular expression"),
        ("tag-policy", {"policy": {"tags": {"x": {"tag_value": ["a|b"]}}}}, 'policy.tags["x"].tag_value', 'has "|"'),
        ("tag-policy", {"policy": {"tags": {"x*": {"tag_key": "X*"}}}}, 'policy.tags["x*"].tag_key', 'has "*"'),
        ("tag-policy", {"policy": {"tags": {"x": {"tag_value": ["a?"]}}}}, 'policy.tags["x"].tag_value', 'has "?"'),
        ("tag-allowlist", {"allowed": None}, "allowed", "is null"),
        ("tag-allowlist", {"allowed": {chr(0xD800): ["*"]}}, r'allowed["\ud800"]', r'has "\ud800"'),
        ("tag-allowlist", {chr(0xD800): 1}, r'"\ud800"', "does not exist"),
        ("tag-allowlist", {"a\nb": 1}, r'"a\nb"', "does not exist"),
    ],
)
def test_given_what_can_never_fit_then_file_and_rule_refuse_it_in_the_same_sentence(
    rule: str, settings: dict[str, Any], path: str, problem: str
) -> None:
    (known,) = [known for known in rules.ALL if known.id == rule]

    (found,) = list(config_problems({rule: settings}, rules.ALL))
    (judged,) = known.judge(MODEL, settings)

    assert found.path == f"{rule}.{path}"
    assert problem in found.problem
    assert isinstance(judged, Finding)
    assert judged.problem == f"The policy configuration is wrong: {found.path} {found.problem}."
    assert judged.wanted == found.wanted
    assert (found.path + found.problem + found.wanted).isprintable()


@pytest.mark.parametrize(
    ("rule", "settings"),
    [
        ("image-registry", {"allowed": ["aws/*", "123456789012/*", "123456789012/ml/fraud-?"], "regions": ["*-1"]}),
        ("execution-role", {"allowed": ["*", "arn:aws*:role/x", "*:user/x"], "paths": ["*", "/", "/a*", "*/"]}),
        ("allowed-regions", {"allowed": ["*", "eu-*", "?????????", "eu-west-?", "eusc-de-east-1", "us-gov-*"]}),
        ("model-data-location", {"allowed": ["s3://*", "s3://ml-*/X Y/", "s3://a.b/"], "model_packages": ["*"]}),
        ("model-data-location", {"allowed": ["s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/ml/"]}),
        ("vpc-config", {"minimum_subnets": 16, "subnets": ["subnet-*"], "security_groups": ["*"]}),
        ("vpc-config", {"minimum_subnets": 2, "subnets": ["subnet-0a", "subnet-0b"]}),
        ("naming", {"name": "ml-.*", "resource_name": "[a-z_/]+"}),
        ("naming", {"name": r"risk-?[a-z0-9]*(-prod)?", "resource_name": ".*::x_y"}),
        ("naming", {"name": r"^\w+-\d{2,4}$"}),
        ("naming", {"name": "risk_{0,1}-?[a-z]{2,3}-?"}),
        ("naming", {"name": r"-?ml[-_]\w-[a-z-]*"}),
        ("naming", {"name": "(risk_|fraud-)?[a-z_]+_?"}),
        ("environment-secrets", {"ignored": ["*", "TOKENIZER_*", "_?"]}),
        ("tag-policy", {"policy": {"tags": {"x": {"tag_value": ["a*", "*"]}}}}),
    ],
)
def test_given_what_something_may_fit_then_it_is_not_refused(rule: str, settings: dict[str, Any]) -> None:
    assert list(config_problems({rule: settings}, rules.ALL)) == []
