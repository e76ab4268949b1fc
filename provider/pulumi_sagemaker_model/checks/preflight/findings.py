"""What preflight says: a table of sentences. What is not in it is silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from pulumi_sagemaker_model.aws import redaction

Path: TypeAlias = Sequence[str]
"""Keys and indices, from the properties down to a value."""


class Sentence(NamedTuple):
    """What is wrong, and what to do; what is in braces is filled in."""

    check: str
    """The check that finds it, of `setting_kinds.PREFLIGHT_CHECKS`."""
    wrong: str
    remedy: str


NO_BUCKET: Final = Sentence(
    "artefact",
    "there is no bucket {bucket}",
    "create it, correct the name, or let the model depend on what creates it",
)
NO_OBJECT: Final = Sentence(
    "artefact",
    "there is no object {place}",
    "upload it, correct the location, or let the model depend on what uploads it",
)
NO_OBJECTS: Final = Sentence(
    "artefact",
    "there is no object under {place}",
    "upload some, correct the location, or let the model depend on what uploads them",
)
OTHER_REGION: Final = Sentence(
    "bucket-region",
    "bucket {bucket} is in {found} and the model in {region}",
    "give model data of a bucket in {region}",
)
NO_GZIP: Final = Sentence(
    "gzip",
    "{place} is declared as a gzip archive and is none",
    "pack it by tar -czf, or declare it as it is by model_data_source",
)
NO_REPOSITORY: Final = Sentence(
    "image",
    "there is no repository {repository} in ECR of account {registry} in {region}",
    "create it and push the image, correct the image, or let the model depend on what creates it",
)
NO_IMAGE: Final = Sentence(
    "image",
    "there is no image {image}",
    "push it, correct its tag or digest, or let the model depend on what pushes it",
)
ARCHIVED: Final = Sentence(
    "image",
    "image {image} is archived, and nothing can pull it",
    "restore it in ECR, or give another",
)
MANIFEST: Final = Sentence(
    "image-manifest",
    "image {image} has a manifest of type {type}, which SageMaker refuses",
    "push it as a single Docker image, by docker buildx build --provenance=false "
    "--output type=image,oci-mediatypes=false,push=true",
)
NO_ROLE: Final = Sentence(
    "role",
    "there is no role {role}",
    "create it, correct the ARN, or let the model depend on what creates it",
)
OTHER_ROLE: Final = Sentence(
    "role",
    "there is no role {role}, and the role of that name is {found}",
    "give that ARN, or create the role",
)
NO_TRUST: Final = Sentence(
    "role-trust",
    "role {role} does not trust SageMaker",
    "let its trust policy allow sts:AssumeRole to sagemaker.amazonaws.com",
)
NO_SUBNET: Final = Sentence(
    "network",
    "there is no subnet {id} in {region}",
    "correct the id, or let the model depend on what creates the subnet",
)
NO_SECURITY_GROUP: Final = Sentence(
    "network",
    "there is no security group {id} in {region}",
    "correct the id, or let the model depend on what creates the security group",
)
SEVERAL_VPCS: Final = Sentence(
    "network",
    "subnets and security groups are in several VPCs ({vpcs})",
    "give those of one VPC",
)
NO_PACKAGE: Final = Sentence(
    "model-package",
    "there is no model package {package}",
    "correct its name, or let the model depend on what creates it",
)
NOT_APPROVED: Final = Sentence(
    "model-package",
    "the approval status of model package {package} is {found}",
    "approve it, or give another version",
)
NOT_COMPLETE: Final = Sentence(
    "model-package",
    "the status of model package {package} is {found}",
    "give one whose status is Completed",
)

HIDDEN: Final = "[hidden]"
"""Stands for what the program declared secret."""


class Finding(NamedTuple):
    """Something that is certainly wrong, and where the program says it."""

    path: Path
    sentence: Sentence
    facts: Mapping[str, Any] = MappingProxyType({})

    def wrong(self, secret: Iterable[Path]) -> str:
        """Return what is wrong and where, without what is secret."""
        return self._filled(self.sentence.wrong, secret)

    def whole(self, secret: Iterable[Path]) -> str:
        """Return the whole sentence, without what is secret."""
        return self._filled(f"{self.sentence.wrong}; {self.sentence.remedy}", secret)

    def _filled(self, text: str, secret: Iterable[Path]) -> str:
        hidden = any(related(self.path, path) for path in secret)
        facts = dict.fromkeys(self.facts, HIDDEN) if hidden else self.facts
        return f"{shown(self.path)}: {redaction.shown(text.format(**facts))}"


def shown(path: Path) -> str:
    """Return a path as people write it: `containers[0].image`."""
    return "".join(f"[{key}]" if key.isdecimal() else f".{key}" for key in path).removeprefix(".")


def related(one: Path, other: Path) -> bool:
    """Tell whether one of two paths leads to the other, or both are one."""
    return all(a == b for a, b in zip(one, other, strict=False))


def covers(one: Path, other: Path) -> bool:
    """Tell whether a path leads to all that another leads to."""
    return len(one) <= len(other) and related(one, other)
