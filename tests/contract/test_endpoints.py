"""What endpoints tell of the models that they serve, on local AWS alone: on AWS they cost money and take minutes."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tools.local_aws import LocalAws

Create = Callable[..., dict[str, Any]]


@pytest.fixture
def serve(local_aws: LocalAws) -> Callable[[str, str], None]:
    """Return what has an endpoint serve a model, by a configuration of the model's name."""
    client = local_aws.client("sagemaker")

    def serve_model(endpoint: str, model: str) -> None:
        client.create_endpoint_config(
            EndpointConfigName=model,
            ProductionVariants=[
                {
                    "VariantName": "all",
                    "ModelName": model,
                    "InitialInstanceCount": 1,
                    "InstanceType": "ml.m5.large",
                }
            ],
        )
        known = [summary["EndpointName"] for summary in client.list_endpoints()["Endpoints"]]
        change = client.update_endpoint if endpoint in known else client.create_endpoint
        change(EndpointName=endpoint, EndpointConfigName=model)

    return serve_model


def test_given_an_endpoint_when_moved_then_its_configuration_tells_its_models(
    local_aws: LocalAws, create: Create, serve: Callable[[str, str], None]
) -> None:
    client = local_aws.client("sagemaker")
    for model in (create()["ModelName"], create()["ModelName"]):
        serve("moving", model)

        assert [(one["EndpointName"], one["EndpointStatus"]) for one in client.list_endpoints()["Endpoints"]] == [
            ("moving", "InService")
        ]
        config = client.describe_endpoint(EndpointName="moving")["EndpointConfigName"]
        [variant] = client.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
        assert variant["ModelName"] == model
    client.delete_endpoint(EndpointName="moving")


@pytest.mark.parametrize(
    ("operation", "parameters", "message"),
    [
        ("describe_endpoint", {"EndpointName": "absent"}, "Could not find endpoint"),
        ("describe_endpoint_config", {"EndpointConfigName": "absent"}, "Could not find endpoint configuration"),
        ("update_endpoint", {"EndpointName": "absent", "EndpointConfigName": "absent"}, "Could not find endpoint"),
    ],
)
def test_given_nothing_when_described_or_moved_then_it_is_refused(
    local_aws: LocalAws, operation: str, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(ClientError, match=message) as caught:
        getattr(local_aws.client("sagemaker"), operation)(**parameters)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
