"""What the tests of the AWS room share: a request, and stand-ins for AWS below the SDK."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
from botocore.awsrequest import AWSResponse, HeadersDict

from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.settings import Settings
from tests.unit.provider.sagemaker import arn_of

ARN = arn_of("fraud")
REQUEST = {"ModelName": "fraud", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/inference"}
KEYS = {"aws:accessKey": "AKIAEXAMPLE", "aws:secretKey": "not-a-real-secret"}
SETTINGS = Settings(access_key="AKIAEXAMPLE", secret_key="not-a-real-secret")  # noqa: S106  (obviously fake)


def unasked(service: str) -> Any:
    """Stand in for the clients of what is asked on the side, in tests that must ask nothing there."""
    raise AssertionError(service)


def built(configuration: Mapping[str, Any], region: str) -> Any:
    """Return the SDK's client that `configuration` makes."""
    return client_for(Settings.from_configuration({**KEYS, **configuration}), region)._sagemaker  # noqa: SLF001


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
