"""What a program pays for importing the package over `import pulumi`, which it pays anyway."""

from __future__ import annotations

import subprocess
import sys

from bench.comparison import Comparison, clocked, take_turns

_ROUNDS = 15


def compare() -> list[Comparison]:
    """Import in fresh processes."""
    seconds = take_turns(_ROUNDS, lambda _: _import("pulumi_sagemaker_model"), lambda _: _import("pulumi"))
    return [Comparison("import pulumi_sagemaker_model", "import pulumi", seconds["import"])]


def _import(module: str) -> dict[str, float]:
    command = [sys.executable, "-c", f"import {module}"]
    return {"import": clocked(lambda: subprocess.run(command, check=True))}  # noqa: S603  (this very Python)
