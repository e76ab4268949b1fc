"""How commands print."""

from __future__ import annotations

from typing import TextIO


def say(stream: TextIO, text: str) -> None:
    """Print a text at once, with escapes for letters that the terminal cannot show."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
