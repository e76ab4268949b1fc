"""Models in CloudFormation templates: what is found, what is worked out, and what is said to be out of sight."""

import json
from dataclasses import fields
from textwrap import indent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Field, ModelSubject, Undecided, Unreadable, rules
from pulumi_sagemaker_policy.declarations.blocks import Remaining
from pulumi_sagemaker_policy.declarations.subject import is_unresolvable
from pulumi_sagemaker_policy.testing import Declaration, analyze, subjects
from tests.unit.policies.ways import (
    BODY,
    CLOUD_CONTROL,
    EXTENSION,
    MODEL,
    NATIVE_STACK,
    NATIVE_STACK_SET,
    STACK,
    STACK_SET,
    facts,
    template,
)


def read(properties: dict[str, Any], token: str = STACK, provider: dict[str, Any] | None = None) -> ModelSubject:
    (subject,) = subjects(Declaration(token, properties, provider))
    assert isinstance(subject, ModelSubject)
    return subject


def unreadable(properties: dict[str, Any], token: str = STACK) -> list[tuple[str, object]]:
    """Name what cannot be read, and whether that is for now or for ever."""
    return [
        (part.field.path, part.field.value)
        for part in subjects(Declaration(token, properties))
        if isinstance(part, Unreadable)
    ]


YES, NO = {"Fn::Equals": [{"Ref": "Role"}, "by-default"]}, {"Fn::Equals": ["a", "A"]}
UNSURE = {"Fn::Equals": [{"Ref": "Late"}, "x"]}
HIDDEN = {"Fn::Equals": [{"Ref": "Stored"}, {"Ref": "Stored"}]}
CONDITIONS = {"Yes": YES, "No": NO, "Unsure": UNSURE, "Hidden": HIDDEN, "Loop": {"Fn::Not": [{"Condition": "Loop"}]}}
CONDITIONS |= {f"Doubled{level}": {"Fn::And": 2 * [{"Condition": f"Doubled{level - 1}"}]} for level in range(1, 21)}
CONDITIONS["Doubled0"] = YES
ITSELF = {"Fn::FindInMap": ["Roles", "eu-west-1", "itself"]}


def value_of(expression: object, conditions: object = CONDITIONS, **properties: Any) -> object:
    """Work out an expression in a template with parameters and mappings of several kinds, and conditions."""
    body = {
        "Resources": {"Fraud": {"Type": MODEL, "Properties": {"ExecutionRoleArn": expression}}},
        "Parameters": {
            "Role": {"Type": "String", "Default": "by-default"},
            "Given": {"Type": "String"},
            "Late": {"Type": "String", "Default": "x"},
            "Switch": {"Type": "String", "Default": True},
            "Count": {"Type": "Number", "Default": 5},
            "Many": {"Type": "CommaDelimitedList", "Default": "a, b"},
            "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/name/of/it"},
            "Itself": {"Type": "String", "Default": {"Ref": "Itself"}},
            "Untyped": {"Default": "x"},
        },
        "Mappings": {
            "Roles": {
                "eu-west-1": {"arn": "in Ireland", "level": 5, "on": True, "many": ["a", 5], "itself": ITSELF},
                "123456789012": {"arn": "in the account"},
            },
            "Included": {"Fn::Transform": {"Name": "AWS::Include"}, "eu-west-1": {"arn": "x"}},
            "Wrong": {"eu-west-1": "x"},
        },
        "Conditions": conditions,
    }
    provider = {"region": "eu-west-1", "allowedAccountIds": ["123456789012"]}
    parameters = {"Given": "given", "Late": UNKNOWN}
    declared = {"templateBody": json.dumps(body), "parameters": parameters, **properties}
    return read(declared, provider=provider).execution_role.value


