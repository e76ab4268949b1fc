"""What the provider adds to previews and updates through the CLI: the same program on a provider that does nothing."""

from __future__ import annotations

from functools import partial
from typing import Final

from bench.comparison import Comparison, take_turns
from bench.local import Local
from bench.results import Section
from bench.stack import FLOOR, UNCHANGED, Sides, Stack, both_sides

_ROUNDS = 4
_MODELS = (1, 50)

_UNCHANGED_ROUNDS = 3
_UNCHANGED_MODELS = 200

FEWEST: Final = {"up": 1, UNCHANGED: 0, "refresh": 2, "destroy": 1}
"""Calls to AWS that a model needs at each step: CreateModel; none; DescribeModel and ListTags; DeleteModel."""


def compare(local: Local) -> list[Section]:
    """Preview and update with one model and with many; preview what is unchanged, and count calls."""
    with both_sides(local.environment) as sides:
        new = [comparison for models in _MODELS for comparison in _compare_new(sides, models)]
        unchanged, calls = _compare_unchanged(sides, local)
    return [
        Section("Commands", "What the Pulumi CLI takes for whole commands.", "seconds", [*new, unchanged]),
        counted(calls),
    ]


def counted(calls: list[Comparison]) -> Section:
    """Make a section of calls that were counted."""
    about = "What AWS is asked, counted at the local AWS, beside the fewest calls that can do it."
    return Section("Calls to AWS", about, "calls", calls)


def calls_of(step: str, models: int, local: Local) -> Comparison:
    """Compare the calls since the last count with the fewest that a step needs."""
    calls = local.next()
    told = ", ".join(f"{operation} {count}" for operation, count in sorted(calls.items())) or "none"
    pair = (float(calls.total()), float(models * FEWEST[step]))
    return Comparison(f"{step}: {told}", "the fewest calls", [pair], models)


def _compare_new(sides: Sides, models: int) -> list[Comparison]:
    seconds = take_turns(
        _ROUNDS, partial(_preview_and_up, sides.ours, models), partial(_preview_and_up, sides.floor, models)
    )
    return [Comparison(step, FLOOR, pairs, models) for step, pairs in seconds.items()]


def _preview_and_up(stack: Stack, models: int, round_: int) -> dict[str, float]:
    """Preview and make models of names that were not there before."""
    stack.declare(models, f"{models}-{round_}")
    return {step: stack.take(step) for step in ("preview", "up")}


def _compare_unchanged(sides: Sides, local: Local) -> tuple[Comparison, list[Comparison]]:
    calls = []

    def take(step: str) -> None:
        local.next()
        sides.ours.take(step)
        calls.append(calls_of(step, _UNCHANGED_MODELS, local))

    for stack in (sides.ours, sides.floor):
        stack.declare(_UNCHANGED_MODELS, "unchanged")
    sides.floor.take("up")
    take("up")
    take(UNCHANGED)
    seconds = take_turns(
        _UNCHANGED_ROUNDS,
        lambda _: {UNCHANGED: sides.ours.take(UNCHANGED)},
        lambda _: {UNCHANGED: sides.floor.take(UNCHANGED)},
        warm_up=False,
    )
    take("refresh")
    take("destroy")
    return Comparison(UNCHANGED, FLOOR, seconds[UNCHANGED], _UNCHANGED_MODELS), calls
