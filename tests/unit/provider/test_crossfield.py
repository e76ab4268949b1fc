"""Relations between properties: each broken one is said once, and unknown or malformed ones are passed over."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model.crossfield import MAX_ENVIRONMENT_BYTES, RULES, violations
from tests.unit.provider.models import IMAGE, VPC, container, model, pipeline

CREDENTIALS = {"repositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:123456789012:function:login"}
PREFIX = {"s3Uri": "s3://artefacts/model", "s3DataType": "S3Prefix", "compressionType": "None"}
SLASH = 'names an S3Prefix and does not end in "/"; add it'
TOO_LARGE = (
    "brings the model's environment to 32769 bytes over all containers, at most 32768 are allowed; "
    "move large values into the model artefact"
)


def environment(total: int) -> dict[str, str]:
    """Return variables that take `total` bytes, keys included."""
    return {"A": "x" * (total - 1)}


BROKEN: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "no role": (
        model(executionRoleArn=None),
        [("executionRoleArn", "is missing; give the ARN of the role that SageMaker assumes for this model")],
    ),
    "both container forms": (
        model(containers=[{"image": IMAGE}]),
        [("containers", "is given together with primaryContainer; give one of the two")],
    ),
    "both container forms, one with hostnames": (
        container(containerHostname="a") | {"containers": [{"image": IMAGE}]},
        [("containers", "is given together with primaryContainer; give one of the two")],
    ),
    "neither container form": (
        model(primaryContainer=None),
        [
            (
                "primaryContainer",
                "is missing; give primaryContainer, or containers for an inference pipeline",
            )
        ],
    ),
    "no containers in the list": (
        pipeline(),
        [
            (
                "primaryContainer",
                "is missing; give primaryContainer, or containers for an inference pipeline",
            )
        ],
    ),
    "neither image nor package": (
        container(image=None),
        [("primaryContainer", "has neither image nor modelPackageName; give one of the two")],
    ),
    "neither in the second of several": (
        pipeline({"image": IMAGE}, {}),
        [("containers[1]", "has neither image nor modelPackageName; give one of the two")],
    ),
    "two kinds of model data": (
        container(modelDataSource={}),
        [("primaryContainer.modelDataSource", "is given together with modelDataUrl; give one of the two")],
    ),
    "one hostname of two": (
        pipeline({"image": IMAGE, "containerHostname": "a"}, {"image": IMAGE}),
        [("containers[1].containerHostname", "is missing; give every container of the model a hostname, or none")],
    ),
    "one hostname twice": (
        pipeline(*({"image": IMAGE, "containerHostname": name} for name in "aba")),
        [("containers[2].containerHostname", "is the hostname of an earlier container too; give each its own")],
    ),
    "direct mode without hostnames": (
        pipeline({"image": IMAGE}, inferenceExecutionConfig={"mode": "Direct"}),
        [("containers[0].containerHostname", "is missing; Direct mode calls each container by its hostname")],
    ),
    "credentials for a platform registry": (
        container(imageConfig={"repositoryAccessMode": "Platform", "repositoryAuthConfig": CREDENTIALS}),
        [
            (
                "primaryContainer.imageConfig.repositoryAuthConfig",
                "goes with repositoryAccessMode Vpc only; set that, or drop the credentials",
            )
        ],
    ),
    "private registry without a VPC": (
        container(imageConfig={"repositoryAccessMode": "Vpc"}),
        [
            (
                "vpcConfig",
                (
                    "is missing; primaryContainer.imageConfig.repositoryAccessMode Vpc pulls the image "
                    "through the model's VPC"
                ),
            )
        ],
    ),
    "prefix without a slash": (
        container(modelDataUrl=None, modelDataSource={"s3DataSource": PREFIX}),
        [("primaryContainer.modelDataSource.s3DataSource.s3Uri", SLASH)],
    ),
    "additional prefix without a slash": (
        container(additionalModelDataSources=[{"channelName": "a", "s3DataSource": PREFIX}]),
        [("primaryContainer.additionalModelDataSources[0].s3DataSource.s3Uri", SLASH)],
    ),
    "environment a byte too large": (
        container(environment=environment(MAX_ENVIRONMENT_BYTES + 1)),
        [("primaryContainer.environment", TOO_LARGE)],
    ),
    "environments too large together, in bytes of UTF-8": (
        pipeline(
            {"image": IMAGE, "environment": {"A": "ü" * 8192}},
            {"image": IMAGE, "environment": {"ABC": "ü" * 8190 + "x"}},
        ),
        [("containers[0].environment", TOO_LARGE)],
    ),
}

UNBROKEN: dict[str, dict[str, Any]] = {
    "hostnames on all": pipeline(*({"image": IMAGE, "containerHostname": name} for name in "ab")),
    "direct mode with hostnames": pipeline(
        {"image": IMAGE, "containerHostname": "a"}, inferenceExecutionConfig={"mode": "Direct"}
    ),
    "serial mode without hostnames": pipeline({"image": IMAGE}, inferenceExecutionConfig={"mode": "Serial"}),
    "private registry in a VPC": container(
        imageConfig={"repositoryAccessMode": "Vpc", "repositoryAuthConfig": CREDENTIALS}
    )
    | {"vpcConfig": VPC},
    "prefix with a slash": container(
        modelDataUrl=None, modelDataSource={"s3DataSource": {**PREFIX, "s3Uri": "s3://artefacts/model/"}}
    ),
    "object without a slash": container(
        modelDataUrl=None, modelDataSource={"s3DataSource": {**PREFIX, "s3DataType": "S3Object"}}
    ),
    "environment of just the limit": container(environment=environment(MAX_ENVIRONMENT_BYTES)),
    "unknown role": model(executionRoleArn=UNKNOWN),
    "unknown container form": model(containers=UNKNOWN),
    "unknown container among named ones": pipeline(UNKNOWN, {"image": IMAGE, "containerHostname": "a"}),
    "unknown hostnames": pipeline(*[{"image": IMAGE, "containerHostname": UNKNOWN}] * 2),
    "unknown execution mode": pipeline({"image": IMAGE}, inferenceExecutionConfig={"mode": UNKNOWN}),
    "unknown execution configuration": pipeline({"image": IMAGE}, inferenceExecutionConfig=UNKNOWN),
    "unknown image configuration": container(imageConfig=UNKNOWN),
    "unknown access mode": container(
        imageConfig={"repositoryAccessMode": UNKNOWN, "repositoryAuthConfig": CREDENTIALS}
    ),
    "unknown VPC": container(imageConfig={"repositoryAccessMode": "Vpc"}) | {"vpcConfig": UNKNOWN},
    "unknown data type": container(
        modelDataUrl=None, modelDataSource={"s3DataSource": {**PREFIX, "s3DataType": UNKNOWN}}
    ),
    "unknown URI": container(modelDataUrl=None, modelDataSource={"s3DataSource": {**PREFIX, "s3Uri": UNKNOWN}}),
    "unknown environment": container(environment=UNKNOWN),
    "unknown variable": container(environment={**environment(MAX_ENVIRONMENT_BYTES - 1), "B": UNKNOWN}),
    "malformed blocks": container(environment=1.0, imageConfig="x", additionalModelDataSources="x")
    | {"inferenceExecutionConfig": []},
}


@pytest.mark.parametrize(("inputs", "said"), BROKEN.values(), ids=BROKEN)
def test_given_a_broken_relation_when_checked_then_it_alone_is_said(
    inputs: dict[str, Any], said: list[tuple[str, str]]
) -> None:
    assert list(violations(inputs)) == said


@pytest.mark.parametrize("inputs", UNBROKEN.values(), ids=UNBROKEN)
def test_given_relations_kept_or_not_yet_known_when_checked_then_nothing_is_said(inputs: dict[str, Any]) -> None:
    assert list(violations(inputs)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check.__name__)
def test_given_a_rule_when_asked_for_its_source_then_it_names_the_api_reference(rule: Any) -> None:
    assert rule.source.startswith("https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_")