def nested(levels: int) -> object:
    expression: object = "x" * 10
    for _ in range(levels):
        expression = {"Fn::Sub": ["${a}${a}", {"a": expression}]}
    return expression


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"Ref": "Role"}, "by-default"),
        ({"Ref": "Given"}, "given"),
        ({"Ref": "Late"}, UNKNOWN),
        ({"Ref": "Switch"}, "true"),
        ({"Ref": "Count"}, "5"),
        ({"Ref": "Stored"}, UNRESOLVABLE),
        ({"Ref": "Itself"}, UNRESOLVABLE),
        ({"Ref": "Untyped"}, UNRESOLVABLE),
        ({"Ref": "AnotherResource"}, UNRESOLVABLE),
        ({"Ref": ["Role"]}, UNRESOLVABLE),
        ({"Ref": "AWS::NoValue"}, ABSENT),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "AWS::AccountId"}, "123456789012"),
        ({"Fn::Sub": "arn:${AWS::Partition}:iam::123456789012:role/x"}, "arn:aws:iam::123456789012:role/x"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        ({"Ref": "AWS::StackName"}, UNRESOLVABLE),
        ({"Fn::Sub": "plain"}, "plain"),
        ({"Fn::Sub": "${Role}-${Given}-${AWS::Region}"}, "by-default-given-eu-west-1"),
        ({"Fn::Sub": "${!Role}"}, "${Role}"),
        ({"Fn::Sub": "${Role}${Late}"}, UNKNOWN),
        ({"Fn::Sub": "${Late}${Bucket.Arn}"}, UNRESOLVABLE),
        ({"Fn::Sub": ["${Role}-${own}", {"own": "x", "Role": {"Ref": "Given"}}]}, "given-x"),
        ({"Fn::Sub": ["${own}", {"own": {"Fn::GetAtt": ["A", "B"]}}]}, UNRESOLVABLE),
        ({"Fn::Sub": ["${Role}"]}, "by-default"),
        ({"Fn::Sub": []}, UNRESOLVABLE),
        ({"Fn::Sub": {"Ref": "Role"}}, UNRESOLVABLE),
        ({"Fn::Join": ["-", ["a", {"Ref": "Role"}, 5]]}, "a-by-default-5"),
        ({"Fn::Join": ["/", {"Ref": "Many"}]}, "a/b"),
        ({"Fn::Join": ["", []]}, ""),
        ({"Fn::Join": ["", ["a", {"Ref": "Late"}]]}, UNKNOWN),
        ({"Fn::Join": ["", ["a", {"Ref": "Stored"}]]}, UNRESOLVABLE),
        ({"Fn::Join": ["", {"Fn::If": ["C", ["a"], ["b"]]}]}, UNRESOLVABLE),
        ({"Fn::Join": ["a"]}, UNRESOLVABLE),
        ({"Fn::Join": "a"}, UNRESOLVABLE),
        ({"Fn::Split": [",", "a,b"]}, ["a", "b"]),
        ({"Fn::Split": [",", ""]}, [""]),
        ({"Fn::Split": ["-", {"Ref": "Late"}]}, UNKNOWN),
        ({"Fn::Split": ["-", {"Ref": "Stored"}]}, UNRESOLVABLE),
        ({"Fn::Split": ["", "a"]}, UNRESOLVABLE),
        ({"Fn::Split": [{"Ref": "Role"}, "a"]}, UNRESOLVABLE),
        ({"Fn::Split": "a"}, UNRESOLVABLE),
        ({"Fn::Join": ["/", {"Fn::Split": ["-", {"Ref": "Role"}]}]}, "by/default"),
        ({"Fn::Select": [0, ["a", "b"]]}, "a"),
        ({"Fn::Select": ["1", {"Ref": "Many"}]}, "b"),
        ({"Fn::Select": [{"Ref": "Count"}, ["0", "1", "2", "3", "4", "5"]]}, "5"),
        ({"Fn::Select": [1, {"Fn::Split": ["/", "a/b"]}]}, "b"),
        ({"Fn::Select": [0, ["a", {"Ref": "Late"}]]}, "a"),
        ({"Fn::Select": [1, ["a", {"Ref": "Late"}]]}, UNKNOWN),
        ({"Fn::Select": [1, ["a", {"Fn::GetAtt": ["A", "B"]}]]}, UNRESOLVABLE),
        ({"Fn::Select": [{"Ref": "Late"}, ["a", "a"]]}, UNKNOWN),
        ({"Fn::Select": [0, {"Fn::Split": ["-", {"Ref": "Late"}]}]}, UNKNOWN),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, UNRESOLVABLE),
        ({"Fn::Select": [1, [{"Ref": "AWS::NoValue"}, "a", "b"]]}, UNRESOLVABLE),
        ({"Fn::Select": [1, [{"Fn::If": ["C", "a", {"Ref": "AWS::NoValue"}]}, "b"]]}, UNRESOLVABLE),
        ({"Fn::Select": [2, ["a", "b"]]}, UNRESOLVABLE),
        ({"Fn::Select": [-1, ["a", "b"]]}, UNRESOLVABLE),
        ({"Fn::Select": ["9" * 5000, ["a", "b"]]}, UNRESOLVABLE),
        ({"Fn::Select": [0, "a"]}, UNRESOLVABLE),
        ({"Fn::Select": [0]}, UNRESOLVABLE),
        ({"Fn::FindInMap": ["Roles", "eu-west-1", "arn"]}, "in Ireland"),
        ({"Fn::FindInMap": ["Roles", {"Ref": "AWS::Region"}, "arn"]}, "in Ireland"),
        ({"Fn::FindInMap": ["Roles", {"Ref": "AWS::AccountId"}, "arn"]}, "in the account"),
        ({"Fn::FindInMap": ["Roles", "eu-west-1", "level"]}, "5"),
        ({"Fn::FindInMap": ["Roles", "eu-west-1", "on"]}, "true"),
        ({"Fn::FindInMap": ["Roles", "eu-west-1", "many"]}, ["a", "5"]),
        ({"Fn::Sub": ["${x}", {"x": {"Fn::FindInMap": ["Roles", "eu-west-1", "arn"]}}]}, "in Ireland"),
        ({"Fn::FindInMap": ["Roles", {"Ref": "Late"}, "arn"]}, UNKNOWN),
        ({"Fn::FindInMap": [{"Ref": "Stored"}, {"Ref": "Late"}, "arn"]}, UNRESOLVABLE),
        ({"Fn::FindInMap": ["Roles", "eu-west-2", "arn"]}, UNRESOLVABLE),
        ({"Fn::FindInMap": ["None", "eu-west-1", "arn"]}, UNRESOLVABLE),
        ({"Fn::FindInMap": ["Wrong", "eu-west-1", "arn"]}, UNRESOLVABLE),
        ({"Fn::FindInMap": ["Included", "eu-west-1", "arn"]}, UNRESOLVABLE),
        ({"Fn::FindInMap": ["Roles", "eu-west-1"]}, UNRESOLVABLE),
        ({"Fn::FindInMap": "Roles"}, UNRESOLVABLE),
        ({"Fn::FindInMap": ["Roles", "eu-west-2", "arn", {"DefaultValue": {"Ref": "Role"}}]}, "by-default"),
        ({"Fn::FindInMap": ["Roles", "eu-west-1", "arn", {"DefaultValue": "x"}]}, "in Ireland"),
        ({"Fn::FindInMap": ["Roles", "eu-west-2", "arn", "x"]}, UNRESOLVABLE),
        (ITSELF, UNRESOLVABLE),
        ({"Fn::If": ["C", "a", "a"]}, "a"),
        ({"Fn::If": ["C", "by-default", {"Ref": "Role"}]}, "by-default"),
        ({"Fn::If": ["C", "a", "b"]}, UNRESOLVABLE),
        ({"Fn::If": ["C", True, 1]}, UNRESOLVABLE),
        ({"Fn::If": ["C", "a", {"Ref": "Late"}]}, UNKNOWN),
        ({"Fn::If": ["C", {"Ref": "AWS::NoValue"}, {"Ref": "AWS::NoValue"}]}, ABSENT),
        ({"Fn::If": ["C", "a"]}, UNRESOLVABLE),
        ({"Fn::If": [["Yes"], "a", "b"]}, UNRESOLVABLE),
        ({"Fn::If": ["Unsure", "a", "a"]}, "a"),
        ({"Fn::If": ["No", {"Ref": "Late"}, {"Ref": "AWS::NoValue"}]}, ABSENT),
        ({"Fn::Join": ["", {"Fn::If": ["Yes", ["a"], ["b"]]}]}, "a"),
        ({"Fn::GetAtt": ["Role", "Arn"]}, UNRESOLVABLE),
        ({"Fn::ImportValue": "role"}, UNRESOLVABLE),
        ({"Fn::Transform": {"Name": "Macro"}}, UNRESOLVABLE),
        ({"Ref": "Role", "Fn::Sub": "x"}, UNRESOLVABLE),
        pytest.param(nested(8), "x" * 2560, id="doubled 8 times"),
        pytest.param(nested(40), UNRESOLVABLE, id="doubled 40 times"),
        pytest.param(nested(100), UNRESOLVABLE, id="doubled 100 times"),
    ],
)
def test_given_expression_then_what_is_certain_is_worked_out_and_rest_is_not_guessed(
    expression: object, expected: object
) -> None:
    value = value_of(expression)

    assert (list(value) if isinstance(value, Remaining) else value) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (YES, "yes"),
        (NO, "no"),
        ({"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}, "yes"),
        ({"Fn::Equals": [{"Ref": "Switch"}, True]}, "yes"),
        ({"Fn::Equals": [{"Ref": "Count"}, 5]}, "yes"),
        (UNSURE, UNKNOWN),
        (HIDDEN, UNRESOLVABLE),
        ({"Fn::Equals": [{"Ref": "Late"}, {"Ref": "Stored"}]}, UNRESOLVABLE),
        ({"Fn::Equals": [{"Ref": "Many"}, {"Ref": "Many"}]}, UNRESOLVABLE),
        ({"Fn::Equals": ["a"]}, UNRESOLVABLE),
        ({"Condition": "Yes"}, "yes"),
        ({"Condition": "None"}, UNRESOLVABLE),
        ({"Condition": ["Yes"]}, UNRESOLVABLE),
        ({"Condition": "Loop"}, UNRESOLVABLE),
        ({"Condition": "Doubled20"}, "yes"),
        ({"Fn::Not": [NO]}, "yes"),
        ({"Fn::Not": [UNSURE]}, UNKNOWN),
        ({"Fn::Not": [HIDDEN]}, UNRESOLVABLE),
        ({"Fn::Not": [NO, NO]}, UNRESOLVABLE),
        ({"Fn::And": [YES, {"Condition": "Yes"}]}, "yes"),
        ({"Fn::And": [YES, HIDDEN, NO]}, "no"),
        ({"Fn::And": [YES, HIDDEN]}, UNRESOLVABLE),
        ({"Fn::And": [HIDDEN, UNSURE]}, UNKNOWN),
        ({"Fn::And": []}, UNRESOLVABLE),
        ({"Fn::Or": [NO, HIDDEN, YES]}, "yes"),
        ({"Fn::Or": [NO, NO]}, "no"),
        ({"Fn::Or": [NO, UNSURE]}, UNKNOWN),
        ({"Fn::Or": YES}, UNRESOLVABLE),
        ({"Fn::Or": [YES], "Fn::And": [YES]}, UNRESOLVABLE),
        ({"Fn::Contains": [["a"], "a"]}, UNRESOLVABLE),
        ("Yes", UNRESOLVABLE),
        (True, UNRESOLVABLE),
    ],
)
def test_given_a_condition_that_can_be_told_then_its_branch_is_what_counts(condition: object, expected: object) -> None:
    conditions = {**CONDITIONS, "C": condition}

    assert value_of({"Fn::If": ["C", "yes", "no"]}, conditions) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [(UNKNOWN, UNKNOWN), ({"C": UNKNOWN}, UNKNOWN), ({"C": {"Fn::And": UNKNOWN}}, UNKNOWN), ({}, UNRESOLVABLE)],
)
def test_given_conditions_that_are_not_known_yet_then_neither_is_the_branch(
    conditions: object, expected: object
) -> None:
    body = template({"executionRoleArn": {"Fn::If": ["C", "yes", "no"]}}) | {"Conditions": conditions}

    assert read({"templateBody": body}, NATIVE_STACK).execution_role.value is expected


