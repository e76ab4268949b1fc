"""What S3, ECR, IAM, EC2 and SageMaker tell of what a model names, where moto tells it otherwise; on local AWS alone.

Each row is a question, and what AWS answers to it: an error's code and status, or a part of the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tools.local_aws import LocalAws

OWN, FOREIGN = "123456789012", "210987654321"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)

Ask = Callable[[LocalAws], Any]


@pytest.fixture(scope="module")
def account(local_aws: LocalAws) -> Iterator[LocalAws]:
    """Return an account with two buckets, a repository, a role on a path, and a subnet."""
    local_aws.reset()
    s3 = local_aws.client("s3")
    s3.create_bucket(Bucket="model-data")
    s3.put_object(Bucket="model-data", Key="fraud/model.tar.gz", Body=b"\x1f\x8b and more")
    s3.put_object(Bucket="model-data", Key="empty", Body=b"")
    local_aws.client("s3", "eu-west-1").create_bucket(
        Bucket="model-data-eu", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    local_aws.push_image("fraud", "1.0.0")
    local_aws.push_image("fraud", "index", media_type=OCI_INDEX)
    local_aws.push_image("fraud", "old", archived=True)
    local_aws.pull_through("hub")
    local_aws.push_image("shared", "1.0.0", registry=FOREIGN)
    local_aws.client("iam").create_role(RoleName="inference", Path="/ml/", AssumeRolePolicyDocument=TRUST)
    yield local_aws
    local_aws.reset()


@pytest.fixture(autouse=True)
def _everything_allowed(account: LocalAws) -> Iterator[None]:
    yield
    account.deny()


def get_object(bucket: str, key: str) -> Ask:
    return lambda aws: aws.client("s3").get_object(Bucket=bucket, Key=key, Range="bytes=0-1")


def list_objects(bucket: str, prefix: str) -> Ask:
    return lambda aws: aws.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)


def head_bucket(bucket: str) -> Ask:
    return lambda aws: aws.client("s3").head_bucket(Bucket=bucket)


def describe_image(tag: str, repository: str = "fraud", registry: str = OWN, **more: Any) -> Ask:
    return lambda aws: aws.client("ecr").describe_images(
        registryId=registry, repositoryName=repository, imageIds=[{"imageTag": tag}], **more
    )


def get_image(tag: str, repository: str = "fraud", registry: str = OWN, **more: Any) -> Ask:
    return lambda aws: aws.client("ecr").batch_get_image(
        registryId=registry, repositoryName=repository, imageIds=[{"imageTag": tag}], **more
    )


def get_role(name: str) -> Ask:
    return lambda aws: aws.client("iam").get_role(RoleName=name)


def describe_subnet(id_: str) -> Ask:
    return lambda aws: aws.client("ec2").describe_subnets(Filters=[{"Name": "subnet-id", "Values": [id_]}])


def describe_package(name: str) -> Ask:
    return lambda aws: aws.client("sagemaker").describe_model_package(ModelPackageName=name)


REFUSALS: dict[str, tuple[Ask, str, str, int]] = {
    "no key": (get_object("model-data", "none"), "", "NoSuchKey", 404),
    "no key, and no leave to list": (get_object("model-data", "none"), "s3:ListBucket", "AccessDenied", 403),
    "no bucket": (get_object("no-such-bucket", "none"), "", "NoSuchBucket", 404),
    "no bucket for a list": (list_objects("no-such-bucket", "x/"), "", "NoSuchBucket", 404),
    "no bytes": (get_object("model-data", "empty"), "", "InvalidRange", 416),
    "no leave to read": (get_object("model-data", "fraud/model.tar.gz"), "s3:GetObject", "AccessDenied", 403),
    "no leave to list": (list_objects("model-data", "fraud/"), "s3:ListBucket", "AccessDenied", 403),
    "no leave for the bucket": (head_bucket("model-data"), "s3:*", "403", 403),
    "no image": (describe_image("1.1.0"), "", "ImageNotFoundException", 400),
    "archived image": (describe_image("old"), "", "ImageNotFoundException", 400),
    "no repository": (describe_image("1", "none"), "", "RepositoryNotFoundException", 400),
    "no repository to pull from": (get_image("1", "none"), "", "RepositoryNotFoundException", 400),
    "foreign registry": (describe_image("1.0.0", "shared", FOREIGN), "", "AccessDeniedException", 400),
    "foreign registry to pull from": (get_image("1.0.0", "shared", FOREIGN), "", "AccessDeniedException", 400),
    "no leave to describe": (describe_image("1.0.0"), "ecr:DescribeImages", "AccessDeniedException", 400),
    "no leave to pull": (get_image("1.0.0"), "ecr:BatchGetImage", "AccessDeniedException", 400),
    "no role": (get_role("none"), "", "NoSuchEntity", 404),
    "no leave to get a role": (get_role("inference"), "iam:GetRole", "AccessDenied", 403),
    "no leave to describe subnets": (describe_subnet("subnet-1"), "ec2:*", "UnauthorizedOperation", 403),
    "no model package": (describe_package("scores"), "", "ValidationException", 400),
    "no leave to describe a package": (
        describe_package("scores"),
        "sagemaker:DescribeModelPackage",
        "AccessDeniedException",
        400,
    ),
}


@pytest.mark.parametrize(("ask", "denied", "code", "status"), REFUSALS.values(), ids=REFUSALS)
def test_given_a_question_when_aws_would_refuse_it_then_the_error_is_awss(
    account: LocalAws, ask: Ask, denied: str, code: str, status: int
) -> None:
    account.deny(*filter(None, [denied]))

    with pytest.raises(ClientError) as refusal:
        ask(account)

    told = refusal.value.response
    assert (told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


ANSWERS: dict[str, tuple[Ask, str, Callable[[Any], Any], Any]] = {
    "first bytes": (get_object("model-data", "fraud/model.tar.gz"), "", lambda a: a["Body"].read(), b"\x1f\x8b"),
    "no leave to list": (
        get_object("model-data", "fraud/model.tar.gz"),
        "s3:ListBucket",
        lambda a: a["ContentLength"],
        2,
    ),
    "empty prefix": (list_objects("model-data", "none/"), "", lambda a: a["KeyCount"], 0),
    "prefix": (list_objects("model-data", "fraud/"), "", lambda a: a["Contents"][0]["Key"], "fraud/model.tar.gz"),
    "bucket": (head_bucket("model-data"), "", lambda a: a["BucketRegion"], "us-east-1"),
    "bucket elsewhere": (head_bucket("model-data-eu"), "", lambda a: a["BucketRegion"], "eu-west-1"),
    "image": (describe_image("1.0.0"), "", lambda a: a["imageDetails"][0]["imageManifestMediaType"], DOCKER),
    "image index": (describe_image("index"), "", lambda a: a["imageDetails"][0]["imageManifestMediaType"], OCI_INDEX),
    "archived image": (
        describe_image("old", filter={"imageStatus": "ARCHIVED"}),
        "",
        lambda a: a["imageDetails"][0]["imageStatus"],
        "ARCHIVED",
    ),
    "rules to pull through": (
        lambda aws: aws.client("ecr").describe_pull_through_cache_rules(registryId=OWN),
        "",
        lambda a: [rule["ecrRepositoryPrefix"] for rule in a["pullThroughCacheRules"]],
        ["hub"],
    ),
    "pulled": (get_image("1.0.0"), "", lambda a: a["images"][0]["imageManifestMediaType"], DOCKER),
    "index that is not accepted": (
        get_image("index"),
        "",
        lambda a: [failure["failureCode"] for failure in a["failures"]],
        ["ImageInaccessible"],
    ),
    "index that is accepted": (
        get_image("index", acceptedMediaTypes=[DOCKER, OCI_INDEX]),
        "",
        lambda a: a["images"][0]["imageManifestMediaType"],
        OCI_INDEX,
    ),
    "nothing to pull": (
        get_image("1.1.0"),
        "",
        lambda a: [failure["failureCode"] for failure in a["failures"]],
        ["ImageNotFound"],
    ),
    "role": (get_role("inference"), "", lambda a: a["Role"]["Arn"], f"arn:aws:iam::{OWN}:role/ml/inference"),
    "no subnet": (describe_subnet("subnet-00000000"), "", lambda a: a["Subnets"], []),
}


@pytest.mark.parametrize(("ask", "denied", "part", "wanted"), ANSWERS.values(), ids=ANSWERS)
def test_given_a_question_when_aws_would_answer_it_then_the_answer_is_awss(
    account: LocalAws, ask: Ask, denied: str, part: Callable[[Any], Any], wanted: Any
) -> None:
    account.deny(*filter(None, [denied]))

    assert part(ask(account)) == wanted


def test_given_an_open_registry_when_asked_then_it_lets_pull_and_not_describe(
    account: LocalAws,
) -> None:
    account.open_registry(FOREIGN)

    assert get_image("1.0.0", "shared", FOREIGN)(account)["images"][0]["registryId"] == FOREIGN
    with pytest.raises(ClientError, match="AccessDeniedException"):
        describe_image("1.0.0", "shared", FOREIGN)(account)


def test_given_a_bucket_elsewhere_when_read_then_the_redirect_names_its_region(account: LocalAws) -> None:
    s3, seen = account.client("s3"), []

    def note(response_dict: Any, **_: object) -> None:
        seen.append((response_dict["status_code"], response_dict["headers"].get("x-amz-bucket-region")))

    s3.meta.events.register("before-parse.s3.GetObject", note)
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket="model-data-eu", Key="none")

    assert seen[0] == (301, "eu-west-1")


def test_given_no_model_package_when_described_then_the_words_are_awss(account: LocalAws) -> None:
    with pytest.raises(ClientError) as refusal:
        describe_package("scores")(account)

    arn = f"arn:aws:sagemaker:us-east-1:{OWN}:model-package/scores"
    assert refusal.value.response["Error"]["Message"] == f"ModelPackage {arn} does not exist."
