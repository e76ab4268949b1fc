"""Draws how commands grow with the number of models, as SVG.

The standard library is enough for lines and text. matplotlib is large, and draws for one ground; pygal's pictures load
a script from another host.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final
from xml.etree import ElementTree as ET

from bench.comparison import Comparison
from bench.results import Section

_COLUMNS: Final = 3
_WIDTH, _HEIGHT = 290, 236
"""A panel's, with its words."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 22, 58, 34
"""What a panel leaves free around its plot."""
_MARGIN: Final = 10
_TICKS: Final = 4
"""At most so many above zero on an axis."""

# A picture in a page sees what the reader's system prefers, not what the page does. So it brings its own ground.
_STYLE: Final = """
svg { --ground: #ffffff; --text: #1f2328; --quiet: #59636e; --grid: #d1d9e0; --ours: #0969da; --floor: #8a5a00; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #0d1117; --text: #f0f6fc; --quiet: #9198a1; --grid: #3d444d; --ours: #58a6ff; --floor: #d9a441; }
}
text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--quiet); }
.title { font-size: 14px; font-weight: 600; fill: var(--text); }
.ground { fill: var(--ground); }
.grid { stroke: var(--grid); stroke-width: 1; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.ours.line { stroke: var(--ours); }
.floor.line { stroke: var(--floor); stroke-dasharray: 5 5; }
circle.ours { fill: var(--ours); }
circle.floor { fill: var(--floor); }
"""


@dataclass(frozen=True)
class _Series:
    """A line: its points are models and seconds."""

    name: str
    points: list[tuple[float, float]]


def draw(section: Section) -> str:
    """Draw a panel for each step: medians over the number of models, ours and the floor's."""
    by_step: dict[str, list[Comparison]] = {}
    for one in section.comparisons:
        by_step.setdefault(one.step, []).append(one)
    rows = math.ceil((len(by_step) + 1) / _COLUMNS)  # and the legend
    width, height = _COLUMNS * _WIDTH + 2 * _MARGIN, rows * _HEIGHT + 2 * _MARGIN
    svg = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", role="img")
    ET.SubElement(svg, "title").text = "Seconds of each command by the number of models"
    ET.SubElement(svg, "style").text = _STYLE
    ET.SubElement(svg, "rect", {"class": "ground", "width": str(width), "height": str(height), "rx": "6"})
    for place, (step, comparisons) in enumerate(by_step.items()):
        _panel(_cell(svg, place), step, comparisons)
    _legend(_cell(svg, len(by_step)), section.comparisons[0].floor)
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def ticks(largest: float) -> list[float]:
    """Choose round numbers for an axis, from zero to the first that is not below the largest value."""
    power = 10.0 ** math.floor(math.log10(largest / _TICKS))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power * _TICKS >= largest * (1 - 1e-9))
    return [number * step for number in range(math.ceil(largest / step - 1e-9) + 1)]


def _cell(svg: ET.Element, place: int) -> ET.Element:
    row, column = divmod(place, _COLUMNS)
    return ET.SubElement(svg, "g", transform=f"translate({_MARGIN + column * _WIDTH} {_MARGIN + row * _HEIGHT})")


def _panel(cell: ET.Element, step: str, comparisons: Sequence[Comparison]) -> None:
    ordered = sorted(comparisons, key=lambda one: one.models or 0)
    ours = _Series("ours", [(one.models or 0, median(one.ours)) for one in ordered])
    floor = _Series("floor", [(one.models or 0, median(one.floors)) for one in ordered])
    largest = ordered[-1]
    _text(cell, _LEFT, 20, step, kind="title")
    taken = f"{_seconds(median(largest.ours))}, floor {_seconds(median(largest.floors))}"
    _text(cell, _LEFT, 38, f"{largest.models:,} models: {taken}")
    across, up = (ticks(max(value)) for value in zip(*ours.points, *floor.points, strict=True))
    plot = _Plot(across[-1], up[-1])
    for value in up:
        y = plot.y(value)
        line = {"class": "grid", "x1": str(_LEFT), "x2": str(_WIDTH - _RIGHT), "y1": _number(y), "y2": _number(y)}
        ET.SubElement(cell, "line", line)
        _text(cell, _LEFT - 6, y + 4, _seconds(value), anchor="end")
    for value in across:
        _text(
            cell,
            plot.x(value),
            _HEIGHT - _BOTTOM + 18,
            f"{value:,.3g}" if value < 1 else f"{value:,.0f}",
            anchor="middle",
        )
    for series in (floor, ours):
        _draw_series(cell, series, plot)


@dataclass(frozen=True)
class _Plot:
    """Where values are in a panel."""

    most_models: float
    most_seconds: float

    def x(self, models: float) -> float:
        return _LEFT + models / self.most_models * (_WIDTH - _LEFT - _RIGHT)

    def y(self, seconds: float) -> float:
        return _HEIGHT - _BOTTOM - seconds / self.most_seconds * (_HEIGHT - _TOP - _BOTTOM)


def _draw_series(cell: ET.Element, series: _Series, plot: _Plot) -> None:
    places = [(_number(plot.x(models)), _number(plot.y(seconds))) for models, seconds in series.points]
    path = " ".join(f"{x},{y}" for x, y in places)
    ET.SubElement(cell, "polyline", {"class": f"{series.name} line", "points": path})
    for (x, y), (models, seconds) in zip(places, series.points, strict=True):
        dot = ET.SubElement(cell, "circle", {"class": series.name, "cx": x, "cy": y, "r": "3"})
        ET.SubElement(dot, "title").text = f"{series.name}: {models:,} models, {_seconds(seconds)}"


def _legend(cell: ET.Element, floor: str) -> None:
    for y, kind, words in ((_TOP + 20, "ours", "this provider"), (_TOP + 44, "floor", floor)):
        ET.SubElement(
            cell, "line", {"class": f"{kind} line", "x1": str(_LEFT), "x2": str(_LEFT + 30), "y1": str(y), "y2": str(y)}
        )
        _text(cell, _LEFT + 40, y + 4, words)
    _text(cell, _LEFT, _TOP + 72, "Horizontal: models in the stack.")
    _text(cell, _LEFT, _TOP + 90, "Vertical: the time of the command.")


def _text(  # noqa: PLR0913  (what a text is, and where)
    cell: ET.Element, x: float, y: float, words: str, *, kind: str = "", anchor: str = "start"
) -> None:
    attributes = {"x": _number(x), "y": _number(y), "text-anchor": anchor}
    ET.SubElement(cell, "text", attributes | ({"class": kind} if kind else {})).text = words


def _seconds(value: float) -> str:
    return f"{value:.3g} s" if value < 100 else f"{value:,.0f} s"  # noqa: PLR2004  (three digits are enough)


def _number(value: float) -> str:
    return f"{value:.1f}"
