"""Times two sides in turns, so that both meet the same noise, and prints what one costs over the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

Round = Callable[[int], dict[str, float]]
"""One round of one side: takes its number, returns the seconds that each step took."""


@dataclass(frozen=True)
class Comparison:
    """One step: what it took, beside what the floor took in the same round."""

    step: str
    floor: str
    seconds: list[tuple[float, float]]
    """Ours and the floor's, by round."""


def take_turns(rounds: int, ours: Round, floor: Round) -> dict[str, list[tuple[float, float]]]:
    """Time both sides, by step; one that the floor does not have costs it nothing. The first round does not count."""
    ours(0)
    floor(0)
    pairs: dict[str, list[tuple[float, float]]] = {}
    for number in range(1, rounds + 1):
        # Whoever goes second may find the machine warmer.
        if number % 2:
            mine, its = ours(number), floor(number)
        else:
            its, mine = floor(number), ours(number)
        for step, seconds in mine.items():
            pairs.setdefault(step, []).append((seconds, its.get(step, 0.0)))
    return pairs


def clocked(action: Callable[[], object]) -> float:
    """Return the seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def table(comparisons: Iterable[Comparison]) -> str:
    """Render medians in milliseconds; the difference and the ratio are medians over the rounds, not of the medians."""
    rows: list[tuple[str, ...]] = [("step", "floor", "n", "ms", "floor ms", "over ms", "ratio")]
    for comparison in comparisons:
        ours, floors = zip(*comparison.seconds, strict=True)
        over = median(mine - floor for mine, floor in comparison.seconds)
        ratio = f"{median(mine / floor for mine, floor in comparison.seconds):.2f}" if all(floors) else "-"
        numbers = (f"{1000 * seconds:.2f}" for seconds in (median(ours), median(floors), over))
        rows.append((comparison.step, comparison.floor, str(len(ours)), *numbers, ratio))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) if index < 2 else cell.rjust(width) for index, (cell, width) in enumerate(cells))  # noqa: PLR2004  (step and floor are words)
        for cells in (zip(row, widths, strict=True) for row in rows)
    )
