"""The page on performance: the machine, the day, the tables and the picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.page import page, write
from bench.tables import markdown
from tests.unit.bench.measured import RESULTS


def test_given_results_when_written_then_the_page_shows_the_picture_beside_it(tmp_path: Path) -> None:
    write(RESULTS, tmp_path)

    text = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "](growth.svg)" in text
    assert (tmp_path / "growth.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_given_results_then_the_page_says_when_and_where_they_were_measured() -> None:
    text = page(RESULTS)

    assert "Measured on 2026-01-31, on 2 cores of Imagined Processor with 8 GB of memory,\nLinux 6.1.0." in text
    assert "Versions: python 3.11.2, pulumi CLI v3.259.0." in text


def test_given_results_then_the_page_has_every_table_and_how_steps_grow() -> None:
    text = page(RESULTS)

    assert all(markdown(section) in text for section in RESULTS.sections)
    assert "- preview: 1,000 models take 10.0 times as long as 100; the floor 12.0 times.\n" in text


@pytest.mark.parametrize(("load", "rough"), [(0.1, False), (0.5, True), (12.0, True)])
def test_given_a_machine_that_had_other_work_then_the_page_says_so(load: float, *, rough: bool) -> None:
    text = page(replace(RESULTS, machine=replace(RESULTS.machine, load=load)))

    assert ("its times are rough" in text) is rough
