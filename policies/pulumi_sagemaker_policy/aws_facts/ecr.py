"""What the URI of a container image says: whose registry it is in, where, and which image of which repository."""

import re
from dataclasses import dataclass
from typing import Final

from pulumi_sagemaker_policy.aws_facts.accounts import AWS_ACCOUNTS
from pulumi_sagemaker_policy.aws_facts.partitions import REGION, SUFFIXES

_PART: Final = "[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
"""One part of a repository's name. It is never `..`, by which a client may reach another repository."""

_URI: Final = re.compile(
    rf"(?P<account>[0-9]{{12}})\.dkr[.-]ecr(?:-fips)?\.(?P<region>{REGION})\."
    # Dual-stack registries have suffixes of their own.
    rf"(?:{SUFFIXES}|on\.aws|on\.amazonwebservices\.com\.cn)"
    rf"/(?P<repository>{_PART}(?:/{_PART})*)(?::[A-Za-z0-9_.-]+)?(?:@sha256:[0-9a-f]{{64}})?"
)


@dataclass(frozen=True, slots=True)
class Image:
    """An image in a private registry of Amazon ECR."""

    account: str
    region: str
    repository: str

    @property
    def is_aws(self) -> bool:
        """Whether AWS itself serves it."""
        return self.account in AWS_ACCOUNTS.get(self.region, ())


def parse(uri: str) -> Image | None:
    """Take an image's URI apart, unless it lies outside ECR."""
    found = _URI.fullmatch(uri)
    return None if found is None else Image(**found.groupdict())
