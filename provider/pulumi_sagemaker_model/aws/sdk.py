"""The modules of botocore, the part of boto3 that makes clients, loaded together when one of them is first used.

To load them takes longer than all else that a preview does. A program needs none of them, and its provider's process
needs them only when AWS is asked. So other modules write `sdk.exceptions.ClientError`, and import the SDK for
annotations alone.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pulumi_sagemaker_model import lazy_imports

if TYPE_CHECKING:
    import botocore
    from botocore import config, credentials, exceptions, loaders, model, parsers, regions, session

__all__ = [
    "botocore",
    "config",
    "credentials",
    "exceptions",
    "loaders",
    "model",
    "parsers",
    "regions",
    "session",
]

_ALSO: Final = ("botocore.client", "encodings.idna")
"""What the SDK, or Python, loads only while a client is made or used."""

# Two threads that load parts of the SDK in different orders would see modules that are loaded in part.
_loading = threading.Lock()


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        _load()
        return globals()[name]


def _load() -> None:
    """Load all that is needed of the SDK."""
    with _loading, _without_collecting():
        modules = {name: lazy_imports.load(name if name == "botocore" else f"botocore.{name}") for name in __all__}
        for name in _ALSO:
            lazy_imports.load(name)
        globals().update(modules)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep what is loaded to the end of the process; to look for garbage in it takes a third of the time of loading."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()
