"""Isolation, networks, roles, regions and names: what a model is, and where."""

from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import AWS, AWS_NATIVE, OURS, Secret
from tests.unit.policies.corpus.table import MODEL, OFF, ROLE, SHOWN, Found, Row, blocks, every, raw, row, waits
from tests.unit.policies.ways import CLOUD_CONTROL

_PLAIN: Final = ("ours", "aws", "aws-native", "cloud control", "extension")
"""Ways in which only a boolean will do: a text goes to the API as it is. A template's parameters are texts."""


def _isolation(title: str, value: object, says: str, *ways: str) -> tuple[Row, ...]:
    found = blocks("network-isolation", "enableNetworkIsolation", says)
    return tuple(every(f"isolation: {title}", {"enableNetworkIsolation": value}, found, ways=ways))


ISOLATION: Final = (
    *_isolation('the text "true"', "true", "is a string", *_PLAIN),
    *_isolation('the text "false"', "false", "is a string", *_PLAIN),
    *_isolation('the text "True"', "True", "is a string", *_PLAIN),
    *_isolation("one", 1, "is a number", *_PLAIN),
    *_isolation("zero", 0, "is a number", *_PLAIN),
    *_isolation("empty", "", "is a string", "ours", "stack"),
    *_isolation("a list", [True], "is a list", "aws", "native stack"),
    *_isolation("a map", {"value": True}, "is a map", "aws-native"),
    row("ours", "isolation: a secret that is true", {"enableNetworkIsolation": Secret(value=True)}),
    row(
        "ours",
        "isolation: a secret that is false",
        {"enableNetworkIsolation": Secret(value=False)},
        blocks("network-isolation", "enableNetworkIsolation", "is false"),
    ),
    *every(
        "isolation: unknown",
        {"enableNetworkIsolation": UNKNOWN},
        waits("network-isolation", "enableNetworkIsolation"),
        ways=SHOWN,
    ),
)

_NO_VPC: Final = blocks("vpc-config", "vpcConfig.subnets", "in no VPC")
_GROUPS: Final = ["sg-0a"]
_SUBNETS: Final = ["subnet-0a", "subnet-0b"]


def _vpc(way: str, title: str, vpc: object, *findings: Found) -> Row:
    return row(way, f"VPC: {title}", {"vpcConfig": vpc}, *findings)


def _required(title: str, require: str, changes: dict[str, Any], *findings: Found) -> Row:
    settings = {"network-isolation": OFF, "vpc-config": {"require": require}}
    return row("ours", f"VPC: {require} is required, {title}", changes, *findings, settings=settings)


_OPEN: Final = {"enableNetworkIsolation": False}
_NOT_ISOLATED: Final = blocks("vpc-config", "enableNetworkIsolation", "not isolated from the network")

