"""How commands take a distant AWS, and one that limits calls: beside the best that can be expected.

That is what a provider that does nothing takes, and then the waits for the fewest calls that can do it, with as many
calls at a time as the dynamic host has threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from bench.comparison import Comparison
from bench.engine import FEWEST, calls_of, counted
from bench.local import Local
from bench.pace import Pace
from bench.results import Section
from bench.stack import Sides, both_sides
from tools.workspace import say


class _Case(NamedTuple):
    """What AWS is like, and what is done then."""

    title: str
    pace: Pace
    models: int
    steps: tuple[str, ...]
    """Those that are compared, in the order of life; the others are not."""


_CASES: Final = (
    _Case("50 ms a call", Pace(latency=0.05), 200, ("up", "refresh", "destroy")),
    _Case("200 ms a call", Pace(latency=0.2), 200, ("up", "refresh", "destroy")),
    _Case("5 CreateModel calls a second", Pace(creations=5), 50, ("up",)),
)
_BEST: Final = "a provider that does nothing, and the waits of the fewest calls"
_ABOUT: Final = (
    "AWS is made slow, or refuses CreateModel calls beyond a limit. The floor is what a provider that does nothing"
    " takes, and then the waits of the fewest calls, four at a time. A command can take less, where it waits while the"
    " engine has other work."
)
_STEPS: Final = tuple(FEWEST)
_COUNTED: Final = 0
"""The case in which calls are counted, which are the same in the next."""


def measure(local: Local, most: int) -> list[Section]:
    """Take stacks of at most so many models through their lives, with AWS as each case says."""
    with both_sides(local.environment) as sides:
        return _measure(sides, local, most)


def _measure(sides: Sides, local: Local, most: int) -> list[Section]:
    slow, calls = [], []
    floors: dict[int, dict[str, float]] = {}
    for number, case in enumerate(_CASES):
        models = min(case.models, most)
        say(f"  {case.title}, {models:,} models")
        if models not in floors:
            floors[models] = _floor(sides, models)
        for step, seconds, asked in _live(sides, local, case, models):
            if number == _COUNTED:
                calls.append(asked)
            if step in case.steps:
                creations = models if step == "up" else 0
                best = floors[models][step] + case.pace.best(models * FEWEST[step], creations)
                slow.append(Comparison(f"{step}, {case.title}", _BEST, [(seconds, best)], models))
    return [Section("Latency and limits", _ABOUT, "seconds", slow), counted(calls)]


def _live(sides: Sides, local: Local, case: _Case, models: int) -> Iterator[tuple[str, float, Comparison]]:
    """Yield each step from `up` on, its seconds and its calls."""
    sides.ours.declare(models, case.title.replace(" ", "-"))
    try:
        for step in _STEPS:
            local.next(case.pace)
            seconds = sides.ours.take(step)
            yield step, seconds, calls_of(step, models, local)
    finally:
        local.next()


def _floor(sides: Sides, models: int) -> dict[str, float]:
    sides.floor.declare(models, "floor")
    return {step: sides.floor.take(step) for step in _STEPS}
