"""What AWS is asked about a model, and what its answers mean for it.

Three words recur. A question is one thing that is asked of one service. A query is the questions about one property,
whose answers are judged together. A check is what a stack may leave out by its name, and a query serves one or several.

One more query is a function here that `queries` calls. Its question is in `aws/lookups/`, and its sentences are in
`findings.py`. A new name of a check is a row of `PREFLIGHT_CHECKS` in `aws/setting_kinds.py`. A property that nothing
was asked about before is added to `LOOKED_UP` in `properties.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from pulumi_sagemaker_model.aws import arns
from pulumi_sagemaker_model.aws.lookups import ec2, ecr, iam, s3, sagemaker
from pulumi_sagemaker_model.aws.lookups.outcome import Found, NotThere, Outcome, Question
from pulumi_sagemaker_model.checks.preflight import findings, places, trust
from pulumi_sagemaker_model.checks.preflight.findings import Finding, Path
from pulumi_sagemaker_model.properties import LOOKED_UP

Findings: TypeAlias = Iterator[Finding]


class Query(NamedTuple):
    """Questions whose answers are judged together."""

    path: Path
    """Where the program names what is asked about."""
    checks: tuple[str, ...]
    """The checks that the answers serve."""
    questions: tuple[Question, ...]
    judge: Callable[..., Findings]
    """Takes the outcomes, in the order of the questions."""
    foreign: bool = False
    """Whether it is another account's, or may be. A denial there is not reported."""


def queries(inputs: Mapping[str, Any], region: str) -> Iterator[Query]:
    """Yield what to ask about a model (camelCase inputs; nothing is asked about an unknown), the likeliest first."""
    # The program tells where these come from, and which are secret. So nothing is asked about any other.
    inputs = {key: inputs[key] for key in LOOKED_UP if key in inputs}
    role = inputs.get("executionRoleArn")
    account = arns.account_of(role) if isinstance(role, str) and _ROLE_ARN.fullmatch(role) else None
    for path, container in _containers(inputs):
        yield from _image(path, container, account, region)
        for data_path, source in _data(path, container):
            yield from _artefact(data_path, source, region)
    if account is not None:
        yield from _role(str(role))
    yield from _network(inputs.get("vpcConfig"), region)
    for path, container in _containers(inputs):
        yield from _package((*path, "modelPackageName"), container.get("modelPackageName"), account)


_ROLE_ARN: Final = re.compile(r"arn:[^:]+:iam::\d{12}:role/.+")

REFUSED_MANIFESTS: Final = frozenset(
    {"application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json"}
)
"""Types of manifests that CreateModel refuses. Docker's own list of manifests is not known to be refused.

https://github.com/aws/amazon-sagemaker-feedback/issues/180
"""

_GZIP: Final = b"\x1f\x8b"
"""The first two bytes of gzip data (RFC 1952)."""


