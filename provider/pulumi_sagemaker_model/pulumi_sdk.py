"""What differs among the versions of Pulumi's SDK that this package runs on, each with the version that changed it.

The SDK is asked what it has, not which version it is: only `prepare_program` looks at the number.

The module has two parts, for two processes. The first part is for the process of the program, which declares models.
The second part begins at `prepare_process`. It is for the process in which the engine runs the provider.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from inspect import iscoroutinefunction
from types import FrameType
from typing import Any, Final, NamedTuple, TypeAlias, cast

import grpc
import pulumi
from pulumi import _version, dynamic
from pulumi.runtime import rpc, settings
from pulumi.runtime.proto import resource_pb2

OLDEST: Final = (3, 205)
"""The oldest version that is tested, as pyproject.toml has it."""

_CALLS: Final = ("check", "diff", "create", "read", "update", "delete")
"""What the engine asks of a dynamic provider."""

_PARTS: Final = {"olds": "olds", "news": "news", "props": "properties"}
"""What the SDK's method for a call names the properties that it was sent, each with its name in the request."""


def prepare_program() -> None:
    """Prepare a program for models.

    Raises:
        RunError: the SDK is older than what pyproject.toml allows, as one that was installed past pip may be.
    """
    installed = _version.version
    if (installed.major, installed.minor) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise pulumi.RunError(
            f"Model needs Pulumi's SDK for Python {wanted} or newer, and version {installed} is installed; "
            f'run: pip install --upgrade "pulumi>={wanted}"'
        )
    _keep_hidden_properties()


def _keep_hidden_properties() -> None:
    """Have the SDK hand over properties whose names begin with two underscores.

    Before 3.235 it drops them, at any depth, before it calls a transform of the program or a dynamic provider.
    """
    if rpc.deserialize_properties.__defaults__ == (None, None):
        rpc.deserialize_properties.__defaults__ = (None, True)


def read_result(id_: str, outputs: dict[str, Any], inputs: dict[str, Any] | None) -> dynamic.ReadResult:
    """Return what was read of a resource.

    Before 3.216 the SDK has no `inputs`, and it takes `_Responses` to send them.
    """
    result = dynamic.ReadResult(id_, outputs)
    result.inputs = inputs
    return result


async def engine_has_transforms() -> bool:
    """Tell whether the engine runs transforms."""
    ask: Callable[[Any], Any] = settings.monitor_supports_feature
    # Before 3.258 a feature has a name.
    has = await ask("transforms") if iscoroutinefunction(ask) else ask(resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS)
    # Before 3.260 mocks say so, too.
    return bool(has) and hasattr(settings.get_monitor(), "RegisterStackTransform")


# From here on: the process in which the engine runs the provider.

Function: TypeAlias = Callable[..., Any]


def prepare_process(provider: dynamic.ResourceProvider, main: dict[str, Any], sentence: Callable[[], str]) -> None:
    """Have the process that the engine started hand over all properties, and answer failures with one sentence.

    Args:
        provider: ours, in that process.
        main: the names of its main module.
        sentence: returns what to say of the exception that is being handled.
    """
    main["traceback"] = _Traceback(sentence)
    if "_abort_with_traceback" in main:
        return
    _keep_hidden_properties()
    if "inputs" not in dynamic.ReadResult.__annotations__:
        main["proto"] = _Responses(main)
    # Before 3.260 gRPC puts failures into words, and adds its own.
    prepared = _Prepared(main, sentence).decorate
    for name in _CALLS:
        setattr(provider, name, prepared(getattr(provider, name)))
    if not isinstance(main["get_provider"], partial):
        main["get_provider"] = prepared(main["get_provider"])


class _Traceback:
    """Stands in for the module `traceback`, by which the SDK puts failures into words since 3.260."""

    def __init__(self, sentence: Callable[[], str]) -> None:
        self.format_exc = sentence


class _AnsweredError(Exception):
    """The engine has its answer."""


class _Prepared(NamedTuple):
    """How what runs in a call of the process is prepared."""

    main: dict[str, Any]
    sentence: Callable[[], str]

    def decorate(self, function: Function) -> Function:
        return partial(self._run, function)

    def _run(self, function: Function, *arguments: Any) -> Any:
        call = _call_of(self.main)
        try:
            # The SDK had read this request before `_keep_hidden_properties`.
            for name, part in _PARTS.items():
                if name in call:
                    call[name].update(rpc.deserialize_properties(getattr(call["request"], part), keep_unknowns=True))
            return function(*arguments)
        except _AnsweredError:
            raise
        except Exception as error:
            # gRPC adds nothing to the words of a call that ends itself, which it does by raising.
            with suppress(Exception):
                call["context"].abort(grpc.StatusCode.UNKNOWN, self.sentence())
            raise _AnsweredError from error


class _Responses:
    """Stands in for the SDK's module of messages, and adds to what was read the inputs that it gave."""

    def __init__(self, main: dict[str, Any]) -> None:
        self._main = main
        self._messages = main["proto"]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messages, name)

    def ReadResponse(self, **fields: Any) -> Any:  # noqa: N802  (the message's name)
        call = _call_of(self._main)
        if call["result"].inputs is not None:
            inputs = {**call["result"].inputs, "__provider": call["props"]["__provider"]}
            fields["inputs"] = asyncio.run(rpc.serialize_properties(inputs, {}))
        return self._messages.ReadResponse(**fields)


def _call_of(main: dict[str, Any]) -> Mapping[str, Any]:
    """Return what the SDK's method for a call was called with and has made of it, which it hands to nobody."""
    frame = sys._getframe()  # noqa: SLF001  (see above)
    # `get_provider` may be below the method.
    while frame.f_globals is not main or "request" not in frame.f_locals:
        frame = cast("FrameType", frame.f_back)
    return frame.f_locals