def test_given_conditions_that_a_macro_adds_to_then_none_is_told() -> None:
    included = {**CONDITIONS, "Fn::Transform": {"Name": "AWS::Include"}}

    assert value_of({"Fn::If": ["Yes", "yes", "no"]}, included) is UNRESOLVABLE


@pytest.mark.parametrize(
    "mappings",
    [UNKNOWN, {"Roles": UNKNOWN}, {"Roles": {"a": UNKNOWN}}, {"Roles": {"a": {"b": UNKNOWN}}}],
)
def test_given_mappings_that_are_not_known_yet_then_neither_is_what_they_hold(mappings: object) -> None:
    body = template({"executionRoleArn": {"Fn::FindInMap": ["Roles", "a", "b"]}}) | {"Mappings": mappings}

    assert read({"templateBody": body}, NATIVE_STACK).execution_role.value is UNKNOWN


@pytest.mark.parametrize("parameters", [UNKNOWN, None, "garbage", {"Given": [1]}])
def test_given_parameters_that_cannot_be_read_then_nothing_is_made_up(parameters: object) -> None:
    value = value_of({"Ref": "Given"}, parameters=parameters)

    assert value is UNKNOWN if parameters is UNKNOWN else is_unresolvable(value)


@pytest.mark.parametrize(
    ("token", "parameters"),
    [(STACK_SET, {"Given": "a"}), (NATIVE_STACK_SET, [{"parameterKey": "Given", "parameterValue": "a"}])],
)
def test_given_stack_set_then_parameters_are_out_of_sight_as_instances_may_differ(
    token: str, parameters: object
) -> None:
    body = template({"executionRoleArn": {"Ref": "Given"}}) | {"Parameters": {"Given": {"Type": "String"}}}

    assert (
        read({"templateBody": json.dumps(body), "parameters": parameters}, token).execution_role.value is UNRESOLVABLE
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        (1, "1"),
        ({"Ref": "On"}, True),
        ({"Fn::If": ["C", True, {"Ref": "AWS::NoValue"}]}, UNRESOLVABLE),
    ],
)
def test_given_isolation_in_a_template_then_a_text_does_as_a_parameter_has_no_other(
    value: object, expected: object
) -> None:
    body = template({"enableNetworkIsolation": value}) | {"Parameters": {"On": {"Type": "String", "Default": "true"}}}

    assert read({"templateBody": json.dumps(body)}).isolation == Field(f"{BODY}.EnableNetworkIsolation", expected)


