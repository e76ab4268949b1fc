"""CloudFormation: what a template computes, and what of that CloudFormation alone can know."""

from typing import Any, Final

from pulumi_sagemaker_policy import UNKNOWN
from tests.unit.policies.corpus.table import DIGEST, NOWHERE, OFF, REGISTRY, Found, Row, blocks, waits, warns
from tests.unit.policies.corpus.templates import OWN_ACCOUNT, PROPERTIES, body, stack
from tests.unit.policies.ways import BODY, NATIVE_STACK, NATIVE_STACK_SET, STACK_SET
from tests.unit.policies.ways import MODEL as TYPE

_KNOWN: Final = "only CloudFormation knows"
_OPEN: Final = blocks("network-isolation", f"{BODY}.EnableNetworkIsolation", "is false")
_NOT_AS_WRITTEN: Final = "may read in another way than it is written"


def _where(condition: str, parameters: str = "") -> str:
    """Write a model that is not isolated, and there where a condition holds."""
    return f"""
Parameters: {{Unused: {{Type: String}}{parameters}}}
Conditions: {{C: {condition}}}
Resources:
  Fraud:
    Type: {TYPE}
    Condition: C
    Properties:
      ModelName: risk-fraud
      EnableNetworkIsolation: false
      ExecutionRoleArn: {PROPERTIES["ExecutionRoleArn"]}
      PrimaryContainer: {{Image: "{REGISTRY}/ml/fraud@{DIGEST}", ModelDataUrl: "s3://ml-models/fraud/model.tar.gz"}}
      VpcConfig: {{Subnets: [subnet-0a, subnet-0b], SecurityGroupIds: [sg-0a]}}
      Tags: [{{Key: team, Value: risk}}]
"""


def _there(title: str, condition: str, **more: Any) -> Row:
    return stack(f"a model where {title}", _where(condition, **more), _OPEN)


def _not_there(title: str, condition: str) -> Row:
    return stack(f"no model where {title}", _where(condition))


CONDITIONS: Final = (
    _there("010 may be 8", "!Equals [010, '8']"),
    _there("010 may be 010", "!Equals [010, '010']"),
    _there("0x10 may be 16", "!Equals [0x10, '16']"),
    _there("1:30 may be 90", "!Equals [1:30, '90']"),
    _there("1_000 may be 1000", "!Equals [1_000, '1000']"),
    _there("1e3 may be 1000", "!Equals [1e3, '1000']"),
    _there("1.0 may be 1", "!Equals [1.0, '1']"),
    _there(".inf may be anything", "!Equals [.inf, 'Infinity']"),
    _there("0b11 may be 3", "!Equals [0b11, '3']"),
    _there("+5 may be 5", "!Equals [+5, '5']"),
    _there("a time may be a date", "!Equals [2021-01-01 00:00:00, '2021-01-01']"),
    _there("a tag says number", "!Equals [!!int '010', '8']"),
    _there("a parameter's default may be 8", "!Equals [!Ref N, '8']", parameters=", N: {Type: Number, Default: 010}"),
    _there("the number is among several", "!Or [!Equals [010, '8'], !Equals [a, b]]"),
    _there("the number is denied", "!Not [!Equals [010, '9']]"),
    _there("yes is true", "!Equals [yes, 'true']"),
    _there("On is true", "!Equals [On, 'true']"),
    _there("5 is 5", "!Equals [5, '5']"),
    _there("1.5 is 1.5", "!Equals [1.5, '1.5']"),
    _there("089 is no number", "!Equals [089, '089']"),
    _there("quotes make a text", "!Equals ['010', '010']"),
    _there("nothing may be anything", "!Equals [~, '']"),
    _there("the parameter has no value", "!Equals [!Ref Unused, '8']"),
    _not_there("off is not true", "!Equals [off, 'true']"),
    _not_there("a text is no other", "!Equals ['010', '8']"),
    _not_there("a plain number is no other", "!Equals [10, '8']"),
)


