"""Values: what looks like a secret and is none, what names a source of code or weights, and what is only a slip."""

from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from pulumi_sagemaker_policy.testing import AWS
from tests.unit.policies.corpus.table import (
    IMAGE,
    MODEL,
    REGISTRY,
    SHOWN,
    Found,
    Row,
    blocks,
    container,
    every,
    raw,
    row,
    waits,
    warns,
)
from tests.unit.policies.ways import STACK


def _variable(key: str) -> str:
    return f'primaryContainer.environment["{key}"]'


def _one(way: str, key: str, value: object, *findings: Found, **settings: Any) -> Row:
    title = f"variable {key}: {value!r}"[:80]
    return row(way, title, container(environment={key: value}), *findings, settings=settings or None)


def _sounds(way: str, key: str) -> Row:
    return _one(way, key, "obviously-fake", warns(_variable(key), "sounds like the key of a secret"))


def _looks(way: str, key: str, value: str, name: str) -> Row:
    return _one(way, key, value, warns(_variable(key), f"looks like {name}"))


_CONNECTION: Final = "a connection string with a password"

SECRETS: Final = (
    _sounds("ours", "DB_PASS"),
    _sounds("aws", "DBPASSWORD"),
    _sounds("aws-native", "ACCESSKEY"),
    _sounds("extension", "HFTOKEN"),
    _sounds("cloud control", "API_KEYS"),
    _sounds("stack", "DB_PASSWORD_PROD"),
    _sounds("ours", "clientSecretB64"),
    _sounds("ours", "OPENAI_KEY"),
    *every(
        "variable __target, for which the SDK's proxies have an answer",
        container(environment={"__target": "AKIA" + "Q" * 16}),
        warns(_variable("__target"), "an AWS access key ID"),
    ),
    row(
        "aws",
        "variable __target that is unknown, beside a secret",
        container(environment={"__target": UNKNOWN, "HF_TOKEN": "obviously-fake"}),
        warns(_variable("HF_TOKEN"), "sounds like"),
    ),
    _looks("ours", "SETTINGS", "jdbc:postgresql://db.example/fraud?user=a&password=obviously-fake", _CONNECTION),
    _looks("aws", "SETTINGS", "host=db.example password=obviously-fake", _CONNECTION),
    _looks("stack", "SETTINGS", "Driver={SQL};Server=db.example;Uid=a;Pwd=obviously-fake;", _CONNECTION),
    _looks("ours", "SETTINGS", "AccountName=a;AccountKey=b2J2aW91c2x5IGZha2U=;EndpointSuffix=x", _CONNECTION),
    _looks("ours", "SETTINGS", "Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=obviouslyfake=", _CONNECTION),
    _looks("ours", "SETTINGS", "xapp-1-A0OBVIOUSLY-0-fake", "a Slack token"),
    _looks("aws", "SETTINGS", "gldt-" + "obviously-fake-token", "a GitLab token"),
    _looks("aws-native", "SETTINGS", "api_org_" + "obviouslyfake" * 3, "a Hugging Face token"),
)

NO_SECRETS: Final = (
    _one("ours", "GOOGLE_APPLICATION_CREDENTIALS", "/opt/ml/model/google.json"),
    _one("aws", "AWS_CREDENTIALS", "/path"),
    _one("aws-native", "PWD", "/opt/ml/model"),
    _one("stack", "STOP_TOKEN", "<|end|>"),
    _one("extension", "MAX_TOKEN", "256"),
    _one("cloud control", "OPENAI_API_KEY", "EMPTY"),
    _one("ours", "DB_SECRET", "fraud/database"),
    _one("ours", "DB_PASSWORD", "${DB_PASSWORD}"),
    _one("ours", "DATABASE", "postgres://fraud:${DB_PASSWORD}@db.example/fraud"),
    _one("ours", "DATABASE", "host=db.example password=<password>"),
    _one("ours", "KMS_ENCRYPTION_KEY", "alias/obviously-harmless"),
    # Only CloudFormation resolves such a text. Elsewhere it stays what it is, and shows no secret.
    _one("ours", "SERVER_PROFILE", "{{resolve:secretsmanager:fraud/profile}}"),
)

_HUB: Final = "names a source outside S3 that is not allowed"


def _source(way: str, key: str, value: object, says: str = "") -> Row:
    return _one(way, key, value, *([blocks("model-data-location", _variable(key), says)] if says else []))


