"""Renders what was measured as tables: for a terminal, and in Markdown."""

from __future__ import annotations

from statistics import median
from typing import Final, NamedTuple

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
_FEW, _MANY = 100, 1000
"""Models between which growth is said in a number."""
_LEFT: Final = {"step", "compared with"}
"""Columns of words, which stand to the left; the others hold numbers."""


def terminal(section: Section) -> str:
    """Render medians and minima under a heading, and how steps grow."""
    unit = unit_of(section)
    heads, words = _words(section)
    rows = [[*heads, "n", unit.name, "min", "floor", "min", "over", "ratio", "of minima"]]
    for one, cells in zip(section.comparisons, words, strict=True):
        values = (median(one.ours), min(one.ours), median(one.floors), min(one.floors), one.over)
        numbers = [number(value, unit) for value in values]
        rows.append([*cells, str(len(one.pairs)), *numbers, ratio(one.ratio), ratio(one.ratio_of_minima)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.ljust(width) if head in _LEFT else cell.rjust(width)
            for head, cell, width in zip(rows[0], row, widths, strict=True)
        )
        for row in rows
    )
    return "\n".join([section.title, *_floor(section), *lines, *growth_sentences(section)])


def markdown(section: Section) -> str:
    """Render medians as a table of Markdown."""
    unit = unit_of(section)
    heads, words = _words(section)
    rows = [
        [*heads, f"ours, {unit.name}", f"floor, {unit.name}", "ratio"],
        [*("---" if head in _LEFT else "---:" for head in heads), *3 * ["---:"]],
    ]
    for one, cells in zip(section.comparisons, words, strict=True):
        values = (median(one.ours), median(one.floors))
        rows.append([*cells, *(number(value, unit) for value in values), ratio(one.ratio)])
    return "\n".join([*(f"{line}\n" for line in _floor(section)), *(f"| {' | '.join(row)} |" for row in rows)])


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


def growth_sentences(section: Section) -> list[str]:
    """Say of each step how many times as long many models take as few, where both were timed."""
    if section.unit != "seconds":
        return []
    sentences = []
    for step in dict.fromkeys(one.step for one in section.comparisons):
        few, many = section.find(step, _FEW), section.find(step, _MANY)
        if few and many:
            ours, floor = (median(many.ours) / median(few.ours), median(many.floors) / median(few.floors))
            sentences.append(
                f"{step}: {_MANY:,} models take {ours:.1f} times as long as {_FEW}; the floor {floor:.1f} times"
            )
    return sentences


def _floors(section: Section) -> list[str]:
    return list(dict.fromkeys(one.floor for one in section.comparisons))


def _floor(section: Section) -> list[str]:
    """Name the floor in a line above the table, if all steps have the same."""
    floors = _floors(section)
    return [f"The floor: {floors[0]}."] if len(floors) == 1 else []


def _words(section: Section) -> tuple[list[str], list[list[str]]]:
    """Return the heads of the columns that say what was measured, and for each comparison their cells."""
    columns: dict[str, list[str]] = {"step": [one.step for one in section.comparisons]}
    if len(_floors(section)) > 1:
        columns["compared with"] = [one.floor for one in section.comparisons]
    if any(one.models is not None for one in section.comparisons):
        columns["models"] = [f"{one.models:,}" if one.models is not None else "" for one in section.comparisons]
    return list(columns), [list(cells) for cells in zip(*columns.values(), strict=True)]
