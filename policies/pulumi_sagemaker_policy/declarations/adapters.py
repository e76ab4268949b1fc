"""One row for each resource type that declares models: how to read it, and how its programs mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations import tags
from pulumi_sagemaker_policy.declarations.blocks import camel, without_empty
from pulumi_sagemaker_policy.declarations.dynamic import TOKEN, dynamic
from pulumi_sagemaker_policy.declarations.kubernetes import ack, ack_type, ack_types
from pulumi_sagemaker_policy.declarations.resources import (
    extension_tags,
    of_aws,
    of_aws_native,
    of_ours,
    own_only,
    typed,
)
from pulumi_sagemaker_policy.declarations.stacks import stack, stack_set
from pulumi_sagemaker_policy.declarations.subject import ModelSubject, Remedies, Unreadable
from pulumi_sagemaker_policy.declarations.terraform import terraform, terraform_type, terraform_types
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

CLOUD_CONTROL: Final = "any type of CloudFormation"
TEMPLATE: Final = "a template"
ANYTHING: Final = "what looks like a model"


class _Row(NamedTuple):
    """What a resource type declares, by the name that CloudFormation has for it, and how it is read."""

    declares: str
    read: Adapter


def _aws(cloudformation_type: str, called: str, *fix: str) -> _Row:
    return _Row(cloudformation_type, of_aws(cloudformation_type, called, *fix))


def _native(cloudformation_type: str, called: str) -> _Row:
    return _Row(cloudformation_type, of_aws_native(cloudformation_type, called))


_ROWS: Final[Mapping[str, _Row]] = MappingProxyType(
    {
        OURS: _Row("AWS::SageMaker::Model", of_ours),
        AWS: _aws("AWS::SageMaker::Model", "Model"),
        AWS_ENDPOINT_CONFIGURATION: _aws("AWS::SageMaker::EndpointConfig", "EndpointConfiguration", _NO_SWITCH),
        AWS_PIPELINE: _aws("AWS::SageMaker::Pipeline", "Pipeline"),
        AWS_STATE_MACHINE: _aws("AWS::StepFunctions::StateMachine", "StateMachine"),
        AWS_NATIVE: _native("AWS::SageMaker::Model", "Model"),
        NATIVE_COMPONENT: _native("AWS::SageMaker::InferenceComponent", "InferenceComponent"),
        NATIVE_ENDPOINT_CONFIGURATION: _native("AWS::SageMaker::EndpointConfig", "EndpointConfig"),
        NATIVE_PIPELINE: _native("AWS::SageMaker::Pipeline", "Pipeline"),
        NATIVE_STATE_MACHINE: _native("AWS::StepFunctions::StateMachine", "StateMachine"),
        "aws:cloudcontrol/resource:Resource": _Row(
            CLOUD_CONTROL,
            partial(
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
        ),
        "aws-native:index:ExtensionResource": _Row(
            CLOUD_CONTROL,
            partial(
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
        ),
        "aws:cloudformation/stack:Stack": _Row(TEMPLATE, stack("name", tags.aws_tags, without_empty(camel))),
        "aws:cloudformation/stackSet:StackSet": _Row(TEMPLATE, stack_set(tags.aws_tags, without_empty(camel))),
        "aws-native:cloudformation:Stack": _Row(TEMPLATE, stack("stackName", tags.aws_native_tags)),
        "aws-native:cloudformation:StackSet": _Row(TEMPLATE, stack_set(tags.aws_native_tags)),
    }
)
"""One row for each resource type."""

ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType({token: row.read for token, row in _ROWS.items()})
"""How to read a declaration, by resource type."""


def resource_types() -> Iterator[tuple[str, str]]:
    """Name every resource type that is read, in which `*` is any text, after what it declares."""
    yield from ((row.declares, token) for token, row in _ROWS.items())
    yield from terraform_types()
    yield from ack_types()
    yield from ((ANYTHING, token) for token in ("pulumi-*:dynamic:Resource", "pulumi-*:dynamic/*:*"))


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
