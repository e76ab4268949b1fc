"""Regular expressions that are compiled when they are first used: a run uses few of them, and each takes its time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

_METHODS: Final = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class LazyPattern:
    """What `re.compile` returns, as far as it is used here. Once compiled it costs no more than that."""

    findall: Callable[[str], list[Any]]
    finditer: Callable[[str], Iterator[re.Match[str]]]
    fullmatch: Callable[[str], re.Match[str] | None]
    match: Callable[[str], re.Match[str] | None]
    search: Callable[[str], re.Match[str] | None]
    split: Callable[[str], list[str]]
    sub: Callable[[str | Callable[[re.Match[str]], str], str], str]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """Compile the expression when one of its methods is first asked for."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
