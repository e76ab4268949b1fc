"""What the URI of a container image says: whose registry it is in, where, and which image of which repository.

The provider (`checks/hosts.py`) and the local AWS (`tools/local_aws/refusals.py`) know such hosts on their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.aws_facts.accounts import AWS_ACCOUNTS
from pulumi_sagemaker_policy.aws_facts.partitions import ACCOUNT, ANY_REGION, SUFFIXES
from pulumi_sagemaker_policy.lazy_re import LazyPattern

_PART: Final = "[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
"""One part of a repository's name. It is never `..`, by which a client may reach another repository."""

_URI: Final = LazyPattern(
    rf"(?P<account>{ACCOUNT})\.dkr[.-]ecr(?:-fips)?\.(?P<region>{ANY_REGION})\."
    # Dual-stack registries have suffixes of their own.
    rf"(?:{SUFFIXES}|on\.aws|on\.amazonwebservices\.com\.cn)"
    rf"/(?P<repository>{_PART}(?:/{_PART})*)(?::[A-Za-z0-9_.-]+)?(?:@sha256:[0-9a-f]{{64}})?"
)


class Image(NamedTuple):
    """An image in a private registry of Amazon ECR."""

    account: str
    region: str
    repository: str

    @property
    def is_aws(self) -> bool:
        """Whether AWS itself serves it."""
        return self.account in AWS_ACCOUNTS.get(self.region, ())


def parse_image_uri(uri: str) -> Image | None:
    """Take an image's URI apart, unless it lies outside ECR."""
    found = _URI.fullmatch(uri)
    return None if found is None else Image(**found.groupdict())


_SLIPS: Final[tuple[tuple[str, LazyPattern, str | Callable[[re.Match[str]], str]], ...]] = (
    ("has a character that cannot be seen", LazyPattern("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"), ""),
    ("begins with a blank", LazyPattern(r"\A\s+"), ""),
    ("ends with a blank", LazyPattern(r"(?<!\s)\s+\Z"), ""),
    ("has a blank in it", LazyPattern(r"\s+"), ""),
    ("begins with a scheme", LazyPattern(r"\A[A-Za-z][A-Za-z0-9+.-]*:/{0,2}(?=[^/]*\.)(?![0-9]+/)"), ""),
    ("names a port", LazyPattern(r"\A([^/:@]+):[0-9]*(?=/)"), r"\1"),
    ("has capitals before its tag", LazyPattern(r"\A[^:@]*[A-Z][^:@]*"), lambda found: found[0].lower()),
    ("has no account of 12 digits", LazyPattern(r"\A(?![0-9]{12}\.)[0-9-]+(?=\.dkr)"), "0" * 12),
    ("has an empty part in its repository", LazyPattern(r"(?<=[^/])/{2,}"), "/"),
    ("ends with a slash", LazyPattern(r"(?<=[^/])/+\Z"), ""),
    ("has a digest that is not sha256: and 64 digits", LazyPattern(r"@(?!sha256:[0-9a-f]{64}\Z)[^/@]*\Z"), ""),
    ("has a tag that no image can have", LazyPattern(r":(?![A-Za-z0-9_.-]+(?:@|\Z))[^/:@]*(?=[:@]|\Z)"), ""),
)
"""What people get wrong in the URI of an image in ECR, and what it would be without that."""


def slips(uri: str) -> list[str]:
    """Say what is wrong with the URI of an image in ECR. Say nothing about an image that is not in ECR."""
    found = []
    for slip, pattern, instead in _SLIPS:
        mended = pattern.sub(instead, uri)
        if mended != uri:
            found.append(slip)
            uri = mended
    return found if parse_image_uri(uri) else []
