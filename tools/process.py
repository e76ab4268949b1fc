"""Long commands, run so that they can be watched, bounded and interrupted without leaving a process behind."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

REPORT_EVERY = 15.0  # seconds; a terminal that is silent for longer looks dead
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 10.0  # seconds for a command to remove its own temporary files


class SetupError(Exception):
    """The set-up cannot go on; the text is one sentence for the person who runs it."""


def elapsed(since: float) -> str:
    """Tell the time since a reading of `time.monotonic`, such as `2 min 5 s`."""
    minutes, seconds = divmod(round(time.monotonic() - since), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def run(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = float("inf"),
) -> None:
    """Run a command with its output in a log file, and print now and then how far it is.

    Raises:
        SetupError: it failed or took longer than `timeout` seconds; with the last line that it printed.
    """
    process = None
    with log.open("wb") as output:
        try:
            with _interrupts_deferred():
                # Its own process group: what it starts in turn can be ended with it.
                process = subprocess.Popen(  # noqa: S603 - the callers run what they found or made, with no user input
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=env,
                    cwd=cwd,
                    start_new_session=True,
                )
            code = _wait(process, log, timeout)
        except BaseException:
            if process:
                _end(process)
            raise
    if code:
        raise SetupError(_last_line(log) or f"it ended with code {code}")


def say(text: str) -> None:
    """Tell the person who runs the set-up, at once."""
    print(text, flush=True)  # noqa: T201 - the terminal is this program's interface


@contextlib.contextmanager
def _interrupts_deferred() -> Iterator[None]:
    """Hold interrupts back: one amid a start would lose the process, which runs before its number is known here."""
    arrived: list[int] = []
    handlers = {number: signal.signal(number, lambda number, _: arrived.append(number)) for number in INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if arrived:
        raise KeyboardInterrupt


def _wait(process: subprocess.Popen[bytes], log: Path, timeout: float) -> int:
    start = time.monotonic()
    while (left := start + timeout - time.monotonic()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(min(REPORT_EVERY, left))
        say(f"  {elapsed(start)}: {_last_line(log)}")
    raise SetupError(f"it took longer than {timeout:g} seconds")


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
        finally:  # also when the user loses patience
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
