"""What AWS demands beyond the shapes: each rule with what breaks it, what keeps it, and what is not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model.checks.cross_field import MAX_ENVIRONMENT_BYTES, RULES, Rule, violations
from tests.unit.provider.models import IMAGE, PACKAGE, VPC, container, ecr_image, model, pipeline

Inputs = dict[str, Any]

CREDENTIALS = {"repositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:123456789012:function:login"}
OBJECT = {"s3Uri": "s3://artefacts/model", "s3DataType": "S3Object", "compressionType": "None"}
PREFIX = {"s3Uri": "s3://artefacts/model/", "s3DataType": "S3Prefix", "compressionType": "None"}
OPEN_PREFIX = {**PREFIX, "s3Uri": "s3://artefacts/model"}
MANY = {"image": IMAGE, "mode": "MultiModel", "modelDataUrl": "s3://artefacts/many/"}
EAST = {"region": "us-east-1"}
CHINA = {"region": "cn-north-1"}
GOVERNMENT = {"region": "us-gov-west-1"}
ISOLATED = {"region": "us-iso-east-1"}
NOWHERE = {"region": "nowhere-1"}
PRIVATE = {"repositoryAccessMode": "Vpc"}
PLATFORM = {"repositoryAccessMode": "Platform"}

NO_ECR = (
    "is in no private ECR repository; copy it into one, "
    "or set imageConfig.repositoryAccessMode to Vpc for a registry in the model's VPC"
)
IMAGE_ELSEWHERE = "is in another region than the model; give a repository of the model's region"
DATA_ELSEWHERE = "is in another region than the model; give a bucket of the model's region"
PACKAGE_ELSEWHERE = "is in another region than the model; give a model package of the model's region"
SLASH = 'names an S3Prefix and does not end in "/"; add it'
NO_HOSTNAME = "is missing; give every container of the model a hostname, or none"
SAME_HOSTNAME = "is the hostname of an earlier container too; give each its own"
DIRECT = "is missing; Direct mode calls each container by its hostname"
SECOND_MULTIPLE = (
    "is MultiModel in a second container and an inference pipeline takes one; "
    "use SingleModel here, or set inferenceExecutionConfig.mode to Direct"
)
NO_VPC = "is missing; primaryContainer.imageConfig.repositoryAccessMode Vpc pulls the image through the model's VPC"
TOO_LARGE = (
    "brings the model's environment to 32769 bytes over all containers, at most 32768 are allowed; "
    "move large values into the model artefact"
)


def of_image(image: Any, **changes: Any) -> Inputs:
    """Return a model of one image and nothing else that names a place."""
    return container(image=image, modelDataUrl=None) | changes


def of_package(package: Any, **changes: Any) -> Inputs:
    """Return a model of one model package."""
    return model(primaryContainer={"modelPackageName": package}, **changes)


def of_data(url: Any, **changes: Any) -> Inputs:
    """Return a model of one artefact."""
    return container(modelDataUrl=url) | changes


def of_source(source: Any, **changes: Any) -> Inputs:
    """Return a model of one S3 data source."""
    return container(modelDataUrl=None, modelDataSource={"s3DataSource": source}) | changes


def of_more(*sources: Any) -> Inputs:
    """Return a model with additional data sources."""
    return container(additionalModelDataSources=[*sources])


def of_access(**image_config: Any) -> Inputs:
    """Return a model whose image comes from somewhere in particular."""
    return container(imageConfig=image_config)


def of_environment(**variables: Any) -> Inputs:
    """Return a model whose container has an environment."""
    return container(environment=variables)


def of_frequency(seconds: Any) -> Inputs:
    """Return a model whose container publishes metrics."""
    endpoint = {"metricsEndpointPath": "/metrics", "metricPublishFrequencyInSeconds": seconds}
    return container(containerMetricsConfig={"metricsEndpoints": [endpoint]})


def named(*hostnames: Any, **changes: Any) -> Inputs:
    """Return a pipeline of containers with these hostnames; None for a container without one."""
    containers = [{"image": IMAGE, "containerHostname": hostname} for hostname in hostnames]
    return pipeline(*({k: v for k, v in one.items() if v is not None} for one in containers), **changes)


def execution(mode: Any) -> Inputs:
    """Return the properties that choose how the containers are called."""
    return {"inferenceExecutionConfig": {"mode": mode}}


@dataclass(frozen=True)
class Cases:
    """A rule's tests: what is said of what breaks it, and what nothing is said of."""

    broken: Mapping[str, tuple[Inputs, str, str]]
    """Inputs, the path that is named, and what is said of it."""
    kept: Mapping[str, Inputs]
    unknown: Mapping[str, Inputs]
    """Cases in which something that the rule needs is not known yet, is malformed, or names no place that is known."""


