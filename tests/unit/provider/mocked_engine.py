"""Pulumi's mocks for a test: programs run as under the language host, and what they register is kept as it was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pulumi
from google.protobuf.json_format import MessageToDict
from pulumi import Output
from pulumi.runtime import set_mocks
from pulumi.runtime.mocks import MockMonitor, Mocks

WRAPPED = "4dabf18193072939515e22adb298388d"
"""The key by which the SDK tells the engine that an object is a secret's wrapping."""


class Monitor(MockMonitor):
    """The engine's side of registrations, with a record."""

    def __init__(self, mocks: Mocks) -> None:
        super().__init__(mocks)
        self.requests: list[Any] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  (the gRPC service's name)
        self.requests.append(request)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def wire(self, type_: str) -> list[dict[str, Any]]:
        """Return the properties of each resource of a type, as they were sent."""
        return [MessageToDict(request.object) for request in self.requests if request.type == type_]


@contextmanager
def mocked(mocks: Mocks, *, preview: bool = False) -> Iterator[Monitor]:
    """Put mocks in the engine's place, at an update or at a preview."""
    loops: list[asyncio.AbstractEventLoop] = []

    def begin_loop() -> None:
        loops.append(loop := asyncio.new_event_loop())
        asyncio.set_event_loop(loop)

    # The SDK makes a loop in every thread that has none, and leaves it open.
    begin_loop()
    monitor = Monitor(mocks)
    with ThreadPoolExecutor(initializer=begin_loop) as executor:
        loops[0].set_default_executor(executor)
        set_mocks(mocks, project="shop", stack="dev", organization="acme", preview=preview, monitor=monitor)
        yield monitor
    asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()


def run(program: Callable[[], Any]) -> Any:
    """Run a program until everything that it declared is registered; return what its answer turned out to be."""
    answers: list[Any] = []
    pulumi.runtime.test(lambda: Output.from_input(program()).apply(answers.append))()  # type: ignore[no-untyped-call]
    return answers[0]
