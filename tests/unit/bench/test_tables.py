"""Tables of what was measured, for a terminal and in Markdown."""

from __future__ import annotations

import pytest

from bench.tables import growth_sentences, markdown, terminal
from tests.unit.bench.measured import section


def test_given_a_section_when_printed_then_medians_and_minima_stand_in_columns() -> None:
    assert (
        terminal(section("Growth"))
        == """\
Growth
The floor: a provider that does nothing.
step     models  n      s    min  floor    min   over  ratio  of minima
preview     100  3   1.50   1.20   1.00   1.00   0.50   1.50       1.20
preview   1,000  1  15.00  15.00  12.00  12.00   3.00   1.25       1.25
up          100  1   4.00   4.00   2.00   2.00   2.00   2.00       2.00
up        1,000  1  50.00  50.00  20.00  20.00  30.00   2.50       2.50
preview: 1,000 models take 10.0 times as long as 100; the floor 12.0 times
up: 1,000 models take 12.5 times as long as 100; the floor 10.0 times"""
    )


@pytest.mark.parametrize(
    ("title", "table"),
    [
        (
            "Growth",
            """\
The floor: a provider that does nothing.

| step | models | ours, s | floor, s | ratio |
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

| step | models | ours, calls | floor, calls | ratio |
| --- | ---: | ---: | ---: | ---: |
| up: CreateModel 200, ListModels 3 | 200 | 203 | 200 | 1.01 |
| unchanged preview: none | 200 | 0 | 0 | - |""",
        ),
        (
            "Imports",
            """\
| step | compared with | ours, ms | floor, ms | ratio |
| --- | --- | ---: | ---: | ---: |
| import package | import pulumi | 350.00 | 340.00 | 1.03 |
| import provider | import nothing | 1,250 | 250.00 | 5.00 |""",
        ),
    ],
)
def test_given_a_section_when_rendered_then_the_table_names_each_floor(title: str, table: str) -> None:
    assert markdown(section(title)) == table


@pytest.mark.parametrize("title", ["Calls to AWS", "Imports"])
def test_given_a_section_without_both_sizes_then_growth_is_not_said(title: str) -> None:
    assert growth_sentences(section(title)) == []
