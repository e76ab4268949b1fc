"""How many instructions the processor runs, where time is mostly noise: counted by Valgrind, in one process.

Starting Python and loading packages would take most of the count, and most of the time. So the process that is counted,
`bench.marks`, forks at each mark a child that ends at once, and the count that the child leaves is that of the mark.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.comparison import Comparison
from bench.marks import MODELS, REPETITIONS
from bench.policies import SETTINGS, TEMPLATED
from bench.results import Section
from tools.workspace import CHECKOUT, say

_TITLE: Final = "Instructions"
_ABOUT: Final = (
    "Instructions of the processor, which do not depend on what else the machine does. Counted by Valgrind, as virtual"
    " machines often hide the processor's own counters."
)


def measure() -> list[Section]:
    """Count, if Valgrind is there."""
    if not shutil.which("valgrind"):
        say("  There is no valgrind; nothing is counted.")
        return []
    work = (sys.executable, "-m", "bench.marks")
    # Compiles what is not compiled yet, which would be counted.
    subprocess.run(work, cwd=CHECKOUT, check=True, capture_output=True)  # noqa: S603  (this very Python)
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.run(  # noqa: S603  (this very Python)
            [
                *("valgrind", "--tool=cachegrind", "--cache-sim=no"),
                *(f"--cachegrind-out-file={folder}/%p", f"--log-file={folder}/log"),
                *work,
            ],
            cwd=CHECKOUT,
            # With hashes by chance, sets and maps would be built differently each time.
            env=os.environ | {"PYTHONHASHSEED": "0"},
            check=True,
            capture_output=True,
            text=True,
        )
        processes: dict[str, int] = json.loads(process.stdout)
        marks = {
            mark: total((Path(folder) / str(process)).read_text(encoding="utf-8"))
            for mark, process in processes.items()
        }
    return [Section(_TITLE, _ABOUT, "instructions", comparisons(marks))]


def total(counts: str) -> int:
    """Return all instructions of a file that Valgrind's cachegrind wrote."""
    [instructions] = re.findall(r"^summary: (\d+)", counts, re.MULTILINE)
    return int(instructions)


def comparisons(marks: Mapping[str, int]) -> list[Comparison]:
    """Work out what lies between the marks of `bench.marks`."""

    def between(first: str, last: str, times: int = 1) -> float:
        return (marks[last] - marks[first]) / times

    def imported(module: str) -> Comparison:
        pair = between("start", f"import {module}"), between("start", "import pulumi")
        return Comparison(f"import {module}", "import pulumi", [pair])

    def repeated(work: str) -> float:
        return between(f"before {work}", f"after {work}", REPETITIONS)

    return [
        imported("pulumi_sagemaker_model"),
        imported("pulumi_sagemaker_model.provider"),
        Comparison(
            "check and diff of an unchanged model, as the dynamic host asks",
            "a provider that does nothing",
            [(repeated("ours"), repeated("nothing"))],
        ),
        *(
            Comparison(
                f"{ours}, {title}", told, [(repeated(f"{ours}, {title}"), repeated(f"{floor}, {title}"))], models
            )
            for ours, floor, told, models in (
                ("policies", "idle", "as many that do nothing", MODELS),
                ("template", "parse", "PyYAML's parse of it", TEMPLATED),
            )
            for title in SETTINGS
        ),
    ]
