"""Inference components, and the endpoint configurations that they inherit from."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import AWS_ENDPOINT_CONFIGURATION, NATIVE_COMPONENT, NATIVE_ENDPOINT_CONFIGURATION
from tests.unit.policies.corpus.table import (
    IMAGE,
    ROLE,
    TAGS,
    Found,
    Row,
    blocks,
    container_unjudged,
    container_waits,
    elsewhere,
    raw,
    unknown,
    waits,
    warns,
)
from tests.unit.policies.ways import CLOUD_CONTROL, EXTENSION, STACK, pascal

_ISOLATION: Final = "network-isolation"

INHERITED: Final = (
    elsewhere(_ISOLATION, "enableNetworkIsolation", "the endpoint configuration"),
    elsewhere("execution-role", "executionRoleArn", "the endpoint configuration"),
    elsewhere("vpc-config", "vpcConfig", "the endpoint configuration"),
)
_ARTEFACT: Final = {"image": IMAGE, "artifactUrl": "s3://ml-models/fraud/model.tar.gz"}


def _component(title: str, specification: object, *findings: Found, tags: object = TAGS, **more: Any) -> Row:
    properties = {"inferenceComponentName": "risk-fraud", "endpointName": "fraud", "tags": tags, **more}
    if specification is not ABSENT:
        properties["specification"] = specification
    return raw(NATIVE_COMPONENT, f"component: {title}", properties, *findings)


_AT: Final = "specification.container"

COMPONENTS: Final = (
    _component("a container of its own", {"container": _ARTEFACT}, *INHERITED),
    _component("a model by its name", {"modelName": "fraud"}),
    _component("a model by a name that is unknown", {"modelName": UNKNOWN}),
    _component("nothing but its resources", {"computeResourceRequirements": {"minMemoryRequiredInMb": 1024}}),
    _component("no specification", ABSENT),
    _component("unknown", UNKNOWN, *unknown("specification")),
    _component(
        "an unknown container",
        {"container": UNKNOWN},
        *INHERITED,
        *container_waits(_AT),
    ),
    _component(
        "a container in which everything is wrong",
        {
            "container": {
                "image": "python:3.12",
                "artifactUrl": "s3://a/b",
                "environment": {"DB_PASSWORD": "obviously-fake"},
            }
        },
        *INHERITED,
        blocks("image-registry", f"{_AT}.image", "no image in a private registry"),
        blocks("image-digest", f"{_AT}.image", "by a digest"),
        blocks("model-data-location", f"{_AT}.artifactUrl", "a place that is not allowed"),
        warns(f'{_AT}.environment["DB_PASSWORD"]', "sounds like the key of a secret"),
    ),
    _component(
        "a container without an image",
        {"container": {"artifactUrl": "s3://ml-models/fraud/model.tar.gz"}},
        *INHERITED,
        blocks("image-registry", f"{_AT}.image", "is missing"),
        blocks("image-digest", f"{_AT}.image", "is missing"),
    ),
    _component(
        "an adapter, whose image is its base's",
        {"baseInferenceComponentName": "base", "container": {"artifactUrl": "s3://someones-bucket/adapter"}},
        *INHERITED,
        elsewhere("image-registry", f"{_AT}.image", "the base inference component"),
        elsewhere("image-digest", f"{_AT}.image", "the base inference component"),
        blocks("model-data-location", f"{_AT}.artifactUrl", "a place that is not allowed"),
    ),
    _component(
        "a container for each type of instance",
        ABSENT,
        *INHERITED,
        blocks("image-registry", "specifications[1].container.image", "no image in a private registry"),
        blocks("image-digest", "specifications[1].container.image", "by a digest"),
        specifications=[
            {"instanceType": "ml.g5.xlarge", "container": _ARTEFACT},
            {"instanceType": "ml.g6.xlarge", "container": {**_ARTEFACT, "image": "python:3.12"}},
        ],
    ),
    _component(
        "a tag that nobody agreed on",
        {"container": _ARTEFACT},
        *INHERITED,
        blocks("tag-allowlist", "tags[0].value", '"Environment" is not allowed'),
        tags=[{"key": "Environment", "value": "prod"}, {"key": "team", "value": "risk"}],
    ),
    _component(
        "a tag that nobody agreed on, and a model by its name",
        {"modelName": "fraud"},
        tags=[{"key": "a", "value": "b"}],
    ),
    _component(
        "a container that is a text",
        {"container": IMAGE},
        *INHERITED,
        *container_unjudged(_AT, "is a string"),
    ),
    raw(
        NATIVE_COMPONENT,
        "component: what another declaration decides, where a preview has to decide",
        {"inferenceComponentName": "risk-fraud", "tags": TAGS, "specification": {"container": _ARTEFACT}},
        blocks(
            _ISOLATION, "enableNetworkIsolation", "is decided by the endpoint configuration, and this rule is set to"
        ),
        *INHERITED[1:],
        settings={_ISOLATION: {"on_unknown": "violation"}},
    ),
    raw(
        NATIVE_COMPONENT,
        "component: what another declaration decides, and nobody wants to hear of it",
        {"inferenceComponentName": "risk-fraud", "tags": TAGS, "specification": {"container": _ARTEFACT}},
        *INHERITED[1:],
        settings={_ISOLATION: {"on_unknown": "skip"}},
    ),
    raw(
        CLOUD_CONTROL,
        "component: by Cloud Control, with an image from anywhere",
        {
            "typeName": "AWS::SageMaker::InferenceComponent",
            "desiredState": json.dumps(
                {
                    "InferenceComponentName": "risk-fraud",
                    "Specification": {"Container": {"Image": "python:3.12"}},
                    "Tags": pascal(TAGS),
                }
            ),
        },
        *(found._replace(path=f"desiredState.{found.path[0].upper()}{found.path[1:]}") for found in INHERITED),
        blocks("image-registry", "desiredState.Specification.Container.Image", "no image in a private registry"),
        blocks("image-digest", "desiredState.Specification.Container.Image", "by a digest"),
    ),
    raw(
        EXTENSION,
        "component: an extension resource that names a model",
        {
            "type": "AWS::SageMaker::InferenceComponent",
            "properties": {"Specification": {"ModelName": "fraud"}},
        },
    ),
    raw(
        "kubernetes:sagemaker.services.k8s.aws/v1alpha1:InferenceComponent",
        "component: of a controller, with an artefact from anywhere",
        {
            "metadata": {"annotations": {"services.k8s.aws/region": "eu-west-1"}},
            "spec": {
                "inferenceComponentName": "risk-fraud",
                "specification": {"container": {"image": IMAGE, "artifactURL": "s3://a/b"}},
                "tags": TAGS,
            },
        },
        elsewhere(_ISOLATION, "spec.enableNetworkIsolation", "the endpoint configuration"),
        elsewhere("execution-role", "spec.executionRoleARN", "the endpoint configuration"),
        elsewhere("vpc-config", "spec.vpcConfig", "the endpoint configuration"),
        blocks("model-data-location", "spec.specification.container.artifactURL", "a place that is not allowed"),
    ),
)

_NAMELESS: Final = [{"variantName": "all", "initialInstanceCount": 1}]
_NAMED: Final = [{**_NAMELESS[0], "modelName": "fraud"}]
_SAFE: Final = {
    "executionRoleArn": ROLE,
    "enableNetworkIsolation": True,
    "vpcConfig": {"subnets": ["subnet-0a", "subnet-0b"], "securityGroupIds": ["sg-0a"]},
}
_NO_ISOLATION: Final = blocks(_ISOLATION, "enableNetworkIsolation", "is not set")
_NO_VPC: Final = blocks("vpc-config", "vpcConfig.subnets", "in no VPC")


def _host(
    title: str, properties: Mapping[str, Any], *findings: Found, token: str = NATIVE_ENDPOINT_CONFIGURATION
) -> Row:
    return raw(token, f"endpoint configuration: {title}", properties, *findings)


HOSTS: Final = (
    _host("for components", {"productionVariants": _NAMELESS, **_SAFE}),
    _host(
        "for components, with any name and tags",
        {"productionVariants": _NAMELESS, "endpointConfigName": "X", **_SAFE, "tags": [{"key": "a", "value": "b"}]},
    ),
    _host("for a model", {"productionVariants": _NAMED}),
    _host("for a model of an unknown name", {"productionVariants": [{**_NAMED[0], "modelName": UNKNOWN}]}),
    _host("for models, shadows included", {"productionVariants": _NAMED, "shadowProductionVariants": _NAMED}),
    _host("nothing is known", {"productionVariants": UNKNOWN}),
    _host(
        "nothing is known but that it is for components",
        {"productionVariants": UNKNOWN, "executionRoleArn": ROLE},
        _NO_ISOLATION,
        _NO_VPC,
    ),
    _host(
        "for components, with nothing else",
        {"productionVariants": _NAMELESS},
        _NO_ISOLATION,
        _NO_VPC,
        blocks("execution-role", "executionRoleArn", "is missing"),
    ),
    _host(
        "for components, open",
        {"productionVariants": _NAMELESS, **_SAFE, "enableNetworkIsolation": False},
        blocks(_ISOLATION, "enableNetworkIsolation", "is false"),
    ),
    _host(
        "for components, a stranger's subnet",
        {
            "productionVariants": _NAMELESS,
            **_SAFE,
            "vpcConfig": {"subnets": ["subnet-9", "subnet-0a"], "securityGroupIds": ["sg-0a"]},
        },
        blocks("vpc-config", "vpcConfig.subnets[0]", "a subnet that is not allowed"),
    ),
    _host(
        "for components, an administrator's role",
        {"productionVariants": _NAMELESS, **_SAFE, "executionRoleArn": "arn:aws:iam::123456789012:role/admin"},
        blocks("execution-role", "executionRoleArn", "a role with a path that is not allowed"),
    ),
    _host(
        "for components, isolation unknown",
        {"productionVariants": _NAMELESS, **_SAFE, "enableNetworkIsolation": UNKNOWN},
        waits(_ISOLATION, "enableNetworkIsolation"),
    ),
    _host("of pulumi-aws for a model", {"productionVariants": _NAMED}, token=AWS_ENDPOINT_CONFIGURATION),
    _host(
        "of pulumi-aws for a model, with an empty name beside",
        {"productionVariants": [{**_NAMED[0], "modelName": ""}], "executionRoleArn": ROLE},
        _NO_ISOLATION,
        _NO_VPC,
        token=AWS_ENDPOINT_CONFIGURATION,
    ),
    _host(
        "of pulumi-aws for components, which cannot be isolated",
        {"productionVariants": _NAMELESS, "executionRoleArn": ROLE},
        _NO_ISOLATION,
        _NO_VPC,
        token=AWS_ENDPOINT_CONFIGURATION,
    ),
    raw(
        CLOUD_CONTROL,
        "endpoint configuration: by Cloud Control, open",
        {
            "typeName": "AWS::SageMaker::EndpointConfig",
            "desiredState": json.dumps(
                pascal({"productionVariants": _NAMELESS, **_SAFE, "enableNetworkIsolation": False})
            ),
        },
        blocks(_ISOLATION, "desiredState.EnableNetworkIsolation", "is false"),
    ),
    raw(
        STACK,
        "endpoint configuration: in a template, open by a parameter",
        {
            "templateBody": json.dumps(
                {
                    "Parameters": {"Isolated": {"Type": "String", "Default": "false"}},
                    "Resources": {
                        "Hosts": {
                            "Type": "AWS::SageMaker::EndpointConfig",
                            "Properties": {
                                **pascal({"productionVariants": _NAMELESS, **_SAFE}),
                                "EnableNetworkIsolation": {"Ref": "Isolated"},
                            },
                        },
                        "Serves": {
                            "Type": "AWS::SageMaker::EndpointConfig",
                            "Properties": pascal({"productionVariants": _NAMED}),
                        },
                    },
                }
            )
        },
        blocks(_ISOLATION, "templateBody.Resources.Hosts.Properties.EnableNetworkIsolation", "is false"),
    ),
)

ROWS: Final = (*COMPONENTS, *HOSTS)
"""The rows of these tables."""
