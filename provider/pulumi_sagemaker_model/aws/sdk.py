"""boto3 and the modules of botocore, each loaded when it is first used.

A program imports this package too, and only its provider's process needs the SDK, which takes longer to load than all
else. So other modules write `sdk.exceptions.ClientError`, and import the SDK for annotations alone.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any

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

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = _loaded(name)
        return globals()[name]


def load() -> None:
    """Load all that is needed of the SDK, now: what is loaded later is looked for where Python then looks."""
    for name in (*__all__, "client"):
        _loaded(name)


def _loaded(name: str) -> ModuleType:
    return importlib.import_module(name if name.startswith("boto") else f"botocore.{name}")
