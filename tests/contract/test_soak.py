"""Two hundred models under faults: what the engine asks of the provider, until everything is as declared.

What goes wrong is decided by seed, operation, model and occurrence, so that a seed replays whatever the threads do. To
try another one:

    SOAK_SEED=4711 pytest tests/contract/test_soak.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from random import Random

import pytest

from pulumi_sagemaker_model.properties import IDENTITY, all_tags
from tests.contract.conftest import enter
from tests.contract.in_process_engine import Engine, Program
from tests.faults.proxy import (
    Fault,
    FaultProxy,
    Request,
    broken_after,
    broken_before,
    cut_after,
    cut_before,
    refusal,
)
from tools.local_aws import LocalAws

MODELS = 200
FAULTY = 0.1

ANYWHERE: tuple[Fault, ...] = (
    cut_before,
    cut_after,
    broken_before,
    broken_after,
    refusal("ThrottlingException", "Rate exceeded"),
)
AT_CREATE: tuple[Fault, ...] = (
    *ANYWHERE,
    refusal("ValidationException", "Could not assume role arn:aws:iam::1:role/r"),
)

# With one attempt every fault fails its update; with two, most are gone by the second.
SEEDS = [(1, "1"), (2, "2"), (3, "2"), *((int(seed), "2") for seed in [os.environ.get("SOAK_SEED")] if seed)]


@pytest.fixture(scope="module")
def proxy(local_aws: LocalAws) -> Iterator[FaultProxy]:
    """Start a proxy, and have providers reach nothing but it."""
    with FaultProxy(local_aws.endpoint) as running, pytest.MonkeyPatch.context() as patch:
        enter(patch, local_aws.environment() | {"AWS_ENDPOINT_URL": running.endpoint})
        yield running


def program(generation: int) -> Program:
    """Declare the models; in the second generation a quarter each stays, is tagged anew, is replaced, and is gone."""
    models = {}
    for number in range(MODELS):
        name, fate = f"m{number:03}", number % 4 if generation else 0
        if fate == 3:
            continue
        news = {
            "__provider": "gASV",
            IDENTITY: f"acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::{name}",
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "primaryContainer": {
                "image": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:{2 if fate == 2 else 1}"
            },
            "tags": {"note": "new"} if fate == 1 else {"note": "old", "number": str(number)},
        }
        # Every tenth has a name of its own, which only an adoption gets back after an answer was lost.
        models[name] = {**news, "name": f"fixed-{name}", "adoptExisting": True} if number % 10 < 1 else news
    return models


def plan(seed: int) -> Callable[[Request], Fault | None]:
    def decide(call: Request) -> Fault | None:
        if not call.model:  # threads would draw in another order every time
            return None
        draw = Random(f"{seed} {call.operation} {call.model} {call.occurrence}")  # noqa: S311  (replayable, not secret)
        if draw.random() >= FAULTY:
            return None
        return draw.choice(AT_CREATE if call.operation == "CreateModel" else ANYWHERE)

    return decide


@pytest.mark.parametrize(("seed", "attempts"), SEEDS)
def test_given_faults_everywhere_when_repeated_then_the_declared_models_are_there(
    local_aws: LocalAws, proxy: FaultProxy, seed: int, attempts: str
) -> None:
    local_aws.reset()
    proxy.plan(plan(seed))
    # The adaptive mode would slow down all calls after each one that is throttled.
    engine = Engine({"aws:retryMode": "standard", "aws:maxRetries": attempts})

    for generation in range(2):
        declared = program(generation)
        engine.up(declared)
        holds(local_aws, engine, declared)
        engine.refresh()
        holds(local_aws, engine, declared)
    engine.up({})

    assert (local_aws.models(), engine.state, engine.replaced) == ({}, {}, [])
    assert len(proxy.struck) > MODELS // 2, "faults struck"
    assert engine.failures > 0, "and some were not mended by trying again"


def holds(aws: LocalAws, engine: Engine, declared: Program) -> None:
    """Hold state and cloud to the program: no model lost, doubled or orphaned, all as declared."""
    cloud = aws.models()
    assert sorted(cloud) == sorted(resource.id for resource in engine.state.values())
    assert engine.replaced == []
    for name, news in declared.items():
        model = cloud[engine.state[name].id]
        assert model["PrimaryContainer"]["Image"] == news["primaryContainer"]["image"]
        assert {tag["Key"]: tag["Value"] for tag in model["Tags"]} == news["tags"]
        assert all_tags(engine.state[name].outputs) == news["tags"]
