"""Tables of what was measured, for a terminal and in Markdown."""

from __future__ import annotations

import pytest

from bench.tables import growth, markdown, ratio, terminal
from tests.unit.bench.measured import section


def test_given_a_section_when_printed_then_medians_and_minima_stand_in_columns() -> None:
    assert (
        terminal(section("Growth"))
        == """\
Growth
step              floor                         n      s    min  floor    min   over  ratio  of minima
preview of 100    a provider that does nothing  3   1.50   1.20   1.00   1.00   0.50   1.50       1.20
preview of 1,000  a provider that does nothing  1  15.00  15.00  12.00  12.00   3.00   1.25       1.25
up of 100         a provider that does nothing  1   4.00   4.00   2.00   2.00   2.00   2.00       2.00
up of 1,000       a provider that does nothing  1  50.00  50.00  20.00  20.00  30.00   2.50       2.50"""
    )


@pytest.mark.parametrize(
    ("title", "table"),
    [
        (
            "Growth",
            """\
The floor: a provider that does nothing.

| Step | Models | Ours, s | Floor, s | Ratio |
| --- | ---: | ---: | ---: | ---: |
| preview | 100 | 1.50 | 1.00 | 1.50 |
| preview | 1,000 | 15.00 | 12.00 | 1.25 |
| up | 100 | 4.00 | 2.00 | 2.00 |
| up | 1,000 | 50.00 | 20.00 | 2.50 |""",
        ),
        (
            "Calls to AWS",
            """\
The floor: the fewest calls.

| Step | Models | Ours, calls | Floor, calls | Ratio |
| --- | ---: | ---: | ---: | ---: |
| up: CreateModel 200, ListModels 3 | 200 | 203 | 200 | 1.01 |
| unchanged preview: none | 200 | 0 | 0 | - |""",
        ),
        (
            "Imports",
            """\
| Step | Ours, ms | Floor, ms | Ratio |
| --- | ---: | ---: | ---: |
| import package, to import pulumi | 350.00 | 340.00 | 1.03 |
| import provider, to import nothing | 1,250 | 250.00 | 5.00 |""",
        ),
    ],
)
def test_given_a_section_when_rendered_then_the_table_names_each_floor(title: str, table: str) -> None:
    assert markdown(section(title)) == table


def test_given_two_sizes_then_growth_is_said_of_both_sides() -> None:
    found = growth(section("Growth"), 100, 1000)

    assert [(step, ratio(ours), ratio(floor)) for step, ours, floor in found] == [
        ("preview", "10.00", "12.00"),
        ("up", "12.50", "10.00"),
    ]


def test_given_a_size_that_was_not_measured_then_growth_is_not_said() -> None:
    assert growth(section("Growth"), 1, 1000) == []