def _containers(inputs: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    primary, several = inputs.get("primaryContainer"), inputs.get("containers")
    if isinstance(primary, Mapping):
        yield ("primaryContainer",), primary
    for index, container in enumerate(several if isinstance(several, list) else ()):
        if isinstance(container, Mapping):
            yield ("containers", str(index)), container


def _image(path: Path, container: Mapping[str, Any], account: str | None, region: str) -> Iterator[Query]:
    config = container.get("imageConfig") or {}
    mode = config.get("repositoryAccessMode", "Platform") if isinstance(config, Mapping) else None
    name = container.get("image")
    if not isinstance(name, str) or mode != "Platform" or (image := places.image(name)) is None:
        return
    path = (*path, "image")
    shown = name if image.digest or name.endswith(f":{image.tag}") else f"{name}:{image.tag}"

    def judge(outcome: Outcome[ecr.ImageFacts]) -> Findings:
        if outcome == ecr.REPOSITORY_MISSING:
            facts = {"repository": image.repository, "registry": image.registry, "region": region}
            yield Finding(path, findings.NO_REPOSITORY, facts)
        elif outcome == ecr.IMAGE_MISSING:
            yield Finding(path, findings.NO_IMAGE, {"image": shown})
        elif isinstance(outcome, Found) and outcome.facts.status == "ARCHIVED":
            yield Finding(path, findings.ARCHIVED, {"image": shown})
        elif isinstance(outcome, Found) and outcome.facts.type in REFUSED_MANIFESTS:
            yield Finding(path, findings.MANIFEST, {"image": shown, "type": outcome.facts.type})

    yield Query(path, ("image", "image-manifest"), (image,), judge, image.registry != account)


class _Source(NamedTuple):
    """What a container says of its data."""

    uri: Any
    is_prefix: bool | None
    """Whether the URI stands for all objects whose keys begin so; None where that is not known."""
    is_gzip: bool = False
    may_be_empty: bool = False
    """Whether nothing at all need be there."""


def _data(path: Path, container: Mapping[str, Any]) -> Iterator[tuple[Path, _Source]]:
    """Yield all that a container loads, under its path."""
    url = container.get("modelDataUrl")
    if isinstance(url, str):
        packed = url.endswith(".tar.gz")
        # An endpoint of many models may get the first one after it was made.
        several = container.get("mode", "SingleModel") != "SingleModel"
        yield (*path, "modelDataUrl"), _Source(url, not packed, packed, several)
    yield from _s3_data((*path, "modelDataSource"), container.get("modelDataSource"))
    more = container.get("additionalModelDataSources")
    for index, source in enumerate(more if isinstance(more, list) else ()):
        yield from _s3_data((*path, "additionalModelDataSources", str(index)), source)


def _s3_data(path: Path, holder: Any) -> Iterator[tuple[Path, _Source]]:
    source = holder.get("s3DataSource") if isinstance(holder, Mapping) else None
    # What a hub grants is read with the hub's rights.
    if not isinstance(source, Mapping) or source.get("hubAccessConfig") is not None:
        return
    path, manifest = (*path, "s3DataSource"), source.get("manifestS3Uri")
    kind = {"S3Prefix": True, "S3Object": False}.get(str(source.get("s3DataType")))
    gzip = source.get("compressionType") == "Gzip"
    # With a manifest, the data's URI is what those in the manifest are relative to.
    yield (*path, "s3Uri"), _Source(source.get("s3Uri"), kind if manifest is None else None, gzip)
    yield (*path, "manifestS3Uri"), _Source(manifest, is_prefix=False)


def _artefact(path: Path, source: _Source, region: str) -> Iterator[Query]:
    place = places.place(source.uri) if isinstance(source.uri, str) else None
    if place is None:
        return
    facts = {"bucket": place.bucket, "place": str(place), "region": region}

    def judge_region(outcome: Outcome[s3.Region]) -> Findings:
        if isinstance(outcome, Found) and outcome.facts != region:
            yield Finding(path, findings.OTHER_REGION, {**facts, "found": outcome.facts})

    def judge(outcome: Outcome[s3.Beginning | s3.FirstKey]) -> Findings:
        if outcome == s3.BUCKET_MISSING:
            yield Finding(path, findings.NO_BUCKET, facts)
        elif isinstance(outcome, NotThere) and not source.may_be_empty:
            under = source.is_prefix and (not place.key or place.key.endswith("/"))
            yield Finding(path, findings.NO_OBJECTS if under else findings.NO_OBJECT, facts)
        elif (
            source.is_gzip
            and isinstance(outcome, Found)
            and isinstance(outcome.facts, bytes)
            and outcome.facts != _GZIP
        ):
            yield Finding(path, findings.NO_GZIP, facts)

    yield Query(path, ("bucket-region",), (s3.Bucket(place.bucket),), judge_region)
    if source.is_prefix is not None:
        question = s3.Prefix(*place) if source.is_prefix or not place.key else s3.Object(*place)
        yield Query(path, ("artefact", "gzip") if source.is_gzip else ("artefact",), (question,), judge)


def _role(role: str) -> Iterator[Query]:
    path = ("executionRoleArn",)

    def judge(outcome: Outcome[iam.RoleFacts]) -> Findings:
        if isinstance(outcome, NotThere):
            yield Finding(path, findings.NO_ROLE, {"role": role})
        elif isinstance(outcome, Found) and outcome.facts.arn != role:
            yield Finding(path, findings.OTHER_ROLE, {"role": role, "found": outcome.facts.arn})
        elif isinstance(outcome, Found) and trust.trusts_sagemaker(outcome.facts.trust) is False:
            yield Finding(path, findings.NO_TRUST, {"role": role})

    yield Query(path, ("role", "role-trust"), (iam.Role(role),), judge)


_IN_VPC: Final = {
    "subnets": ("subnet", findings.NO_SUBNET),
    "securityGroupIds": ("security group", findings.NO_SECURITY_GROUP),
}


def _network(config: Any, region: str) -> Iterator[Query]:
    if not isinstance(config, Mapping):
        return
    ids: dict[str, dict[str, int]] = {}
    for key in _IN_VPC:
        items = config.get(key)
        ids[key] = {
            item: index for index, item in enumerate(items if isinstance(items, list) else ()) if isinstance(item, str)
        }
    asked = [key for key in _IN_VPC if ids[key]]

    def judge(*outcomes: Outcome[ec2.Vpcs]) -> Findings:
        vpcs: set[str] = set()
        for key, outcome in zip(asked, outcomes, strict=True):
            if not isinstance(outcome, Found):
                continue
            for id_, index in ids[key].items():
                if id_ not in outcome.facts:
                    yield Finding(("vpcConfig", key, str(index)), _IN_VPC[key][1], {"id": id_, "region": region})
            vpcs |= {vpc for vpc in outcome.facts.values() if vpc}
        if len(vpcs) > 1:
            yield Finding(("vpcConfig",), findings.SEVERAL_VPCS, {"vpcs": ", ".join(sorted(vpcs))})

    if asked:
        questions = tuple(ec2.InVpc(_IN_VPC[key][0], tuple(sorted(ids[key]))) for key in asked)
        yield Query(("vpcConfig",), ("network",), questions, judge)


def _package(path: Path, name: Any, account: str | None) -> Iterator[Query]:
    if not isinstance(name, str):
        return
    foreign = name.startswith("arn:") and arns.account_of(name) != account

    def judge(outcome: Outcome[sagemaker.PackageFacts]) -> Findings:
        if isinstance(outcome, NotThere) and not foreign:
            yield Finding(path, findings.NO_PACKAGE, {"package": name})
        elif isinstance(outcome, Found):
            approval, status = outcome.facts.approval, outcome.facts.status
            if status in {"Failed", "Deleting"}:
                yield Finding(path, findings.NOT_COMPLETE, {"package": name, "found": status})
            elif approval in {"Rejected", "PendingManualApproval"}:
                yield Finding(path, findings.NOT_APPROVED, {"package": name, "found": approval})

    yield Query(path, ("model-package",), (sagemaker.ModelPackage(name),), judge, foreign)
