"""Declarations of any shape, of every type that is read: something can always be said of them, and nothing breaks."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_sagemaker_policy import UNKNOWN, Field, ModelSubject, Parts, rules
from pulumi_sagemaker_policy.declarations.adapters import ADAPTERS, adapter
from pulumi_sagemaker_policy.testing import Declaration, analyze, subjects
from tests.unit.policies.ways import ACK, BRIDGED, DYNAMIC, NODE, TERRAFORM, facts

TOKENS = [
    *ADAPTERS,
    ACK,
    BRIDGED,
    DYNAMIC,
    NODE,
    TERRAFORM,
    "ml:tf:aws_sagemaker_endpoint_configuration",
    "ml:tf:aws_cloudformation_stack",
    "kubernetes:sagemaker.services.k8s.aws/v1alpha1:InferenceComponent",
]

KEYS = (
    *(
        "specification",
        "specifications",
        "container",
        "modelName",
        "baseInferenceComponentName",
        "artifactUrl",
        "image",
    ),
    *(
        "productionVariants",
        "executionRoleArn",
        "vpcConfig",
        "subnets",
        "primaryContainer",
        "containers",
        "environment",
    ),
    *("pipelineDefinition", "pipelineDefinitionBody", "definition", "definitionString", "definitionSubstitutions"),
    *("spec", "metadata", "annotations", "tags", "tagsAll", "key", "value", "name", "model_name", "primary_container"),
    *("Steps", "Type", "Arguments", "IfSteps", "Parameters", "EnumValues", "Get", "Std:Join", "On", "Values"),
    *("States", "Resource", "QueryLanguage", "Branches", "ItemProcessor", "ModelName.$", "Tags", "PrimaryContainer"),
    *("Fn::Sub", "Fn::Join", "Ref", "Resources", "Properties", "templateBody", "typeName", "desiredState"),
)
VALUES = (
    *(UNKNOWN, "", "Model", "Condition", "Task", "JSONata", "{% $x %}", "Parameters.A", "${A}", "${A.Arn}"),
    *("arn:aws:states:::sagemaker:createModel", "arn:aws:states:::aws-sdk:sagemaker:createInferenceComponent"),
    *("AWS::SageMaker::Model", "AWS::StepFunctions::StateMachine", "AWS::SageMaker::InferenceComponent"),
)
ANY = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


def written(value: object) -> object:
    """Write a value as JSON where it has no unknowns, which no text has."""
    try:
        return json.dumps(value)
    except TypeError:
        return value


@pytest.mark.parametrize("token", TOKENS)
@settings(max_examples=20)
@given(properties=st.dictionaries(st.sampled_from(KEYS), ANY | ANY.map(written), max_size=5))
def test_given_properties_of_any_shape_then_what_is_read_of_them_can_be_judged(
    token: str, properties: dict[str, Any]
) -> None:
    declaration = Declaration(token, properties, {"region": "eu-west-1"})

    for model in subjects(declaration):
        for name, fact in facts(model) if isinstance(model, ModelSubject) else ():
            assert isinstance(fact, (str, Field, Parts)) or name in ("remedies", "host")
    said = [found.message for found in analyze(declaration, *rules.ALL).diagnostics]
    assert [message for message in said if "The rule failed" in message] == []


@pytest.mark.parametrize(
    ("token", "read"),
    [
        ("aws:s3/bucket:Bucket", False),
        ("aws:sagemaker/endpoint:Endpoint", False),
        ("aws:sagemaker/modelPackageGroup:ModelPackageGroup", False),
        ("aws-native:sagemaker:ModelCard", False),
        ("aws-native:stepfunctions:Activity", False),
        ("aws:index/sagemakerModelPackageGroup:SagemakerModelPackageGroup", False),
        ("aws:index/sagemakerModel:SagemakerModel", True),
        ("aws-fork:index/awsSagemakerModel:AwsSagemakerModel", True),
        ("awscc:index/sagemakerModel:SagemakerModel", True),
        ("awscc:index/stepfunctionsStateMachine:StepfunctionsStateMachine", True),
        ("vpc:tf:aws_vpc", False),
        ("vpc:tf:aws_sagemaker_model", True),
        ("vpc:tf:awscc_sagemaker_inference_component", True),
        ("kubernetes:apps/v1:Deployment", False),
        ("kubernetes:sagemaker.services.k8s.aws/v1alpha1:Model", True),
        ("kubernetes:sagemaker.services.k8s.aws/v1alpha1:ModelPatch", False),
        ("kubernetes:sagemaker.services.k8s.aws/v1alpha1:TrainingJob", False),
        ("kubernetes:sagemaker.services.k8s.aws.example.com/v1alpha1:Model", False),
        ("pulumi-python:dynamic:Resource", True),
        ("pulumi-nodejs:dynamic/main:Thing", True),
        ("pulumi-python:dynamic/sagemaker:Model", True),
        ("pulumi:pulumi:Stack", False),
        ("command:local:Command", False),
    ],
)
def test_given_a_resource_type_then_only_what_may_declare_models_is_read(token: str, read: bool) -> None:  # noqa: FBT001 - a row's expectation
    assert (adapter(token) is not None) is read
