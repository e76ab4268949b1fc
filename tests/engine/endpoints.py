"""The endpoint that tests have another team serve models with."""

from __future__ import annotations

from tools.local_aws import LocalAws


def serve(aws: LocalAws, model: str) -> None:
    """Have the endpoint `live`, made when first needed, serve a model."""
    client = aws.client("sagemaker")
    if model not in [config["EndpointConfigName"] for config in client.list_endpoint_configs()["EndpointConfigs"]]:
        client.create_endpoint_config(
            EndpointConfigName=model,
            ProductionVariants=[
                {"VariantName": "all", "ModelName": model, "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
            ],
        )
    change = client.update_endpoint if client.list_endpoints()["Endpoints"] else client.create_endpoint
    change(EndpointName="live", EndpointConfigName=model)
