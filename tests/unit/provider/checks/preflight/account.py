"""An AWS account for the tests of preflight: what is there, and who trusts whom, on the local AWS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tools.local_aws import LocalAws

if TYPE_CHECKING:
    from mypy_boto3_sagemaker.literals import ModelApprovalStatusType

OWN, FOREIGN, AWSS = "123456789012", "210987654321", "683313688378"
REGION = "us-east-1"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
ALLOW = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
ROLES: dict[str, list[dict[str, Any]]] = {
    "inference": [ALLOW],
    "lambda": [{**ALLOW, "Principal": {"Service": "lambda.amazonaws.com"}}],
    "conditional": [{**ALLOW, "Condition": {"StringEquals": {"aws:SourceAccount": OWN}}}],
    "denied": [ALLOW, {**ALLOW, "Effect": "Deny"}],
}
GZIP = b"\x1f\x8b\x08 and more"
OBJECTS = {
    "fraud/model.tar.gz": GZIP,
    "fraud/zip.tar.gz": b"PK and more",
    "fraud/empty.tar.gz": b"",
    "weights/model.bin": b"weights",
    "weights/manifest.json": b"{}",
}


def furnish(aws: LocalAws) -> dict[str, str]:
    """Put buckets, images and roles there, and return what AWS has named: the digest of an image."""
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="model-data")
    for key, body in OBJECTS.items():
        s3.put_object(Bucket="model-data", Key=key, Body=body)
    eu = aws.client("s3", "eu-west-1")
    eu.create_bucket(Bucket="model-data-eu", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    eu.put_object(Bucket="model-data-eu", Key="model.tar.gz", Body=GZIP)
    digest = aws.push_image("fraud", "1.0.0")
    aws.push_image("fraud", "latest")
    for tag, media_type in {"index": OCI_INDEX, "oci": OCI_IMAGE, "list": DOCKER_LIST}.items():
        aws.push_image("fraud", tag, media_type=media_type)
    aws.push_image("fraud", "old", archived=True)
    aws.push_image("shared/fraud", "1.0.0", registry=FOREIGN)
    aws.pull_through("hub")
    iam = aws.client("iam")
    for name, statements in ROLES.items():
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(statements))
    iam.create_role(RoleName="on-path", Path="/ml/", AssumeRolePolicyDocument=_policy([ALLOW]))
    return {"digest": digest}


def furnish_network(aws: LocalAws) -> dict[str, str]:
    """Put two networks and model packages there, and return their ids and ARNs."""
    names: dict[str, str] = {}
    ec2 = aws.client("ec2")
    for number in ("1", "2"):
        vpc = ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{number}.0.0/24")["Subnet"]["SubnetId"]
        group = ec2.create_security_group(GroupName=number, Description=number, VpcId=vpc)["GroupId"]
        names |= {f"vpc{number}": vpc, f"subnet{number}": subnet, f"group{number}": group}
    sagemaker = aws.client("sagemaker")
    sagemaker.create_model_package_group(ModelPackageGroupName="scores")
    statuses: tuple[ModelApprovalStatusType, ...] = ("Approved", "PendingManualApproval", "Rejected")
    for version, status in enumerate(statuses, start=1):
        answer = sagemaker.create_model_package(ModelPackageGroupName="scores", ModelApprovalStatus=status)
        names[f"package{version}"] = answer["ModelPackageArn"]
    return names


def _policy(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