SOURCES: Final = (
    *every(
        "source: code elsewhere",
        container(environment={"SAGEMAKER_SUBMIT_DIRECTORY": "s3://someones-bucket/code.tar.gz"}),
        blocks("model-data-location", _variable("SAGEMAKER_SUBMIT_DIRECTORY"), "names a place that is not allowed"),
    ),
    *every(
        "source: a model of a hub",
        container(environment={"HF_MODEL_ID": "someone/model"}),
        blocks("model-data-location", _variable("HF_MODEL_ID"), _HUB),
    ),
    _source("ours", "HF_MODEL_ID", "s3://someones-bucket/model/", "names a place that is not allowed"),
    _source("ours", "HF_MODEL_ID", "s3://ml-models/fraud/"),
    _source("ours", "HF_MODEL_ID", "/opt/ml/model"),
    _source("aws", "SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code"),
    _source("aws", "SAGEMAKER_SUBMIT_DIRECTORY", "s3://ml-models/fraud/code.tar.gz"),
    _source("aws", "OPTION_MODEL_ID", "someone/model", _HUB),
    _source("aws", "SM_VLLM_MODEL", "someone/model", _HUB),
    _source("aws", "SERVING_LOAD_MODELS", "test::Python=/opt/ml/model"),
    _source("aws", "SERVING_LOAD_MODELS", "a=/opt/ml/model,b=djl://someone/model", _HUB),
    _source("stack", "HF_TASK", "text-generation"),
    _source("stack", "SAGEMAKER_PROGRAM", "inference.py"),
    _source("stack", "MODEL_NAME", "someone/model"),
    _source("ours", "HF_MODEL_ID", ""),
    _source("ours", "HF_MODEL_ID", 5, "is a number"),
    *every(
        "source: unknown",
        container(environment={"HF_MODEL_ID": UNKNOWN}),
        waits("model-data-location", _variable("HF_MODEL_ID")),
        ways=SHOWN,
    ),
    _one("ours", "HF_MODEL_ID", "us/model", **{"model-data-location": {"hub_models": ["us/*"]}}),
    _one(
        "ours",
        "HF_MODEL_ID",
        "them/model",
        blocks("model-data-location", _variable("HF_MODEL_ID"), _HUB),
        **{"model-data-location": {"hub_models": ["us/*"]}},
    ),
)

_DOWNLOADING: Final[Mapping[str, Any]] = {
    "enableNetworkIsolation": ABSENT,
    **container(modelDataUrl=None, environment={"HF_MODEL_ID": "us/model"}),
}
_OURS: Final = {"model-data-location": {"hub_models": ["us/*"]}}

DOWNLOADS: Final = (
    *every(
        "a model that downloads its artefact, which isolation forbids",
        _DOWNLOADING,
        blocks("network-isolation", "enableNetworkIsolation", "is not set"),
        settings=_OURS,
    ),
)

SLIPS: Final = tuple(
    row(
        "ours",
        f"image: {says}",
        container(image=image),
        blocks("image-registry", "primaryContainer.image", f"Amazon ECR, as it {says}."),
        *([blocks("image-digest", "primaryContainer.image", "by a digest")] if tagged else []),
    )
    for image, says, tagged in (
        (f"\t{IMAGE}", "begins with a blank", False),
        (f"{REGISTRY}/ml/fraud:1\n", "ends with a blank", True),
        (f"{REGISTRY}/ml/Fraud:1", "has capitals before its tag", True),
        (f"{REGISTRY}:443/ml/fraud:1", "names a port", True),
        (f"docker://{IMAGE}", "begins with a scheme", False),
        (f" {REGISTRY}:443/ml/Fraud", "begins with a blank and names a port and has capitals before its tag", True),
    )
)

_PROPERTIES: Final = {**MODEL, "region": "", "containers": []}

EMPTY: Final = (
    raw(
        AWS,
        "an empty text is none to Terraform's providers",
        {
            **_PROPERTIES,
            **container(
                modelPackageName="", modelDataSource={"s3DataSources": [{"s3Uri": "s3://ml-models/a/", "x": ""}]}
            ),
        },
    ),
    raw(
        AWS,
        "an empty image is none",
        {**_PROPERTIES, **container(image="")},
        *(blocks(rule, "primaryContainer.image", "is missing") for rule in ("image-registry", "image-digest")),
    ),
    raw(
        AWS,
        "an empty value of a tag is one",
        {**_PROPERTIES, "tags": {"team": "risk", "env": ""}},
        blocks("tag-allowlist", 'tags["env"]', "has a value that is not allowed"),
    ),
    raw(STACK, "an empty URL of a template is none", {"templateUrl": "", "templateBody": "{}"}),
    row(
        "ours",
        "an empty model package is one",
        container(modelPackageName=""),
        blocks("model-data-location", "primaryContainer.modelPackageName", "a model package that is not allowed"),
    ),
)

ROWS: Final = (*SECRETS, *NO_SECRETS, *SOURCES, *DOWNLOADS, *SLIPS, *EMPTY)
"""The rows of these tables."""
