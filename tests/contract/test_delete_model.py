"""DeleteModel, and what every operation on an absent model says."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.conftest import Contract
from tools.local_aws import LocalAws

Create = Callable[..., dict[str, Any]]


def test_given_a_model_when_deleted_then_it_is_gone_and_its_name_is_free(contract: Contract, create: Create) -> None:
    created = create(Tags=[{"Key": "team", "Value": "ml"}])
    contract.sagemaker.delete_model(ModelName=created["ModelName"])
    with pytest.raises(ClientError, match="Could not find model"):
        contract.sagemaker.describe_model(ModelName=created["ModelName"])
    again = create(ModelName=created["ModelName"])
    assert contract.sagemaker.list_tags(ResourceArn=again["ModelArn"])["Tags"] == []


@pytest.mark.parametrize("operation", ["describe_model", "delete_model"])
def test_given_no_model_when_asked_for_then_it_is_not_found(contract: Contract, create: Create, operation: str) -> None:
    created = create()
    contract.sagemaker.delete_model(ModelName=created["ModelName"])
    with pytest.raises(ClientError) as caught:
        getattr(contract.sagemaker, operation)(ModelName=created["ModelName"])
    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": f'Could not find model "{created["ModelArn"]}".',
    }
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_given_an_endpoint_configuration_when_its_model_is_deleted_then_it_goes(
    local_aws: LocalAws, contract: Contract, create: Create
) -> None:
    created, client = create(), local_aws.client("sagemaker")
    client.create_endpoint_config(
        EndpointConfigName=created["ModelName"],
        ProductionVariants=[
            {
                "VariantName": "all",
                "ModelName": created["ModelName"],
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
            }
        ],
    )
    client.create_endpoint(
        EndpointName=created["ModelName"], EndpointConfigName=created["ModelName"], Tags=[{"Key": "a", "Value": "1"}]
    )
    endpoint = client.describe_endpoint(EndpointName=created["ModelName"])
    assert client.list_tags(ResourceArn=endpoint["EndpointArn"])["Tags"] == [{"Key": "a", "Value": "1"}]
    contract.sagemaker.delete_model(ModelName=created["ModelName"])
    assert created["ModelName"] not in local_aws.models()
    client.delete_endpoint(EndpointName=created["ModelName"])
