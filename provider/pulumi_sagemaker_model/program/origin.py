"""Where a model's inputs come from: what the same update may make, and what is secret. Only the program can tell.

At a preview the provider asks AWS whether there is what a model names. What another resource of the program makes need
not be there yet, and to the provider its name looks like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import isawaitable
from typing import Any, Final

import pulumi
from pulumi import Output, Resource, StackReference
from pulumi.resource import DependencyResource  # what the program of a remote component knows of other resources

from pulumi_sagemaker_model.program import secrecy
from pulumi_sagemaker_model.program.secrecy import Path
from pulumi_sagemaker_model.properties import MADE, SECRETS

ASKED: Final = ("executionRoleArn", "primaryContainer", "containers", "vpcConfig")
"""The properties that name what AWS is asked about."""

_REFERENCE: Final = "pulumi:pulumi:StackReference"
"""Type of what refers to another stack, in which this update makes nothing."""


def at_preview(properties: Mapping[str, Any], depends_on: Callable[[], Any]) -> Output[dict[str, list[Path]]] | None:
    """Return at a preview where inputs come from, and at an update nothing.

    Args:
        properties: what the program declares.
        depends_on: returns the resource option, once transformations have had their say.
    """
    if not pulumi.runtime.is_dry_run():
        return None

    async def search() -> tuple[dict[str, list[Path]], bool, bool]:
        made: list[Path] = []
        secret: list[Path] = []
        for key in ASKED:
            await _search(properties.get(key), [key], made, secret)
        if await _depends(depends_on()):
            made = [[]]
        return {MADE: made, SECRETS: secret}, True, False

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


async def _depends(option: Any) -> bool:
    """Tell whether a resource option `depends_on` names anything that this update may make."""
    if isinstance(option, Output):
        found = await option.future()
        return not await option.is_known() or await _are_made(await option.resources()) or await _depends(found)
    if isawaitable(option):
        return await _depends(await option)
    if isinstance(option, (list, tuple)):
        return any([await _depends(item) for item in option])
    return isinstance(option, Resource) and await _are_made([option])


async def _are_made(resources: Iterable[Resource]) -> bool:
    """Tell whether this update may make any of these resources."""
    for resource in resources:
        if isinstance(resource, DependencyResource):
            urn = await resource.urn.future() or ""
            if f"::{_REFERENCE}::" not in urn:
                return True
        elif not isinstance(resource, StackReference):
            return True
    return False
