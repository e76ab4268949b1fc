"""A stack of models whose calls go wrong: what is seen of it, and what has to be so."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pulumi_sagemaker_model.properties import all_tags
from tests.engine.stack import Run, Stack
from tests.faults.proxy import FaultProxy, nothing
from tests.faults.table import CALLS, Ends, Fails, Operation, Row, Succeeds
from tools.local_aws import LocalAws

SECRET = "fake-token-5e2c"  # noqa: S105  (a fake)
PROGRAM = f"""
    import pulumi
    from pulumi_sagemaker_model import Model

    config = pulumi.Config()
    for name in config.require_object("models"):
        Model(
            name,
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container={{
                "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1",
                "environment": {{"api_token": pulumi.Output.secret("{SECRET}")}},
            }},
            tags={{"note": "new"}} if config.get_bool("changed") else {{"note": "old", "old": "yes"}},
        )
"""
OLD, NEW = {"note": "old", "old": "yes"}, {"note": "new"}
UP = ("up", "--yes", "--skip-preview", "--continue-on-error", "--parallel", "32")
COMMANDS: Mapping[Operation, Sequence[str]] = {
    "create": UP,
    "read": ("refresh", "--yes", "--skip-preview", "--parallel", "32"),
    "tag update": UP,
    "delete": ("destroy", "--yes", "--skip-preview", "--continue-on-error", "--parallel", "32"),
}
StartStack = Callable[[FaultProxy, Sequence[str], Mapping[str, str]], Stack]
"""Makes a stack of these models, with this configuration."""

Models = list[tuple[str, dict[str, str]]]
"""Name and tags of each model."""


@dataclass(frozen=True)
class Seen:
    """What came of a command that faults struck, and of the same command run again."""

    struck: Run
    again: Run
    strikes: set[str]
    """The resources that were struck."""
    creates: tuple[Counter[str], Counter[str]]
    """How many times CreateModel was sent for each resource, by either command."""
    between: tuple[Models, Models]
    """What the state and the cloud have after the first command."""
    after: tuple[Models, Models]
    """What they have after the second."""
    state: str
    preview: Run


class Lifecycle:
    """A stack of models whose calls can go wrong."""

    def __init__(self, stack: Stack, aws: LocalAws, proxy: FaultProxy) -> None:
        self.stack = stack
        self.aws = aws
        self.proxy = proxy

    def seen(self, operation: Operation, strike: Callable[[], Run]) -> Seen:
        """Strike an operation, and repeat it without faults."""
        struck = strike()
        strikes, first, between = {resource(call.model) for call in self.proxy.struck}, self._creates(), self._both()
        self.proxy.plan(nothing)
        again = self.stack.run(*COMMANDS[operation])
        return Seen(
            struck,
            again,
            strikes,
            (first, self._creates()),
            between,
            self._both(),
            self.stack.state(),
            self.stack.run("preview", "--expect-no-changes", "--diff"),
        )

    def _creates(self) -> Counter[str]:
        counts = self.proxy.counts.items()
        return Counter({resource(name): count for (call, name), count in counts if call == "CreateModel"})

    def _both(self) -> tuple[Models, Models]:
        state = [(model["id"], all_tags(model["outputs"])) for model in self.stack.models()]
        cloud = [
            (name, {tag["Key"]: tag["Value"] for tag in model["Tags"]}) for name, model in self.aws.models().items()
        ]
        return sorted(state, key=str), sorted(cloud, key=str)


def resource(model: str) -> str:
    """Return the logical name, which has no hyphen, of a model with a derived name."""
    return model.partition("-")[0]


def check(seen: Seen, row: Row, operation: Operation, name: str, tags: list[dict[str, str]]) -> None:
    """Hold what was seen of one resource to a cell; `tags` are those of the models that it has at the end."""
    cell, log_lines = row.cells[operation], errors(seen.struck, name)
    assert name in seen.strikes, "the fault did not strike"
    match cell:
        case Succeeds():
            assert log_lines == []
            assert [of(name, models) for models in seen.between] == [tags, tags]
        case Fails(sentence):
            [error] = log_lines
            assert sentence.format(action=CALLS[operation]) in error
            assert len(of(name, seen.between[0])) == (0 if operation == "create" else 1)
        case Ends():
            assert seen.struck.exit_code == -signal.SIGKILL
    assert errors(seen.again, name) == []
    assert [of(name, models) for models in seen.after] == [tags, tags]
    if operation == "create":
        assert tuple(sent[name] for sent in seen.creates) == row.creates


def check_all(seen: Seen, operation: Operation) -> None:
    """Hold all that was seen to what has to be so after every repair."""
    assert seen.again.exit_code == 0, seen.again.output
    assert seen.after[0] == seen.after[1]
    # After a destroy the program's models are to be created anew.
    assert (seen.preview.exit_code == 0) == (operation != "delete"), seen.preview.output
    for printed in (seen.struck.output, seen.again.output, seen.preview.output, seen.state):
        assert SECRET not in printed
        assert "Traceback" not in printed


def of(name: str, models: Models) -> list[dict[str, str]]:
    return [tags for model, tags in models if resource(model) == name]


def errors(run: Run, name: str) -> list[str]:
    """Return the errors of one resource among the diagnostics that a command ends with."""
    _, _, diagnostics = run.output.partition("\nDiagnostics:\n")
    found, here = [], False
    for line in diagnostics.splitlines():
        if line.endswith("):") and not line.startswith("    "):
            here = line.endswith(f"Model ({name}):")
        elif here and line.strip().startswith("error: "):
            found.append(line.strip())
    return found
