"""Resource options that a model cannot honour, and that would otherwise be passed over or end in a traceback."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import ProviderResource, ResourceOptions, RunError

_OF_AWS = ("aws", "aws-native")
"""Packages whose providers say where AWS resources are made, and by whom."""

IMPORT = (
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
    if opts.provider is not None:
        raise RunError(
            "Model takes no provider: set its region by `region`, and credentials in the stack's aws: configuration"
        )
    for package in _OF_AWS:
        if package in providers:
            raise RunError(
                f"Model takes no {package} provider, and its options or its parents give it one: declare it where "
                "there is none, set its region by `region`, and credentials in the stack's aws: configuration"
            )