def _tag(title: str, value: str, *findings: Found, sections: str = "", allowed: tuple[str, ...] = ("0300",)) -> Row:
    text = f"{sections}\nResources:\n  Fraud: {{Type: {TYPE}, Properties: {{Tags: [{{Key: c, Value: {value}}}]}}}}"
    others = ("network-isolation", "tag-policy", "vpc-config", "execution-role", "naming", "image-registry")
    settings = dict.fromkeys((*others, "image-digest", "model-data-location"), OFF)
    rule = {"tag-allowlist": {"allowed": {"c": list(allowed)}, "required": []}}
    return stack(f"a tag: {title}", text, *findings, settings=settings | rule)


_SPOILT: Final = blocks("tag-allowlist", f"{BODY}.Tags[0].Value", _NOT_AS_WRITTEN)

VALUES: Final = (
    _tag("0300, which is 192", "0300", _SPOILT),
    _tag(
        "0300 by a parameter's default",
        "!Ref C",
        _SPOILT,
        sections="Parameters: {C: {Type: String, Default: 0300}}",
    ),
    _tag("0300 by a mapping", "!FindInMap [A, b, c]", _SPOILT, sections="Mappings: {A: {b: {c: 0300}}}"),
    _tag("0300 by a choice", "!Select [0, [0300]]", _SPOILT),
    _tag("0300 in a text", '!Join ["", [0300]]', _SPOILT),
    _tag("any, where any will do", "0300", allowed=("*",)),
    _tag('"0300", which is a text', '"0300"'),
    _tag("300, which is plain", "300", allowed=("300",)),
    _tag("1.10, which may be 1.1", "1.10", _SPOILT, allowed=("1.10",)),
    _tag("true", "true", allowed=("true", "false")),
    _tag("true, where any will do", "true", allowed=("*",)),
    _tag("yes, which is true", "yes", allowed=("true",)),
    _tag("off, which is false", "off", allowed=("false",)),
    _tag("true, by a function", "!If [C, true, true]", allowed=("true",)),
    _tag("true, in a text", '!Sub ["${a}", {a: true}]', allowed=("true",)),
    _tag(
        "true, where it is not allowed",
        "true",
        blocks("tag-allowlist", f"{BODY}.Tags[0].Value", "a value that is not allowed"),
        allowed=("yes",),
    ),
)


def _referring(title: str, change: dict[str, Any], *findings: Found, **sections: Any) -> Row:
    return stack(f"a dynamic reference: {title}", body(change, **sections), *findings)


def _loaded(url: object) -> dict[str, Any]:
    return {"PrimaryContainer": {**PROPERTIES["PrimaryContainer"], "ModelDataUrl": url}}


def _environment(value: object) -> dict[str, Any]:
    return {"PrimaryContainer": {**PROPERTIES["PrimaryContainer"], "Environment": {"DB_CONN": value}}}


_DATA: Final = blocks("model-data-location", f"{BODY}.PrimaryContainer.ModelDataUrl", _KNOWN)
_SURE: Final = warns(f'{BODY}.PrimaryContainer.Environment["DB_CONN"]', "a secret for certain, whatever the key")
_PLACE: Final = "s3://ml-models-{{resolve:ssm:x}}/released/m"
_STORED: Final = "{{resolve:secretsmanager:fraud/db}}"
_TEXT: Final = {"Type": "String", "Default": _STORED}

