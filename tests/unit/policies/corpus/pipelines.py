"""SageMaker pipelines, which make models when they run."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import AWS_PIPELINE, NATIVE_PIPELINE, Secret
from tests.unit.policies.corpus.table import (
    CONTAINER,
    OPEN,
    REQUEST,
    ROLE,
    Found,
    Row,
    blocks,
    of_run,
    raw,
    unknown,
    unread,
)
from tests.unit.policies.ways import STACK, pascal

_ISOLATION: Final = "network-isolation"
_RUN: Final = "a value that only a run decides"
_CLOUDFORMATION: Final = "a value that only CloudFormation knows"


def _step(changes: Mapping[str, Any], name: str = "Make") -> dict[str, Any]:
    asked = {key: value for key, value in {**REQUEST, **changes}.items() if value is not ABSENT}
    return {"Name": name, "Type": "Model", "Arguments": asked}


def _pipeline(title: str, steps: object, *findings: Found, token: str = AWS_PIPELINE, **sections: Any) -> Row:
    text = json.dumps({"Version": "2020-12-01", **sections, "Steps": steps})
    definition = text if token == AWS_PIPELINE else {"pipelineDefinitionBody": text}
    return raw(token, f"pipeline: {title}", {"pipelineDefinition": definition, "pipelineName": "fraud"}, *findings)


_STEP: Final = "pipelineDefinition.Steps[0].Arguments"
_GET: Final = {"Get": "Parameters.Isolated"}


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
                "Arguments": {"Conditions": [], "IfSteps": [], "ElseSteps": [_step(OPEN)]},
            },
        ],
        "ElseSteps": [{"Name": "No", "Type": "Fail", "Arguments": {"ErrorMessage": "no"}}],
    },
}

PIPELINES: Final = (
    _pipeline("no model", [{"Name": "Train", "Type": "Training", "Arguments": {}}]),
    _pipeline("no step", []),
    _pipeline("a model that is registered", [{**_step(OPEN), "Type": "RegisterModel"}]),
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
        *of_run(_STEP),
    ),
    _pipeline(
        "aws-native's, open",
        [_step(OPEN)],
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
        {"pipelineDefinition": Secret(json.dumps({"Steps": [_step(OPEN)]}))},
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
                                            {"Steps": [_step({**OPEN, "ExecutionRoleArn": "${Role.Arn}"})]}
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

ROWS: Final = PIPELINES
"""The rows of these tables."""
