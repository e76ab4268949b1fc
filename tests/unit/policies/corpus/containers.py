"""Containers: images, model packages, artefacts and environments."""

from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import Secret
from tests.unit.policies.corpus.table import (
    CONTAINER,
    DIGEST,
    IMAGE,
    PACKAGE,
    REGISTRY,
    SHOWN,
    Found,
    Row,
    blocks,
    container,
    container_unjudged,
    container_waits,
    every,
    row,
    waits,
    warns,
)

_AT: Final = "primaryContainer.image"
_OUTSIDE: Final = blocks("image-registry", _AT, "no image in a private registry of Amazon ECR")
_STRANGER: Final = blocks("image-registry", _AT, "registry or repository that is not allowed")
_REGION: Final = blocks("image-registry", _AT, "in a region that is not allowed")
_TAG: Final = blocks("image-digest", _AT, "by a digest")


def _image(way: str, title: str, image: object, *findings: Found, **settings: Any) -> Row:
    chosen = {"image-registry": settings} if settings else None
    return row(way, f"image: {title}", container(image=image), *findings, settings=chosen)


_URL: Final = "primaryContainer.modelDataUrl"
_PLACE: Final = blocks("model-data-location", _URL, "a place that is not allowed")
_NO_URL: Final = blocks("model-data-location", _URL, "no URL of S3 that can be judged")


def _data(way: str, title: str, url: object, *findings: Found) -> Row:
    return row(way, f"artefact: {title}", container(modelDataUrl=url), *findings)


def _source(way: str, title: str, source: object, *findings: Found) -> Row:
    return row(way, f"artefact: {title}", container(modelDataUrl=None, modelDataSource=source), *findings)


def _environment(way: str, title: str, environment: object, *findings: Found, **settings: Any) -> Row:
    chosen = {"environment-secrets": settings} if settings else None
    return row(way, f"environment: {title}", container(environment=environment), *findings, settings=chosen)


def _variable(key: str) -> str:
    return f'primaryContainer.environment["{key}"]'


_PIPELINE: Final = {"primaryContainer": ABSENT}
_STRANGERS: Final = "arn:aws:sagemaker:eu-west-1:210987654321:model-package/fraud/3"


def _package(rule: str, path: str) -> Found:
    return blocks(rule, path, "a model package that is not allowed")


