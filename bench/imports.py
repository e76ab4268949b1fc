"""What a program pays for importing the package over `import pulumi`, which it pays anyway."""

from __future__ import annotations

import subprocess
import sys

from bench.comparison import Comparison, clocked, take_turns

_ROUNDS = 10


def compare() -> list[Comparison]:
    """Import in fresh processes: the package, and what is loaded with the first `Model`."""
    return [_compare(module) for module in ("pulumi_sagemaker_model", "pulumi_sagemaker_model.provider")]


def _compare(module: str) -> Comparison:
    seconds = take_turns(_ROUNDS, lambda _: _import(module), lambda _: _import("pulumi"))
    return Comparison(f"import {module}", "import pulumi", seconds["import"])


def _import(module: str) -> dict[str, float]:
    command = [sys.executable, "-c", f"import {module}"]
    return {"import": clocked(lambda: subprocess.run(command, check=True))}  # noqa: S603  (this very Python)