REFERENCES: Final = (
    _referring("in a bucket", _loaded(_PLACE), _DATA),
    _referring("in a key", _loaded("s3://ml-models/{{resolve:ssm:x}}/m"), _DATA),
    _referring("in a filled-in text", _loaded({"Fn::Sub": [_PLACE, {"a": "b"}]}), _DATA),
    _referring("in a joined text", _loaded({"Fn::Join": ["", ["s3://ml-models/{{resol", "ve:ssm:x}}/m"]]}), _DATA),
    _referring(
        "in a mapping", _loaded({"Fn::FindInMap": ["A", "b", "c"]}), _DATA, Mappings={"A": {"b": {"c": _PLACE}}}
    ),
    _referring(
        "in a parameter",
        _loaded({"Ref": "P"}),
        _DATA,
        Parameters={"P": {"Type": "String", "Default": _PLACE}},
    ),
    _referring("by a choice", _loaded({"Fn::Select": [0, [_PLACE]]}), _DATA),
    _referring("in a part", _loaded({"Fn::Select": [1, {"Fn::Split": ["|", f"a|{_PLACE}"]}]}), _DATA),
    _referring("whole", _loaded("{{resolve:ssm:/fraud/data:1}}"), _DATA),
    _referring("that is none", _loaded("s3://ml-models/{{x}}/m")),
    _referring(
        "as a role",
        {"ExecutionRoleArn": "{{resolve:ssm:role}}"},
        blocks("execution-role", f"{BODY}.ExecutionRoleArn", _KNOWN),
    ),
    _referring("as a name", {"ModelName": "risk-{{resolve:ssm:x}}"}, blocks("naming", f"{BODY}.ModelName", _KNOWN)),
    _referring(
        "as a subnet",
        {"VpcConfig": {"Subnets": ["subnet-0a", "{{resolve:ssm:x}}"], "SecurityGroupIds": []}},
        blocks("vpc-config", f"{BODY}.VpcConfig.Subnets[1]", _KNOWN),
    ),
    _referring("as a tag where any value will do", {"Tags": [{"Key": "team", "Value": "{{resolve:ssm:x}}"}]}),
    _referring("to a secret", _environment(_STORED), _SURE),
    _referring("to a secret in a URL", _environment(f"postgres://app:{_STORED}@db/fraud"), _SURE),
    _referring("to a secure string", _environment("{{resolve:ssm-secure:fraud:1}}"), _SURE),
    _referring(
        "to a secret beside an attribute",
        _environment({"Fn::Sub": f"postgres://app:{_STORED}@${{Database.Endpoint.Address}}/fraud"}),
        _SURE,
    ),
    _referring("to a secret, joined", _environment({"Fn::Join": [":", ["app", _STORED, {"Ref": "Other"}]]}), _SURE),
    _referring(
        "to a secret, in pieces",
        _environment({"Fn::Join": ["", ["{{resolve:", "secretsmanager", ":fraud/db}}"]]}),
        _SURE,
    ),
    _referring("to no secret, in pieces", _environment({"Fn::Join": [":", ["{{resolve", "ssm", "level}}"]]})),
    _referring("to a secret in a parameter", _environment({"Ref": "P"}), _SURE, Parameters={"P": _TEXT}),
    _referring("to a secret, perhaps", _environment({"Fn::If": ["C", _STORED, ""]}), _SURE),
    _referring("to a secret in a function", _environment({"Fn::Base64": _STORED}), _SURE),
    _referring("to no secret", _environment("{{resolve:ssm:log-level}}")),
)


def _role(title: str, role: dict[str, Any], *findings: Found, **more: Any) -> Row:
    template = body({"ExecutionRoleArn": more.pop("arn", {"Fn::GetAtt": ["Role", "Arn"]})}, Resources={"Role": role})
    provider = more.pop("provider", OWN_ACCOUNT)
    return stack(f"a role of the same template: {title}", template, *findings, provider=provider, **more)


def _made(properties: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "AWS::IAM::Role", "Properties": properties}


_ROLE: Final = f"{BODY}.ExecutionRoleArn"
_PATH: Final = "/sagemaker/"
_EXACT: Final = {"execution-role": {"allowed": ["arn:aws:iam::123456789012:role/sagemaker/fraud"]}}
_ANY: Final = {"execution-role": {"allowed": ["arn:aws:iam::123456789012:role/sagemaker/*"]}}

