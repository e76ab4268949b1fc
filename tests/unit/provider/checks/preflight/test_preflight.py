"""What a preview says of what a model names, situation by situation: the exact sentence, or silence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import operations
from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.lookups.clients import LookupClients
from pulumi_sagemaker_model.aws.lookups.pool import Pool
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.checks.preflight.report import Preflight
from pulumi_sagemaker_model.properties import IDENTITY, MADE, PREVIEW, SECRETS
from pulumi_sagemaker_model.provider import ModelProvider
from tests.unit.provider.checks.preflight.account import (
    AWSS,
    FOREIGN,
    OCI_IMAGE,
    OCI_INDEX,
    OWN,
    REGION,
    furnish,
    furnish_network,
)
from tools.local_aws import LocalAws

HOST = f"dkr.ecr.{REGION}.amazonaws.com"
IMAGE = f"{OWN}.{HOST}/fraud:1.0.0"
ROLE = f"arn:aws:iam::{OWN}:role/inference"
DATA = "s3://model-data/fraud/model.tar.gz"
WHO = "acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fraud"

PUSH = "push it, correct its tag or digest, or let the model depend on what pushes it"
PUSH_SINGLE = (
    "which SageMaker refuses; push it as a single Docker image, by docker buildx build --provenance=false "
    "--output type=image,oci-mediatypes=false,push=true"
)
UPLOAD = "upload it, correct the location, or let the model depend on what uploads it"
UPLOAD_SOME = "upload some, correct the location, or let the model depend on what uploads them"
CREATE_ROLE = "create it, correct the ARN, or let the model depend on what creates it"
TRUST = "let its trust policy allow sts:AssumeRole to sagemaker.amazonaws.com"
PACK = "is declared as a gzip archive and is none; pack it by tar -czf, or declare it as it is by model_data_source"


@dataclass(frozen=True)
class Row:
    """A situation: what the model names, beside what is there, and what is said."""

    model: Mapping[str, Any] = field(default_factory=dict)
    """Changes of a model that has everything."""
    said: Sequence[str] = ()
    """Sentences; `{name}` stands for what AWS has named."""
    unchecked: str = ""
    """What the one line says was not checked."""
    denied: Sequence[str] = ()
    """What the caller may not do."""
    open: bool = False
    """Whether the other account lets the caller pull."""
    made: Sequence[Sequence[str]] = ()
    """What the same update may make."""
    secret: Sequence[Sequence[str]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    container: Mapping[str, Any] = field(default_factory=dict)
    """Changes of its container."""


def image(name: str, **more: Any) -> Mapping[str, Any]:
    return {"container": {"image": name}, **more}


def data(url: str | None, source: Mapping[str, Any] | None = None, **more: Any) -> Mapping[str, Any]:
    holder = {"s3DataSource": source} if source else None
    return {"container": {"modelDataUrl": url, "modelDataSource": holder}, **more}


def source(uri: str, kind: str = "S3Prefix", compression: str = "None", **more: Any) -> dict[str, Any]:
    return {"s3Uri": uri, "s3DataType": kind, "compressionType": compression, **more}


def role(name: str, **more: Any) -> Mapping[str, Any]:
    return {"model": {"executionRoleArn": name if name.startswith("arn:") else ROLE.replace("inference", name)}, **more}


def vpc(subnets: list[Any], groups: list[Any], **more: Any) -> Mapping[str, Any]:
    return {"model": {"vpcConfig": {"subnets": subnets, "securityGroupIds": groups}}, **more}


def package(name: str, **more: Any) -> Mapping[str, Any]:
    return {"container": {"image": None, "modelDataUrl": None, "modelPackageName": name}, **more}


NO_IMAGE = f"primaryContainer.image: there is no image {OWN}.{HOST}/fraud:1.1.0; {PUSH}"
NO_REPOSITORY = (
    f"primaryContainer.image: there is no repository frauds in ECR of account {OWN} in {REGION}; create it and push "
    "the image, correct the image, or let the model depend on what creates it"
)
ARCHIVED = (
    f"primaryContainer.image: image {OWN}.{HOST}/fraud:old is archived, and nothing can pull it; restore it in ECR, or "
    "give another"
)
NO_BUCKET = (
    "primaryContainer.modelDataUrl: there is no bucket no-such-bucket; create it, correct the name, or let the model "
    "depend on what creates it"
)
ELSEWHERE = (
    "primaryContainer.modelDataUrl: bucket model-data-eu is in eu-west-1 and the model in us-east-1; give model data "
    "of a bucket in us-east-1"
)
NO_MANIFEST = (
    "primaryContainer.modelDataSource.s3DataSource.manifestS3Uri: there is no object s3://model-data/none.json; "
    f"{UPLOAD}"
)
NO_SUBNET = (
    "vpcConfig.subnets[1]: there is no subnet subnet-00000000 in us-east-1; correct the id, or let the model depend on "
    "what creates the subnet"
)
NO_GROUP = (
    "vpcConfig.securityGroupIds[0]: there is no security group sg-00000000 in us-east-1; correct the id, or let the "
    "model depend on what creates the security group"
)
NOT_APPROVED = (
    "primaryContainer.modelPackageName: the approval status of model package {} is {}; approve it, or give another "
    "version"
)
NO_PACKAGE = (
    "primaryContainer.modelPackageName: there is no model package {}; correct its name, or let the model depend on "
    "what creates it"
)
NO_OBJECT = f"primaryContainer.modelDataUrl: there is no object s3://model-data/none.tar.gz; {UPLOAD}"
DENIED_IMAGE = f"ecr:DescribeImages on repository fraud of {OWN}"
DENIED_LIST = "s3:ListBucket on bucket model-data"
DENIED_READ = "s3:GetObject on s3://model-data/fraud/model.tar.gz"
DENIED_ROLE = f"iam:GetRole on {ROLE}"
IN_SOURCE = "primaryContainer.modelDataSource.s3DataSource.s3Uri"
MISSING = f"{OWN}.{HOST}/fraud:1.1.0"

ROWS: dict[str, Row] = {
    "everything is there": Row(),
    # Images
    "no image of the tag": Row(**image(MISSING), said=[NO_IMAGE]),
    "no tag, and there is a latest": Row(**image(f"{OWN}.{HOST}/fraud")),
    "no tag, and no latest": Row(
        **image(f"{FOREIGN}.{HOST}/shared/fraud", open=True, denied=["ecr:DescribeImages"]),
        said=[f"primaryContainer.image: there is no image {FOREIGN}.{HOST}/shared/fraud:latest; {PUSH}"],
    ),
    "no repository": Row(
        **image(f"{OWN}.{HOST}/frauds:1.0.0"),
        said=[NO_REPOSITORY],
    ),
    "digest": Row(**image(f"{OWN}.{HOST}/fraud@{{digest}}")),
    "tag and digest, of which the digest counts": Row(**image(f"{OWN}.{HOST}/fraud:gone@{{digest}}")),
    "no image of the digest": Row(
        **image(f"{OWN}.{HOST}/fraud@sha256:{'0' * 64}"),
        said=[f"primaryContainer.image: there is no image {OWN}.{HOST}/fraud@sha256:{'0' * 64}; {PUSH}"],
    ),
    "OCI index": Row(
        **image(f"{OWN}.{HOST}/fraud:index"),
        said=[
            f"primaryContainer.image: image {OWN}.{HOST}/fraud:index has a manifest of type {OCI_INDEX}, {PUSH_SINGLE}"
        ],
    ),
    "OCI image": Row(
        **image(f"{OWN}.{HOST}/fraud:oci"),
        said=[
            f"primaryContainer.image: image {OWN}.{HOST}/fraud:oci has a manifest of type {OCI_IMAGE}, {PUSH_SINGLE}"
        ],
    ),
    "Docker's list of manifests, of which nothing is known": Row(**image(f"{OWN}.{HOST}/fraud:list")),
    "archived image": Row(
        **image(f"{OWN}.{HOST}/fraud:old"),
        said=[ARCHIVED],
    ),
    "image that ECR gets from another registry when it is pulled": Row(**image(f"{OWN}.{HOST}/hub/library/nginx:1")),
    "own registry may not be described, and pulls": Row(
        **image(MISSING), denied=["ecr:DescribeImages"], said=[NO_IMAGE]
    ),
    "own registry denies": Row(
        **image(MISSING), denied=["ecr:*"], unchecked=f"ecr:DescribeImages on repository fraud of {OWN} is not allowed"
    ),
    "AWS's own registry denies": Row(**image(f"{AWSS}.{HOST}/sagemaker-xgboost:1.7-1")),
    "AWS's own registry denies, without a known account": Row(
        container={"image": f"{AWSS}.{HOST}/sagemaker-xgboost:1.7-1"}, model={"executionRoleArn": UNKNOWN}
    ),
    "foreign registry denies": Row(**image(f"{FOREIGN}.{HOST}/shared/fraud:2.0.0")),
    "foreign registry lets pull": Row(**image(f"{FOREIGN}.{HOST}/shared/fraud:1.0.0", open=True)),
    "foreign registry lets pull, and has no such image": Row(
        **image(f"{FOREIGN}.{HOST}/shared/fraud:2.0.0", open=True),
        said=[f"primaryContainer.image: there is no image {FOREIGN}.{HOST}/shared/fraud:2.0.0; {PUSH}"],
    ),
    "image in a registry of the VPC": Row(
        container={"image": "registry.example/fraud:1", "imageConfig": {"repositoryAccessMode": "Vpc"}},
        model={"vpcConfig": {"subnets": ["{subnet1}"], "securityGroupIds": ["{group1}"]}},
    ),
    "image in ECR, pulled through the VPC": Row(
        container={"image": MISSING, "imageConfig": {"repositoryAccessMode": "Vpc"}},
        model={"vpcConfig": {"subnets": ["{subnet1}"], "securityGroupIds": ["{group1}"]}},
    ),
    "access mode is not known yet": Row(container={"image": MISSING, "imageConfig": {"repositoryAccessMode": UNKNOWN}}),
    "image is not known yet": Row(container={"image": UNKNOWN}),
    "image that this update may push": Row(**image(MISSING), made=[["primaryContainer", "image"]]),
    "container that this update may make": Row(**image(MISSING), made=[["primaryContainer"]]),
    "another property that this update may make": Row(
        **image(MISSING), made=[["primaryContainer", "environment", "X"], ["executionRoleArn"]], said=[NO_IMAGE]
    ),
    "model that depends on something": Row(**image(MISSING), made=[[]]),
    "secret image": Row(
        **image(MISSING),
        secret=[["primaryContainer", "image"]],
        said=[f"primaryContainer.image: there is no image [hidden]; {PUSH}"],
    ),
    "secret image in a registry that denies": Row(
        **image(MISSING),
        secret=[["primaryContainer"]],
        denied=["ecr:*"],
        unchecked="ecr:DescribeImages on [hidden] is not allowed",
    ),
    # Artefacts
    "no object": Row(**data("s3://model-data/none.tar.gz"), said=[NO_OBJECT]),
    "no object, by a path-style URL": Row(
        **data(f"https://s3.{REGION}.amazonaws.com/model-data/none.tar.gz"), said=[NO_OBJECT]
    ),
    "no object, by a URL of the bucket's host": Row(
        **data(f"https://model-data.s3.{REGION}.amazonaws.com/none.tar.gz"), said=[NO_OBJECT]
    ),
    "URL of another host": Row(**data("https://artefacts.example/none.tar.gz")),
    "no bucket": Row(
        **data("s3://no-such-bucket/model.tar.gz"),
        said=[NO_BUCKET],
    ),
    "bucket of another region": Row(
        **data("s3://model-data-eu/model.tar.gz"),
        said=[ELSEWHERE],
    ),
    "bucket of another region, of which nothing may be asked": Row(
        **data("s3://model-data-eu/model.tar.gz"),
        denied=["s3:*"],
        said=[ELSEWHERE],
        unchecked="s3:ListBucket on bucket model-data-eu is not allowed",
    ),
    "no object, and no leave to list": Row(
        **data("s3://model-data/none.tar.gz"), denied=["s3:ListBucket"], unchecked=f"{DENIED_LIST} is not allowed"
    ),
    "no object, and no leave to read": Row(
        **data("s3://model-data/none.tar.gz"), denied=["s3:GetObject"], said=[NO_OBJECT]
    ),
    "object, and no leave to read": Row(denied=["s3:GetObject"], unchecked=f"{DENIED_READ} is not allowed"),
    "no leave for S3 at all": Row(denied=["s3:*"], unchecked=f"{DENIED_LIST} is not allowed"),
    "access point": Row(**data("s3://arn:aws:s3:us-east-1:123456789012:accesspoint/models/none.tar.gz")),
    "alias of an access point": Row(**data("s3://models-abcdefgh-s3alias/none.tar.gz")),
    "directory bucket": Row(**data("s3://models--use1-az4--x-s3/none.tar.gz")),
    "no gzip": Row(
        **data("s3://model-data/fraud/zip.tar.gz"),
        said=[f"primaryContainer.modelDataUrl: s3://model-data/fraud/zip.tar.gz {PACK}"],
    ),
    "no bytes": Row(
        **data("s3://model-data/fraud/empty.tar.gz"),
        said=[f"primaryContainer.modelDataUrl: s3://model-data/fraud/empty.tar.gz {PACK}"],
    ),
    "URL that may be a prefix": Row(**data("s3://model-data/weights")),
    "URL that is no prefix of anything": Row(
        **data("s3://model-data/weight-"),
        said=[f"primaryContainer.modelDataUrl: there is no object s3://model-data/weight-; {UPLOAD}"],
    ),
    "prefix": Row(**data(None, source("s3://model-data/weights/"))),
    "prefix of everything": Row(**data("s3://model-data")),
    "empty prefix": Row(
        **data(None, source("s3://model-data/none/")),
        said=[f"{IN_SOURCE}: there is no object under s3://model-data/none/; {UPLOAD_SOME}"],
    ),
    "prefix that may not be listed": Row(
        **data(None, source("s3://model-data/none/")),
        denied=["s3:ListBucket"],
        unchecked=f"{DENIED_LIST} is not allowed",
    ),
    "object of a source": Row(**data(None, source("s3://model-data/weights/model.bin", "S3Object"))),
    "no object of a source": Row(
        **data(None, source("s3://model-data/weights/none", "S3Object")),
        said=[f"{IN_SOURCE}: there is no object s3://model-data/weights/none; {UPLOAD}"],
    ),
    "gzip of a source": Row(**data(None, source(DATA, "S3Object", "Gzip"))),
    "no gzip of a source": Row(
        **data(None, source("s3://model-data/weights/model.bin", "S3Object", "Gzip")),
        said=[f"{IN_SOURCE}: s3://model-data/weights/model.bin {PACK}"],
    ),
    "source of a hub": Row(
        **data(
            None,
            source(
                "s3://no-such-bucket/x/",
                hubAccessConfig={"hubContentArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/x/Model/y/1.0.0"},
            ),
        )
    ),
    "source with a manifest": Row(
        **data(None, source("s3://model-data/", manifestS3Uri="s3://model-data/weights/manifest.json"))
    ),
    "source with a manifest that is not there": Row(
        **data(None, source("s3://model-data/", manifestS3Uri="s3://model-data/none.json")),
        said=[NO_MANIFEST],
    ),
    "additional source that is not there": Row(
        container={
            "additionalModelDataSources": [
                {"channelName": "a", "s3DataSource": source("s3://model-data/weights/")},
                {"channelName": "b", "s3DataSource": source("s3://model-data/none/")},
            ]
        },
        said=[
            (
                "primaryContainer.additionalModelDataSources[1].s3DataSource.s3Uri: there is no object under "
                f"s3://model-data/none/; {UPLOAD_SOME}"
            )
        ],
    ),
    "many models, and none yet": Row(container={"mode": "MultiModel", "modelDataUrl": "s3://model-data/none/"}),
    "many models in no bucket": Row(
        container={"mode": "MultiModel", "modelDataUrl": "s3://no-such-bucket/none/"},
        said=[NO_BUCKET],
    ),
    "object that this update may upload": Row(
        **data("s3://model-data/none.tar.gz"), made=[["primaryContainer", "modelDataUrl"]]
    ),
    "second container": Row(
        model={
            "primaryContainer": None,
            "containers": [{"image": IMAGE}, {"image": MISSING, "modelDataUrl": "s3://model-data/none.tar.gz"}],
        },
        said=[
            NO_IMAGE.replace("primaryContainer", "containers[1]"),
            NO_OBJECT.replace("primaryContainer", "containers[1]"),
        ],
    ),
    # Roles
    "no role": Row(
        **role("none"), said=[f"executionRoleArn: there is no role arn:aws:iam::{OWN}:role/none; {CREATE_ROLE}"]
    ),
    "role on a path": Row(**role("ml/on-path")),
    "role on another path": Row(
        **role("on-path"),
        said=[
            (
                f"executionRoleArn: there is no role arn:aws:iam::{OWN}:role/on-path, and the role of that name is "
                f"arn:aws:iam::{OWN}:role/ml/on-path; give that ARN, or create the role"
            )
        ],
    ),
    "role of another service": Row(
        **role("lambda"),
        said=[f"executionRoleArn: role arn:aws:iam::{OWN}:role/lambda does not trust SageMaker; {TRUST}"],
    ),
    "role that trusts on a condition": Row(**role("conditional")),
    "role that trusts and denies": Row(**role("denied")),
    "role of another account": Row(**role(f"arn:aws:iam::{FOREIGN}:role/none")),
    "role of another account, and one of that name": Row(**role(f"arn:aws:iam::{FOREIGN}:role/inference")),
    "roles may not be asked for": Row(
        **role("none"), denied=["iam:*"], unchecked=f"iam:GetRole on arn:aws:iam::{OWN}:role/none is not allowed"
    ),
    "role that this update may create": Row(**role("none"), made=[["executionRoleArn"]]),
    "role is not known yet": Row(model={"executionRoleArn": UNKNOWN}),
    # Network
    "network": Row(**vpc(["{subnet1}"], ["{group1}"])),
    "no subnet": Row(
        **vpc(["{subnet1}", "subnet-00000000"], ["{group1}"]),
        said=[NO_SUBNET],
    ),
    "no security group": Row(
        **vpc(["{subnet1}"], ["sg-00000000"]),
        said=[NO_GROUP],
    ),
    "two VPCs": Row(
        **vpc(["{subnet1}"], ["{group2}"]),
        said=["vpcConfig: subnets and security groups are in several VPCs ({vpcs}); give those of one VPC"],
    ),
    "two VPCs of which this update may make one": Row(
        **vpc(["{subnet1}"], ["{group2}"]), made=[["vpcConfig", "securityGroupIds", "0"]]
    ),
    "subnet is not known yet": Row(**vpc([UNKNOWN, "{subnet1}"], ["{group1}"])),
    "subnets may not be asked for": Row(
        **vpc(["subnet-00000000"], ["sg-00000000"]),
        denied=["ec2:DescribeSubnets"],
        said=[NO_GROUP],
        unchecked="ec2:DescribeSubnets is not allowed",
    ),
    # Model packages
    "approved package": Row(**package("{package1}")),
    "package that waits for approval": Row(
        **package("{package2}"),
        said=[NOT_APPROVED.format("{package2}", "PendingManualApproval")],
    ),
    "rejected package": Row(
        **package("{package3}"),
        said=[NOT_APPROVED.format("{package3}", "Rejected")],
    ),
    "no package": Row(
        **package(f"arn:aws:sagemaker:{REGION}:{OWN}:model-package/scores/9"),
        said=[NO_PACKAGE.format(f"arn:aws:sagemaker:{REGION}:{OWN}:model-package/scores/9")],
    ),
    "no package by name": Row(
        **package("none"),
        said=[NO_PACKAGE.format("none")],
    ),
    "package of another account": Row(**package(f"arn:aws:sagemaker:{REGION}:{FOREIGN}:model-package/scores/9")),
    "packages may not be asked for": Row(
        **package("{package2}"),
        denied=["sagemaker:DescribeModelPackage"],
        unchecked="sagemaker:DescribeModelPackage on {package2} is not allowed",
    ),
    # All together
    "nothing is allowed": Row(
        model={"vpcConfig": {"subnets": ["subnet-00000000"], "securityGroupIds": ["sg-00000000"]}},
        denied=["*"],
        unchecked=(
            f"{DENIED_IMAGE}, {DENIED_LIST}, {DENIED_ROLE}, ec2:DescribeSubnets, ec2:DescribeSecurityGroups are not "
            "allowed"
        ),
    ),
    "region is not known yet": Row(**image(MISSING, model={"region": UNKNOWN})),
    "check is left out": Row(**image(MISSING), settings={"sagemaker:preflightSkip": '["image"]'}),
    "other checks are left out": Row(
        **image(MISSING), settings={"sagemaker:preflightSkip": '["gzip", "role", "role-trust"]'}, said=[NO_IMAGE]
    ),
    "trust is left out": Row(**role("lambda"), settings={"sagemaker:preflightSkip": '["role-trust"]'}),
    "preflight is off": Row(**image(MISSING), settings={"sagemaker:preflight": "off"}),
}

_made: dict[tuple[Settings, str], LookupClients] = {}
"""Clients that tests share: the SDK takes longer to make one than a test takes."""


def shared_clients(settings: Settings, region: str) -> LookupClients:
    return _made.setdefault((settings, region), LookupClients(settings, region))


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[LocalAws, dict[str, str]]]:
    with LocalAws() as aws:
        yield aws, furnish(aws) | furnish_network(aws)
        aws.reset()
    _made.clear()


@pytest.fixture
def aws(running: tuple[LocalAws, dict[str, str]]) -> Iterator[LocalAws]:
    yield running[0]
    running[0].deny()
    running[0].close_registries()


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the provider tells the engine's log, in a process that has asked nothing yet."""
    said: list[str] = []
    # However slow the machine is, what is said is the same.
    for timing in ("PREFLIGHT", "PREFLIGHT_TOTAL"):
        monkeypatch.setattr(timings, timing, getattr(timings, timing)._replace(seconds=60))
    for level in ("info", "warn"):
        monkeypatch.setattr(pulumi.log, level, lambda line, level=level: said.append(f"{level}: {line}"))
    preflight = Preflight(Pool(shared_clients))
    monkeypatch.setattr(operations, "_preflight", lambda: preflight)
    return said


