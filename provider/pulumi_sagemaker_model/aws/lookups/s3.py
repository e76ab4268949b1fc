"""What S3 tells of buckets, objects and prefixes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

from pulumi_sagemaker_model.aws import sdk
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, NotThere, Outcome, asked

Region: TypeAlias = str
"""The region that a bucket is in."""

Beginning: TypeAlias = bytes | None
"""The first two bytes of an object, or None where they may not be read."""

FirstKey: TypeAlias = str | None
"""The first key that begins with a prefix, or None where there is none."""


@dataclass(frozen=True)
class Bucket:
    """A bucket: in which region it is, which AWS says also to those who may ask nothing else."""

    name: str
    service: ClassVar = "s3"

    def ask(self, clients: Clients) -> Outcome[Region]:
        """Answer with its region; that there is none is not told."""
        s3 = clients.of("s3")

        def head() -> Outcome[Region]:
            try:
                answer = s3.head_bucket(Bucket=self.name)
            except sdk.exceptions.ClientError as error:
                # A HEAD has no body, so its 404 may be anybody's: whether there is a bucket, the other questions tell.
                answer = error.response
            region = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("x-amz-bucket-region")
            return Found(region) if region else CannotTell()

        return asked(s3, "s3:ListBucket", head)


@dataclass(frozen=True)
class Object:
    """An object: whether it is there, and how it begins."""

    bucket: str
    key: str
    service: ClassVar = "s3"

    def ask(self, clients: Clients) -> Outcome[Beginning]:
        """Answer with its beginning, or which of `bucket` and `object` is not there."""
        s3, needed = clients.of("s3"), f"s3:GetObject on s3://{self.bucket}/{self.key}"
        outcome = asked(s3, needed, lambda: self._begun(s3), _NO_OBJECT)
        if isinstance(outcome, CannotTell) and outcome.denied:
            # Who deploys a model need not read its data; and who may not list does not learn what is not there.
            return self._listed(s3, needed)
        return outcome

    def _begun(self, s3: Any) -> Outcome[Beginning]:
        answer = s3.get_object(Bucket=self.bucket, Key=self.key, Range="bytes=0-1")
        body = answer["Body"]
        try:
            # Every object has an ETag, and the page of a proxy has none.
            return Found(body.read(2)) if answer.get("ETag") else CannotTell()
        finally:
            body.close()

    def _listed(self, s3: Any, needed: str) -> Outcome[Beginning]:
        outcome = _first_key(s3, self.bucket, self.key)
        if not isinstance(outcome, Found):
            return outcome
        # Of all keys that begin with this one it comes first.
        return Found(None, needed) if outcome.facts == self.key else NotThere("object")


@dataclass(frozen=True)
class Prefix:
    """A prefix: whether the key of any object begins so."""

    bucket: str
    prefix: str
    service: ClassVar = "s3"

    def ask(self, clients: Clients) -> Outcome[FirstKey]:
        """Answer that there is one, or which of `bucket` and `objects` is not there."""
        outcome = _first_key(clients.of("s3"), self.bucket, self.prefix)
        return NotThere("objects") if isinstance(outcome, Found) and outcome.facts is None else outcome


BUCKET_MISSING: Final = NotThere("bucket")

_NO_BUCKET: Final[Mapping[str, NotThere]] = {"NoSuchBucket": BUCKET_MISSING}
_NO_OBJECT: Final[Mapping[str, Outcome[Beginning]]] = {
    **_NO_BUCKET,
    "NoSuchKey": NotThere("object"),
    "InvalidRange": Found(b""),
}


def _first_key(s3: Any, bucket: str, prefix: str) -> Outcome[FirstKey]:

    def listed() -> Outcome[FirstKey]:
        answer = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)
        if contents := answer.get("Contents"):
            return Found(contents[0]["Key"])
        return Found(None) if answer.get("KeyCount") == 0 else CannotTell()

    return asked(s3, f"s3:ListBucket on bucket {bucket}", listed, _NO_BUCKET)
