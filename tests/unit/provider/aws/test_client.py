"""The calls: what AWS is asked, and what becomes of its answers, through botocore's own stub."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from threading import Barrier
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import (
    ClientError,
    ReadTimeoutError,
)
from botocore.stub import Stubber

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.client import Created, ModelClient

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
from tests.unit.provider.aws.stand_ins import (
    ARN,
    REQUEST,
    unasked,
)


def test_given_request_when_creating_then_aws_gets_it_as_is_and_the_arn_comes_back(
    client: ModelClient, stub: Stubber
) -> None:
    stub.add_response("create_model", {"ModelArn": ARN}, REQUEST)

    assert client.create(REQUEST, print) == Created(ARN, None)


def test_given_dated_answer_when_created_then_the_moment_comes_back(client: ModelClient, stub: Stubber) -> None:
    headers = {"date": "Thu, 02 Jan 2025 03:04:05 GMT"}
    stub.add_response("create_model", {"ModelArn": ARN, "ResponseMetadata": {"HTTPHeaders": headers}}, REQUEST)

    moment = datetime(2025, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    assert client.create(REQUEST, print) == Created(ARN, moment)


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


class Endpoints:
    """Stands in for the SDK's client of what is asked on the side: one endpoint, counted looks."""

    def __init__(self) -> None:
        self.looks = 0
        self.now = 0.0
        self.model = ""
        self.refusal: Exception | None = None
        self.listed = 1
        self.pause = 0.0
        self.client = ModelClient(cast("SageMakerClient", None), lambda _: self, clock=lambda: self.now)

    def list_endpoints(self, **_: object) -> dict[str, Any]:
        self.looks += 1
        time.sleep(self.pause)
        if self.refusal:
            raise self.refusal
        more = {"NextToken": "more"} if self.listed > 1 else {}
        return {"Endpoints": [{"EndpointName": "live", "EndpointStatus": "InService"}] * self.listed, **more}

    def describe_endpoint(self, **_: object) -> dict[str, Any]:
        return {"EndpointConfigName": "live"}

    def describe_endpoint_config(self, **_: object) -> dict[str, Any]:
        return {"ProductionVariants": [{"ModelName": self.model}]}


def test_given_many_models_when_asked_for_users_then_look_is_shared_but_not_for_long() -> None:
    endpoints = Endpoints()
    endpoints.model = "fraud"

    assert endpoints.client.users_of("other") == []
    assert (endpoints.client.users_of("third"), endpoints.looks) == ([], 1)
    assert (endpoints.client.users_of("fraud"), endpoints.looks) == (["endpoint live"], 2)
    assert (endpoints.client.users_of("fraud", anew=False), endpoints.looks) == (["endpoint live"], 2)
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
    assert endpoints.looks == 1
    endpoints.now = 11
    with pytest.raises(errors.AccessDeniedError):
        endpoints.client.users_of("fraud")
    assert endpoints.looks == 2


def test_given_four_threads_when_they_ask_for_users_at_once_then_they_share_one_look() -> None:
    endpoints, start = Endpoints(), Barrier(4)
    endpoints.pause = 0.05

    def users(number: int) -> list[str]:
        start.wait()
        return endpoints.client.users_of(f"fraud-{number}")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(users, range(4))) == [[]] * 4
    assert endpoints.looks == 1


def test_given_no_endpoint_list_when_asked_for_users_then_one_model_waits_for_all() -> None:
    endpoints = Endpoints()
    endpoints.refusal = ReadTimeoutError(endpoint_url="https://sagemaker.example")

    for name in ("fraud", "other"):
        with pytest.raises(errors.UnreachableError, match="got no answer from AWS"):
            endpoints.client.users_of(name)
    assert endpoints.looks == 1
    endpoints.refusal, endpoints.now = None, 11
    assert endpoints.client.users_of("fraud") == []


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
def test_given_tags_that_show_late_when_read_then_asked_for_while_patience_lasts(
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

    assert ModelClient(sagemaker, unasked, sleep=slept.append).create(REQUEST, told.append).arn == ARN

    assert slept == [1, 2]
    assert [line.rpartition("; ")[2] for line in told] == ["trying again in 1 s", "trying again in 2 s"]
    assert all(message in line for line in told)


def test_given_iam_never_spreads_when_creating_then_it_gives_up_in_time(
    sagemaker: SageMakerClient, stub: Stubber
) -> None:
    slept: list[float] = []
    for _ in range(len(timings.IAM_PAUSES) + 1):
        stub.add_client_error("create_model", "ValidationException", NOT_READY["role"])

    with pytest.raises(errors.NotReadyError, match="let the role's trust policy allow sts:AssumeRole"):
        ModelClient(sagemaker, unasked, sleep=slept.append).create(REQUEST, print)

    assert sum(slept) == timings.IAM_SPREAD.seconds
