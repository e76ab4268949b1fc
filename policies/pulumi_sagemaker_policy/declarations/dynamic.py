"""Dynamic resources that this pack does not know: one that has a model's properties is taken for a model.

A class that derives from our Model may get such a token, and another dynamic provider may make models just so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations import tags
from pulumi_sagemaker_policy.declarations.blocks import child, items
from pulumi_sagemaker_policy.declarations.proxies import is_list
from pulumi_sagemaker_policy.declarations.readers import READERS
from pulumi_sagemaker_policy.declarations.resources import resource
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    Field,
    ModelSubject,
    Remedies,
    Tags,
    Unreadable,
)
from pulumi_sagemaker_policy.declarations.terraform import snake
from pulumi_sagemaker_policy.lazy_re import LazyPattern

TOKEN: Final = LazyPattern(r"pulumi-[a-z]+:dynamic(?:/[^:]*)?:.*")

_IDENTITY: Final = "__identity"
"""An input that our own Model has, and so has a class that derives from it."""

_OF_MODELS: Final = ("enableNetworkIsolation", "inferenceExecutionConfig")
"""Properties of a model that go with containers in no other resource."""

_OF_CONTAINERS: Final = (
    "modelDataUrl",
    "modelDataSource",
    "additionalModelDataSources",
    "modelPackageName",
    "inferenceSpecificationName",
    "containerHostname",
    "multiModelConfig",
)
"""Properties that no other service's containers have."""

_OF_ANY_MODEL: Final = (
    *("executionRoleArn", "containers", "primaryContainer", "vpcConfig", "name", "modelName", "arn"),
    *("tags", "tagsAll", "region", "triggers"),
)
"""Properties of a model that others may have as well; a service that runs containers needs more, such as a size."""

_OF_ANY_CONTAINER: Final = frozenset((*_OF_CONTAINERS, "image", "imageConfig", "environment", "mode"))
"""All properties of a container; those of other services need more, such as a name."""

_NO_MODELS: Final = frozenset(
    ("__provider", "inferenceSpecification", "inference_specification", "InferenceSpecification")
)
"""Properties in which no model is: the provider itself, and what a model package says of its containers."""

_DEEPEST: Final = 4
"""How deep in its properties a resource may have what it passes on."""


def _pascal(key: str) -> str:
    return key[0].upper() + key[1:]


def _spellings(key: str) -> tuple[str, ...]:
    return key, snake(key), _pascal(key)


_STYLES: Final = {
    spelling(key): spelling
    for spelling in (snake, _pascal)
    for key in ("executionRoleArn", "primaryContainer", "enableNetworkIsolation", "modelName", "modelDataUrl")
}
"""Keys that tell how a resource spells its properties, and how."""


def _loose(block: Field, key: str) -> Field:
    """Find a property in any spelling."""
    for spelt in _spellings(key):
        if isinstance(block.value, Mapping) and spelt in set(block.value):
            return child(block, spelt)
    # Of one that is missing, as its neighbours are spelt.
    keys = [name for name in block.value if name in _STYLES] if isinstance(block.value, Mapping) else []
    return child(block, _STYLES[keys[0]](key) if keys else key)


def _has(block: Field, *keys: str) -> bool:
    return any(_loose(block, key).value is not ABSENT for key in keys)


def _is_model(block: Field) -> bool:
    """Tell whether a block has what only a model has; an unknown may be anything, so it proves nothing by itself."""
    primary, several = _loose(block, "primaryContainer"), _loose(block, "containers")
    candidates = (primary, *(items(several) if is_list(several.value) else ()))
    containers = [one for one in candidates if isinstance(one.value, Mapping)]
    own = any(_has(container, *_OF_CONTAINERS) for container in containers)
    if _has(block, *_OF_MODELS):
        return bool(containers) or any(one.value is UNKNOWN for one in (*candidates, several))
    has_primary = isinstance(primary.value, Mapping)
    # Model packages have such containers, too, and other services such a role.
    if not _has(block, "executionRoleArn"):
        return own and (has_primary or _has(block, "modelName"))
    if own or primary.value is UNKNOWN:
        return True
    return bool(containers) and all(map(_is_container, containers)) and (has_primary or _is_plain(block))


def _is_plain(block: Field) -> bool:
    """Tell whether a block has nothing but what a model has, or what every dynamic resource may have."""
    keys = set(block.value) if isinstance(block.value, Mapping) else set()
    known = {spelt for key in _OF_ANY_MODEL for spelt in _spellings(key)}
    return all(key in known or key.startswith("__") for key in keys)


def _is_container(container: Field) -> bool:
    keys = set(container.value) if isinstance(container.value, Mapping) else set()
    known = {spelt for key in _OF_ANY_CONTAINER for spelt in _spellings(key)}
    return bool(keys) and keys <= known and not is_list(_loose(container, "environment").value)


def dynamic(args: ResourceValidationArgs) -> Iterator[ModelSubject | Unreadable]:
    """Read a dynamic resource that looks like a model, or passes some on somewhere in its properties."""
    props = Field("", args.props)
    for block in [props] if _IDENTITY in set(args.props) else _models(props, 0):
        yield from _model(args, block)


def _models(block: Field, depth: int) -> Iterator[Field]:
    if isinstance(block.value, Mapping):
        if _is_model(block):
            yield block
        elif depth < _DEEPEST:
            for key in sorted(set(block.value) - _NO_MODELS):
                yield from _models(child(block, key), depth + 1)
    elif is_list(block.value) and depth < _DEEPEST:
        for item in items(block):
            yield from _models(item, depth + 1)


def _model(args: ResourceValidationArgs, block: Field) -> Iterator[ModelSubject | Unreadable]:
    return resource(
        args,
        reader=lambda _, way: READERS["AWS::SageMaker::Model"](block, way),
        model_name="modelName" if _has(block, "modelName") else "name",
        own=lambda args: _tags(args, block),
        remedies=Remedies(
            isolate="set enableNetworkIsolation to true, spelt as its other properties are",
            tag="tags of the resource",
            region="region of the resource",
        ),
        spell=_loose,
    )


def _tags(args: ResourceValidationArgs, block: Field) -> Tags:
    if not block.path and (_has(block, "defaultTags") or _has(block, "tagsAll")):
        return tags.our_tags(args)
    return tags.either(_loose(block, "tags"), _loose)
