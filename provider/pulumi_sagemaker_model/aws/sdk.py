"""The modules of botocore, loaded together when one of them is first used, and boto3, which is built on them.

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
    import boto3
    import botocore
    from botocore import config, credentials, exceptions, loaders, model, parsers, regions, session

__all__ = [
    "boto3",
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
        _load(name)
        return globals()[name]


def _load(wanted: str) -> None:
    """Load all that is needed of the SDK; boto3 only where it is wanted, as a preview asks its questions without."""
    with _loading, _without_collecting():
        names = [name for name in __all__ if name != "boto3" or name == wanted]
        modules = {name: lazy_imports.load(name if name.startswith("boto") else f"botocore.{name}") for name in names}
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
