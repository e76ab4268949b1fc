"""Outputs of a model that are made when a program first uses them.

The SDK makes an output of each property of a resource, with a task of its own. A model has twenty properties, and a
program seldom uses more than two. The others would be most of what a model costs a program.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterable
from functools import partial
from typing import Any, Final, NamedTuple

from pulumi import Output, Resource
from pulumi.runtime import rpc

_ON_DEMAND: Final = "_outputs_on_demand"
"""The attribute of a class of resources that has its outputs made so."""

Resolvers = dict[str, Callable[..., None]]
"""What the SDK calls once for each property, when the engine has answered."""


def prepare() -> None:
    """Have the SDK make outputs on demand for the classes that say so, in this process."""
    if not isinstance(rpc.transfer_properties, partial):
        rpc.transfer_properties = partial(_transfer_properties, rpc.transfer_properties)


def _transfer_properties(
    sdks: Callable[..., Resolvers], resource: Resource, names: Iterable[str], *more: Any
) -> Resolvers:
    if not getattr(resource, _ON_DEMAND, False):
        return sdks(resource, names, *more)
    answers = _Answers(resource)
    resolvers: Resolvers = {}
    for name in names:
        # Of what is hidden no program has an output.
        if not name.startswith("__"):
            resource.__dict__[name] = _OnDemand(partial(answers.of, name))
            resolvers[name] = partial(answers.resolve, name)
    return resolvers


class _Answer(NamedTuple):
    """What the engine answered about a property."""

    value: Any
    is_known: bool
    is_secret: bool
    dependencies: set[Resource] | None
    failure: Exception | None


class _Answers:
    """What the engine answers about a resource."""

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self._answers: dict[str, _Answer] = {}
        self._asked: dict[str, asyncio.Future[None]] = {}

    def resolve(self, name: str, *answer: Any) -> None:
        """Note the answer about a property."""
        self._answers[name] = _Answer(*answer)
        if asked := self._asked.pop(name, None):
            asked.set_result(None)

    def of(self, name: str) -> tuple[Awaitable[Any], ...]:
        """Return what the SDK makes an output of: dependencies, value, whether it is known, whether it is secret."""
        return tuple(_Part(self, name, part) for part in ("dependencies", "value", "is_known", "is_secret"))

    async def part(self, name: str, part: str) -> Any:
        """Return a part of the answer about a property, once it is there."""
        if name not in self._answers:
            await asyncio.shield(self._asked.setdefault(name, asyncio.get_running_loop().create_future()))
        answer = self._answers[name]
        if part == "dependencies":
            return {*(answer.dependencies or ()), self._resource}
        if answer.failure is not None:
            raise answer.failure
        return getattr(answer, part)


class _Part(NamedTuple):
    """A part of an answer, for whoever awaits it. The SDK awaits no more parts after one that fails."""

    answers: _Answers
    name: str
    part: str

    def __await__(self) -> Generator[Any, None, Any]:
        return self.answers.part(self.name, self.part).__await__()


class _OnDemand(Output[Any]):
    """An output that the SDK makes once it is used. From then on it is one of the SDK's like any other."""

    def __init__(self, parts: Callable[[], tuple[Awaitable[Any], ...]]) -> None:
        object.__setattr__(self, "_parts", parts)

    def __getattribute__(self, name: str) -> Any:
        parts = object.__getattribute__(self, "__dict__").pop("_parts")
        self.__class__ = Output  # type: ignore[assignment]
        Output.__init__(self, *parts())
        return getattr(self, name)
