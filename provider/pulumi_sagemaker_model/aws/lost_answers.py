"""Calls of CreateModel that AWS may have acted on without an answer: the model that is there may be what they made."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from pulumi_sagemaker_model.aws import sdk, timings

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

SERVER_ERROR: Final = 500
"""The first of the HTTP statuses by which AWS says that it failed, and not that it refuses."""

LOST_SINCE: Final = "PulumiLostSince"
"""Key in the metadata of a refusal: since when an earlier attempt of the call may have made a model."""

_BEGAN: Final = "pulumi_began"
_LOST: Final = "pulumi_lost"
"""Keys in the SDK's context of a call."""


def watch(sagemaker: SageMakerClient) -> None:
    """Have the SDK note, in a refusal of CreateModel, since when an earlier attempt of the call may have made a model.

    The SDK's count of retries would not do: after throttling it tries again, too, and AWS had done nothing.
    """
    sagemaker.meta.events.register("before-call.sagemaker.CreateModel", _begin)
    sagemaker.meta.events.register("needs-retry.sagemaker.CreateModel", _note_answer)


def _begin(context: dict[str, Any], **_: object) -> None:
    context[_BEGAN] = time.monotonic()


def _note_answer(
    request_dict: Mapping[str, Any], response: tuple[Any, Any] | None, caught_exception: Exception | None, **_: object
) -> None:
    context = request_dict["context"]
    if response is None:
        # Without a connection, to AWS or to the proxy, nothing was sent.
        unconnected = (
            sdk.exceptions.ConnectTimeoutError,
            sdk.exceptions.EndpointConnectionError,
            sdk.exceptions.ProxyConnectionError,
        )
        context[_LOST] = context.get(_LOST) or not isinstance(caught_exception, unconnected)
        return
    http, parsed = response
    if http.status_code >= SERVER_ERROR:
        context[_LOST] = True
    elif context.get(_LOST) and (answered := answer_date(http.headers)):
        # By AWS's clock, as the model's creation time is; this machine's may be wrong by minutes.
        elapsed = timedelta(seconds=time.monotonic() - context[_BEGAN])
        parsed["ResponseMetadata"][LOST_SINCE] = answered - elapsed - timings.CLOCK_STEP.duration


def answer_date(headers: Mapping[str, str]) -> datetime | None:
    """Return when AWS gave an answer, by its own clock, to the second, in UTC; None where the answer does not say.

    Whatever stands there, this does not fail: AWS may have made a model.
    """
    try:
        date = parsedate_to_datetime(headers.get("date", ""))
        # Python gives no zone to -0000, which stands for UTC.
        return date.replace(tzinfo=timezone.utc) if date.tzinfo is None else date.astimezone(timezone.utc)
    except (IndexError, OverflowError, TypeError, ValueError):
        # The parser fails in all these ways on what is no date.
        return None