ROLES: Final = (
    _role("with an allowed path", _made({"Path": _PATH})),
    _role("with an allowed path and a name", _made({"Path": _PATH, "RoleName": "fraud"}), settings=_EXACT),
    _role("with a name that only CloudFormation makes", _made({"Path": _PATH}), settings=_ANY),
    _role("by an attribute in a text", _made({"Path": _PATH}), arn={"Fn::Sub": "${Role.Arn}"}),
    _role("by an attribute with a dot", _made({"Path": _PATH}), arn={"Fn::GetAtt": "Role.Arn"}),
    _role(
        "either way of a condition", _made({"Path": _PATH}), arn={"Fn::If": ["C", *[{"Fn::GetAtt": "Role.Arn"}] * 2]}
    ),
    _role("without a path, which is /", _made({}), blocks("execution-role", _ROLE, "a role with a path")),
    _role("without properties", {"Type": "AWS::IAM::Role"}, blocks("execution-role", _ROLE, "a role with a path")),
    _role(
        "with a path in its name, which IAM refuses",
        _made({"Path": "/", "RoleName": "sagemaker/fraud"}),
        blocks("execution-role", _ROLE, "a value that only CloudFormation knows"),
    ),
    _role("of another path", _made({"Path": "/admin/"}), blocks("execution-role", _ROLE, "a role with a path")),
    _role(
        "of a path by an attribute",
        _made({"Path": {"Fn::GetAtt": ["A", "B"]}}),
        blocks("execution-role", _ROLE, "too little is known"),
    ),
    _role(
        "of an unknown name where only one will do",
        _made({"Path": _PATH}),
        blocks("execution-role", _ROLE, "too little is known"),
        settings=_EXACT,
    ),
    _role(
        "of an unknown name where some will do",
        _made({"Path": _PATH}),
        blocks("execution-role", _ROLE, "too little is known"),
        settings={"execution-role": {"allowed": ["arn:aws:iam::123456789012:role/sagemaker/??????????????????"]}},
    ),
    _role(
        "in an account that nobody names",
        _made({"Path": _PATH}),
        blocks("execution-role", _ROLE, "too little is known"),
        provider=None,
    ),
    _role(
        "in an account that nobody names where any will do",
        _made({"Path": _PATH}),
        provider=None,
        settings={"execution-role": {"accounts": []}},
    ),
    _role(
        "in another account",
        _made({"Path": _PATH}),
        blocks("execution-role", _ROLE, "a role of an account that is not allowed"),
        provider={"allowedAccountIds": ["210987654321"]},
    ),
    _role("of another type", {"Type": "AWS::IAM::User"}, blocks("execution-role", _ROLE, _KNOWN)),
)

_SUBNETS: Final = f"{BODY}.VpcConfig.Subnets"
_SOME_VPC: Final = {"vpc-config": {"require": "vpc", "minimum_subnets": 0, "subnets": [], "security_groups": []}}
_TWO: Final = {"vpc-config": {"require": "vpc", "minimum_subnets": 2, "subnets": [], "security_groups": []}}
_IMPORTED: Final = {"Fn::Split": [",", {"Fn::ImportValue": "subnets"}]}


def _vpc(title: str, subnets: object, *findings: Found, **more: Any) -> Row:
    change = {"VpcConfig": {"Subnets": subnets, "SecurityGroupIds": ["sg-0a"]}}
    parameters = {"Subnets": {"Type": "List<AWS::EC2::Subnet::Id>"}}
    return stack(f"in a VPC: {title}", body(change, Parameters=parameters), *findings, **more)


NETWORKS: Final = (
    _vpc("subnets of another stack", _IMPORTED, settings=_SOME_VPC),
    _vpc("subnets of a stack set", {"Ref": "Subnets"}, NOWHERE, settings=_SOME_VPC, token=STACK_SET),
    _vpc("subnets by an attribute", {"Fn::GetAtt": ["Network", "Subnets"]}, settings=_SOME_VPC),
    _vpc("subnets by a condition", {"Fn::If": ["C", ["subnet-0a"], ["subnet-0b"]]}, settings=_SOME_VPC),
    _vpc("a subnet of another stack", [{"Fn::ImportValue": "subnet"}], settings=_SOME_VPC),
    _vpc("subnets of another stack, where some will do", _IMPORTED, blocks("vpc-config", _SUBNETS, _KNOWN)),
    _vpc(
        "subnets of another stack, where two are needed",
        _IMPORTED,
        blocks("vpc-config", _SUBNETS, _KNOWN),
        settings=_TWO,
    ),
    stack(
        "in a VPC only by a condition",
        body({"VpcConfig": {"Fn::If": ["C", {"Subnets": ["subnet-0a"]}, {"Ref": "AWS::NoValue"}]}}),
        blocks("vpc-config", f"{BODY}.VpcConfig", _KNOWN),
        settings=_SOME_VPC,
    ),
)

_NAMED: Final = {"ModelName": {"Fn::Sub": "${AWS::StackName}-x"}}
_BY_STACK: Final = _loaded({"Fn::Sub": "s3://ml-models/${AWS::StackName}/m"})


