"""ListModels: filter, order and pages."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.conftest import RUN, Contract

Create = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({}, ["a", "c", "b"]),
        ({"SortBy": "CreationTime", "SortOrder": "Ascending"}, ["b", "c", "a"]),
        ({"SortBy": "Name", "SortOrder": "Ascending"}, ["a", "b", "c"]),
        ({"SortBy": "Name", "SortOrder": "Descending"}, ["c", "b", "a"]),
    ],
)
@pytest.mark.parametrize("page", [1, 2, 100])
def test_given_models_when_listed_then_those_of_the_name_come_in_order_on_pages(
    contract: Contract, create: Create, page: int, order: dict[str, Any], expected: list[str]
) -> None:
    part = uuid.uuid4().hex[:16]
    created = {
        letter: create(ModelName=f"{RUN}{letter}-{part}-{number}") for number, letter in enumerate(("b", "c", "a"))
    }
    pages = contract.sagemaker.get_paginator("list_models").paginate(
        NameContains=part, PaginationConfig={"PageSize": page}, **order
    )
    listed = [model for answer in pages for model in answer["Models"]]
    assert [(model["ModelName"], model["ModelArn"]) for model in listed] == [
        (created[letter]["ModelName"], created[letter]["ModelArn"]) for letter in expected
    ]
    described = contract.sagemaker.describe_model(ModelName=listed[0]["ModelName"])
    assert listed[0]["CreationTime"] == described["CreationTime"]


@pytest.mark.parametrize(
    ("bound", "found"), [("CreationTimeAfter", False), ("CreationTimeBefore", True)], ids=["after", "before"]
)
def test_given_a_time_after_the_model_was_created_when_listed_then_the_bound_is_kept(
    contract: Contract, create: Create, bound: str, *, found: bool
) -> None:
    created = create()
    later = contract.sagemaker.describe_model(ModelName=created["ModelName"])["CreationTime"].timestamp() + 1
    filters: dict[str, Any] = {"NameContains": created["ModelName"], bound: later}
    assert bool(contract.sagemaker.list_models(**filters)["Models"]) is found


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"MaxResults": 0}, "'maxResults'.*greater than or equal to 1"),
        ({"MaxResults": 101}, "'maxResults'.*less than or equal to 100"),
        ({"SortBy": "Size"}, "'sortBy'.*enum value set"),
        ({"NextToken": "no token"}, "(?i)token"),
    ],
)
def test_given_a_wrong_input_when_listed_then_it_is_refused(
    contract: Contract, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError, match=message) as caught:
        contract.unchecked.list_models(**changes)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
