"""A Pulumi project in a temporary folder, driven by the real CLI as a person would drive it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
MODEL = "pulumi-python:dynamic/sagemaker:Model"


@dataclass(frozen=True)
class Run:
    """What one command of the CLI did."""

    exit_code: int
    output: str
    """Standard output and standard error, as they came."""

    def lines(self, containing: str) -> list[str]:
        return [line.strip() for line in self.output.splitlines() if containing in line]


@dataclass
class Stack:
    """One stack of a project whose program is a string."""

    folder: Path
    environment: Mapping[str, str]
    name: str = "dev"

    @classmethod
    def made(
        cls, root: Path, environment: Mapping[str, str], program: str, *, project: str, name: str = "dev"
    ) -> Stack:
        """Make the project in a folder of its own in `root`, and the stack."""
        folder = root / f"{project}-{name}"
        folder.mkdir()
        (folder / "Pulumi.yaml").write_text(
            f"name: {project}\nruntime:\n  name: python\n  options:\n    virtualenv: {Path(sys.prefix)}\n"
        )
        made = cls(folder, environment, name)
        made.write(program)
        made.succeed("stack", "init")
        return made

    def write(self, program: str) -> None:
        """Replace the program."""
        (self.folder / "__main__.py").write_text(textwrap.dedent(program))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command of the CLI in the project's folder."""
        command = [str(BIN / "pulumi"), *arguments, "--stack", self.name, "--non-interactive", "--color", "never"]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

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

    def expect_no_changes(self) -> None:
        self.succeed("preview", "--expect-no-changes", "--diff")

    def configure(self, **values: str) -> None:
        """Set configuration; `aws__region` is `aws:region`, a bare key is the project's."""
        pairs = [("--plaintext", f"{key.replace('__', ':')}={value}") for key, value in values.items()]
        self.succeed("config", "set-all", *(word for pair in pairs for word in pair))

    def state(self) -> str:
        """Return the state as it is stored."""
        path = self.folder / "state.json"
        self.succeed("stack", "export", "--file", str(path))
        return path.read_text()

    def resources(self) -> Iterator[dict[str, Any]]:
        """Yield what the state holds."""
        yield from json.loads(self.state())["deployment"].get("resources", [])

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


def providers(stack: Stack) -> list[int]:
    """Return the ids of the processes that the stack's engine runs dynamic providers in."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == stack.folder and "pulumi.dynamic" in (process / "cmdline").read_text():
                found.append(int(process.name))
    return found