CASES: Mapping[str, Cases] = {
    "_execution_role": Cases(
        {
            "none": (
                model(executionRoleArn=None),
                "executionRoleArn",
                "is missing; give the ARN of the role that SageMaker assumes for this model",
            )
        },
        {"one": model()},
        {"role": model(executionRoleArn=UNKNOWN)},
    ),
    "_role_partition": Cases(
        {
            "China's in another region": (
                of_image(IMAGE, **EAST, executionRoleArn="arn:aws-cn:iam::123456789012:role/r"),
                "executionRoleArn",
                "is of another partition than the model's region; give a role whose ARN begins with arn:aws:",
            ),
            "another in GovCloud": (
                of_image(ecr_image("us-gov-west-1"), **GOVERNMENT),
                "executionRoleArn",
                "is of another partition than the model's region; give a role whose ARN begins with arn:aws-us-gov:",
            ),
        },
        {
            "own": model(**EAST),
            "China's in China": of_image(
                ecr_image("cn-north-1"), **CHINA, executionRoleArn="arn:aws-cn:iam::123456789012:role/r"
            ),
            "region that botocore has yet to learn": of_image(
                ecr_image("eu-central-9", "amazonaws.com"), region="eu-central-9"
            ),
        },
        {
            "role": model(**EAST, executionRoleArn=UNKNOWN),
            "region": model(region=UNKNOWN, executionRoleArn="arn:aws-cn:iam::123456789012:role/r"),
            "no region": model(executionRoleArn="arn:aws-cn:iam::123456789012:role/r"),
            "region of no partition": model(**NOWHERE, executionRoleArn="arn:aws-cn:iam::123456789012:role/r"),
            "malformed region": model(region=1.0),
        },
    ),
    "_one_container_form": Cases(
        {
            "both": (
                model(containers=[{"image": IMAGE}]),
                "containers",
                "is given together with primaryContainer; give one of the two",
            ),
            "both, one with hostnames": (
                container(containerHostname="a") | {"containers": [{"image": IMAGE}]},
                "containers",
                "is given together with primaryContainer; give one of the two",
            ),
            "neither": (
                model(primaryContainer=None),
                "primaryContainer",
                "is missing; give primaryContainer, or containers for an inference pipeline",
            ),
            "empty list": (
                pipeline(),
                "primaryContainer",
                "is missing; give primaryContainer, or containers for an inference pipeline",
            ),
        },
        {"one": model(), "several": pipeline({"image": IMAGE}), "one beside an empty list": model(containers=[])},
        {"several": model(containers=UNKNOWN), "one": pipeline({"image": IMAGE}) | {"primaryContainer": UNKNOWN}},
    ),
    "_image_or_package": Cases(
        {
            "neither": (
                container(image=None),
                "primaryContainer",
                "has neither image nor modelPackageName; give one of the two",
            ),
            "neither in the second": (
                pipeline({"image": IMAGE}, {}),
                "containers[1]",
                "has neither image nor modelPackageName; give one of the two",
            ),
            "both": (
                container(modelPackageName=PACKAGE),
                "primaryContainer.modelPackageName",
                "is given together with image; give one of the two",
            ),
        },
        {"image": model(), "package": of_package(PACKAGE)},
        {
            "image": of_image(UNKNOWN),
            "package": container(image=None, modelPackageName=UNKNOWN),
            "package beside an image": container(modelPackageName=UNKNOWN),
            "container": pipeline(UNKNOWN),
        },
    ),
    "_image_in_ecr": Cases(
        {
            name: (of_image(image), "primaryContainer.image", NO_ECR)
            for name, image in {
                "private registry": "registry.example.com/serve:1",
                "public ECR": "public.ecr.aws/serve/serve:1",
                "Docker Hub": "serve:1",
                "account of 11 digits": "12345678901.dkr.ecr.us-east-1.amazonaws.com/serve:1",
                "ECR in the path": "registry.example.com/" + IMAGE,
            }.items()
        }
        | {
            "platform": (
                of_image("serve:1") | container(image="serve:1", imageConfig=PLATFORM),
                "primaryContainer.image",
                NO_ECR,
            )
        },
        {
            "ECR": of_image(IMAGE),
            "digest": of_image(IMAGE.partition(":")[0] + "@sha256:" + "0" * 64),
            "FIPS": of_image("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/serve:1", **EAST),
            "dual stack": of_image("123456789012.dkr-ecr.us-east-1.on.aws/serve:1", **EAST),
            "dual stack with FIPS": of_image("123456789012.dkr-ecr-fips.us-east-1.on.aws/serve:1", **EAST),
            "private registry in the VPC": container(image="registry.example.com/serve:1", imageConfig=PRIVATE)
            | {"vpcConfig": VPC},
            "package": of_package(PACKAGE),
        },
        {
            "image": of_image(UNKNOWN),
            "access": container(image="serve:1", imageConfig=UNKNOWN),
            "access mode": container(image="serve:1", imageConfig={"repositoryAccessMode": UNKNOWN}),
            "malformed access": container(image="serve:1", imageConfig="x"),
        },
    ),
    "_image_region": Cases(
        {
            "another": (of_image(ecr_image("eu-central-1"), **EAST), "primaryContainer.image", IMAGE_ELSEWHERE),
            "China": (of_image(ecr_image("cn-north-1"), **EAST), "primaryContainer.image", IMAGE_ELSEWHERE),
            "dual stack": (
                of_image("123456789012.dkr-ecr.eu-west-1.on.aws/serve:1", **EAST),
                "primaryContainer.image",
                IMAGE_ELSEWHERE,
            ),
            "second container": (
                pipeline({"image": IMAGE}, {"image": ecr_image("eu-central-1")}, **EAST),
                "containers[1].image",
                IMAGE_ELSEWHERE,
            ),
        },
        {
            "own": of_image(IMAGE, **EAST),
            "own in capitals": of_image(IMAGE, region="US-EAST-1"),
            "by way of the VPC": container(image=ecr_image("eu-central-1"), imageConfig=PRIVATE)
            | {"vpcConfig": VPC}
            | EAST,
        },
        {
            "region": of_image(IMAGE, region=UNKNOWN),
            "no region": of_image(IMAGE),
            "region of no partition": of_image(IMAGE, **NOWHERE),
            "malformed region": of_image(IMAGE, region=["us-east-1"]),
            "image": of_image(UNKNOWN, **EAST),
        },
    ),
    "_image_partition": Cases(
        {
            name: (
                of_image(f"123456789012.{host}/serve:1"),
                "primaryContainer.image",
                f"has a host of another partition than its region; end the host with .{suffix}",
            )
            for name, host, suffix in [
                ("China without .cn", "dkr.ecr.cn-north-1.amazonaws.com", "amazonaws.com.cn"),
                ("elsewhere with .cn", "dkr.ecr.us-east-1.amazonaws.com.cn", "amazonaws.com"),
                ("isolated", "dkr.ecr.us-iso-east-1.amazonaws.com", "c2s.ic.gov"),
                ("dual stack in China", "dkr-ecr.cn-north-1.on.aws", "on.amazonwebservices.com.cn"),
                ("dual stack with the other suffix", "dkr-ecr.us-east-1.amazonaws.com", "on.aws"),
            ]
        },
        {
            name: of_image(f"123456789012.{host}/serve:1")
            for name, host in [
                ("China", "dkr.ecr.cn-north-1.amazonaws.com.cn"),
                ("GovCloud", "dkr.ecr-fips.us-gov-west-1.amazonaws.com"),
                ("isolated", "dkr.ecr.us-iso-east-1.c2s.ic.gov"),
                ("more isolated", "dkr.ecr.us-isob-east-1.sc2s.sgov.gov"),
                ("Europe's own", "dkr.ecr.eusc-de-east-1.amazonaws.eu"),
                ("dual stack", "dkr-ecr.us-east-1.on.aws"),
                ("dual stack in GovCloud", "dkr-ecr-fips.us-gov-west-1.on.aws"),
                ("dual stack in China", "dkr-ecr.cn-north-1.on.amazonwebservices.com.cn"),
            ]
        },
        {
            "image": of_image(UNKNOWN),
            "region of no partition": of_image("123456789012.dkr.ecr.nowhere-1.example.com/serve:1"),
            "partition without dual stack": of_image("123456789012.dkr-ecr.us-iso-east-1.on.example.com/serve:1"),
        },
    ),
    "_package_region": Cases(
        {"another": (of_package(PACKAGE, region="eu-west-1"), "primaryContainer.modelPackageName", PACKAGE_ELSEWHERE)},
        {
            "own": of_package(PACKAGE, **EAST),
            "name": of_package("scores", **CHINA, executionRoleArn="arn:aws-cn:iam::123456789012:role/r"),
        },
        {
            "package": of_package(UNKNOWN, region="eu-west-1"),
            "region": of_package(PACKAGE, region=UNKNOWN),
            "ARN without a region": of_package(
                "arn:aws:sagemaker::123456789012:model-package/scores", region="eu-west-1"
            ),
        },
    ),
    "_package_partition": Cases(
        {
            "China's without its region": (
                of_package(PACKAGE.replace(":aws:", ":aws-cn:"), **EAST),
                "primaryContainer.modelPackageName",
                "is of another partition than its region; begin the ARN with arn:aws:",
            )
        },
        {
            "own": of_package(PACKAGE),
            "China's": of_package("arn:aws-cn:sagemaker:cn-north-1:123456789012:model-package/scores"),
            "name": of_package("scores"),
        },
        {
            "package": of_package(UNKNOWN),
            "region of no partition": of_package("arn:aws-x:sagemaker:nowhere-1:123456789012:model-package/scores"),
        },
    ),
    "_one_kind_of_model_data": Cases(
        {
            "both": (
                container(modelDataSource={"s3DataSource": PREFIX}),
                "primaryContainer.modelDataSource",
                "is given together with modelDataUrl; give one of the two",
            )
        },
        {"URL": model(), "source": of_source(PREFIX), "neither": of_image(IMAGE)},
        {
            "source": container(modelDataSource=UNKNOWN),
            "URL": container(modelDataUrl=UNKNOWN, modelDataSource={"s3DataSource": PREFIX}),
        },
    ),
    "_one_data_source": Cases(
        {
            "none": (
                container(modelDataUrl=None, modelDataSource={}),
                "primaryContainer.modelDataSource",
                "names no source; give it s3DataSource, or drop it",
            ),
            "several, where a newer API has them": (
                container(modelDataUrl=None, modelDataSource={"s3DataSource": PREFIX, "fsxDataSource": {}}),
                "primaryContainer.modelDataSource",
                "names several sources; give one",
            ),
        },
        {"one": of_source(PREFIX)},
        {
            "sources": container(modelDataUrl=None, modelDataSource=UNKNOWN),
            "one of two": container(modelDataUrl=None, modelDataSource={"s3DataSource": PREFIX, "fsx": UNKNOWN}),
        },
    ),
    "_multi_model_data": Cases(
        {
            "none": (
                container(mode="MultiModel", modelDataUrl=None),
                "primaryContainer.modelDataUrl",
                "is missing; MultiModel mode loads models from the S3 prefix that it names",
            ),
            "source": (
                container(mode="MultiModel", modelDataUrl=None, modelDataSource={"s3DataSource": PREFIX}),
                "primaryContainer.modelDataSource",
                "cannot be used in MultiModel mode; give modelDataUrl instead",
            ),
            "one artefact": (
                container(mode="MultiModel"),
                "primaryContainer.modelDataUrl",
                "names one artefact; MultiModel mode needs the S3 prefix of many",
            ),
        },
        {
            "prefix": model(primaryContainer=MANY),
            "prefix without a slash": model(primaryContainer={**MANY, "modelDataUrl": "s3://artefacts/many"}),
            "single": container(mode="SingleModel", modelDataUrl=None),
            "by default": of_image(IMAGE),
        },
        {
            "mode": container(mode=UNKNOWN),
            "URL": container(mode="MultiModel", modelDataUrl=UNKNOWN),
            "source": container(mode="MultiModel", modelDataUrl=None, modelDataSource=UNKNOWN),
        },
    ),
    "_one_multi_model_in_series": Cases(
        {
            name: (
                pipeline({"image": IMAGE}, MANY, MANY, **changes),
                "containers[2].mode",
                SECOND_MULTIPLE,
            )
            for name, changes in {"Serial": execution("Serial"), "by default": {}}.items()
        },
        {
            "one": pipeline(MANY, {"image": IMAGE}),
            "Direct": pipeline(*({**MANY, "containerHostname": name} for name in "ab"), **execution("Direct")),
        },
        {
            "execution mode": pipeline(MANY, MANY, **execution(UNKNOWN)),
            "execution": pipeline(MANY, MANY, inferenceExecutionConfig=UNKNOWN),
            "malformed execution": pipeline(MANY, MANY, inferenceExecutionConfig=[]),
            "mode": pipeline(MANY, {**MANY, "mode": UNKNOWN}),
            "container": pipeline(MANY, UNKNOWN),
        },
    ),
    "_prefix_ends_in_slash": Cases(
        {
            "prefix": (of_source(OPEN_PREFIX), "primaryContainer.modelDataSource.s3DataSource.s3Uri", SLASH),
            "additional prefix": (
                of_more({"channelName": "a", "s3DataSource": OPEN_PREFIX}),
                "primaryContainer.additionalModelDataSources[0].s3DataSource.s3Uri",
                SLASH,
            ),
        },
        {"prefix": of_source(PREFIX), "object": of_source(OBJECT)},
        {
            "type": of_source({**OPEN_PREFIX, "s3DataType": UNKNOWN}),
            "URI": of_source({**OPEN_PREFIX, "s3Uri": UNKNOWN}),
            "source": of_source(UNKNOWN),
            "additional sources": container(additionalModelDataSources=UNKNOWN),
            "additional source": of_more(UNKNOWN),
            "malformed sources": container(additionalModelDataSources="x"),
        },
    ),
    "_data_region": Cases(
        {
            name: (of_data(f"https://{host}/model.tar.gz", **EAST), "primaryContainer.modelDataUrl", DATA_ELSEWHERE)
            for name, host in [
                ("bucket in the host", "artefacts.s3.eu-west-1.amazonaws.com"),
                ("bucket with dots", "my.artefacts.s3.eu-west-1.amazonaws.com"),
                ("bucket in the path", "s3.eu-west-1.amazonaws.com/artefacts"),
                ("hyphen", "artefacts.s3-eu-west-1.amazonaws.com"),
                ("dual stack", "artefacts.s3.dualstack.eu-west-1.amazonaws.com"),
                ("FIPS", "s3-fips.us-gov-west-1.amazonaws.com/artefacts"),
                ("China", "artefacts.s3.cn-north-1.amazonaws.com.cn"),
            ]
        }
        | {
            "source": (
                of_source({**OBJECT, "s3Uri": "https://artefacts.s3.eu-west-1.amazonaws.com/a"}, **EAST),
                "primaryContainer.modelDataSource.s3DataSource.s3Uri",
                DATA_ELSEWHERE,
            ),
        },
        {
            name: of_data(f"{url}/model.tar.gz", **EAST)
            for name, url in [
                ("own", "https://artefacts.s3.us-east-1.amazonaws.com"),
                ("s3://", "s3://s3.eu-west-1.amazonaws.com"),
                ("host without a region", "https://artefacts.s3.amazonaws.com"),
                ("path without a region", "https://s3.amazonaws.com/artefacts"),
                ("a bucket named like a host", "https://s3.eu-west-1.amazonaws.com.s3.us-east-1.amazonaws.com"),
                ("accelerated", "https://artefacts.s3-accelerate.amazonaws.com"),
                ("older than regions", "https://s3-external-1.amazonaws.com/artefacts"),
                ("another store", "https://s3.eu-west-1.example.com/artefacts"),
                ("by way of a VPC endpoint", "https://vpce-1.s3.eu-west-1.vpce.amazonaws.com/artefacts"),
                ("host in the path", "https://s3.amazonaws.com/s3.eu-west-1.amazonaws.com"),
            ]
        },
        {
            "URL": of_data(UNKNOWN, **EAST),
            "region": of_data("https://artefacts.s3.eu-west-1.amazonaws.com/a", region=UNKNOWN),
            "URI": of_source({**OBJECT, "s3Uri": UNKNOWN}, **EAST),
        },
    ),
    "_channel_names": Cases(
        {
            "repeated": (
                of_more(*({"channelName": name, "s3DataSource": PREFIX} for name in "aba")),
                "primaryContainer.additionalModelDataSources[2].channelName",
                "is the channel of an earlier source too; give each its own",
            )
        },
        {
            "different": of_more(*({"channelName": name, "s3DataSource": PREFIX} for name in "ab")),
            "in two containers": pipeline(
                *[{"image": IMAGE, "additionalModelDataSources": [{"channelName": "a", "s3DataSource": PREFIX}]}] * 2
            ),
        },
        {
            "names": of_more(*[{"channelName": UNKNOWN, "s3DataSource": PREFIX}] * 2),
            "source": of_more(UNKNOWN, {"channelName": "a", "s3DataSource": PREFIX}),
        },
    ),
    "_hostnames": Cases(
        {
            "one of two": (named("a", None), "containers[1].containerHostname", NO_HOSTNAME),
            "repeated": (named("a", "b", "a"), "containers[2].containerHostname", SAME_HOSTNAME),
            "repeated in Direct mode": (
                named("a", "a", **execution("Direct")),
                "containers[1].containerHostname",
                SAME_HOSTNAME,
            ),
            "repeated beside an unknown container": (
                pipeline(UNKNOWN, *named("a", "a")["containers"]),
                "containers[2].containerHostname",
                SAME_HOSTNAME,
            ),
        },
        {"all": named("a", "b"), "none": named(None, None), "the only container's": container(containerHostname="a")},
        {
            "hostnames": named(UNKNOWN, UNKNOWN),
            "one hostname": named(UNKNOWN, None),
            "container": pipeline(UNKNOWN, *named("a")["containers"]),
            "containers": model(primaryContainer=None, containers=UNKNOWN),
        },
    ),
    "_direct_mode": Cases(
        {
            "no hostname": (named(None, **execution("Direct")), "containers[0].containerHostname", DIRECT),
            "one of two": (named("a", None, **execution("Direct")), "containers[1].containerHostname", DIRECT),
            "one container alone": (
                container(containerHostname="a") | execution("Direct"),
                "inferenceExecutionConfig.mode",
                "is Direct, which is for several containers; give them in containers",
            ),
        },
        {
            "Direct": named("a", "b", **execution("Direct")),
            "Serial": named(None, **execution("Serial")),
            "Serial, alone": model(**execution("Serial")),
        },
        {
            "execution mode": named(None, **execution(UNKNOWN)),
            "execution": named(None, inferenceExecutionConfig=UNKNOWN),
            "hostname": named(UNKNOWN, "b", **execution("Direct")),
            "container": pipeline(UNKNOWN, **execution("Direct")),
            "container form": model(primaryContainer=UNKNOWN, containers=UNKNOWN, **execution("Direct")),
        },
    ),
    "_private_registry": Cases(
        {
            "credentials for the platform": (
                of_access(**PLATFORM, repositoryAuthConfig=CREDENTIALS),
                "primaryContainer.imageConfig.repositoryAuthConfig",
                "goes with repositoryAccessMode Vpc only; set that, or drop the credentials",
            ),
            "no VPC": (
                of_access(**PRIVATE),
                "vpcConfig",
                NO_VPC,
            ),
        },
        {"VPC": of_access(**PRIVATE, repositoryAuthConfig=CREDENTIALS) | {"vpcConfig": VPC}, "none": model()},
        {
            "access": container(imageConfig=UNKNOWN),
            "access mode": of_access(repositoryAccessMode=UNKNOWN, repositoryAuthConfig=CREDENTIALS),
            "credentials": of_access(**PLATFORM, repositoryAuthConfig=UNKNOWN),
            "VPC": of_access(**PRIVATE) | {"vpcConfig": UNKNOWN},
        },
    ),
    "_environment_size": Cases(
        {
            "a byte too large": (
                of_environment(A="x" * MAX_ENVIRONMENT_BYTES),
                "primaryContainer.environment",
                TOO_LARGE,
            ),
            "too large together, in bytes of UTF-8": (
                pipeline(
                    {"image": IMAGE, "environment": {"A": "ü" * 8192}},
                    {"image": IMAGE, "environment": {"ABC": "ü" * 8190 + "x"}},
                ),
                "containers[0].environment",
                TOO_LARGE,
            ),
        },
        {"just the limit": of_environment(A="x" * (MAX_ENVIRONMENT_BYTES - 1))},
        {
            "environment": container(environment=UNKNOWN),
            "variable": of_environment(A="x" * (MAX_ENVIRONMENT_BYTES - 2), B=UNKNOWN),
            "malformed environment": container(environment=1.0),
        },
    ),
    "_metric_frequency": Cases(
        {
            "minute and a half": (
                of_frequency(90.0),
                "primaryContainer.containerMetricsConfig.metricsEndpoints[0].metricPublishFrequencyInSeconds",
                "is not a frequency that AWS offers; give one of 10, 30, 60, 120, 180, 240, 300",
            )
        },
        {"minute": of_frequency(60.0), "by default": container(containerMetricsConfig={"metricsEndpoints": []})},
        {
            "frequency": of_frequency(UNKNOWN),
            "malformed frequency": of_frequency("60"),
            "endpoints": container(containerMetricsConfig={"metricsEndpoints": UNKNOWN}),
            "configuration": container(containerMetricsConfig=UNKNOWN),
        },
    ),
}

