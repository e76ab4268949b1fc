"""What AWS answers, turned into the five calls' results and one sentence a refusal, through botocore's own stub."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import boto3
import pytest
from botocore.exceptions import (
    BotoCoreError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ReadTimeoutError,
)
from botocore.stub import Stubber

from pulumi_sagemaker_model import client as client_module
from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.client import ModelClient, client_for
from pulumi_sagemaker_model.settings import Settings
from tests.unit.provider.sagemaker import arn_of

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ARN = arn_of("fraud")
REQUEST = {"ModelName": "fraud", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/inference"}
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


@pytest.fixture
def client(sagemaker: SageMakerClient) -> ModelClient:
    return ModelClient(sagemaker)


EXISTS = "a model named fraud exists already; give another name, or none and one is derived"
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
        ("AWS refuses sagemaker:CreateModel on model fraud: Could not find model data at s3://b (ValidationException)"),
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
        client.create(REQUEST)

    assert (type(raised.value), str(raised.value)) == (refusal.kind, refusal.sentence)


@pytest.mark.parametrize(
    ("values", "message", "shown"),
    [
        (["hunter2"], "hunter2 is not allowed", "[hidden] is not allowed"),
        (["hunter", "hunter2"], "hunter2, hunter", "[hidden], [hidden]"),
        (["hunter2", "hidden", "d", ""], "hunter2 and 1", "[hidden] an[hidden] 1"),
        (["a.c"], "abc and a.c", "abc and [hidden]"),
    ],
)
def test_given_environment_values_in_a_refusal_when_creating_then_they_are_hidden(
    client: ModelClient, stub: Stubber, values: list[str], message: str, shown: str
) -> None:
    stub.add_client_error("create_model", "ValidationException", message)

    with pytest.raises(errors.RejectedError) as raised:
        client.create(with_environment(values))

    assert str(raised.value) == f"AWS refuses sagemaker:CreateModel on model fraud: {shown} (ValidationException)"


def test_given_environment_values_that_are_words_of_aws_when_refused_then_the_kind_is_still_known(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_client_error("create_model", "ValidationException", "Cannot create already existing model x")

    with pytest.raises(errors.AlreadyExistsError):
        client.create(with_environment(["existing model", "e"]))


def with_environment(values: list[str]) -> dict[str, Any]:
    """Return a request with a container for each value, in both of the API's places for containers."""
    first, *rest = ({"Image": "i", "Environment": {"A": value}} for value in values)
    return {**REQUEST, "PrimaryContainer": first, "Containers": rest}


NO_CREDENTIALS = (
    "sagemaker:DescribeModel on model fraud needs AWS credentials and there are none; "
    "set aws:profile on the stack, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)
SILENCES: list[tuple[BotoCoreError, type[errors.ModelError], str]] = [
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
        ParamValidationError(report="Invalid length for parameter X, value: hunter2"),
        errors.RejectedError,
        "the installed boto3 does not take the parameters of sagemaker:DescribeModel for model fraud; upgrade boto3",
    ),
]


@pytest.mark.parametrize(("error", "kind", "sentence"), SILENCES, ids=lambda value: type(value).__name__)
def test_given_no_answer_when_asking_then_its_kind_and_sentence_are(
    error: BotoCoreError, kind: type[errors.ModelError], sentence: str
) -> None:
    def fail(**_: object) -> None:
        raise error

    client = ModelClient(cast("SageMakerClient", SimpleNamespace(describe_model=fail)))

    with pytest.raises(errors.ModelError) as refusal:
        client.describe("fraud")

    assert (type(refusal.value), str(refusal.value)) == (kind, sentence)


def test_given_a_request_when_creating_then_aws_gets_it_as_it_is_and_the_arn_comes_back(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_response("create_model", {"ModelArn": ARN}, REQUEST)

    assert client.create(REQUEST) == ARN


def test_given_a_model_when_described_then_the_answer_comes_back(client: ModelClient, stub: Stubber) -> None:
    answer = {"ModelName": "fraud", "ModelArn": ARN, "CreationTime": datetime(2025, 1, 2, tzinfo=timezone.utc)}
    stub.add_response("describe_model", answer, {"ModelName": "fraud"})

    assert client.describe("fraud")["ModelArn"] == ARN


def test_given_a_model_or_none_when_deleted_then_both_are_well(client: ModelClient, stub: Stubber) -> None:
    stub.add_response("delete_model", {}, {"ModelName": "fraud"})
    stub.add_client_error("delete_model", "ValidationException", 'Could not find model "x".')

    client.delete("fraud")
    client.delete("fraud")


def test_given_another_refusal_when_deleted_then_it_is_not_taken_for_absence(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_client_error("delete_model", "AccessDeniedException", "no")

    with pytest.raises(errors.AccessDeniedError, match="you may not call sagemaker:DeleteModel on model fraud"):
        client.delete("fraud")


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
    monkeypatch.setattr(client_module, "_clients", {})


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_many_threads_when_they_want_a_client_then_one_is_built_for_each_settings_and_region(
    monkeypatch: pytest.MonkeyPatch, sagemaker: SageMakerClient
) -> None:
    built: list[tuple[Settings, str]] = []
    start, inside = threading.Barrier(8), threading.Barrier(2)

    def session(settings: Settings) -> Any:
        def client(_service: str, *, region_name: str, **_: object) -> SageMakerClient:
            built.append((settings, region_name))
            with suppress(threading.BrokenBarrierError):
                inside.wait(0.05)  # only a second thread that builds at the same time would come
            return sagemaker

        return SimpleNamespace(client=client)

    monkeypatch.setattr(Settings, "session", session)
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


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_settings_when_a_client_is_built_then_it_has_their_endpoint_and_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, Any] = {}

    def client(service: str, **options: Any) -> None:
        asked.update(options, service=service)

    monkeypatch.setattr(Settings, "session", lambda _: SimpleNamespace(client=client))

    client_for(Settings(region="us-east-1", endpoint="http://127.0.0.1:5000"), "eu-west-1")

    assert (asked["service"], asked["region_name"], asked["endpoint_url"]) == (
        "sagemaker",
        "eu-west-1",
        "http://127.0.0.1:5000",
    )
    assert asked["config"].retries == {"mode": "adaptive", "max_attempts": 5}


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
