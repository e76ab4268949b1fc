"""Runs the Pulumi CLI, and reads what it writes while it runs.

This module imports nothing of the packs, so that the CLI starts before they are loaded.

What the CLI writes holds inputs in plain text. It goes to files that have no name, in memory where the system can do
that: they are gone with the processes that have them open, however those end. A pipe would do as well as long as this
process lives, but the CLI, which opens its event log for reading, too, would wait forever on one that nobody empties.
"""

from __future__ import annotations

import codecs
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing_extensions import Self

INTERRUPTS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_EVERY: Final = 0.05
"""How long to wait for more output, in seconds: short enough for people to see no delay."""


class PulumiMissingError(Exception):
    """There is no Pulumi CLI."""


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a run: the option for the event log is hidden without the first variable."""
    kept = {name: value for name, value in base.items() if name != "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"}
    return {**kept, "PULUMI_DEBUG_COMMANDS": "true"}


class _Output:
    """What a process writes to a file without a name."""

    def __init__(self) -> None:
        self._file = _nameless_file()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace")
        self._read = 0
        self._begun = ""

    @property
    def descriptor(self) -> int:
        return self._file.fileno()

    def new_lines(self, *, ended: bool) -> Iterator[str]:
        """Yield the lines that have come since, and at the end what has no end of line."""
        while chunk := os.pread(self.descriptor, 1 << 20, self._read):
            self._read += len(chunk)
            *lines, self._begun = (self._begun + self._decode.decode(chunk)).split("\n")
            yield from lines
        if ended and self._begun:
            yield self._begun
            self._begun = ""

    def text(self) -> str:
        """Return all of it."""
        return "\n".join(self.new_lines(ended=True))

    def close(self) -> None:
        self._file.close()


class PulumiRun:
    """A run of the CLI, from its start on; an interrupt goes to the CLI, which then ends in order."""

    def __init__(self, command: Sequence[str], folder: Path, base: Mapping[str, str], *, log_option: str = "") -> None:
        """Start `pulumi COMMAND`. Its events come by an option of this name, or else on its standard output.

        Raises:
            PulumiMissingError: there is no CLI on PATH.
        """
        self.interrupted = False
        self._handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        self._outputs = [_Output(), _Output(), _Output()]
        self._out, self._err, self._log = self._outputs
        log = [log_option, f"/dev/fd/{self._log.descriptor}"] if log_option else []
        arguments = ["pulumi", *command[:1], *log, *command[1:]]
        for number in INTERRUPTS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                self._handlers[number] = signal.signal(number, self._interrupt)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command line is the user's own
                arguments,
                cwd=folder,
                env=environment(base),
                stdin=subprocess.DEVNULL,
                stdout=self._out.descriptor,
                stderr=self._err.descriptor,
                pass_fds=(self._log.descriptor,) if log_option else (),
                # A terminal sends Ctrl-C to this process alone, which passes it on once.
                start_new_session=True,
            )
        except OSError as error:
            self._close()
            if isinstance(error, FileNotFoundError) and folder.is_dir():
                raise PulumiMissingError from None
            raise
        self._events = self._log if log_option else self._out
        self._said: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        self._process.wait()
        self._close()

    def stop(self) -> None:
        """Ask the CLI to end in order."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)

    def _interrupt(self, _: int, __: FrameType | None) -> None:
        # As with Pulumi itself a first one asks it to end, a second one ends it at once.
        self.interrupted = True
        self.stop()

    def _close(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        for output in self._outputs:
            output.close()

    def lines(self, show: Callable[[str], object]) -> Iterator[str]:
        """Yield the lines of the events as they come; what the CLI writes to standard error is shown."""
        ended = False
        while not ended:
            try:
                self._process.wait(_EVERY)
                ended = True
            except subprocess.TimeoutExpired:
                pass
            for line in self._err.new_lines(ended=ended):
                self._said.append(line)
                show(line)
            yield from self._events.new_lines(ended=ended)

    @property
    def said(self) -> str:
        """What the CLI has written to standard error."""
        return "\n".join(self._said)

    @property
    def exit_code(self) -> int:
        """The exit code, as soon as `lines` has come to its end."""
        return self._process.wait()

    def output(self) -> str:
        """Return what is on the CLI's standard output, unless that has the events."""
        return self._out.text()


def _nameless_file() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("pulumi"), "w+b", buffering=0)
    # macOS. To load this takes some milliseconds, which the CLI would start later elsewhere.
    file: IO[bytes] = import_module("tempfile").TemporaryFile(buffering=0)
    return file