NETWORKS: Final = (
    _vpc("ours", "null", None, _NO_VPC),
    _vpc("aws", "empty", {}, _NO_VPC),
    _vpc("aws-native", "empty lists", {"subnets": [], "securityGroupIds": []}, _NO_VPC),
    _vpc("stack", "lists of null", {"subnets": [None], "securityGroupIds": [None]}, _NO_VPC),
    *every(
        "VPC: one subnet",
        {"vpcConfig": {"subnets": ["subnet-0a"], "securityGroupIds": _GROUPS}},
        blocks("vpc-config", "vpcConfig.subnets", "too few different subnets: 1"),
    ),
    _vpc(
        "ours",
        "one subnet twice",
        {"subnets": ["subnet-0a", "subnet-0a"], "securityGroupIds": _GROUPS},
        blocks("vpc-config", "vpcConfig.subnets", "too few different subnets: 1"),
    ),
    *every(
        "VPC: a stranger's subnet and group",
        {"vpcConfig": {"subnets": ["subnet-0a", "subnet-9a"], "securityGroupIds": ["sg-0a", "sg-9a"]}},
        blocks("vpc-config", "vpcConfig.subnets[1]", "a subnet that is not allowed"),
        blocks("vpc-config", "vpcConfig.securityGroupIds[1]", "a security group that is not allowed"),
    ),
    _vpc(
        "aws",
        "a subnet that begins as an agreed one",
        {"subnets": [*_SUBNETS, "subnet-0a1"], "securityGroupIds": _GROUPS},
        blocks("vpc-config", "vpcConfig.subnets[2]", "a subnet that is not allowed"),
    ),
    _vpc(
        "aws",
        "empty names",
        {"subnets": ["", "subnet-0a"], "securityGroupIds": [""]},
        blocks("vpc-config", "vpcConfig.subnets[0]", "a subnet that is not allowed"),
        blocks("vpc-config", "vpcConfig.securityGroupIds[0]", "a security group that is not allowed"),
    ),
    _vpc(
        "aws",
        "an unknown subnet",
        {"subnets": ["subnet-0a", UNKNOWN], "securityGroupIds": _GROUPS},
        waits("vpc-config", "vpcConfig.subnets[1]"),
    ),
    _vpc(
        "aws-native",
        "unknown subnets",
        {"subnets": UNKNOWN, "securityGroupIds": _GROUPS},
        waits("vpc-config", "vpcConfig.subnets"),
    ),
    _vpc("ours", "groups alone, which AWS refuses", {"securityGroupIds": _GROUPS}),
    _vpc("ours", "subnets alone, which AWS refuses", {"subnets": _SUBNETS}),
    _vpc("ours", "a text", "vpc-0a", blocks("vpc-config", "vpcConfig", "is a string")),
    _vpc(
        "ours",
        "subnets are a text",
        {"subnets": "subnet-0a,subnet-0b", "securityGroupIds": _GROUPS},
        blocks("vpc-config", "vpcConfig.subnets", "is a string"),
    ),
    _required("and there is one", "either", _OPEN),
    _required("and it is isolated", "either", {"vpcConfig": ABSENT}),
    _required(
        "and there is neither",
        "either",
        _OPEN | {"vpcConfig": ABSENT},
        blocks("vpc-config", "enableNetworkIsolation", "neither in a VPC nor isolated"),
    ),
    _required(
        "and isolation is a text",
        "either",
        {"enableNetworkIsolation": "true", "vpcConfig": ABSENT},
        blocks("vpc-config", "enableNetworkIsolation", "neither in a VPC nor isolated"),
    ),
    _required("and only one is there", "both", _OPEN, _NOT_ISOLATED),
    _required("and only the other is there", "both", {"vpcConfig": ABSENT}, _NO_VPC),
    _required("and a VPC is there", "isolation", _OPEN, _NOT_ISOLATED),
    _required(
        "and isolation is unknown",
        "isolation",
        {"enableNetworkIsolation": UNKNOWN},
        waits("vpc-config", "enableNetworkIsolation"),
    ),
)

_AT: Final = "executionRoleArn"
_NO_ROLE: Final = blocks("execution-role", _AT, "no ARN of an IAM role")
_ACCOUNT: Final = blocks("execution-role", _AT, "a role of an account that is not allowed")
_PATH: Final = blocks("execution-role", _AT, "a role with a path that is not allowed")


def _role(way: str, title: str, arn: object, *findings: Found) -> Row:
    return row(way, f"role: {title}", {"executionRoleArn": arn}, *findings)


ROLES: Final = (
    _role("aws", "another account", ROLE.replace("123456789012", "210987654321"), _ACCOUNT),
    _role("aws", "another account and path", "arn:aws:iam::210987654321:role/x", _ACCOUNT, _PATH),
    _role("aws", "a deeper path", "arn:aws:iam::123456789012:role/sagemaker/eu/fraud"),
    _role("aws", "the path that AWS's console gives", "arn:aws:iam::123456789012:role/service-role/fraud", _PATH),
    _role("ours", "a path that begins as the agreed one", "arn:aws:iam::123456789012:role/sagemaker-x/fraud", _PATH),
    _role("ours", "the agreed path in a deeper one", "arn:aws:iam::123456789012:role/x/sagemaker/fraud", _PATH),
    _role("ours", "a path in capitals", "arn:aws:iam::123456789012:role/SageMaker/fraud", _PATH),
    _role("stack", "China", ROLE.replace("aws:", "aws-cn:")),
    _role("stack", "GovCloud", ROLE.replace("aws:", "aws-us-gov:")),
    _role("ours", "a name instead of an ARN", "fraud", _NO_ROLE),
    _role("ours", "an assumed role", "arn:aws:sts::123456789012:assumed-role/sagemaker/session", _NO_ROLE),
    _role("ours", "a user", "arn:aws:iam::123456789012:user/sagemaker/fraud", _NO_ROLE),
    _role("ours", "everybody's role", "arn:aws:iam::*:role/sagemaker/fraud", _NO_ROLE),
    _role("ours", "a blank after it", f"{ROLE} ", _NO_ROLE),
    _role("ours", "full-width digits", ROLE.replace("1", "\uff11"), _NO_ROLE),
    _role("aws-native", "empty", "", _NO_ROLE),
    *every("role: null", {_AT: None}, blocks("execution-role", _AT, "is missing")),
    _role("extension", "a list", [ROLE], blocks("execution-role", _AT, "is a list")),
    _role("ours", "a secret that is agreed", Secret(ROLE)),
    _role("ours", "a secret that is not", Secret("fake-secret-role"), _NO_ROLE),
    *every("role: unknown", {_AT: UNKNOWN}, waits("execution-role", _AT), ways=SHOWN),
)


