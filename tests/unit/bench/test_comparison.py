"""What one side costs over the other, and in which order both are timed."""

from __future__ import annotations

import pytest

from bench.comparison import Comparison, take_turns


@pytest.mark.parametrize(
    ("pairs", "over", "ratio", "of_minima"),
    [
        ([(3.0, 2.0)], 1.0, 1.5, 1.5),
        # The median of the ratios 1.5, 1.5 and 1.2, and of what each round took more.
        ([(1.5, 1.0), (3.0, 2.0), (1.2, 1.0)], 0.5, 1.5, 1.2),
        # One noisy round changes neither median.
        ([(2.0, 1.0), (2.0, 1.0), (90.0, 1.0)], 1.0, 2.0, 2.0),
        ([(1.0, 2.0)], -1.0, 0.5, 0.5),
        ([(1.0, 0.0), (3.0, 0.0)], 2.0, None, None),
        ([(1.0, 1.0), (3.0, 0.0)], 1.5, None, None),
    ],
)
def test_given_rounds_then_cost_and_ratios_are_those_of_pairs(
    pairs: list[tuple[float, float]], over: float, ratio: float | None, of_minima: float | None
) -> None:
    comparison = Comparison("step", "floor", pairs)

    assert (comparison.over, comparison.ratio, comparison.ratio_of_minima) == (over, ratio, of_minima)


@pytest.mark.parametrize(
    ("warm_up", "order"),
    [
        (True, ["ours 0", "floor 0", "ours 1", "floor 1", "floor 2", "ours 2"]),
        (False, ["ours 1", "floor 1", "floor 2", "ours 2"]),
    ],
)
def test_given_two_rounds_then_each_side_goes_first_once_after_the_warm_up(*, warm_up: bool, order: list[str]) -> None:
    took: list[str] = []

    def side(name: str, steps: tuple[str, ...]) -> dict[str, float]:
        took.append(name)
        return dict.fromkeys(steps, float(name[-1]))

    pairs = take_turns(
        2,
        lambda number: side(f"ours {number}", ("up", "check")),
        lambda number: side(f"floor {number}", ("up",)),
        warm_up=warm_up,
    )

    assert took == order
    assert pairs == {"up": [(1.0, 1.0), (2.0, 2.0)], "check": [(1.0, 0.0), (2.0, 0.0)]}