def test_given_isolation_in_cloud_control_then_a_text_does_not_do() -> None:
    properties = {"typeName": MODEL, "desiredState": json.dumps({"EnableNetworkIsolation": "true"})}

    assert read(properties, CLOUD_CONTROL).isolation.value == "true"


@pytest.mark.parametrize(
    ("subnets", "expected"),
    [
        ({"Ref": "Many"}, ["a", "b"]),
        (["a", {"Ref": "Resource"}], ["a", UNRESOLVABLE]),
        (["a", {"Ref": "AWS::NoValue"}], ["a"]),
        (["a", {"Fn::If": ["C", "b", "b"]}], ["a", "b"]),
        (["a", {"Fn::If": ["C", "b", {"Ref": "AWS::NoValue"}]}], [UNRESOLVABLE]),
        (["a", {"Fn::If": ["Here", "b", {"Ref": "AWS::NoValue"}]}], ["a", "b"]),
        (["a", {"Fn::If": ["There", "b", {"Ref": "AWS::NoValue"}]}], ["a"]),
        ({"Fn::Split": [",", "a,b"]}, ["a", "b"]),
        ({"Fn::FindInMap": ["Subnets", {"Ref": "AWS::Region"}, "private"]}, ["a", "b"]),
        ({"Fn::GetAtt": ["Network", "Subnets"]}, [UNRESOLVABLE]),
    ],
)
def test_given_a_list_in_a_template_then_it_is_read_unless_its_length_is_open(
    subnets: object, expected: list[object]
) -> None:
    body = template({"vpcConfig": {"subnets": subnets}}) | {
        "Parameters": {"Many": {"Type": "List<AWS::EC2::Subnet::Id>", "Default": "a,b"}},
        "Mappings": {"Subnets": {"eu-west-1": {"private": ["a", "b"]}}},
        "Conditions": {
            "Here": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]},
            "There": {"Fn::Not": [{"Condition": "Here"}]},
        },
    }

    found = read({"templateBody": json.dumps(body), "region": "eu-west-1"}).subnets

    assert [field.value for field in found.known] == expected
    assert found.unreadable == ()


