"""Event logs of real runs, recorded with CLI 3.259 from small programs.

What no test reads is taken out: messages for debugging, outputs, and what the SDK adds to inputs.
"""

from __future__ import annotations

from pathlib import Path

LOGS = Path(__file__).with_name("logs")


def lines_of(name: str) -> list[str]:
    return (LOGS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def killed(name: str) -> list[str]:
    """Return a log as an engine leaves it that is killed while it writes its summary."""
    whole = lines_of(name)
    end = next(index for index, line in enumerate(whole) if "summaryEvent" in line and '"result"' in line)
    return [*whole[:end], whole[end][:40]]