IMAGES: Final = (
    _image("ours", "a digest", IMAGE),
    _image("aws", "a tag and a digest", f"{REGISTRY}/ml/fraud:1.4.2@{DIGEST}"),
    _image("aws-native", "a tag", f"{REGISTRY}/ml/fraud:1.4.2", _TAG),
    _image("stack", "neither, which is latest", f"{REGISTRY}/ml/fraud", _TAG),
    _image("ours", "a digest that is too short", f"{REGISTRY}/ml/fraud@sha256:{'0' * 63}", _OUTSIDE, _TAG),
    _image("ours", "a digest in capitals", f"{REGISTRY}/ml/fraud@sha256:{'A' * 64}", _OUTSIDE, _TAG),
    _image("aws", "a digest of another algorithm", f"{REGISTRY}/ml/fraud@sha512:{'0' * 128}", _OUTSIDE, _TAG),
    _image("ours", "a tag that looks like a digest", f"{REGISTRY}/ml/fraud:sha256-{'0' * 64}", _TAG),
    _image("ours", "a look-alike of the registry's host", f"{REGISTRY}.evil.example/ml/fraud@{DIGEST}", _OUTSIDE),
    _image("aws", "a port behind the registry's host", f"{REGISTRY}:443/ml/fraud@{DIGEST}", _OUTSIDE),
    _image("aws-native", "the registry as a user's name", f"{REGISTRY}@evil.example/ml/fraud@{DIGEST}", _OUTSIDE),
    _image("extension", "the registry as a folder", f"evil.example/{REGISTRY}/ml/fraud@{DIGEST}", _OUTSIDE),
    _image("cloud control", "a homoglyph in the host", IMAGE.replace("amazon", "am\u0430zon"), _OUTSIDE),
    _image("ours", "a host in capitals", IMAGE.replace("amazonaws", "AMAZONAWS"), _OUTSIDE),
    _image("ours", "a scheme", f"https://{IMAGE}", _OUTSIDE),
    _image("ours", "a blank before it", f" {IMAGE}", _OUTSIDE),
    _image("ours", "a blank after it", f"{IMAGE} ", _OUTSIDE, _TAG),
    _image("stack", "an account with a digit more", f"1{IMAGE}", _OUTSIDE),
    _image("aws", "another account", IMAGE.replace("123456789012", "210987654321"), _STRANGER),
    _image("aws", "another repository", IMAGE.replace("/ml/", "/web/"), _STRANGER),
    _image("aws", "a repository that ends as an agreed one begins", IMAGE.replace("/ml/", "/web/ml/"), _STRANGER),
    _image("ours", "a repository by way of an agreed one", IMAGE.replace("/ml/", "/ml/../web/"), _OUTSIDE),
    _image("ours", "a repository with an empty part", IMAGE.replace("/ml/", "/ml//"), _OUTSIDE),
    _image("ours", "a repository with all that ECR takes", IMAGE.replace("fraud", "fraud-v2/gpu_a.b")),
    _image("ours", "another region", IMAGE.replace("eu-west-1", "us-east-1"), _REGION),
    _image(
        "ours",
        "another account in another region",
        IMAGE.replace("eu-west-1", "us-east-1").replace("123456789012", "210987654321"),
        _STRANGER,
        _REGION,
    ),
    _image("aws", "GovCloud", IMAGE.replace("eu-west-1", "us-gov-west-1"), regions=["us-gov-*"]),
    _image("aws", "GovCloud, where only Europe is agreed", IMAGE.replace("eu-west-1", "us-gov-west-1"), _REGION),
    _image("aws", "China", IMAGE.replace("eu-west-1.amazonaws.com", "cn-north-1.amazonaws.com.cn"), regions=["cn-*"]),
    _image(
        "aws",
        "a look-alike of China's host",
        IMAGE.replace("eu-west-1.amazonaws.com", "cn-north-1.amazonaws.com.cn.evil.example"),
        _OUTSIDE,
        regions=["cn-*"],
    ),
    _image("ours", "the host with IPv6", IMAGE.replace("dkr.ecr.eu-west-1.amazonaws.com", "dkr-ecr.eu-west-1.on.aws")),
    _image("ours", "Docker Hub", "python:3.12", _OUTSIDE, _TAG),
    _image("ours", "the public gallery", f"public.ecr.aws/docker/library/python@{DIGEST}", _OUTSIDE),
    _image("aws-native", "AWS's own", f"763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference@{DIGEST}"),
    _image(
        "aws-native",
        "AWS's own, in a region that AWS serves from another account",
        f"683313688378.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost@{DIGEST}",
        _STRANGER,
    ),
    _image("ours", "empty", "", _OUTSIDE, _TAG),
    *every(
        "image: null",
        container(image=None),
        *(blocks(rule, _AT, "is missing") for rule in ("image-registry", "image-digest")),
    ),
    _image("ours", "a number", 5, *(blocks(rule, _AT, "is a number") for rule in ("image-registry", "image-digest"))),
    _image("aws", "a list", [IMAGE], *(blocks(rule, _AT, "is a list") for rule in ("image-registry", "image-digest"))),
    *every(
        "image: unknown",
        container(image=UNKNOWN),
        *(waits(rule, _AT) for rule in ("image-registry", "image-digest")),
        ways=SHOWN,
    ),
    _image("ours", "a secret that is agreed", Secret(IMAGE)),
    _image("ours", "a secret that is not", Secret("fake-secret.example/image:1"), _OUTSIDE, _TAG),
    _image("aws", "anything in ECR, as no registry is named", IMAGE.replace("/ml/", "/web/"), allowed=[], regions=[]),
    row(
        "aws",
        "image: AWS's Semantic Segmentation, which cannot be isolated",
        {
            "enableNetworkIsolation": False,
            **container(image=f"685385470294.dkr.ecr.eu-west-1.amazonaws.com/semantic-segmentation@{DIGEST}"),
        },
        blocks("network-isolation", _AT, "Semantic Segmentation"),
    ),
    row(
        "aws",
        "image: an own one that is called as AWS's",
        {"enableNetworkIsolation": False, **container(image=f"{REGISTRY}/ml/semantic-segmentation@{DIGEST}")},
        blocks("network-isolation", "enableNetworkIsolation", "is false"),
    ),
)

