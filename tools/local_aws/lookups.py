"""What S3, ECR, IAM and EC2 answer to questions, where moto differs from AWS: who may ask, and from which region.

moto lets every caller ask everything, keeps one registry, and knows no archived images. Each correction here is held by
`tests/contract/test_lookups.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from moto.backends import get_backend
from moto.utilities.utils import get_partition

if TYPE_CHECKING:
    from moto.ecr.models import Image

_XML = "application/xml"
_JSON = "application/x-amz-json-1.1"
_DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
_TARGETS = {"AmazonEC2ContainerRegistry_V20150921": "ecr", "SageMaker": "sagemaker"}


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = {}


@dataclass(frozen=True)
class Question:
    """A signed request: which operation of which service it asks for."""

    service: str
    region: str
    action: str
    """As IAM calls what it needs, without the service: `ListBucket` for HeadBucket."""
    parameters: Mapping[str, Any]


class Lookups:
    """What the caller may ask, and the answers that are not moto's."""

    def __init__(self, account: str) -> None:
        self._account = account
        self.reset()

    def reset(self) -> None:
        """Allow everything, and close all registries but the caller's own."""
        self._denied: tuple[str, ...] = ()
        self._open: set[str] = set()
        self._archived: set[str] = set()
        self._pulled_through: list[str] = []

    def deny(self, *actions: str) -> None:
        """Allow everything but these actions, `ecr:DescribeImages` or `s3:*`, to the caller."""
        self._denied = actions

    def push(  # noqa: PLR0913  (an image and where it goes)
        self,
        repository: str,
        tag: str,
        region: str,
        registry: str,
        media_type: str = _DOCKER,
        *,
        archived: bool = False,
    ) -> str:
        """Put an image into a registry, whose repository is made if need be, and return its digest."""
        ecr = get_backend("ecr")[registry][region]
        if repository not in ecr.repositories:
            ecr.create_repository(repository, registry, {}, None, "MUTABLE", [])
        manifest = json.dumps({"schemaVersion": 2, "mediaType": media_type, "config": {"digest": tag}})
        # As AWS does. moto would choose one of a hundred, and two images could have the same.
        digest = f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}"
        ecr.put_image(repository, manifest, tag, media_type, digest)
        if archived:
            self._archived.add(digest)
        return digest

    def pull_through(self, prefix: str) -> None:
        """Have ECR get the images of repositories below a prefix from another registry, when they are pulled."""
        self._pulled_through.append(prefix)

    def open_registry(self, registry: str) -> None:
        """Let the caller pull from the registry of another account."""
        self._open.add(registry)

    def close_registries(self) -> None:
        """Let the caller pull from no other account."""
        self._open.clear()

    def answer(self, environ: Mapping[str, Any], body: bytes) -> Answer | None:
        """Answer a request, or return None where moto does as AWS would."""
        question = _question(environ, body)
        if question is None:
            return None
        asked = {"s3": self._s3, "ecr": self._ecr}.get(question.service)
        if asked is not None:
            return asked(question, environ["REQUEST_METHOD"] == "HEAD")
        return _DENIALS[question.service](question) if self._is_denied(question.service, question.action) else None

    def _is_denied(self, service: str, action: str) -> bool:
        return any(fnmatchcase(f"{service}:{action}", pattern) for pattern in self._denied)

    def _s3(self, question: Question, head: bool) -> Answer | None:  # noqa: FBT001  (as its callers give it)
        name, key = question.parameters["bucket"], question.parameters["key"]
        bucket = get_backend("s3")[self._account][get_partition(question.region)].buckets.get(name)
        region = {"x-amz-bucket-region": bucket.region_name} if bucket else {}
        if bucket and bucket.region_name != question.region:
            return _s3_error(301, "PermanentRedirect", f"<Bucket>{escape(name)}</Bucket>", region, head=head)
        # Who may not list a bucket does not learn which keys it lacks.
        hidden = key and self._is_denied("s3", "ListBucket") and not (bucket and key in bucket.keys)
        if hidden or self._is_denied("s3", question.action):
            return _s3_error(403, "AccessDenied", "", {} if key else region, head=head)
        return None

    def _ecr(self, question: Question, _head: bool) -> Answer | None:  # noqa: FBT001  (as its callers give it)
        registry = question.parameters.get("registryId", self._account)
        # A registry lets others pull, and tells them nothing else.
        foreign = registry != self._account and not (question.action == "BatchGetImage" and registry in self._open)
        if foreign or self._is_denied("ecr", question.action):
            return _DENIALS["ecr"](question)
        if question.action == "DescribePullThroughCacheRules":
            rules = [{"ecrRepositoryPrefix": prefix, "registryId": registry} for prefix in self._pulled_through]
            return _json(200, {"pullThroughCacheRules": rules})
        if question.action not in {"DescribeImages", "BatchGetImage"} or "imageIds" not in question.parameters:
            return None
        repository = get_backend("ecr")[registry][question.region].repositories.get(
            question.parameters["repositoryName"]
        )
        if repository is None:
            name = question.parameters["repositoryName"]
            text = f"The repository with name '{name}' does not exist in the registry with id '{registry}'"
            return _json_error("RepositoryNotFoundException", text)
        found = [(one, _matching(repository.images, one)) for one in question.parameters["imageIds"]]
        answers = self._described if question.action == "DescribeImages" else self._pulled
        return answers(question, found)

    def _described(self, question: Question, found: list[tuple[Mapping[str, str], Image | None]]) -> Answer:
        wanted = question.parameters.get("filter", {}).get("imageStatus", "ACTIVE")
        details = []
        for identifier, image in found:
            digest = image.get_image_digest() if image else ""
            status = "ARCHIVED" if digest in self._archived else "ACTIVE"
            if image is None or wanted not in {status, "ANY"}:
                return _json_error("ImageNotFoundException", f"The image with imageId {identifier} does not exist")
            details.append(
                {
                    "registryId": image.registry_id,
                    "repositoryName": image.repository_name,
                    "imageDigest": digest,
                    "imageTags": image.image_tags,
                    "imageManifestMediaType": image.image_manifest_media_type,
                    "imageStatus": status,
                }
            )
        return _json(200, {"imageDetails": details})

    def _pulled(self, question: Question, found: list[tuple[Mapping[str, str], Image | None]]) -> Answer:
        # Without a list AWS gives what old clients of Docker can read.
        accepted = question.parameters.get("acceptedMediaTypes") or [_DOCKER]
        images, failures = [], []
        for identifier, image in found:
            if image is None or image.get_image_digest() in self._archived:
                code = "ImageNotFound"
            elif image.image_manifest_media_type not in accepted:
                code = "ImageInaccessible"
            else:
                images.append(
                    {
                        "registryId": image.registry_id,
                        "repositoryName": image.repository_name,
                        "imageId": identifier,
                        "imageManifest": image.image_manifest,
                        "imageManifestMediaType": image.image_manifest_media_type,
                    }
                )
                continue
            failures.append({"imageId": identifier, "failureCode": code, "failureReason": "Requested image not found"})
        return _json(200, {"images": images, "failures": failures})