@pytest.mark.parametrize("env", ["prod", "dev"])
def test_given_items_that_a_condition_leaves_out_then_the_others_are_all_there_are(env: str) -> None:
    def in_production(item: object) -> dict[str, object]:
        return {"Fn::If": ["Production", item, {"Ref": "AWS::NoValue"}]}

    body = {
        "Parameters": {"Env": {"Type": "String"}},
        "Conditions": {"Production": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}},
        "Resources": {
            "Fraud": {
                "Type": MODEL,
                "Properties": {
                    "Tags": [in_production({"Key": "owner", "Value": "x"}), {"Key": "team", "Value": "y"}],
                    "Containers": [{"Image": "a"}, in_production({"Image": "b"})],
                },
            }
        },
    }

    model = read({"templateBody": json.dumps(body), "parameters": {"Env": env}})

    production = env == "prod"
    assert [tag.key for tag in model.tags.known] == ["owner"] * production + ["team"]
    assert [container.image.value for container in model.containers.known] == ["a"] + ["b"] * production
    assert model.tags.unreadable == model.containers.unreadable == ()


_NOTHING = {"Ref": "AWS::NoValue"}
_OMITTED = {"Fn::If": ["No", {"Key": "no", "Value": "x"}, _NOTHING]}
_KEPT = {"Fn::If": ["Yes", {"Key": "kept", "Value": "x"}, _NOTHING]}


