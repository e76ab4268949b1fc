"""Parts of an ARN, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`."""

from __future__ import annotations


def region_of(arn: str) -> str:
    """Return the region in an ARN."""
    return arn.split(":")[3]


def account_of(arn: str) -> str:
    """Return the account in an ARN."""
    return arn.split(":")[4]


def name_of(arn: str) -> str:
    """Return the name at the end of an ARN such as a model's, whose resource is `model/NAME`."""
    return arn.rpartition("/")[2]
