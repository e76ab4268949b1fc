"""What all tests share: the garbage collector stays away from what pytest itself keeps."""

from __future__ import annotations

import gc


def pytest_collection() -> None:
    """Do without the collector while modules are loaded and ten thousand tests are made: nothing of it is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Let the collector pass over all that in each of its later runs."""
    gc.freeze()
    gc.enable()