SEVERAL: Final = (
    *every(
        "several containers, of which one is bad",
        _PIPELINE | {"containers": [CONTAINER, {**CONTAINER, "image": "python:3.12"}, CONTAINER]},
        blocks("image-registry", "containers[1].image", "no image in a private registry"),
        blocks("image-digest", "containers[1].image", "by a digest"),
    ),
    *every("several containers, all good", _PIPELINE | {"containers": [CONTAINER, CONTAINER]}),
    row(
        "ours",
        "a primary container that is good beside one that is not",
        {"containers": [{**CONTAINER, "modelDataUrl": "s3://someones-bucket/a"}]},
        blocks("model-data-location", "containers[0].modelDataUrl", "a place that is not allowed"),
    ),
    row(
        "aws",
        "an unknown container beside a bad one",
        _PIPELINE | {"containers": [UNKNOWN, {**CONTAINER, "image": "python:3.12"}]},
        blocks("image-registry", "containers[1].image", "no image in a private registry"),
        blocks("image-digest", "containers[1].image", "by a digest"),
        *container_waits("containers[0]"),
    ),
    row("aws", "an empty list of containers, which AWS refuses", _PIPELINE | {"containers": []}),
    row(
        "aws-native",
        "a container that is a text",
        _PIPELINE | {"containers": [IMAGE]},
        *container_unjudged("containers[0]", "is a string"),
    ),
    row(
        "aws-native",
        "containers that are a map",
        _PIPELINE | {"containers": CONTAINER},
        *container_unjudged("containers", "is a map"),
    ),
)

PACKAGES: Final = (
    *every("package: an agreed one", {"primaryContainer": {"modelPackageName": PACKAGE}}),
    *every(
        "package: a stranger's",
        {"primaryContainer": {"modelPackageName": _STRANGERS}},
        _package("image-registry", "primaryContainer.modelPackageName"),
        _package("model-data-location", "primaryContainer.modelPackageName"),
    ),
    row(
        "ours",
        "package: none is agreed",
        {"primaryContainer": {"modelPackageName": PACKAGE}},
        _package("image-registry", "primaryContainer.modelPackageName"),
        settings={"image-registry": {"model_packages": []}},
    ),
    row(
        "ours",
        "package: a stranger's beside an image of one's own",
        container(modelPackageName=_STRANGERS),
        _package("model-data-location", "primaryContainer.modelPackageName"),
    ),
    row(
        "aws",
        "package: a name instead of an ARN",
        {"primaryContainer": {"modelPackageName": "fraud"}},
        _package("image-registry", "primaryContainer.modelPackageName"),
        _package("model-data-location", "primaryContainer.modelPackageName"),
    ),
    row(
        "stack",
        "package: one of two is a stranger's",
        _PIPELINE | {"containers": [{"modelPackageName": PACKAGE}, {"modelPackageName": _STRANGERS}]},
        _package("image-registry", "containers[1].modelPackageName"),
        _package("model-data-location", "containers[1].modelPackageName"),
    ),
    *every(
        "package: unknown",
        {"primaryContainer": {"modelPackageName": UNKNOWN}},
        waits("image-registry", "primaryContainer.modelPackageName"),
        waits("model-data-location", "primaryContainer.modelPackageName"),
        ways=SHOWN,
    ),
)

