"""Stacks of models that the CLI takes through their life: with our provider, and with one that does nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, NamedTuple

from bench.comparison import clocked
from bench.memory import PeakMemory
from tools.workspace import CHECKOUT, PULUMI, Workspace, WorkspaceError, start, write_project_file

PROVIDER: Final = "the provider's process"
PACK: Final = "the policy pack's process"
FLOOR: Final = "a provider that does nothing"

UNCHANGED: Final = "unchanged preview"
LIFE: Final[Mapping[str, tuple[str, ...]]] = {
    "preview": ("preview",),
    "up": ("up", "--yes", "--skip-preview"),
    UNCHANGED: ("preview",),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
"""What a stack lives through, in order, and the command for each."""

_COMMANDS: Final = {PROVIDER: "-m pulumi.dynamic", PACK: "-m pulumi.policy"}
_PROGRAM: Final = """\
from {module} import Model

for number in range({models}):
    Model(
        f"model-{prefix}-{{number}}",
        execution_role_arn="arn:aws:iam::123456789012:role/sagemaker-execution",
        primary_container={{
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1",
            "model_data_url": f"s3://artefacts/{{number}}.tar.gz",
            "environment": {{"LOG_LEVEL": "info"}},
        }},
        enable_network_isolation=True,
        tags={{"team": "ml-risk", "env": "dev"}},
    )
"""


class Stack:
    """A stack of a project of its own."""

    def __init__(self, workspace: Workspace, name: str, module: str, environment: Mapping[str, str]) -> None:
        self._folder = workspace.state.with_name(name)
        self._folder.mkdir()
        self._module, self._environment = module, environment
        self.memory: dict[str, int] = {}
        """The most memory in bytes that each process had since `declare`, by its name."""
        write_project_file(self._folder, name)
        self._run("stack", "init", "dev")
        # What a preview asks AWS depends on the network, and tests/engine counts it.
        self._run("config", "set", "sagemaker:preflight", "off")
        self._state = workspace.state / ".pulumi" / "stacks" / name / "dev.json"
        self._empty = self._state.read_bytes()

    def declare(self, models: int, prefix: str) -> None:
        """Begin anew with a program of so many models; their names begin with `prefix`."""
        self._state.write_bytes(self._empty)
        self.memory = {}
        program = _PROGRAM.format(module=self._module, models=models, prefix=prefix)
        (self._folder / "__main__.py").write_text(program, encoding="utf-8")

    def take(self, step: str, *options: str) -> float:
        """Take a step of `LIFE`, and return its seconds.

        Raises:
            WorkspaceError: it failed; the text has what the CLI said.
        """
        return clocked(lambda: self._run(*LIFE[step], *options))

    def _run(self, *arguments: str) -> None:
        process = start([PULUMI, *arguments, "--non-interactive"], self._folder, self._environment)
        with PeakMemory(process.pid, _COMMANDS) as memory:
            output, _ = process.communicate()
        for name, most in memory.bytes.items():
            self.memory[name] = max(self.memory.get(name, 0), most)
        if process.returncode:
            raise WorkspaceError(f"pulumi {' '.join(arguments)} failed: {output}")


class Sides(NamedTuple):
    """The same programs on both providers."""

    ours: Stack
    floor: Stack
    folder: Path
    """Where more can be written; it is there as long as the stacks."""


_ONE_CHECKPOINT: Final = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""Has the engine write the state once, at the end of a command, and not after every step."""


@contextmanager
def both_sides(aws: Mapping[str, str], *, checkpoints: bool = True) -> Iterator[Sides]:
    """Make both stacks in the environment `aws`, and remove them in the end.

    Without `checkpoints` the engine writes the state only at the end of a command. In the file backend each checkpoint
    is the whole state, so that they take a time that grows with the square of the models, whatever the provider does.
    """
    with Workspace(Path(mkdtemp())) as workspace:
        environment = workspace.environment(aws) | {
            "PULUMI_BACKEND_URL": workspace.state.as_uri(),
            # The plugin process imports the provider that does nothing from here.
            "PYTHONPATH": str(CHECKOUT),
            **({} if checkpoints else _ONE_CHECKPOINT),
        }
        yield Sides(
            Stack(workspace, "ours", "pulumi_sagemaker_model", environment),
            Stack(workspace, "floor", "bench.nothing", environment),
            workspace.state.parent,
        )
