"""What pulumi-policy keeps to itself about how the engine asks; `declarations/proxies.py` has what it does to values.

There is no public way to report that a rule could not judge a property, nor to ask a policy as the engine does, for
tests.

A policy may report at its own level only, and an advisory from a mandatory one begins with "can't run policy".
A policy of the whole stack cannot see what the rules that it speaks for are set to. The SDK's report callback is a
closure around the server that knows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import CodeType
from typing import Any, Final, NamedTuple

from pulumi_policy import EnforcementLevel, Policy, ReportViolation
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN
from pulumi_sagemaker_policy.quoting import sayable


class NotKnownYetError(UnknownValueError):
    """Ends a policy with an advisory that carries `message`; what was reported before it stands."""

    def __init__(self, message: str) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, [])
        self.message = message


@cache
def _places(code: CodeType, *names: str) -> tuple[int, ...]:
    return tuple(map(code.co_freevars.index, names))


def _enclosed(report: ReportViolation, *names: str) -> list[Any]:
    """Return what the SDK's report callback is a closure around."""
    cells = report.__closure__ or ()
    return [cells[place].cell_contents for place in _places(report.__code__, *names)]


def report_at(level: EnforcementLevel, report: ReportViolation, message: str) -> None:
    """Report on the resource at hand at this level, whatever the policy's own is."""
    server, response, policy, description, severity = _enclosed(
        report, "self", "response", "policy_name", "policy_description", "severity"
    )
    again: ReportViolation = server._create_report_violation(response, policy, description, level, severity)  # noqa: SLF001 - see above
    again(sayable(message), None)


class RequestMark(NamedTuple):
    """Tells requests apart, as far as they can be told apart without keeping anything of one.

    An address may be that of an earlier response, which is gone: two requests may have equal marks, if the server was
    not configured in between. One request has one mark.
    """

    levels: Mapping[str, EnforcementLevel]
    """The levels as the server was given them last, a mapping that it replaces by another whenever it is configured."""
    response: int
    """The address of the response."""

    def may_be(self, other: RequestMark) -> bool:
        """Tell whether both may be marks of one request; if not, they certainly are of two."""
        return self.levels is other.levels and self.response == other.response


def mark_of(report: ReportViolation) -> RequestMark | None:
    """Return the mark of the request that a report is for, or `None` if the report is not the SDK's own."""
    try:
        server, response = _enclosed(report, "self", "response")
    except (AttributeError, ValueError):
        return None
    return RequestMark(server._PolicyAnalyzerServicer__policy_pack_config_enforcement_level, id(response))  # noqa: SLF001 - see above


def peers(report: ReportViolation) -> list[tuple[Policy, EnforcementLevel, Settings]]:
    """Return the policies of the pack that are not disabled, in their order, each with its level and settings."""
    [server] = _enclosed(report, "self")
    policies = server._PolicyAnalyzerServicer__policies  # noqa: SLF001 - see above
    known = [(policy, *configured(report, policy)) for policy in policies]
    return [peer for peer in known if peer[1] is not EnforcementLevel.DISABLED]


def configured(report: ReportViolation, policy: Policy) -> tuple[EnforcementLevel, Settings]:
    """Return the level and the settings of another policy of the same pack."""
    [server] = _enclosed(report, "self")
    return server._get_enforcement_level(policy), server._get_policy_config(policy.name) or {}  # noqa: SLF001 - see above


PRIVATE: Final = (
    ("pulumi_policy.proxy", "UnknownValueError"),
    ("pulumi_policy.proxy", "UNKNOWN_STRING_VALUE"),
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
