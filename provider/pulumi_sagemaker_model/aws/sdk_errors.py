"""When a call of the SDK gets no usable answer: a table of exceptions of boto3 and botocore, and what each means.

Only a call of the SDK belongs in `mapped`: the SDK's parsers raise what a mistake of ours would raise as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import sdk, service_errors

_NOT_OF_AWS: Final = (
    "sagemaker:{action} on model {name} got an answer that is not from AWS; check the proxy and aws:endpoints, then "
    "run again"
)


class Failure(NamedTuple):
    """One kind of exception that a call of the SDK raises, and what a person needs to hear about it."""

    exceptions: tuple[type[Exception], ...]
    error: type[errors.ModelError]
    sentence: str
    """What is wrong and what to do; `{action}`, `{name}` and `{error}` (the SDK's words) are filled in."""


@cache
def table() -> tuple[Failure, ...]:
    """Return the kinds of failures; the first that fits counts."""
    sdks = sdk.exceptions
    return (
        Failure(
            (sdks.NoCredentialsError, sdks.PartialCredentialsError),
            errors.SettingsError,
            "sagemaker:{action} on model {name} needs AWS credentials and there are none; set aws:profile on the "
            "stack, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ),
        # Its text quotes the values that it does not like. `check` walked the same shapes: the program is not wrong.
        Failure(
            (sdks.ParamValidationError,),
            errors.RejectedError,
            "the installed boto3 does not take the parameters of sagemaker:{action} for model {name}; upgrade boto3",
        ),
        Failure(
            (
                sdks.CredentialRetrievalError,
                sdks.MetadataRetrievalError,
                sdks.SSOError,
                sdks.TokenRetrievalError,
            ),
            errors.SettingsError,
            "sagemaker:{action} on model {name} needs AWS credentials and these cannot be had: {error}; log in again, "
            "or check the profile",
        ),
        # The SDK reads the code from a terminal.
        Failure(
            (EOFError,),
            errors.SettingsError,
            "sagemaker:{action} on model {name} needs AWS credentials and the profile asks for an MFA code, which "
            "cannot be entered here; log in first, and use the credentials of that session",
        ),
        # Its text shows parts of the proxy's password if they occur in its user name or scheme, too.
        Failure(
            (sdks.ProxyConnectionError,),
            errors.UnreachableError,
            "sagemaker:{action} on model {name} did not reach the proxy; check aws:httpsProxy, aws:httpProxy, or "
            "HTTPS_PROXY in the environment, then run again",
        ),
        Failure(
            (sdks.BotoCoreError,),
            errors.UnreachableError,
            "sagemaker:{action} on model {name} got no answer from AWS: {error}; check the network and aws:region, "
            "then run again",
        ),
        # What the network does is a BotoCoreError; this is a web identity's token file that is not there, or the like.
        Failure(
            (OSError,),
            errors.SettingsError,
            "sagemaker:{action} on model {name} needs AWS credentials and these cannot be had: {error}; check the "
            "profile and the AWS_ variables of the environment",
        ),
        # The SDK's parsers fail in all these ways on bodies that are no object. The texts may quote the whole answer.
        Failure(
            (sdk.parsers.ResponseParserError, AttributeError, KeyError, TypeError, ValueError),
            errors.UnreachableError,
            _NOT_OF_AWS,
        ),
    )


@contextmanager
def mapped(action: str, name: str, confidential: Sequence[str] = ()) -> Iterator[None]:
    """Turn the SDK's exceptions into ours.

    Args:
        action: the operation that is asked for.
        name: the model that it is asked for.
        confidential: values that AWS might quote and that no log may show.

    Raises:
        ModelError: the call has no answer.
    """
    try:
        yield
    except sdk.exceptions.ClientError as error:
        raise service_errors.explained(action, name, error, confidential) from None
    except Exception as error:
        for failure in table():
            if isinstance(error, failure.exceptions):
                raise failure.error(failure.sentence.format(action=action, name=name, error=error)) from None
        raise


def members(action: str, name: str, answer: Mapping[str, Any], *needed: str) -> tuple[Any, ...]:
    """Return members that each answer of AWS to `action` has.

    Raises:
        UnreachableError: one is missing, so that something else than AWS answered.
    """
    found = tuple(answer.get(member) for member in needed)
    if None in found:
        raise errors.UnreachableError(_NOT_OF_AWS.format(action=action, name=name))
    return found
