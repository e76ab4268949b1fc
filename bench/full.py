"""Measures everything, up to stacks of a thousand models: `python -m bench.full`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from bench import growth, instructions, latency, pack_process, page
from bench.results import Results
from bench.run import environment, in_process, run
from tools.workspace import CHECKOUT

RESULTS: Final = CHECKOUT / "build" / "bench-full.json"
_QUICK: Final = (1, 10)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the page, unless the sizes were limited."""
    parser = argparse.ArgumentParser(prog="python -m bench.full", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", metavar="MODELS", help="measure these sizes alone")
    parser.add_argument("--quick", action="store_const", dest="sizes", const=_QUICK, help="measure small sizes alone")
    limited: Sequence[int] | None = parser.parse_args(arguments).sizes
    sizes = limited or tuple(growth.ROUNDS)
    with environment() as local:
        results = Results.begin()
        run(
            [
                *in_process(),
                ("Growth", lambda: growth.measure(local, sizes)),
                ("Latency and limits", lambda: latency.measure(local, max(sizes))),
                ("The policy pack through the CLI", lambda: pack_process.measure(local, max(sizes))),
                ("Instructions", instructions.measure),
            ],
            results,
            RESULTS,
        )
    if not limited:
        page.write(results, CHECKOUT / "provider" / "docs")


if __name__ == "__main__":
    main()
