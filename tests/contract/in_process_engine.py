"""What the engine makes of a program: the calls of the provider by four threads, and a state; quicker than a CLI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi import dynamic

from pulumi_sagemaker_model import errors, operations
from pulumi_sagemaker_model.aws import client_factory
from pulumi_sagemaker_model.provider import ModelProvider
from pulumi_sagemaker_model.update_tracker import UpdateTracker

Inputs = dict[str, Any]
Program = Mapping[str, Inputs]

ROUNDS = 20
"""More updates than it ever takes."""


@dataclass
class Resource:
    """A model as the engine's state has it."""

    id: str
    inputs: Inputs
    outputs: Inputs


@dataclass
class Engine:
    """What the engine makes of a program: the calls of the provider, and the state."""

    settings: Mapping[str, str]
    """Configuration of the stack, beside the region."""
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
                process.setattr(operations, "_tracker", UpdateTracker())
                process.setattr(client_factory, "_factories", {})
                settings = {"aws:region": "us-east-1", **self.settings}
                self.provider.configure(dynamic.ConfigureRequest(dynamic.Config(settings, "shop")))
                if command():
                    return
        pytest.fail(f"something still fails after {ROUNDS} times")

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
