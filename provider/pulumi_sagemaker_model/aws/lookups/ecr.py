"""What ECR tells of images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple

from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, NotThere, Outcome, asked

MANIFESTS: Final = (
    "application/vnd.docker.distribution.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
)
"""Every type of manifest that ECR keeps: an image of a type that a caller does not accept is not given to it."""

_EVERYTHING: Final = "ROOT"
"""The prefix of a rule of ECR that goes for all repositories."""

REPOSITORY_MISSING: Final = NotThere("repository")
IMAGE_MISSING: Final = NotThere("image")

_MISSING: Final[Mapping[str, NotThere]] = {
    "RepositoryNotFoundException": REPOSITORY_MISSING,
    "ImageNotFoundException": IMAGE_MISSING,
}


class ImageFacts(NamedTuple):
    """What ECR tells of an image, as far as it does."""

    type: str | None
    """The media type of its manifest."""
    status: str | None


@dataclass(frozen=True)
class Image:
    """An image in a private registry: whether it is there, and of what type."""

    registry: str
    """The account."""
    repository: str
    tag: str
    digest: str = ""
    """Counts before the tag."""
    service: ClassVar = "ecr"

    def ask(self, clients: Clients) -> Outcome[ImageFacts]:
        """Answer with facts, or `REPOSITORY_MISSING`, or `IMAGE_MISSING`."""
        ecr, needed = clients.of("ecr"), f"ecr:DescribeImages on repository {self.repository} of {self.registry}"
        outcome = asked(ecr, needed, lambda: self._described(ecr), _MISSING)
        if isinstance(outcome, CannotTell) and outcome.denied:
            # A registry that lets an account pull need not let it describe.
            pulled = asked(ecr, needed, lambda: self._pulled(ecr), _MISSING)
            return outcome if isinstance(pulled, CannotTell) else pulled
        if isinstance(outcome, NotThere) and self._may_be_pulled_through(ecr):
            return CannotTell()
        if outcome == IMAGE_MISSING:
            archived = asked(ecr, needed, lambda: self._described(ecr, filter={"imageStatus": "ARCHIVED"}), _MISSING)
            return archived if isinstance(archived, Found) and archived.facts.status == "ARCHIVED" else outcome
        return outcome

    @property
    def _parameters(self) -> dict[str, Any]:
        identifier = {"imageDigest": self.digest} if self.digest else {"imageTag": self.tag}
        return {"registryId": self.registry, "repositoryName": self.repository, "imageIds": [identifier]}

    def _described(self, ecr: Any, **more: Any) -> Outcome[ImageFacts]:
        details = ecr.describe_images(**self._parameters, **more).get("imageDetails")
        if not details:
            return CannotTell()
        return Found(ImageFacts(details[0].get("imageManifestMediaType"), details[0].get("imageStatus")))

    def _may_be_pulled_through(self, ecr: Any) -> bool:
        """Tell whether ECR gets the image from another registry when it is first pulled."""

        def listed() -> Outcome[bool]:
            answer = ecr.describe_pull_through_cache_rules(registryId=self.registry)
            prefixes = [rule.get("ecrRepositoryPrefix") or "" for rule in answer.get("pullThroughCacheRules") or ()]
            return Found(any(prefix == _EVERYTHING or self.repository.startswith(f"{prefix}/") for prefix in prefixes))

        outcome = asked(ecr, "ecr:DescribePullThroughCacheRules", listed)
        return isinstance(outcome, Found) and outcome.facts

    def _pulled(self, ecr: Any) -> Outcome[ImageFacts]:
        answer = ecr.batch_get_image(**self._parameters, acceptedMediaTypes=list(MANIFESTS))
        if images := answer.get("images"):
            return Found(ImageFacts(images[0].get("imageManifestMediaType"), None))
        codes = [failure.get("failureCode") for failure in answer.get("failures") or ()]
        return IMAGE_MISSING if codes == ["ImageNotFound"] else CannotTell()
