"""The CreateModel shape, the two spellings of its members, members that only a newer botocore has, and partitions."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.loaders import create_loader
from hypothesis import given
from pulumi import dynamic

from pulumi_sagemaker_model import operations
from pulumi_sagemaker_model.aws import botocore_extract, service_model
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.shapes import property_name
from pulumi_sagemaker_model.checks import problems
from pulumi_sagemaker_model.provider import ModelProvider
from tests.unit.provider.models import container, models
from tests.unit.provider.sagemaker import arn_of

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@pytest.mark.parametrize(
    ("member", "property_"),
    [("ModelName", "modelName"), ("VpcConfig", "vpcConfig"), ("S3Uri", "s3Uri"), ("ETag", "eTag"), ("", "")],
)
def test_given_api_member_when_spelt_for_pulumi_then_only_its_first_letter_changes(member: str, property_: str) -> None:
    assert property_name(member) == property_


def test_given_installed_botocore_when_read_then_every_documented_property_is_there() -> None:
    known = service_model.members(service_model.create_model_shape())

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


def test_given_model_when_spelt_for_the_api_then_map_keys_stay_and_numbers_are_whole() -> None:
    properties = {
        "primaryContainer": {
            "image": "i",
            "environment": {"modelDataUrl": "x", "snake_case": "y"},
            "containerMetricsConfig": {"metricsEndpoints": [{"metricPublishFrequencyInSeconds": 60.0}]},
        },
        "vpcConfig": {"subnets": ["b", "a"]},
        "enableNetworkIsolation": True,
    }

    sent = service_model.to_api(service_model.create_model_shape(), properties)

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


def test_given_answer_with_more_than_request_knows_when_read_then_rest_is_left_out() -> None:
    answer = {
        "ModelName": "m",
        "ModelArn": "arn",
        "PrimaryContainer": {"Image": "i", "Invented": 1},
        "ResponseMetadata": {},
    }

    assert service_model.from_api(service_model.create_model_shape(), answer) == {
        "modelName": "m",
        "primaryContainer": {"image": "i"},
    }


@given(models())
def test_given_any_model_when_spelt_for_the_api_and_back_then_it_is_the_same(inputs: dict[str, Any]) -> None:
    shape = service_model.create_model_shape()
    known = {key: value for key, value in inputs.items() if key in service_model.members(shape) and key != "tags"}

    assert service_model.from_api(shape, service_model.to_api(shape, known)) == known


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("us-east-1", service_model.Partition("aws", "amazonaws.com", "api.aws")),
        ("us-east-9", service_model.Partition("aws", "amazonaws.com", "api.aws")),
        ("cn-north-1", service_model.Partition("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")),
        ("us-gov-east-1", service_model.Partition("aws-us-gov", "amazonaws.com", "api.aws")),
        ("us-iso-east-1", service_model.Partition("aws-iso", "c2s.ic.gov", None)),
        ("nowhere-1", None),
        ("", None),
    ],
)
def test_given_a_region_when_its_partition_is_asked_for_then_it_is_what_botocore_has(
    region: str, expected: service_model.Partition | None
) -> None:
    assert service_model.partition(region) == expected


NEWER_SHAPES: dict[str, Any] = {
    "Accelerator": {"type": "string", "pattern": "[a-z]+-[0-9]+", "max": 8},
    "Weight": {"type": "integer", "min": 1, "max": 10},
    "Share": {"type": "float", "min": 0},
    "Zone": {"type": "string", "enum": ["near", "far"]},
    "Placement": {
        "type": "structure",
        "required": ["Zone"],
        "members": {"Zone": {"shape": "Zone"}, "Weight": {"shape": "Weight"}, "Share": {"shape": "Share"}},
    },
    "Labels": {"type": "map", "key": {"shape": "Accelerator"}, "value": {"shape": "String"}, "max": 2},
    "Layers": {"type": "list", "member": {"shape": "Placement"}, "max": 2},
}
NEWER_MEMBERS = ("Accelerator", "Placement", "Labels", "Layers")
NEWER: dict[str, Any] = {
    "accelerator": "gpu-1",
    "placement": {"zone": "near", "weight": 2.0, "share": 0.5},
    "labels": {"team-1": "search", "mode-2": ""},
    "layers": [{"zone": "far"}, {"zone": "near", "weight": 10.0}],
}


@pytest.fixture
def newer_botocore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have botocore know members of a container that no release has."""
    description = create_loader().load_service_model("sagemaker", "service-2")
    shapes = {**description["shapes"], **NEWER_SHAPES}
    known = shapes["ContainerDefinition"]
    newer = {member: {"shape": member} for member in NEWER_MEMBERS}
    shapes["ContainerDefinition"] = {**known, "members": {**known["members"], **newer}}
    folder = tmp_path / "sagemaker" / "2017-07-24"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps({**description, "shapes": shapes}))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # A process reads one botocore, and this one reads two.
    read_once = (*botocore_extract.CACHES, service_model.create_model_shape)
    for cached in read_once:
        cached.cache_clear()
    yield
    for cached in read_once:
        cached.cache_clear()


