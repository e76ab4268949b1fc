"""Times two sides in turns, so that both meet the same noise, and works out what one costs over the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Round = Callable[[int], dict[str, float]]
"""One round of one side: takes its number, returns the seconds that each step took."""


@dataclass(frozen=True)
class Comparison:
    """One step: what it took, beside what the floor took in the same round."""

    step: str
    floor: str
    pairs: list[tuple[float, float]]
    """Ours and the floor's, by round, in the unit of the section."""
    models: int | None = None
    """How many models there were, where steps are compared by that."""

    @property
    def ours(self) -> list[float]:
        """What ours took, by round."""
        return [mine for mine, _ in self.pairs]

    @property
    def floors(self) -> list[float]:
        """What the floor took, by round."""
        return [its for _, its in self.pairs]

    @property
    def over(self) -> float:
        """What ours took more than the floor: the median over the rounds, not of the medians."""
        return median(mine - its for mine, its in self.pairs)

    @property
    def ratio(self) -> float | None:
        """How many times the floor ours took: the median over the rounds. None where the floor took nothing."""
        return median(mine / its for mine, its in self.pairs) if all(self.floors) else None

    @property
    def ratio_of_minima(self) -> float | None:
        """The same of the quickest rounds, which noise touched least."""
        return min(self.ours) / min(self.floors) if all(self.floors) else None


def take_turns(rounds: int, ours: Round, floor: Round, *, warm_up: bool = True) -> dict[str, list[tuple[float, float]]]:
    """Time both sides, by step; one that the floor does not have costs it nothing.

    With `warm_up` both sides run once before, and that does not count.
    """
    if warm_up:
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
