"""Every wait of the provider and every bound of one, in seconds, with the reason for its length. This is a table."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple


class Timing(NamedTuple):
    """A wait, or a bound of one."""

    seconds: float
    meaning: str
    """What it is the length of."""
    source: str
    """Why it is as long as that."""

    @property
    def duration(self) -> timedelta:
        """The same as a duration, to calculate with dates."""
        return timedelta(seconds=self.seconds)


IAM_PAUSES: Final = (1, 2, 4, 8, 15, 30, 30, 30)
"""Seconds between two tries of CreateModel while a change of IAM may be spreading."""

IAM_SPREAD: Final = Timing(
    sum(IAM_PAUSES),
    "how long CreateModel is tried again while a change of IAM may be spreading",
    "a choice, as AWS names no bound: long enough for a role that the same update made",
)
TAG_SPREAD: Final = Timing(
    30,
    "how long after a change of tags AWS may still show those from before",
    "ListTags was seen to lag AddTags by up to some 20 seconds",
)
TAG_PAUSE: Final = Timing(
    2,
    "the time between two reads of tags that are late",
    "a choice: a small part of the lag",
)
LEFTOVER_AGE: Final = Timing(
    3600,
    "how long after its creation a model of the derived name counts as what an interrupted update left",
    "a choice: people run a failed update again soon. An older model counts as that of another program: an orphan "
    "costs nothing, but of two resources that share a model, one loses it when the other deletes it",
)
CLOCK_STEP: Final = Timing(
    3,
    "by how much a model may seem older than the call that made it",
    "dates of HTTP answers have whole seconds",
)
CREATE_ANSWER: Final = Timing(
    60,
    "by how much the creation time in a state may be later than the one that AWS has",
    "the state has the date of AWS's answer to CreateModel, and the SDK waits for an answer no longer than that",
)
BEST_EFFORT_CONNECT: Final = Timing(
    2,
    "how long a call that is good to make, and not needed, waits for a connection",
    "a choice: an update does not wait long for what it can do without",
)
BEST_EFFORT_READ: Final = Timing(
    5,
    "how long such a call waits for its answer",
    "a choice, for the same reason; pages of a list take longer than a connection",
)
SCAN: Final = Timing(
    13,
    "for how long a scan of the endpoints asks new questions",
    "a choice: with the last question, which may take both times above, a scan ends within 20 seconds",
)
SCAN_PAUSE: Final = Timing(
    1,
    "the time before a question of a scan that AWS throttled is asked again",
    "a choice: AWS counts requests by the second",
)
SCAN_REUSE: Final = Timing(
    10,
    "for how long a scan holds for models that it did not find in use, or that AWS did not answer",
    "a choice: a destroy of many models shares a scan, and an endpoint that is made later is missed for so long",
)

SCAN_END: Final = SCAN.seconds + BEST_EFFORT_CONNECT.seconds + BEST_EFFORT_READ.seconds
"""Seconds within which a scan ends."""
