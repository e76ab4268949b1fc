"""Type tokens of resources that declare models, which more than one module needs."""

from __future__ import annotations

from typing import Final

OURS: Final = "pulumi-python:dynamic/sagemaker:Model"
AWS: Final = "aws:sagemaker/model:Model"
AWS_NATIVE: Final = "aws-native:sagemaker:Model"
AWS_PIPELINE: Final = "aws:sagemaker/pipeline:Pipeline"
AWS_STATE_MACHINE: Final = "aws:sfn/stateMachine:StateMachine"
AWS_ENDPOINT_CONFIGURATION: Final = "aws:sagemaker/endpointConfiguration:EndpointConfiguration"
NATIVE_COMPONENT: Final = "aws-native:sagemaker:InferenceComponent"
NATIVE_ENDPOINT_CONFIGURATION: Final = "aws-native:sagemaker:EndpointConfig"
NATIVE_PIPELINE: Final = "aws-native:sagemaker:Pipeline"
NATIVE_STATE_MACHINE: Final = "aws-native:stepfunctions:StateMachine"
