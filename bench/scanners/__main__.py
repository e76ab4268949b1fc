"""Runs the tools and writes the page: `python -m bench.scanners PAGE`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from bench.comparison import clocked
from bench.scanners import install
from bench.scanners.models import TEMPLATES, Template
from bench.scanners.page import ROUNDS, Result, page
from bench.scanners.scanner import Scanner, cfn_lint, scanners
from tools.cache import Cache
from tools.process import SetupError, say

NO_MODEL: Final = Template("no model", {}, {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})


def measure(tools: tuple[Scanner, ...], scratch: Path) -> list[Result]:
    """Run the tools in turns, so that all meet the same noise."""
    folders = [
        (tool.prepare(scratch / f"{tool.name}-none", [NO_MODEL]), tool.prepare(scratch / f"{tool.name}-all", TEMPLATES))
        for tool in tools
    ]
    seconds: list[list[tuple[float, float]]] = [[] for _ in tools]
    for number in range(ROUNDS):
        say(f"Round {number + 1} of {ROUNDS}.")
        for tool, (none, every), times in zip(tools, folders, seconds, strict=True):
            times.append((clocked(lambda: tool.scan(none)), clocked(lambda: tool.scan(every))))  # noqa: B023 - called at once
    return [
        Result(tool, tool.scan(every), *(median(column) for column in zip(*times, strict=True)))
        for tool, (_, every), times in zip(tools, folders, seconds, strict=True)
    ]


def main(target: Path) -> None:
    """Install, run, and write the page."""
    cache = Cache.of_user(os.environ)
    try:
        tools = scanners(install.checkov(cache), install.guard(cache), install.prowler(cache))
        linter = install.cfn_lint(cache)
        with tempfile.TemporaryDirectory() as scratch:
            results = measure(tools, Path(scratch))
            # Checkov reads the templates as they are, and so does this.
            linted = cfn_lint(linter, Path(scratch, "Checkov-all"))
    except SetupError as error:
        sys.exit(f"{error} Then run `make comparison` again.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stdout}{error.stderr}")
    target.write_text(page(results, linted), encoding="utf-8")
    say(f"Written: {target}")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the page
        sys.exit("Say which page to write: python -m bench.scanners PAGE")
    main(Path(sys.argv[1]))
