"""How much memory the processes that Pulumi starts need at most, as Linux counts it.

Other systems have no such count, and nothing is measured there. psutil would tell what a process has now, on every
system, but not what it had at most.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing_extensions import Self

_PROCESSES: Final = Path("/proc")
_INTERVAL: Final = 0.25
"""Seconds between two looks, which take some 3 ms. What a process needs only after the last one is missed."""


class PeakMemory:
    """A context manager that watches what a process starts.

    Args:
        process: the id of the process.
        commands: what occurs in the command of each process that is looked for, by a name for it.
    """

    def __init__(self, process: int, commands: Mapping[str, str]) -> None:
        self._process = process
        self._commands = commands
        self._ended = threading.Event()
        self.looked = threading.Event()
        """Set once every process that was there has been looked at."""
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.bytes: dict[str, int] = {}
        """The most that each had, by its name; of several processes of one name, the largest."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_INTERVAL):
            for process in _descendants(self._process):
                with suppress(OSError):  # it has ended
                    self._look(process)
            self.looked.set()

    def _look(self, process: int) -> None:
        folder = _PROCESSES / str(process)
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        for name, part in self._commands.items():
            if part in command:
                self.bytes[name] = max(self.bytes.get(name, 0), peak((folder / "status").read_text(encoding="utf-8")))


def peak(status: str) -> int:
    """Return the most memory that a process had, in bytes; `status` is its file of that name in /proc."""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    return 0  # it has just ended


def _descendants(process: int) -> Iterator[int]:
    with suppress(OSError):
        for children in (_PROCESSES / str(process) / "task").glob("*/children"):
            for child in map(int, children.read_text(encoding="utf-8").split()):
                yield child
                yield from _descendants(child)
