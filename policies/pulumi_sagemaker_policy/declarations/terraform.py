"""Resources of Terraform's AWS providers under other tokens than pulumi-aws has for them.

A bridge that is made at run time spells properties in camelCase, and may leave blocks as lists; a child of a Terraform
module has Terraform's own words, in snake_case, where every block is a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations import tags
from pulumi_sagemaker_policy.declarations.blocks import Spelling, child, without_empty
from pulumi_sagemaker_policy.declarations.proxies import is_list, read
from pulumi_sagemaker_policy.declarations.readers import READERS
from pulumi_sagemaker_policy.declarations.resources import NAMES, own_only, resource, typed
from pulumi_sagemaker_policy.declarations.stacks import stack, stack_set
from pulumi_sagemaker_policy.declarations.subject import ABSENT, Field, ModelSubject, Remedies, Tags, Unreadable
from pulumi_sagemaker_policy.lazy_re import LazyPattern

ANY: Final = "any"
"""What Cloud Control makes says which type it has."""

_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sagemaker_model": "AWS::SageMaker::Model",
        "sagemaker_inference_component": "AWS::SageMaker::InferenceComponent",
        "sagemaker_endpoint_configuration": "AWS::SageMaker::EndpointConfig",
        "sagemaker_endpoint_config": "AWS::SageMaker::EndpointConfig",
        "sagemaker_pipeline": "AWS::SageMaker::Pipeline",
        "sfn_state_machine": "AWS::StepFunctions::StateMachine",
        "stepfunctions_state_machine": "AWS::StepFunctions::StateMachine",
        "cloudformation_stack": "AWS::CloudFormation::Stack",
        "cloudformation_stack_set": "AWS::CloudFormation::StackSet",
        "cloudcontrolapi_resource": ANY,
    }
)
"""The types of the providers aws and awscc, without these names, and what CloudFormation calls them."""

_RAW: Final = LazyPattern(rf"(?:.*[:/])?(?:aws|awscc)_({'|'.join(_TYPES)})")
"""Tokens that end in a type of Terraform's, as `mymodule:tf:aws_sagemaker_model`."""

_BRIDGED: Final = LazyPattern(
    r"(?:[^:]+):index(?:/[A-Za-z]+)?:(?:Aws|Awscc)?((?:Sagemaker|Sfn|Stepfunctions|Cloudformation|Cloudcontrolapi)[A-Za-z]+)"
)
"""Tokens that a bridge makes of such a type, as `aws:index/sagemakerModel:SagemakerModel`."""

_BLOCKS: Final = frozenset(
    (
        "primaryContainer",
        "vpcConfig",
        "imageConfig",
        "repositoryAuthConfig",
        "modelDataSource",
        "hubAccessConfig",
        "specification",
        "container",
    )
)
"""Blocks of which there is one at most."""


def snake(key: str) -> str:
    """Spell a property as Terraform and Python do."""
    return re.sub("([A-Z]+)", r"_\1", key).lower()


def _only(block: Field) -> Field:
    """Take a block out of its list."""
    if not is_list(block.value) or len(block.value) > 1:
        return block
    return Field(f"{block.path}[0]", read(block.value, 0)) if len(block.value) else Field(block.path, ABSENT)


def _camel(block: Field, key: str) -> Field:
    found = child(block, key)
    if key not in _BLOCKS:
        return found
    return _only(child(block, f"{key}s") if found.value is ABSENT and _has(block, f"{key}s") else found)


def _snake(block: Field, key: str) -> Field:
    spelt = snake(key)
    if key == "containers" and not _has(block, spelt):
        return child(block, "container")
    return _only(child(block, spelt)) if key in _BLOCKS else child(block, spelt)


def _has(block: Field, key: str) -> bool:
    return isinstance(block.value, Mapping) and key in set(block.value)


def terraform_type(token: str) -> tuple[str, Spelling] | None:
    """Tell what CloudFormation calls a resource of Terraform's AWS providers, and how its properties are spelt."""
    raw = _RAW.fullmatch(token)
    if raw is not None:
        return _TYPES[raw[1]], _snake
    bridged = _BRIDGED.fullmatch(token)
    known = _TYPES.get(snake(bridged[1]).removeprefix("_")) if bridged else None
    return (known, _camel) if known else None


def terraform_types() -> Iterator[tuple[str, str]]:
    """Name the resource types that are read, in which `*` is any text, after what CloudFormation calls them."""
    for name, known in _TYPES.items():
        pascal = name.title().replace("_", "")
        yield known, f"*:index/{pascal[0].lower()}{pascal[1:]}:{pascal}"
        yield known, f"*:tf:aws_{name}"


def terraform(args: ResourceValidationArgs) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource for which `terraform_type` has an answer."""
    found = terraform_type(args.resource_type)
    if found is None:
        return
    known, spell = found
    if known == ANY:
        yield from typed(
            args,
            type_name=spell(_NOTHING, "typeName").path,
            properties=spell(_NOTHING, "desiredState").path,
            add=own_only,
            remedies=_IN_STATE,
        )
    elif known == "AWS::CloudFormation::Stack":
        yield from stack("name", lambda args: _tags(args, spell), without_empty(spell))(args)
    elif known == "AWS::CloudFormation::StackSet":
        yield from stack_set(lambda args: _tags(args, spell), without_empty(spell))(args)
    else:
        yield from _resource(args, known, spell)


_NOTHING: Final = Field("", ABSENT)

_IN_STATE: Final = Remedies(
    isolate="set EnableNetworkIsolation to true in the desired state",
    tag="Tags in the desired state",
    region="region of the resource or of its provider",
)


def _resource(args: ResourceValidationArgs, known: str, spell: Spelling) -> Iterator[ModelSubject | Unreadable]:
    isolation = spell(_NOTHING, "enableNetworkIsolation").path
    names = [spell(_NOTHING, name).path for name in (NAMES.get(known, "modelName"), "name")]
    yield from resource(
        args,
        reader=READERS[known],
        model_name=names[0] if _has(Field("", args.props), names[0]) else names[1],
        own=lambda args: _tags(args, spell),
        remedies=Remedies(
            isolate=f"set {isolation} to true",
            tag="tags of the resource, or the default tags of its provider",
            region="region of the resource or of its provider",
        ),
        spell=without_empty(spell),
    )


def _tags(args: ResourceValidationArgs, spell: Spelling) -> Tags:
    """Read the tags of a resource, and the sum with its provider's default tags, which the provider makes."""
    props = Field("", args.props)
    own, total = spell(props, "tags"), spell(props, "tagsAll")
    found = tags.under(tags.either(own, spell), tags.provider_defaults(args))
    return tags.under(found, tags.either(total, spell))
