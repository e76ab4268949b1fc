"""How commands grow with the number of models: their time, and the memory of the provider's process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from bench.comparison import Comparison, take_turns
from bench.local import Local
from bench.results import Section
from bench.stack import FLOOR, LIFE, PROVIDER, Sides, Stack, both_sides
from tools.workspace import say

TITLE: Final = "Growth"
_ABOUT: Final = (
    "A stack of models, from its first preview to its end. Here the engine writes the stack's state once, at the end of"
    " each command. By default it also writes after each step. In a file that is the whole state each time, which costs"
    " the same with every provider, grows with the square of the models, and would hide all else."
)
ROUNDS: Final[Mapping[int, int]] = {1: 3, 10: 3, 100: 2, 500: 1, 1000: 1}
"""How often each size is measured, by its number of models. Large ones take long, and noise evens out in them."""


def measure(local: Local, sizes: Iterable[int]) -> list[Section]:
    """Take stacks of several sizes through their lives."""
    # With checkpoints most of an update of a thousand models would be the engine's writing of files.
    with both_sides(local.environment, checkpoints=False) as sides:
        return _measure(sides, sorted(sizes))


def _measure(sides: Sides, sizes: Iterable[int]) -> list[Section]:
    seconds, memory = [], []
    for number, models in enumerate(sizes):
        rounds = ROUNDS.get(models, 1)
        say(f"  {models:,} models, {rounds} times")
        pairs = take_turns(
            rounds, partial(_live, sides.ours, models), partial(_live, sides.floor, models), warm_up=number == 0
        )
        seconds += [Comparison(step, FLOOR, taken, models) for step, taken in pairs.items()]
        most = sides.ours.memory.get(PROVIDER), sides.floor.memory.get(PROVIDER)
        if most[0] and most[1]:
            memory.append(Comparison(PROVIDER, FLOOR, [(float(most[0]), float(most[1]))], models))
    # By step, as the picture and the page have it.
    seconds.sort(key=lambda one: list(LIFE).index(one.step))
    return [
        Section(TITLE, _ABOUT, "seconds", seconds),
        Section("Memory of the provider", "The most memory that the process had.", "bytes", memory),
    ]


def _live(stack: Stack, models: int, round_: int) -> dict[str, float]:
    stack.declare(models, f"{models}-{round_}")
    return {step: stack.take(step) for step in LIFE}