class Wire:
    """What boto3 sends, and SageMaker's answers to it."""

    def __init__(self) -> None:
        self.sent: dict[str, Any] = {}
        # A session of its own: the default one has read the service models once and for all.
        self.client: SageMakerClient = boto3.Session().client(
            "sagemaker",
            region_name="us-east-1",
            aws_access_key_id="not-a-real-access-key",
            aws_secret_access_key="not-a-real-secret-key",  # noqa: S106  (that is the point)
        )
        self.client.meta.events.register("before-send.sagemaker", self._answer)

    def _answer(self, request: Any, **_: Any) -> Any:
        body = json.loads(request.body)
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        if operation == "CreateModel":
            self.sent = body
        answers = {
            "CreateModel": {"ModelArn": arn_of("m")},
            "DescribeModel": {**self.sent, "ModelArn": arn_of("m"), "CreationTime": 0},
            "ListTags": {"Tags": []},
        }
        return AWSResponse(request.url, 200, HTTPHeaders(), _Body(json.dumps(answers[operation]).encode()))


class _Body(io.BytesIO):
    """A body as urllib3 hands it over."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


@pytest.fixture
def wire(newer_botocore: None, monkeypatch: pytest.MonkeyPatch) -> Wire:  # noqa: ARG001  (boto3 reads it, too)
    wire = Wire()
    monkeypatch.setattr(operations, "client_for", lambda *_: ModelClient(wire.client, lambda _: wire.client))
    return wire


def test_given_newer_botocore_members_then_create_and_refresh_keep_and_compare_them(
    wire: Wire,
) -> None:
    provider = ModelProvider()
    provider.configure(dynamic.ConfigureRequest(dynamic.Config({"aws:region": "us-east-1"}, "shop")))
    news = {"__provider": "gASV", "name": "m", **container(**NEWER)}

    checked = provider.check({}, news)
    assert checked.failures == []
    created = provider.create(checked.inputs)
    refreshed = provider.read(created.id, created.outs or {})

    assert {member: wire.sent["PrimaryContainer"][member] for member in NEWER_MEMBERS} == {
        "Accelerator": "gpu-1",
        "Placement": {"Zone": "near", "Weight": 2, "Share": 0.5},
        "Labels": {"team-1": "search", "mode-2": ""},
        "Layers": [{"Zone": "far"}, {"Zone": "near", "Weight": 10}],
    }
    assert not provider.diff("m", refreshed.outs or {}, checked.inputs).changes

    wire.sent["PrimaryContainer"]["Labels"]["team-1"] = "ads"
    drifted = provider.read(created.id, created.outs or {})

    assert (drifted.inputs or {})["primaryContainer"]["labels"] == {"team-1": "ads", "mode-2": ""}
    assert provider.diff("m", drifted.outs or {}, checked.inputs).replaces == ["primaryContainer"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"accelerator": "gpu"},
            "accelerator: is not what AWS takes here; give a value that matches [a-z]+-[0-9]+",
        ),
        ({"accelerator": "gpu-12345"}, "accelerator: has 9 characters, at most 8 are allowed; shorten it"),
        ({"placement": {}}, "placement.zone: is missing; primaryContainer.placement cannot do without it"),
        (
            {"placement": {"zone": "here"}},
            "placement.zone: is not a value that AWS takes; give near or far",
        ),
        (
            {"placement": {"zone": "far", "weight": 11.0}},
            "placement.weight: is above the largest value allowed; give at most 10",
        ),
        (
            {"placement": {"zone": "far", "share": -0.5}},
            "placement.share: is below the smallest value allowed; give at least 0",
        ),
        ({"placement": {"zone": "far", "share": "half"}}, "placement.share: is a string; give a finite number"),
        (
            {"placement": {"zone": "far", "share": float("inf")}},
            "placement.share: is a number; give a finite number",
        ),
        (
            {"placement": {"zone": "far", "wieght": 1.0}},
            "placement.wieght: is no property of primaryContainer.placement; did you mean weight?",
        ),
        (
            {"labels": {"teamOne": ""}},
            'labels["teamOne"]: has a key that is not what AWS takes here; give a value that matches [a-z]+-[0-9]+',
        ),
        ({"layers": [{"zone": "far"}] * 3}, "layers: has 3 items, at most 2 are allowed; drop some"),
        ({"layers": ["far"]}, "layers[0]: is a string; give an object with properties"),
    ],
)
@pytest.mark.usefixtures("newer_botocore")
def test_given_member_of_newer_botocore_when_it_is_wrong_then_one_sentence_says_so(
    changes: dict[str, Any], sentence: str
) -> None:
    (problem,) = problems(container(**{**NEWER, **changes}))

    assert str(problem) == f"primaryContainer.{sentence}"


def test_given_member_only_newer_botocore_has_when_checked_by_this_one_then_refused() -> None:
    assert [problem.path for problem in problems(container(accelerator="gpu-1"))] == ["primaryContainer.accelerator"]


def test_given_tags_of_aws_when_read_then_they_are_passed_over() -> None:
    tags = [{"Key": key, "Value": "x"} for key in ("aws:cloudformation:stack-name", "AWS:x", "awsome", "team")]

    assert service_model.tag_map(tags) == {"awsome": "x", "team": "x"}  # type: ignore[arg-type]  # literal dictionaries
