"""State machines of Step Functions, which make models when they run."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import AWS_STATE_MACHINE, NATIVE_STATE_MACHINE
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
    of_run,
    raw,
    unknown,
    unread,
    waits,
    warns,
)
from tests.unit.policies.ways import STACK, machine, pascal

_ISOLATION: Final = "network-isolation"
_RUN: Final = "a value that only a run decides"
_CLOUDFORMATION: Final = "a value that only CloudFormation knows"


def _task(changes: Mapping[str, Any], resource: str = "arn:aws:states:::sagemaker:createModel") -> dict[str, Any]:
    asked = {key: value for key, value in {**REQUEST, **changes}.items() if value is not ABSENT}
    return {"Type": "Task", "Resource": resource, "Parameters": asked, "End": True}


def _machine(title: str, states: Mapping[str, Any], *findings: Found, **sections: Any) -> Row:
    text = json.dumps({"StartAt": next(iter(states), ""), "States": states, **sections})
    return raw(AWS_STATE_MACHINE, f"state machine: {title}", {"definition": text, "roleArn": ROLE}, *findings)


def _open_at(path: str) -> Found:
    return blocks(_ISOLATION, f"{path}.EnableNetworkIsolation", "is false")


_REFERRED: Final = {
    "PrimaryContainer": {**pascal(dict(CONTAINER)), "Environment": {"DB": "{{resolve:secretsmanager:fraud/db}}"}}
}
_STATE: Final = 'definition.States["Make"].Parameters'
_WRAP: Final = {"StartAt": "Make", "States": {"Make": _task(OPEN)}}
_INVOKE: Final = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "x"}}

STATE_MACHINES: Final = (
    _machine("no model", {"Call": _INVOKE, "Wait": {"Type": "Wait", "Seconds": 1}}),
    _machine(
        "a model package, which is no model",
        {"Make": _task(OPEN, "arn:aws:states:::aws-sdk:sagemaker:createModelPackage")},
    ),
    _machine("a training job", {"Make": _task(OPEN, "arn:aws:states:::sagemaker:createTrainingJob.sync")}),
    _machine("createModel in a comment", {"Call": {**_INVOKE, "Comment": "before sagemaker:createModel"}}),
    _machine("in China", {"Make": _task(OPEN, "arn:aws-cn:states:::sagemaker:createModel")}, _open_at(_STATE)),
    _machine(
        "by the SDK's integration",
        {"Make": _task(OPEN, "arn:aws:states:::aws-sdk:sagemaker:createModel")},
        _open_at(_STATE),
    ),
    _machine(
        "with a region",
        {"Make": _task(OPEN, "arn:aws:states:eu-west-1:123456789012:sagemaker:createModel")},
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
                "Arguments": {**REQUEST, **OPEN},
            }
        },
        _open_at('definition.States["Make"].Arguments'),
    ),
    _machine(
        "what it is given",
        {"Make": {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createModel"}},
        *of_run(_STATE),
    ),
    _machine(
        "an inference component",
        {
            "Make": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:sagemaker:createInferenceComponent",
                "Parameters": {
                    "InferenceComponentName": "risk-fraud",
                    "Tags": pascal(TAGS),
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
        {"definition": json.dumps({"States": {"Make": _task(OPEN)}}).replace("createModel", "\\u0063reateModel")},
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
        AWS_STATE_MACHINE,
        "state machine: deeper than anybody means",
        {"definition": '{"States": ' * 150 + '"createModel"' + "}" * 150},
        *unread("definition", "it is nested deeper than 100 levels"),
    ),
    raw(
        STACK,
        "state machine: in a template, with a secret that CloudFormation puts in",
        {
            "templateBody": json.dumps(
                {
                    "Resources": {
                        "Line": {
                            "Type": "AWS::StepFunctions::StateMachine",
                            "Properties": {"DefinitionString": json.dumps({"States": {"Make": _task(_REFERRED)}})},
                        }
                    }
                }
            )
        },
        warns(
            'templateBody.Resources.Line.Properties.DefinitionString.States["Make"].Parameters'
            '.PrimaryContainer.Environment["DB"]',
            "a secret for certain",
        ),
    ),
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
        "state machine: values for placeholders, all of them unknown",
        {
            "definitionString": json.dumps({"States": {"Make": _task({"ExecutionRoleArn": "${Role}"})}}),
            "definitionSubstitutions": UNKNOWN,
        },
        waits("execution-role", 'definitionString.States["Make"].Parameters.ExecutionRoleArn'),
    ),
    raw(
        NATIVE_STATE_MACHINE,
        "state machine: a placeholder that nothing is put into",
        {
            "definitionString": json.dumps({"States": {"Make": _task({"ExecutionRoleArn": "${Role}"})}}),
            "definitionSubstitutions": {"Other": "x"},
        },
        blocks(
            "execution-role", 'definitionString.States["Make"].Parameters.ExecutionRoleArn', "no ARN of an IAM role"
        ),
    ),
    raw(
        NATIVE_STATE_MACHINE,
        "state machine: unknown states",
        {"definition": {"StartAt": "Make", "States": UNKNOWN}},
        *unknown("definition.States"),
    ),
    raw(
        STACK,
        "state machine: of the Serverless Application Model",
        {
            "templateBody": json.dumps(
                {
                    "Transform": "AWS::Serverless-2016-10-31",
                    "Resources": {
                        "Line": {
                            "Type": "AWS::Serverless::StateMachine",
                            "Properties": {
                                "Definition": {"States": {"Make": _task(OPEN, "${Create}")}},
                                "DefinitionSubstitutions": {"Create": "arn:aws:states:::sagemaker:createModel"},
                            },
                        },
                        "Other": {
                            "Type": "AWS::Serverless::StateMachine",
                            "Properties": {"DefinitionUri": "s3://b/k"},
                        },
                    },
                }
            )
        },
        _open_at('templateBody.Resources.Line.Properties.Definition.States["Make"].Parameters'),
        *unread("templateBody.Resources.Other.Properties.DefinitionUri"),
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
                                            + json.dumps({**REQUEST, **OPEN})
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
                                            {**OPEN, "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}, "${Create}"
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
                            "tags": TAGS,
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

ROWS: Final = STATE_MACHINES
"""The rows of these tables."""
