"""The only module that knows what pulumi-policy keeps to itself: what is not known yet, and how the engine asks.

`pulumi_policy.proxy` is no public module, but there is no public way to ask whether a property is unknown,
nor to report that a rule could not judge one. Nor is there one to ask a policy as the engine does, for tests.

A policy may report at its own level only, and an advisory from a mandatory one begins with "can't run policy".
A policy of the whole stack cannot see what the rules that it speaks for are set to. The SDK's report callback is a
closure around the server that knows both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import getclosurevars
from typing import Any, Final

from pulumi_policy import EnforcementLevel, Policy, ReportViolation
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.declarations.subject import ABSENT, UNKNOWN, sayable

_PROXYS_OWN: Final = "__target"
"""The key for which the SDK's proxies return what they stand for, whether or not a program has that key too."""

_GUARDED: Final = type(unknown_checking_proxy({}))


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
        value = container[key]  # type: ignore[index] # a key for a map, an index for a list
        if key == _PROXYS_OWN and isinstance(container, _GUARDED):
            value = guard({"": value[key]})[""]  # type: ignore[index] # the map that the proxy stands for
    except KeyError:
        return ABSENT
    except UnknownValueError:
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


def report_at(level: EnforcementLevel, report: ReportViolation, message: str) -> None:
    """Report on the resource at hand at this level, whatever the policy's own is."""
    known = getclosurevars(report).nonlocals
    server: Any = known["self"]
    again: ReportViolation = server._create_report_violation(  # noqa: SLF001 - see above
        known["response"], known["policy_name"], known["policy_description"], level, known["severity"]
    )
    again(sayable(message), None)


def peers(report: ReportViolation) -> list[tuple[Policy, EnforcementLevel, Settings]]:
    """Return the policies of the pack that are not disabled, in their order, each with its level and settings."""
    server: Any = getclosurevars(report).nonlocals["self"]
    known = [(policy, *configured(report, policy)) for policy in server._PolicyAnalyzerServicer__policies]  # noqa: SLF001 - see above
    return [peer for peer in known if peer[1] is not EnforcementLevel.DISABLED]


def configured(report: ReportViolation, policy: Policy) -> tuple[EnforcementLevel, Settings]:
    """Return the level and the settings of another policy of the same pack."""
    server: Any = getclosurevars(report).nonlocals["self"]
    return server._get_enforcement_level(policy), server._get_policy_config(policy.name) or {}  # noqa: SLF001 - see above


PRIVATE: Final = (
    ("pulumi_policy.proxy", "UnknownValueError"),
    ("pulumi_policy.proxy", "UNKNOWN_STRING_VALUE"),
    ("pulumi_policy.proxy", "unknown_checking_proxy"),
    ("pulumi_policy.proxy", "_is_unknown"),
    ("pulumi_policy.deserialize", "SPECIAL_SIG_KEY"),
    ("pulumi_policy.deserialize", "SPECIAL_SECRET_SIG"),
    ("pulumi_policy.policy", "_PolicyAnalyzerServicer"),
)
"""Every name that is used here and not meant to be: a test looks whether each is still there."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret value in a declaration that a test gives, and in what a remediation made of it."""

    value: object


def _private(module: str, name: str) -> Any:
    # Only tests need what is fetched this way: a pack must not fail to start because it moved.
    return getattr(import_module(f"pulumi_policy.{module}"), name)


def server(policies: list[Policy]) -> Any:
    """Make the server that the engine talks to; its methods carry no types."""
    return _private("policy", "_PolicyAnalyzerServicer")("pack", "1.0.0", policies, EnforcementLevel.ADVISORY)


def encode(value: object) -> Any:
    """Write a value as the engine sends it, with `UNKNOWN` and `Secret` anywhere in it."""
    if value is UNKNOWN:
        return UNKNOWN_STRING_VALUE
    if isinstance(value, Secret):
        return {
            _private("deserialize", "SPECIAL_SIG_KEY"): _private("deserialize", "SPECIAL_SECRET_SIG"),
            "value": encode(value.value),
        }
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    return [encode(item) for item in value] if isinstance(value, (list, tuple)) else value


def decode(value: object) -> object:
    """Read a value that a policy sends to the engine, the inverse of `encode`."""
    if _private("proxy", "_is_unknown")(value):
        return UNKNOWN
    if isinstance(value, dict):
        if _private("deserialize", "SPECIAL_SIG_KEY") in value:
            return Secret(decode(value["value"]))
        return {key: decode(item) for key, item in value.items()}
    return [decode(item) for item in value] if isinstance(value, list) else value
