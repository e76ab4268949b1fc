"""Where a model's inputs come from: what the same update may make, and what is secret. Only the program can tell.

At a preview the provider asks AWS whether there is what a model names. What another resource of the program makes need
not be there yet, and to the provider its name looks like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import isawaitable
from typing import Any, Final

import pulumi
from pulumi import Output, Resource, ResourceOptions, StackReference
from pulumi.resource import DependencyResource  # what the program of a remote component knows of other resources
from pulumi.runtime import rpc

from pulumi_sagemaker_model.program import secrecy
from pulumi_sagemaker_model.program.dependencies import may_make
from pulumi_sagemaker_model.program.secrecy import Path
from pulumi_sagemaker_model.properties import DEPENDENCIES, MADE, SECRETS

ASKED: Final = ("executionRoleArn", "primaryContainer", "containers", "vpcConfig")
"""The properties that name what AWS is asked about."""


def at_preview(
    resource: Resource, properties: Mapping[str, Any], depends_on: Callable[[], Any], opts: ResourceOptions
) -> Output[dict[str, Any]] | None:
    """Return at a preview where inputs come from, and at an update nothing.

    Args:
        resource: the model.
        properties: what the program declares.
        depends_on: returns the resource option, once transformations have had their say.
        opts: the options before that.
    """
    if not pulumi.runtime.is_dry_run():
        return None

    async def search() -> tuple[dict[str, Any], bool, bool]:
        made: list[Path] = []
        secret: list[Path] = []
        for key in ASKED:
            await _search(properties.get(key), [key], made, secret)
        explicit = await _resources(depends_on())
        if await _are_made(explicit):
            made = [[]]
        told: dict[str, Any] = {MADE: made, SECRETS: secret}
        if await secrecy.are_transforms(resource, opts):
            implicit = await Output.from_input(dict(properties)).resources()
            told[DEPENDENCIES] = sorted(await rpc._expand_dependencies(explicit | implicit, resource))  # noqa: SLF001
        return told, True, False

    # Without dependencies of its own: the properties have theirs.
    return secrecy.output(set(), search())


async def _search(value: Any, path: Path, made: list[Path], secret: list[Path]) -> None:
    """Collect the paths of what comes from resources, and of secrets, at and below `path`."""
    if isinstance(value, Output):
        if await _are_made(await value.resources()):
            made.append(path)
        if await value.is_secret():
            secret.append(path)
        await _search(await value.future(with_unknowns=True), path, made, secret)
    elif isawaitable(value):
        await _search(await value, path, made, secret)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            await _search(item, [*path, str(key)], made, secret)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            await _search(item, [*path, str(index)], made, secret)


async def _resources(option: Any) -> set[Resource]:
    """Return what a resource option `depends_on` names."""
    if isinstance(option, Output):
        return await option.resources() | await _resources(await option.future())
    if isawaitable(option):
        return await _resources(await option)
    if isinstance(option, (list, tuple)):
        return {resource for item in option for resource in await _resources(item)}
    return {option} if isinstance(option, Resource) else set()


async def _are_made(resources: Iterable[Resource]) -> bool:
    """Tell whether this update may make any of these resources."""
    for resource in resources:
        if isinstance(resource, DependencyResource):
            if may_make(await resource.urn.future() or ""):
                return True
        elif not isinstance(resource, StackReference):
            return True
    return False
