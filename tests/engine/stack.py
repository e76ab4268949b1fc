"""A Pulumi project in a temporary folder, driven by the real CLI as a person would drive it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import yaml

from pulumi_sagemaker_model.properties import TAGGED
from tests.engine.backends import Backend
from tests.engine.vault import SECRETS_PROVIDER
from tools.workspace import PULUMI, start, write_project_file

SETTINGS = 'config:\n  sagemaker:preflight: "off"\n'
"""What every stack is set to: what a preview asks AWS has its own tests, and in the others it is to ask nothing."""

MODEL = "pulumi-python:dynamic/sagemaker:Model"


@dataclass(frozen=True)
class Run:
    """What one command of the CLI did."""

    exit_code: int
    output: str
    """Standard output and standard error, as they came."""

    def log_lines(self, containing: str) -> list[str]:
        return [line.strip() for line in self.output.splitlines() if containing in line]


_MAKING_THE_EMPTY_STACK = Lock()


@dataclass
class Stack:
    """One stack of a project whose program is a string."""

    folder: Path
    environment: Mapping[str, str]
    backend: Backend
    project: str
    name: str = "dev"

    @classmethod
    def made(  # noqa: PLR0913  (where it is, and what)
        cls,
        root: Path,
        environment: Mapping[str, str],
        backend: Backend,
        program: str,
        *,
        project: str,
        name: str = "dev",
    ) -> Stack:
        """Make the project in a folder of its own in `root`, and the stack."""
        made = cls(root / f"{project}-{name}", environment, backend, project, name)
        made.folder.mkdir()
        write_project_file(made.folder, project)
        made.write(program)
        made.copy_empty_stack()
        return made

    def copy_empty_stack(self) -> None:
        """Do what `stack init` does, which is run once for each backend and takes a second."""
        empty = Stack(Path(self.environment["PULUMI_HOME"], "empty"), self.environment, self.backend, "empty")
        kept = empty.folder / "state.json"  # a bucket is gone after the test
        with _MAKING_THE_EMPTY_STACK:  # some tests make several stacks at once
            if not kept.exists():
                empty.folder.mkdir(parents=True)
                write_project_file(empty.folder, empty.project)
                empty.succeed("stack", "init", "--secrets-provider", SECRETS_PROVIDER)
                kept.write_text(empty.state())
        own = f'"organization/{self.project}/{self.name}"'
        self.backend.write(self._state_key, kept.read_text().replace('"organization/empty/dev"', own))
        settings = (empty.folder / "Pulumi.dev.yaml").read_text()
        self.settings_file.write_text(settings + SETTINGS)

    @property
    def settings_file(self) -> Path:
        """Where the CLI keeps the stack's settings."""
        return self.folder / f"Pulumi.{self.name}.yaml"

    def write(self, program: str) -> None:
        """Replace the program."""
        (self.folder / "__main__.py").write_text(textwrap.dedent(program))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command of the CLI in the project's folder."""
        options = ("--stack", self.name, "--non-interactive", "--color", "never")
        return start([PULUMI, *arguments, *options], self.folder, self.environment)

    def run(self, *arguments: str, seconds: float = 120) -> Run:
        """Run a command of the CLI to its end; nothing that it prints may be a traceback."""
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=seconds)
        assert "Traceback" not in output, output
        return Run(process.returncode, output)

    def succeed(self, *arguments: str) -> Run:
        """Run a command that has to succeed."""
        run = self.run(*arguments)
        assert run.exit_code == 0, run.output
        return run

    def fail(self, *arguments: str) -> Run:
        """Run a command that has to fail."""
        run = self.run(*arguments)
        assert run.exit_code != 0, run.output
        return run

    def up(self, *arguments: str) -> Run:
        return self.succeed("up", "--yes", "--skip-preview", *arguments)

    def refresh(self, *arguments: str) -> Run:
        return self.succeed("refresh", "--yes", "--skip-preview", *arguments)

    def destroy(self, *arguments: str) -> Run:
        return self.succeed("destroy", "--yes", "--skip-preview", *arguments)

    def expect_no_changes(self) -> Run:
        return self.succeed("preview", "--expect-no-changes", "--diff")

    def configure(self, **values: object) -> None:
        """Do what `config set-all --path` does, but at once.

        `aws__region` is `aws:region`, a bare key the project's, and None removes a value.
        """
        settings = yaml.safe_load(self.settings_file.read_text())
        own = {
            key.replace("__", ":") if "__" in key else f"{self.project}:{key}": value for key, value in values.items()
        }
        merged = {**settings.get("config", {}), **own}
        settings["config"] = {key: value for key, value in merged.items() if value is not None}
        self.settings_file.write_text(yaml.safe_dump(settings))

    @property
    def _state_key(self) -> str:
        return f".pulumi/stacks/{self.project}/{self.name}.json"

    def state(self) -> str:
        """Return the state as it is stored."""
        return self.backend.read(self._state_key)

    def resources(self) -> Iterator[dict[str, Any]]:
        """Yield what the state holds."""
        yield from json.loads(self.state())["checkpoint"]["latest"].get("resources", [])

    def age_tags(self) -> None:
        """Have the state say that tags changed long ago, so that a refresh does not wait for AWS to show the change."""
        state = json.loads(self.state())
        for resource in state["checkpoint"]["latest"]["resources"]:
            if TAGGED in resource.get("outputs", {}):
                resource["outputs"][TAGGED] = "2020-01-01T00:00:00Z"
        self.backend.write(self._state_key, json.dumps(state))

    def models(self) -> Iterator[dict[str, Any]]:
        """Yield the state's models of our type."""
        return (resource for resource in self.resources() if resource["type"] == MODEL)

    def model(self) -> dict[str, Any]:
        """Return the state's only model."""
        (model,) = self.models()
        return model


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def providers(stack: Stack) -> list[int]:
    """Return the ids of the processes that the stack's engine runs dynamic providers in."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == stack.folder and "pulumi.dynamic" in (process / "cmdline").read_text():
                found.append(int(process.name))
    return found