def _question(environ: Mapping[str, Any], body: bytes) -> Question | None:
    """Return what a signed request asks for, or None where this module has nothing to say of it."""
    try:
        scope = environ["HTTP_AUTHORIZATION"].split("Credential=")[1].split(",")[0]
        _, _, region, service, _ = scope.split("/")
    except (KeyError, IndexError, ValueError):
        return None
    if service == "s3":
        return _question_of_s3(environ, region)
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        prefix, _, action = target.rpartition(".")
        named = _TARGETS.get(prefix)
        return Question(named, region, action, json.loads(body or b"{}")) if named else None
    if service in {"iam", "ec2"}:
        parameters = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        return Question(service, region, parameters.get("Action", ""), parameters)
    return None


def _question_of_s3(environ: Mapping[str, Any], region: str) -> Question | None:
    bucket, _, key = unquote(environ.get("RAW_URI", environ["PATH_INFO"]).partition("?")[0]).lstrip("/").partition("/")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not bucket:
        return None
    return Question("s3", region, "GetObject" if key else "ListBucket", {"bucket": bucket, "key": key})


def _matching(images: list[Image], identifier: Mapping[str, str]) -> Image | None:
    for image in images:
        if identifier.get("imageTag") in image.image_tags or identifier.get("imageDigest") == image.get_image_digest():
            return image
    return None


def _json(status: int, content: Mapping[str, Any]) -> Answer:
    return Answer(status, json.dumps(content).encode(), {"Content-Type": _JSON})


def _json_error(code: str, message: str) -> Answer:
    return _json(400, {"__type": code, "message": message})


def _s3_error(status: int, code: str, more: str, headers: Mapping[str, str], *, head: bool) -> Answer:
    body = f"<Error><Code>{code}</Code><Message>{code}</Message>{more}</Error>"
    return Answer(status, b"" if head else body.encode(), {**headers, "Content-Type": _XML})


def _denied(question: Question) -> str:
    action = f"{question.service}:{question.action}"
    return f"User: arn:aws:iam::123456789012:user/tester is not authorized to perform: {action}"


def _denied_in_json(question: Question) -> Answer:
    return _json_error("AccessDeniedException", _denied(question))


def _denied_by_iam(question: Question) -> Answer:
    error = f"<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{_denied(question)}</Message></Error>"
    space = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"'
    return Answer(403, f"<ErrorResponse {space}>{error}</ErrorResponse>".encode(), {"Content-Type": _XML})


def _denied_by_ec2(question: Question) -> Answer:
    error = f"<Error><Code>UnauthorizedOperation</Code><Message>{_denied(question)}</Message></Error>"
    return Answer(403, f"<Response><Errors>{error}</Errors></Response>".encode(), {"Content-Type": _XML})


_DENIALS: Mapping[str, Callable[[Question], Answer]] = {
    "ecr": _denied_in_json,
    "sagemaker": _denied_in_json,
    "iam": _denied_by_iam,
    "ec2": _denied_by_ec2,
}
"""How each service says that the caller may not do something."""