_S3: Final = "primaryContainer.modelDataSource.s3DataSource"
_OTHER: Final = "s3://someones-bucket/model/"

ARTEFACTS: Final = (
    _data("ours", "s3://", "s3://ml-models/fraud/model.tar.gz"),
    _data("ours", "https, the bucket in the host", "https://ml-models.s3.eu-west-1.amazonaws.com/fraud/model.tar.gz"),
    _data("aws", "https, the bucket in the path", "https://s3.eu-west-1.amazonaws.com/ml-models/fraud/model.tar.gz"),
    _data("aws", "https, dual-stack", "https://ml-models.s3.dualstack.eu-west-1.amazonaws.com/model.tar.gz"),
    _data("aws", "https, China", "https://ml-models.s3.cn-north-1.amazonaws.com.cn/model.tar.gz"),
    _data("aws", "https, GovCloud", "https://s3-fips.us-gov-west-1.amazonaws.com/ml-models/model.tar.gz"),
    _data("stack", "a folder of agreed buckets", "s3://ml-models-eu/released/model.tar.gz"),
    _data("stack", "another folder of agreed buckets", "s3://ml-models-eu/drafts/model.tar.gz", _PLACE),
    _data("ours", "another bucket", "s3://someones-bucket/ml-models/model.tar.gz", _PLACE),
    _data("ours", "a bucket that begins as an agreed one", "s3://ml-models.evil.example/model.tar.gz", _PLACE),
    _data("ours", "a bucket that ends as an agreed one", "s3://evil-ml-models/model.tar.gz", _PLACE),
    _data("ours", "a bucket in capitals", "s3://ML-models/model.tar.gz", _PLACE),
    _data("ours", "a homoglyph in the bucket", "s3://ml-m\u043edels/model.tar.gz", _PLACE),
    _data("ours", "the bucket as a user's name", "s3://ml-models@someones-bucket/model.tar.gz", _PLACE),
    _data("ours", "a folder with the name of a bucket's folder", "s3://ml-models-eu/x/released/model.tar.gz", _PLACE),
    _data("aws", "https, another bucket in the host", "https://evil.s3.amazonaws.com/ml-models/model.tar.gz", _PLACE),
    _data("aws", "https, another bucket in the path", "https://s3.amazonaws.com/evil/ml-models/model.tar.gz", _PLACE),
    _data(
        "aws", "https, the agreed bucket left by ..", "https://s3.amazonaws.com/ml-models/../evil/model.tar.gz", _NO_URL
    ),
    _data("aws", "https, a look-alike host", "https://ml-models.s3.amazonaws.com.evil.example/model.tar.gz", _NO_URL),
    _data("aws", "https, a port", "https://s3.amazonaws.com:443/ml-models/model.tar.gz", _NO_URL),
    _data("aws", "https, the host as a user's name", "https://s3.amazonaws.com@evil.example/ml-models/a", _NO_URL),
    _data("aws", "http", "http://ml-models.s3.amazonaws.com/model.tar.gz", _NO_URL),
    _data("aws", "https, a query", "https://ml-models.s3.amazonaws.com/model.tar.gz?versionId=1", _NO_URL),
    _data("aws-native", "an access point's ARN", "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/fraud/a", _PLACE),
    _data("aws-native", "an access point's alias", "s3://fraud-0a1b2c-s3alias/model.tar.gz", _PLACE),
    _data(
        "aws-native",
        "an access point's host",
        "https://fraud-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/model.tar.gz",
        _NO_URL,
    ),
    row(
        "aws-native",
        "artefact: an access point that is agreed",
        container(modelDataUrl="s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/fraud/model.tar.gz"),
        settings={"model-data-location": {"allowed": ["s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/fraud/"]}},
    ),
    _data("ours", "a local file", "file:///models/model.tar.gz", _NO_URL),
    _data("ours", "another scheme in capitals", "S3://ml-models/model.tar.gz", _NO_URL),
    _data("ours", "a blank before it", " s3://ml-models/model.tar.gz", _NO_URL),
    _data("ours", "empty", "", _NO_URL),
    _data("ours", "null", None),
    _data("ours", "a number", 5, blocks("model-data-location", _URL, "is a number")),
    *every("artefact: unknown", container(modelDataUrl=UNKNOWN), waits("model-data-location", _URL), ways=SHOWN),
    _source("ours", "a data source", {"s3DataSource": {"s3Uri": "s3://ml-models/fraud/"}}),
    *every(
        "artefact: a data source elsewhere",
        container(modelDataSource={"s3DataSource": {"s3Uri": _OTHER}}),
        blocks("model-data-location", f"{_S3}.s3Uri", "a place that is not allowed"),
    ),
    _source(
        "aws-native",
        "a manifest elsewhere",
        {"s3DataSource": {"s3Uri": "s3://ml-models/fraud/", "manifestS3Uri": _OTHER}},
        blocks("model-data-location", f"{_S3}.manifestS3Uri", "a place that is not allowed"),
    ),
    _source(
        "aws",
        "a list of data sources, of which the second is elsewhere",
        {"s3DataSources": [{"s3Uri": "s3://ml-models/fraud/"}, {"s3Uri": _OTHER}]},
        blocks(
            "model-data-location",
            "primaryContainer.modelDataSource.s3DataSources[1].s3Uri",
            "a place that is not allowed",
        ),
    ),
    _source(
        "aws",
        "a list of data sources, of which one is unknown",
        {"s3DataSources": [UNKNOWN]},
        waits("model-data-location", "primaryContainer.modelDataSource.s3DataSources[0]"),
    ),
    _source("aws", "an empty list of data sources", {"s3DataSources": []}),
    _source(
        "ours",
        "a data source that is a text",
        _OTHER,
        blocks("model-data-location", "primaryContainer.modelDataSource", "is a string"),
    ),
    *every(
        "artefact: an additional one elsewhere",
        container(
            additionalModelDataSources=[
                {"channelName": "a", "s3DataSource": {"s3Uri": "s3://ml-models/adapter/"}},
                {"channelName": "b", "s3DataSource": {"s3Uri": _OTHER}},
            ]
        ),
        blocks(
            "model-data-location",
            "primaryContainer.additionalModelDataSources[1].s3DataSource.s3Uri",
            "a place that is not allowed",
        ),
    ),
    row(
        "aws",
        "artefact: an additional one that is unknown",
        container(additionalModelDataSources=UNKNOWN),
        waits("model-data-location", "primaryContainer.additionalModelDataSources"),
    ),
)

