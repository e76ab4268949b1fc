"""Runs measurements one after the other: prints each table when it is there, and writes the results after each."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import calls, imports, policies
from bench.local import Local, local_aws
from bench.results import Results, Section
from bench.tables import terminal
from tools.workspace import WorkspaceError, say

Measurement = tuple[str, Callable[[], Iterable[Section]]]
"""What is measured, in a word or two, and what does it."""


def run(measurements: Iterable[Measurement], results: Results, file: Path) -> None:
    """Measure all. What was measured before a failure is in the file."""
    began = time.monotonic()
    for title, measure in measurements:
        say(f"[{time.monotonic() - began:.0f} s] {title}")
        for section in measure():
            results.sections.append(section)
            say(f"\n{terminal(section)}\n")
        results.write(file)
    say(f"[{time.monotonic() - began:.0f} s] Written: {file}")


def in_process() -> list[Measurement]:
    """Return what is measured without the CLI."""
    return [
        (
            "Imports",
            lambda: [Section("Imports", "Each import is made in a new process.", "seconds", imports.compare())],
        ),
        (
            "Calls of the provider",
            lambda: [
                Section(
                    "Calls of the provider",
                    "What the engine asks of the provider, beside the same calls to AWS with boto3 alone.",
                    "seconds",
                    calls.compare(),
                )
            ],
        ),
        (
            "Policies",
            lambda: [
                Section(
                    "Policies",
                    "What the pack answers the engine, beside as many policies that do nothing.",
                    "seconds",
                    policies.compare(),
                )
            ],
        ),
    ]


@contextmanager
def environment() -> Iterator[Local]:
    """Have this process see the local AWS and no other; end it with one sentence where a command fails."""
    try:
        with local_aws() as local:
            os.environ.clear()
            os.environ.update(local.environment)
            # New processes would compile every module anew, which is no user's cost.
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            yield local
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stdout or ''}{error.stderr or ''}")
    except WorkspaceError as error:
        sys.exit(str(error))
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there; run `make setup`.")
