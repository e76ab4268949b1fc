"""Two hundred models under faults: what the engine asks of the provider, until everything is as declared.

What goes wrong is decided by seed, operation, model and occurrence, so that a seed replays whatever the threads do. To
try another one:

    SOAK_SEED=4711 pytest tests/contract/test_soak.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from pulumi import dynamic

from pulumi_sagemaker_model import errors, provider
from pulumi_sagemaker_model.aws import client_factory
from pulumi_sagemaker_model.properties import IDENTITY, all_tags
from pulumi_sagemaker_model.provider import ModelProvider
from pulumi_sagemaker_model.update_tracker import UpdateTracker
from tests.contract.conftest import enter
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

Inputs = dict[str, Any]
Program = Mapping[str, Inputs]

MODELS = 200
FAULTY = 0.1
ROUNDS = 20
"""More updates than it ever takes."""

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


@dataclass
class Resource:
    """A model as the engine's state has it."""

    id: str
    inputs: Inputs
    outputs: Inputs


@dataclass
class Engine:
    """What the engine makes of a program: the calls of the provider, and the state."""

    attempts: str
    provider: ModelProvider = field(default_factory=ModelProvider)
    state: dict[str, Resource] = field(default_factory=dict)
    replaced: list[Resource] = field(default_factory=list)
    """Models that are still to be deleted."""
    failures: int = 0

    def up(self, program: Program) -> None:
        """Update until nothing fails; each time in a new process, which remembers nothing."""

        def delete(resource: Resource) -> None:
            self.provider.delete(resource.id, resource.outputs)
            self.replaced.remove(resource)

        def update() -> bool:
            stayed = self._all(lambda name: self._step(name, program[name]), program)
            if stayed:
                self.replaced += [self.state.pop(name) for name in self.state.keys() - program.keys()]
            return self._all(delete, list(self.replaced)) and stayed

        self._repeat(update)

    def refresh(self) -> None:
        """Read all models; again, as `--target` does, those that could not be read."""
        left = set(self.state)

        def read(name: str) -> None:
            known = self.state[name]
            found = self.provider.read(known.id, known.outputs)
            assert found.id == known.id, f"{name} is there"
            assert found.inputs is not None
            assert found.outs is not None
            self.state[name] = Resource(known.id, found.inputs, found.outs)
            left.remove(name)

        self._repeat(lambda: self._all(read, sorted(left)))

    def _repeat(self, command: Callable[[], bool]) -> None:
        for _ in range(ROUNDS):
            with pytest.MonkeyPatch.context() as process:
                process.setattr(provider, "_tracker", UpdateTracker())
                process.setattr(client_factory, "_factories", {})
                self.provider.configure(dynamic.ConfigureRequest(dynamic.Config(self._configuration(), "shop")))
                if command():
                    return
        pytest.fail(f"something still fails after {ROUNDS} times")

    def _configuration(self) -> dict[str, str]:
        # The adaptive mode would slow down all calls after each one that is throttled.
        return {"aws:region": "us-east-1", "aws:retryMode": "standard", "aws:maxRetries": self.attempts}

    def _all(self, step: Callable[[Any], None], items: Iterable[Any]) -> bool:
        """Take the steps in the provider's four threads; tell whether none failed. Nothing but our errors may come."""

        def succeeds(item: Any) -> bool:
            try:
                step(item)
            except errors.ModelError:
                return False
            return True

        with ThreadPoolExecutor(4) as threads:
            done = list(threads.map(succeeds, items))
        self.failures += done.count(False)
        return all(done)

    def _step(self, name: str, news: Inputs) -> None:
        known = self.state.get(name)
        if known is None:
            self._create(name, news)
            return
        inputs = self._checked(known.inputs, news)
        difference = self.provider.diff(known.id, known.outputs, inputs)
        if difference.replaces:
            if difference.delete_before_replace:
                self.provider.delete(known.id, known.outputs)
                del self.state[name]
            self._create(name, news)
            if not difference.delete_before_replace:
                self.replaced.append(known)
        elif difference.changes:
            updated = self.provider.update(known.id, known.outputs, inputs)
            self.state[name] = Resource(known.id, inputs, dict(updated.outs or {}))

    def _create(self, name: str, news: Inputs) -> None:
        inputs = self._checked({}, news)
        created = self.provider.create(inputs)
        self.state[name] = Resource(created.id, inputs, dict(created.outs or {}))

    def _checked(self, olds: Inputs, news: Inputs) -> Inputs:
        checked = self.provider.check(olds, news)
        assert checked.failures == []
        return dict(checked.inputs)


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
    engine = Engine(attempts)

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
