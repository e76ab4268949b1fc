"""The picture of growth: what is in it, and that it stands alone."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.chart import draw, ticks
from tests.unit.bench.measured import section

SVG = "{http://www.w3.org/2000/svg}"
PICTURE = draw(section("Growth"))
ROOT = ET.fromstring(PICTURE)  # noqa: S314  (drawn here)


def texts() -> list[str]:
    return [element.text or "" for element in ROOT.iter(f"{SVG}text")]


def test_given_growth_when_drawn_then_each_step_has_a_panel_with_its_largest_size() -> None:
    assert [text for text in texts() if text in {"preview", "up"}] == ["preview", "up"]
    assert [text for text in texts() if "1,000 models" in text] == [
        "1,000 models: 15 s, floor 12 s",
        "1,000 models: 50 s, floor 20 s",
    ]


def test_given_growth_when_drawn_then_each_median_is_a_dot_that_says_what_it_is() -> None:
    dots = [dot.findtext(f"{SVG}title") for dot in ROOT.iter(f"{SVG}circle")]

    assert dots == [
        *("floor: 100 models, 1 s", "floor: 1,000 models, 12 s"),
        *("ours: 100 models, 1.5 s", "ours: 1,000 models, 15 s"),
        *("floor: 100 models, 2 s", "floor: 1,000 models, 20 s"),
        *("ours: 100 models, 4 s", "ours: 1,000 models, 50 s"),
    ]


def test_given_growth_when_drawn_then_ten_times_as_much_is_ten_times_as_far() -> None:
    up = list(ROOT.iter(f"{SVG}polyline"))[-1]
    (few_x, few_y), (many_x, many_y) = (tuple(map(float, point.split(","))) for point in up.attrib["points"].split(" "))
    panel = next(cell for cell in ROOT.iter(f"{SVG}g") if cell.findtext(f"{SVG}text") == "up")
    grid = panel.findall(f"{SVG}line")
    left, bottom = float(grid[0].attrib["x1"]), float(grid[0].attrib["y1"])

    assert (many_x - left) / (few_x - left) == pytest.approx(10, rel=0.01)
    assert (bottom - many_y) / (bottom - few_y) == pytest.approx(12.5, rel=0.02)


def test_given_growth_when_drawn_then_it_loads_nothing_and_knows_a_dark_ground() -> None:
    assert re.findall(r"[\w:/.]*//[\w./]*", PICTURE) == ["http://www.w3.org/2000/svg"]
    assert "prefers-color-scheme: dark" in PICTURE


@given(some.floats(min_value=1e-3, max_value=1e6))
def test_given_any_largest_value_then_few_round_ticks_reach_it(largest: float) -> None:
    found = ticks(largest)

    assert found[0] == 0
    assert found[-1] >= largest * (1 - 1e-6)
    assert found[-2] < largest
    assert len(found) <= 5


@pytest.mark.parametrize(
    ("largest", "expected"),
    [(1, [0, 0.25, 0.5, 0.75, 1]), (1000, [0, 250, 500, 750, 1000]), (61, [0, 20, 40, 60, 80]), (7.9, [0, 2, 4, 6, 8])],
)
def test_given_a_largest_value_then_ticks_are_round(largest: float, expected: list[float]) -> None:
    assert ticks(largest) == pytest.approx(expected)
