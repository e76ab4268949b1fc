"""Results as JSON: what was written is read again."""

from __future__ import annotations

import json
from pathlib import Path

from bench.comparison import Comparison
from bench.results import Machine
from tests.unit.bench.measured import FILE, RESULTS


def test_given_results_when_written_then_the_file_has_the_documented_shape(tmp_path: Path) -> None:
    file = tmp_path / "build" / "results.json"

    RESULTS.write(file)

    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(FILE.read_text(encoding="utf-8"))


def test_given_results_when_read_then_each_comparison_is_there() -> None:
    growth = RESULTS.find("Growth")

    assert growth
    assert growth.find("up", 1000) == Comparison("up", "a provider that does nothing", [(50.0, 20.0)], 1000)
    assert growth.find("up", 7) is None
    assert RESULTS.find("another") is None


def test_given_this_machine_when_described_then_nothing_is_missing() -> None:
    machine = Machine.this()

    assert machine.processor
    assert machine.cores > 0
    assert machine.memory > 0
    assert machine.load >= 0
