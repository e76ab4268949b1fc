"""Where a model's inputs come from: what the same update may make, and what is secret. Only the program can tell.

At a preview the provider asks AWS whether there is what a model names. What another resource of the program makes need
not be there yet, and to the provider its name looks like any other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from inspect import isawaitable
from typing import Any, NamedTuple

import pulumi
from pulumi import Output, Resource, ResourceOptions, StackReference
from pulumi.resource import DependencyResource  # what the program of a remote component knows of other resources
from pulumi.runtime import rpc

from pulumi_sagemaker_model.program import secrecy
from pulumi_sagemaker_model.program.dependencies import may_make
from pulumi_sagemaker_model.program.secrecy import Path
from pulumi_sagemaker_model.properties import DEPENDENCIES, LOOKED_UP, MADE, SECRETS


def is_asked_for() -> bool:
    """Tell whether the provider is going to ask AWS about models: at a preview, unless the stack turns that off."""
    return pulumi.runtime.is_dry_run() and pulumi.runtime.get_config("sagemaker:preflight") != "off"


def preview_origins(
    resource: Resource, properties: Mapping[str, Any], depends_on: Callable[[], Any], opts: ResourceOptions
) -> Output[dict[str, Any]]:
    """Return where inputs come from.

    Args:
        resource: the model.
        properties: what the program declares.
        depends_on: returns the resource option, once transformations have had their say.
        opts: the options before that.
    """

    async def search() -> tuple[dict[str, Any], bool, bool]:
        made: list[Path] = []
        secret: list[Path] = []
        for key in LOOKED_UP:
            async for path, is_made, is_secret in _origins(properties.get(key), [key]):
                made += [path] if is_made else []
                secret += [path] if is_secret else []
        explicit = await _resources(depends_on())
        if await _may_be_made(explicit):
            made = [[]]  # An empty path stands for all inputs.
        told: dict[str, Any] = {MADE: made, SECRETS: secret}
        if await secrecy.are_transforms(resource, opts):
            implicit = await Output.from_input(dict(properties)).resources()
            told[DEPENDENCIES] = sorted(await rpc._expand_dependencies(explicit | implicit, resource))  # noqa: SLF001
        return told, True, False

    # Without dependencies of its own: the properties have theirs.
    return secrecy.output(set(), search())


class _Origin(NamedTuple):
    """Where the value at a path comes from."""

    path: Path
    may_be_made: bool
    """Whether it comes from a resource that this update may make."""
    is_secret: bool


async def _origins(value: Any, path: Path) -> AsyncIterator[_Origin]:
    """Yield where each output at and below `path` comes from."""
    items: Iterable[tuple[Path, Any]] = ()
    if isinstance(value, Output):
        yield _Origin(path, await _may_be_made(await value.resources()), await value.is_secret())
        items = [(path, await value.future(with_unknowns=True))]
    elif isawaitable(value):
        items = [(path, await value)]
    elif isinstance(value, Mapping):
        items = [([*path, str(key)], item) for key, item in value.items()]
    elif isinstance(value, list):
        items = [([*path, str(index)], item) for index, item in enumerate(value)]
    for below, item in items:
        async for origin in _origins(item, below):
            yield origin


async def _resources(option: Any) -> set[Resource]:
    """Return what a resource option `depends_on` names."""
    if isinstance(option, Output):
        return await option.resources() | await _resources(await option.future())
    if isawaitable(option):
        return await _resources(await option)
    if isinstance(option, (list, tuple)):
        return {resource for item in option for resource in await _resources(item)}
    return {option} if isinstance(option, Resource) else set()


async def _may_be_made(resources: Iterable[Resource]) -> bool:
    """Tell whether this update may make any of these resources."""
    for resource in resources:
        if isinstance(resource, DependencyResource):
            if may_make(await resource.urn.future() or ""):
                return True
        elif not isinstance(resource, StackReference):
            return True
    return False
