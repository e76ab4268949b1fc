"""The CreateModel shape and the two spellings of its members."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from pulumi_sagemaker_model import schema
from tests.unit.provider.models import models


@pytest.mark.parametrize(
    ("member", "property_"),
    [("ModelName", "modelName"), ("VpcConfig", "vpcConfig"), ("S3Uri", "s3Uri"), ("ETag", "eTag"), ("", "")],
)
def test_given_an_api_member_when_spelt_for_pulumi_then_only_its_first_letter_changes(
    member: str, property_: str
) -> None:
    assert schema.camel_case(member) == property_


def test_given_the_installed_botocore_when_its_shape_is_read_then_every_documented_property_is_there() -> None:
    known = schema.members(schema.create_model_shape())

    assert known.keys() >= {
        "modelName",
        "executionRoleArn",
        "primaryContainer",
        "containers",
        "vpcConfig",
        "enableNetworkIsolation",
        "inferenceExecutionConfig",
        "tags",
    }


def test_given_a_model_when_spelt_for_the_api_then_keys_of_the_users_maps_stay_and_numbers_are_whole() -> None:
    properties = {
        "primaryContainer": {
            "image": "i",
            "environment": {"modelDataUrl": "x", "snake_case": "y"},
            "containerMetricsConfig": {"metricsEndpoints": [{"metricPublishFrequencyInSeconds": 60.0}]},
        },
        "vpcConfig": {"subnets": ["b", "a"]},
        "enableNetworkIsolation": True,
    }

    sent = schema.to_api(schema.create_model_shape(), properties)

    assert sent == {
        "PrimaryContainer": {
            "Image": "i",
            "Environment": {"modelDataUrl": "x", "snake_case": "y"},
            "ContainerMetricsConfig": {"MetricsEndpoints": [{"MetricPublishFrequencyInSeconds": 60}]},
        },
        "VpcConfig": {"Subnets": ["b", "a"]},
        "EnableNetworkIsolation": True,
    }
    endpoint = sent["PrimaryContainer"]["ContainerMetricsConfig"]["MetricsEndpoints"][0]
    assert type(endpoint["MetricPublishFrequencyInSeconds"]) is int


def test_given_an_answer_with_more_than_the_request_knows_when_read_then_the_rest_is_left_out() -> None:
    answer = {
        "ModelName": "m",
        "ModelArn": "arn",
        "PrimaryContainer": {"Image": "i", "Invented": 1},
        "ResponseMetadata": {},
    }

    assert schema.from_api(schema.create_model_shape(), answer) == {
        "modelName": "m",
        "primaryContainer": {"image": "i"},
    }


@given(models())
def test_given_any_model_when_spelt_for_the_api_and_back_then_it_is_the_same(inputs: dict[str, Any]) -> None:
    shape = schema.create_model_shape()
    known = {key: value for key, value in inputs.items() if key in schema.members(shape) and key != "tags"}

    assert schema.from_api(shape, schema.to_api(shape, known)) == known
