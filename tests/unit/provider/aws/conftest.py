"""The clients that the tests of the AWS room ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from pulumi_sagemaker_model.aws import client_factory
from pulumi_sagemaker_model.aws.client import ModelClient

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
from tests.unit.provider.aws.stand_ins import Sts, unasked


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
    return ModelClient(sagemaker, unasked)


@pytest.fixture
def _no_clients_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_factory, "_factories", {})


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, _no_clients_yet: None) -> Sts:
    stand_in = Sts()

    def answer(client: Any, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        return stand_in.answer(client, operation, request)

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
    return stand_in
