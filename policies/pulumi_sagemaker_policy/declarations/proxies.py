"""Reads properties as pulumi-policy hands them over, in proxies that raise for whatever is not known yet.

`pulumi_policy.proxy` is no public module, but there is no public way to ask whether a property is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeGuard

from pulumi_policy.proxy import _is_unknown, unknown_checking_proxy
from typing_extensions import TypeIs

from pulumi_sagemaker_policy.declarations.subject import ABSENT, UNKNOWN

_PROXYS_OWN: Final = "__target"
"""The key for which the SDK's proxies return what they stand for, whether or not a program has that key too."""

_MAP: Final = type(unknown_checking_proxy({}))
_LIST: Final = type(unknown_checking_proxy({"": []})[""])
_PROXIES: Final = frozenset((_MAP, _LIST))
_MAPS: Final = frozenset((dict, _MAP))
_LISTS: Final = frozenset((list, _LIST))
"""What is looked for first: about any other type Python has to think."""


def is_map(value: object) -> TypeIs[Mapping[str, object]]:
    """Tell a map."""
    return type(value) in _MAPS or isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Tell a list from a string, which is a sequence too."""
    return type(value) in _LISTS or (
        type(value) is not str and isinstance(value, Sequence) and not isinstance(value, str)
    )


def read(container: Mapping[str, object] | Sequence[object], key: str | int) -> object:
    """Read one property or item: `ABSENT` if it is missing or null, `UNKNOWN` if it is not known yet.

    Nothing else may touch a proxy's items: `in`, `get`, `items` and `dict` all raise on the first unknown.
    """
    guarded = type(container) in _PROXIES
    try:
        value = container[_PROXYS_OWN][key] if guarded else container[key]  # type: ignore[index,call-overload] # a key for a map, an index for a list
    except KeyError:
        return ABSENT
    if guarded and isinstance(value, str) and _is_unknown(value):
        return UNKNOWN
    return ABSENT if value is None else value


def without_proxies(value: object) -> object:
    """Copy a value without its proxies, which the SDK gives a remediation: secrets become plain text."""
    if isinstance(value, Mapping):
        return {key: without_proxies(_unwrapped(value, key)) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [without_proxies(item) for item in value]
    return value


def _unwrapped(container: Mapping[str, object], key: str) -> object:
    value = container[key]
    if key == _PROXYS_OWN and not isinstance(container, dict):
        # Under any other name the proxy gives what is there, unwrapped.
        return type(container)({"": value[key]})[""]  # type: ignore[call-arg,index] # a proxy of the same kind
    return value


def guard(properties: dict[str, object]) -> Mapping[str, object]:
    """Let `read` find unknowns in properties that came past the SDK's own guard, as JSON in a string."""
    return unknown_checking_proxy(properties)


PRIVATE: Final = (
    ("pulumi_policy.proxy", "_is_unknown"),
    ("pulumi_policy.proxy", "unknown_checking_proxy"),
)
"""Every name that is used here and not meant to be: a test looks whether each is still there."""
