"""Results to work with, as a run would have written them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bench.results import Results, Section

FILE: Final = Path(__file__).with_name("measured.json")
RESULTS: Final = Results.read(FILE)


def section(title: str) -> Section:
    found = RESULTS.find(title)
    assert found
    return found
