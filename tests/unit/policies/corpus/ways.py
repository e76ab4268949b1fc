"""Models that are made later or elsewhere: by pipelines, state machines, inference components, controllers."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import (
    AWS_ENDPOINT_CONFIGURATION,
    AWS_PIPELINE,
    AWS_STATE_MACHINE,
    NATIVE_COMPONENT,
    NATIVE_ENDPOINT_CONFIGURATION,
    NATIVE_PIPELINE,
    NATIVE_STATE_MACHINE,
    Secret,
)
from tests.unit.policies.corpus.table import (
    CONTAINER,
    IMAGE,
    MODEL,
    ROLE,
    Found,
    Row,
    blocks,
    elsewhere,
    raw,
    unknown,
    unread,
    waits,
    warns,
)
from tests.unit.policies.declarations import (
    ACK,
    BRIDGED,
    CLOUD_CONTROL,
    DYNAMIC,
    EXTENSION,
    NODE,
    STACK,
    TERRAFORM,
    machine,
    pascal,
)

_ISOLATION: Final = "network-isolation"
_RUN: Final = "a value that only a run decides"
_CLOUDFORMATION: Final = "a value that only CloudFormation knows"
_LIST: Final = [{"key": "team", "value": "risk"}, {"key": "env", "value": "prod"}]

REQUEST: Final[Mapping[str, Any]] = {
    **pascal({key: value for key, value in MODEL.items() if key not in ("name", "region", "tags")}),
    "ModelName": "risk-fraud",
    "Tags": pascal(_LIST),
}
"""What a pipeline or a state machine asks for, to make the model that no rule objects to."""


# Inference components.

INHERITED: Final = (
    elsewhere(_ISOLATION, "enableNetworkIsolation", "the endpoint configuration"),
    elsewhere("execution-role", "executionRoleArn", "the endpoint configuration"),
    elsewhere("vpc-config", "vpcConfig", "the endpoint configuration"),
)
_ARTEFACT: Final = {"image": IMAGE, "artifactUrl": "s3://ml-models/fraud/model.tar.gz"}


def _component(title: str, specification: object, *findings: Found, tags: object = _LIST, **more: Any) -> Row:
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
        *(
            waits(rule, _AT)
            for rule in ("image-registry", "image-digest", "model-data-location", "environment-secrets")
        ),
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
        *(blocks(rule, _AT, "is a string") for rule in ("image-registry", "image-digest", "model-data-location")),
        warns(_AT, "is a string"),
    ),
    raw(
        NATIVE_COMPONENT,
        "component: what another declaration decides, where a preview has to decide",
        {"inferenceComponentName": "risk-fraud", "tags": _LIST, "specification": {"container": _ARTEFACT}},
        blocks(
            _ISOLATION, "enableNetworkIsolation", "is decided by the endpoint configuration, and this rule is set to"
        ),
        *INHERITED[1:],
        settings={_ISOLATION: {"on_unknown": "violation"}},
    ),
    raw(
        NATIVE_COMPONENT,
        "component: what another declaration decides, and nobody wants to hear of it",
        {"inferenceComponentName": "risk-fraud", "tags": _LIST, "specification": {"container": _ARTEFACT}},
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
                    "Tags": pascal(_LIST),
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
                "tags": _LIST,
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


# Pipelines.


def _step(changes: Mapping[str, Any], name: str = "Make") -> dict[str, Any]:
    asked = {key: value for key, value in {**REQUEST, **changes}.items() if value is not ABSENT}
    return {"Name": name, "Type": "Model", "Arguments": asked}


def _pipeline(title: str, steps: object, *findings: Found, token: str = AWS_PIPELINE, **sections: Any) -> Row:
    text = json.dumps({"Version": "2020-12-01", **sections, "Steps": steps})
    definition = text if token == AWS_PIPELINE else {"pipelineDefinitionBody": text}
    return raw(token, f"pipeline: {title}", {"pipelineDefinition": definition, "pipelineName": "fraud"}, *findings)


_STEP: Final = "pipelineDefinition.Steps[0].Arguments"
_GET: Final = {"Get": "Parameters.Isolated"}
_OPEN: Final = {"EnableNetworkIsolation": False}


def _parameter(**more: Any) -> list[dict[str, Any]]:
    return [{"Name": "Isolated", "Type": "Boolean", **more}]


_CONDITION: Final = {
    "Name": "Good",
    "Type": "Condition",
    "Arguments": {
        "Conditions": [{"Type": "Equals", "LeftValue": 1, "RightValue": 1}],
        "IfSteps": [
            _step({}),
            {
                "Name": "Again",
                "Type": "Condition",
                "Arguments": {"Conditions": [], "IfSteps": [], "ElseSteps": [_step(_OPEN)]},
            },
        ],
        "ElseSteps": [{"Name": "No", "Type": "Fail", "Arguments": {"ErrorMessage": "no"}}],
    },
}

PIPELINES: Final = (
    _pipeline("no model", [{"Name": "Train", "Type": "Training", "Arguments": {}}]),
    _pipeline("no step", []),
    _pipeline("a model that is registered", [{**_step(_OPEN), "Type": "RegisterModel"}]),
    _pipeline(
        "a model in a branch of a branch",
        [_CONDITION],
        blocks(_ISOLATION, f"{_STEP}.IfSteps[1].Arguments.ElseSteps[0].Arguments.EnableNetworkIsolation", "is false"),
    ),
    _pipeline(
        "a parameter, whose default anybody may change",
        [_step({"EnableNetworkIsolation": _GET})],
        blocks(_ISOLATION, f"{_STEP}.EnableNetworkIsolation", _RUN),
        Parameters=_parameter(DefaultValue=True),
    ),
    _pipeline(
        "a parameter without a default",
        [_step({"EnableNetworkIsolation": _GET})],
        blocks(_ISOLATION, f"{_STEP}.EnableNetworkIsolation", _RUN),
        Parameters=_parameter(),
    ),
    _pipeline(
        "a parameter of one value", [_step({"EnableNetworkIsolation": _GET})], Parameters=_parameter(EnumValues=[True])
    ),
    _pipeline(
        "a parameter of one value, which is off",
        [_step({"EnableNetworkIsolation": _GET})],
        blocks(_ISOLATION, f"{_STEP}.EnableNetworkIsolation", "is false"),
        Parameters=_parameter(EnumValues=[False]),
    ),
    _pipeline(
        "a parameter that is not there",
        [_step({"EnableNetworkIsolation": _GET})],
        blocks(_ISOLATION, f"{_STEP}.EnableNetworkIsolation", _RUN),
    ),
    _pipeline(
        "what another step makes",
        [
            _step(
                {
                    "PrimaryContainer": {
                        **pascal(dict(CONTAINER)),
                        "ModelDataUrl": {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"},
                    }
                }
            )
        ],
        blocks("model-data-location", f"{_STEP}.PrimaryContainer.ModelDataUrl", _RUN),
    ),
    _pipeline(
        "a text that is put together of what is known",
        [_step({"ExecutionRoleArn": {"Std:Join": {"On": "/", "Values": ROLE.split("/")}}})],
    ),
    _pipeline(
        "a text that is put together of what a run knows",
        [
            _step(
                {
                    "ExecutionRoleArn": {
                        "Std:Join": {
                            "On": "/",
                            "Values": ["arn:aws:iam::123456789012:role", {"Get": "Execution.PipelineName"}],
                        }
                    }
                }
            )
        ],
        blocks("execution-role", f"{_STEP}.ExecutionRoleArn", _RUN),
    ),
    _pipeline(
        "a value out of a file",
        [_step({"ModelName": {"Std:JsonGet": {"PropertyFile": {"Get": "Steps.A.PropertyFiles.B"}, "Path": "name"}}})],
        blocks("naming", f"{_STEP}.ModelName", _RUN),
    ),
    _pipeline("a tag that a run decides, and any is agreed", [_step({"Tags": [{"Key": "team", "Value": _GET}]})]),
    _pipeline(
        "a tag that a run decides",
        [_step({"Tags": [{"Key": "team", "Value": "risk"}, {"Key": "env", "Value": _GET}]})],
        blocks("tag-allowlist", f"{_STEP}.Tags[1].Value", _RUN),
    ),
    _pipeline(
        "arguments that a run decides",
        [{"Name": "Make", "Type": "Model", "Arguments": {"Get": "Parameters.All"}}],
        *(
            blocks(rule, _STEP, _RUN)
            for rule in (
                "network-isolation",
                "tag-allowlist",
                "tag-policy",
                "vpc-config",
                "image-registry",
                "image-digest",
                "execution-role",
                "model-data-location",
                "naming",
            )
        ),
        warns(_STEP, _RUN),
    ),
    _pipeline(
        "aws-native's, open",
        [_step(_OPEN)],
        blocks(
            _ISOLATION,
            "pipelineDefinition.pipelineDefinitionBody.Steps[0].Arguments.EnableNetworkIsolation",
            "is false",
        ),
        token=NATIVE_PIPELINE,
    ),
    raw(AWS_PIPELINE, "pipeline: unknown", {"pipelineDefinition": UNKNOWN}, *unknown("pipelineDefinition")),
    raw(
        AWS_PIPELINE,
        "pipeline: a secret",
        {"pipelineDefinition": Secret(json.dumps({"Steps": [_step(_OPEN)]}))},
        blocks(_ISOLATION, f"{_STEP}.EnableNetworkIsolation", "is false"),
    ),
    raw(
        AWS_PIPELINE,
        "pipeline: in S3",
        {"pipelineDefinitionS3Location": {"bucket": "b", "objectKey": "k"}},
        *unread("pipelineDefinitionS3Location"),
    ),
    raw(
        NATIVE_PIPELINE,
        "pipeline: aws-native's in S3",
        {"pipelineDefinition": {"pipelineDefinitionS3Location": {"bucket": UNKNOWN, "key": "k"}}},
        *unread("pipelineDefinition.pipelineDefinitionS3Location"),
    ),
    raw(AWS_PIPELINE, "pipeline: no JSON", {"pipelineDefinition": "Steps: []"}, *unread("pipelineDefinition")),
    raw(
        AWS_PIPELINE,
        "pipeline: a key twice",
        {"pipelineDefinition": '{"Steps": [], "Steps": []}'},
        *unread("pipelineDefinition"),
    ),
    raw(
        AWS_PIPELINE,
        "pipeline: a step that is a text",
        {"pipelineDefinition": '{"Steps": ["Model"]}'},
        *unread("pipelineDefinition.Steps[0]"),
    ),
    raw(
        STACK,
        "pipeline: in a template, put together of what only CloudFormation knows",
        {
            "templateBody": json.dumps(
                {
                    "Resources": {
                        "Line": {
                            "Type": "AWS::SageMaker::Pipeline",
                            "Properties": {
                                "PipelineDefinition": {
                                    "PipelineDefinitionBody": {
                                        "Fn::Sub": json.dumps(
                                            {"Steps": [_step({**_OPEN, "ExecutionRoleArn": "${Role.Arn}"})]}
                                        )
                                    }
                                }
                            },
                        }
                    }
                }
            )
        },
        blocks(
            _ISOLATION,
            "templateBody.Resources.Line.Properties.PipelineDefinition.PipelineDefinitionBody.Steps[0].Arguments.EnableNetworkIsolation",
            "is false",
        ),
        blocks(
            "execution-role",
            "templateBody.Resources.Line.Properties.PipelineDefinition.PipelineDefinitionBody.Steps[0].Arguments.ExecutionRoleArn",
            _CLOUDFORMATION,
        ),
    ),
)


# State machines.


def _task(changes: Mapping[str, Any], resource: str = "arn:aws:states:::sagemaker:createModel") -> dict[str, Any]:
    asked = {key: value for key, value in {**REQUEST, **changes}.items() if value is not ABSENT}
    return {"Type": "Task", "Resource": resource, "Parameters": asked, "End": True}


def _machine(title: str, states: Mapping[str, Any], *findings: Found, **sections: Any) -> Row:
    text = json.dumps({"StartAt": next(iter(states), ""), "States": states, **sections})
    return raw(AWS_STATE_MACHINE, f"state machine: {title}", {"definition": text, "roleArn": ROLE}, *findings)


def _open_at(path: str) -> Found:
    return blocks(_ISOLATION, f"{path}.EnableNetworkIsolation", "is false")


_STATE: Final = 'definition.States["Make"].Parameters'
_WRAP: Final = {"StartAt": "Make", "States": {"Make": _task(_OPEN)}}
_INVOKE: Final = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "x"}}

STATE_MACHINES: Final = (
    _machine("no model", {"Call": _INVOKE, "Wait": {"Type": "Wait", "Seconds": 1}}),
    _machine(
        "a model package, which is no model",
        {"Make": _task(_OPEN, "arn:aws:states:::aws-sdk:sagemaker:createModelPackage")},
    ),
    _machine("a training job", {"Make": _task(_OPEN, "arn:aws:states:::sagemaker:createTrainingJob.sync")}),
    _machine("createModel in a comment", {"Call": {**_INVOKE, "Comment": "before sagemaker:createModel"}}),
    _machine("in China", {"Make": _task(_OPEN, "arn:aws-cn:states:::sagemaker:createModel")}, _open_at(_STATE)),
    _machine(
        "by the SDK's integration",
        {"Make": _task(_OPEN, "arn:aws:states:::aws-sdk:sagemaker:createModel")},
        _open_at(_STATE),
    ),
    _machine(
        "with a region",
        {"Make": _task(_OPEN, "arn:aws:states:eu-west-1:123456789012:sagemaker:createModel")},
        _open_at(_STATE),
    ),
    _machine(
        "in a branch",
        {"All": {"Type": "Parallel", "Branches": [{"States": {"Call": _INVOKE}}, _WRAP]}},
        _open_at('definition.States["All"].Branches[1].States["Make"].Parameters'),
    ),
    _machine(
        "for each",
        {"Each": {"Type": "Map", "ItemProcessor": _WRAP}},
        _open_at('definition.States["Each"].ItemProcessor.States["Make"].Parameters'),
    ),
    _machine(
        "for each, as it was written once",
        {"Each": {"Type": "Map", "Iterator": _WRAP}},
        _open_at('definition.States["Each"].Iterator.States["Make"].Parameters'),
    ),
    _machine(
        "a name that a run computes",
        {"Make": _task({"ModelName": ABSENT, "ModelName.$": "States.UUID()"})},
        blocks("naming", f"{_STATE}.ModelName", _RUN),
    ),
    _machine(
        "isolation that a run computes",
        {"Make": _task({"EnableNetworkIsolation": ABSENT, "EnableNetworkIsolation.$": "$.isolated"})},
        blocks(_ISOLATION, f"{_STATE}.EnableNetworkIsolation", _RUN),
    ),
    _machine(
        "an artefact that a run computes, and an image from anywhere",
        {"Make": _task({"PrimaryContainer": {"Image": "python:3.12", "ModelDataUrl.$": "$.url"}})},
        blocks("image-registry", f"{_STATE}.PrimaryContainer.Image", "no image in a private registry"),
        blocks("image-digest", f"{_STATE}.PrimaryContainer.Image", "by a digest"),
        blocks("model-data-location", f"{_STATE}.PrimaryContainer.ModelDataUrl", _RUN),
    ),
    _machine(
        "an environment of which a run computes one variable",
        {"Make": _task({"PrimaryContainer": {**pascal(dict(CONTAINER)), "Environment": {"STAGE.$": "$.stage"}}})},
    ),
    _machine(
        "an expression of the other language, which is a text here",
        {"Make": _task({"ModelName": "{% $name %}"})},
        blocks("naming", f"{_STATE}.ModelName", "not as agreed"),
    ),
    _machine(
        "in the other language",
        {
            "Make": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sagemaker:createModel",
                "Arguments": {**REQUEST, "EnableNetworkIsolation": "{% $isolated %}"},
            }
        },
        blocks(_ISOLATION, 'definition.States["Make"].Arguments.EnableNetworkIsolation', _RUN),
        QueryLanguage="JSONata",
    ),
    _machine(
        "a state in the other language",
        {
            "Make": {
                "Type": "Task",
                "QueryLanguage": "JSONata",
                "Resource": "arn:aws:states:::sagemaker:createModel",
                "Arguments": {**REQUEST, **_OPEN},
            }
        },
        _open_at('definition.States["Make"].Arguments'),
    ),
    _machine(
        "what it is given",
        {"Make": {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createModel"}},
        *(
            blocks(rule, _STATE, _RUN)
            for rule in (
                "network-isolation",
                "tag-allowlist",
                "tag-policy",
                "vpc-config",
                "image-registry",
                "image-digest",
                "execution-role",
                "model-data-location",
                "naming",
            )
        ),
        warns(_STATE, _RUN),
    ),
    _machine(
        "an inference component",
        {
            "Make": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:sagemaker:createInferenceComponent",
                "Parameters": {
                    "InferenceComponentName": "risk-fraud",
                    "Tags": pascal(_LIST),
                    "Specification": {"Container": {"Image": IMAGE, "ArtifactUrl": "s3://a/b"}},
                },
            }
        },
        *(found._replace(path=f"{_STATE}.{found.path[0].upper()}{found.path[1:]}") for found in INHERITED),
        blocks("model-data-location", f"{_STATE}.Specification.Container.ArtifactUrl", "a place that is not allowed"),
    ),
    _machine(
        "an endpoint configuration for a model",
        {
            "Make": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sagemaker:createEndpointConfig",
                "Parameters": {
                    "EndpointConfigName": "x",
                    "ProductionVariants": [{"ModelName.$": "$.name", "VariantName": "all"}],
                },
            }
        },
    ),
    raw(AWS_STATE_MACHINE, "state machine: unknown", {"definition": UNKNOWN}, *unknown("definition")),
    raw(
        AWS_STATE_MACHINE,
        "state machine: an action with an escape",
        {"definition": json.dumps({"States": {"Make": _task(_OPEN)}}).replace("createModel", "\\u0063reateModel")},
        _open_at(_STATE),
    ),
    raw(
        AWS_STATE_MACHINE,
        "state machine: no JSON",
        {"definition": "States: {Make: {Resource: 'arn:aws:states:::sagemaker:createModel'}}"},
        *unread("definition"),
    ),
    raw(AWS_STATE_MACHINE, "state machine: no JSON, and no model", {"definition": "States: {}"}),
    raw(
        NATIVE_STATE_MACHINE,
        "state machine: in S3",
        {"definitionS3Location": {"bucket": "b", "key": "k"}},
        *unread("definitionS3Location"),
    ),
    raw(
        NATIVE_STATE_MACHINE,
        "state machine: values for placeholders, of which one is unknown",
        {
            "definitionString": json.dumps(
                {
                    "States": {
                        "Make": _task(
                            {
                                "ExecutionRoleArn": "${Role}",
                                "ModelName": "${Prefix}-fraud",
                                "EnableNetworkIsolation": "ISOLATED",
                            }
                        ),
                        "Call": {**_INVOKE, "Resource": "${Function}"},
                    }
                }
            ).replace('"ISOLATED"', "${Isolated}"),
            "definitionSubstitutions": {"Role": UNKNOWN, "Function": UNKNOWN, "Prefix": "risk", "Isolated": False},
        },
        waits("execution-role", 'definitionString.States["Make"].Parameters.ExecutionRoleArn'),
        _open_at('definitionString.States["Make"].Parameters'),
    ),
    raw(
        NATIVE_STATE_MACHINE,
        "state machine: an unknown value where no text belongs",
        {
            "definitionString": json.dumps({"States": {"Make": _task({"EnableNetworkIsolation": "ISOLATED"})}}).replace(
                '"ISOLATED"', "${Isolated}"
            ),
            "definitionSubstitutions": {"Isolated": UNKNOWN},
        },
        *unknown("definitionString"),
    ),
    raw(
        NATIVE_STATE_MACHINE,
        "state machine: an object with an unknown role",
        {
            "definition": {
                "States": {"Make": _task({"ExecutionRoleArn": UNKNOWN}), "Call": {**_INVOKE, "Resource": UNKNOWN}}
            }
        },
        waits("execution-role", f"{_STATE}.ExecutionRoleArn"),
    ),
    raw(
        STACK,
        "state machine: in a template, put together as the CDK does",
        {
            "templateBody": json.dumps(
                {
                    "Resources": {
                        "Line": {
                            "Type": "AWS::StepFunctions::StateMachine",
                            "Properties": {
                                "DefinitionString": {
                                    "Fn::Join": [
                                        "",
                                        [
                                            '{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "',
                                            {"Fn::GetAtt": ["Function", "Arn"]},
                                            '"}, "Make": {"Type": "Task", "Resource": "arn:',
                                            {"Ref": "AWS::Partition"},
                                            ':states:::sagemaker:createModel", "Parameters": '
                                            + json.dumps({**REQUEST, **_OPEN})
                                            + "}}}",
                                        ],
                                    ]
                                }
                            },
                        }
                    }
                }
            )
        },
        _open_at('templateBody.Resources.Line.Properties.DefinitionString.States["Make"].Parameters'),
    ),
    raw(
        STACK,
        "state machine: in a template, with no model and a function that only CloudFormation knows",
        {
            "templateBody": json.dumps(
                {
                    "Resources": {
                        "Line": {
                            "Type": "AWS::StepFunctions::StateMachine",
                            "Properties": {
                                "DefinitionString": {
                                    "Fn::Sub": json.dumps(
                                        {"States": {"Call": {**_INVOKE, "Resource": "${Function.Arn}"}}}
                                    )
                                }
                            },
                        }
                    }
                }
            )
        },
    ),
    raw(
        STACK,
        "state machine: in a template, an object",
        {
            "templateBody": json.dumps(
                {
                    "Resources": {
                        "Line": {
                            "Type": "AWS::StepFunctions::StateMachine",
                            "Properties": {
                                "Definition": {
                                    "States": {
                                        "Make": _task(
                                            {**_OPEN, "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}, "${Create}"
                                        )
                                    }
                                },
                                "DefinitionSubstitutions": {
                                    "Create": {"Fn::Sub": "arn:${AWS::Partition}:states:::sagemaker:createModel"}
                                },
                            },
                        }
                    }
                }
            )
        },
        _open_at('templateBody.Resources.Line.Properties.Definition.States["Make"].Parameters'),
        blocks(
            "execution-role",
            'templateBody.Resources.Line.Properties.Definition.States["Make"].Parameters.ExecutionRoleArn',
            _CLOUDFORMATION,
        ),
    ),
    raw(
        "kubernetes:sfn.services.k8s.aws/v1alpha1:StateMachine",
        "state machine: of a controller",
        {
            "metadata": {"annotations": {"services.k8s.aws/region": "eu-west-1"}},
            "spec": {
                "definition": json.dumps(
                    machine(
                        {
                            **MODEL,
                            "enableNetworkIsolation": False,
                            "modelName": "risk-fraud",
                            "tags": _LIST,
                            "region": None,
                            "name": None,
                        }
                    )
                )
            },
        },
        blocks(_ISOLATION, 'spec.definition.States["Fraud"].Parameters.EnableNetworkIsolation', "is false"),
    ),
)


# The model itself, under other tokens.

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
            "tags": _LIST,
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
            "tags": _LIST,
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
        {"definition": json.dumps({"States": {"Make": _task(_OPEN)}})},
        _open_at(_STATE),
    ),
    raw(
        "ml:tf:aws_sagemaker_pipeline",
        "terraform: a pipeline",
        {"pipeline_definition": json.dumps({"Steps": [_step(_OPEN)]})},
        blocks(_ISOLATION, "pipeline_definition.Steps[0].Arguments.EnableNetworkIsolation", "is false"),
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
    "tags": _LIST,
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
        {**_SPEC, "tags": [*_LIST, {"key": "Owner", "value": "x"}]},
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
        token="kubernetes:sagemaker.services.k8s.aws/v1alpha1:ModelPackageGroup",
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
        {"action": "CreateModel", "request": REQUEST | _OPEN},
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
        *(
            waits(rule, "primaryContainer")
            for rule in ("image-registry", "image-digest", "model-data-location", "environment-secrets")
        ),
    ),
    # What is none.
    _dynamic("nothing", {}),
    _dynamic("everything is unknown but a role", {"executionRoleArn": UNKNOWN, "other": UNKNOWN}),
    _dynamic(
        "a task of ECS", {"executionRoleArn": ROLE, "containers": [{"name": "web", "image": IMAGE, "memory": 128}]}
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

ROWS: Final = (*COMPONENTS, *HOSTS, *PIPELINES, *STATE_MACHINES, *TERRAFORMS, *CONTROLLERS, *DYNAMICS)
"""The rows of these tables."""
