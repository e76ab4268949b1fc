"""Where the CLI keeps the state of the tests' stacks: in files or, as a team does, in a bucket of S3."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from tools.local_aws import LocalAws

_BUCKET: Final = "state"


class Backend(Protocol):
    """A place that holds documents by key, as the CLI's own backends do."""

    @property
    def url(self) -> str:
        """What the CLI calls it."""

    def read(self, key: str) -> str:
        """Return a document."""

    def write(self, key: str, document: str) -> None:
        """Replace a document."""


class Files(NamedTuple):
    """A folder."""

    folder: Path

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def read(self, key: str) -> str:
        return (self.folder / key).read_text()

    def write(self, key: str, document: str) -> None:
        file = self.folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(document)


class Bucket(NamedTuple):
    """A bucket that the local AWS has until it is reset."""

    aws: LocalAws

    @property
    def url(self) -> str:
        return f"s3://{_BUCKET}?region=us-east-1&endpoint={self.aws.endpoint}&s3ForcePathStyle=true&awssdk=v2"

    @property
    def _s3(self) -> Any:
        return self.aws.client("s3")

    def make(self) -> None:
        """Make the bucket."""
        self._s3.create_bucket(Bucket=_BUCKET)

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of the documents whose keys begin so."""
        found = self._s3.list_objects_v2(Bucket=_BUCKET, Prefix=prefix)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def read(self, key: str) -> str:
        body: bytes = self._s3.get_object(Bucket=_BUCKET, Key=key)["Body"].read()
        return body.decode()

    def write(self, key: str, document: str) -> None:
        self._s3.put_object(Bucket=_BUCKET, Key=key, Body=document.encode())
