"""`Model`, the resource that programs declare."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping, Sequence
from inspect import isawaitable
from typing import Any, cast

import pulumi
from pulumi import Input, Output, ResourceOptions, dynamic

from pulumi_sagemaker_model import naming
from pulumi_sagemaker_model.args import ContainerArgs, VpcConfigArgs
from pulumi_sagemaker_model.content import IDENTITY
from pulumi_sagemaker_model.provider import ModelProvider

TYPE = "pulumi-python:dynamic/sagemaker:Model"
"""The resource's type token, as policies and URNs have it."""

_FREE_MAPS = frozenset({"environment", "tags", "triggers"})
"""Maps whose keys are the user's own and pass as they are."""


class Model(dynamic.Resource, module="sagemaker", name="Model"):
    """A SageMaker model: an inference image or pipeline, its artefacts, and how it runs.

    The arguments are those of `pulumi_aws.sagemaker.Model`. A change of `tags` is made in place; a change of anything
    else makes a new model, moves what refers to it, and deletes the old one.
    API: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
    """

    def __init__(  # noqa: PLR0913  (one argument a property of the API)
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        execution_role_arn: Input[str] | None = None,
        primary_container: Input[ContainerArgs] | None = None,
        containers: Input[Sequence[Input[ContainerArgs]]] | None = None,
        vpc_config: Input[VpcConfigArgs] | None = None,
        enable_network_isolation: Input[bool] | None = None,
        name: Input[str] | None = None,
        tags: Input[Mapping[str, Input[str]]] | None = None,
        region: Input[str] | None = None,
        triggers: Input[Mapping[str, Input[str]]] | None = None,
    ) -> None:
        """Declare a model.

        Args:
            resource_name: the resource's name in the stack.
            opts: Pulumi's resource options.
            execution_role_arn: ARN of the IAM role that SageMaker assumes to fetch image and artefacts.
            primary_container: the only container; exactly one of this and `containers` is needed.
            containers: 1 to 15 containers of an inference pipeline, in order.
            vpc_config: subnets and security groups that the containers connect to.
            enable_network_isolation: forbid every network call from and to the containers.
            name: name in AWS, at most 63 characters; without one it is derived from `resource_name`.
            tags: the model's own tags, over the stack's `aws:defaultTags`.
            region: AWS region, in place of the stack's.
            triggers: any strings; a change of one makes a new model, as for an artefact overwritten in place.
        """
        opts = opts or ResourceOptions()
        properties: dict[str, Any] = {
            "executionRoleArn": execution_role_arn,
            "primaryContainer": _camel_cased(primary_container),
            "containers": _camel_cased(containers),
            "vpcConfig": _camel_cased(vpc_config),
            "enableNetworkIsolation": enable_network_isolation,
            "name": name,
            "tags": tags,
            # `check` adds the stack's default tags. The engine marks a secret by its path among the inputs, so the
            # tags have to go in under this name, too.
            "tagsAll": tags,
            "region": region,
            "triggers": triggers,
            IDENTITY: _identity(resource_name, opts),
            # Outputs that AWS decides are declared by a property without a value.
            "arn": None,
            "creationTime": None,
        }
        super().__init__(ModelProvider(), resource_name, properties, opts)

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: Input[str],  # noqa: A002  (the name that every Pulumi resource's `get` has)
        opts: ResourceOptions | None = None,
        *,
        region: Input[str] | None = None,
    ) -> Model:
        """Refer to a model that is managed elsewhere.

        Args:
            resource_name: the reference's name in the stack.
            id: the model's name in AWS.
            opts: Pulumi's resource options.
            region: AWS region, in place of the stack's.
        """
        return cls(resource_name, ResourceOptions.merge(opts, ResourceOptions(id=id)), region=region)

    @property
    def arn(self) -> Output[str]:
        """ARN of the model."""
        return cast("Output[str]", self.__dict__["arn"])

    @property
    def name(self) -> Output[str]:
        """Name of the model in AWS; its id, too."""
        return cast("Output[str]", self.__dict__["name"])

    @property
    def tags_all(self) -> Output[Mapping[str, str]]:
        """The model's tags with the stack's default tags."""
        return cast("Output[Mapping[str, str]]", self.__dict__["tagsAll"])

    @property
    def creation_time(self) -> Output[str]:
        """When AWS created the model: ISO 8601, UTC."""
        return cast("Output[str]", self.__dict__["creationTime"])


def _identity(resource_name: str, opts: ResourceOptions) -> Output[str]:
    urn = pulumi.create_urn(resource_name, TYPE, opts.parent)
    # To the engine a child that depends on its parent's outputs is a cycle, so the URN goes in as a bare value.
    bare = Output[str](set(), cast("Awaitable[str]", urn.future()), urn.is_known())
    return bare.apply(lambda known: naming.identity(pulumi.get_organization(), known))


def _camel_cased(value: Any) -> Any:
    """Spell the keys of nested dictionaries as the engine has them, inside outputs too; secrets stay secret."""
    if isinstance(value, Output) or isawaitable(value):
        return Output.from_input(value).apply(_camel_cased)
    if isinstance(value, Mapping):
        return {_camel(key): item if key in _FREE_MAPS else _camel_cased(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_camel_cased(item) for item in value]
    return value


def _camel(key: str) -> str:
    return re.sub(r"_+([a-z0-9])", lambda match: match[1].upper(), key)
