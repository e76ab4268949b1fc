"""Measures what is quick to measure, and prints tables: `python -m bench`."""

from pathlib import Path
from typing import Final

from bench import engine
from bench.results import Results
from bench.run import environment, in_process, run
from tools.workspace import CHECKOUT

RESULTS: Final = CHECKOUT / "build" / "bench.json"


def main(file: Path = RESULTS) -> None:
    """Measure all."""
    with environment() as local:
        run([*in_process(), ("Commands", lambda: engine.compare(local))], Results.begin(), file)


if __name__ == "__main__":
    main()
