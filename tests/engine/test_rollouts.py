"""New models are rolled out while an endpoint of another stack serves the old one: every command succeeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tests.engine.endpoints import serve
from tests.engine.kill import kill_at
from tests.engine.stack import Stack
from tests.faults.proxy import FaultProxy
from tools.local_aws import Call, LocalAws

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

Kills = Sequence[tuple[str, bool]]
"""Calls at which the engine is killed, one update after another, and whether AWS acts on each before."""

BEFORE, AFTER = False, True
KILLED_WHILE_THE_ENDPOINT_LAGS: Final[Sequence[tuple[Kills, Sequence[str]]]] = (
    # The new model is there, and the state does not know it.
    ([("CreateModel", AFTER)], ["--refresh"]),
    # Nothing is made yet.
    (
        [
            ("ListModels", BEFORE),
            ("ListEndpoints", BEFORE),
            ("DescribeEndpoint", BEFORE),
            ("DescribeEndpointConfig", BEFORE),
            ("CreateModel", BEFORE),
        ],
        [],
    ),
    # The state has the new model, and the one before it, which the endpoint never served, is to go.
    ([("GetCallerIdentity", BEFORE), ("DeleteModel", AFTER)], []),
    ([("DeleteModel", BEFORE)], []),
)
"""A release each: the kills, and the options of the `pulumi up` that finishes it."""

KILLED_AFTER_IT_MOVED: Final[Kills] = [("DescribeModel", BEFORE), ("DeleteModel", BEFORE), ("DeleteModel", AFTER)]
"""The model that the endpoint served before is to go."""


def superseded(stack: Stack) -> list[str]:
    """Return what the program exports."""
    (outputs,) = (one["outputs"] for one in stack.resources() if one["type"] == "pulumi:pulumi:Stack")
    names: list[str] = outputs["superseded"]
    return names


def served(calls: Sequence[Call]) -> str:
    """Return what the endpoint serves after these calls, none of which deletes the model that it serves then."""
    model = ""
    for call in calls:
        if call.operation in {"CreateEndpoint", "UpdateEndpoint"}:
            # `serve` gives a configuration the name of its model.
            model = call.parameters["EndpointConfigName"]
        elif call.operation == "DeleteEndpoint":
            model = ""
        assert not (call.operation == "DeleteModel" and call.parameters["ModelName"] == model)
    return model


def release(stack: Stack, aws: LocalAws, *options: str) -> str:
    """Run `pulumi up` to its end, hold state and cloud to one another, and return the name of the new model."""
    stack.up(*options)
    name: str = stack.model()["id"]
    assert set(aws.models()) == {name, *superseded(stack)}
    assert served(aws.calls) in {"", *aws.models()}
    return name


def kill_each(kills: Kills, stack: Stack, aws: LocalAws, proxy: FaultProxy) -> None:
    for operation, acts in kills:
        kill_at(operation, stack, proxy, acts=acts)
        assert served(aws.calls) in aws.models()
        stack.succeed("cancel", "--yes")


def test_given_endpoint_three_releases_behind_then_served_model_stays_till_it_moves(
    new_stack: NewStack, aws: LocalAws
) -> None:
    stack = new_stack(PROGRAM)
    first = release(stack, aws)
    assert superseded(stack) == []
    serve(aws, first)

    stack.configure(image="2")
    assert f"model {first} was replaced and stays, as it is in use by endpoint live" in stack.up().output
    second = stack.model()["id"]
    assert (set(aws.models()), superseded(stack)) == ({first, second}, [first])
    stack.expect_no_changes()
    for image in ("3", "4"):
        stack.configure(image=image)
        # The release before this one was never served, and goes at once.
        release(stack, aws)
        assert superseded(stack) == [first]

    # A rollback takes again what the endpoint still serves.
    stack.configure(image="1")
    before = len(aws.calls)
    assert release(stack, aws) == first
    assert "CreateModel" not in [call.operation for call in aws.calls[before:]]
    assert list(aws.models()) == [first]

    stack.configure(image="4")
    newest = release(stack, aws)
    serve(aws, newest)
    assert f"model {first} was replaced before" in stack.succeed("preview").output
    assert "1 updated" in stack.up().output
    assert (list(aws.models()), superseded(stack)) == ([newest], [])
    stack.expect_no_changes()
    assert served(aws.calls) == newest


def test_given_kills_at_each_call_then_no_served_model_goes_and_one_is_left(
    new_proxied_stack: NewStack, aws: LocalAws, proxy: FaultProxy
) -> None:
    stack = new_proxied_stack(PROGRAM)
    newest = first = release(stack, aws)
    serve(aws, first)
    for image, (kills, options) in enumerate(KILLED_WHILE_THE_ENDPOINT_LAGS, 2):
        stack.configure(image=str(image))
        kill_each(kills, stack, aws, proxy)
        newest = release(stack, aws, *options)
        assert aws.models()[newest]["PrimaryContainer"]["Image"].endswith(f":{image}")
        assert superseded(stack) == [first]

    serve(aws, newest)
    kill_each(KILLED_AFTER_IT_MOVED, stack, aws, proxy)
    # The update that deleted it could not save that: a refresh finds that it is gone.
    assert release(stack, aws, "--refresh") == newest
    assert list(aws.models()) == [newest]
    stack.expect_no_changes()

    # The old model is to go, and AWS is asked about it; it is served, so that it stays.
    stack.configure(image="last")
    kill_each([("DescribeModel", BEFORE)], stack, aws, proxy)
    last = release(stack, aws)
    assert superseded(stack) == [newest]
    assert f"model {newest} is in use by endpoint live and stays" in stack.fail("destroy", "--yes").output
    assert set(aws.models()) == {newest, last}

    aws.client("sagemaker").delete_endpoint(EndpointName="live")
    stack.destroy()
    assert aws.models() == {}


def test_given_no_permission_to_see_endpoints_then_old_models_stay_until_there_is(
    new_stack: NewStack, aws: LocalAws
) -> None:
    stack = new_stack(PROGRAM)
    releases = [release(stack, aws)]
    serve(aws, releases[0])
    for image, action in (("2", "ListEndpoints"), ("3", "DescribeEndpointConfig")):
        aws.deny(f"sagemaker:{action}")
        stack.configure(image=image)
        run = stack.up()
        assert (
            f"model {releases[0]} was replaced and stays, as it may be in use, which could not be checked" in run.output
        )
        assert f"sagemaker:{action}" in run.output
        releases.insert(0, stack.model()["id"])
        assert (set(aws.models()), superseded(stack)) == (set(releases), releases[1:])
    aws.deny("sagemaker:DescribeEndpoint")
    stack.expect_no_changes()

    aws.deny()
    serve(aws, releases[0])
    assert release(stack, aws) == releases[0]
    assert list(aws.models()) == [releases[0]]
    stack.expect_no_changes()
    assert served(aws.calls) == releases[0]
