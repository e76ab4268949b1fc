"""Waivers: which resources may break a rule, until when, and who is responsible. Programs cannot grant any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple, TypeAlias

from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import Setting
from pulumi_sagemaker_policy.configuration.wildcard import covers, matches
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.quoting import ENCLOSED, enclosed, one_line, quote, read_enclosed

NOTICE: Final = timedelta(days=14)
"""How long before its last day a waiver says that it ends."""

_TEXT: Final = {"type": "string", "minLength": 1}

WAIVERS: Final = Setting(
    name="waivers",
    schema={
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "urn": _TEXT,
                "part": _TEXT,
                "reason": _TEXT,
                "owner": _TEXT,
                "expires": _TEXT,
                "ticket": _TEXT,
            },
            "required": ["urn", "reason", "owner", "expires"],
            "additionalProperties": False,
        },
    },
    default=[],
    meaning=(
        "Resources that may break the rule. `urn` is a pattern for the whole URN: `*` is any run of characters within "
        "one of its parts, which `::` separates, `**` reaches across parts, `?` is any one character; a pattern that "
        "begins with `*` begins at any part. `reason` and `owner` are shown with what is waived, `expires` is the last "
        "day, in UTC, as YYYY-MM-DD. `part` and `ticket` may be left out. `part` waives a part of the resource only: "
        "it is a pattern for the logical name of a template's resource, or for the path that a finding shows as `at`."
    ),
)


class Waiver(NamedTuple):
    """One waiver; `expires` is its last day. Without `part` it is for the whole resource."""

    urn: str
    reason: str
    owner: str
    expires: date
    ticket: str = ""
    part: str = ""

    def __str__(self) -> str:
        ticket = f", {enclosed(self.ticket)}" if self.ticket else ""
        return f"{one_line(self.reason)} ({enclosed(self.owner)}{ticket})"

    @classmethod
    def parse(cls, text: str, expires: str) -> Waiver | None:
        """Read a text that `str` has made, and its last day; it does not say for which resource the waiver is."""
        found = _SHOWN.fullmatch(text)
        if found is None or not _is_day(expires):
            return None
        reason, owner, ticket = found["reason"], read_enclosed(found["owner"]), read_enclosed(found["ticket"] or "")
        return cls(urn="", reason=reason, owner=owner, expires=date.fromisoformat(expires), ticket=ticket)

    def reaches(self, urn: str, model: str, path: str) -> bool:
        """Tell whether it covers this part of its resource: a property of a model, by name and path."""
        if not self.part:
            return True
        resource, _, logical_name = model.rpartition("/")
        names = [path, *_RESOURCE.findall(path)]
        # A resource's own name may have a slash in it, too.
        names += [logical_name] if urn.endswith(f"::{resource}") else []
        return any(matches(self.part, name) for name in names)

    def is_over(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.expires < today

    def is_ending(self, today: date) -> bool:
        """Tell whether it is time to renew it or to mend what it waives."""
        return self.expires - today <= NOTICE


_SHOWN: Final = LazyPattern(rf"(?P<reason>.*) \((?P<owner>{ENCLOSED})(?:, (?P<ticket>{ENCLOSED}))?\)")
"""A waiver as `str` shows it."""

_RESOURCE: Final = LazyPattern(r"(?:^|\.)Resources\.([^.\[]+)")
"""The logical name in the path of what is wrong in a template."""

Today: TypeAlias = Callable[[], date]
"""Tells the day that decides."""


def utc_today() -> date:
    """Return the day that decides, wherever the pack runs."""
    return datetime.now(timezone.utc).date()


def read_waivers(settings: Iterable[Mapping[str, str]]) -> list[Waiver]:
    """Read waivers from settings without problems."""
    return [Waiver(**{**waiver, "expires": date.fromisoformat(waiver["expires"])}) for waiver in settings]  # type: ignore[arg-type] # `expires` is the one member that is no string


class Granted(NamedTuple):
    """The waivers for a resource or a part of it, the longest first; their last day may have passed."""

    urn: str
    waivers: Sequence[Waiver]

    def reaching(self, model: str, path: str) -> Waiver | None:
        """Return the waiver that decides on a part of the resource: a property of a model, by name and path."""
        return next((waiver for waiver in self.waivers if waiver.reaches(self.urn, model, path)), None)

    def lift(self, model: str, path: str, today: Today) -> bool:
        """Tell whether that part may break the rule."""
        waiver = self.reaching(model, path)
        return waiver is not None and not waiver.is_over(today())


def covering(settings: Sequence[Mapping[str, str]], urn: str) -> Granted:
    """Return the waivers for a resource."""
    found = [waiver for waiver in settings if covers(waiver["urn"], urn)]
    return Granted(urn, sorted(read_waivers(found), key=lambda waiver: waiver.expires, reverse=True) if found else ())


def waiver_problems(settings: Iterable[Mapping[str, str]]) -> Iterator[SettingProblem]:
    """Find last days that are no days of the calendar, in waivers that are complete."""
    for index, waiver in enumerate(settings):
        if not _is_day(waiver["expires"]):
            wanted = "a day of the calendar as YYYY-MM-DD"
            yield SettingProblem(
                f"waivers[{index}].expires", f"is {quote(waiver['expires'])}, which is no such day", wanted
            )


def _is_day(text: str) -> bool:
    # From 3.11 on Python reads more forms of dates than people agree on.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
