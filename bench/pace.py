"""How fast a simulated AWS answers, and how many calls it takes a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

THREADS: Final = 4
"""Calls that Pulumi's dynamic host makes at a time: its server has so many threads, whatever `--parallel` says."""


@dataclass(frozen=True)
class Pace:
    """How AWS answers."""

    latency: float = 0.0
    """Seconds that each call takes longer."""
    creations: float | None = None
    """CreateModel calls a second; those beyond are refused with ThrottlingException. None for no limit."""

    def best(self, calls: int, creations: int) -> float:
        """Return the seconds in which so many calls can be made at best, `creations` of them CreateModel."""
        waits = calls * self.latency / THREADS
        if not self.creations:
            return waits
        # Those of the first second are let through at once.
        return max(waits, (creations - max(1, self.creations)) / self.creations)


AS_FAST_AS_IT_CAN: Final = Pace()


class Bucket:
    """A token bucket, as AWS limits calls: it holds the calls of one second, at least one, and fills up evenly."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._most = max(1.0, rate)
        self._tokens = self._most
        self._seen: float | None = None

    def take(self, now: float) -> bool:
        """Tell whether a call at `now`, in seconds of any clock, is within the limit."""
        if self._seen is not None:
            self._tokens = min(self._most, self._tokens + (now - self._seen) * self._rate)
        self._seen = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
