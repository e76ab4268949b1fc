"""Calls that get no answer, or one that is not of AWS: each has its error and one sentence."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import (
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
    UnauthorizedSSOTokenError,
)
from botocore.parsers import ResponseParserError

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws.client import ModelClient

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
from tests.unit.provider.aws.stand_ins import REQUEST, URL, built, unasked

NO_CREDENTIALS = (
    "sagemaker:DescribeModel on model fraud needs AWS credentials and there are none; "
    "set aws:profile on the stack, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)
SILENCES: list[tuple[Exception, type[errors.ModelError], str]] = [
    (
        EndpointConnectionError(endpoint_url="https://sagemaker.example"),
        errors.UnreachableError,
        (
            "sagemaker:DescribeModel on model fraud got no answer from AWS: Could not connect to the endpoint URL: "
            '"https://sagemaker.example"; check the network and aws:region, then run again'
        ),
    ),
    (
        ReadTimeoutError(endpoint_url="https://sagemaker.example"),
        errors.UnreachableError,
        (
            "sagemaker:DescribeModel on model fraud got no answer from AWS: Read timeout on endpoint URL: "
            '"https://sagemaker.example"; check the network and aws:region, then run again'
        ),
    ),
    *(
        (
            error,
            errors.SettingsError,
            NO_CREDENTIALS,
        )
        for error in (NoCredentialsError(), PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"))
    ),
    (
        CredentialRetrievalError(provider="custom-process", error_msg="exit status 1"),
        errors.SettingsError,
        (
            "sagemaker:DescribeModel on model fraud needs AWS credentials and these cannot be had: Error when "
            "retrieving credentials from custom-process: exit status 1; log in again, or check the profile"
        ),
    ),
    (
        UnauthorizedSSOTokenError(),
        errors.SettingsError,
        (
            "sagemaker:DescribeModel on model fraud needs AWS credentials and these cannot be had: The SSO session "
            "associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso "
            "login with the corresponding profile.; log in again, or check the profile"
        ),
    ),
    (
        FileNotFoundError(2, "No such file or directory", "/absent/token"),
        errors.SettingsError,
        (
            "sagemaker:DescribeModel on model fraud needs AWS credentials and these cannot be had: [Errno 2] No such "
            "file or directory: '/absent/token'; check the profile and the AWS_ variables of the environment"
        ),
    ),
    (
        EOFError(),
        errors.SettingsError,
        (
            "sagemaker:DescribeModel on model fraud needs AWS credentials and the profile asks for an MFA code, which "
            "cannot be entered here; log in first, and use the credentials of that session"
        ),
    ),
    (
        ResponseParserError("Unable to parse response, invalid XML received: b'<html>hunter2'"),
        errors.UnreachableError,
        (
            "sagemaker:DescribeModel on model fraud got an answer that is not from AWS; check the proxy and "
            "aws:endpoints, then run again"
        ),
    ),
    (
        ProxyConnectionError(proxy_url="http://p:hunter2@proxy", error="refused"),
        errors.UnreachableError,
        (
            "sagemaker:DescribeModel on model fraud did not reach the proxy; check aws:httpsProxy, aws:httpProxy, or "
            "HTTPS_PROXY in the environment, then run again"
        ),
    ),
    (
        ParamValidationError(report="Invalid length for parameter X, value: hunter2"),
        errors.RejectedError,
        "the installed boto3 does not take the parameters of sagemaker:DescribeModel for model fraud; upgrade boto3",
    ),
]


@pytest.mark.parametrize(("error", "kind", "sentence"), SILENCES, ids=lambda value: type(value).__name__)
def test_given_no_answer_when_asking_then_its_kind_and_sentence_are(
    error: Exception, kind: type[errors.ModelError], sentence: str
) -> None:
    def fail(**_: object) -> None:
        raise error

    client = ModelClient(cast("SageMakerClient", SimpleNamespace(describe_model=fail)), unasked)

    with pytest.raises(errors.ModelError) as refusal:
        client.describe("fraud")

    assert (type(refusal.value), str(refusal.value)) == (kind, sentence)


BODIES = [b"", b"{}", b"null", b"[]", b'"hunter2"', b"1", b"<html>hunter2", b"\xff", b'{"ModelArn": null}']
REFUSALS_OF_ANOTHER = [
    *BODIES,
    b'{"__type": "ValidationException", "message": null}',
    b'{"__type": null, "message": {"text": "no"}}',
    b'{"__type": 5}',
]
QUESTIONS: dict[str, Callable[[ModelClient], object]] = {
    "CreateModel": lambda client: client.create(REQUEST, print),
    "DescribeModel": lambda client: client.describe("fraud"),
}


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize("operation", QUESTIONS)
@pytest.mark.parametrize(
    ("status", "body"), [*((200, body) for body in BODIES), *((400, b) for b in REFUSALS_OF_ANOTHER)]
)
def test_given_an_answer_that_is_none_of_aws_when_asking_then_it_is_an_error_of_ours(
    operation: str, status: int, body: bytes
) -> None:
    sdk = built({}, "us-east-1")
    answer = AWSResponse(URL, status, cast("Any", HeadersDict()), SimpleNamespace(stream=lambda: [body]))
    sdk.meta.events.register(f"before-send.sagemaker.{operation}", lambda **_: answer)

    with pytest.raises((errors.UnreachableError, errors.RejectedError), match=f"sagemaker:{operation} on model fraud"):
        QUESTIONS[operation](ModelClient(sdk, unasked))
