"""Fixtures of the contract tests: what SageMaker's API does with models, on local AWS or on AWS itself.

By default the tests run on local AWS, with an endpoint and credentials of their own: whatever the environment says,
nothing can reach AWS. To hold local AWS to the real API, run them on AWS with credentials in the usual places:

    SAGEMAKER_CONTRACT_AWS=1 SAGEMAKER_CONTRACT_ROLE_ARN=arn:aws:iam::...:role/... pytest tests/contract

The role is one that SageMaker may assume and that may pull the region's built-in images. The region is us-east-1.
Models cost nothing and are deleted again; tests that need what AWS would look up (buckets, subnets) are skipped there.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tools.local_aws import LocalAws, require_loopback

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

ON_AWS = os.environ.get("SAGEMAKER_CONTRACT_AWS") == "1"
REGION = "us-east-1"
# the region's built-in scikit-learn image
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"


@dataclass(frozen=True)
class Contract:
    """One side that is held to the contract: clients for it and inputs that are valid on it."""

    sagemaker: "SageMakerClient"
    unchecked: "SageMakerClient"  # sends what botocore itself would refuse
    role: str

    def model(self, **changes: Any) -> dict[str, Any]:
        """Give a valid CreateModel input of a new name, with members replaced, or left out where None."""
        members = {
            "ModelName": f"contract-{uuid.uuid4().hex}",
            "ExecutionRoleArn": self.role,
            "PrimaryContainer": {"Image": IMAGE},
            **changes,
        }
        return {name: value for name, value in members.items() if value is not None}


@pytest.fixture(scope="session")
def running() -> Iterator[LocalAws | None]:
    if ON_AWS:
        yield None
    else:
        with LocalAws() as aws:
            yield aws


@pytest.fixture(scope="session")
def contract(running: LocalAws | None) -> Contract:
    if running is None:
        role = os.environ.get("SAGEMAKER_CONTRACT_ROLE_ARN")
        if role is None:
            pytest.fail("Set SAGEMAKER_CONTRACT_ROLE_ARN to a role for SageMaker to run the contract on AWS.")
        return Contract(
            boto3.client("sagemaker", region_name=REGION),
            boto3.client("sagemaker", region_name=REGION, config=Config(parameter_validation=False)),
            role,
        )
    require_loopback(running.endpoint)
    return Contract(
        running.client("sagemaker"),
        running.client("sagemaker", parameter_validation=False),
        "arn:aws:iam::123456789012:role/service-role/sagemaker-execution",
    )


@pytest.fixture(scope="session")
def local_aws(running: LocalAws | None) -> LocalAws:
    if running is None:
        pytest.skip("needs what only local AWS has, or what AWS would look up")
    return running


@pytest.fixture
def create(contract: Contract) -> Iterator[Callable[..., dict[str, Any]]]:
    """Create a model of `Contract.model(**changes)`, give that input and its ARN, and delete it after the test."""
    inputs = []

    def create_model(**changes: Any) -> dict[str, Any]:
        members = contract.model(**changes)
        inputs.append(members)
        return {**members, "ModelArn": contract.unchecked.create_model(**members)["ModelArn"]}

    yield create_model
    for members in inputs:
        _delete_if_there(contract, members.get("ModelName", ""))


def _delete_if_there(contract: Contract, name: str) -> None:
    try:
        contract.sagemaker.delete_model(ModelName=name)
    except ClientError as error:  # deleted by the test, or refused at creation
        if error.response["Error"]["Code"] != "ValidationException":
            raise
