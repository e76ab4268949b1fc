"""Resource options that a model cannot honour, and that would otherwise be passed over or end in a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pulumi import ProviderResource, ResourceOptions, RunError

AWS: Final = "aws"
"""The package whose providers say in which region a model is made, and by whom."""

_NATIVE: Final = "aws-native"
"""Another such package, whose providers are told other things."""

IMPORT: Final = (
    "Model takes no import_: drop the option, and to take over a model that no state has, declare it just as it is, "
    "with its name and adopt_existing=True"
)


def refuse(opts: ResourceOptions, providers: Mapping[str, ProviderResource]) -> None:
    """Refuse options that a model cannot honour.

    Args:
        opts: the options as transformations left them.
        providers: what the options and all parents give, by package.

    Raises:
        RunError: there is such an option.
    """
    # An empty one imports nothing, so a program may well set it only sometimes.
    if opts.import_:
        # The engine would read the model without telling the SDK which provider reads it.
        raise RunError(IMPORT)
    if opts.provider is not None and opts.provider.package != AWS:
        raise RunError(
            f"Model takes no provider of {opts.provider.package}, and its option `provider` gives it one: give it an "
            "aws.Provider, or none"
        )
    if _NATIVE in providers and AWS not in providers:
        raise RunError(
            f"Model takes no {_NATIVE} provider, and its options or its parents give it one and none of {AWS}: give it "
            "an aws.Provider as well, or declare it where there is none"
        )
