"""Labelled models: what an imagined organization demands, and templates of which it is known what breaks that.

What the organization demands is in `CONFIG` for the pack, and in `rules.guard` for cfn-guard. A rule that no label
names is not compared yet. A model that says nothing
else is compliant. `violates` names the rules that a model breaks once deployed. `open` names those of which nobody can
tell from the template and what is given to it. It keeps all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.testing import UNKNOWN

MODEL: Final = "AWS::SageMaker::Model"
ACCOUNT: Final = "123456789012"

_CHANGED: Final[Mapping[str, Mapping[str, Any]]] = {
    "tag-allowlist": {"required": ["team"]},
    # The example also requires the tag, which the other scanners' rules cannot be asked to.
    "tag-policy": {"policy": {"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["100", "200*"]}}}},
    "image-digest": {"enforcementLevel": "mandatory"},
    "environment-secrets": {"enforcementLevel": "mandatory"},
}

_DEMANDS: Final[Mapping[str, Mapping[str, Any]]] = {
    rule.id: {**rule.example, **_CHANGED.get(rule.id, {})} for rule in rules.ALL
}
"""The organization of the rules' examples, with every rule in force."""

(GROUP,) = _DEMANDS["vpc-config"]["security_groups"]
"""Its only security group."""


@dataclass(frozen=True)
class Labelled:
    """The properties of a model in a template, and which rules they break or leave open."""

    properties: Mapping[str, object]
    violates: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Template:
    """A template: what it shows, its models by logical name, its other sections, and what its deployment gives it."""

    shows: str
    models: Mapping[str, Labelled]
    sections: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, object] = field(default_factory=dict)
    """Values of parameters; `UNKNOWN` is one that another resource has only after the update."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags of the stack, which CloudFormation gives to its resources."""
    region: object = "eu-west-1"

    def body(self) -> dict[str, object]:
        """Write the template as CloudFormation takes it."""
        models = {name: {"Type": MODEL, "Properties": model.properties} for name, model in self.models.items()}
        return {**self.sections, "Resources": {**models, **self.sections.get("Resources", {})}}


_DIGEST: Final = "@sha256:" + "0123456789abcdef" * 4
_REGISTRY: Final = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"
_STRANGER: Final = f"210987654321.dkr.ecr.eu-west-1.amazonaws.com/ml/fraud{_DIGEST}"
_SECRET: Final = "correct-horse-battery-staple"  # noqa: S105 - it is no secret of anybody's


def _container(**changes: object) -> dict[str, object]:
    compliant = {
        "Image": f"{_REGISTRY}/ml/fraud{_DIGEST}",
        "ModelDataUrl": "s3://ml-models/fraud/model.tar.gz",
        "Environment": {"SAGEMAKER_PROGRAM": "inference.py"},
    }
    return {key: value for key, value in (compliant | changes).items() if value is not None}


def _properties(**changes: object) -> dict[str, object]:
    """Declare a compliant model with changes; None takes a property away."""
    compliant = {
        "ModelName": "risk-fraud",
        "ExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/sagemaker/fraud",
        "EnableNetworkIsolation": True,
        "PrimaryContainer": _container(),
        "VpcConfig": {"Subnets": ["subnet-0000000a", "subnet-0000000b"], "SecurityGroupIds": [GROUP]},
        "Tags": _tags(),
    }
    return {key: value for key, value in (compliant | changes).items() if value is not None}


def _tags(team: object = "ml", **others: object) -> list[object]:
    return [{"Key": key, "Value": value} for key, value in {"team": team, **others}.items()]


def _vpc(*subnets: object, groups: object = GROUP) -> dict[str, object]:
    return {"Subnets": list(subnets), "SecurityGroupIds": [groups]}


def _if(condition: str, yes: object, no: object) -> dict[str, object]:
    return {"Fn::If": [condition, yes, no]}


def _parameter(kind: str = "String", **default: str) -> dict[str, dict[str, object]]:
    return {"Value": {"Type": kind, **({"Default": default["default"]} if default else {})}}


_GIVEN: Final = {"Ref": "Value"}
_NO_VALUE: Final = {"Ref": "AWS::NoValue"}
_IS_PRODUCTION: Final = {"IsProduction": {"Fn::Equals": [_GIVEN, "prod"]}}


def _one(
    shows: str,
    violates: str = "",
    open: str = "",  # noqa: A002 - the field's name
    /,
    *,
    deployed: Mapping[str, Any] | None = None,
    sections: Mapping[str, Any] | None = None,
    **changes: object,
) -> Template:
    """Label a template of one model, by rules between spaces."""
    labelled = Labelled(_properties(**changes), frozenset(violates.split()), frozenset(open.split()))
    return Template(shows, {"Fraud": labelled}, sections or {}, **(deployed or {}))


