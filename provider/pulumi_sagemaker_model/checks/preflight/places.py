"""Where images and model data are: the parts of their names that AWS is asked about."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pulumi_sagemaker_model.aws.lookups.ecr import Image
from pulumi_sagemaker_model.checks.hosts import ECR_IMAGE

LATEST: Final = "latest"
"""The tag of an image that is named without one."""

_S3: Final = re.compile(r"s3://(?P<bucket>[^/]+)/?(?P<key>.*)", re.DOTALL)
_S3_URL: Final = re.compile(
    r"https://(?:(?P<host>[^/]+?)\.)?s3(?:[.-](?!website|vpce)[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?/(?P<path>[^%+?#]*)",
    re.IGNORECASE,
)
_BUCKET: Final = re.compile(r"(?!.*(--x-s3|-s3alias|--ol-s3)$)[A-Za-z0-9._-]{3,63}")
"""A bucket, and not an access point or a bucket of one zone, which are asked in other ways."""


class Place(NamedTuple):
    """Where an object, or many with one prefix, are in S3."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def place(uri: str) -> Place | None:
    """Return the place that a URI names, or None for one that cannot be asked about."""
    if found := _S3.fullmatch(uri):
        bucket, key = found["bucket"], found["key"]
    elif found := _S3_URL.fullmatch(uri):
        bucket, key = (found["host"], found["path"]) if found["host"] else found["path"].partition("/")[::2]
    else:
        return None
    return Place(bucket, key) if _BUCKET.fullmatch(bucket) else None


def image(name: str) -> Image | None:
    """Return the image that a name stands for, or None for one that is in no private registry of ECR."""
    host = ECR_IMAGE.match(name)
    if host is None:
        return None
    path, _, digest = name[host.end() :].partition("@")
    repository, _, tag = path.partition(":")
    return Image(host["account"], repository, "" if digest else tag or LATEST, digest)
