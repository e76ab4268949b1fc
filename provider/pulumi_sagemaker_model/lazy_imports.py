"""Modules that are loaded when they are first needed, and never from a file of the program that has their name.

In the process in which the engine runs dynamic providers, Python looks for modules in the program's folder first. So
the program's own `queue.py` would be loaded there in the place of Python's.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


def load(name: str) -> Any:
    """Return a module, which is loaded now if it is not yet."""
    with program_last():
        return importlib.import_module(name)


def spec(name: str) -> ModuleSpec | None:
    """Return where a package is, which is not loaded for that, or None if it is nowhere."""
    find = load("importlib.util").find_spec
    with program_last():
        found: ModuleSpec | None = find(name)
    return found


@contextmanager
def program_last() -> Iterator[None]:
    """Look for modules in the program's folder last, in this thread alone: other threads load what the program has."""
    threads = _finder().threads
    before = getattr(threads, "program_last", False)
    threads.program_last = True
    try:
        yield
    finally:
        threads.program_last = before


class _Finder:
    """Looks for modules before Python's own finder, in the threads that want the program's folder last."""

    def __init__(self) -> None:
        self.threads = threading.local()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is not None or not getattr(self.threads, "program_last", False):
            return None
        first, *others = sys.path
        return PathFinder.find_spec(fullname, [*others, first], target)


@cache
def _finder() -> _Finder:
    finder = _Finder()
    # A new list, as other threads may be going through the old one.
    place = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else len(sys.meta_path)
    sys.meta_path = [*sys.meta_path[:place], finder, *sys.meta_path[place:]]
    return finder
