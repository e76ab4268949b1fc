"""How tests kill the engine: at a call that a gate in the proxy holds, so that nothing depends on a clock."""

from __future__ import annotations

import os
import signal

from tests.engine.stack import Stack, providers, wait_until
from tests.faults.proxy import Fault, FaultProxy, Gate, Plan, cut_before, nothing


def strikes(operation: str, fault: Fault) -> Plan:
    """Have every call of an operation go wrong."""
    return lambda call: fault if call.operation == operation else None


def kill_at(operation: str, stack: Stack, proxy: FaultProxy, *options: str, acts: bool) -> None:
    """Start an update, and kill the engine at the first call of an operation, before or after AWS acts on it."""
    gate = Gate()
    proxy.plan(strikes(operation, gate.after if acts else gate.before(cut_before)))
    process = stack.start("up", "--yes", "--skip-preview", *options)
    gate.wait_for(1)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=120)
    wait_until(lambda: not providers(stack))
    gate.open()
    proxy.plan(nothing)
