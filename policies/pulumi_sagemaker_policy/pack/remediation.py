"""How a declaration is remediated before the engine goes on with it, each resource type its own way.

The engine hands over properties whose secrets and unknowns survive only if they are changed where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias, cast

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations.proxies import guard, without_proxies
from pulumi_sagemaker_policy.declarations.subject import Field, ModelSubject, Parts, Tag
from pulumi_sagemaker_policy.declarations.tokens import AWS, AWS_NATIVE, OURS

Properties: TypeAlias = Any
"""What the SDK gives a remediation: a mapping that takes items, though its type does not say so."""


class Remediation(NamedTuple):
    """What a rule wants of a model: to be isolated, or tags that it lacks."""

    isolate: bool = False
    tags: Mapping[str, str] = MappingProxyType({})


def remediated(model: ModelSubject, remediation: Remediation) -> ModelSubject:
    """Return a model as it is once it is remediated, for a rule to say what it would find then."""
    parts: dict[str, Any] = {part.name: getattr(model, part.name) for part in fields(ModelSubject)}
    if remediation.isolate:
        parts["isolation"] = Field(model.isolation.path, value=True)
    added = tuple(Tag(key, Field(model.tags.path, value)) for key, value in remediation.tags.items())
    tags = model.tags
    parts["tags"] = Parts(tags.path, (*tags.known, *added), tags.hidden, tags.unreadable)
    return ModelSubject(**parts)


def visible(args: ResourceValidationArgs) -> ResourceValidationArgs:
    """Show a remediation's resource as a validation sees it, with its unknowns guarded."""
    return ResourceValidationArgs(
        args.resource_type,
        guard(cast("dict[str, object]", without_proxies(args.props))),
        args.urn,
        args.name,
        args.opts,
        args.provider,
        args.get_config(),
        args.stack_tags,
    )


def _write_map(properties: Properties, remediation: Remediation) -> None:
    _isolate(properties, remediation)
    if remediation.tags:
        # What the provider made of the tags before policies ran is not made again.
        for key in ("tags", "tagsAll"):
            if isinstance(properties.get(key), Mapping):
                for tag, value in remediation.tags.items():
                    properties[key][tag] = value
            elif key == "tags":
                properties[key] = dict(remediation.tags)


def _write_list(properties: Properties, remediation: Remediation) -> None:
    _isolate(properties, remediation)
    added = [{"key": key, "value": value} for key, value in remediation.tags.items()]
    if added:
        tags = properties.get("tags")
        if isinstance(tags, Sequence):
            # The list itself: the SDK's view of it takes no further items, and a copy would bare its secrets.
            cast("Any", tags)["__target"].extend(added)
        else:
            properties["tags"] = added


def _isolate(properties: Properties, remediation: Remediation) -> None:
    if remediation.isolate:
        properties["enableNetworkIsolation"] = True


REMEDIATORS: Final[Mapping[str, Callable[[Properties, Remediation], None]]] = MappingProxyType(
    {
        OURS: _write_map,
        AWS: _write_map,
        AWS_NATIVE: _write_list,
    }
)
"""How to write a remediation into a declaration, by resource type; any other is left alone."""
