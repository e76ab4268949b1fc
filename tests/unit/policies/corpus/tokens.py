"""Models under the tokens of Terraform's providers, of Kubernetes' controllers, and of dynamic resources."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_policy import UNKNOWN
from tests.unit.policies.corpus.components import INHERITED
from tests.unit.policies.corpus.table import (
    CONTAINER,
    IMAGE,
    MODEL,
    OPEN,
    REQUEST,
    ROLE,
    TAGS,
    Found,
    Row,
    blocks,
    container_waits,
    raw,
    unread,
    waits,
)
from tests.unit.policies.ways import ACK, BRIDGED, DYNAMIC, NODE, TERRAFORM, machine, pipeline, template

_ISOLATION: Final = "network-isolation"

_RAW: Final[Mapping[str, Any]] = {
    "name": "risk-fraud",
    "region": "eu-west-1",
    "enable_network_isolation": True,
    "execution_role_arn": ROLE,
    "primary_container": [{"image": IMAGE, "model_data_url": "s3://ml-models/fraud/model.tar.gz", "environment": None}],
    "container": [],
    "inference_execution_config": [],
    "vpc_config": [{"subnets": ["subnet-0a", "subnet-0b"], "security_group_ids": ["sg-0a"]}],
    "tags": {"team": "risk"},
    "tags_all": {"team": "risk", "env": "prod"},
    "__address": "module.ml.aws_sagemaker_model.fraud",
}


def _terraform(title: str, changes: Mapping[str, Any], *findings: Found, token: str = TERRAFORM) -> Row:
    return raw(token, f"terraform: {title}", {**_RAW, **changes}, *findings)


_NOT: Final = {"modelName": "risk-fraud", "tags": TAGS, "enableNetworkIsolation": False}
"""A model of a definition that is not isolated."""

TERRAFORMS: Final = (
    _terraform("as a plan has it", {}),
    _terraform("open", {"enable_network_isolation": False}, blocks(_ISOLATION, "enable_network_isolation", "is false")),
    _terraform(
        "nobody said whether it is open",
        {"enable_network_isolation": None},
        blocks(_ISOLATION, "enable_network_isolation", "is not set"),
    ),
    _terraform("not known", {"execution_role_arn": UNKNOWN}, waits("execution-role", "execution_role_arn")),
    _terraform("no VPC", {"vpc_config": []}, blocks("vpc-config", "vpc_config.subnets", "in no VPC")),
    _terraform(
        "a tag by default that nobody agreed on",
        {"tags_all": {"team": "risk", "Owner": "x"}},
        blocks("tag-allowlist", 'tags_all["Owner"]', '"Owner" is not allowed'),
    ),
    _terraform(
        "tags that are known only at update",
        {"tags_all": UNKNOWN},
        waits("tag-allowlist", "tags_all"),
        waits("tag-policy", "tags_all"),
    ),
    _terraform(
        "several containers",
        {
            "primary_container": [],
            "container": [_RAW["primary_container"][0], {**_RAW["primary_container"][0], "image": "python:3.12"}],
        },
        blocks("image-registry", "container[1].image", "no image in a private registry"),
        blocks("image-digest", "container[1].image", "by a digest"),
    ),
    _terraform(
        "a data source elsewhere",
        {"primary_container": [{"image": IMAGE, "model_data_source": [{"s3_data_source": [{"s3_uri": "s3://a/b/"}]}]}]},
        blocks(
            "model-data-location",
            "primary_container[0].model_data_source[0].s3_data_source[0].s3_uri",
            "a place that is not allowed",
        ),
    ),
    *(
        _terraform(
            "open, under another token",
            {"enable_network_isolation": False},
            blocks(_ISOLATION, "enable_network_isolation", "is false"),
            token=token,
        )
        for token in (
            "vpc-module:tf:aws_sagemaker_model",
            "terraform:aws:aws_sagemaker_model",
            "x:index/aws_sagemaker_model",
        )
    ),
    raw(
        "ml:tf:aws_sagemaker_model_package_group",
        "terraform: what only begins as a model",
        {"model_package_group_name": "x"},
    ),
    raw("ml:tf:data.aws_iam_role", "terraform: something else", {"name": "x"}),
    *(
        raw(
            token,
            "terraform: open, by a bridge",
            {
                "executionRoleArn": ROLE,
                "primaryContainer": CONTAINER,
                "vpcConfig": MODEL["vpcConfig"],
                "name": "risk-fraud",
                "tags": {"team": "risk"},
            },
            blocks(_ISOLATION, "enableNetworkIsolation", "is not set"),
        )
        for token in (BRIDGED, "fork:index/awsSagemakerModel:AwsSagemakerModel", "aws:index:SagemakerModel")
    ),
    raw(
        "awscc:index/sagemakerModel:SagemakerModel",
        "terraform: open, of awscc",
        {
            "executionRoleArn": ROLE,
            "primaryContainer": CONTAINER,
            "vpcConfig": MODEL["vpcConfig"],
            "modelName": "risk-fraud",
            "tags": TAGS,
            "enableNetworkIsolation": False,
        },
        blocks(_ISOLATION, "enableNetworkIsolation", "is false"),
    ),
    raw(
        "awscc:index/sagemakerInferenceComponent:SagemakerInferenceComponent",
        "terraform: a component of awscc",
        {
            "inferenceComponentName": "risk-fraud",
            "specification": {"container": {"image": "python:3.12"}},
            "tags": TAGS,
        },
        *INHERITED,
        blocks("image-registry", "specification.container.image", "no image in a private registry"),
        blocks("image-digest", "specification.container.image", "by a digest"),
    ),
    raw(
        "ml:tf:aws_sagemaker_endpoint_configuration",
        "terraform: an endpoint configuration for components",
        {"production_variants": [{"variant_name": "all", "model_name": None}], "execution_role_arn": ROLE},
        blocks(_ISOLATION, "enable_network_isolation", "is not set"),
        blocks("vpc-config", "vpc_config.subnets", "in no VPC"),
    ),
    raw(
        "ml:tf:aws_sagemaker_endpoint_configuration",
        "terraform: an endpoint configuration for a model",
        {"production_variants": [{"variant_name": "all", "model_name": "x"}]},
    ),
    raw(
        "ml:tf:aws_sfn_state_machine",
        "terraform: a state machine",
        {"definition": json.dumps(machine({**MODEL, **_NOT}))},
        blocks(_ISOLATION, 'definition.States["Fraud"].Parameters.EnableNetworkIsolation', "is false"),
    ),
    raw(
        "ml:tf:aws_sagemaker_pipeline",
        "terraform: a pipeline",
        {"pipeline_definition": pipeline({**MODEL, **_NOT})},
        blocks(_ISOLATION, "pipeline_definition.Steps[0].Arguments.EnableNetworkIsolation", "is false"),
    ),
)

_TEMPLATE: Final = json.dumps(template({**MODEL, **_NOT, "name": None, "region": None}))

INDIRECT: Final = (
    raw(
        "ml:tf:aws_cloudformation_stack",
        "terraform: a stack",
        {"template_body": _TEMPLATE, "name": "fraud"},
        blocks(_ISOLATION, "template_body.Resources.Fraud.Properties.EnableNetworkIsolation", "is false"),
    ),
    raw(
        "aws:index/cloudformationStack:CloudformationStack",
        "terraform: a stack, by a bridge",
        {"templateBody": _TEMPLATE, "name": "fraud"},
        blocks(_ISOLATION, "templateBody.Resources.Fraud.Properties.EnableNetworkIsolation", "is false"),
    ),
    raw(
        "ml:tf:aws_cloudformation_stack",
        "terraform: a stack whose template is elsewhere",
        {"template_url": "https://s3.amazonaws.com/b/k"},
        *unread("template_url"),
    ),
    raw(
        "ml:tf:aws_cloudformation_stack",
        "terraform: a stack of something else",
        {"template_body": json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})},
    ),
    raw(
        "ml:tf:aws_cloudcontrolapi_resource",
        "terraform: Cloud Control",
        {"type_name": "AWS::SageMaker::Model", "desired_state": json.dumps({**REQUEST, **OPEN})},
        blocks(_ISOLATION, "desired_state.EnableNetworkIsolation", "is false"),
    ),
    raw(
        "aws:index/cloudcontrolapiResource:CloudcontrolapiResource",
        "terraform: Cloud Control, by a bridge, of something else",
        {"typeName": "AWS::SNS::Topic", "desiredState": "{}"},
    ),
)


def _custom(title: str, spec: object, *findings: Found, token: str = ACK, **metadata: Any) -> Row:
    declared = {"metadata": {"annotations": {"services.k8s.aws/region": "eu-west-1"}, **metadata}, "spec": spec}
    return raw(token, f"kubernetes: {title}", declared, *findings)


_SPEC: Final[Mapping[str, Any]] = {
    "modelName": "risk-fraud",
    "enableNetworkIsolation": True,
    "executionRoleARN": ROLE,
    "primaryContainer": {"image": IMAGE, "modelDataURL": "s3://ml-models/fraud/model.tar.gz"},
    "vpcConfig": {"subnets": ["subnet-0a", "subnet-0b"], "securityGroupIDs": ["sg-0a"]},
    "tags": TAGS,
}

CONTROLLERS: Final = (
    _custom("all as agreed", _SPEC),
    _custom("all as agreed, of a later version", _SPEC, token="kubernetes:sagemaker.services.k8s.aws/v1beta1:Model"),  # noqa: S106 - a type
    _custom(
        "open",
        {**_SPEC, "enableNetworkIsolation": False},
        blocks(_ISOLATION, "spec.enableNetworkIsolation", "is false"),
    ),
    _custom(
        "a role in another spelling, which the cluster drops",
        {**_SPEC, "executionRoleARN": None, "executionRoleArn": ROLE},
        blocks("execution-role", "spec.executionRoleARN", "is missing"),
    ),
    _custom(
        "an artefact from anywhere",
        {**_SPEC, "primaryContainer": {"image": IMAGE, "modelDataURL": "s3://a/b"}},
        blocks("model-data-location", "spec.primaryContainer.modelDataURL", "a place that is not allowed"),
    ),
    _custom(
        "a stranger's group",
        {**_SPEC, "vpcConfig": {"subnets": ["subnet-0a", "subnet-0b"], "securityGroupIDs": ["sg-9"]}},
        blocks("vpc-config", "spec.vpcConfig.securityGroupIDs[0]", "a security group that is not allowed"),
    ),
    _custom(
        "a tag that nobody agreed on",
        {**_SPEC, "tags": [*TAGS, {"key": "Owner", "value": "x"}]},
        blocks("tag-allowlist", "spec.tags[2].value", '"Owner" is not allowed'),
    ),
    _custom(
        "elsewhere",
        _SPEC,
        blocks("allowed-regions", 'metadata.annotations["services.k8s.aws/region"]', "a region that is not allowed"),
        annotations={"services.k8s.aws/region": "us-east-1"},
    ),
    _custom(
        "wherever the controller is",
        _SPEC,
        blocks("allowed-regions", 'metadata.annotations["services.k8s.aws/region"]', "is missing"),
        annotations={},
    ),
    _custom(
        "another kind",
        {"modelPackageGroupName": "x"},
        token="kubernetes:sagemaker.services.k8s.aws/v1alpha1:ModelPackageGroup",  # noqa: S106 - a type
    ),
    _custom("another service's model", {"name": "x"}, token="kubernetes:example.com/v1:Model"),  # noqa: S106 - a type
)

_OURS: Final = {
    "executionRoleArn": ROLE,
    "primaryContainer": CONTAINER,
    "vpcConfig": MODEL["vpcConfig"],
    "name": "risk-fraud",
    "tags": {"team": "risk"},
    "region": "eu-west-1",
}
_UNSET: Final = blocks(_ISOLATION, "enableNetworkIsolation", "is not set")


def _dynamic(title: str, properties: Mapping[str, Any], *findings: Found, token: str = NODE) -> Row:
    return raw(token, f"dynamic: {title}", properties, *findings)


DYNAMICS: Final = (
    _dynamic(
        "a class that derives from our Model",
        {**_OURS, "__provider": "a pickled provider", "tagsAll": {"team": "risk", "Owner": "x"}},
        _UNSET,
        blocks("tag-allowlist", 'tags["Owner"] in aws:defaultTags of the stack', '"Owner" is not allowed'),
        token=DYNAMIC,
    ),
    _dynamic(
        "a class that derives from our Model, with next to nothing",
        {**_OURS, "__identity": {"name": "fraud"}, "executionRoleArn": None, "primaryContainer": {"image": IMAGE}},
        _UNSET,
        blocks("execution-role", "executionRoleArn", "is missing"),
        token=DYNAMIC,
    ),
    _dynamic("a model of somebody's provider", _OURS, _UNSET),
    _dynamic("a model of somebody's provider, isolated", {**_OURS, "enableNetworkIsolation": True}),
    _dynamic(
        "a model in snake case",
        {
            "execution_role_arn": ROLE,
            "primary_container": {"image": IMAGE},
            "vpc_config": {"subnets": ["subnet-0a", "subnet-0b"], "security_group_ids": ["sg-0a"]},
            "model_name": "risk-fraud",
            "tags": [{"Key": "team", "Value": "risk"}],
        },
        blocks(_ISOLATION, "enable_network_isolation", "is not set"),
        token="pulumi-python:dynamic/main:Fraud",  # noqa: S106 - a type
    ),
    _dynamic(
        "a request that is passed on",
        {"action": "CreateModel", "request": {**REQUEST, **OPEN}},
        blocks(_ISOLATION, "request.EnableNetworkIsolation", "is false"),
    ),
    _dynamic(
        "several containers",
        {**_OURS, "primaryContainer": None, "containers": [{"image": IMAGE}, {"image": "python:3.12"}]},
        _UNSET,
        blocks("image-registry", "containers[1].image", "no image in a private registry"),
        blocks("image-digest", "containers[1].image", "by a digest"),
    ),
    _dynamic(
        "no role, but a model package",
        {**_OURS, "executionRoleArn": None, "primaryContainer": {"modelPackageName": "p"}},
        _UNSET,
        blocks("execution-role", "executionRoleArn", "is missing"),
        blocks("image-registry", "primaryContainer.modelPackageName", "a model package that is not allowed"),
        blocks("model-data-location", "primaryContainer.modelPackageName", "a model package that is not allowed"),
    ),
    _dynamic(
        "an unknown container",
        {**_OURS, "primaryContainer": UNKNOWN},
        _UNSET,
        *container_waits("primaryContainer"),
    ),
    _dynamic(
        "one of several requests that are passed on",
        {"calls": [{"action": "DeleteModel"}, {"action": "CreateModel", "body": {"parameters": {**REQUEST, **OPEN}}}]},
        blocks(_ISOLATION, "calls[1].body.parameters.EnableNetworkIsolation", "is false"),
    ),
    _dynamic(
        "no role, but a name and a package",
        {
            "modelName": "risk-fraud",
            "containers": [{"modelDataUrl": "s3://a/b"}],
            "vpcConfig": MODEL["vpcConfig"],
            "tags": {"team": "risk"},
        },
        _UNSET,
        blocks("execution-role", "executionRoleArn", "is missing"),
        blocks("image-registry", "containers[0].image", "is missing"),
        blocks("image-digest", "containers[0].image", "is missing"),
        blocks("model-data-location", "containers[0].modelDataUrl", "a place that is not allowed"),
    ),
    # What is none.
    _dynamic(
        "a model package",
        {
            "modelPackageGroupName": "x",
            "inferenceSpecification": {"containers": [{"image": "python:3.12", "modelDataUrl": "s3://a/b"}]},
        },
    ),
    _dynamic("containers of a model package", {"containers": [{"image": "python:3.12", "modelDataUrl": "s3://a/b"}]}),
    _dynamic("an endpoint configuration", {"productionVariants": [{"modelName": "x"}], "executionRoleArn": ROLE}),
    _dynamic("a job of Batch", {"jobRoleArn": ROLE, "containerProperties": {"image": "x", "executionRoleArn": ROLE}}),
    _dynamic("nothing", {}),
    _dynamic("everything is unknown but a role", {"executionRoleArn": UNKNOWN, "other": UNKNOWN}),
    _dynamic(
        "a task of ECS", {"executionRoleArn": ROLE, "containers": [{"name": "web", "image": IMAGE, "memory": 128}]}
    ),
    _dynamic(
        "a task of ECS with its size",
        {"executionRoleArn": ROLE, "containers": [{"image": "web:1"}], "cpu": 256, "memory": 512, "family": "web"},
    ),
    _dynamic(
        "a task of ECS with its own words",
        {"executionRoleArn": ROLE, "containerDefinitions": [{"name": "web", "image": IMAGE}]},
    ),
    _dynamic(
        "a task of ECS with little to say",
        {"executionRoleArn": ROLE, "containers": [{"image": IMAGE, "environment": [{"name": "A", "value": "b"}]}]},
    ),
    _dynamic("unknown containers beside a role", {"executionRoleArn": ROLE, "containers": UNKNOWN}),
    _dynamic(
        "a training job", {"executionRoleArn": ROLE, "enableNetworkIsolation": False, "vpcConfig": {}, "image": IMAGE}
    ),
    _dynamic("a pod", {"containers": [{"name": "web", "image": IMAGE}], "metadata": {"name": "x"}}),
    _dynamic("a container's name", {"executionRoleArn": ROLE, "primaryContainer": "web"}),
    _dynamic("a policy about models", {"policy": json.dumps(REQUEST), "description": "primaryContainer"}),
)

ROWS: Final = (*TERRAFORMS, *INDIRECT, *CONTROLLERS, *DYNAMICS)
"""The rows of these tables."""
