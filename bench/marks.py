"""The process whose instructions are counted: `python -m bench.marks`, by `bench.instructions` alone.

It prints, as JSON, the process of each mark. Modules are loaded where that is counted, and not before.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Final

REPETITIONS: Final = 3
MODELS: Final = 20


def main() -> None:
    """Do the work, with marks."""
    marks: dict[str, int] = {}

    def mark(name: str) -> None:
        child = os.fork()
        if not child:
            os._exit(0)
        os.waitpid(child, 0)
        marks[name] = child

    def repeat(work: str, action: Callable[[], object]) -> None:
        action()  # the first time loads and remembers
        gc.collect()
        mark(f"before {work}")
        for _ in range(REPETITIONS):
            action()
        mark(f"after {work}")

    mark("start")
    for module in ("pulumi", "pulumi_sagemaker_model", "pulumi_sagemaker_model.provider"):
        import_module(module)
        mark(f"import {module}")
    for work, provider in _providers().items():
        repeat(work, _as_host(provider))
    policies = import_module("bench.policies")
    for title in policies.SETTINGS:
        ours, idle = policies.judging(title, MODELS)
        repeat(f"policies, {title}", partial(ours, 0))
        repeat(f"idle, {title}", partial(idle, 0))
        ours, parse = policies.judging_template(title)
        repeat(f"template, {title}", partial(ours, 0))
        repeat(f"parse, {title}", partial(parse, 0))
    json.dump(marks, sys.stdout)


def _providers() -> dict[str, Any]:
    from pulumi import dynamic  # noqa: PLC0415  (loading it is counted)

    from bench.nothing import NothingProvider  # noqa: PLC0415  (the same)
    from pulumi_sagemaker_model.provider import ModelProvider  # noqa: PLC0415  (the same)

    ours = ModelProvider()
    ours.configure(dynamic.ConfigureRequest(dynamic.Config({"aws:region": "us-east-1"}, "bench")))
    return {"ours": ours, "nothing": NothingProvider()}


def _as_host(provider: Any) -> Callable[[], object]:
    """Return what asks a provider about a model that has not changed, and does what Pulumi's dynamic host does then."""
    import asyncio  # noqa: PLC0415  (loading it is counted)

    from google.protobuf.struct_pb2 import Struct  # noqa: PLC0415  (the same)
    from pulumi.runtime import rpc  # noqa: PLC0415  (the same)

    from bench.calls import inputs  # noqa: PLC0415  (the same)

    def message(properties: dict[str, Any]) -> Struct:
        struct = Struct()
        struct.update(properties)
        return struct

    given = inputs("unchanged", "1")
    declared = message(given)
    state = message(
        provider.check({}, given).inputs
        | {
            "arn": "arn:aws:sagemaker:us-east-1:123456789012:model/unchanged",
            "creationTime": "2026-01-31T12:00:00+00:00",
        }
    )

    def ask() -> None:
        before = rpc.deserialize_properties(state, True)  # noqa: FBT003  (as the host calls it)
        checked = provider.check(before, rpc.deserialize_properties(declared, True)).inputs  # noqa: FBT003  (as the host calls it)
        answer = asyncio.run(rpc.serialize_properties(checked, {}))
        before, wanted = (rpc.deserialize_properties(one, True) for one in (state, answer))  # noqa: FBT003  (as the host calls it)
        provider.diff("unchanged", before, wanted)

    return ask


if __name__ == "__main__":
    main()