def _switch(title: str, parameter: dict[str, Any], *findings: Found, **more: Any) -> Row:
    template = body({"EnableNetworkIsolation": {"Ref": "On"}}, Parameters={"On": parameter})
    return stack(f"a stack set's parameter: {title}", template, *findings, NOWHERE, token=STACK_SET, **more)


def _stage(title: str, *findings: Found, values: tuple[str, ...], change: dict[str, Any] | None = None) -> Row:
    stage = {"Type": "String", "AllowedValues": list(values)}
    conditions = {"Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}
    change = change or {"Tags": [{"Key": "team", "Value": "risk"}, {"Key": "env", "Value": {"Ref": "Stage"}}]}
    template = body(change, Parameters={"Stage": stage}, Conditions=conditions)
    return stack(f"a stack set's stage: {title}", template, *findings, NOWHERE, token=NATIVE_STACK_SET)


def _instances(title: str, groups: object, *findings: Found, change: dict[str, Any] | None = None) -> Row:
    return stack(
        f"instances of a stack set: {title}",
        body(change),
        *findings,
        token=NATIVE_STACK_SET,
        stackInstancesGroup=groups,
    )


def _in(*regions: object) -> dict[str, Any]:
    return {"deploymentTargets": {"accounts": ["123456789012"]}, "regions": list(regions)}


_ISOLATION: Final = f"{BODY}.EnableNetworkIsolation"
_BY_REGION: Final = {
    "PrimaryContainer": {
        **PROPERTIES["PrimaryContainer"],
        "Image": {"Fn::Sub": f"${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.amazonaws.com/ml/fraud@{DIGEST}"},
    }
}

GIVEN: Final = (
    stack("a name by the stack's", body(_NAMED), name="risk-fraud"),
    stack("a name by a native stack's", body(_NAMED), token=NATIVE_STACK, stackName="risk-fraud"),
    stack(
        "a name by the stack's, not as agreed",
        body(_NAMED),
        blocks("naming", f"{BODY}.ModelName", "not as agreed"),
        name="my",
    ),
    stack("a name by a stack's that is unknown", body(_NAMED), waits("naming", f"{BODY}.ModelName"), name=UNKNOWN),
    stack("a name by a stack's that nobody declares", body(_NAMED), blocks("naming", f"{BODY}.ModelName", _KNOWN)),
    stack("a place by the stack's name", body(_BY_STACK), name="fraud"),
    stack("a place by a stack's name that nobody declares", body(_BY_STACK), _DATA),
    stack("a place by a stack set's name", body(_BY_STACK), _DATA, NOWHERE, token=STACK_SET, name="fraud"),
    _switch("that is always on", {"Type": "String", "AllowedValues": ["true"]}),
    _switch("that is always on, as a boolean", {"Type": "String", "AllowedValues": [True]}),
    _switch(
        "that is always off",
        {"Type": "String", "AllowedValues": ["false"]},
        blocks("network-isolation", _ISOLATION, "is false"),
    ),
    _switch(
        "that is on or off",
        {"Type": "String", "AllowedValues": ["true", "false"], "Default": "true"},
        blocks("network-isolation", _ISOLATION, "is false"),
    ),
    _switch(
        "that may be anything",
        {"Type": "String", "Default": "true"},
        blocks("network-isolation", _ISOLATION, _KNOWN),
    ),
    _switch(
        "whose values only CloudFormation knows",
        {"Type": "String", "AllowedValues": ["{{resolve:ssm:on}}"]},
        blocks("network-isolation", _ISOLATION, _KNOWN),
    ),
    _switch(
        "with more values than are judged",
        {"Type": "String", "AllowedValues": [f"value-{number}" for number in range(40)]},
        blocks("network-isolation", _ISOLATION, _KNOWN),
    ),
    _stage("each is agreed", values=("dev", "prod")),
    _stage(
        "one is not agreed",
        blocks("tag-allowlist", f"{BODY}.Tags[1].Value", "a value that is not allowed"),
        values=("dev", "qa"),
    ),
    _stage(
        "one is not isolated",
        blocks("network-isolation", _ISOLATION, "is false"),
        values=("dev", "prod"),
        change={"EnableNetworkIsolation": {"Fn::If": ["Prod", True, False]}},
    ),
    _stage(
        "none is not isolated", values=("prod",), change={"EnableNetworkIsolation": {"Fn::If": ["Prod", True, False]}}
    ),
    _instances("in an allowed region", [_in("eu-west-1")]),
    _instances("in two allowed regions", [_in("eu-west-1", "eu-central-1")]),
    _instances("in two groups of allowed regions", [_in("eu-west-1"), _in("eu-central-1")]),
    _instances(
        "one in a region that is not allowed",
        [_in("eu-west-1", "us-east-1")],
        blocks("allowed-regions", "stackInstancesGroup[0].regions[1]", "a region that is not allowed"),
    ),
    _instances(
        "in a region that is unknown", [_in(UNKNOWN)], waits("allowed-regions", "stackInstancesGroup[0].regions[0]")
    ),
    _instances("all unknown", UNKNOWN, waits("allowed-regions", "stackInstancesGroup")),
    _instances("nowhere", [], NOWHERE),
    _instances("with images by their region", [_in("eu-west-1", "eu-central-1")], change=_BY_REGION),
    _instances(
        "with an image of a region that is not allowed",
        [_in("eu-west-1", "us-east-1")],
        blocks("allowed-regions", "stackInstancesGroup[0].regions[1]", "a region that is not allowed"),
        blocks("image-registry", f"{BODY}.PrimaryContainer.Image", "a region that is not allowed"),
        change=_BY_REGION,
    ),
)


def _output(title: str, path: str, **sections: Any) -> Row:
    """Declare a template object in which something is an output of another resource."""
    change = sections.pop("change", {"EnableNetworkIsolation": {"Ref": "On"}})
    return stack(
        f"an output in a template: {title}",
        body(change, **sections),
        waits("network-isolation", f"{BODY}.{path}"),
        token=NATIVE_STACK,
    )


_ON: Final = {"Type": "String", "Default": "true"}
_TRUE: Final = {"On": _ON}


def _filled(argument: object) -> dict[str, Any]:
    return {"EnableNetworkIsolation": argument}


OUTPUTS: Final = (
    _output("a parameter's type", "EnableNetworkIsolation", Parameters={"On": {**_ON, "Type": UNKNOWN}}),
    _output("a parameter's default", "EnableNetworkIsolation", Parameters={"On": {**_ON, "Default": UNKNOWN}}),
    _output("a parameter", "EnableNetworkIsolation", Parameters={"On": UNKNOWN}),
    _output("all parameters", "EnableNetworkIsolation", Parameters=UNKNOWN),
    _output("the map of a text", "EnableNetworkIsolation", change=_filled({"Fn::Sub": ["${a}", UNKNOWN]})),
    _output("the text", "EnableNetworkIsolation", change=_filled({"Fn::Sub": [UNKNOWN, {"a": "b"}]})),
    _output("a value of that map", "EnableNetworkIsolation", change=_filled({"Fn::Sub": ["${a}", {"a": UNKNOWN}]})),
    _output("what joins texts", "EnableNetworkIsolation", change=_filled({"Fn::Join": [UNKNOWN, ["tr", "ue"]]})),
    _output(
        "what parts a text",
        "EnableNetworkIsolation",
        change=_filled({"Fn::Select": [0, {"Fn::Split": [UNKNOWN, "true"]}]}),
    ),
    _output("a list", "EnableNetworkIsolation", change=_filled({"Fn::Join": ["", UNKNOWN]})),
    _output("the name of a condition", "EnableNetworkIsolation", change=_filled({"Fn::If": [UNKNOWN, True, False]})),
    _output(
        "what another value is by default",
        "EnableNetworkIsolation",
        change=_filled({"Fn::FindInMap": ["A", "b", "c", UNKNOWN]}),
        Mappings={"A": {"b": {"x": "true"}}},
    ),
    _output("a function's argument", "EnableNetworkIsolation", change=_filled({"Ref": UNKNOWN})),
)

ROWS: Final = (*CONDITIONS, *VALUES, *REFERENCES, *ROLES, *NETWORKS, *GIVEN, *OUTPUTS)
"""The rows of these tables."""
