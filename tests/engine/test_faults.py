"""Every fault in every operation, through the real CLI: what is said, and that the next run leaves state = cloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.engine.lifecycle import COMMANDS, NEW, OLD, Lifecycle, Seen, StartStack, check, check_all, resource
from tests.faults.proxy import Fault, FaultProxy, Request
from tests.faults.table import CALLS, TABLE, Never, Operation, Row
from tools.local_aws import LocalAws

TAGS: Mapping[Operation, list[dict[str, str]]] = {"create": [OLD], "read": [OLD], "tag update": [NEW], "delete": []}
"""The tags of the models that a resource has after each operation."""
LIFECYCLES = (
    [row for row in TABLE if row.settings],
    [row for row in TABLE if not row.settings and isinstance(row.cells["read"], Never)],
    # Apart, because what is throttled slows down all calls of its process.
    [row for row in TABLE if not row.settings and not isinstance(row.cells["read"], Never)],
)
"""What shares a stack."""


def run_lifecycle(start_stack: StartStack, rows: Sequence[Row]) -> dict[tuple[str, Operation], Seen]:
    """Strike every operation of one model for each row, a fault to a model."""
    faults = {row.model: row for row in rows}
    seen: dict[tuple[str, Operation], Seen] = {}
    with LocalAws() as aws, FaultProxy(aws.endpoint) as proxy:
        lifecycle = Lifecycle(start_stack(proxy, list(faults), rows[0].settings), aws, proxy)

        def decide(operation: Operation) -> Callable[[Request], Fault | None]:
            def fault(call: Request) -> Fault | None:
                row = faults.get(resource(call.model))
                if row is None or call.operation != CALLS[operation] or isinstance(row.cells[operation], Never):
                    return None
                return row.fault if row.lasting or call.occurrence == 1 else None

            return fault

        for operation in CALLS:
            if all(isinstance(row.cells[operation], Never) for row in rows):
                continue
            if operation == "tag update":
                lifecycle.stack.configure(changed="true")
            proxy.plan(decide(operation))
            one = lifecycle.seen(operation, lambda: lifecycle.stack.run(*COMMANDS[operation], seconds=300))  # noqa: B023
            seen |= {(row.title, operation): one for row in rows}
    return seen


@pytest.fixture(scope="module")
def matrix(start_stack: StartStack) -> dict[tuple[str, Operation], Seen]:
    """Return what came of every fault in every operation that it exists in."""
    with ThreadPoolExecutor(len(LIFECYCLES)) as pool:
        seen = list(pool.map(lambda rows: run_lifecycle(start_stack, rows), LIFECYCLES))
    return {key: one for lifecycles in seen for key, one in lifecycles.items()}


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.title)
def test_a_fault_is_survived_or_said_and_repaired(
    matrix: Mapping[tuple[str, Operation], Seen], row: Row, operation: Operation
) -> None:
    if isinstance(row.cells[operation], Never):
        assert row.model not in getattr(matrix.get((row.title, operation)), "strikes", set())
    else:
        check(matrix[row.title, operation], row, operation, row.model, TAGS[operation])


def test_after_every_repair_state_and_cloud_agree_and_no_secret_was_printed(
    matrix: Mapping[tuple[str, Operation], Seen],
) -> None:
    for (_, operation), seen in matrix.items():
        check_all(seen, operation)
