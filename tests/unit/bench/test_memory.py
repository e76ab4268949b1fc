"""What Linux says of a process's memory, and which processes are looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.memory import PeakMemory, peak

CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children")


@pytest.mark.parametrize(
    ("status", "most"),
    [
        ("Name:\tpython\nVmPeak:\t  900 kB\nVmHWM:\t   50 kB\nVmRSS:\t   40 kB\n", 51_200),
        # As for a process that has ended and is not waited for yet.
        ("Name:\tpython\nState:\tZ (zombie)\n", 0),
    ],
)
def test_given_the_status_of_a_process_then_its_peak_is_read_in_bytes(status: str, most: int) -> None:
    assert peak(status) == most


@pytest.mark.skipif(not CHILDREN.exists(), reason="no other system than Linux counts this")
def test_given_a_process_that_starts_others_then_the_named_one_is_measured() -> None:
    large = "import sys; data = b'x' * 50_000_000; print('large', flush=True); sys.stdin.read()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {large!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdin
        process.stdout.readline()
        with PeakMemory(process.pid, {"child": "data = b", "another": "no such command"}) as memory:
            memory.looked.wait(timeout=60)
        process.stdin.close()

    assert memory.bytes.keys() == {"child"}
    assert memory.bytes["child"] > 50_000_000
