"""A new model is rolled out while an endpoint of another stack serves the old one: every command succeeds."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.engine.endpoints import serve
from tests.engine.kill import kill_at
from tests.engine.stack import Stack
from tests.faults.proxy import FaultProxy
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    model = Model(
        "m",
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (pulumi.Config().get("image") or "1")
        },
    )
    pulumi.export("superseded", model.superseded_models)
"""


def superseded(stack: Stack) -> list[str]:
    outputs: dict[str, list[str]] = json.loads(stack.succeed("stack", "output", "--json").output)
    return outputs["superseded"]


def test_a_served_model_stays_until_its_endpoint_moves_and_a_rollback_takes_it_again(
    new_stack: NewStack, aws: LocalAws
) -> None:
    stack = new_stack(PROGRAM)
    stack.up()
    first = stack.model()["id"]
    assert superseded(stack) == []
    serve(aws, first)

    stack.configure(image="2")
    assert f"model {first} was replaced and stays, as it is in use by endpoint live" in stack.up().output
    second = stack.model()["id"]
    assert (set(aws.models()), superseded(stack)) == ({first, second}, [first])
    stack.expect_no_changes()

    stack.configure(image="1")
    before = len(aws.calls)
    stack.up()
    assert "CreateModel" not in [call.operation for call in aws.calls[before:]]
    assert list(aws.models()) == [stack.model()["id"]] == [first]

    stack.configure(image="2")
    stack.up()
    second = stack.model()["id"]
    serve(aws, second)
    assert f"model {first} was replaced before" in stack.succeed("preview").output
    assert "1 updated" in stack.up().output
    assert (list(aws.models()), superseded(stack)) == ([second], [])
    stack.expect_no_changes()


def test_an_interrupted_rollout_loses_nothing_and_destroy_takes_all(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy
) -> None:
    stack = new_proxied_stack(PROGRAM)
    stack.up()
    first = stack.model()["id"]
    serve(aws, first)
    stack.configure(image="2")
    kill_at("CreateModel", stack, proxy, acts=True)
    stack.succeed("cancel", "--yes")

    stack.up("--refresh")
    second = stack.model()["id"]
    assert set(aws.models()) == {first, second}
    assert f"model {first} is in use by endpoint live and stays" in stack.fail("destroy", "--yes").output
    assert set(aws.models()) == {first, second}

    aws.client("sagemaker").delete_endpoint(EndpointName="live")
    stack.destroy()
    assert aws.models() == {}
