"""One row for each resource type that declares models: how to read it, and how its programs mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final, TypeAlias

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations import tags
from pulumi_sagemaker_policy.declarations.blocks import camel, without_empty
from pulumi_sagemaker_policy.declarations.dynamic import TOKEN, dynamic
from pulumi_sagemaker_policy.declarations.kubernetes import ack, ack_type
from pulumi_sagemaker_policy.declarations.resources import (
    extension_tags,
    of_aws,
    of_aws_native,
    of_ours,
    own_only,
    typed,
)
from pulumi_sagemaker_policy.declarations.subject import ModelSubject, Remedies, Unreadable
from pulumi_sagemaker_policy.declarations.templates import stack, stack_set
from pulumi_sagemaker_policy.declarations.terraform import terraform, terraform_type
from pulumi_sagemaker_policy.declarations.tokens import (
    AWS,
    AWS_ENDPOINT_CONFIGURATION,
    AWS_NATIVE,
    AWS_PIPELINE,
    AWS_STATE_MACHINE,
    NATIVE_COMPONENT,
    NATIVE_ENDPOINT_CONFIGURATION,
    NATIVE_PIPELINE,
    NATIVE_STATE_MACHINE,
    OURS,
)

Adapter: TypeAlias = Callable[[ResourceValidationArgs], Iterable[ModelSubject | Unreadable]]
"""Reads a declaration: the models in it, and what may declare models but cannot be read."""

_NO_SWITCH: Final = "declare it with aws-native, which has enableNetworkIsolation for it, and set that to true"

ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType(
    {
        OURS: of_ours,
        AWS: of_aws("AWS::SageMaker::Model", "Model"),
        AWS_ENDPOINT_CONFIGURATION: of_aws("AWS::SageMaker::EndpointConfig", "EndpointConfiguration", _NO_SWITCH),
        AWS_PIPELINE: of_aws("AWS::SageMaker::Pipeline", "Pipeline"),
        AWS_STATE_MACHINE: of_aws("AWS::StepFunctions::StateMachine", "StateMachine"),
        AWS_NATIVE: of_aws_native("AWS::SageMaker::Model", "Model"),
        NATIVE_COMPONENT: of_aws_native("AWS::SageMaker::InferenceComponent", "InferenceComponent"),
        NATIVE_ENDPOINT_CONFIGURATION: of_aws_native("AWS::SageMaker::EndpointConfig", "EndpointConfig"),
        NATIVE_PIPELINE: of_aws_native("AWS::SageMaker::Pipeline", "Pipeline"),
        NATIVE_STATE_MACHINE: of_aws_native("AWS::StepFunctions::StateMachine", "StateMachine"),
        "aws:cloudcontrol/resource:Resource": partial(
            typed,
            type_name="typeName",
            properties="desiredState",
            add=own_only,
            remedies=Remedies(
                isolate="set EnableNetworkIsolation to true in desiredState",
                tag="Tags in desiredState",
                region="region of the Resource or of its aws provider",
            ),
        ),
        "aws-native:index:ExtensionResource": partial(
            typed,
            type_name="type",
            properties="properties",
            add=extension_tags,
            remedies=Remedies(
                isolate="set EnableNetworkIsolation to true in properties",
                tag="Tags in properties",
                region="region of its aws-native provider",
            ),
        ),
        "aws:cloudformation/stack:Stack": stack("name", tags.aws_tags, without_empty(camel)),
        "aws:cloudformation/stackSet:StackSet": stack_set(tags.aws_tags, without_empty(camel)),
        "aws-native:cloudformation:Stack": stack("stackName", tags.aws_native_tags),
        "aws-native:cloudformation:StackSet": stack_set(tags.aws_native_tags),
    }
)
"""How to read a declaration, by resource type."""


@lru_cache(maxsize=1024)
def adapter(token: str) -> Adapter | None:
    """Tell how to read a declaration of this type; return None for types that declare no models."""
    if token in ADAPTERS:
        return ADAPTERS[token]
    if terraform_type(token):
        return terraform
    if ack_type(token):
        return ack
    return dynamic if TOKEN.fullmatch(token) else None


def declared(args: ResourceValidationArgs) -> Iterable[ModelSubject | Unreadable]:
    """Read a declaration; types without an adapter declare no models."""
    read = adapter(args.resource_type)
    return () if read is None else read(args)
