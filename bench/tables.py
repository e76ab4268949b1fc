"""Renders what was measured as tables: for a terminal, and in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final, NamedTuple

from bench.comparison import Comparison
from bench.results import Section


class Unit(NamedTuple):
    """How people read a unit of the results."""

    name: str
    scale: float
    decimals: int


_UNITS: Final = {
    "seconds": Unit("ms", 1000, 2),
    "instructions": Unit("million instructions", 1e-6, 2),
    "bytes": Unit("MB", 1e-6, 1),
    "calls": Unit("calls", 1, 0),
}
_WHOLE_SECONDS: Final = Unit("s", 1, 2)
_LARGE: Final = 1000
"""From here on decimals say nothing."""
_WORDS: Final = 2
"""The first columns hold words and stand to the left, the others hold numbers."""


def terminal(section: Section) -> str:
    """Render medians and minima, with a heading."""
    unit = unit_of(section)
    rows: list[tuple[str, ...]] = [
        ("step", "floor", "n", unit.name, "min", "floor", "min", "over", "ratio", "of minima"),
        *(
            (
                _step(one),
                one.floor,
                str(len(one.pairs)),
                *(
                    number(value, unit)
                    for value in (median(one.ours), min(one.ours), median(one.floors), min(one.floors), one.over)
                ),
                ratio(one.ratio),
                ratio(one.ratio_of_minima),
            )
            for one in section.comparisons
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.ljust(width) if column < _WORDS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join([section.title, *lines])


def markdown(section: Section) -> str:
    """Render medians; the floor is named once, above the table, if all steps have the same."""
    unit = unit_of(section)
    floors = list(dict.fromkeys(one.floor for one in section.comparisons))
    counted = any(one.models is not None for one in section.comparisons)
    header = ["Step", *(["Models"] if counted else []), f"Ours, {unit.name}", f"Floor, {unit.name}", "Ratio"]
    alignment = ["---", *["---:"] * (len(header) - 1)]
    rows = [header, alignment]
    for one in section.comparisons:
        step = one.step if len(floors) == 1 else f"{one.step}, to {one.floor}"
        models = [f"{one.models:,}" if one.models is not None else ""] if counted else []
        values = (median(one.ours), median(one.floors))
        rows.append([step, *models, *(number(value, unit) for value in values), ratio(one.ratio)])
    named = f"The floor: {floors[0]}.\n\n" if len(floors) == 1 else ""
    return named + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def unit_of(section: Section) -> Unit:
    """Choose a unit for all of a section: seconds where everything takes at least one."""
    if section.unit == "seconds" and all(median(one.ours) >= 1 for one in section.comparisons):
        return _WHOLE_SECONDS
    return _UNITS[section.unit]


def number(value: float, unit: Unit) -> str:
    """Render a value of the results in a unit."""
    scaled = value * unit.scale
    return f"{scaled:,.{0 if abs(scaled) >= _LARGE else unit.decimals}f}"


def ratio(value: float | None) -> str:
    """Render how many times something is something else."""
    return "-" if value is None else f"{value:.2f}"


def growth(section: Section, small: int, large: int) -> Sequence[tuple[str, float, float]]:
    """Return by step how many times as long as `small` models `large` ones take, by ours and by the floor."""
    found = []
    for step in dict.fromkeys(one.step for one in section.comparisons):
        few, many = section.find(step, small), section.find(step, large)
        if few and many:
            found.append(
                (step, median(many.ours) / median(few.ours), median(many.floors) / median(few.floors)),
            )
    return found


def _step(one: Comparison) -> str:
    return one.step if one.models is None else f"{one.step} of {one.models:,}"