def _image(shows: str, image: object, violates: str = "", open: str = "", /, **how: Any) -> Template:  # noqa: A002
    return _one(shows, violates, open, PrimaryContainer=_container(Image=image), **how)


def _data(shows: str, url: object, violates: str = "", /, **how: Any) -> Template:
    return _one(shows, violates, PrimaryContainer=_container(ModelDataUrl=url), **how)


def _environment(shows: str, environment: object, violates: str = "", open: str = "", /, **how: Any) -> Template:  # noqa: A002
    return _one(shows, violates, open, PrimaryContainer=_container(Environment=environment), **how)


def _role(path: str | None = None) -> dict[str, dict[str, object]]:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    properties = {"AssumeRolePolicyDocument": trust, **({"Path": path} if path else {})}
    return {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}}


def _subnet(block: str) -> dict[str, object]:
    return {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": "vpc-0000000a", "CidrBlock": block}}


TEMPLATES: Final[tuple[Template, ...]] = (
    _one("all as it should be"),
    # network-isolation
    _one("isolation not set", "network-isolation", EnableNetworkIsolation=None),
    _one("isolation false", "network-isolation", EnableNetworkIsolation=False),
    _one("isolation the text true, which CloudFormation takes", EnableNetworkIsolation="true"),
    _one("isolation the text false", "network-isolation", EnableNetworkIsolation="false"),
    _one("isolation AWS::NoValue", "network-isolation", EnableNetworkIsolation=_NO_VALUE),
    _one(
        "isolation a parameter whose default is true",
        EnableNetworkIsolation=_GIVEN,
        sections={"Parameters": _parameter(default="true")},
    ),
    _one(
        "isolation a parameter whose default is false",
        "network-isolation",
        EnableNetworkIsolation=_GIVEN,
        sections={"Parameters": _parameter(default="false")},
    ),
    _one(
        "isolation a parameter whose default is true and whose value is false",
        "network-isolation",
        EnableNetworkIsolation=_GIVEN,
        sections={"Parameters": _parameter(default="true")},
        deployed={"given": {"Value": "false"}},
    ),
    _one(
        "isolation a parameter known only at update",
        "",
        "network-isolation",
        EnableNetworkIsolation=_GIVEN,
        sections={"Parameters": _parameter()},
        deployed={"given": {"Value": UNKNOWN}},
    ),
    _one(
        "isolation by a condition known only at update",
        "",
        "network-isolation",
        EnableNetworkIsolation=_if("IsProduction", yes=True, no=False),
        sections={"Parameters": _parameter(), "Conditions": _IS_PRODUCTION},
        deployed={"given": {"Value": UNKNOWN}},
    ),
    _one(
        "isolation by a condition that the parameters make false",
        "network-isolation",
        EnableNetworkIsolation=_if("IsProduction", yes=True, no=False),
        sections={"Parameters": _parameter(default="dev"), "Conditions": _IS_PRODUCTION},
    ),
    _one(
        "isolation by a condition that the parameters make true",
        EnableNetworkIsolation=_if("IsProduction", yes=True, no=False),
        sections={"Parameters": _parameter(default="prod"), "Conditions": _IS_PRODUCTION},
    ),
    _one(
        "isolation imported from another stack",
        "",
        "network-isolation",
        EnableNetworkIsolation={"Fn::ImportValue": "isolation"},
    ),
    # tag-allowlist and tag-policy
    _one("a required tag missing", "tag-allowlist", Tags=[]),
    _one("a required tag from the stack", Tags=None, deployed={"tags": {"team": "ml"}}),
    _one("a tag of the stack that is not allowed", "tag-allowlist", deployed={"tags": {"Environment": "prod"}}),
    _one("a key in another case", "tag-allowlist", Tags=[{"Key": "Team", "Value": "ml"}]),
    _one("a key with a Cyrillic letter", "tag-allowlist", Tags=[*_tags(), {"Key": "t\u0435am", "Value": "ml"}]),
    _one("a key that ends in a space", "tag-allowlist", Tags=_tags(**{"env ": "dev"})),
    _one("a value that is not allowed", "tag-allowlist", Tags=_tags(env="production")),
    _one("a value that ends in a zero-width space", "tag-allowlist", Tags=_tags(env="prod\u200b")),
    _one(
        "a value from a parameter",
        Tags=_tags(env={"Fn::Sub": "${Value}"}),
        sections={"Parameters": _parameter(default="dev")},
    ),
    _one(
        "a value known only at update",
        "",
        "tag-allowlist",
        Tags=_tags(env=_GIVEN),
        sections={"Parameters": _parameter()},
        deployed={"given": {"Value": UNKNOWN}},
    ),
    _one("a value true, which CloudFormation makes a text of", Tags=_tags(team=True)),
    _one("a tag taken away by AWS::NoValue", Tags=[*_tags(), _NO_VALUE]),
    _one("a key not capitalised as agreed", "tag-allowlist tag-policy", Tags=_tags(costcenter="200")),
    _one("a value that the tag policy lacks", "tag-policy", Tags=_tags(CostCenter="300")),
    _one("a value that fits the tag policy's wildcard", Tags=_tags(CostCenter="200-risk")),
    _one(
        "a tag that the tag policy lacks, under a condition known only at update",
        "",
        "tag-policy",
        Tags=[*_tags(), _if("IsProduction", {"Key": "CostCenter", "Value": "300"}, _NO_VALUE)],
        sections={"Parameters": _parameter(), "Conditions": _IS_PRODUCTION},
        deployed={"given": {"Value": UNKNOWN}},
    ),
    # vpc-config
    _one("no VPC", "vpc-config", VpcConfig=None),
    _one("one subnet", "vpc-config", VpcConfig=_vpc("subnet-0000000a")),
    _one("the same subnet twice", "vpc-config", VpcConfig=_vpc("subnet-0000000a", "subnet-0000000a")),
    _one(
        "another security group",
        "vpc-config",
        VpcConfig=_vpc("subnet-0000000a", "subnet-0000000b", groups="sg-0000000f"),
    ),
    _one(
        "subnets of a list parameter",
        VpcConfig={"Subnets": _GIVEN, "SecurityGroupIds": [GROUP]},
        sections={"Parameters": _parameter("List<AWS::EC2::Subnet::Id>", default="subnet-0000000a, subnet-0000000b")},
    ),
    _one(
        "one subnet of a list parameter",
        "vpc-config",
        VpcConfig={"Subnets": _GIVEN, "SecurityGroupIds": [GROUP]},
        sections={"Parameters": _parameter("List<AWS::EC2::Subnet::Id>", default="subnet-0000000a")},
    ),
    _one(
        "subnets of the same template",
        VpcConfig=_vpc({"Ref": "Left"}, {"Ref": "Right"}),
        sections={"Resources": {"Left": _subnet("10.0.0.0/24"), "Right": _subnet("10.0.1.0/24")}},
    ),
    _one(
        "subnets imported from another stack",
        "",
        "vpc-config",
        VpcConfig={"Subnets": {"Fn::Split": [",", {"Fn::ImportValue": "subnets"}]}, "SecurityGroupIds": [GROUP]},
    ),
    _one(
        "a security group known only at update",
        "",
        "vpc-config",
        VpcConfig=_vpc("subnet-0000000a", "subnet-0000000b", groups=_GIVEN),
        sections={"Parameters": _parameter("AWS::EC2::SecurityGroup::Id")},
        deployed={"given": {"Value": UNKNOWN}},
    ),
    # image-registry and image-digest
    _image("an image of a stranger's account", _STRANGER, "image-registry"),
    _image("a look-alike of a registry's host", f"{_REGISTRY}.example.com/ml/fraud{_DIGEST}", "image-registry"),
    _image("a look-alike of a repository", f"{_REGISTRY}/mlx/fraud{_DIGEST}", "image-registry"),
    _image("an image of a public registry", f"public.ecr.aws/ml/fraud{_DIGEST}", "image-registry"),
    _image("an image without a registry", "ml/fraud:1", "image-registry image-digest"),
    _image("an image by tag", f"{_REGISTRY}/ml/fraud:1.4.2", "image-digest"),
    _image("AWS's own image", f"763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference{_DIGEST}"),
    _image(
        "an image of the stack's own account, by Fn::Sub",
        {"Fn::Sub": f"${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/ml/fraud{_DIGEST}"},
    ),
    _image(
        "an image of the stack's own account, by Fn::Join",
        {"Fn::Join": ["", [{"Ref": "AWS::AccountId"}, f".dkr.ecr.eu-west-1.amazonaws.com/ml/fraud{_DIGEST}"]]},
    ),
    _image(
        "an image by region from a mapping",
        {"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "Fraud"]},
        sections={"Mappings": {"Images": {"eu-west-1": {"Fraud": f"{_REGISTRY}/ml/fraud{_DIGEST}"}}}},
    ),
    _image(
        "a stranger's image by region from a mapping",
        {"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "Fraud"]},
        "image-registry",
        sections={"Mappings": {"Images": {"eu-west-1": {"Fraud": _STRANGER}}}},
    ),
    _image(
        "a stranger's registry from a parameter",
        {"Fn::Sub": f"${{Value}}/ml/fraud{_DIGEST}"},
        "image-registry",
        sections={"Parameters": _parameter(default="210987654321.dkr.ecr.eu-west-1.amazonaws.com")},
    ),
    _image(
        "either of two allowed images, by a condition known only at update",
        _if("IsProduction", f"{_REGISTRY}/ml/fraud{_DIGEST}", f"{_REGISTRY}/ml/fraud-next{_DIGEST}"),
        sections={"Parameters": _parameter(), "Conditions": _IS_PRODUCTION},
        deployed={"given": {"Value": UNKNOWN}},
    ),
    _image("an image by dynamic reference", "{{resolve:ssm:/ml/image}}", "", "image-registry image-digest"),
    _one(
        "a stranger's image in the second of three containers",
        "image-registry",
        PrimaryContainer=None,
        Containers=[_container(), _container(Image=_STRANGER), _container()],
    ),
    _one(
        "a model package, of which none is allowed",
        "image-registry model-data-location",
        PrimaryContainer={"ModelPackageName": f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model-package/fraud/1"},
    ),
    # execution-role
    _one(
        "an administrator's role",
        "execution-role",
        ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/administrator",
    ),
    _one(
        "a role whose name looks like the path",
        "execution-role",
        ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/sagemaker-admin",
    ),
    _one(
        "a stranger's role",
        "execution-role",
        ExecutionRoleArn="arn:aws:iam::210987654321:role/sagemaker/fraud",
    ),
    _one(
        "a role by Fn::Sub",
        ExecutionRoleArn={"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/sagemaker/fraud"},
    ),
    _one(
        "a role of the same template",
        ExecutionRoleArn={"Fn::GetAtt": ["Role", "Arn"]},
        sections=_role("/sagemaker/"),
    ),
    _one(
        "a role of the same template, of another path",
        "execution-role",
        ExecutionRoleArn={"Fn::GetAtt": ["Role", "Arn"]},
        sections=_role("/"),
    ),
    _one(
        "a role of the same template, without a path",
        "execution-role",
        ExecutionRoleArn={"Fn::GetAtt": ["Role", "Arn"]},
        sections=_role(),
    ),
    _one("a role imported from another stack", "", "execution-role", ExecutionRoleArn={"Fn::ImportValue": "role"}),
    # model-data-location
    _data("another bucket", "s3://somebodys-bucket/model.tar.gz", "model-data-location"),
    _data("a look-alike of a bucket", "s3://ml-models-2/model.tar.gz", "model-data-location"),
    _data("the bucket by https", "https://ml-models.s3.eu-west-1.amazonaws.com/fraud/model.tar.gz"),
    _data(
        "another bucket by https, in a folder of the right name",
        "https://s3.eu-west-1.amazonaws.com/somebodys-bucket/ml-models/model.tar.gz",
        "model-data-location",
    ),
    _data(
        "the bucket from a parameter",
        {"Fn::Sub": "s3://${Value}/fraud/model.tar.gz"},
        sections={"Parameters": _parameter(default="ml-models")},
    ),
    _one(
        "another bucket as an additional source",
        "model-data-location",
        PrimaryContainer=_container(
            AdditionalModelDataSources=[
                {
                    "ChannelName": "adapter",
                    "S3DataSource": {
                        "S3Uri": "s3://somebodys-bucket/adapter/",
                        "S3DataType": "S3Prefix",
                        "CompressionType": "None",
                    },
                }
            ]
        ),
    ),
    _environment(
        "code from another bucket, named in the environment",
        {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://somebodys-bucket/code.tar.gz"},
        "model-data-location",
    ),
    _environment("a model of a hub, named in the environment", {"HF_MODEL_ID": "someone/model"}, "model-data-location"),
    _environment("a model inside the container, named in the environment", {"HF_MODEL_ID": "/opt/ml/model"}),
    _one(
        "a bucket by dynamic reference",
        "",
        "model-data-location",
        PrimaryContainer=_container(ModelDataUrl="s3://{{resolve:ssm:/ml/bucket}}/fraud/model.tar.gz"),
    ),
    # environment-secrets
    _environment("a password", {"DB_PASSWORD": _SECRET}, "environment-secrets"),
    _environment(
        "an access key ID under a harmless key", {"UPLOADER": "AKIA" + "Q3EGU4ZPYLTWKMNB"}, "environment-secrets"
    ),
    _environment(
        "a password in a URL", {"DATABASE": f"postgres://ml:{_SECRET}@db.example.com/ml"}, "environment-secrets"
    ),
    _environment(
        "a password in a connection string",
        {"DATABASE": f"Server=db.example.com;User Id=ml;Password={_SECRET}"},
        "environment-secrets",
    ),
    _environment(
        "a private key under a harmless key",
        {"SIGNER": "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEow\n-----END " + "RSA PRIVATE KEY-----"},
        "environment-secrets",
    ),
    _environment("a random key under a harmless key", {"UPSTREAM": "vX9kQ2mZr7TfLp0WcYb4NsUe"}, "environment-secrets"),
    _environment("tokens of a language model", {"EOS_TOKEN": "</s>", "MAX_NEW_TOKENS": "256"}),
    _environment("digests, which look random", {"GIT_COMMIT": "8f14e45fceea167a5a36dedd4bea2543d1a6e0f2"}),
    _environment(
        "a password by dynamic reference, which CloudFormation resolves for all to read",
        {"DB_PASSWORD": "{{resolve:secretsmanager:fraud/db}}"},
        "environment-secrets",
    ),
    _environment(
        "a password by dynamic reference inside a URL",
        {"UPSTREAM": "postgres://ml:{{resolve:secretsmanager:fraud/db}}@db.example.com/ml"},
        "environment-secrets",
    ),
    _environment(
        "a password among the parameters of a URL",
        {"DATABASE": f"jdbc:mysql://db.example.com/ml?user=ml&password={_SECRET}"},
        "environment-secrets",
    ),
    _environment("a password under an abbreviated key", {"DB_PASS": _SECRET}, "environment-secrets"),
    _environment(
        "a chat service's token under a harmless key",
        {"NOTIFY": "xapp-" + "1-A0123456789-0123456789012-" + "0123456789abcdef" * 4},
        "environment-secrets",
    ),
    _environment(
        "paths and counts under suspicious keys",
        {"GOOGLE_APPLICATION_CREDENTIALS": "/opt/ml/code/account.json", "MAX_TOKEN": "256"},
    ),
    _environment("a secret's name", {"DB_PASSWORD_SECRET": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"}),
    _environment(
        "a password known only at update",
        {"DB_PASSWORD": _GIVEN},
        "",
        "environment-secrets",
        sections={"Parameters": {"Value": {"Type": "String", "NoEcho": True}}},
        deployed={"given": {"Value": UNKNOWN}},
    ),
    # allowed-regions and naming
    _one("another region", "allowed-regions", deployed={"region": "us-east-1"}),
    _one("a region known only at update", "", "allowed-regions", deployed={"region": UNKNOWN}),
    _one("another name", "naming", ModelName="my-test-2"),
    _one("a name in another case", "naming", ModelName="Risk-fraud"),
    _one("no name, so that CloudFormation makes one", "naming", ModelName=None),
    _one("a name with the stack's", "", "naming", ModelName={"Fn::Sub": "risk-${AWS::StackName}"}),
    _one(
        "a loop that makes other resources",
        sections={
            "Transform": "AWS::LanguageExtensions",
            "Resources": {
                "Fn::ForEach::Topics": ["Name", ["Left", "Right"], {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]
            },
        },
    ),
    Template(
        "three models, of which one is compliant",
        {
            "Good": Labelled(_properties()),
            "Exposed": Labelled(
                _properties(ModelName="risk-exposed", EnableNetworkIsolation=False), frozenset({"network-isolation"})
            ),
            "Foreign": Labelled(
                _properties(ModelName="risk-foreign", PrimaryContainer=_container(Image=_STRANGER)),
                frozenset({"image-registry"}),
            ),
        },
    ),
)

_BROKEN: Final = frozenset().union(
    *(model.violates for template in TEMPLATES for model in template.models.values()),
)

CONFIG: Final = {rule: demands for rule, demands in _DEMANDS.items() if rule in _BROKEN}
"""What the organization demands, by the rules that are compared: those that a labelled model breaks."""

MISTAKES: Final = frozenset(
    {
        ("a tag that the tag policy lacks, under a condition known only at update", "tag-allowlist"),
        ("either of two allowed images, by a condition known only at update", "image-registry"),
        ("either of two allowed images, by a condition known only at update", "image-digest"),
        ("a random key under a harmless key", "environment-secrets"),
    }
)
"""What this pack gets wrong so far: what the template shows, and the rule."""
