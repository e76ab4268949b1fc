"""What the provider adds to previews and updates through the CLI: the same program on a provider that does nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from bench.comparison import Comparison, clocked, take_turns
from tools.workspace import CHECKOUT, PULUMI, Workspace, start, write_project_file

_ROUNDS = 4
_MODELS = (1, 50)

_PROGRAM = """\
from {module} import Model

for number in range({models}):
    Model(
        f"model-{round}-{{number}}",
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


def compare(aws: Mapping[str, str]) -> list[Comparison]:
    """Preview and update in the environment `aws`, with one model and with many."""
    comparisons = []
    with Workspace(Path(mkdtemp())) as workspace:
        environment = workspace.environment(aws) | {
            "PULUMI_BACKEND_URL": workspace.state.as_uri(),
            # The plugin process imports the provider that does nothing from here.
            "PYTHONPATH": str(CHECKOUT),
        }
        ours = _Stack(workspace, "ours", "pulumi_sagemaker_model", environment)
        floor = _Stack(workspace, "floor", "bench.nothing", environment)
        for models in _MODELS:
            seconds = take_turns(_ROUNDS, partial(ours.preview_and_up, models), partial(floor.preview_and_up, models))
            comparisons += [
                Comparison(f"pulumi {command} of {models}", "a provider that does nothing", pairs)
                for command, pairs in seconds.items()
            ]
    return comparisons


class _Stack:
    """A stack that forgets, at the start of every round, what it made before."""

    def __init__(self, workspace: Workspace, name: str, module: str, environment: Mapping[str, str]) -> None:
        self._folder = workspace.state.with_name(name)
        self._folder.mkdir()
        self._module, self._environment = module, environment
        write_project_file(self._folder, name)
        self._pulumi("stack", "init", "dev")
        # What a preview asks AWS depends on the network, and tests/engine counts it.
        self._pulumi("config", "set", "sagemaker:preflight", "off")
        self._state = workspace.state / ".pulumi" / "stacks" / name / "dev.json"
        self._empty = self._state.read_bytes()

    def preview_and_up(self, models: int, round_: int) -> dict[str, float]:
        """Preview and make models of names that were not there before."""
        self._state.write_bytes(self._empty)
        program = _PROGRAM.format(module=self._module, models=models, round=f"{models}-{round_}")
        (self._folder / "__main__.py").write_text(program, encoding="utf-8")
        return {
            "preview": clocked(lambda: self._pulumi("preview")),
            "up": clocked(lambda: self._pulumi("up", "--yes", "--skip-preview")),
        }

    def _pulumi(self, *arguments: str) -> None:
        process = start([PULUMI, *arguments, "--non-interactive"], self._folder, self._environment)
        output, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"pulumi {' '.join(arguments)} failed: {output}")