def _tag(key: object, value: object = "x") -> dict[str, object]:
    return {"Key": key, "Value": value}


@pytest.mark.parametrize(
    ("tags", "paths"),
    [
        ([_tag("a"), _tag("b")], ["[0].Value", "[1].Value"]),
        ([_NOTHING, _tag("b")], ["[1].Value"]),
        ([_OMITTED, _tag("b")], ["[1].Value"]),
        ([_tag("a"), _OMITTED, _NOTHING, _tag("b")], ["[0].Value", "[3].Value"]),
        ([_KEPT, _OMITTED, _KEPT], ["[0].Value", "[2].Value"]),
        ([_OMITTED, _tag({"Fn::GetAtt": ["A", "B"]}), _tag("b", {"Ref": "Late"})], ["[2].Value", "[1].Key"]),
        ([_OMITTED, {"Value": "x"}], ["[1].Key"]),
        ([_OMITTED, "team"], ["[1]"]),
        ([_OMITTED], []),
    ],
)
def test_given_tags_a_condition_leaves_out_then_others_are_named_where_they_stand(
    tags: list[object], paths: list[str]
) -> None:
    body = template({}) | {
        "Conditions": {"Yes": YES, "No": NO},
        "Parameters": {"Role": {"Type": "String", "Default": "by-default"}},
    }
    body["Resources"]["Fraud"]["Properties"]["Tags"] = tags

    found = read({"templateBody": json.dumps(body)}).tags

    read_paths = [tag.field.path for tag in found.known] + [part.field.path for part in found.unreadable]
    assert read_paths == [f"{BODY}.Tags{path}" for path in paths]


YAML = """
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::LanguageExtensions
Parameters:
  Role: {Type: String, Default: "0123"}
Conditions:
  Here: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  One:
    Type: AWS::SageMaker::Model
    Condition: Here
    Properties:
      ExecutionRoleArn: !Sub "arn:${Role}"
      EnableNetworkIsolation: yes
      ModelName: 0012
      PrimaryContainer:
        Image: !Join [":", [fraud, 1.1]]
        ModelDataUrl: !Sub
          - s3://${bucket}/a
          - {bucket: data}
        Environment: {A: !GetAtt Bucket.Arn, B: 2021-01-01}
  Two:
    Type: "AWS::SageMaker::Model"
    Properties: !If [Here, {}, !Ref AWS::NoValue]
"""


def test_given_yaml_with_short_forms_then_all_models_are_found_with_texts_as_written() -> None:
    one, two = subjects(Declaration(STACK, {"templateBody": YAML}))

    assert isinstance(one, ModelSubject)
    assert one.name == "fraud/One"
    assert (one.execution_role.value, one.isolation.value) == ("arn:0123", True)
    assert is_unresolvable(one.model_name.value)  # 0012 is ten to YAML
    (container,) = one.containers.known
    assert container.image.value == "fraud:1.1"
    assert [place.value for place in container.model_data.known] == ["s3://data/a"]
    assert [(entry.key, entry.field.value) for entry in container.environment.known] == [
        ("A", UNRESOLVABLE),
        ("B", "2021-01-01"),
    ]
    assert isinstance(two, ModelSubject)
    assert two.isolation == Field("templateBody.Resources.Two.Properties", UNRESOLVABLE)


@pytest.mark.parametrize(
    "body",
    [
        f"Resources: {{M: {{Type: {MODEL}}}",
        f"# {MODEL}\n- a list",
        f"# {MODEL}\n&a {{b: *a}}",
        f"Resources:\n  A: &a {{Type: {MODEL}}}\n  B: *a",
        f"Resources:\n  A: {{Type: AWS::S3::Bucket, Type: {MODEL}}}",
        f'{{"Resources": {{"A": {{"Type": "AWS::S3::Bucket", "Type": "{MODEL}"}}}}}}',
        f"Resources:\n  A: {{<<: {{Type: {MODEL}}}}}",
        f"Resources:\n  A: {{? !!merge x : {{Type: {MODEL}}}}}",
        f"Resources:\n  A: {{? [x] : {MODEL}}}",
        f"Resources:\n  A: {{Type: {MODEL}, x: !!bool maybe}}",
        f"Resources:\n  A: {{Type: {MODEL}, x: !!timestamp maybe}}",
        f"Resources:\n  A: {{Type: {MODEL}, x: !!python/name:os.system ''}}",
        f"# {MODEL}\n---\n---\n",
        f"# {MODEL}",
        json.dumps(MODEL),
        pytest.param(f"# {MODEL}\n" + "[" * 60_000, id="brackets"),
        pytest.param(f"# {MODEL}\n" + "- " * 60_000, id="dashes"),
        pytest.param(f'{{"{MODEL}": ' + "[" * 60_000, id="brackets in JSON"),
        pytest.param(f"# {MODEL}\n" + "a" * 1_000_000, id="too long"),
        "Resources:\n  A: {Type: AWS::\\SageMaker}\n: :",
    ],
)
def test_given_a_text_that_cloudformation_does_not_take_then_it_cannot_be_read(body: str) -> None:
    assert unreadable({"templateBody": body}) == [("templateBody", body)]


