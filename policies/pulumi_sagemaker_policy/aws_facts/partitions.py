"""AWS's partitions: their regions, and the names under which their hosts are found."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.aws_facts.recorded import recorded
from pulumi_sagemaker_policy.lazy_re import LazyPattern

RECORDED: Final = recorded("partitions")


class Partition(NamedTuple):
    """A part of AWS with accounts, regions and hosts of its own, such as `aws-cn`."""

    id: str
    suffix: str
    """What the names of its hosts end in."""
    regions: LazyPattern
    """What the names of its regions look like, those that are still to come included."""


PARTITIONS: Final = tuple(
    Partition(fact["id"], fact["suffix"], LazyPattern(fact["regions"], re.ASCII)) for fact in RECORDED.facts
)

SUFFIXES: Final = "|".join(sorted({re.escape(partition.suffix) for partition in PARTITIONS}))
"""A regular expression for how the names of AWS's hosts end. Hosts with other names may belong to others."""

ARN: Final = "arn:aws[a-z-]*"
"""A regular expression for how ARNs begin. It also takes partitions that the list above does not have yet."""

ACCOUNT: Final = "[0-9]{12}"
"""A regular expression for the ID of an account."""

ANY_REGION: Final = "[a-z]+(?:-[a-z]+)+-[0-9]+"
"""A regular expression for what may be a region, in whichever partition."""


def partition_of(region: str) -> Partition | None:
    """Find the partition that a region is in."""
    return next((partition for partition in PARTITIONS if partition.regions.fullmatch(region)), None)
