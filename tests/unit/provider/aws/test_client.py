"""What AWS answers, turned into the five calls' results and one sentence a refusal, through botocore's own stub."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import boto3
import pytest
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.client import BaseClient
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
    UnauthorizedSSOTokenError,
)
from botocore.httpsession import URLLib3Session
from botocore.parsers import ResponseParserError
from botocore.stub import Stubber

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import client_factory, redaction, timings
from pulumi_sagemaker_model.aws import session as session_module
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.refusals import SIGNATURES, Signature
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.properties import SECRETS
from tests.unit.provider.sagemaker import arn_of

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ARN = arn_of("fraud")
REQUEST = {"ModelName": "fraud", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/inference"}
KEYS = {"aws:accessKey": "AKIAEXAMPLE", "aws:secretKey": "not-a-real-secret"}
SETTINGS = Settings(access_key="AKIAEXAMPLE", secret_key="not-a-real-secret")  # noqa: S106  (obviously fake)


@pytest.fixture(scope="module")
def sagemaker() -> SageMakerClient:
    return boto3.client(
        "sagemaker",
        region_name="us-east-1",
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="not-a-real-secret",  # noqa: S106  (obviously fake)
    )


@pytest.fixture
def stub(sagemaker: SageMakerClient) -> Iterator[Stubber]:
    with Stubber(sagemaker) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def unasked(service: str) -> Any:
    """Stand in for the clients of what is asked on the side, in tests that must ask nothing there."""
    raise AssertionError(service)


@pytest.fixture
def client(sagemaker: SageMakerClient) -> ModelClient:
    return ModelClient(sagemaker, unasked)


EXISTS = "a model named fraud exists already"
ABSENT = "there is no model fraud; run pulumi refresh, and the next pulumi up creates it again"


class Refusal(NamedTuple):
    """What AWS answers, and what becomes of it."""

    code: str
    message: str
    kind: type[errors.ModelError]
    sentence: str


REFUSALS = [
    Refusal("ValidationException", 'Could not find model "arn:aws:x".', errors.NotFoundError, ABSENT),
    Refusal(
        "ValidationException",
        "Could not find model data at s3://b",
        errors.RejectedError,
        (
            "there is no model data for model fraud; upload it, or correct its location. "
            "AWS says: Could not find model data at s3://b"
        ),
    ),
    Refusal(
        "ValidationException",
        "Requested image 1.dkr.ecr.us-east-1.amazonaws.com/x:1 not found.",
        errors.RejectedError,
        (
            "the image of model fraud cannot be found; push it, or correct its tag or digest. "
            "AWS says: Requested image 1.dkr.ecr.us-east-1.amazonaws.com/x:1 not found."
        ),
    ),
    Refusal(
        "ValidationException",
        "You must set AcceptEula to true.",
        errors.RejectedError,
        (
            "the model data of fraud has terms of use; read them, and accept them by model_access_config.accept_eula. "
            "AWS says: You must set AcceptEula to true."
        ),
    ),
    Refusal(
        "ValidationException",
        'Could not find endpoint configuration "arn:aws:x".',
        errors.NotFoundError,
        (
            "what sagemaker:CreateModel was to find for model fraud is not there. "
            'AWS says: Could not find endpoint configuration "arn:aws:x".'
        ),
    ),
    Refusal(
        "ValidationException",
        "Could not find model package p.",
        errors.RejectedError,
        "AWS refuses sagemaker:CreateModel on model fraud: Could not find model package p. (ValidationException)",
    ),
    Refusal(
        "ValidationException",
        'Cannot create already existing model "arn:aws:x".',
        errors.AlreadyExistsError,
        EXISTS,
    ),
    Refusal(
        "AccessDeniedException",
        "User u is not authorized to perform: iam:PassRole on resource: r",
        errors.AccessDeniedError,
        (
            "you may not hand this execution role to SageMaker; allow iam:PassRole on it. "
            "AWS says: User u is not authorized to perform: iam:PassRole on resource: r"
        ),
    ),
    Refusal(
        "AccessDenied",
        "User u is not authorized",
        errors.AccessDeniedError,
        "you may not call sagemaker:CreateModel on model fraud; allow it. AWS says: User u is not authorized",
    ),
    Refusal(
        "AccessDeniedException",
        "User: u is not authorized to perform: sagemaker:AddTags on resource: arn:aws:x because no policy allows it",
        errors.AccessDeniedError,
        (
            "sagemaker:CreateModel on model fraud needs sagemaker:AddTags on arn:aws:x, which you may not do; allow "
            "it. AWS says: User: u is not authorized to perform: sagemaker:AddTags on resource: arn:aws:x because no "
            "policy allows it"
        ),
    ),
    Refusal(
        "ResourceLimitExceeded",
        "The account-level service limit 'Models' is 10 Models, with current utilization of 10 Models.",
        errors.LimitExceededError,
        (
            "the account's quota 'Models' of 10 is used up; delete models that are not needed, or ask for more in "
            "Service Quotas. AWS says: The account-level service limit 'Models' is 10 Models, with current utilization "
            "of 10 Models."
        ),
    ),
    *(
        Refusal(
            code,
            "Rate exceeded",
            errors.ThrottledError,
            (
                "AWS gets too many requests of this account to take sagemaker:CreateModel on model fraud; run the same "
                "command again, with --parallel 4 if that does not help. AWS says: Rate exceeded"
            ),
        )
        for code in ("ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SomethingNew")
    ),
    Refusal(
        "ResourceLimitExceeded",
        "The account-level service limit is 10.",
        errors.LimitExceededError,
        (
            "the account's quota is used up; delete models that are not needed, or ask for more in Service Quotas. "
            "AWS says: The account-level service limit is 10."
        ),
    ),
    Refusal(
        "ExpiredTokenException",
        "The security token included in the request is expired",
        errors.AccessDeniedError,
        "the AWS credentials have expired; renew them and run again",
    ),
    Refusal(
        "UnrecognizedClientException",
        "The security token included in the request is invalid",
        errors.AccessDeniedError,
        (
            "AWS does not know these credentials; check the profile or the access key. "
            "AWS says: The security token included in the request is invalid"
        ),
    ),
    Refusal(
        "InvalidSignatureException",
        "The signature does not match",
        errors.AccessDeniedError,
        "AWS does not accept the secret key of these credentials; check it. AWS says: The signature does not match",
    ),
    Refusal(
        "ValidationException",
        "The {image} is not valid",
        errors.RejectedError,
        "AWS refuses sagemaker:CreateModel on model fraud: The {image} is not valid (ValidationException)",
    ),
    Refusal(
        "SomethingNew",
        "",
        errors.RejectedError,
        "AWS refuses sagemaker:CreateModel on model fraud:  (SomethingNew)",
    ),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: f"{refusal.code}: {refusal.message}")
def test_given_a_refusal_when_creating_then_its_kind_and_sentence_are(
    client: ModelClient, stub: Stubber, refusal: Refusal
) -> None:
    stub.add_client_error("create_model", refusal.code, refusal.message, http_status_code=400)

    with pytest.raises(errors.ModelError) as raised:
        client.create(REQUEST, print)

    assert (type(raised.value), str(raised.value)) == (refusal.kind, refusal.sentence)


@pytest.mark.parametrize("code", ["InternalFailure", "ServiceUnavailable", "ValidationException", "503"])
def test_given_a_failure_of_aws_when_asking_then_nothing_is_taken_as_known(
    client: ModelClient, stub: Stubber, code: str
) -> None:
    stub.add_client_error("describe_model", code, "Could not find model x", http_status_code=503)

    with pytest.raises(errors.UnreachableError) as raised:
        client.describe("fraud")

    assert str(raised.value) == (
        "AWS failed at sagemaker:DescribeModel on model fraud, and whether it was done is not known; run the same "
        "command again. AWS says: Could not find model x"
    )


STS_REFUSALS = [
    (
        "AssumeRole",
        "AccessDenied",
        errors.AccessDeniedError,
        (
            "you may not assume the role that aws:assumeRoles or the profile names; let its trust policy name you, and "
            "check the external id. AWS says: no"
        ),
    ),
    (
        "AssumeRoleWithWebIdentity",
        "AccessDenied",
        errors.AccessDeniedError,
        (
            "you may not assume the role that aws:assumeRoles or the profile names; let its trust policy name you, and "
            "check the external id. AWS says: no"
        ),
    ),
    (
        "GetCallerIdentity",
        "AccessDenied",
        errors.AccessDeniedError,
        "you may not call sts:GetCallerIdentity, by which the account is checked; allow it. AWS says: no",
    ),
    (
        "GetCallerIdentity",
        "InvalidClientTokenId",
        errors.AccessDeniedError,
        "AWS does not know these credentials; check the profile or the access key. AWS says: no",
    ),
    (
        "AssumeRole",
        "SignatureDoesNotMatch",
        errors.AccessDeniedError,
        "AWS does not accept the secret key of these credentials; check it. AWS says: no",
    ),
    (
        "AssumeRole",
        "RegionDisabledException",
        errors.RejectedError,
        (
            "AWS refuses AssumeRole, which is needed for sagemaker:DescribeModel on model fraud: "
            "no (RegionDisabledException)"
        ),
    ),
]


@pytest.mark.parametrize(("operation", "code", "kind", "sentence"), STS_REFUSALS)
def test_given_a_refusal_of_sts_when_asking_then_its_kind_and_sentence_are(
    operation: str, code: str, kind: type[errors.ModelError], sentence: str
) -> None:
    def fail(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

    with pytest.raises(errors.ModelError) as raised:
        ModelClient(cast("SageMakerClient", SimpleNamespace(describe_model=fail)), unasked).describe("fraud")

    assert (type(raised.value), str(raised.value)) == (kind, sentence)


LONG = "fake-token-0123456789"
QUOTED = f"{LONG} and hunter2 are not allowed in us-east-1, 1"


@pytest.mark.parametrize(
    ("secret", "message", "shown"),
    [
        pytest.param({}, QUOTED, "[hidden] and hunter2 are not allowed in us-east-1, 1", id="a long value"),
        pytest.param(
            {SECRETS: [["environment", "B"]], "environment": {"B": "hunter2"}},
            QUOTED,
            "[hidden] and [hidden] are not allowed in us-east-1, 1",
            id="and a secret one",
        ),
        pytest.param({}, f"a{LONG} and {LONG}.", f"a{LONG} and [hidden].", id="as a whole word"),
        pytest.param(
            {SECRETS: [["tags"]], "tags": {"a": "allowed in us-east-1"}},
            QUOTED,
            "[hidden] and hunter2 are not [hidden], 1",
            id="several words",
        ),
        pytest.param({}, "no such thing in us-east-1", "no such thing in us-east-1", id="nothing"),
    ],
)
def test_given_values_in_a_refusal_when_creating_then_secrets_and_long_ones_of_the_environment_are_hidden(
    client: ModelClient, stub: Stubber, secret: dict[str, Any], message: str, shown: str
) -> None:
    redaction.hide_secrets_of(secret)
    stub.add_client_error("create_model", "ValidationException", message)

    with pytest.raises(errors.RejectedError) as raised:
        client.create(with_environment([LONG, "hunter2", "1", "us-east-1", ""]), print)

    assert str(raised.value) == f"AWS refuses sagemaker:CreateModel on model fraud: {shown} (ValidationException)"


CALLS: dict[str, tuple[str, Callable[[ModelClient], object]]] = {
    "describe": ("describe_model", lambda client: client.describe("fraud")),
    "delete": ("delete_model", lambda client: client.delete("fraud")),
    "add tags": ("add_tags", lambda client: client.add_tags("fraud", ARN, {"team": "hunter2"})),
    "delete tags": ("delete_tags", lambda client: client.delete_tags("fraud", ARN, ["team"])),
    "list tags": ("list_tags", lambda client: client.tags("fraud", ARN)),
}


@pytest.mark.parametrize(("operation", "call"), CALLS.values(), ids=CALLS)
def test_given_a_secret_in_a_refusal_of_any_call_then_it_is_hidden(
    client: ModelClient, stub: Stubber, operation: str, call: Callable[[ModelClient], object]
) -> None:
    redaction.hide_secrets_of({SECRETS: [["tags"]], "tags": {"team": "hunter2"}})
    stub.add_client_error(
        operation, "AccessDeniedException", "You are not authorized to perform: sagemaker:X on resource: a/hunter2/b"
    )

    with pytest.raises(errors.AccessDeniedError) as raised:
        call(client)

    assert "hunter2" not in str(raised.value)
    assert "needs sagemaker:X on a/[hidden]/b, which" in str(raised.value)


def test_given_a_secret_of_two_words_when_aws_quotes_it_then_no_part_of_it_is_shown(
    client: ModelClient, stub: Stubber
) -> None:
    redaction.hide_secrets_of({SECRETS: [["tags"]], "tags": {"team": "hunter two"}})
    stub.add_client_error(
        "describe_model", "AccessDeniedException", "is not authorized to perform: sagemaker:X on resource: a/hunter two"
    )

    with pytest.raises(errors.AccessDeniedError, match=r"needs sagemaker:X on a/\[hidden\], which"):
        client.describe("fraud")


def test_given_environment_values_that_are_words_of_aws_when_refused_then_the_kind_is_still_known(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_client_error("create_model", "ValidationException", "Cannot create already existing model x")

    with pytest.raises(errors.AlreadyExistsError):
        client.create(with_environment(["existing model", "e"]), print)


def with_environment(values: list[str]) -> dict[str, Any]:
    """Return a request with a container for each value, in both of the API's places for containers."""
    first, *rest = ({"Image": "i", "Environment": {"A": value}} for value in values)
    return {**REQUEST, "PrimaryContainer": first, "Containers": rest}


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
            "nobody can enter here; log in first, and use the credentials of that session"
        ),
    ),
    (
        ResponseParserError("Unable to parse response, invalid XML received: b'<html>hunter2'"),
        errors.UnreachableError,
        (
            "sagemaker:DescribeModel on model fraud got an answer that nobody at AWS gave; check the proxy and "
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


def test_given_a_request_when_creating_then_aws_gets_it_as_it_is_and_the_arn_comes_back(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_response("create_model", {"ModelArn": ARN}, REQUEST)

    assert client.create(REQUEST, print) == ARN


def test_given_a_model_when_described_then_the_answer_comes_back(client: ModelClient, stub: Stubber) -> None:
    answer = {"ModelName": "fraud", "ModelArn": ARN, "CreationTime": datetime(2025, 1, 2, tzinfo=timezone.utc)}
    stub.add_response("describe_model", answer, {"ModelName": "fraud"})

    assert client.describe("fraud")["ModelArn"] == ARN


def test_given_a_model_or_none_when_deleted_then_absence_is_known(client: ModelClient, stub: Stubber) -> None:
    stub.add_response("delete_model", {}, {"ModelName": "fraud"})
    stub.add_client_error("delete_model", "ValidationException", 'Could not find model "x".')

    client.delete("fraud")
    with pytest.raises(errors.NotFoundError):
        client.delete("fraud")


def test_given_another_refusal_when_deleted_then_it_is_not_taken_for_absence(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_client_error("delete_model", "AccessDeniedException", "no")

    with pytest.raises(errors.AccessDeniedError, match="you may not call sagemaker:DeleteModel on model fraud"):
        client.delete("fraud")


def test_given_models_when_those_named_alike_are_asked_for_then_a_name_that_only_contains_the_prefix_is_none(
    sagemaker: SageMakerClient, stub: Stubber
) -> None:
    since = datetime(2025, 1, 2, tzinfo=timezone.utc)
    summaries = [
        {"ModelName": name, "ModelArn": arn_of(name), "CreationTime": since} for name in ("fraud-a-1", "the-fraud-a-2")
    ]
    parameters = {"NameContains": "fraud-a-", "CreationTimeAfter": since, "MaxResults": 100}
    stub.add_response("list_models", {"Models": summaries}, parameters)
    client = ModelClient(sagemaker, lambda _: sagemaker)

    assert client.named_alike("fraud-a-3", "fraud-a-", since) == {"fraud-a-1": arn_of("fraud-a-1")}


def test_given_models_that_nobody_lists_when_those_named_alike_are_asked_for_then_one_model_waits_for_all() -> None:
    asked = []

    def list_models(**parameters: object) -> None:
        asked.append(parameters)
        raise ReadTimeoutError(endpoint_url="https://sagemaker.example")

    client = ModelClient(cast("SageMakerClient", None), lambda _: SimpleNamespace(list_models=list_models))

    for _ in range(2):
        with pytest.raises(errors.UnreachableError, match="sagemaker:ListModels on model fraud got no answer from AWS"):
            client.named_alike("fraud", "fraud-", datetime(2025, 1, 2, tzinfo=timezone.utc))
    assert len(asked) == 1


class Endpoints:
    """Stands in for the SDK's client of what is asked on the side: one endpoint, counted looks."""

    def __init__(self) -> None:
        self.looks = 0
        self.now = 0.0
        self.model = ""
        self.refusal: Exception | None = None
        self.listed = 1
        self.client = ModelClient(cast("SageMakerClient", None), lambda _: self, clock=lambda: self.now)

    def list_endpoints(self, **_: object) -> dict[str, Any]:
        self.looks += 1
        if self.refusal:
            raise self.refusal
        more = {"NextToken": "more"} if self.listed > 1 else {}
        return {"Endpoints": [{"EndpointName": "live", "EndpointStatus": "InService"}] * self.listed, **more}

    def describe_endpoint(self, **_: object) -> dict[str, Any]:
        return {"EndpointConfigName": "live"}

    def describe_endpoint_config(self, **_: object) -> dict[str, Any]:
        return {"ProductionVariants": [{"ModelName": self.model}]}


def test_given_many_models_when_their_users_are_asked_for_then_a_look_is_shared_and_nothing_is_held_back_for_long() -> (
    None
):
    endpoints = Endpoints()
    endpoints.model = "fraud"

    assert endpoints.client.users_of("other") == []
    assert (endpoints.client.users_of("third"), endpoints.looks) == ([], 1)
    assert (endpoints.client.users_of("fraud"), endpoints.looks) == (["endpoint live"], 2)
    endpoints.model = "next"
    assert (endpoints.client.users_of("fraud"), endpoints.looks) == ([], 3)
    assert (endpoints.client.users_of("next"), endpoints.looks) == (["endpoint live"], 4)
    endpoints.now = 11
    assert (endpoints.client.users_of("other"), endpoints.looks) == ([], 5)


def test_given_gaps_when_users_are_asked_for_then_only_what_was_found_is_certain() -> None:
    endpoints = Endpoints()
    endpoints.model, endpoints.listed = "fraud", 100

    assert set(endpoints.client.users_of("fraud")) == {"endpoint live"}
    with pytest.raises(errors.UnreachableError, match="there are more than 100, and only the newest were looked at"):
        endpoints.client.users_of("other")


def test_given_a_refusal_when_users_are_asked_for_then_each_model_hears_of_its_own() -> None:
    endpoints = Endpoints()
    endpoints.refusal = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "ListEndpoints")

    for name in ("fraud", "other"):
        with pytest.raises(errors.AccessDeniedError, match=f"you may not call sagemaker:ListEndpoints on model {name}"):
            endpoints.client.users_of(name)


def test_given_endpoints_that_nobody_lists_when_users_are_asked_for_then_one_model_waits_for_all() -> None:
    endpoints = Endpoints()
    endpoints.refusal = ReadTimeoutError(endpoint_url="https://sagemaker.example")

    for name in ("fraud", "other"):
        with pytest.raises(errors.UnreachableError, match="got no answer from AWS"):
            endpoints.client.users_of(name)
    assert endpoints.looks == 1
    endpoints.refusal, endpoints.now = None, 11
    assert endpoints.client.users_of("fraud") == []


def test_given_another_thread_that_forgets_the_look_when_users_are_asked_for_then_nothing_is_missing() -> None:
    endpoints = Endpoints()
    client = endpoints.client
    assert client.users_of("fraud") == []

    def clock() -> float:
        client._last_scan = None  # noqa: SLF001  (what a look that fails in another thread leaves)
        return 0

    client._clock = clock  # noqa: SLF001
    assert client.users_of("fraud") == []


def test_given_tags_on_two_pages_when_read_then_all_but_those_of_aws_are_there(
    client: ModelClient, stub: Stubber
) -> None:
    pages: list[dict[str, Any]] = [
        {"Tags": [{"Key": "team", "Value": "search"}, {"Key": "aws:x", "Value": "y"}], "NextToken": "2"},
        {"Tags": [{"Key": "env", "Value": "dev"}]},
    ]
    stub.add_response("list_tags", pages[0], {"ResourceArn": ARN})
    stub.add_response("list_tags", pages[1], {"ResourceArn": ARN, "NextToken": "2"})

    assert client.tags("fraud", ARN) == {"team": "search", "env": "dev"}


@pytest.mark.parametrize(
    ("looks", "patience", "slept"),
    [
        (["new"], 30.0, []),
        (["old", "old", "new"], 30.0, [2, 2]),
        (["old"], 0.0, []),
        (["old", "old", "old"], 2.5, [2, 0.5]),
    ],
)
def test_given_tags_that_show_late_when_read_then_they_are_asked_for_while_there_is_patience(
    sagemaker: SageMakerClient, stub: Stubber, looks: list[str], patience: float, slept: list[float]
) -> None:
    for look in looks:
        stub.add_response("list_tags", {"Tags": [{"Key": "look", "Value": look}]}, {"ResourceArn": ARN})
    waits: list[float] = []
    client = ModelClient(sagemaker, unasked, sleep=waits.append)

    found = client.settled_tags("fraud", ARN, lambda tags: tags == {"look": "new"}, patience)

    assert (found, waits) == ({"look": looks[-1]}, slept)


def test_given_tags_of_a_model_that_is_gone_when_read_then_it_is_absence(client: ModelClient, stub: Stubber) -> None:
    stub.add_client_error("list_tags", "ValidationException", 'Could not find model "x".')

    with pytest.raises(errors.NotFoundError):
        client.tags("fraud", ARN)


def test_given_tags_when_added_and_deleted_then_aws_gets_them(client: ModelClient, stub: Stubber) -> None:
    stub.add_response(
        "add_tags", {}, {"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}
    )
    stub.add_response("delete_tags", {}, {"ResourceArn": ARN, "TagKeys": ["c"]})

    client.add_tags("fraud", ARN, {"b": "2", "a": "1"})
    client.delete_tags("fraud", ARN, ["c"])


@pytest.fixture
def _no_clients_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_factory, "_clients", {})


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_many_threads_when_they_want_a_client_then_one_is_built_for_each_settings_and_region(
    monkeypatch: pytest.MonkeyPatch, sagemaker: SageMakerClient
) -> None:
    built: list[tuple[Settings, str]] = []
    start, inside = threading.Barrier(8), threading.Barrier(2)

    def session(settings: Settings, _region: str) -> Any:
        def client(_service: str, *, region_name: str, **_: object) -> SageMakerClient:
            built.append((settings, region_name))
            with suppress(threading.BrokenBarrierError):
                inside.wait(0.05)  # only a second thread that builds at the same time would come
            return sagemaker

        return SimpleNamespace(client=client)

    monkeypatch.setattr(session_module, "new_session", session)
    wanted = [(SETTINGS, "us-east-1"), (SETTINGS, "eu-west-1"), (Settings(profile="ml"), "us-east-1")]
    got: list[ModelClient] = []

    def ask() -> None:
        start.wait()
        got.extend(client_for(*key) for key in wanted)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(built, key=repr) == sorted(wanted, key=repr)
    assert (len(got), len(set(map(id, got)))) == (24, 3)


def built(configuration: Mapping[str, Any], region: str) -> Any:
    """Return the SDK's client that `configuration` makes."""
    return client_for(Settings.from_configuration({**KEYS, **configuration}), region)._sagemaker  # noqa: SLF001


ENDPOINTS = [
    ({}, "eu-west-1", "https://api.sagemaker.eu-west-1.amazonaws.com"),
    ({}, "cn-north-1", "https://api.sagemaker.cn-north-1.amazonaws.com.cn"),
    ({}, "us-gov-west-1", "https://api.sagemaker.us-gov-west-1.amazonaws.com"),
    ({"aws:useFipsEndpoint": "true"}, "us-east-1", "https://api-fips.sagemaker.us-east-1.amazonaws.com"),
    ({"aws:useFipsEndpoint": "true"}, "us-gov-west-1", "https://api-fips.sagemaker.us-gov-west-1.amazonaws.com"),
    ({"aws:useDualstackEndpoint": "true"}, "us-east-1", "https://api.sagemaker.us-east-1.api.aws"),
    ({"aws:endpoints": '[{"sagemaker": "http://127.0.0.1:5000"}]'}, "us-east-1", "http://127.0.0.1:5000"),
]


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(("configuration", "region", "endpoint"), ENDPOINTS)
def test_given_a_region_of_any_partition_when_a_client_is_built_then_it_has_its_endpoint(
    configuration: dict[str, Any], region: str, endpoint: str
) -> None:
    client = built({"aws:region": "us-east-1", **configuration}, region)

    assert (client.meta.endpoint_url, client.meta.region_name) == (endpoint, region)


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("environment", "configuration", "retries"),
    [
        ({}, {}, {"mode": "adaptive", "total_max_attempts": 6}),
        ({"AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "2"}, {}, {"mode": "standard", "total_max_attempts": 2}),
        (
            {"AWS_RETRY_MODE": "adaptive", "AWS_MAX_ATTEMPTS": "2"},
            {"aws:retryMode": "standard", "aws:maxRetries": "3"},
            {"mode": "standard", "total_max_attempts": 3},
        ),
    ],
)
def test_given_retries_in_several_places_when_a_client_is_built_then_the_nearest_wins(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    configuration: dict[str, str],
    retries: dict[str, Any],
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)

    assert built(configuration, "us-east-1").meta.config.retries == retries


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_proxies_when_a_client_is_built_then_it_uses_them() -> None:
    client = built({"aws:httpProxy": "http://a:1", "aws:httpsProxy": "http://b:2"}, "us-east-1")

    assert client.meta.config.proxies == {"http": "http://a:1", "https": "http://b:2"}


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("configuration", "verify"),
    [
        ({}, "environment.pem"),
        ({"aws:customCaBundle": __file__}, __file__),
        ({"aws:customCaBundle": __file__, "aws:insecure": "true"}, False),
        ({"aws:insecure": "false"}, "environment.pem"),
    ],
)
def test_given_certificates_to_trust_when_a_client_is_built_then_it_trusts_them(
    monkeypatch: pytest.MonkeyPatch, configuration: dict[str, str], verify: object
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "environment.pem")

    assert built(configuration, "us-east-1")._endpoint.http_session._verify == verify  # noqa: SLF001


class Sts:
    """Stands in for the network: answers what STS is asked, and refuses to delete any model as if there were none."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str | None]] = []
        """Operation, endpoint, and the access key that signs."""
        self.requests: list[dict[str, Any]] = []

    def answer(self, client: Any, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        signer = client._request_signer._credentials  # noqa: SLF001
        key = signer and signer.get_frozen_credentials().access_key
        self.asked.append((operation, client.meta.endpoint_url, key))
        self.requests.append(request)
        if operation == "GetCallerIdentity":
            return {"Account": "123456789012"}
        if operation.startswith("AssumeRole"):
            expiration = datetime.now(timezone.utc) + timedelta(hours=1)
            secrets = {"SecretAccessKey": "not-a-real-secret", "SessionToken": "not-a-real-token"}
            role = request["RoleArn"].rpartition("/")[2]
            return {"Credentials": {"AccessKeyId": f"AKIA-{role}", "Expiration": expiration, **secrets}}
        return {}


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, _no_clients_yet: None) -> Sts:
    stand_in = Sts()

    def answer(client: Any, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        return stand_in.answer(client, operation, request)

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
    return stand_in


ROLES = [
    {"roleArn": "arn:aws:iam::123456789012:role/hub", "externalId": "not-a-real-id", "sessionName": "ci"},
    {"roleArn": "arn:aws:iam::123456789012:role/ml"},
]


def test_given_a_chain_of_roles_when_asking_then_each_is_assumed_once_and_as_the_one_before(sts: Sts) -> None:
    client = client_for(Settings.from_configuration({**KEYS, "aws:assumeRoles": ROLES}), "eu-west-1")
    before = list(sts.asked)

    client.delete("fraud")
    client.delete("fraud")

    there = "https://sts.eu-west-1.amazonaws.com"
    model = ("DeleteModel", "https://api.sagemaker.eu-west-1.amazonaws.com", "AKIA-ml")
    assert before == []
    assert sts.asked == [("AssumeRole", there, "AKIAEXAMPLE"), ("AssumeRole", there, "AKIA-hub"), model, model]
    assert sts.requests[:2] == [
        {"RoleArn": ROLES[0]["roleArn"], "ExternalId": "not-a-real-id", "RoleSessionName": "ci"},
        {"RoleArn": ROLES[1]["roleArn"], "RoleSessionName": "pulumi-sagemaker-model"},
    ]


def test_given_a_web_identity_when_asking_then_its_token_is_read_anew_and_nobody_signs(
    sts: Sts, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text("")
    web = {"roleArn": "arn:aws:iam::123456789012:role/web", "webIdentityTokenFile": str(token)}
    settings = Settings.from_configuration({**KEYS, "aws:assumeRoleWithWebIdentity": web, "aws:assumeRole": ROLES[1]})
    client = client_for(settings, "eu-west-1")
    token.write_text("not-a-real-token")

    client.delete("fraud")

    assert [(operation, signer) for operation, _, signer in sts.asked] == [
        ("AssumeRoleWithWebIdentity", None),
        ("AssumeRole", "AKIA-web"),
        ("DeleteModel", "AKIA-ml"),
    ]
    assert sts.requests[0]["WebIdentityToken"] == "not-a-real-token"


@pytest.mark.usefixtures("sts")
def test_given_a_web_identity_whose_file_is_gone_when_asking_then_the_sentence_names_it(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("")
    web = {"roleArn": "arn:aws:iam::123456789012:role/web", "webIdentityTokenFile": str(token)}
    client = client_for(Settings.from_configuration({"aws:assumeRoleWithWebIdentity": web}), "eu-west-1")
    token.unlink()

    with pytest.raises(errors.SettingsError, match="webIdentityTokenFile cannot be read; check it"):
        client.delete("fraud")


def test_given_roles_and_no_credentials_when_asking_then_no_role_is_assumed(sts: Sts) -> None:
    client = client_for(Settings.from_configuration({"aws:assumeRoles": ROLES}), "eu-west-1")

    client.delete("fraud")

    assert [(operation, signer) for operation, _, signer in sts.asked] == [("DeleteModel", None)]


STS_ENDPOINTS = [
    ({}, "cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn"),
    ({}, "us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com"),
    ({"aws:region": "us-east-1"}, "eu-west-1", "https://sts.us-east-1.amazonaws.com"),
    ({"aws:stsRegion": "eu-north-1", "aws:region": "us-east-1"}, "eu-west-1", "https://sts.eu-north-1.amazonaws.com"),
    ({"aws:useFipsEndpoint": "true"}, "us-east-1", "https://sts-fips.us-east-1.amazonaws.com"),
    ({"aws:endpoints": {"sts": "http://127.0.0.1:5001"}}, "us-east-1", "http://127.0.0.1:5001"),
]


@pytest.mark.parametrize(("configuration", "region", "endpoint"), STS_ENDPOINTS)
def test_given_settings_of_sts_when_a_role_or_the_account_is_asked_for_then_it_is_there(
    sts: Sts, configuration: dict[str, Any], region: str, endpoint: str
) -> None:
    asking = {"aws:assumeRoles": ROLES[:1], "aws:allowedAccountIds": ["123456789012"]}

    client_for(Settings.from_configuration({**KEYS, **asking, **configuration}), region).delete("fraud")

    assert [(operation, at) for operation, at, _ in sts.asked][:2] == [
        ("AssumeRole", endpoint),
        ("GetCallerIdentity", endpoint),
    ]


CHANGES: dict[str, Callable[[ModelClient], Any]] = {
    "ListModels": lambda client: client.named_alike("fraud", "fraud-", datetime(2025, 1, 2, tzinfo=timezone.utc)),
    "CreateModel": lambda client: client.create(REQUEST, print),
    "DeleteModel": lambda client: client.delete("fraud"),
    "AddTags": lambda client: client.add_tags("fraud", ARN, {"team": "ads"}),
    "DeleteTags": lambda client: client.delete_tags("fraud", ARN, ["team"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(
    "accounts", [{"aws:allowedAccountIds": ["111111111111"]}, {"aws:forbiddenAccountIds": ["123456789012"]}]
)
def test_given_an_account_to_leave_alone_when_changing_then_nothing_but_the_account_is_asked(
    sts: Sts, accounts: dict[str, Any], change: Callable[[ModelClient], Any]
) -> None:
    client = client_for(Settings.from_configuration({**KEYS, **accounts}), "us-east-1")

    for _ in range(2):
        with pytest.raises(errors.WrongAccountError, match="these AWS credentials act in account 123456789012"):
            change(client)

    assert [operation for operation, *_ in sts.asked] == ["GetCallerIdentity"] * 2


def test_given_an_allowed_account_when_reading_and_changing_then_it_is_asked_for_once_before_the_first_change(
    sts: Sts,
) -> None:
    settings = Settings.from_configuration({**KEYS, "aws:allowedAccountIds": ["123456789012"]})
    client = client_for(settings, "us-east-1")

    client.tags("fraud", ARN)
    client.delete("fraud")
    client.delete("fraud")

    assert [operation for operation, *_ in sts.asked] == [
        "ListTags",
        "GetCallerIdentity",
        "DeleteModel",
        "DeleteModel",
    ]


def test_given_the_account_of_a_model_when_required_then_it_is_asked_for_once_and_others_are_an_error(sts: Sts) -> None:
    client = client_for(Settings.from_configuration(KEYS), "us-east-1")

    client.require_account_of("fraud", ARN)
    with pytest.raises(errors.WrongAccountError) as refusal:
        client.require_account_of("fraud", ARN.replace("123456789012", "210987654321"))

    assert str(refusal.value) == (
        "model fraud is in account 210987654321, and these AWS credentials act in account 123456789012, where it "
        "cannot be seen; use credentials of account 210987654321, or have the stack forget the model by pulumi state "
        "delete"
    )
    assert [operation for operation, *_ in sts.asked] == ["GetCallerIdentity"]


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_an_sts_that_does_not_answer_when_an_account_is_required_then_it_is_asked_once_and_briefly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    timeouts: list[tuple[float, float]] = []

    def send(self: Any, _request: object) -> None:
        timeouts.append((self._timeout.connect_timeout, self._timeout.read_timeout))
        raise ReadTimeoutError(endpoint_url=URL)

    monkeypatch.setattr(URLLib3Session, "send", send)
    client = client_for(Settings.from_configuration(KEYS), "us-east-1")

    for _ in range(2):
        with pytest.raises(errors.UnreachableError, match="sagemaker:DescribeModel on model fraud got no answer"):
            client.require_account_of("fraud", ARN)

    assert timeouts == [(2, 5)]


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_no_credentials_anywhere_when_asking_then_the_sentence_says_where_to_set_them() -> None:
    with pytest.raises(errors.SettingsError, match="needs AWS credentials and there are none; set aws:profile"):
        client_for(Settings(), "us-east-1").describe("fraud")


@pytest.mark.parametrize(
    ("settings", "region", "sentence"),
    [
        (SETTINGS, "us east 1", "the AWS configuration cannot be used: Provided region_name 'us east 1'"),
        (Settings(profile="absent"), "us-east-1", "the AWS configuration cannot be used: The config profile (absent)"),
    ],
)
@pytest.mark.usefixtures("_no_clients_yet")
def test_given_settings_that_the_sdk_refuses_when_a_client_is_built_then_it_is_a_sentence(
    settings: Settings, region: str, sentence: str
) -> None:
    with pytest.raises(errors.SettingsError) as refusal:
        client_for(settings, region)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("AWS_ENDPOINT_URL", "localhost:5000", "Invalid endpoint: localhost:5000"),
        ("AWS_MAX_ATTEMPTS", "few", "invalid literal for int"),
        ("AWS_CONFIG_FILE", "absent-process x", "No such file or directory: 'absent-process'"),
        ("AWS_CONFIG_FILE", "echo hello", "Expecting value"),
    ],
)
def test_given_an_environment_that_the_sdk_falls_over_when_a_client_is_built_then_it_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str, reason: str
) -> None:
    if variable == "AWS_CONFIG_FILE":
        profile = tmp_path / "config"
        profile.write_text(f"[default]\ncredential_process = {value}\n")
        value = str(profile)
    monkeypatch.setenv(variable, value)

    with pytest.raises(errors.SettingsError, match="the AWS configuration cannot be used: ") as refusal:
        client_for(Settings(), "us-east-1")

    assert reason in str(refusal.value)


NOT_READY = {
    "role": "Could not assume role arn:aws:iam::123456789012:role/x. Please ensure that the role exists.",
    "data": "Could not access model data at s3://b/k. Ensure that the role's trust relationship allows it.",
    "image": "The repository policy does not have BatchGetImage permission for the image.",
}


@pytest.mark.parametrize("message", NOT_READY.values(), ids=NOT_READY)
def test_given_iam_that_is_spreading_when_creating_then_it_waits_and_says_so(
    sagemaker: SageMakerClient, stub: Stubber, message: str
) -> None:
    slept: list[float] = []
    told: list[str] = []
    for _ in range(2):
        stub.add_client_error("create_model", "ValidationException", message)
    stub.add_response("create_model", {"ModelArn": ARN})

    assert ModelClient(sagemaker, unasked, sleep=slept.append).create(REQUEST, told.append) == ARN

    assert slept == [1, 2]
    assert [line.rpartition("; ")[2] for line in told] == ["trying again in 1 s", "trying again in 2 s"]
    assert all(message in line for line in told)


def test_given_iam_that_never_spreads_when_creating_then_it_gives_up_after_two_minutes(
    sagemaker: SageMakerClient, stub: Stubber
) -> None:
    slept: list[float] = []
    for _ in range(len(timings.IAM_PAUSES) + 1):
        stub.add_client_error("create_model", "ValidationException", NOT_READY["role"])

    with pytest.raises(errors.NotReadyError, match="let the role's trust policy allow sts:AssumeRole"):
        ModelClient(sagemaker, unasked, sleep=slept.append).create(REQUEST, print)

    assert sum(slept) == 120


class Wire:
    """Stands in for the network below the SDK: answers each attempt by what is next, and counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Exception | Answer) -> None:
        self.slept: list[float] = []
        self._answers = list(answers)
        monkeypatch.setattr("time.sleep", self.slept.append)
        sdk = built({"aws:retryMode": "standard", "aws:maxRetries": "3"}, "us-east-1")
        sdk.meta.events.register("before-send.sagemaker.CreateModel", self._send)
        self.client = ModelClient(sdk, unasked, sleep=self.slept.append)

    @property
    def left(self) -> int:
        """Return how many answers nobody asked for."""
        return len(self._answers)

    def _send(self, request: Any, **_: object) -> AWSResponse:
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        body = json.dumps({"__type": answer.code, "message": answer.message}).encode()
        headers = {"Date": answer.date} if answer.date else {}
        return AWSResponse(
            request.url, answer.status, cast("Any", HeadersDict(headers)), SimpleNamespace(stream=lambda: [body])
        )


class Answer(NamedTuple):
    """One answer of AWS's."""

    code: str
    message: str
    status: int = 400
    date: str = "Thu, 02 Jan 2025 03:04:05 GMT"


TAKEN = Answer("ValidationException", 'Cannot create already existing model "arn:aws:x".')
THROTTLED = Answer("ThrottlingException", "Rate exceeded")
URL = "https://sagemaker.example"


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("before", "lost"),
    [
        ([], False),
        ([THROTTLED], False),
        ([EndpointConnectionError(endpoint_url=URL), ConnectTimeoutError(endpoint_url=URL)], False),
        ([ReadTimeoutError(endpoint_url=URL)], True),
        ([ConnectionClosedError(endpoint_url=URL)], True),
        ([Answer("InternalFailure", "", status=500)], True),
        ([Answer("ServiceUnavailable", "", status=503), THROTTLED], True),
        ([ReadTimeoutError(endpoint_url=URL), EndpointConnectionError(endpoint_url=URL)], True),
    ],
    ids=str,
)
@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_given_a_taken_name_when_creating_then_only_an_attempt_that_aws_may_have_acted_on_counts_as_lost(
    monkeypatch: pytest.MonkeyPatch, before: list[Exception | Answer], zone: str, *, lost: bool
) -> None:
    wire = Wire(monkeypatch, *before, TAKEN._replace(date=f"Thu, 02 Jan 2025 03:04:05 {zone}"))

    with pytest.raises(errors.AlreadyExistsError) as refusal:
        wire.client.create(REQUEST, print)

    since = refusal.value.lost_since
    assert (since is not None, wire.left) == (lost, 0)
    if since is not None:
        answered = datetime(2025, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
        assert timedelta(seconds=3) <= answered - since < timedelta(seconds=10)


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_a_refusal_without_a_date_when_an_answer_was_lost_then_no_model_is_taken_for_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire = Wire(monkeypatch, ReadTimeoutError(endpoint_url=URL), TAKEN._replace(date=""))

    with pytest.raises(errors.AlreadyExistsError) as refusal:
        wire.client.create(REQUEST, print)

    assert refusal.value.lost_since is None


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


TRANSIENT = {errors.NotReadyError, errors.ThrottledError, errors.UnreachableError}
PERMANENT = [signature for signature in SIGNATURES if signature.error not in TRANSIENT]


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize("signature", PERMANENT, ids=lambda signature: signature.sentence[:40])
def test_given_a_permanent_refusal_when_creating_then_it_costs_one_request_and_no_wait(
    monkeypatch: pytest.MonkeyPatch, signature: Signature
) -> None:
    message = next(said for said in MESSAGES if re.search(signature.message, said, re.IGNORECASE))
    wire = Wire(monkeypatch, Answer(signature.code, message), Answer(signature.code, message))

    with pytest.raises(errors.ModelError) as refusal:
        wire.client.create(REQUEST, print)

    assert type(refusal.value) not in TRANSIENT
    assert (wire.left, wire.slept) == (1, [])


MESSAGES = [refusal.message for refusal in REFUSALS if refusal.kind not in TRANSIENT]
"""What AWS says for good; each signature finds one that is its own."""