_KEY_ID: Final = "AKIA" + "Q" * 16

ENVIRONMENTS: Final = (
    _environment("ours", "none", None),
    _environment("ours", "empty", {}),
    _environment(
        "aws",
        "a token by its key",
        {"HF_TOKEN": "obviously-fake-token"},
        warns(_variable("HF_TOKEN"), '"HF_TOKEN" sounds'),
    ),
    _environment(
        "aws", "a key in camel case", {"apiKey": "obviously-fake-key"}, warns(_variable("apiKey"), '"apiKey" sounds')
    ),
    _environment(
        "aws",
        "an access key under any key",
        {"SETTINGS": _KEY_ID},
        warns(_variable("SETTINGS"), "an AWS access key ID"),
    ),
    _environment(
        "aws-native",
        "a URL with a password",
        {"DATABASE": "postgres://fraud:obviously-fake@db.example/fraud"},
        warns(_variable("DATABASE"), "a URL with a password"),
    ),
    _environment(
        "stack",
        "a private key in the middle of a text",
        {"SETTINGS": "first\n-----BEGIN RSA " + "PRIVATE KEY-----\nobviously fake"},
        warns(_variable("SETTINGS"), "a private key"),
    ),
    _environment(
        "ours",
        "a Pulumi secret is plain text in AWS",
        {"DB_PASSWORD": Secret("fake-secret-password")},
        warns(_variable("DB_PASSWORD"), "sounds like"),
    ),
    _environment("ours", "a Pulumi secret under a harmless key", {"SERVER_PROFILE": Secret("fake-secret-profile")}),
    _environment(
        "ours", "all of it a secret", Secret({"API_KEY": "fake-secret-key"}), warns(_variable("API_KEY"), "sounds like")
    ),
    _environment("ours", "the name of a secret", {"DB_PASSWORD_NAME": "fraud/database"}),
    _environment(
        "ours", "the ARN of a secret", {"DB_PASSWORD": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"}
    ),
    _environment("ours", "a language model's own tokens", {"MAX_NEW_TOKENS": "256", "EOS_TOKEN": "</s>"}),
    _environment(
        "ours", "switches as numbers and words", {"USE_AUTH_TOKEN": "1", "SEND_TOKEN": "off", "LOG_SECRET": "No"}
    ),
    _environment(
        "ours",
        "PostgreSQL's own",
        {"PGPASSWORD": "obviously-fake-password"},
        warns(_variable("PGPASSWORD"), "sounds like"),
    ),
    _environment(
        "ours",
        "a blank without width in a key",
        {"HF\u200b_TOKEN": "obviously-fake-token"},
        warns(r'primaryContainer.environment["HF\u200b_TOKEN"]', "sounds like"),
    ),
    _environment("ours", "a long text that is none", {"SETTINGS": "a." * 16_000}),
    _environment("ours", "a secret within JSON, which is beyond looks", {"SETTINGS": '{"password": "obviously-fake"}'}),
    _environment("aws", "an unknown value under a harmless key", {"ENDPOINT": UNKNOWN}),
    _environment(
        "aws",
        "an unknown value under a harmless key, where all must be known",
        {"ENDPOINT": UNKNOWN},
        warns(_variable("ENDPOINT"), "set to decide at preview"),
        on_unknown="violation",
    ),
    _environment("ours", "a switch", {"USE_TOKEN": "true", "API_KEY": ""}),
    _environment("ours", "null under a secret's key", {"DB_PASSWORD": None}),
    _environment("ours", "a key that is agreed", {"PUBLIC_TOKEN": "obviously-fake-token"}, ignored=["PUBLIC_*"]),
    _environment(
        "ours", "a number under a secret's key", {"DB_PASSWORD": 1234}, warns(_variable("DB_PASSWORD"), "sounds like")
    ),
    *every(
        "environment: an unknown value",
        container(environment={"HF_TOKEN": UNKNOWN}),
        waits("environment-secrets", _variable("HF_TOKEN")),
        ways=SHOWN,
    ),
    *every(
        "environment: unknown",
        container(environment=UNKNOWN),
        waits("environment-secrets", "primaryContainer.environment"),
        # It may name where the container loads from.
        waits("model-data-location", "primaryContainer.environment"),
        ways=SHOWN,
    ),
    _environment(
        "aws-native",
        "a text",
        "HF_TOKEN=obviously-fake-token",
        warns("primaryContainer.environment", "is a string"),
        blocks("model-data-location", "primaryContainer.environment", "is a string"),
    ),
    _environment(
        "ours",
        "a key with a quote",
        {'A"TOKEN': "obviously-fake-token"},
        warns(r'primaryContainer.environment["A\"TOKEN"]', "sounds like"),
    ),
    *every(
        "environment: secrets in several containers",
        _PIPELINE
        | {
            "containers": [
                {**CONTAINER, "environment": {"API_KEY": "obviously-fake-key"}},
                {**CONTAINER, "environment": {"HF_TOKEN": "obviously-fake-token"}},
            ]
        },
        warns('containers[0].environment["API_KEY"]', '"API_KEY" sounds'),
        warns('containers[1].environment["HF_TOKEN"]', '"HF_TOKEN" sounds'),
    ),
)

ROWS: Final = (*IMAGES, *SEVERAL, *PACKAGES, *ARTEFACTS, *ENVIRONMENTS)
"""The rows of these tables."""
