"""What the policy pack adds to a preview through the CLI, and its process's memory: beside a pack of idle policies."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Final

from bench.comparison import Comparison, take_turns
from bench.local import Local
from bench.results import Section
from bench.stack import PACK, Sides, both_sides
from tools.workspace import CHECKOUT

_ROUNDS: Final = 3
_MODELS: Final = 100
_IDLE: Final = "a pack of as many policies that do nothing"


def measure(local: Local, most: int) -> list[Section]:
    """Preview at most so many models, of the provider that does nothing, with each pack."""
    with both_sides(local.environment) as sides:
        return _measure(sides, most)


def _measure(sides: Sides, most: int) -> list[Section]:
    models = min(_MODELS, most)
    memory: dict[Path, list[int]] = {}

    def preview(pack: Path, round_: int) -> dict[str, float]:
        sides.floor.declare(models, f"pack-{round_}")
        seconds = {"preview with the pack": sides.floor.take("preview", "--policy-pack", str(pack))}
        memory.setdefault(pack, []).append(sides.floor.memory.get(PACK, 0))
        return seconds

    ours, idle = CHECKOUT / "policies", _idle_pack(sides.folder)
    seconds = take_turns(_ROUNDS, partial(preview, ours), partial(preview, idle))
    most_memory = max(memory[ours]), max(memory[idle])
    return [
        Section(
            "The policy pack through the CLI",
            "A preview in which the pack judges each model.",
            "seconds",
            [Comparison(step, _IDLE, pairs, models) for step, pairs in seconds.items()],
        ),
        Section(
            "Memory of the policy pack",
            "The most memory that the process had.",
            "bytes",
            [Comparison(PACK, _IDLE, [(float(most_memory[0]), float(most_memory[1]))], models)]
            if all(most_memory)
            else [],
        ),
    ]


def _idle_pack(folder: Path) -> Path:
    pack = folder / "idle"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text(
        f"description: Does nothing.\nruntime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n",
        encoding="utf-8",
    )
    (pack / "__main__.py").write_text(
        "from bench.policies import serve_idle_pack\n\nserve_idle_pack()\n", encoding="utf-8"
    )
    return pack