def _region(way: str, title: str, region: object, *findings: Found) -> Row:
    return row(way, f"region: {title}", {"region": region}, *findings)


_ELSEWHERE: Final = blocks("allowed-regions", "region", "a region that is not allowed")
_UNNAMED: Final = {key: value for key, value in MODEL.items() if key != "region"}
_NATIVE: Final = {
    **{key: value for key, value in _UNNAMED.items() if key not in ("name", "tags")},
    "modelName": "risk-fraud",
    "tags": [{"key": "team", "value": "risk"}],
}

REGIONS: Final = (
    _region("ours", "an agreed one by its pattern", "eu-central-2"),
    _region("ours", "in capitals", "EU-WEST-1", _ELSEWHERE),
    _region("aws", "a blank before it", " eu-west-1", _ELSEWHERE),
    _region("aws", "empty", "", _ELSEWHERE),
    _region("aws-native", "China", "cn-north-1", _ELSEWHERE),
    _region("stack", "GovCloud", "us-gov-west-1", _ELSEWHERE),
    _region("native stack", "Europe's sovereign cloud", "eusc-de-east-1", _ELSEWHERE),
    _region("cloud control", "unknown", UNKNOWN, waits("allowed-regions", "region")),
    _region("stack", "unknown", UNKNOWN, waits("allowed-regions", "region")),
    _region("ours", "a number", 5, blocks("allowed-regions", "region", "is a number")),
    raw(
        AWS,
        "region: its own stands over the provider's, which is elsewhere",
        dict(MODEL),
        provider={"region": "us-east-1"},
    ),
    raw(AWS, "region: elsewhere, and the provider's is agreed", {**MODEL, "region": "us-east-1"}, _ELSEWHERE),
    raw(AWS, "region: null, so it is the provider's", {**MODEL, "region": None}),
    raw(
        AWS_NATIVE,
        "region: its own does not exist, so it is the provider's",
        _NATIVE,
        blocks("allowed-regions", "region of provider main", "a region that is not allowed"),
        provider={"region": "us-east-1"},
    ),
    raw(
        OURS,
        "region: from nowhere but the environment",
        _UNNAMED,
        blocks("allowed-regions", "region of provider main", "is missing"),
        provider={"region": None},
    ),
    *every("region: any, as none is agreed", {"region": "us-east-1"}, settings={"allowed-regions": OFF}),
)


def _name(way: str, title: str, name: object, *findings: Found) -> Row:
    return row(way, f"name: {title}", {"name": name}, *findings)


_BAD_NAME: Final = blocks("naming", "name", "not as agreed")
_BOTH: Final = {"naming": {"resource_name": "fraud(-[a-z]+)?"}}

NAMES: Final = (
    _name("ours", "as Pulumi makes it of a resource's", "risk-fraud-0a1b2c3"),
    _name("ours", "empty", "", _BAD_NAME),
    _name("aws", "the agreed beginning alone", "risk-", _BAD_NAME),
    _name("aws", "capitals", "Risk-fraud", _BAD_NAME),
    _name("aws", "a homoglyph", "ri\u0455k-fraud", _BAD_NAME),
    _name("aws-native", "a line's end", "risk-fraud\n", _BAD_NAME),
    _name("aws-native", "something before it", "my-risk-fraud", _BAD_NAME),
    *every("name: null", {"name": None}, blocks("naming", "name", "is missing")),
    _name("extension", "a number", 5, blocks("naming", "name", "is a number")),
    *every("name: unknown", {"name": UNKNOWN}, waits("naming", "name"), ways=SHOWN),
    *every("name: the resource's as agreed too", {}, settings=_BOTH),
    *every("name: the resource's as agreed too, with more", {}, settings=_BOTH, name="fraud-blue"),
    *every(
        "name: the resource's not as agreed",
        {},
        blocks("naming", "the resource's name", "not as agreed"),
        settings=_BOTH,
        name="test",
    ),
    raw(
        CLOUD_CONTROL,
        "name: a type that is none of this pack's business",
        {"typeName": "AWS::SageMaker::Endpoint", "desiredState": "{}"},
    ),
)

ROWS: Final = (*ISOLATION, *NETWORKS, *ROLES, *REGIONS, *NAMES)
"""The rows of these tables."""
