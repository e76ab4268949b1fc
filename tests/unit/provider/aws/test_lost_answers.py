"""Calls whose answer was lost: what AWS may have done, and what it cannot have done."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from botocore.awsrequest import HeadersDict
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
    ReadTimeoutError,
)
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws.lost_answers import answer_date
from tests.unit.provider.aws.stand_ins import REQUEST, TAKEN, THROTTLED, URL, Answer, Wire


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("before", "lost"),
    [
        ([], False),
        ([THROTTLED], False),
        ([EndpointConnectionError(endpoint_url=URL), ConnectTimeoutError(endpoint_url=URL)], False),
        ([ProxyConnectionError(proxy_url=URL)], False),
        ([ReadTimeoutError(endpoint_url=URL)], True),
        ([ConnectionClosedError(endpoint_url=URL)], True),
        ([Answer("InternalFailure", "", status=500)], True),
        ([Answer("ServiceUnavailable", "", status=503), THROTTLED], True),
        ([ReadTimeoutError(endpoint_url=URL), EndpointConnectionError(endpoint_url=URL)], True),
    ],
    ids=str,
)
@pytest.mark.parametrize(("hour", "zone"), [(3, "GMT"), (3, "-0000"), (5, "+0200")])
def test_given_a_taken_name_then_only_attempts_aws_may_have_acted_on_count_as_lost(
    monkeypatch: pytest.MonkeyPatch, before: list[Exception | Answer], hour: int, zone: str, *, lost: bool
) -> None:
    wire = Wire(monkeypatch, *before, TAKEN._replace(date=f"Thu, 02 Jan 2025 {hour:02}:04:05 {zone}"))

    with pytest.raises(errors.AlreadyExistsError) as refusal:
        wire.client.create(REQUEST, print)

    since = refusal.value.lost_since
    assert (since is not None, wire.left) == (lost, 0)
    if since is not None:
        answered = datetime(2025, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
        assert timedelta(seconds=3) <= answered - since < timedelta(seconds=10)


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Jan 2025 03:04:05 GMT"])
def test_given_undated_refusal_when_answer_was_lost_then_no_model_is_taken_for_ours(
    monkeypatch: pytest.MonkeyPatch, date: str
) -> None:
    wire = Wire(monkeypatch, ReadTimeoutError(endpoint_url=URL), TAKEN._replace(date=date))

    with pytest.raises(errors.AlreadyExistsError) as refusal:
        wire.client.create(REQUEST, print)

    assert refusal.value.lost_since is None


THEN = datetime(2025, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
DATES: dict[str, datetime | None] = {
    "Thu, 02 Jan 2025 03:04:05 GMT": THEN,
    "Thu, 02 Jan 2025 05:04:05 +0200": THEN,
    "Thu, 02 Jan 2025 03:04:05 -0000": THEN,
    "": None,
    "Wed, 3 ": None,
    "Thu, 99 Jan 2025 03:04:05 GMT": None,
    "Fri, 31 Dec 9999 23:59:59 -1400": None,
    "Thu, 02 Jan 2025 03:04:05 +99999999999": None,
}


@pytest.mark.parametrize(("date", "moment"), DATES.items())
def test_given_an_answer_when_asked_for_its_date_then_it_is_a_moment_or_none(
    date: str, moment: datetime | None
) -> None:
    assert answer_date(HeadersDict({"Date": date})) == moment
    assert answer_date({}) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,5} [0-9:]{1,9} [+-]?[0-9]{0,9}"))
def test_given_any_text_for_a_date_then_asking_does_not_fail(date: str) -> None:
    found = answer_date({"date": date})

    assert found is None or found.tzinfo is timezone.utc