@pytest.mark.parametrize(
    "body",
    [
        "Resources: {Bucket: {Type: AWS::S3::Bucket}}",
        "[[[[ garbage",
        json.dumps({"Resources": {"A": {"Type": "AWS::SageMaker::Endpoint"}}}),
        json.dumps({"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"Text": f"\\ {MODEL}"}}}}),
    ],
)
def test_given_a_template_without_models_then_there_is_nothing_to_judge(body: str) -> None:
    assert subjects(Declaration(STACK, {"templateBody": body})) == []


@pytest.mark.parametrize("spelling", [r'"AWS::\x53ageMaker::Model"', r'"AWS::\u0053ageMaker::Model"'])
def test_given_a_type_in_escapes_then_the_model_is_found(spelling: str) -> None:
    assert len(subjects(Declaration(STACK, {"templateBody": f"Resources: {{A: {{Type: {spelling}}}}}"}))) == 1


A_MODEL = {"Type": MODEL}
TWINS = '{"EnableNetworkIsolation": true, "EnableNetworkIsolation": false}'


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"Transform": "AWS::Serverless-2016-10-31"}, []),
        ({"Transform": ["AWS::LanguageExtensions"]}, []),
        ({"Transform": "Own"}, ["Transform"]),
        ({"Transform": ["AWS::LanguageExtensions", "Own"]}, ["Transform[1]"]),
        ({"Transform": {"Name": "AWS::Include"}}, ["Transform"]),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, ["Fn::Transform"]),
        ({"Resources": {"Fn::ForEach::Models": [], "A": A_MODEL}}, ["Resources.Fn::ForEach::Models"]),
        ({"Resources": {"Fn::ForEach::Models": ["Id", ["A"], "x"], "B": A_MODEL}}, ["Resources.Fn::ForEach::Models"]),
        ({"Resources": {"Fn::ForEach::Models": ["Id", ["A"], {"A": A_MODEL}], "B": A_MODEL}}, []),
        ({"Resources": {"A": {"Fn::Transform": {"Name": "AWS::Include"}}}}, ["Resources.A.Fn::Transform"]),
        ({"Resources": {"A": {"Type": "AWS::CloudFormation::Stack"}}}, ["Resources.A"]),
        ({"Resources": {"A": {"Type": "AWS::Serverless::Application"}}}, ["Resources.A"]),
        ({"Resources": {"A": {"Type": "Own::Ml::Model::MODULE"}}}, ["Resources.A"]),
        ({"Resources": {"A": {"Type": {"Fn::Transform": {"Name": "Own"}}}}}, ["Resources.A.Type"]),
        ({"Resources": [A_MODEL]}, ["Resources"]),
        ({"Resources": {"A": MODEL}}, ["Resources.A"]),
    ],
)
@pytest.mark.parametrize("native", [False, True])
def test_given_what_makes_models_out_of_sight_then_it_is_named(
    body: dict[str, Any],
    paths: list[str],
    native: bool,  # noqa: FBT001 - a column of the table
) -> None:
    declared = {"templateBody": body} if native else {"templateBody": json.dumps(body)}

    found = unreadable(declared, NATIVE_STACK if native else STACK)

    assert [path for path, _ in found] == [f"templateBody.{path}" for path in paths]
    assert UNKNOWN not in [value for _, value in found]


