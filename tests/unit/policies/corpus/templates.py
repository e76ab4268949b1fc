"""CloudFormation: templates of either form, what they compute, and what nobody can see."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_policy import UNKNOWN, rules
from pulumi_sagemaker_policy.testing import Secret
from tests.unit.policies.corpus.table import (
    DIGEST,
    MODEL,
    NOWHERE,
    OFF,
    ROLE,
    Found,
    Row,
    blocks,
    raw,
    unknown,
    unread,
    waits,
    warns,
)
from tests.unit.policies.ways import (
    BODY,
    CLOUD_CONTROL,
    EXTENSION,
    NATIVE_STACK,
    NATIVE_STACK_SET,
    STACK,
    STACK_SET,
    pascal,
)
from tests.unit.policies.ways import MODEL as TYPE

_DECLARED: Final = {key: value for key, value in MODEL.items() if key not in ("name", "region", "tags")}
PROPERTIES: Final[Mapping[str, Any]] = {
    **pascal(_DECLARED),
    "ModelName": "risk-fraud",
    "Tags": [{"Key": "team", "Value": "risk"}, {"Key": "env", "Value": "prod"}],
}
"""The model that no rule objects to, as a template has it."""


def body(changes: Mapping[str, Any] | None = None, **sections: Any) -> dict[str, Any]:
    """Write a template with the model, changed, and further sections or resources."""
    model = {"Type": TYPE, "Properties": {**PROPERTIES, **(changes or {})}}
    return {"Resources": {"Fraud": model, **sections.pop("Resources", {})}, **sections}


def stack(
    title: str,
    template: object,
    *findings: Found,
    token: str = STACK,
    provider: Any = None,
    settings: Any = None,
    **more: Any,
) -> Row:
    """Deploy a template, a map of which becomes JSON."""
    text = json.dumps(template) if isinstance(template, dict) and token != NATIVE_STACK else template
    return raw(token, title, {"templateBody": text, **more}, *findings, provider=provider, settings=settings)


_OPEN: Final = blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is false")
_UNSEEN: Final = blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "a value that only CloudFormation knows")


def _isolation(title: str, value: object, *findings: Found, **more: Any) -> Row:
    parameters = {
        "On": {"Type": "String", "Default": "true"},
        "Off": {"Type": "String", "Default": "false"},
        "Asked": {"Type": "String", "NoEcho": True},
        "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "true"},
        "Stage": {"Type": "String", "Default": "prod"},
    }
    conditions = {
        "Named": {"Fn::Equals": [{"Ref": "AWS::StackName"}, "fraud"]},
        "Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
    }
    mappings = {"Stages": {"prod": {"Isolated": "true"}, "dev": {"Isolated": "false"}}}
    return stack(
        f"isolation: {title}",
        body({"EnableNetworkIsolation": value}, Parameters=parameters, Mappings=mappings, Conditions=conditions),
        *findings,
        **more,
    )


def _not_boolean(kind: str) -> Found:
    return blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", f"is {kind}, so it is uncertain")


def _asked(name: str) -> Found:
    said = f"parameter {name} has no value and no default"
    return blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", said)


ISOLATION: Final = (
    _isolation('the text "true", as parameters are', "true"),
    _isolation('the text "false"', "false", _OPEN),
    # Services differ on these, so nobody can tell.
    _isolation('the text "True"', "True", _not_boolean("a string")),
    _isolation('the text "yes"', "yes", _not_boolean("a string")),
    _isolation("one, which is a text to CloudFormation", 1, _not_boolean("a string")),
    _isolation("zero, which is a text to CloudFormation", 0, _not_boolean("a string")),
    _isolation("a parameter that is on by default", {"Ref": "On"}),
    _isolation("a parameter that is off by default", {"Ref": "Off"}, _OPEN),
    _isolation("a parameter that the stack turns off", {"Ref": "On"}, _OPEN, parameters={"On": "false"}),
    _isolation("a parameter that the stack turns on", {"Ref": "Off"}, parameters={"Off": "true"}),
    _isolation("a parameter that the stack turns on with a boolean", {"Ref": "Off"}, parameters={"Off": True}),
    _isolation("a parameter that is a secret and off", {"Ref": "Asked"}, _OPEN, parameters=Secret({"Asked": "false"})),
    _isolation("a parameter that nobody gives", {"Ref": "Asked"}, _asked("Asked")),
    _isolation(
        "a parameter that is unknown",
        {"Ref": "On"},
        waits("network-isolation", f"{BODY}.EnableNetworkIsolation"),
        parameters={"On": UNKNOWN},
    ),
    _isolation("a parameter that Systems Manager keeps", {"Ref": "Stored"}, _UNSEEN),
    _isolation("an attribute of another resource", {"Fn::GetAtt": ["Switch", "Value"]}, _UNSEEN),
    _isolation("a mapping that is not there", {"Fn::FindInMap": ["Other", "prod", "Isolated"]}, _UNSEEN),
    _isolation("a mapping that is on", {"Fn::FindInMap": ["Stages", "prod", "Isolated"]}),
    _isolation("a mapping that is off", {"Fn::FindInMap": ["Stages", "dev", "Isolated"]}, _OPEN),
    _isolation(
        "a mapping by a stack set's parameter",
        {"Fn::FindInMap": ["Stages", {"Ref": "Stage"}, "Isolated"]},
        _UNSEEN,
        NOWHERE,
        token=STACK_SET,
    ),
    _isolation("a choice from a list", {"Fn::Select": [1, ["false", "true"]]}),
    _isolation("a dynamic reference", "{{resolve:ssm:isolated}}", _UNSEEN),
    _isolation("a condition with true either way", {"Fn::If": ["Named", True, True]}),
    _isolation("a condition with true one way only", {"Fn::If": ["Named", True, False]}, _UNSEEN),
    _isolation("a condition with nothing one way", {"Fn::If": ["Named", True, {"Ref": "AWS::NoValue"}]}, _UNSEEN),
    _isolation("a condition that holds", {"Fn::If": ["Prod", True, False]}),
    _isolation("a condition that holds, and turns it off", {"Fn::If": ["Prod", False, True]}, _OPEN),
    _isolation(
        "a condition that the stack's parameters break",
        {"Fn::If": ["Prod", True, False]},
        _OPEN,
        parameters={"Stage": "dev"},
    ),
    _isolation(
        "a condition that instances may break", {"Fn::If": ["Prod", True, False]}, _UNSEEN, NOWHERE, token=STACK_SET
    ),
    _isolation("a condition that is not there", {"Fn::If": ["Other", True, False]}, _UNSEEN),
    _isolation(
        "nothing, by a function",
        {"Ref": "AWS::NoValue"},
        blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is not set"),
    ),
    _isolation("a macro", {"Fn::Transform": {"Name": "Own"}}, _UNSEEN),
    # A stack set's instances may give other parameters, elsewhere.
    _isolation("a parameter that instances may turn off", {"Ref": "On"}, _UNSEEN, NOWHERE, token=STACK_SET),
    _isolation(
        "a parameter that is on in the stack set and that instances may turn off",
        {"Ref": "Off"},
        _UNSEEN,
        NOWHERE,
        token=NATIVE_STACK_SET,
        parameters=[{"parameterKey": "Off", "parameterValue": "true"}],
    ),
    _isolation("on, in a stack set", "true", NOWHERE, token=STACK_SET),
    _isolation("on, in a native stack set", "true", NOWHERE, token=NATIVE_STACK_SET),
    _isolation("on, in a native stack", "true", token=NATIVE_STACK),
    _isolation(
        "a parameter that a native stack turns off",
        {"Ref": "On"},
        _OPEN,
        token=NATIVE_STACK,
        parameters={"On": "false"},
    ),
)

GOOD_YAML: Final = f"""
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Account: {{Type: String, Default: "123456789012"}}
  Subnets: {{Type: List<AWS::EC2::Subnet::Id>, Default: "subnet-0a, subnet-0b"}}
