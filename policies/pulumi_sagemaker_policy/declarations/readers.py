"""What declares models, by its type in CloudFormation: the model itself, or what makes one later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from pulumi_sagemaker_policy.declarations.components import component, endpoint_configuration
from pulumi_sagemaker_policy.declarations.declaration import DeclaredModel, Way
from pulumi_sagemaker_policy.declarations.pipelines import pipeline
from pulumi_sagemaker_policy.declarations.state_machines import state_machine
from pulumi_sagemaker_policy.declarations.subject import Field, ModelSubject, Unreadable

Reader: TypeAlias = Callable[[Field, Way], Iterator[ModelSubject | Unreadable]]
"""Reads properties that are declared in some way: the models in them, and what may be models but cannot be read."""


def model(properties: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    """Read a model."""
    yield DeclaredModel(properties, way)


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "AWS::SageMaker::Model": model,
        "AWS::SageMaker::InferenceComponent": component,
        "AWS::SageMaker::EndpointConfig": endpoint_configuration,
        "AWS::SageMaker::Pipeline": pipeline,
        "AWS::StepFunctions::StateMachine": state_machine,
        "AWS::Serverless::StateMachine": state_machine,
    }
)
"""How to read each type; resources of other types declare no models."""
