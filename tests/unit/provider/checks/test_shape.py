"""Every wrong value is answered by one exact sentence, valid models by none, and no sentence quotes a value."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StringShape, StructureShape
from pulumi_sagemaker_model.checks import problems, shape
from tests.unit.provider.faults import faults, places
from tests.unit.provider.models import IMAGE, VPC, container, model, models, pipeline

S3 = {"s3Uri": "s3://artefacts/model/", "s3DataType": "S3Prefix", "compressionType": "None"}
HYPHENS = "letters, digits and hyphens, beginning and ending with a letter or a digit"
TAG_CHARACTERS = "letters, digits, spaces and _ . : / = + - @"

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "role is no string": (model(executionRoleArn=1.0), "executionRoleArn: is a number; give a string"),
    "role with 11 digits": (
        model(executionRoleArn="arn:aws:iam::12345678901:role/inference"),
        (
            "executionRoleArn: has 11 digits in its account, not 12; "
            "give the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME"
        ),
    ),
    "role of another service": (
        model(executionRoleArn="arn:aws:s3:::artefacts/model"),
        "executionRoleArn: is not what AWS takes here; give the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME",
    ),
    "role too short": (
        model(executionRoleArn="inference"),
        "executionRoleArn: has 9 characters, at least 20 are needed; lengthen it",
    ),
    "role too long": (
        model(executionRoleArn="arn:aws:iam::123456789012:role/" + "r" * 2018),
        "executionRoleArn: has 2049 characters, at most 2048 are allowed; shorten it",
    ),
    "no role": (
        model(executionRoleArn=None),
        "executionRoleArn: is missing; give the ARN of the role that SageMaker assumes for this model",
    ),
    "name is no string": (model(name=["m"]), "name: is a list; give a string"),
    "name of 64 characters": (
        model(name="m" * 64),
        "name: has 64 characters, at most 63 are allowed; shorten it",
    ),
    "name with a leading hyphen": (model(name="-m"), f"name: is not what AWS takes here; give {HYPHENS}"),
    "name with a trailing hyphen": (model(name="m-"), f"name: is not what AWS takes here; give {HYPHENS}"),
    "name with an underscore": (model(name="my_model"), f"name: is not what AWS takes here; give {HYPHENS}"),
    "name that ends in a line break": (model(name="m\n"), f"name: is not what AWS takes here; give {HYPHENS}"),
    "empty name": (model(name=""), f"name: is not what AWS takes here; give {HYPHENS}"),
    "both container forms": (
        model(containers=[{"image": IMAGE}]),
        "containers: is given together with primaryContainer; give one of the two",
    ),
    "neither container form": (
        model(primaryContainer=None),
        "primaryContainer: is missing; give primaryContainer, or containers for an inference pipeline",
    ),
    "container is no object": (
        model(primaryContainer=IMAGE),
        "primaryContainer: is a string; give an object with properties",
    ),
    "containers is no list": (model(primaryContainer=None, containers="one"), "containers: is a string; give a list"),
    "16 containers": (
        pipeline(*[{"image": IMAGE}] * 16),
        "containers: has 16 items, at most 15 are allowed; drop some",
    ),
    "one of several containers is no object": (
        pipeline({"image": IMAGE}, 1.0),
        "containers[1]: is a number; give an object with properties",
    ),
    "misspelt property": (
        container(modelDataUri="s3://artefacts/model.tar.gz"),
        "primaryContainer.modelDataUri: is no property of primaryContainer; did you mean modelDataUrl?",
    ),
    "property in the API's spelling": (
        container(Image=IMAGE),
        "primaryContainer.Image: is no property of primaryContainer; did you mean image?",
    ),
    "property that nothing resembles": (
        model(vpcConfig={**VPC, "zzz": "x"}),
        "vpcConfig.zzz: is no property of vpcConfig; it takes securityGroupIds, subnets",
    ),
    "image is no string": (container(image={}), "primaryContainer.image: is an object; give a string"),
    "image with a space": (
        container(image="my image"),
        "primaryContainer.image: is not what AWS takes here; give an image's registry path, without spaces",
    ),
    "image of 256 characters": (
        container(image="i" * 256),
        "primaryContainer.image: has 256 characters, at most 255 are allowed; shorten it",
    ),
    "model data is no URL": (
        container(modelDataUrl="artefacts/model.tar.gz"),
        (
            "primaryContainer.modelDataUrl: is not what AWS takes here; "
            "give an S3 location, s3://BUCKET/KEY or its https:// form"
        ),
    ),
    "model data URL too long": (
        container(modelDataUrl="s3://artefacts/" + "m" * 1010),
        "primaryContainer.modelDataUrl: has 1025 characters, at most 1024 are allowed; shorten it",
    ),
    "hostname with a dot": (
        container(containerHostname="first.step"),
        f"primaryContainer.containerHostname: is not what AWS takes here; give {HYPHENS}",
    ),
    "hostname of 64 characters": (
        container(containerHostname="h" * 64),
        "primaryContainer.containerHostname: has 64 characters, at most 63 are allowed; shorten it",
    ),
    "package of 10 version digits": (
        container(modelPackageName="package/1234567890"),
        (
            "primaryContainer.modelPackageName: is not what AWS takes here; "
            "give a model package's name or ARN, with /VERSION where it has one"
        ),
    ),
    "empty package": (
        container(modelPackageName=""),
        "primaryContainer.modelPackageName: has 0 characters, at least 1 is needed; lengthen it",
    ),
    "environment is no map": (
        container(environment=["A=1"]),
        "primaryContainer.environment: is a list; give a map of strings",
    ),
    "environment key with a hyphen": (
        container(environment={"LOG-LEVEL": "debug"}),
        (
            'primaryContainer.environment["LOG-LEVEL"]: has a key that is not what AWS takes here; '
            "give letters, digits and underscores, not beginning with a digit"
        ),
    ),
    "environment value is no string": (
        container(environment={"WORKERS": 2.0}),
        'primaryContainer.environment["WORKERS"]: is a number; give a string',
    ),
    "environment value of 1025 characters": (
        container(environment={"A": "x" * 1025}),
        'primaryContainer.environment["A"]: has 1025 characters, at most 1024 are allowed; shorten it',
    ),
    "101 environment variables": (
        container(environment={f"V{index}": "" for index in range(101)}),
        "primaryContainer.environment: has 101 entries, at most 100 are allowed; drop some",
    ),
    "mode that there is not": (
        container(mode="multiModel"),
        "primaryContainer.mode: is not a value that AWS takes; give SingleModel or MultiModel",
    ),
    "required member left out": (
        container(modelDataUrl=None, modelDataSource={"s3DataSource": {"s3Uri": "s3://b/k", "s3DataType": "S3Object"}}),
        (
            "primaryContainer.modelDataSource.s3DataSource.compressionType: is missing; "
            "primaryContainer.modelDataSource.s3DataSource cannot do without it"
        ),
    ),
    "six additional sources": (
        container(additionalModelDataSources=[{"channelName": "c", "s3DataSource": S3}] * 6),
        "primaryContainer.additionalModelDataSources: has 6 items, at most 5 are allowed; drop some",
    ),
    "pattern that has no words": (
        container(additionalModelDataSources=[{"channelName": "a b", "s3DataSource": S3}]),
        (
            "primaryContainer.additionalModelDataSources[0].channelName: is not what AWS takes here; "
            r"give a value that matches [A-Za-z0-9\.\-_]+"
        ),
    ),
    "fraction of a second": (
        container(
            containerMetricsConfig={
                "metricsEndpoints": [{"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": 1.5}]
            }
        ),
        (
            "primaryContainer.containerMetricsConfig.metricsEndpoints[0].metricPublishFrequencyInSeconds: "
            "is a number; give a whole number"
        ),
    ),
    "number that is none": (
        container(
            containerMetricsConfig={
                "metricsEndpoints": [
                    {"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": float("nan")}
                ]
            }
        ),
        (
            "primaryContainer.containerMetricsConfig.metricsEndpoints[0].metricPublishFrequencyInSeconds: "
            "is a number; give a whole number"
        ),
    ),
    "switch for a number": (
        container(
            containerMetricsConfig={
                "metricsEndpoints": [{"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": True}]
            }
        ),
        (
            "primaryContainer.containerMetricsConfig.metricsEndpoints[0].metricPublishFrequencyInSeconds: "
            "is a boolean; give a whole number"
        ),
    ),
    "VPC without subnets": (
        model(vpcConfig={"securityGroupIds": ["sg-1"]}),
        "vpcConfig.subnets: is missing; vpcConfig cannot do without it",
    ),
    "empty subnets": (
        model(vpcConfig={**VPC, "subnets": []}),
        "vpcConfig.subnets: has 0 items, at least 1 is needed; add some",
    ),
    "17 subnets": (
        model(vpcConfig={**VPC, "subnets": [f"subnet-{index}" for index in range(17)]}),
        "vpcConfig.subnets: has 17 items, at most 16 are allowed; drop some",
    ),
    "six security groups": (
        model(vpcConfig={**VPC, "securityGroupIds": [f"sg-{index}" for index in range(6)]}),
        "vpcConfig.securityGroupIds: has 6 items, at most 5 are allowed; drop some",
    ),
    "subnet that is no id": (
        model(vpcConfig={**VPC, "subnets": ["subnet-1", "subnet 2"]}),
        "vpcConfig.subnets[1]: is not what AWS takes here; give a subnet's id, subnet-...",
    ),
    "security group that is no id": (
        model(vpcConfig={**VPC, "securityGroupIds": ["sg_1"]}),
        "vpcConfig.securityGroupIds[0]: is not what AWS takes here; give a security group's id, sg-...",
    ),
    "isolation is a word": (
        model(enableNetworkIsolation="true"),
        "enableNetworkIsolation: is a string; give true or false",
    ),
    "execution mode that there is not": (
        model(inferenceExecutionConfig={"mode": "Parallel"}),
        "inferenceExecutionConfig.mode: is not a value that AWS takes; give Serial or Direct",
    ),
    "region is no string": (model(region=1.0), "region: is a number; give a string such as us-east-1"),
    "region with a space": (model(region="us east 1"), "region: is no AWS region; give one such as us-east-1"),
    "triggers is no map": (model(triggers=["v1"]), "triggers: is a list; give a map of strings"),
    "tags is a list": (
        model(tags=[{"Key": "team", "Value": "search"}]),
        "tags: is a list; give a map of tag keys to values",
    ),
    "tag key of AWS": (
        model(tags={"aws:team": "search"}),
        'tags["aws:team"]: has a key that begins with aws:, which AWS keeps for itself; rename the tag',
    ),
    "tag key of AWS in capitals": (
        model(tags={"AWS:team": "search"}),
        'tags["AWS:team"]: has a key that begins with aws:, which AWS keeps for itself; rename the tag',
    ),
    "empty tag key": (
        model(tags={"": "search"}),
        'tags[""]: has a key that has 0 characters, at least 1 is needed; lengthen it',
    ),
    "tag key of 129 characters": (
        model(tags={"k" * 129: "search"}),
        f'tags["{"k" * 129}"]: has a key that has 129 characters, at most 128 are allowed; shorten it',
    ),
    "tag key with a question mark": (
        model(tags={"team?": "search"}),
        f'tags["team?"]: has a key that is not what AWS takes here; give {TAG_CHARACTERS}',
    ),
    "tag value is no string": (model(tags={"cost": 7.0}), 'tags["cost"]: is a number; give a string'),
    "tag value of 257 characters": (
        model(tags={"team": "v" * 257}),
        'tags["team"]: has 257 characters, at most 256 are allowed; shorten it',
    ),
    "tag value with a comma": (
        model(tags={"team": "search,ads"}),
        f'tags["team"]: is not what AWS takes here; give {TAG_CHARACTERS}',
    ),
    "51 tags with the stack's": (
        model(tags={"own": ""}, tagsAll={"own": "", **{f"default-{index}": "" for index in range(50)}}),
        "tags: has 51 tags with the stack's default tags, at most 50 are allowed; drop some",
    ),
    "default tag of AWS": (
        model(tagsAll={"aws:team": "search"}),
        'aws:defaultTags.tags["aws:team"]: has a key that begins with aws:, which AWS keeps for itself; rename the tag',
    ),
    "default tag value with a comma": (
        model(tags={"own": ""}, tagsAll={"own": "", "team": "search,ads"}),
        f'aws:defaultTags.tags["team"]: is not what AWS takes here; give {TAG_CHARACTERS}',
    ),
}

RIGHT: dict[str, dict[str, Any]] = {
    "smallest": model(),
    "package in place of an image": container(image=None, modelPackageName="package"),
    "package ARN with a version": container(
        image=None, modelPackageName="arn:aws:sagemaker:eu-west-1:123456789012:model-package/scores/3"
    ),
    "image by digest": container(image=IMAGE.partition(":")[0] + "@sha256:" + "0" * 64),
    "role of another partition": model(executionRoleArn="arn:aws-cn:iam::123456789012:role/service-role/r"),
    "name of 63 characters": model(name="m" * 63),
    "name of one character": model(name="m"),
    "https model data": container(modelDataUrl="https://artefacts.s3.amazonaws.com/model.tar.gz"),
    "environment value of any characters": container(environment={"_A1": 'ü\n"', "EMPTY": ""}),
    "100 environment variables": container(environment={f"V{index}": "" for index in range(100)}),
    "15 containers": pipeline(*[{"image": IMAGE}] * 15),
    "full VPC": model(vpcConfig={"subnets": ["subnet-1"] * 16, "securityGroupIds": ["sg-1"] * 5}),
    "empty blocks": model(containers=[], tags={}, triggers={}),
    "tags in any script": model(tags={"Größe": "ü 字 _.:/=+-@", "k" * 128: "v" * 256, "awsome": ""}),
    "50 tags": model(tagsAll={f"default-{index}": "" for index in range(50)}),
    "engine's number for a whole one": container(
        containerMetricsConfig={
            "metricsEndpoints": [{"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": 60.0}]
        }
    ),
}

EVERY_PROPERTY = [
    *(service_model.members(service_model.create_model_shape()).keys() - {"modelName"}),
    "name",
    "tagsAll",
    "region",
]

UNKNOWNS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "everything": (dict.fromkeys(EVERY_PROPERTY, UNKNOWN), []),
    "one container form, the other given": (model(containers=UNKNOWN), []),
    "one container form, the other absent": (model(primaryContainer=UNKNOWN), []),
    "one container": (pipeline(UNKNOWN, {"image": IMAGE, "containerHostname": "b"}), []),
    "image": (container(image=UNKNOWN), []),
    "image beside a wrong property": (
        container(image=UNKNOWN, mode=1.0),
        ["primaryContainer.mode: is a number; give a string"],
    ),
    "hostname among hostnames": (
        pipeline({"image": IMAGE, "containerHostname": UNKNOWN}, {"image": IMAGE, "containerHostname": "b"}),
        [],
    ),
    "subnet beside a wrong one": (
        model(vpcConfig={**VPC, "subnets": [UNKNOWN, "subnet 2"]}),
        ["vpcConfig.subnets[1]: is not what AWS takes here; give a subnet's id, subnet-..."],
    ),
    "tag value beside a wrong key": (
        model(tags={"aws:a": UNKNOWN}),
        ['tags["aws:a"]: has a key that begins with aws:, which AWS keeps for itself; rename the tag'],
    ),
    "region": (model(region=UNKNOWN), []),
    "triggers": (model(triggers=UNKNOWN), []),
    "environment value": (container(environment={"A": UNKNOWN}), []),
}


@pytest.mark.parametrize(("inputs", "sentence"), WRONG.values(), ids=WRONG)
def test_given_one_violation_when_checked_then_one_sentence_says_where_what_and_how(
    inputs: dict[str, Any], sentence: str
) -> None:
    assert [str(problem) for problem in problems(inputs)] == [sentence]


@pytest.mark.parametrize("inputs", RIGHT.values(), ids=RIGHT)
def test_given_a_valid_model_when_checked_then_nothing_is_said(inputs: dict[str, Any]) -> None:
    assert problems(inputs) == []


@pytest.mark.parametrize(("inputs", "sentences"), UNKNOWNS.values(), ids=UNKNOWNS)
def test_given_an_unknown_when_checked_then_only_the_rules_that_need_it_are_silent(
    inputs: dict[str, Any], sentences: list[str]
) -> None:
    assert [str(problem) for problem in problems(inputs)] == sentences


def test_given_a_malformed_container_when_checked_then_relations_of_it_are_silent() -> None:
    inputs = container(image=None, imgae=IMAGE)

    assert [str(problem) for problem in problems(inputs)] == [
        "primaryContainer.imgae: is no property of primaryContainer; did you mean image?"
    ]


def test_given_malformed_container_when_checked_then_problems_of_the_others_are_said() -> None:
    inputs = pipeline({"imgae": IMAGE}, {"image": "serve:1"}, {})

    assert [problem.path for problem in problems(inputs)] == [
        "containers[0].imgae",
        "containers[2]",
        "containers[1].image",
    ]


def test_given_malformed_containers_when_checked_then_nothing_more_is_said_of_any() -> None:
    inputs = pipeline(*[{"image": IMAGE, "containerHostname": "a"}] * 16)

    assert [problem.path for problem in problems(inputs)] == ["containers"]


@given(models())
def test_given_any_valid_model_when_checked_then_nothing_is_said_and_nothing_changed(inputs: dict[str, Any]) -> None:
    before = copy.deepcopy(inputs)

    assert problems(inputs) == []
    assert inputs == before


@settings(max_examples=10)  # each is broken in more than a hundred ways
@given(models())
def test_given_one_fault_when_checked_then_one_problem_names_its_path(inputs: dict[str, Any]) -> None:
    for fault in faults({"region": "us-east-1", **inputs}):
        assert [problem.path for problem in problems(fault.inputs)] == [fault.path], fault.kind


@given(models(), st.data())
def test_given_an_unknown_anywhere_when_checked_then_nothing_is_said(
    inputs: dict[str, Any], data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(list(places(inputs))))

    place.holder[place.key] = UNKNOWN

    assert problems(inputs) == []


MARK = "tOpSeCrEt"
_MARKED = st.builds(lambda before, after: f"{before}{MARK}{after}", st.text(max_size=3), st.text(max_size=3))
_LEAVES = (
    _MARKED
    | _MARKED.map(lambda text: text * 120)
    | _MARKED.map(lambda text: f"arn:aws:iam::1234567:role/{text}")
    | _MARKED.map(lambda text: f"s3://{text}")
    | st.booleans()
    | st.floats()
    | st.just(UNKNOWN)
)
_KEYS = st.sampled_from(["image", "environment", "imageConfig", "mode", "modelDataSource", "s3DataSource", "x"])
_ANYTHING = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)
_PROPERTIES = [*service_model.members(service_model.create_model_shape()), "name", "region", "triggers"]


@given(st.dictionaries(st.sampled_from(_PROPERTIES), _ANYTHING, max_size=5))
def test_given_anything_at_all_when_checked_then_no_sentence_quotes_a_value(inputs: dict[str, Any]) -> None:
    assert not [problem for problem in problems(inputs) if MARK.lower() in str(problem).lower()]


@given(models(), st.data())
def test_given_a_secret_in_a_valid_model_when_checked_then_no_sentence_quotes_it(
    inputs: dict[str, Any], data: st.DataObject
) -> None:
    texts = [place for place in places(inputs) if isinstance(place.shape, StringShape)]
    place = data.draw(st.sampled_from(texts))

    place.holder[place.key] = data.draw(_LEAVES)

    assert not [problem for problem in problems(inputs) if MARK.lower() in str(problem).lower()]


def patterns(of: Shape) -> Iterator[str]:
    """Yield the patterns of a shape and of all below it."""
    if isinstance(of, StructureShape):
        for member in of.members.values():
            yield from patterns(member)
    elif isinstance(of, ListShape):
        yield from patterns(of.member)
    elif isinstance(of, MapShape):
        yield from (*patterns(of.key), *patterns(of.value))
    elif pattern := of.metadata.get("pattern"):
        yield pattern


OF_NEWER_APIS = (
    r"\p{L}+",
    r"[\p{L}\]]*",
    r"[^\p{N}\p{Z}]+",
    r"[\p{Punct}\p{L}]*",
    r"\\p{L}",
    r"[[a-z]]+",
    r"[a-z--b]+",
)
PATTERNS = sorted({*patterns(service_model.create_model_shape()), *OF_NEWER_APIS})


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_given_any_text_when_matched_then_answer_is_that_of_regex(pattern: str, data: st.DataObject) -> None:
    expected = regex.compile(pattern, 0 if r"\p" in pattern else regex.ASCII)
    text = data.draw(st.text("aZ09 -_.:/+=@[]\\p{L}\n\u00a0\u00e9\u0663\u5b57") | st.from_regex(PLAIN, fullmatch=True))

    assert shape._fits(pattern, text) is bool(expected.fullmatch(text))  # noqa: SLF001  (what no answer shows)


PLAIN = re.compile(r"(arn:aws:[a-z-]+:[a-z0-9-]*:[0-9]{12}:[a-z]+/[a-z]+|s3://[a-z]+/[a-z]*|[a-z]{1,9}-[0-9]{1,9})")
"""Texts of which some fit."""


def test_given_property_that_no_model_has_when_checked_then_nearest_one_is_suggested() -> None:
    found = [str(problem) for problem in problems(model(executionRole="x", __identity="acme/urn"))]

    assert found == ["executionRole: is no property of a model; did you mean executionRoleArn?"]
