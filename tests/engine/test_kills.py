"""SIGKILL of the provider and of the engine in the middle of every operation: the next run leaves state = cloud."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest

from tests.engine.lifecycle import COMMANDS, NEW, Lifecycle, Seen, StartStack, check, check_all, resource
from tests.engine.stack import Run, providers, wait_until
from tests.faults.proxy import Fault, FaultProxy, Gate, Request, cut_before
from tests.faults.table import CALLS, KILLED, Operation
from tools.local_aws import LocalAws


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="finds the provider's process by way of /proc")
@pytest.mark.parametrize("victim", KILLED)
def test_a_kill_in_any_operation_is_repaired(start_stack: StartStack, victim: Literal["provider", "engine"]) -> None:
    """Two models each are created, read, tagged and deleted; the kill finds one before the call and one after."""
    rows = KILLED[victim]
    created = {f"{row.model}create": row for row in rows.values()}
    tagged = {f"{row.model}tagupdate": row for row in rows.values()}
    with LocalAws() as aws, FaultProxy(aws.endpoint) as proxy:
        lifecycle = Lifecycle(start_stack(proxy, list(tagged), {}), aws, proxy)
        lifecycle.stack.up()

        def kill(operation: Operation, calls: Mapping[str, str]) -> Seen:
            return lifecycle.seen(operation, lambda: killed(lifecycle, victim, COMMANDS[operation], calls))

        lifecycle.stack.configure(models=json.dumps([*tagged, *created]), changed="true")
        seen = kill("create", dict.fromkeys(created, "CreateModel") | dict.fromkeys(tagged, "AddTags"))
        check_all(seen, "create")
        for name, row in created.items():
            check(seen, row, "create", name, [NEW])
        for name, row in tagged.items():
            check(seen, row, "tag update", name, [NEW])
        last: Mapping[Operation, list[dict[str, str]]] = {"read": [NEW], "delete": []}
        for operation, tags in last.items():
            seen = kill(operation, dict.fromkeys([*tagged, *created], CALLS[operation]))
            check_all(seen, operation)
            for name, row in (created | tagged).items():
                check(seen, row, operation, name, tags)


def killed(lifecycle: Lifecycle, victim: str, command: Sequence[str], calls: Mapping[str, str]) -> Run:
    """Run a command, hold a call for each resource before or after AWS acts, as its name says, and kill then."""
    gate = Gate()

    def hold(call: Request) -> Fault | None:
        if calls.get(name := resource(call.model)) != call.operation:
            return None
        return gate.after if "after" in name else gate.before(cut_before)

    lifecycle.proxy.plan(hold)
    process = lifecycle.stack.start(*command)
    gate.wait_for(len(calls))
    if victim == "engine":
        os.kill(process.pid, signal.SIGKILL)
    else:
        for pid in providers(lifecycle.stack):
            os.kill(pid, signal.SIGKILL)
    output, _ = process.communicate(timeout=120)
    wait_until(lambda: not providers(lifecycle.stack))
    gate.open()
    if victim == "engine":
        lifecycle.stack.succeed("cancel", "--yes")
    return Run(process.returncode, output)
