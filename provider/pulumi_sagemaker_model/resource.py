"""`Model`, the resource that programs declare. Long, as each of its properties is an argument and an output.

What only a declaration needs is imported where it is made, so that importing the package stays cheap.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, cast

import pulumi
from pulumi import Input, Output, ResourceOptions, dynamic
from typing_extensions import Unpack

from pulumi_sagemaker_model import naming
from pulumi_sagemaker_model.args import (
    AwsModelArgs,
    Container,
    InferenceExecutionConfig,
    ModelArgs,
    Structure,
    VpcConfig,
)
from pulumi_sagemaker_model.casing import to_engine, to_program
from pulumi_sagemaker_model.program import registrations

# Here, as the program may make its providers next.
registrations.watch()

TYPE: Final = "pulumi-python:dynamic/sagemaker:Model"
"""The resource's type token, as policies and URNs have it; a subclass keeps it, or no policy would judge its models."""

_PREFIX: Final = "pulumi-python:"
"""What the SDK puts before the type of a class of dynamic resources."""

_PREDECESSORS: Final = ("aws:sagemaker/model:Model", "aws-native:sagemaker:Model")
"""Types of other providers of which a resource of the same name and parent is this one, not one to delete."""


class Model(dynamic.Resource, module="sagemaker", name="Model"):
    """A SageMaker model: an inference image or pipeline, its artefacts, and how it runs.

    The arguments are those of `pulumi_aws.sagemaker.Model`. A change of `tags` is made in place; a change of anything
    else makes a new model, moves what refers to it, and deletes the old one.
    API: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
    """

    _outputs_on_demand = True  # see program/outputs.py

    def __init__(  # noqa: PLR0913  (one argument a property of the API)
        self,
        resource_name: str,
        args: ModelArgs | AwsModelArgs | ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        *,
        execution_role_arn: Input[str | None] = None,
        primary_container: Input[Container | None] = None,
        containers: Input[Sequence[Input[Container]] | None] = None,
        inference_execution_config: Input[InferenceExecutionConfig | None] = None,
        vpc_config: Input[VpcConfig | None] = None,
        enable_network_isolation: Input[bool | None] = None,
        name: Input[str | None] = None,
        tags: Input[Mapping[str, Input[str]] | None] = None,
        region: Input[str | None] = None,
        triggers: Input[Mapping[str, Input[str]] | None] = None,
        adopt_existing: Input[bool | None] = None,
    ) -> None:
        """Declare a model.

        Args:
            resource_name: the resource's name in the stack.
            args: the arguments below in one object, if not one by one.
            opts: Pulumi's resource options; they may stand in the place of `args`.
            execution_role_arn: ARN of the IAM role that SageMaker assumes to fetch image and artefacts.
            primary_container: the only container; exactly one of this and `containers` is needed.
            containers: 1 to 15 containers of an inference pipeline, in order.
            inference_execution_config: how the containers of a pipeline are called, one after the other or one alone.
            vpc_config: subnets and security groups that the containers connect to.
            enable_network_isolation: forbid every network call from and to the containers.
            name: name in AWS, at most 63 characters; without one it is derived from `resource_name`.
            tags: the model's own tags, over the default tags of its provider or stack.
            region: AWS region, in place of its provider's or the stack's.
            triggers: any strings; a change of one makes a new model, as for an artefact overwritten in place.
            adopt_existing: manage the model of this name if there is one already, just as declared but for its tags.
        """
        # These would be most of the cost of importing the package. A program that declares no model is spared it.
        from pulumi_sagemaker_model import pulumi_sdk  # noqa: PLC0415

        pulumi_sdk.prepare_program()
        from pulumi_sagemaker_model.program import origin, outputs, providers, secrecy, shadowing  # noqa: PLC0415
        from pulumi_sagemaker_model.properties import AWS_PROVIDER, IDENTITY, PREVIEW, RETAINED, SECRETS  # noqa: PLC0415
        from pulumi_sagemaker_model.provider import ModelProvider  # noqa: PLC0415

        outputs.prepare()
        # Annotated here, as the SDK looks up every annotation of the class for each resource.
        self._retained: bool | None = None
        self._explicit: providers.Explicit | None = None
        self._depends_on: Any = None
        if isinstance(args, ResourceOptions):
            args, opts = None, args
        given: ModelArgs = {
            "execution_role_arn": execution_role_arn,
            "primary_container": primary_container,
            "containers": containers,
            "inference_execution_config": inference_execution_config,
            "vpc_config": vpc_config,
            "enable_network_isolation": enable_network_isolation,
            "name": name,
            "tags": tags,
            "region": region,
            "triggers": triggers,
            "adopt_existing": adopt_existing,
        }
        properties: dict[str, Any] = to_engine(given)
        for key, value in to_engine(args or {}).items():
            if key not in properties:
                raise TypeError(f"Model takes no argument {key!r}; it takes {', '.join(given)}")
            if properties[key] is None:
                properties[key] = value
        shadowing.refuse()
        opts = _spelled(opts)
        # A process may import the package once and run programs for one engine after another.
        registrations.watch()
        from_setting = secrecy.from_setting
        if providers.is_possible(opts):
            self._explicit = providers.Explicit()
            properties[AWS_PROVIDER] = self._explicit.told()
            from_setting = self._explicit.from_setting
        if opts.id is not None:
            # A model that is managed elsewhere may have got default tags there.
            properties["tags"] = from_setting("defaultTags", properties["tags"])
        self.__dict__["_resource_type_name"] = TYPE.removeprefix(_PREFIX)
        properties |= {
            # `check` fills these in from the settings; the engine keeps secret what was secret here.
            "region": from_setting("region", properties["region"]),
            "defaultTags": from_setting("defaultTags"),
            "ignoreTags": from_setting("ignoreTags"),
            "tagsAll": None,
            IDENTITY: _identity(resource_name, opts),
            RETAINED: asyncio.ensure_future(self._is_retained()),
            # Outputs that AWS decides are declared by a property without a value.
            "arn": None,
            "creationTime": None,
            "supersededModels": None,
        }
        if opts.id is None and origin.is_asked_for():
            properties[PREVIEW] = origin.preview_origins(self, dict(properties), lambda: self._depends_on, opts)
        properties[SECRETS] = secrecy.paths(self, dict(properties), opts)
        super().__init__(ModelProvider(), resource_name, properties, opts)

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: Input[str],  # noqa: A002  (the name that every Pulumi resource's `get` has)
        opts: ResourceOptions | None = None,
        **arguments: Unpack[ModelArgs],
    ) -> Model:
        """Refer to a model that is managed elsewhere.

        Args:
            resource_name: the reference's name in the stack.
            id: the model's name in AWS.
            opts: Pulumi's resource options.
            arguments: those of `Model`; AWS is asked for everything but `region`.
        """
        return cls(resource_name, ResourceOptions.merge(opts, ResourceOptions(id=id)), **arguments)

    @property
    def arn(self) -> Output[str]:
        """ARN of the model."""
        return self._output("arn")

    @property
    def creation_time(self) -> Output[str]:
        """When AWS created the model: ISO 8601, UTC, by AWS's clock.

        This is when AWS answered that the model is created, which may be seconds after what DescribeModel says. It is
        absent if the answer has no date, until `pulumi refresh`.
        """
        return self._output("creationTime")

    @property
    def superseded_models(self) -> Output[list[str]]:
        """Names of the models that this one replaced and that stay while an endpoint serves them."""
        return self._output("supersededModels", [])

    @property
    def name(self) -> Output[str]:
        """Name of the model in AWS; its id, too."""
        return self._output("name")

    @property
    def region(self) -> Output[str]:
        """AWS region that the model is in."""
        return self._output("region")

    @property
    def execution_role_arn(self) -> Output[str]:
        """ARN of the IAM role that SageMaker assumes."""
        return self._output("executionRoleArn")

    @property
    def primary_container(self) -> Output[Structure | None]:
        """The only container."""
        return self._output("primaryContainer")

    @property
    def containers(self) -> Output[list[Structure] | None]:
        """Containers of an inference pipeline, in order."""
        return self._output("containers")

    @property
    def inference_execution_config(self) -> Output[Structure | None]:
        """How the containers of a pipeline are called, where the program says so."""
        return self._output("inferenceExecutionConfig")

    @property
    def vpc_config(self) -> Output[Structure | None]:
        """Subnets and security groups that the containers connect to."""
        return self._output("vpcConfig")

    @property
    def enable_network_isolation(self) -> Output[bool | None]:
        """Whether the containers are kept from every network call."""
        return self._output("enableNetworkIsolation")

    @property
    def tags(self) -> Output[Mapping[str, str] | None]:
        """The model's own tags."""
        return self._output("tags")

    @property
    def tags_all(self) -> Output[Mapping[str, str]]:
        """The model's tags with the default tags of its provider or stack."""
        from pulumi_sagemaker_model.program import secrecy  # noqa: PLC0415
        from pulumi_sagemaker_model.properties import TAGS, all_tags, is_known  # noqa: PLC0415

        name, parts = pulumi.get(self, "name"), {key: pulumi.get(self, key) for key in sorted(TAGS)}
        if name is None or None in parts.values():
            return cast("Output[Any]", None)  # as `_output` says

        async def merged() -> tuple[Any, bool, bool]:
            tags = all_tags({key: await part.future(with_unknowns=True) for key, part in parts.items()})
            # At a preview the SDK takes for unknown what `check` left out. Only a model that is skipped has no name.
            known = is_known(tags) and (await name.is_known() or await name.future(with_unknowns=True) is not None)
            return tags, known, any([await part.is_secret() for part in parts.values()])

        return secrecy.output(name.resources(), merged())

    @property
    def triggers(self) -> Output[Mapping[str, str] | None]:
        """The strings of which a change makes a new model."""
        return self._output("triggers")

    def _get_providers(
        self,
        t: str,  # noqa: ARG002  (the SDK's)
        pkg: str | None,  # noqa: ARG002  (the SDK's)
        opts: ResourceOptions,
    ) -> tuple[pulumi.ProviderResource | None, Mapping[str, pulumi.ProviderResource]]:
        from pulumi_sagemaker_model.program import options  # noqa: PLC0415

        # Here all transformations have run and the parents' providers are known, and the engine knows of nothing yet.
        theirs, all_providers = super()._get_providers(_PREDECESSORS[0], options.AWS, opts)
        options.refuse(opts, all_providers)
        if self._explicit is not None:
            self._explicit.provider = theirs
        self._retained = opts.retain_on_delete or None
        # Any sooner, the SDK would work out their URNs, which nothing needs and which takes longer than all else here.
        named_by_sdk = type(self)._resource_type_name  # noqa: SLF001  (of our base class, where the SDK puts it)
        opts.aliases = [*(opts.aliases or []), *_earlier_aliases(named_by_sdk)]
        self._depends_on = opts.depends_on
        # The engine asks its provider of dynamic resources for a model, whichever provider of AWS it has.
        return None, all_providers

    async def _is_retained(self) -> bool | None:
        # This runs after `_get_providers`, as everything that the program leaves to the event loop.
        return self._retained

    def _output(self, name: str, missing: Any = None) -> Output[Any]:
        # As with every resource of the SDK, a property is None before the registration, so to a transformation too.
        output: Output[Any] | None = pulumi.get(self, name)
        if output is None:
            return cast("Output[Any]", None)
        return output.apply(lambda value: to_program(name, missing if value is None else value), run_with_unknowns=True)


