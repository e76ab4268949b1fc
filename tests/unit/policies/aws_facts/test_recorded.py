"""Facts that age: where they come from, and that they are still what AWS's packages say.

No test fails because time goes by: a check that fails on its own in somebody's build says nothing about their change.
`make facts-age` tells the age. What a newer botocore knows and the recorded facts do not is told here, when pins move.
"""

import re
from datetime import date
from importlib.resources import files
from json import loads

import pytest

from pulumi_sagemaker_policy.aws_facts import accounts, partitions
from pulumi_sagemaker_policy.aws_facts.recorded import Recorded

RECORDED = {"accounts": accounts.RECORDED, "partitions": partitions.RECORDED}


@pytest.mark.parametrize("known", RECORDED.values(), ids=RECORDED)
def test_given_recorded_facts_then_they_say_of_what_they_were_made_and_when(known: Recorded) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]+", known.package)
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)+", known.version)
    assert date(2026, 11, 1) < known.day
    assert known.source == f"{known.package} {known.version}, {known.day.isoformat()}"
    assert known.facts


def test_given_installed_botocore_then_each_partition_and_region_it_knows_is_known() -> None:
    text = files("botocore").joinpath("data/partitions.json").read_text(encoding="utf-8")
    for partition in loads(text)["partitions"]:
        for region in partition["regions"]:
            found = partitions.partition_of(region)
            assert region.endswith("-global") or (
                found and (found.id, found.suffix) == (partition["id"], partition["outputs"]["dnsSuffix"])
            ), f"{region} is new: run `make facts`"


def test_given_the_accounts_then_each_is_in_a_region_of_a_known_partition() -> None:
    assert [region for region in accounts.AWS_ACCOUNTS if partitions.partition_of(region) is None] == []


@pytest.mark.parametrize(
    "region", ["", "eu-west-1 ", "EU-WEST-1", "eu-west", "xx-west-1", "eu-west-\u0661", "us-gov-west", "cn--1"]
)
def test_given_what_is_no_region_then_it_is_in_no_partition(region: str) -> None:
    assert partitions.partition_of(region) is None
