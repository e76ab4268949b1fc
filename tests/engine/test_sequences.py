"""Updates that fail or die half-way, one after another: each sequence ends with exactly the right models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.engine.kill import kill_at, strikes
from tests.engine.stack import Stack
from tests.faults.proxy import Answer, FaultProxy, Gate, nothing, refusal
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    config = pulumi.Config()
    Model(
        "m",
        name=config.get("name"),
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (config.get("image") or "1")
        },
    )
"""
UP = ("up", "--yes", "--skip-preview")
DENIED = refusal("AccessDeniedException", "User is not authorized to perform this action on the resource")


def test_a_replacement_whose_delete_failed_is_taken_back(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy
) -> None:
    """A becomes B, and A cannot be deleted; the program goes back to A, whose name A still has."""
    stack = new_proxied_stack(PROGRAM)
    stack.up()
    first = stack.model()["id"]
    stack.configure(image="2")
    proxy.plan(strikes("DeleteModel", DENIED))
    assert "you may not call sagemaker:DeleteModel" in stack.fail(*UP).output
    assert len(aws.models()) == 2
    proxy.plan(nothing)

    stack.configure(image="1")
    stack.up()

    assert stack.model()["id"] != first
    ends_with(stack, aws, image="1")


def test_a_replacement_whose_create_failed_keeps_the_old_model(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy
) -> None:
    stack = new_proxied_stack(PROGRAM)
    stack.up()
    first = aws.models()
    stack.configure(image="2")
    proxy.plan(strikes("CreateModel", DENIED))
    assert "you may not call sagemaker:CreateModel" in stack.fail(*UP).output
    assert aws.models() == first
    assert [stack.model()["id"]] == list(first)
    proxy.plan(nothing)

    stack.up()

    ends_with(stack, aws, image="2")


def test_a_forced_replacement_of_a_fixed_name_is_refused_and_the_model_stays(
    new_proxied_stack: NewStack, aws: LocalAws
) -> None:
    """The engine asks for the new model first, and says nothing that tells it from another program's."""
    stack = new_proxied_stack(PROGRAM)
    stack.configure(name="fixed")
    stack.up()

    run = stack.fail(*UP, "--replace", stack.model()["urn"])

    assert "a model named fixed exists already, just as declared" in run.output
    ends_with(stack, aws, image="1")


@pytest.mark.parametrize("acts", [False, True], ids=["before the delete", "after the delete"])
def test_a_forced_replacement_that_was_killed_at_its_delete_leaves_one(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy, *, acts: bool
) -> None:
    stack = new_proxied_stack(PROGRAM)
    stack.up()
    first = stack.model()
    aws.backdate(first["id"], timedelta(days=1))  # a younger one replaces itself, and nothing is deleted
    kill_at("DeleteModel", stack, proxy, "--replace", first["urn"], acts=acts)
    stack.succeed("cancel", "--yes")

    stack.up()

    assert stack.model()["id"] != first["id"]
    ends_with(stack, aws, image="1")


@pytest.mark.parametrize(("operation", "acts"), [("CreateModel", True), ("DeleteModel", False), ("DeleteModel", True)])
def test_a_killed_replacement_is_refreshed_and_then_finished(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy, operation: str, *, acts: bool
) -> None:
    stack = new_proxied_stack(PROGRAM)
    stack.up()
    stack.configure(image="2")
    kill_at(operation, stack, proxy, acts=acts)
    stack.succeed("cancel", "--yes")

    stack.refresh()
    stack.up()

    ends_with(stack, aws, image="2")


def test_of_two_programs_that_create_one_name_at_once_one_wins(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy
) -> None:
    stacks = [new_proxied_stack(PROGRAM) for _ in range(2)]
    for stack in stacks:
        stack.configure(name="fixed")
    gate = Gate()
    proxy.plan(strikes("CreateModel", gate.before(answered)))
    running = [stack.start(*UP) for stack in stacks]
    gate.wait_for(2)
    gate.open()
    outputs = [process.communicate(timeout=120)[0] for process in running]
    proxy.plan(nothing)

    won, lost = sorted(range(2), key=lambda index: running[index].returncode)
    assert running[won].returncode == 0, outputs[won]
    assert "a model named fixed exists already, just as declared" in outputs[lost]
    assert list(stacks[lost].models()) == []
    stacks[lost].destroy()
    ends_with(stacks[won], aws, image="1")


def answered(act: Callable[[], Answer]) -> Answer:
    return act()


def ends_with(stack: Stack, aws: LocalAws, *, image: str) -> None:
    """Hold state and cloud to one model of this image, the same in both."""
    ((name, model),) = aws.models().items()
    assert [name] == [model["id"] for model in stack.models()]
    assert model["PrimaryContainer"]["Image"].endswith(f":{image}")
    stack.expect_no_changes()
