"""Each rule kept and broken in every way to declare a model, with unknowns and with waivers."""

from typing import Any, Final

from pulumi_sagemaker_policy import ABSENT, UNKNOWN
from tests.unit.policies.corpus.table import (
    CERTAIN,
    IMAGE,
    MODEL,
    REGISTRY,
    SHOWN,
    blocks,
    container,
    every,
    row,
    waits,
    waived,
    warns,
)

_ENDS: Final = "2027-01-31"
_WAIVER: Final = {
    "urn": "urn:pulumi:dev::shop::*::fraud",
    "reason": "until it is mended",
    "owner": "risk",
    "expires": _ENDS,
}
_WAIVED: Final = {"network-isolation": {"waivers": [_WAIVER]}, "environment-secrets": {"waivers": [_WAIVER]}}
_WAIVED_ISOLATION: Final = {"network-isolation": {"waivers": [_WAIVER]}}
_EXPIRED: Final = {"network-isolation": {"waivers": [{**_WAIVER, "expires": "2026-10-31"}]}}
_LAST_DAY: Final = {"network-isolation": {"waivers": [{**_WAIVER, "expires": "2026-11-01"}]}}
_ELSEWHERE: Final = {"network-isolation": {"waivers": [{**_WAIVER, "urn": "*::search"}]}}
_OPEN: Final = {"enableNetworkIsolation": False}

EVERYTHING_WRONG: Final[dict[str, Any]] = {
    "name": "my-test-2",
    "region": "us-east-1",
    "enableNetworkIsolation": ABSENT,
    "executionRoleArn": "fraud",
    "vpcConfig": {"subnets": ["subnet-9a"], "securityGroupIds": []},
    "tags": {"Team": "risk", "CostCenter": "300"},
    **container(image="python:3.12", modelDataUrl="s3://a/b", environment={"HF_TOKEN": "obviously-fake-token"}),
}
"""Changes that every rule objects to."""

_MISSING: Final = (
    blocks("network-isolation", "enableNetworkIsolation", "is not set"),
    blocks("tag-allowlist", "tags", 'required tag "team" is missing'),
    blocks("vpc-config", "vpcConfig.subnets", "in no VPC"),
    blocks("execution-role", "executionRoleArn", "is missing"),
    blocks("allowed-regions", "region", "is missing"),
    blocks("naming", "name", "is missing"),
)

