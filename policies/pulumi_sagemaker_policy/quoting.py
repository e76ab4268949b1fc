"""How messages quote what an organization or a program wrote, so that every letter shows and every line holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final


def shown(key: str) -> str:
    """Quote a key, with escapes for what cannot be seen, such as a blank without width or half a character."""
    # Most keys need no escapes, and to find out that they do not costs a rule more than it does to judge them.
    return f'"{key}"' if key.isidentifier() else json.dumps(key, ensure_ascii=not key.isprintable())


def quote(text: str) -> str:
    """Quote a key or pattern so that blanks show, and so does a letter that only looks like an ASCII one."""
    if text.isascii() or not text.isprintable():
        return shown(text)
    return f"{shown(text)} ({json.dumps(text)})"


def quoted(texts: Iterable[str]) -> str:
    """Quote several keys or patterns, of which one is wanted."""
    return choice(map(quote, texts))


def choice(choices: Iterable[str]) -> str:
    """Join what one may choose from; of no choices, say so."""
    *rest, last = [*choices] or ["nothing"]
    return f"{', '.join(rest)} or {last}" if rest else last


def plain_name(name: str) -> str:
    """Show a name in a path as it is, or quoted where it would break the line or could not be printed."""
    return name if name.isascii() and name.isprintable() else quote(name)


def sayable(text: str) -> str:
    """Replace what no message can carry by escapes: halves of characters, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "backslashreplace").decode()


def escape_unseen(text: str) -> str:
    """Replace what would break a line, or is not seen in one, by escapes."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def one_line(text: str) -> str:
    """Replace by escapes what cannot be printed, and what Pulumi would take for a colour."""
    return escape_unseen(text).replace("<{%", "\\x3c{%")


def enclosed(text: str) -> str:
    """Write a text so that it ends where the parentheses around it do: quoted if it has marks of its own."""
    line = one_line(text)
    return json.dumps(line, ensure_ascii=False) if set(line) & set('(),"') else line


ENCLOSED: Final = r'(?:"(?:[^"\\]|\\.)*"|[^(),"]*)'
"""A regular expression for what `enclosed` writes."""


def read_enclosed(text: str) -> str:
    """Read what `enclosed` has written."""
    return str(json.loads(text)) if text.startswith('"') else text
