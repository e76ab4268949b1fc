"""The local AWS of the benchmarks: it counts calls, and refuses those beyond a limit as AWS does."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from bench.local import REFUSED, local_aws
from bench.pace import Pace

MODEL: dict[str, Any] = {
    "ExecutionRoleArn": "arn:aws:iam::123456789012:role/sagemaker-execution",
    "PrimaryContainer": {"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1"},
}


def test_given_a_limit_when_exceeded_then_calls_are_refused_and_counted() -> None:
    with local_aws() as local:
        environment = local.environment
        sagemaker = boto3.Session(
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        ).client(
            "sagemaker",
            region_name="us-east-1",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            config=Config(proxies={}, retries={"total_max_attempts": 1}),
        )
        # So slow a rate gives no second call within this test.
        local.next(Pace(creations=1e-6))
        sagemaker.create_model(ModelName="first", **MODEL)
        with pytest.raises(ClientError, match="ThrottlingException"):
            sagemaker.create_model(ModelName="second", **MODEL)
        limited = local.next()
        sagemaker.create_model(ModelName="second", **MODEL)
        unlimited = local.next()

    assert limited == {"CreateModel": 1, REFUSED: 1}
    assert unlimited == {"CreateModel": 1}
