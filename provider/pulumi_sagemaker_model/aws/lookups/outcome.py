"""What comes of a question to AWS: yes, no, or that it cannot be told.

A "no" is only what the service itself says in so many words. Whatever else answers, or answers with something else,
cannot tell: a proxy, a stand-in for AWS without this service, a service that the caller may not ask.

The answers are not frozen: to make such classes takes longer, and a preview waits for it. Nothing changes an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Generic, Protocol, TypeAlias, TypeVar

from pulumi_sagemaker_model.aws import sdk, sdk_errors

Facts = TypeVar("Facts")
"""What AWS tells of a thing: each kind of question has a type for it."""

Facts_co = TypeVar("Facts_co", covariant=True)


@dataclass
class NotThere:
    """AWS says that there is no such thing."""

    what: str
    """Which of what was asked for: an image may lack because its repository does."""


@dataclass
class CannotTell:
    """AWS did not say."""

    denied: str = ""
    """What the caller may not do, `ACTION on RESOURCE`, where that is the reason."""
    silent: str = ""
    """Which service gave no answer, where that is the reason."""


@dataclass
class Found(Generic[Facts_co]):
    """It is there."""

    facts: Facts_co
    denied: str = ""
    """What the caller may not do, `ACTION on RESOURCE`, where a part of the facts is missing for that reason."""


Outcome: TypeAlias = Found[Facts] | NotThere | CannotTell


class Clients(Protocol):
    """The SDK's clients of one stack in one region, which try once."""

    def of(self, service: str) -> Any:
        """Return the client of a service, by the SDK's name of it.

        Raises:
            UnavailableError: there is no use in asking it.
        """

    def account(self) -> str | None:
        """Return the account that the credentials act in, or None where that cannot be told."""


class UnavailableError(Exception):
    """There is no use in asking a service."""


class Question(Protocol):
    """What can be asked; equal questions have one answer."""

    @property
    def service(self) -> str:
        """The SDK's name of the service that is asked."""

    def ask(self, clients: Clients) -> Outcome[Any]:
        """Ask AWS.

        Raises:
            UnavailableError: there is no use in asking.
        """


_DENIED: Final = frozenset({"403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
"""Codes by which S3, IAM, ECR, SageMaker and EC2 say that the caller may not ask."""


def asked(
    client: Any,
    needed: str,
    call: Callable[[], Outcome[Facts]],
    refusals: Mapping[str, Outcome[Facts]] = MappingProxyType({}),
) -> Outcome[Facts]:
    """Return what a call answers, or what it means that it does not.

    Args:
        client: the SDK's client that is asked.
        needed: what has to be allowed, `ACTION on RESOURCE`.
        call: asks.
        refusals: what an error code means, where it says more than that there is no answer.

    Raises:
        UnavailableError: the service does not answer.
    """
    try:
        return call()
    except sdk.exceptions.ClientError as error:
        code = str(error.response.get("Error", {}).get("Code") or "")
        if error.operation_name not in client.meta.service_model.operation_names:
            return CannotTell()  # A role to act as was refused, before anything was asked.
        return refusals.get(code) or CannotTell(needed if code in _DENIED else "")
    except (sdk.exceptions.ConnectionError, sdk.exceptions.HTTPClientError):
        raise UnavailableError from None
    except Exception as error:
        if any(isinstance(error, failure.exceptions) for failure in sdk_errors.table()):
            return CannotTell()
        raise
