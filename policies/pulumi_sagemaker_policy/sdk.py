"""The only module that knows what pulumi-policy keeps to itself: how it passes on what is not known yet.

`pulumi_policy.proxy` is no public module, but there is no public way to ask whether a property is unknown,
nor to report that a rule could not judge one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from pulumi_sagemaker_policy.subject import ABSENT, UNKNOWN


class NotKnownYetError(UnknownValueError):
    """Ends a policy with an advisory that carries `message`; what was reported before it stands."""

    def __init__(self, message: str) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, [])
        self.message = message


def read(container: Mapping[str, object] | Sequence[object], key: str | int) -> object:
    """Read one property or item: `ABSENT` if it is missing or null, `UNKNOWN` if it is not known yet.

    Nothing else may touch a proxy's items: `in`, `get`, `items` and `dict` all raise on the first unknown.
    """
    try:
        value: object = cast("Any", container)[key]
    except KeyError:
        return ABSENT
    except UnknownValueError:
        return UNKNOWN
    return ABSENT if value is None else value


def guard(properties: dict[str, object]) -> Mapping[str, object]:
    """Let `read` find unknowns in properties that came past the SDK's own guard, as JSON in a string."""
    return unknown_checking_proxy(properties)
