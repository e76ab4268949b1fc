"""The newest models of a region: asked for once, page by page, without filters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from threading import Barrier
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.newest_models import PAGES
from tests.unit.provider.sagemaker import arn_of

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

SINCE = datetime(2025, 1, 2, tzinfo=timezone.utc)
OLD = SINCE - timedelta(seconds=1)


class Region:
    """Stands in for the SDK's client of what is good to know: pages of models, each a name and when it was created."""

    def __init__(self, *pages: list[tuple[str, datetime]], refusal: Exception | None = None) -> None:
        self._pages = pages
        self._refusal = refusal
        self.asked: list[dict[str, Any]] = []
        self.client = ModelClient(cast("SageMakerClient", None), lambda _: SimpleNamespace(list_models=self._list))

    def _list(self, **parameters: Any) -> dict[str, Any]:
        self.asked.append(parameters)
        if self._refusal:
            raise self._refusal
        page = int(parameters.get("NextToken", 0))
        models = [
            {"ModelName": name, "ModelArn": arn_of(name), "CreationTime": created}
            for name, created in self._pages[page]
        ]
        more = {"NextToken": str(page + 1)} if page + 1 < len(self._pages) else {}
        return {"Models": models, **more}


def test_given_models_when_asked_for_those_named_alike_then_all_fit_and_are_young() -> None:
    region = Region([("fraud-a-1", SINCE), ("the-fraud-a-2", SINCE), ("fraud-a-3", OLD)])

    assert region.client.named_alike("fraud-a-4", "fraud-a-", SINCE) == {"fraud-a-1": arn_of("fraud-a-1")}
    assert region.client.named_alike("ads-1", "the-", SINCE) == {"the-fraud-a-2": arn_of("the-fraud-a-2")}
    assert region.asked == [{"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 100}]


PAGE = [("fraud-1", SINCE)]
COUNTS: dict[str, tuple[list[list[tuple[str, datetime]]], int]] = {
    "the last page": ([PAGE, PAGE], 2),
    "no models": ([[]], 1),
    "an empty page": ([[], PAGE], 2),
    "a page that ends with an old model": ([[*PAGE, ("fraud-0", OLD)], PAGE], 1),
    "more than are looked at": ([PAGE] * (PAGES + 2), PAGES),
}


@pytest.mark.parametrize(("pages", "asked"), COUNTS.values(), ids=COUNTS)
def test_given_pages_when_listed_then_asked_for_while_there_may_be_young_models(
    pages: list[list[tuple[str, datetime]]], asked: int
) -> None:
    region = Region(*pages)

    region.client.named_alike("fraud", "fraud-", SINCE)

    assert [one.get("NextToken") for one in region.asked] == [None, *map(str, range(1, asked))]


def test_given_four_threads_when_they_ask_at_once_then_aws_is_asked_once() -> None:
    region, start = Region([("fraud-1", SINCE)]), Barrier(4)

    def named_alike(number: int) -> list[str]:
        start.wait()
        return list(region.client.named_alike(f"fraud-{number}", "fraud-", SINCE))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(named_alike, range(4))) == [["fraud-1"]] * 4
    assert len(region.asked) == 1


REFUSALS: dict[str, tuple[Exception, type[errors.ModelError]]] = {
    "no answer": (ReadTimeoutError(endpoint_url="https://sagemaker.example"), errors.UnreachableError),
    "no leave": (
        ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "ListModels"),
        errors.AccessDeniedError,
    ),
}


@pytest.mark.parametrize(("refusal", "error"), REFUSALS.values(), ids=REFUSALS)
def test_given_no_model_list_when_asked_for_those_named_alike_then_one_asks_for_all(
    refusal: Exception, error: type[errors.ModelError]
) -> None:
    region = Region(refusal=refusal)

    for _ in range(2):
        with pytest.raises(error, match="sagemaker:ListModels on model fraud"):
            region.client.named_alike("fraud", "fraud-", SINCE)
    assert len(region.asked) == 1
