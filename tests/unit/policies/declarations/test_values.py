"""Values that a program or a template can hold and that nothing may stumble over, through the whole pack."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, ModelSubject, rules
from pulumi_sagemaker_policy.rules import environment_secrets, network_isolation, tag_allowlist
from pulumi_sagemaker_policy.testing import (
    AWS,
    AWS_NATIVE,
    OURS,
    Declaration,
    Diagnostic,
    Secret,
    analyze,
    remediate,
    subjects,
)
from tests.unit.policies.ways import STACK, WAYS, Way

CONFIG = {rule.id: {"enforcementLevel": "mandatory", **rule.example} for rule in rules.ALL}


def judge(declaration: Declaration) -> list[Diagnostic]:
    found = analyze(declaration, *rules.ALL, config=CONFIG).diagnostics
    assert [one for one in found if "The rule failed" in one.message] == []
    return found


def read(declaration: Declaration) -> ModelSubject:
    (model,) = subjects(declaration)
    assert isinstance(model, ModelSubject)
    return model


HALF = "\ud800"


@pytest.mark.parametrize(
    ("name", "properties"),
    [
        (f"Fraud{HALF}", {}),
        ("Fraud", {"ModelName": HALF, "ExecutionRoleArn": HALF}),
        ("Fraud", {"Tags": [{"Key": HALF, "Value": HALF}]}),
        ("Fraud", {"PrimaryContainer": {"Image": HALF, "ModelDataUrl": f"s3://{HALF}/a"}}),
        ("Fraud", {"PrimaryContainer": {"Environment": {f"{HALF}_TOKEN": f"{HALF}x", "HF_MODEL_ID": HALF}}}),
        ("Fraud", {"VpcConfig": {"Subnets": [HALF], "SecurityGroupIds": [HALF]}}),
        (f"\udfff{HALF}\udfff", {HALF: {HALF: HALF}}),
    ],
)
def test_given_half_character_in_template_then_rules_judge_it_and_messages_escape_it(
    name: str, properties: dict[str, Any]
) -> None:
    resource = {"Type": "AWS::SageMaker::Model", "Properties": properties}

    found = judge(Declaration(STACK, {"templateBody": json.dumps({"Resources": {name: resource}})}))

    assert any("not isolated" in one.message or "is not set" in one.message for one in found)
    assert all(one.message.encode() for one in found)
    assert name == "Fraud" or all(r"\ud800" in one.message for one in found)


@pytest.mark.parametrize("token", [AWS, AWS_NATIVE, STACK])
@pytest.mark.parametrize("levels", [3, 100, 500, 900, 990, 1_000, 5_000, 100_000])
@pytest.mark.parametrize("before", ["", '{"tags":', '{"tags":{"a":'])
def test_given_deeply_nested_default_tags_then_rules_say_they_cannot_be_judged(
    token: str, levels: int, before: str
) -> None:
    deep = before + "[" * levels + "]" * levels + "}" * before.count("{")
    (way,) = (way for way in WAYS.values() if way.token == token)

    found = judge(Declaration(token, way.write({}), {"defaultTags": deep}))

    assert [one.policy for one in found if one.policy == tag_allowlist.RULE.id] != []


KEY_ID = "AKIA" + "Q" * 16


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("value", [KEY_ID, "plain", "", "5"])
def test_given_key_that_sdks_proxies_answer_themselves_then_value_is_the_programs(way: Way, value: str) -> None:
    environment = {"__target": value, "A": "1"}

    properties = {"enableNetworkIsolation": True, "primaryContainer": {"environment": environment}}

    (container,) = read(way.declare(properties)).containers.known

    assert {entry.key: entry.field.value for entry in container.environment.known} == environment


@pytest.mark.parametrize("token", [OURS, AWS, AWS_NATIVE])
@pytest.mark.parametrize(
    ("value", "read_as"),
    [(UNKNOWN, UNKNOWN), (None, ABSENT), (Secret(KEY_ID), KEY_ID), (5.0, 5.0), (True, True)],
)
def test_given_that_key_with_anything_else_then_that_is_read(token: str, value: object, read_as: object) -> None:
    declared = Declaration(token, {"primaryContainer": {"environment": {"__target": value}}})

    (container,) = read(declared).containers.known

    assert [entry.field.value for entry in container.environment.known] == [read_as]


@pytest.mark.parametrize("token", [OURS, AWS, AWS_NATIVE])
@pytest.mark.parametrize("value", ["x", Secret("x"), UNKNOWN, {"a": Secret("b")}])
def test_given_that_key_then_a_remediation_leaves_it_and_its_secrets_alone(token: str, value: object) -> None:
    properties = {"primaryContainer": {"environment": {"__target": value, "B": Secret("c")}}}

    mended, _ = remediate(
        Declaration(token, properties),
        network_isolation.RULE,
        config={network_isolation.RULE.id: {"enforcementLevel": "remediate"}},
    )

    assert mended.properties == {**properties, "enableNetworkIsolation": True}


@pytest.mark.parametrize("name", ["modelPackageName", "image", "modelDataUrl", "containerHostname", "mode"])
@pytest.mark.parametrize("token", [AWS, OURS, AWS_NATIVE])
def test_given_an_empty_text_then_it_is_none_where_terraform_reads_it(name: str, token: str) -> None:
    (container,) = read(Declaration(token, {"primaryContainer": {name: ""}})).containers.known

    facts = {
        "modelPackageName": container.model_package,
        "image": container.image,
        "containerHostname": container.hostname,
        "mode": container.mode,
    }
    if name in facts:
        assert facts[name].value == (ABSENT if token == AWS else "")
    else:
        assert (container.model_data.known == ()) is (token == AWS)


@pytest.mark.parametrize("name", ["name", "executionRoleArn", "region"])
def test_given_an_empty_text_of_a_model_of_pulumi_aws_then_it_is_none(name: str) -> None:
    model = read(Declaration(AWS, {name: ""}, {"region": "eu-west-1"}))

    assert model.model_name.value is ABSENT
    assert model.execution_role.value is ABSENT
    assert model.region.value == "eu-west-1"


def test_given_empty_texts_that_are_values_then_they_stay() -> None:
    model = read(Declaration(AWS, {"tags": {"a": ""}, "primaryContainer": {"environment": {"A": ""}}}))

    assert [tag.field.value for tag in model.tags.known] == [""]
    assert [entry.field.value for entry in model.containers.known[0].environment.known] == [""]


@pytest.mark.parametrize(
    ("token", "read_from"), [(STACK, ()), ("aws:cloudformation/stackSet:StackSet", ()), (STACK, ("s3://a/b",))]
)
def test_given_an_empty_url_of_a_template_then_there_is_none(token: str, read_from: tuple[str, ...]) -> None:
    url = read_from[0] if read_from else ""

    found = subjects(Declaration(token, {"templateUrl": url, "templateBody": '{"Resources": {}}'}))

    assert len(found) == len(read_from)


REFERENCES = st.sampled_from(
    ["secretsmanager:fraud/db", "ssm-secure:/fraud/db:1", "secretsmanager:fraud:SecretString:a"]
)


@given(service=REFERENCES, before=st.sampled_from(["", "postgres://a:", "x"]), after=st.sampled_from(["", "@db/x"]))
@pytest.mark.parametrize("key", ["ENDPOINT", "DB_CONN", "HF_TOKEN", "A"])
def test_given_reference_to_secret_in_template_then_value_is_secret_whatever_the_key(
    key: str, service: str, before: str, after: str
) -> None:
    environment = {key: f"{before}{{{{resolve:{service}}}}}{after}"}
    declared = WAYS["stack"].declare({"primaryContainer": {"environment": environment}})

    (found,) = analyze(declared, environment_secrets.RULE).diagnostics

    assert "holds a secret for certain" in found.message


@pytest.mark.parametrize("way", ["ours", "aws", "aws-native", "cloud control", "extension"])
def test_given_secret_reference_where_nothing_resolves_it_then_it_is_like_any_value(way: str) -> None:
    text = "{{resolve:secretsmanager:fraud/db}}"
    declared = WAYS[way].declare({"primaryContainer": {"environment": {"ENDPOINT": text, "DB_PASSWORD": text}}})

    (found,) = analyze(declared, environment_secrets.RULE).diagnostics

    assert '"DB_PASSWORD" sounds like the key of a secret' in found.message