def _spelled(opts: ResourceOptions | None) -> ResourceOptions:
    """Return a copy of `opts` in which properties have the engine's names."""
    from pulumi_sagemaker_model.program.paths import respelled  # noqa: PLC0415

    return respelled(ResourceOptions.merge(None, opts))


@cache
def _earlier_aliases(named_by_sdk: str) -> tuple[pulumi.Alias, ...]:
    """Return aliases of the types by which a state may have what is now a model.

    Args:
        named_by_sdk: what the SDK calls the model's class. It names each subclass anew, and so did the states.
    """
    types = dict.fromkeys((*_PREDECESSORS, _PREFIX + named_by_sdk))
    return tuple(pulumi.Alias(type_=type_) for type_ in types if type_ != TYPE)


def _identity(resource_name: object, opts: ResourceOptions) -> Input[str] | None:
    """Return which resource a model is of, by the URN that it is going to have."""
    from pulumi_sagemaker_model.program import secrecy  # noqa: PLC0415

    if not isinstance(resource_name, str):
        return None  # The SDK refuses it.
    organization, parent = pulumi.get_organization(), opts.parent
    own = f"{TYPE}::{resource_name}"
    if parent is None:
        return naming.identity(organization, f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{own}")

    async def below() -> tuple[str, bool, bool]:
        urn = await parent.urn.future() or ""
        return naming.identity(organization, f"{urn.rpartition('::')[0]}${own}"), await parent.urn.is_known(), False

    # To the engine a child that depends on its parent's outputs is a cycle, so the URN goes in as a bare value.
    return secrecy.output(set(), below())