BROKEN = {f"{rule}: {name}": case for rule, cases in CASES.items() for name, case in cases.broken.items()}
KEPT = {f"{rule}: {name}": case for rule, cases in CASES.items() for name, case in cases.kept.items()}
UNKNOWNS = {f"{rule}: {name}": case for rule, cases in CASES.items() for name, case in cases.unknown.items()}


@pytest.mark.parametrize(("inputs", "path", "said"), BROKEN.values(), ids=BROKEN)
def test_given_a_broken_rule_when_checked_then_it_alone_is_said(inputs: Inputs, path: str, said: str) -> None:
    assert list(violations(inputs)) == [(path, said)]


@pytest.mark.parametrize("inputs", KEPT.values(), ids=KEPT)
def test_given_a_rule_that_is_kept_when_checked_then_nothing_is_said(inputs: Inputs) -> None:
    assert list(violations(inputs)) == []


@pytest.mark.parametrize("inputs", UNKNOWNS.values(), ids=UNKNOWNS)
def test_given_what_is_not_known_when_checked_then_nothing_is_said(inputs: Inputs) -> None:
    assert list(violations(inputs)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check.__name__)
def test_given_a_rule_when_looked_up_then_it_has_a_source_and_cases_of_each_kind(rule: Rule) -> None:
    cases = CASES[rule.check.__name__]

    assert rule.source.startswith("https://docs.aws.amazon.com/")
    assert all([cases.broken, cases.kept, cases.unknown])
