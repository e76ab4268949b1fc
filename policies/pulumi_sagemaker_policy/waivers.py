"""Waivers: who may break a rule, until when, and who answers for it; settings, so that no program grants its own."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final, TypeAlias

from pulumi_sagemaker_policy.config import Problem, Setting, quote
from pulumi_sagemaker_policy.wildcard import matches

NOTICE: Final = timedelta(days=14)
"""How long before its last day a waiver says that it ends."""

_TEXT: Final = {"type": "string", "minLength": 1}

SETTING: Final = Setting(
    name="waivers",
    schema={
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"urn": _TEXT, "reason": _TEXT, "owner": _TEXT, "expires": _TEXT, "ticket": _TEXT},
            "required": ["urn", "reason", "owner", "expires"],
            "additionalProperties": False,
        },
    },
    default=[],
    meaning=(
        "Resources that may break the rule: `urn` is a pattern of `*` and `?` for the whole URN, `reason` and "
        "`owner` are shown with what is waived, `expires` is the last day, in UTC, as YYYY-MM-DD; `ticket` may "
        "be left out."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One waiver; `expires` is its last day."""

    urn: str
    reason: str
    owner: str
    expires: date
    ticket: str = ""

    def __str__(self) -> str:
        ticket = f", {self.ticket}" if self.ticket else ""
        return f"{self.reason} ({self.owner}{ticket})"

    def is_over(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.expires < today

    def is_ending(self, today: date) -> bool:
        """Tell whether it is time to renew it or to mend what it waives."""
        return self.expires - today <= NOTICE


Today: TypeAlias = Callable[[], date]
"""Tells the day that decides."""


def utc_today() -> date:
    """Return the day that decides, wherever the pack runs."""
    return datetime.now(timezone.utc).date()


def read(settings: Iterable[Mapping[str, str]]) -> list[Waiver]:
    """Read waivers from settings without problems."""
    return [Waiver(**{**waiver, "expires": date.fromisoformat(waiver["expires"])}) for waiver in settings]  # type: ignore[arg-type] # `expires` is the one member that is no string


def covering(settings: Sequence[Mapping[str, str]], urn: str) -> Waiver | None:
    """Return the waiver for a resource, of several the one that lasts longest; it may be over."""
    found = [waiver for waiver in settings if matches(waiver["urn"], urn)]
    return max(read(found), key=lambda waiver: waiver.expires) if found else None


def waived(settings: Sequence[Mapping[str, str]], urn: str, today: Today) -> bool:
    """Tell whether a resource may break the rule."""
    waiver = covering(settings, urn)
    return waiver is not None and not waiver.is_over(today())


def problems(settings: Iterable[Mapping[str, str]]) -> Iterator[Problem]:
    """Find last days that are none, in waivers that are complete."""
    for index, waiver in enumerate(settings):
        if not _is_day(waiver["expires"]):
            wanted = "a day of the calendar as YYYY-MM-DD"
            yield Problem(f"waivers[{index}].expires", f"is {quote(waiver['expires'])}, which is no such day", wanted)


def _is_day(text: str) -> bool:
    # From 3.11 on Python reads more forms of dates than people agree on.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
