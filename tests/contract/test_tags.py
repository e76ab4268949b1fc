"""AddTags, DeleteTags and ListTags on models; DescribeModel never shows tags.

On AWS it takes up to some 20 seconds until a change of tags shows, so there, and only there, these wait for it.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.conftest import ON_AWS, Contract
from tools.local_aws import LocalAws

Create = Callable[..., dict[str, Any]]


def _tags(pairs: dict[str, str]) -> list[Any]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def _assert_tags(contract: Contract, arn: str, expected: dict[str, str]) -> None:
    for patience in range(30 if ON_AWS else 1, 0, -1):
        answers = contract.sagemaker.get_paginator("list_tags").paginate(ResourceArn=arn)
        listed = [(tag["Key"], tag["Value"]) for answer in answers for tag in answer["Tags"]]
        if sorted(listed) == sorted(expected.items()):
            return
        assert patience > 1, f"{listed} are not {expected}"
        time.sleep(2)


def test_given_tags_at_creation_when_listed_then_they_are_there(contract: Contract, create: Create) -> None:
    created = create(Tags=_tags({"team": "ml", "Team": "ops", "empty": ""}))
    _assert_tags(contract, created["ModelArn"], {"team": "ml", "Team": "ops", "empty": ""})
    assert "Tags" not in contract.sagemaker.describe_model(ModelName=created["ModelName"])


def test_given_a_tag_when_added_with_another_value_then_the_value_is_replaced(
    contract: Contract, create: Create
) -> None:
    arn = create(Tags=_tags({"team": "ml", "env": "dev"}))["ModelArn"]
    contract.sagemaker.add_tags(ResourceArn=arn, Tags=_tags({"env": "prod", "note": "new"}))
    _assert_tags(contract, arn, {"team": "ml", "env": "prod", "note": "new"})


def test_given_tags_when_deleting_some_then_those_go_and_absent_ones_do_not_matter(
    contract: Contract, create: Create
) -> None:
    arn = create(Tags=_tags({"team": "ml", "env": "dev"}))["ModelArn"]
    contract.sagemaker.delete_tags(ResourceArn=arn, TagKeys=["env", "absent", "TEAM"])
    _assert_tags(contract, arn, {"team": "ml"})


def test_given_the_most_tags_when_one_is_added_then_only_a_known_key_is_taken(
    contract: Contract, create: Create
) -> None:
    tags = {f"k{number}": "" for number in range(50)}
    arn = create(Tags=_tags(tags))["ModelArn"]
    _assert_tags(contract, arn, tags)
    with pytest.raises(ClientError, match=r"(?i)tags") as caught:
        contract.sagemaker.add_tags(ResourceArn=arn, Tags=_tags({"one-more": ""}))
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    contract.sagemaker.add_tags(ResourceArn=arn, Tags=_tags({"k0": "changed"}))
    _assert_tags(contract, arn, {**tags, "k0": "changed"})


@pytest.mark.parametrize(
    ("operation", "changes", "message"),
    [
        pytest.param("add_tags", {"Tags": _tags({"aws:a": ""})}, "(?i)aws:", id="reserved key"),
        pytest.param("add_tags", {"Tags": _tags({"Aws:a": ""})}, "(?i)aws:", id="reserved key in capitals"),
        pytest.param("add_tags", {"Tags": _tags({"a": "1"}) + _tags({"a": "2"})}, "(?i)duplicate", id="key twice"),
        pytest.param("add_tags", {"Tags": _tags({"a": "x" * 257})}, "'tags.1.member.value'.*256", id="long value"),
        pytest.param("add_tags", {}, "'tags'.*null", id="no tags"),
        pytest.param("delete_tags", {"TagKeys": ["aws:a"]}, "(?i)aws:", id="reserved key deleted"),
        pytest.param("delete_tags", {"TagKeys": []}, "'tagKeys'.*equal to 1", id="no keys deleted"),
        pytest.param(
            "list_tags", {"MaxResults": 49}, "'maxResults'.*value greater than or equal to 50", id="small page"
        ),
        pytest.param("list_tags", {"NextToken": "no token"}, "(?i)token", id="invented token"),
        pytest.param("list_tags", {"ResourceArn": "contract-model"}, "'resourceArn'.*pattern", id="no ARN"),
    ],
)
def test_given_a_wrong_input_when_tagging_then_it_is_refused_and_the_tags_stay(
    contract: Contract, create: Create, operation: str, changes: dict[str, Any], message: str
) -> None:
    arn = create(Tags=_tags({"team": "ml"}))["ModelArn"]
    with pytest.raises(ClientError, match=message) as caught:
        getattr(contract.unchecked, operation)(**{"ResourceArn": arn, **changes})
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    _assert_tags(contract, arn, {"team": "ml"})


@pytest.mark.parametrize(
    ("operation", "more"),
    [("add_tags", {"Tags": _tags({"a": ""})}), ("delete_tags", {"TagKeys": ["a"]}), ("list_tags", {})],
)
def test_given_an_absent_model_when_tagging_then_it_is_refused(
    contract: Contract, create: Create, operation: str, more: dict[str, Any]
) -> None:
    arn = create()["ModelArn"] + "-absent"
    with pytest.raises(ClientError) as caught:
        getattr(contract.sagemaker, operation)(ResourceArn=arn, **more)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_given_tags_of_aws_itself_when_listed_then_they_come_last_and_do_not_count(
    local_aws: LocalAws, contract: Contract, create: Create
) -> None:
    tags = {f"k{number}": "" for number in range(49)}
    created = create(Tags=_tags(tags))
    for key in ("aws:cloudformation:stack-name", "aws:createdBy"):
        local_aws.plant_tag(created["ModelName"], key, "planted")
        tags[key] = "planted"
    arn = created["ModelArn"]
    contract.sagemaker.add_tags(ResourceArn=arn, Tags=_tags({"fiftieth": ""}))
    _assert_tags(contract, arn, {**tags, "fiftieth": ""})
    first = contract.sagemaker.list_tags(ResourceArn=arn)
    second = contract.sagemaker.list_tags(ResourceArn=arn, NextToken=first["NextToken"])
    assert (len(first["Tags"]), len(second["Tags"])) == (50, 2)
    assert "NextToken" not in second
    with pytest.raises(ClientError, match="aws:"):
        contract.sagemaker.delete_tags(ResourceArn=arn, TagKeys=["aws:createdBy"])
