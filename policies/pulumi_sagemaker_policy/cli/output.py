"""How commands print: in colours on a terminal, and plain elsewhere."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console

_WIDE: Final = 400
"""The width of tables where there is no terminal, whose own would break their lines."""


def say(stream: TextIO, text: str) -> None:
    """Print a text at once, with escapes for letters that the terminal cannot show."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def console(*, breaks_lines: bool) -> Console:
    """Return what prints tables and colours. What people wrote is no markup for it."""
    from rich.console import Console  # noqa: PLC0415 - the command line is read without it

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            """Print no more, as whoever read it has seen enough; what the command is for goes on."""
            self.quiet = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    width = None if sys.stdout.isatty() else _WIDE
    return Terminal(highlight=False, markup=False, emoji=False, soft_wrap=not breaks_lines, width=width)
