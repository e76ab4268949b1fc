"""Fixtures of the contract tests: what SageMaker's API does with models, on local AWS or on AWS itself.

By default the tests run on local AWS, with an endpoint and credentials of their own: whatever the environment says,
nothing can reach AWS. CONTRIBUTING.md says how to run them on AWS, to hold local AWS to the real API.

Models cost nothing. Their names begin with `contract-` and the run's own part, and those that are there at the end of
the run are deleted. Tests that need what only local AWS has, or what AWS would look up (buckets, subnets), are skipped
there.
"""

import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
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

RUN = f"contract-{uuid.uuid4().hex[:8]}-"
"""What the names of this run's models begin with, and of nothing else."""
POLICY = Path(__file__).with_name("iam-policy.json")
"""What whoever runs the tests on AWS needs to be allowed."""


def enter(patch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> None:
    """Have this process run in an environment, and in nothing else of its own."""
    for name in os.environ.keys() - environment.keys():
        patch.delenv(name)
    for name, value in environment.items():
        patch.setenv(name, value)


@dataclass(frozen=True)
class Contract:
    """One side that is held to the contract: clients for it and inputs that are valid on it."""

    sagemaker: "SageMakerClient"
    unchecked: "SageMakerClient"  # sends what botocore itself would refuse
    role: str

    def model(self, **changes: Any) -> dict[str, Any]:
        """Give a valid CreateModel input of a new name, with members replaced, or left out where None."""
        members = {
            "ModelName": f"{RUN}{uuid.uuid4().hex}",
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
def contract(running: LocalAws | None) -> Iterator[Contract]:
    if running is None:
        role = os.environ.get("SAGEMAKER_CONTRACT_ROLE_ARN")
        if role is None:
            pytest.fail("Set SAGEMAKER_CONTRACT_ROLE_ARN to a role for SageMaker to run the contract on AWS.")
        # CreateModel is throttled at a few calls a second.
        patient = Config(retries={"mode": "adaptive", "total_max_attempts": 10})
        made = Contract(
            boto3.client("sagemaker", region_name=REGION, config=patient),
            boto3.client("sagemaker", region_name=REGION, config=patient.merge(Config(parameter_validation=False))),
            role,
        )
    else:
        require_loopback(running.endpoint)
        made = Contract(
            running.client("sagemaker"),
            running.client("sagemaker", parameter_validation=False),
            "arn:aws:iam::123456789012:role/service-role/sagemaker-execution",
        )
        for client in (made.sagemaker, made.unchecked):
            client.meta.events.register("before-parameter-build.sagemaker", require_permission)
    yield made
    sweep(made.sagemaker)


@pytest.fixture(scope="session")
def local_aws(running: LocalAws | None) -> LocalAws:
    if running is None:
        pytest.skip("needs what only local AWS has, or what AWS would look up")
    return running


@pytest.fixture
def create(contract: Contract) -> Iterator[Callable[..., dict[str, Any]]]:
    """Create a model of `Contract.model(**changes)`, give that input and its ARN, and delete it after the test."""
    names = []

    def create_model(**changes: Any) -> dict[str, Any]:
        members = contract.model(**changes)
        arn = contract.unchecked.create_model(**members)["ModelArn"]
        names.append(members["ModelName"])
        return {**members, "ModelArn": arn}

    yield create_model
    for name in names:
        delete_if_there(contract.sagemaker, name)


def delete_if_there(sagemaker: "SageMakerClient", name: str) -> None:
    """Delete a model that a test may have deleted."""
    try:
        sagemaker.delete_model(ModelName=name)
    except ClientError as error:
        if "Could not find model" not in error.response["Error"]["Message"]:
            raise


def sweep(sagemaker: "SageMakerClient") -> None:
    """Delete what is left of this run's models: those of a killed test, or of a creation whose answer was lost."""
    pages = sagemaker.get_paginator("list_models").paginate(NameContains=RUN)
    for name in [model["ModelName"] for page in pages for model in page["Models"]]:
        if name.startswith(RUN):
            delete_if_there(sagemaker, name)


def require_permission(params: dict[str, Any], model: Any, **_: object) -> None:
    """Stop a call that the policy for AWS does not allow; local AWS has no such thing.

    What names no model at all is for the API to refuse.
    """
    name = params.get("ModelName") or params.get("ResourceArn", "").rpartition("/")[2]
    resource = f"arn:aws:sagemaker:{REGION}:ACCOUNT:model/{name}" if name else "*"
    assert any(
        f"sagemaker:{model.name}" in statement["Action"]
        and (resource == "*" or fnmatchcase(resource, statement["Resource"]))
        for statement in json.loads(POLICY.read_text(encoding="utf-8"))["Statement"]
    ), f"{POLICY.name} does not allow sagemaker:{model.name} on {resource}"
