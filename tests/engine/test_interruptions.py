"""The engine is killed in the middle: the same program, run again, ends with state and cloud in agreement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.kill import kill_at
from tests.engine.stack import Stack
from tests.faults.proxy import FaultProxy
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    Model(
        "m",
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (pulumi.Config().get("image") or "1")
        },
    )
"""


@pytest.mark.parametrize("cleared", [False, True], ids=["", "cleared"])
def test_a_create_that_was_interrupted_is_taken_up_again(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy, *, cleared: bool
) -> None:
    """The engine is killed after CreateModel and before it saved the state; the same program runs again."""
    stack = new_proxied_stack(PROGRAM)
    kill_at("CreateModel", stack, proxy, acts=True)
    (name,) = aws.models()

    stack.succeed("cancel", "--yes")
    if cleared:
        stack.refresh("--clear-pending-creates")
        assert "pending_operations" not in stack.state()
    taken = f"model {name} was there already and is taken over, as an earlier update of this program made it"
    run = stack.up()
    assert taken in run.output

    assert list(aws.models()) == [name] == [stack.model()["id"]]
    # Without the flag the engine goes on to warn of the pending operation; that is the engine's own to end.
    assert ("pending operations" in run.output) is not cleared, run.output
    stack.expect_no_changes()


def test_what_an_interrupted_create_left_is_named_when_the_program_was_edited(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy
) -> None:
    stack = new_proxied_stack(PROGRAM)
    kill_at("CreateModel", stack, proxy, acts=True)
    stack.succeed("cancel", "--yes")
    (left,) = aws.models()
    stack.configure(image="2")

    run = stack.up()

    assert f"left model {left}, which nothing knows" in run.output
    assert set(aws.models()) == {left, stack.model()["id"]}


@pytest.mark.parametrize("operation", ["CreateModel", "DescribeModel"])
def test_a_forced_replacement_that_was_interrupted_loses_nothing(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy, operation: str
) -> None:
    """The model replaces itself; killed in between, the state has it twice, once as an original to be deleted."""
    stack = new_proxied_stack(PROGRAM)
    stack.up()
    kill_at(operation, stack, proxy, "--replace", stack.model()["urn"], acts=True)
    stack.succeed("cancel", "--yes")

    stack.up()

    assert [*aws.models()] == [stack.model()["id"]]
    stack.expect_no_changes()


@pytest.mark.parametrize("operation", ["CreateModel", "DeleteModel"])
def test_a_replacement_that_was_interrupted_leaves_one_model(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy, operation: str
) -> None:
    stack = new_proxied_stack(PROGRAM)
    stack.up()
    stack.configure(image="2")
    kill_at(operation, stack, proxy, acts=True)
    stack.succeed("cancel", "--yes")

    stack.up()

    ((name, model),) = aws.models().items()
    assert name == stack.model()["id"]
    assert model["PrimaryContainer"]["Image"].endswith(":2")
    stack.expect_no_changes()