@pytest.mark.parametrize(
    ("token", "properties", "expected"),
    [
        (STACK, {"templateBody": UNKNOWN}, [("templateBody", UNKNOWN)]),
        (STACK, {"templateUrl": "https://example.com/t"}, [("templateUrl", UNRESOLVABLE)]),
        (STACK, {"templateUrl": UNKNOWN}, [("templateUrl", UNRESOLVABLE)]),
        (STACK, {"templateBody": "{}", "templateUrl": "https://example.com/t"}, [("templateUrl", UNRESOLVABLE)]),
        (STACK, {"templateBody": 5.0}, [("templateBody", 5.0)]),
        (STACK, {}, []),
        (NATIVE_STACK, {"templateBody": {"Resources": UNKNOWN}}, [("templateBody.Resources", UNKNOWN)]),
        (NATIVE_STACK, {"templateBody": {"Resources": {"A": UNKNOWN}}}, [("templateBody.Resources.A", UNKNOWN)]),
        (
            NATIVE_STACK,
            {"templateBody": {"Resources": {"A": {"Type": UNKNOWN}}}},
            [("templateBody.Resources.A.Type", UNKNOWN)],
        ),
        (NATIVE_STACK, {"templateBody": {"Transform": UNKNOWN}}, [("templateBody.Transform", UNKNOWN)]),
        (CLOUD_CONTROL, {"typeName": UNKNOWN}, [("typeName", UNKNOWN)]),
        (CLOUD_CONTROL, {"typeName": MODEL, "desiredState": "x"}, [("desiredState", "x")]),
        (
            CLOUD_CONTROL,
            {"typeName": MODEL, "desiredState": TWINS},
            [("desiredState", TWINS)],
        ),
        (CLOUD_CONTROL, {"typeName": "AWS::S3::Bucket", "desiredState": "x"}, []),
        (EXTENSION, {"type": "AWS::S3::Bucket", "properties": UNKNOWN}, []),
    ],
)
def test_given_what_is_hidden_then_it_says_whether_the_update_will_see_it(
    token: str, properties: dict[str, Any], expected: list[tuple[str, object]]
) -> None:
    assert unreadable(properties, token) == expected


@pytest.mark.parametrize(
    ("token", "properties", "path"),
    [
        (CLOUD_CONTROL, {"typeName": MODEL, "desiredState": UNKNOWN}, "desiredState"),
        (EXTENSION, {"type": MODEL, "properties": UNKNOWN}, "properties"),
        (NATIVE_STACK, {"templateBody": {"Resources": {"A": {"Type": MODEL, "Properties": UNKNOWN}}}}, f"{BODY}"),
    ],
)
def test_given_unknown_properties_then_every_rule_leaves_them_to_the_update(
    token: str, properties: dict[str, Any], path: str
) -> None:
    model = read(properties, token)

    isolation, tags = rules.ALL[0].judge(model, {}), rules.ALL[1].judge(model, {"allowed": {}})

    assert isolation == tags == [Undecided(path.replace("Fraud", "A"))]


def test_given_template_elsewhere_then_one_rule_says_so_for_all_as_none_can_be_met() -> None:
    answer = analyze(
        Declaration(STACK, {"templateUrl": "https://example.com/t"}),
        *rules.ALL[:2],
        config={rules.ALL[1].id: {"allowed": {}}},
    )

    (said,) = answer.diagnostics
    assert (said.policy, said.level) == ("network-isolation", EnforcementLevel.MANDATORY)
    assert "templateUrl cannot be read, so the models that it may declare cannot be judged." in said.message
    assert list(answer.not_applicable) == ["tag-allowlist"]


TEXT = st.recursive(
    st.sampled_from(["true", MODEL, "!Ref A", "!Sub '${A}'", "&a x", "*a", "null", "5", "''"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(st.sampled_from(["Resources", "Type", "Fn::If", "<<", "A"]), inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=8,
)


@given(properties=TEXT, parameters=TEXT)
def test_given_any_template_then_it_is_read_or_said_to_be_unreadable(properties: str, parameters: str) -> None:
    resources = f"Resources:\n  A:\n    Type: {MODEL}\n    Properties:\n{indent(properties, ' ' * 6)}"

    (found,) = subjects(Declaration(STACK, {"templateBody": f"Parameters: {parameters}\n{resources}"}))

    assert isinstance(found, Unreadable) or len(facts(found)) >= len(fields(ModelSubject))


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("ap-southeast-7", "aws", "amazonaws.com"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
        ("me-west-1", "aws", "amazonaws.com"),
        ("xx-nowhere-1", UNRESOLVABLE, UNRESOLVABLE),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_given_a_region_then_its_partition_is_known_where_that_is_certain(
    region: object, partition: object, suffix: object
) -> None:
    found = [value_of({"Ref": name}, region=region) for name in ("AWS::Partition", "AWS::URLSuffix")]

    assert found == [partition, suffix]