def named(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value of a row with what AWS has named in the place of `{name}`."""
    if isinstance(value, str):
        return value.format_map(names)
    if isinstance(value, Mapping):
        return {key: named(item, names) for key, item in value.items()}
    return [named(item, names) for item in value] if isinstance(value, list) else value


def pruned(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if value is not None}


def news(row: Row, names: Mapping[str, str], *, preview: bool = True) -> dict[str, Any]:
    """Return what the program sends."""
    container = pruned({"image": IMAGE, "modelDataUrl": DATA, **row.container})
    told = {PREVIEW: {MADE: list(row.made), SECRETS: list(row.secret)}} if preview else {}
    model = {"executionRoleArn": ROLE, "primaryContainer": container, IDENTITY: WHO, "__provider": "gASV"}
    return {**pruned(named({**model, **row.model}, names)), **told}


def provider(aws: LocalAws, settings: Mapping[str, Any]) -> ModelProvider:
    services = ("s3", "ecr", "iam", "ec2", "sts", "sagemaker")
    configured = {
        "aws:region": REGION,
        "aws:accessKey": "AKIAEXAMPLE",
        "aws:secretKey": "not-a-real-secret",
        "aws:endpoints": json.dumps([dict.fromkeys(services, aws.endpoint)]),
        **settings,
    }
    made = ModelProvider()
    made.configure(dynamic.ConfigureRequest(dynamic.Config(configured, "shop")))
    return made


def arranged(row: Row, running: tuple[LocalAws, dict[str, str]]) -> dict[str, str]:
    """Have the local AWS be as a row says, and return what it has named."""
    aws, names = running
    aws.deny(*row.denied)
    if row.open:
        aws.open_registry(FOREIGN)
    return {**names, "vpcs": ", ".join(sorted((names["vpc1"], names["vpc2"])))}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_given_a_situation_when_previewed_then_what_is_wrong_is_said(
    running: tuple[LocalAws, dict[str, str]], aws: LocalAws, lines: list[str], row: Row
) -> None:
    names = arranged(row, running)

    result = provider(aws, row.settings).check({}, news(row, names))

    assert result.failures == []
    assert PREVIEW not in result.inputs
    warnings = [f"warn: fraud: {named(sentence, names)}" for sentence in row.said]
    infos = [f"info: not checked: {named(row.unchecked, names)}"] if row.unchecked else []
    assert sorted(lines) == sorted(warnings + infos)


FAILING = {
    name: row for name, row in ROWS.items() if (row.said or row.unchecked) and "sagemaker:preflight" not in row.settings
}


@pytest.mark.parametrize("row", FAILING.values(), ids=FAILING)
def test_given_a_situation_when_previews_are_to_fail_then_they_do_by_the_same(
    running: tuple[LocalAws, dict[str, str]], aws: LocalAws, lines: list[str], row: Row
) -> None:
    names = arranged(row, running)

    result = provider(aws, {**row.settings, "sagemaker:preflight": "error"}).check({}, news(row, names))

    assert [failure.reason for failure in result.failures] == [named(sentence, names) for sentence in row.said]
    assert [failure.property for failure in result.failures] == [""] * len(row.said)
    assert len([line for line in lines if line.startswith("warn")]) == 0


def test_given_what_is_not_there_when_updated_then_nothing_is_asked(
    running: tuple[LocalAws, dict[str, str]], aws: LocalAws, lines: list[str]
) -> None:
    before = len(aws.calls)

    provider(aws, {}).check({}, news(ROWS["no image of the tag"], running[1], preview=False))

    assert (lines, aws.calls[before:]) == ([], [])


def test_given_a_model_that_is_there_when_previewed_then_nothing_is_asked(
    running: tuple[LocalAws, dict[str, str]], aws: LocalAws, lines: list[str]
) -> None:
    before, declared = len(aws.calls), news(ROWS["no image of the tag"], running[1])
    state = {key: value for key, value in declared.items() if key != PREVIEW} | {"name": "fraud-a"}

    provider(aws, {}).check(state, declared)

    assert (lines, aws.calls[before:]) == ([], [])


@pytest.mark.parametrize("mode", ["warn", "error"])
def test_given_a_model_to_adopt_when_previewed_then_one_that_is_there_lacks_nothing(
    running: tuple[LocalAws, dict[str, str]], aws: LocalAws, lines: list[str], mode: str
) -> None:
    declared = {**news(ROWS["no image of the tag"], running[1]), "adoptExisting": True}
    asked, models = provider(aws, {"sagemaker:preflight": mode}), {"fraud-there": [], "fraud-none": [NO_IMAGE]}
    aws.client("sagemaker").create_model(
        ModelName="fraud-there", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": IMAGE}
    )

    for name, missed in models.items():
        result = asked.check({}, {**declared, "name": name})
        failed = [failure.reason for failure in result.failures]
        assert (failed + [line.partition("fraud: ")[2] for line in lines]) == missed

    aws.client("sagemaker").delete_model(ModelName="fraud-there")


def test_given_many_models_when_previewed_then_each_question_is_asked_once(
    running: tuple[LocalAws, dict[str, str]], aws: LocalAws, lines: list[str]
) -> None:
    before, asked = len(aws.calls), provider(aws, {})
    for number in range(200):
        tag = ("1.0.0", "latest", "list")[number % 3]
        who = {IDENTITY: f"{WHO}{number}"}
        asked.check({}, {**news(Row(**image(f"{OWN}.{HOST}/fraud:{tag}")), running[1]), **who})

    assert lines == []
    assert len(aws.calls) - before == 6


def test_given_a_problem_when_the_engine_checks_twice_then_it_is_said_once(
    running: tuple[LocalAws, dict[str, str]], aws: LocalAws, lines: list[str]
) -> None:
    asked = provider(aws, {})
    for _ in range(2):
        asked.check({}, news(ROWS["no image of the tag"], running[1]))

    assert lines == [f"warn: fraud: {NO_IMAGE}"]
