"""What the program declared secret: found where the program runs, and used where AWS's words are shown.

The engine takes the marks off before it asks a dynamic provider. So the program says, by a hidden input, which paths
are secret, and the provider hides exactly their values.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Coroutine, Iterator, Mapping
from inspect import isawaitable
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import pulumi
from google.protobuf import struct_pb2
from pulumi import Output, ResourceOptions
from pulumi.output import Unknown
from pulumi.runtime import rpc, settings
from pulumi.runtime._callbacks import _CallbackServicer  # the SDK has no public way to look at secrets as they are
from pulumi.runtime.config import is_config_secret
from pulumi.runtime.proto import callback_pb2, resource_pb2

from pulumi_sagemaker_model import pulumi_sdk
from pulumi_sagemaker_model.casing import PLAIN
from pulumi_sagemaker_model.program import dependencies
from pulumi_sagemaker_model.properties import IDENTITY, IMPORTED, PREVIEW, RETAINED, SECRETS

Path: TypeAlias = list[str]
"""Keys and indices, from the properties down to a value."""


def from_setting(name: str, given: Any = None) -> Any:
    """Return what to declare for a property that `check` takes from the stack's setting if the program gives none."""
    return Output.secret(None) if given is None and is_config_secret(f"aws:{name}") else given


def paths(resource: pulumi.Resource, properties: Mapping[str, Any], opts: ResourceOptions) -> Output[list[Path] | None]:
    """Return the paths of what is secret among the properties that a program declares, or None."""

    async def search() -> tuple[list[Path] | None, bool, bool]:
        found: list[Path] = [[name] for name in opts.additional_secret_outputs or ()]
        known = await _search(properties, [], found)
        await _watch_transforms(resource, opts)
        return sorted(found) or None, known, False

    # Without dependencies of its own: the properties have theirs.
    return output(set(), search())


def output(
    resources: set[pulumi.Resource] | Awaitable[set[pulumi.Resource]],
    found: Coroutine[Any, Any, tuple[Any, bool, bool]],
) -> Output[Any]:
    """Return an output of what is found out: a value, whether it is known, and whether it is secret."""
    # Futures, as a task for each would take longer than most of what is found out.
    known, secret = (asyncio.get_event_loop().create_future() for _ in range(2))

    async def value() -> Any:
        is_known, is_secret = False, False
        try:
            result, is_known, is_secret = await found
        finally:
            # Where it fails, the value raises that, and once is enough.
            known.set_result(is_known)
            secret.set_result(is_secret)
        return result

    return Output(resources, value(), known, secret)


async def _search(value: Any, path: Path, found: list[Path]) -> bool:
    """Collect the paths of secrets at and below `path`; return whether all is known."""
    if isinstance(value, PLAIN):
        return True
    if isinstance(value, Output):
        if await value.is_secret():
            found.append(path)
            return True
        known = await value.is_known()
        return await _search(await value.future(with_unknowns=True), path, found) and known
    if isawaitable(value):
        return await _search(await value, path, found)
    if isinstance(value, (Mapping, list)):
        items = value.items() if isinstance(value, Mapping) else enumerate(value)
        return all([await _search(item, [*path, str(key)], found) for key, item in items])
    return not isinstance(value, Unknown)


_last: WeakKeyDictionary[Any, asyncio.Task[None]] = WeakKeyDictionary()
"""By the connection to an engine, what puts our transform last there."""


async def are_transforms(resource: pulumi.Resource, opts: ResourceOptions) -> bool:
    """Tell whether there is any transform that may change a resource."""
    if opts.parent is not None:
        # What transforms a parent has is known once it is registered.
        await opts.parent.urn.future()
    monitor = settings.get_monitor()
    servers = (server for server in _CallbackServicer._servicers if server._monitor is monitor)  # noqa: SLF001
    # A resource of which the SDK refuses to make one has none.
    older = getattr(resource, "_transformations", None)
    return bool(opts.transforms or older or any(server._transforms for server in servers))  # noqa: SLF001


async def _watch_transforms(resource: pulumi.Resource, opts: ResourceOptions) -> None:
    """Look again after all transforms have run, if there are any: one may make a property secret, or set an option."""
    if not await are_transforms(resource, opts):
        return
    monitor = settings.get_monitor()
    if await pulumi_sdk.engine_has_transforms():
        if monitor not in _last:
            _last[monitor] = asyncio.ensure_future(_stay_last(monitor))
        await _last[monitor]


async def _stay_last(monitor: Any) -> None:
    """Have the engine run `_look_again` after all other transforms: those of the stack run last, in their order.

    The SDK's own way to register a transform would turn each secret into one of its whole top-level property.
    """
    server, token = _CallbackServicer(monitor), str(uuid.uuid4())
    server._callbacks[token] = _look_again  # noqa: SLF001
    await server.serve()  # type: ignore[no-untyped-call]  # the SDK's
    ours = callback_pb2.Callback(token=token, target=server._target)  # noqa: SLF001
    register = monitor.RegisterStackTransform

    def register_before(*arguments: Any, **options: Any) -> Any:
        answer = register(*arguments, **options)
        register(ours)
        return answer

    monitor.RegisterStackTransform = register_before
    register(ours)


async def _look_again(message: bytes) -> resource_pb2.TransformResponse:
    request = resource_pb2.TransformRequest.FromString(message)
    if IDENTITY in request.properties.fields:
        if request.options.provider:
            # It makes outputs by what this module has.
            from pulumi_sagemaker_model.program import providers  # noqa: PLC0415

            await providers.take(request)
        found = [[name] for name in request.options.additional_secret_outputs]
        found += _marked(struct_pb2.Value(struct_value=request.properties), [])
        hidden = {
            SECRETS: sorted(found),
            RETAINED: request.options.retain_on_delete,
            IMPORTED: bool(getattr(request.options, "import")),
        }
        if PREVIEW in request.properties.fields:
            told = request.properties.fields[PREVIEW].struct_value
            dependencies.after_transforms(told, request.options.depends_on)
        for key in hidden:
            request.properties.fields.pop(key, None)
        request.properties.update({key: value for key, value in hidden.items() if value})
        # The engine would read the model before it asks `check`, and that ends in a traceback.
        request.options.ClearField("import")
    return resource_pb2.TransformResponse(properties=request.properties, options=request.options)


def _marked(value: struct_pb2.Value, path: Path) -> Iterator[Path]:
    """Return the paths of what the engine has as secret at and below `path`."""
    fields = value.struct_value.fields
    signature = fields[rpc._special_sig_key].string_value if rpc._special_sig_key in fields else ""  # noqa: SLF001
    if signature == rpc._special_secret_sig or ("secret" in fields and fields["secret"].bool_value and signature):  # noqa: SLF001
        yield path
    elif signature:
        if "value" in fields:
            yield from _marked(fields["value"], path)
    else:
        for key in sorted(fields):
            yield from _marked(fields[key], [*path, key])
        for index, item in enumerate(value.list_value.values):
            yield from _marked(item, [*path, str(index)])
