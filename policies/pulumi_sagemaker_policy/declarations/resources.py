"""Resources of Pulumi's that declare one thing, with the properties that it has in AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations import places, tags
from pulumi_sagemaker_policy.declarations.blocks import Spelling, camel, child, pascal, without_empty
from pulumi_sagemaker_policy.declarations.cloudformation.load import LoadError, parse_json
from pulumi_sagemaker_policy.declarations.cloudformation.nesting import nests
from pulumi_sagemaker_policy.declarations.declaration import Way
from pulumi_sagemaker_policy.declarations.proxies import read
from pulumi_sagemaker_policy.declarations.readers import READERS, Reader
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    Field,
    ModelSubject,
    Remedies,
    Tags,
    Unreadable,
)


def resource(  # noqa: PLR0913 - what differs between resource types
    args: ResourceValidationArgs,
    *,
    reader: Reader,
    model_name: str,
    own: Callable[[ResourceValidationArgs], Tags],
    remedies: Remedies,
    spell: Spelling = camel,
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource whose own properties declare something."""
    yield from reader(
        Field("", args.props),
        Way(
            name=args.name,
            urn=args.urn,
            spell=spell,
            model_name=model_name,
            region=lambda: places.region(args),
            account=lambda: places.account(args),
            tags=lambda _: own(args),
            remedies=remedies,
        ),
    )


def typed(
    args: ResourceValidationArgs,
    *,
    type_name: str,
    properties: str,
    add: Callable[[ResourceValidationArgs, Tags], Tags],
    remedies: Remedies,
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource of a type that CloudFormation knows: its type and its properties."""
    declared = child(Field("", args.props), type_name)
    if declared.value is UNKNOWN:
        yield Unreadable(declared, "a resource type")
    if nests(declared.value):
        yield Unreadable(
            Field(declared.path, UNRESOLVABLE), "a Stack of pulumi-aws or aws-native, whose template can be read"
        )
    reader = READERS.get(declared.value) if isinstance(declared.value, str) else None
    if reader is None:
        return
    state = child(Field("", args.props), properties)
    if isinstance(state.value, str):
        try:
            state = Field(state.path, parse_json(state.value))
        except ValueError as error:
            reason = str(error) if isinstance(error, LoadError) else ""
            yield Unreadable(state, "a JSON object without a key that comes twice", reason)
            return
    yield from reader(
        state,
        Way(
            name=args.name,
            urn=args.urn,
            spell=pascal,
            model_name=NAMES.get(str(declared.value), "modelName"),
            region=lambda: places.region(args),
            account=lambda: places.account(args),
            tags=lambda found: add(args, tags.listed(child(found, "Tags"), pascal)),
            remedies=remedies,
        ),
    )


NAMES: Final = {"AWS::SageMaker::InferenceComponent": "inferenceComponentName"}
"""Which property has a model's name, where that is not `modelName`."""


def own_only(_: ResourceValidationArgs, own: Tags) -> Tags:
    """Add nothing: the provider does not know which property of such a resource has the tags."""
    return own


def extension_tags(args: ResourceValidationArgs, own: Tags) -> Tags:
    """Add the provider's default tags if the resource says how its tags are written."""
    return own if read(args.props, "tagsStyle") is ABSENT else tags.under(own, tags.provider_defaults(args))


_ANY_LANGUAGE: Final = "set enableNetworkIsolation (enable_network_isolation in Python) to true"


def of_ours(args: ResourceValidationArgs) -> Iterator[ModelSubject | Unreadable]:
    """Read our own Model, whose default tags and region come from its explicit provider, or else from the stack."""
    whose = "aws:{} of the stack" if places.explicit_provider(args) is None else "{} of its provider"
    yield from resource(
        args,
        reader=READERS["AWS::SageMaker::Model"],
        model_name="name",
        own=tags.our_tags,
        remedies=Remedies(
            isolate="pass enable_network_isolation=True to Model",
            tag=f"tags of the Model, or {whose.format('defaultTags')}",
            region=f"region of the Model, or {whose.format('region')}",
        ),
    )


def of_aws(
    cloudformation_type: str, called: str, isolate: str = _ANY_LANGUAGE
) -> Callable[..., Iterator[ModelSubject | Unreadable]]:
    """Make a reader for a resource of pulumi-aws."""
    return partial(
        resource,
        reader=READERS[cloudformation_type],
        model_name="name",
        own=tags.aws_tags,
        spell=without_empty(camel),
        remedies=Remedies(
            isolate=isolate,
            tag=f"tags of the {called}, or defaultTags of its aws provider",
            region=f"region of the {called} or of its aws provider",
        ),
    )


def of_aws_native(cloudformation_type: str, called: str) -> Callable[..., Iterator[ModelSubject | Unreadable]]:
    """Make a reader for a resource of aws-native."""
    return partial(
        resource,
        reader=READERS[cloudformation_type],
        model_name=NAMES.get(cloudformation_type, "modelName"),
        own=tags.aws_native_tags,
        remedies=Remedies(
            isolate=_ANY_LANGUAGE,
            tag=f"tags of the {called}, or defaultTags of its aws-native provider",
            region="region of its aws-native provider",
        ),
    )