Conditions:
  Here: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  Fraud:
    Type: AWS::SageMaker::Model
    Condition: Here
    Properties:
      ModelName: !Join [-, [risk, fraud]]
      EnableNetworkIsolation: yes
      ExecutionRoleArn: !Sub arn:${{AWS::Partition}}:iam::${{Account}}:role/sagemaker/fraud
      PrimaryContainer:
        Image: !Sub ${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/ml/fraud@{DIGEST}
        ModelDataUrl: !Sub
          - s3://${{Bucket}}/fraud/model.tar.gz
          - Bucket: ml-models
      VpcConfig: {{Subnets: !Ref Subnets, SecurityGroupIds: [sg-0a]}}
      Tags:
        - {{Key: team, Value: risk}}
        - {{Key: CostCenter, Value: 100}}
"""
OWN_ACCOUNT: Final = {"allowedAccountIds": ["123456789012"]}

_TAGS: Final = f"{BODY}.Tags"


def _conditional(title: str, condition: object, *findings: Found, **more: Any) -> Row:
    template = {
        "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
        "Conditions": {"Prod": condition},
        "Resources": {
            "Fraud": {"Type": TYPE, "Condition": "Prod", "Properties": {**PROPERTIES, "EnableNetworkIsolation": False}}
        },
    }
    return stack(f"a model, not isolated, that a condition {title}", template, *findings, **more)


def _tags(*tags: tuple[object, object]) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags]}


TEMPLATES: Final = (
    stack("YAML with short forms, compliant", GOOD_YAML, provider=OWN_ACCOUNT),
    stack("YAML with short forms, compliant, in a native stack", GOOD_YAML, token=NATIVE_STACK, provider=OWN_ACCOUNT),
    stack(
        "YAML in an account that is not certain",
        GOOD_YAML,
        *(
            blocks(rule, f"{BODY}.PrimaryContainer.Image", "a value that only CloudFormation knows")
            for rule in ("image-registry", "image-digest")
        ),
    ),
    stack("YAML, isolation off", GOOD_YAML.replace(": yes", ": off"), _OPEN, provider=OWN_ACCOUNT),
    stack("YAML, isolation off as a text", GOOD_YAML.replace(": yes", ': "false"'), _OPEN, provider=OWN_ACCOUNT),
    stack(
        "YAML, isolation commented out",
        GOOD_YAML.replace("EnableNetworkIsolation", "# "),
        blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is not set"),
        provider=OWN_ACCOUNT,
    ),
    stack(
        "YAML in GovCloud",
        GOOD_YAML.replace("eu-west-1", "us-gov-west-1"),
        provider={**OWN_ACCOUNT, "region": "us-gov-west-1"},
        settings={"allowed-regions": OFF, "image-registry": {"regions": []}},
    ),
    stack(
        "YAML in China",
        GOOD_YAML,
        provider={**OWN_ACCOUNT, "region": "cn-north-1"},
        settings={"allowed-regions": OFF, "image-registry": {"regions": ["cn-*"]}},
    ),
    stack("an object", body(), token=NATIVE_STACK),
    stack("JSON for a number is as good as YAML", body(_tags(("team", "risk"), ("CostCenter", 100)))),
    stack(
        "two models, of which one is bad",
        body(Resources={"Search": {"Type": TYPE, "Properties": {**PROPERTIES, "EnableNetworkIsolation": False}}}),
        _OPEN._replace(path=_OPEN.path.replace("Fraud", "Search")),
    ),
    stack(
        "two models, of which both are bad",
        body(
            {"EnableNetworkIsolation": False},
            Resources={"Search": {"Type": TYPE, "Properties": {**PROPERTIES, "ModelName": "my-test-2"}}},
        ),
        _OPEN,
        blocks("naming", f"{BODY}.ModelName".replace("Fraud", "Search"), "not as agreed"),
    ),
    _conditional("leaves out", {"Fn::Equals": ["dev", "prod"]}),
    _conditional("leaves out by a parameter", {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}),
    _conditional("keeps", {"Fn::Equals": ["prod", "prod"]}, _OPEN),
    _conditional(
        "keeps by a parameter", {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}, _OPEN, parameters={"Stage": "prod"}
    ),
    _conditional("may leave out, as far as anybody knows", {"Fn::Equals": [{"Ref": "AWS::StackName"}, "prod"]}, _OPEN),
    _conditional(
        "may leave out, as the update will know",
        {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        _OPEN,
        parameters={"Stage": UNKNOWN},
    ),
    _conditional(
        "leaves out unless instances say otherwise",
        {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        _OPEN,
        NOWHERE,
        token=STACK_SET,
    ),
    stack(
        "a model without properties",
        {"Resources": {"Fraud": {"Type": TYPE}}},
        blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is not set"),
        blocks("tag-allowlist", _TAGS, 'required tag "team" is missing'),
        blocks("vpc-config", f"{BODY}.VpcConfig.Subnets", "in no VPC"),
        blocks("execution-role", f"{BODY}.ExecutionRoleArn", "is missing"),
        blocks("naming", f"{BODY}.ModelName", "is missing"),
    ),
    stack(
        "properties in the other spelling, which CloudFormation does not know",
        {
            "Resources": {
                "Fraud": {
                    "Type": TYPE,
                    "Properties": {**PROPERTIES, "EnableNetworkIsolation": None, "enableNetworkIsolation": True},
                }
            }
        },
        blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is not set"),
    ),
    stack("no model in it", {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}),
    stack(
        "a role of the same template",
        body({"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}),
        blocks("execution-role", f"{BODY}.ExecutionRoleArn", "a value that only CloudFormation knows"),
    ),
    stack(
        "a role by a parameter",
        body({"ExecutionRoleArn": {"Ref": "Role"}}, Parameters={"Role": {"Type": "String"}}),
        parameters={"Role": ROLE},
    ),
    stack(
        "a role by a parameter of another account",
        body({"ExecutionRoleArn": {"Ref": "Role"}}, Parameters={"Role": {"Type": "String", "Default": ROLE}}),
        blocks("execution-role", f"{BODY}.ExecutionRoleArn", "a role of an account that is not allowed"),
        parameters={"Role": ROLE.replace("123456789012", "210987654321")},
    ),
    stack(
        "a subnet that a condition may leave out",
        body(
            {
                "VpcConfig": {
                    "Subnets": ["subnet-0a", {"Fn::If": ["C", "subnet-0b", {"Ref": "AWS::NoValue"}]}],
                    "SecurityGroupIds": ["sg-0a"],
                }
            }
        ),
        blocks("vpc-config", f"{BODY}.VpcConfig.Subnets", "a value that only CloudFormation knows"),
    ),
    stack(
        "a dynamic reference in an image",
        body({"PrimaryContainer": {"Image": "{{resolve:ssm:image}}"}}),
        *(
            blocks(rule, f"{BODY}.PrimaryContainer.Image", "a value that only CloudFormation knows")
            for rule in ("image-registry", "image-digest")
        ),
    ),
    stack(
        "a secret by reference, which CloudFormation puts into the environment",
        body(
            {
                "PrimaryContainer": {
                    **PROPERTIES["PrimaryContainer"],
                    "Environment": {"DB_PASSWORD": "{{resolve:secretsmanager:fraud/database}}"},
                }
            }
        ),
        warns(f'{BODY}.PrimaryContainer.Environment["DB_PASSWORD"]', "a secret for certain"),
    ),
    stack(
        "a secret by a parameter",
        body(
            {
                "PrimaryContainer": {
                    **PROPERTIES["PrimaryContainer"],
                    "Environment": {"DB_PASSWORD": {"Ref": "Password"}},
                }
            },
            Parameters={"Password": {"Type": "String", "NoEcho": True}},
        ),
        warns(f'{BODY}.PrimaryContainer.Environment["DB_PASSWORD"]', "sounds like"),
        parameters=Secret({"Password": "fake-secret-password"}),
    ),
    stack(
        "all properties by a condition",
        {"Resources": {"Fraud": {"Type": TYPE, "Properties": {"Fn::If": ["C", PROPERTIES, PROPERTIES]}}}},
        *(
            blocks(rule.id, BODY, "a value that only CloudFormation knows")
            for rule in rules.ALL
            if rule.id not in ("environment-secrets", "allowed-regions")
        ),
        warns(BODY, "a value that only CloudFormation knows"),
    ),
    # Tags of templates and of the stack.
    stack("tags of the stack supply what is required", body({"Tags": []}), tags={"team": "risk"}),
    stack(
        "a tag of the stack that nobody agreed on",
        body(),
        blocks("tag-allowlist", 'tags["Owner"]', '"Owner" is not allowed'),
        tags={"Owner": "x"},
    ),
    stack(
        "tags of the stack that are unknown",
        body(),
        *(waits(rule, "tags") for rule in ("tag-allowlist", "tag-policy")),
        tags=UNKNOWN,
    ),
    stack("the model's own tag stands over the stack's", body(), tags={"env": "qa"}),
    stack(
        "default tags reach models by way of the stack",
        body(),
        blocks("tag-allowlist", 'tags["Owner"] in defaultTags of provider main', '"Owner" is not allowed'),
        provider={"defaultTags": {"tags": {"Owner": "x"}}},
    ),
    stack(
        "tags of a native stack",
        body(),
        blocks("tag-allowlist", "tags[0].value", '"Owner" is not allowed'),
        token=NATIVE_STACK,
        tags=[{"key": "Owner", "value": "x"}],
    ),
    stack(
        "tags of a stack set",
        body(),
        blocks("tag-allowlist", 'tags["Owner"]', '"Owner" is not allowed'),
        NOWHERE,
        token=STACK_SET,
        tags={"Owner": "x"},
    ),
    stack(
        "tags of a native stack set",
        body(),
        blocks("tag-allowlist", "tags[0].value", '"Owner" is not allowed'),
        NOWHERE,
        token=NATIVE_STACK_SET,
        tags=[{"key": "Owner", "value": "x"}],
    ),
    stack("a tag by a function where any value will do", body(_tags(("team", {"Ref": "AWS::StackName"})))),
    stack(
        "a tag by a function where the tag policy takes any value",
        body(_tags(("team", "risk"), ("CostCenter", {"Ref": "AWS::StackName"}))),
        settings={"tag-policy": {"policy": {"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["*"]}}}}},
    ),
    stack(
        "a tag by a function where only some values will do",
        body(_tags(("team", "risk"), ("env", {"Ref": "AWS::StackName"}))),
        blocks("tag-allowlist", f"{_TAGS}[1].Value", "a value that only CloudFormation knows"),
    ),
    stack(
        "a tag that a condition may leave out",
        body(
            {
                "Tags": [
                    {"Key": "team", "Value": "risk"},
                    {"Fn::If": ["C", {"Key": "env", "Value": "prod"}, {"Ref": "AWS::NoValue"}]},
                ]
            }
        ),
        *(blocks(rule, _TAGS, "a value that only CloudFormation knows") for rule in ("tag-allowlist", "tag-policy")),
    ),
    stack(
        "a tag whose key is a function",
        body(_tags(("team", "risk"), ({"Ref": "AWS::StackName"}, "x"))),
        *(blocks(rule, f"{_TAGS}[1].Key", "only CloudFormation knows") for rule in ("tag-allowlist", "tag-policy")),
    ),
    stack(
        "tags as a map, which CloudFormation does not take",
        body({"Tags": {"team": "risk"}}),
        *(blocks(rule, _TAGS, "is a map") for rule in ("tag-allowlist", "tag-policy")),
    ),
)


def _hidden(title: str, path: str, *, token: str = STACK, **properties: Any) -> Row:
    return raw(token, f"out of sight: {title}", properties, *unread(path))


def _hidden_in(title: str, path: str, template: dict[str, Any]) -> Row:
    return stack(f"out of sight: {title}", template, *unread(f"templateBody.{path}"))


_URL: Final = "https://s3.amazonaws.com/templates/fraud.yaml"
_STACK: Final = "AWS::CloudFormation::Stack"

HIDDEN: Final = (
    *(
        _hidden(f"a template behind a URL, {token}", "templateUrl", token=token, templateUrl=url)
        for token in (STACK, STACK_SET, NATIVE_STACK, NATIVE_STACK_SET)
        for url in (_URL,)
    ),
    _hidden("a template behind a URL that is unknown", "templateUrl", templateUrl=UNKNOWN),
    _hidden("a template behind a URL beside an innocent one", "templateUrl", templateUrl=_URL, templateBody="{}"),
    *(
        raw(token, "a template that is unknown", {"templateBody": UNKNOWN}, *unknown("templateBody"))
        for token in (STACK, STACK_SET, NATIVE_STACK, NATIVE_STACK_SET)
    ),
    _hidden("a template that is none", "templateBody", templateBody=f"- {TYPE}"),
    _hidden("a template with aliases", "templateBody", templateBody=f"Resources: {{A: &a {{Type: {TYPE}}}, B: *a}}"),
    _hidden(
        "a key twice, of which readers see another",
        "templateBody",
        templateBody=f'{{"Resources": {{"A": {{"Type": "AWS::S3::Bucket", "Type": "{TYPE}"}}}}}}',
    ),
    _hidden_in("a nested stack", "Resources.Nested", {"Resources": {"Nested": {"Type": _STACK}}}),
    _hidden_in("a module", "Resources.Module", {"Resources": {"Module": {"Type": "Own::Ml::Model::MODULE"}}}),
    _hidden_in("an application", "Resources.App", {"Resources": {"App": {"Type": "AWS::Serverless::Application"}}}),
    _hidden_in(
        "a type that a macro makes up",
        "Resources.Fraud.Type",
        {"Resources": {"Fraud": {"Type": {"Fn::Transform": {"Name": "Own"}}, "Properties": PROPERTIES}}},
    ),
    _hidden(
        "a property twice, of which readers see another",
        "templateBody",
        templateBody=GOOD_YAML.replace(
            "EnableNetworkIsolation: yes", "{0}: yes\n      {0}: no".format("EnableNetworkIsolation")
        ),
    ),
    _hidden_in("a macro", "Transform", {"Transform": "Own", "Resources": {}}),
    _hidden_in("an include", "Resources.Fn::Transform", {"Resources": {"Fn::Transform": {"Name": "AWS::Include"}}}),
    stack(
        "out of sight: a nested stack beside a compliant model",
        body(Resources={"Nested": {"Type": _STACK}}),
        *unread("templateBody.Resources.Nested"),
    ),
    stack(
        "macros of AWS's own that make no models",
        body(Transform=["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"]),
    ),
    _hidden("a stack by Cloud Control", "typeName", token=CLOUD_CONTROL, typeName=_STACK, desiredState="{}"),
    _hidden(
        "a stack set by Cloud Control", "typeName", token=CLOUD_CONTROL, typeName=f"{_STACK}Set", desiredState="{}"
    ),
    _hidden("a stack by an extension resource", "type", token=EXTENSION, type=_STACK, properties={}),
    raw(CLOUD_CONTROL, "a type that is unknown", {"typeName": UNKNOWN, "desiredState": "{}"}, *unknown("typeName")),
    raw(EXTENSION, "a type that is unknown", {"type": UNKNOWN, "properties": {}}, *unknown("type")),
    raw(CLOUD_CONTROL, "another type", {"typeName": "AWS::S3::Bucket", "desiredState": UNKNOWN}),
    raw(EXTENSION, "another type", {"type": "AWS::S3::Bucket", "properties": UNKNOWN}),
)


def _state(title: str, state: object, *findings: Found) -> Row:
    return raw(CLOUD_CONTROL, title, {"typeName": TYPE, "desiredState": state}, *findings)


CLOUD: Final = (
    _state("a secret text", Secret(json.dumps(PROPERTIES))),
    _state("an object", dict(PROPERTIES)),
    _state("no JSON", "EnableNetworkIsolation: true", *unread("desiredState")),
    _state(
        "a key twice, of which readers see another",
        '{"EnableNetworkIsolation": true, "EnableNetworkIsolation": false}',
        *unread("desiredState"),
    ),
    _state(
        "a list",
        "[]",
        *(
            blocks(rule.id, "desiredState", "is a list")
            for rule in rules.ALL
            if rule.id not in ("environment-secrets", "allowed-regions")
        ),
        warns("desiredState", "is a list"),
    ),
    _state(
        "half a character in a tag key",
        json.dumps({**PROPERTIES, "Tags": [{"Key": "team", "Value": "risk"}, {"Key": "\ud800", "Value": "x"}]}),
        blocks("tag-allowlist", "desiredState.Tags[1].Value", r'"\ud800" is not allowed'),
    ),
    _state("unknown", UNKNOWN, *(found for found in unknown("desiredState") if found.rule != "allowed-regions")),
    _state(
        "properties in the other spelling, which Cloud Control does not know",
        json.dumps({**PROPERTIES, "EnableNetworkIsolation": None, "enableNetworkIsolation": True}),
        blocks("network-isolation", "desiredState.EnableNetworkIsolation", "is not set"),
    ),
    _state(
        "tags in the other spelling",
        json.dumps({**PROPERTIES, "Tags": [{"key": "team", "value": "risk"}]}),
        *(blocks(rule, "desiredState.Tags[0].Key", "is missing") for rule in ("tag-allowlist", "tag-policy")),
    ),
    _state(
        "a function, which Cloud Control does not work out",
        json.dumps({**PROPERTIES, "ExecutionRoleArn": {"Ref": "Role"}}),
        blocks("execution-role", "desiredState.ExecutionRoleArn", "is a map"),
    ),
)

ROWS: Final = (*ISOLATION, *TEMPLATES, *HIDDEN, *CLOUD)
"""The rows of these tables."""