ROWS: Final = (
    *every("compliant", {}),
    # Each rule broken, and no other.
    *every("network-isolation: off", _OPEN, blocks("network-isolation", "enableNetworkIsolation", "is false")),
    *every(
        "network-isolation: not set",
        {"enableNetworkIsolation": ABSENT},
        blocks("network-isolation", "enableNetworkIsolation", "is not set"),
    ),
    *every(
        "tag-allowlist: a key that nobody agreed on",
        {"tags": {"team": "risk", "Environment": "prod"}},
        blocks("tag-allowlist", 'tags["Environment"]', '"Environment" is not allowed'),
    ),
    *every(
        "tag-policy: a value that the policy does not have",
        {"tags": {"team": "risk", "CostCenter": "300"}},
        blocks("tag-policy", 'tags["CostCenter"]', "a value that the tag policy does not allow"),
    ),
    *every("vpc-config: no VPC", {"vpcConfig": ABSENT}, blocks("vpc-config", "vpcConfig.subnets", "in no VPC")),
    *every(
        "image-registry: a stranger's account",
        container(image=IMAGE.replace("123456789012", "210987654321")),
        blocks("image-registry", "primaryContainer.image", "registry or repository that is not allowed"),
    ),
    *every(
        "image-digest: a tag",
        container(image=f"{REGISTRY}/ml/fraud:1.4.2"),
        blocks("image-digest", "primaryContainer.image", "by a digest"),
    ),
    *every(
        "execution-role: another path",
        {"executionRoleArn": "arn:aws:iam::123456789012:role/administrator"},
        blocks("execution-role", "executionRoleArn", "a role with a path that is not allowed"),
    ),
    *every(
        "model-data-location: a stranger's bucket",
        container(modelDataUrl="s3://someones-bucket/model.tar.gz"),
        blocks("model-data-location", "primaryContainer.modelDataUrl", "a place that is not allowed"),
    ),
    *every(
        "environment-secrets: a password",
        container(environment={"DB_PASSWORD": "fake-password-of-a-database"}),
        warns('primaryContainer.environment["DB_PASSWORD"]', "sounds like the key of a secret"),
    ),
    *every(
        "allowed-regions: elsewhere",
        {"region": "us-east-1"},
        blocks("allowed-regions", "region", "a region that is not allowed"),
    ),
    *every("naming: another scheme", {"name": "my-test-2"}, blocks("naming", "name", "not as agreed")),
    # Nothing at all is declared: what has to be there is missing, and what may be is not judged.
    *every("nothing is set", dict.fromkeys(MODEL, ABSENT), *_MISSING, ways=CERTAIN),
    *every("every property is null", dict.fromkeys(MODEL, None), *_MISSING, ways=CERTAIN),
    # Not known before the update.
    *every(
        "every property is unknown",
        dict.fromkeys(MODEL, UNKNOWN),
        waits("network-isolation", "enableNetworkIsolation"),
        waits("tag-allowlist", "tags"),
        waits("tag-policy", "tags"),
        waits("vpc-config", "vpcConfig"),
        waits("image-registry", "primaryContainer"),
        waits("image-digest", "primaryContainer"),
        waits("execution-role", "executionRoleArn"),
        waits("model-data-location", "primaryContainer"),
        waits("environment-secrets", "primaryContainer"),
        waits("allowed-regions", "region"),
        waits("naming", "name"),
        ways=SHOWN,
    ),
    *every(
        "isolation is unknown, and that blocks",
        {"enableNetworkIsolation": UNKNOWN},
        blocks("network-isolation", "enableNetworkIsolation", "set to decide at preview"),
        ways=SHOWN,
        settings={"network-isolation": {"on_unknown": "violation"}},
    ),
    *every(
        "isolation is unknown, and that is skipped",
        {"enableNetworkIsolation": UNKNOWN},
        ways=SHOWN,
        settings={"network-isolation": {"on_unknown": "skip"}},
    ),
    # Waivers.
    *every(
        "waived",
        _OPEN | container(environment={"DB_PASSWORD": "fake-password-of-a-database"}),
        waived("network-isolation", "is false"),
        waived("environment-secrets", "sounds like the key of a secret"),
        settings=_WAIVED,
    ),
    *every(
        "waived though nothing is wrong",
        {},
        waived("network-isolation", "The waiver is not needed"),
        waived("environment-secrets", "The waiver is not needed"),
        settings=_WAIVED,
    ),
    *every(
        "waived until yesterday",
        _OPEN,
        blocks("network-isolation", "enableNetworkIsolation", "expired on 2026-10-31"),
        settings=_EXPIRED,
    ),
    row("ours", "waived until today", _OPEN, waived("network-isolation", "is false"), settings=_LAST_DAY),
    row(
        "aws",
        "waived for another model",
        _OPEN,
        blocks("network-isolation", "enableNetworkIsolation", "is false"),
        settings=_ELSEWHERE,
    ),
    *every(
        "waived for the model whose name this one's ends with",
        _OPEN,
        blocks("network-isolation", "enableNetworkIsolation", "is false"),
        settings=_WAIVED_ISOLATION,
        name="x::fraud",
    ),
    row(
        "ours",
        "waived across the parts of the URN",
        _OPEN,
        waived("network-isolation", "is false"),
        settings={"network-isolation": {"waivers": [{**_WAIVER, "urn": "urn:pulumi:dev::**::fraud"}]}},
        name="x::fraud",
    ),
    *every(
        "waived, but for another part of the resource",
        _OPEN,
        blocks("network-isolation", "enableNetworkIsolation", "is false"),
        settings={"network-isolation": {"waivers": [{**_WAIVER, "part": "Nested"}]}},
    ),
    *every(
        "waived by the path of what is wrong",
        _OPEN,
        waived("network-isolation", "is false"),
        settings={"network-isolation": {"waivers": [{**_WAIVER, "part": "*solation"}]}},
    ),
    row(
        "aws-native",
        "a rule's waiver lifts no other rule",
        _OPEN | {"name": "my-test-2"},
        waived("network-isolation", "is false"),
        blocks("naming", "name", "not as agreed"),
        settings={"network-isolation": {"waivers": [_WAIVER]}},
    ),
    row(
        "extension",
        "waived and unknown: the update needs the waiver too",
        {"enableNetworkIsolation": UNKNOWN},
        settings={"network-isolation": {"waivers": [_WAIVER]}},
    ),
)
"""The rows of this table."""
