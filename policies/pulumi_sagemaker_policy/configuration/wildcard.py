"""Matches values against patterns of `*` and `?` alone: `fnmatch` would also give `[` a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_SEPARATOR: Final = "::"
_BEFORE_NAME: Final = 3
"""How many parts a URN has before the resource's name, which may have the separator in it."""


def any_matches(patterns: Iterable[str], value: str) -> bool:
    """Tell whether the whole value fits one of several patterns."""
    for pattern in patterns:  # noqa: SIM110 - `any` would make a generator for every resource
        if matches(pattern, value):
            return True
    return False


def matches(pattern: str, value: str) -> bool:
    """Tell whether the whole value fits: `*` is any run of characters, `?` any one; case counts.

    Takes at worst the product of both lengths; a regular expression with many `*` would take far longer.
    """
    start = pattern.rstrip("*")
    if "*" not in start and "?" not in start:  # which most have, and every resource is asked about
        return value.startswith(start) if start != pattern else value == pattern
    p = v = 0
    star = resume = -1
    while v < len(value):
        if p < len(pattern) and pattern[p] == "*":
            star, resume = p, v
            p += 1
        elif p < len(pattern) and pattern[p] in ("?", value[v]):
            p, v = p + 1, v + 1
        elif star >= 0:
            # Let the last `*` take one character more; an earlier one cannot do better than it did.
            resume += 1
            p, v = star + 1, resume
        else:
            return False
    return not pattern[p:].strip("*")


def covers(pattern: str, urn: str) -> bool:
    """Tell whether a whole URN fits: a `*` stays within one of its parts, and `**` does not.

    A pattern that begins with `*` may begin at any part. Its first star then takes whatever comes before, but
    nothing of a name that has the separator in it.
    """
    if "**" in pattern:
        return _covers_across(pattern, urn)
    wanted, parts = pattern.split(_SEPARATOR), urn.split(_SEPARATOR)
    if pattern.startswith("*"):
        taken = len(parts) - len(wanted) + 1
        if taken < 1 or (len(wanted) > 1 and taken > _BEFORE_NAME):
            return False
        parts = [_SEPARATOR.join(parts[:taken]), *parts[taken:]]
    return len(parts) == len(wanted) and all(map(matches, wanted, parts))


def _covers_across(pattern: str, urn: str) -> bool:
    """Match with both kinds of stars: follow all places in the pattern that the URN may have come to."""
    tokens = re.findall(r"\*{2,}|::|.", pattern, re.DOTALL)
    reached = _past_stars({0}, tokens)
    for part in re.findall(r"::|.", urn, re.DOTALL):
        reached = _past_stars(
            {
                place + (tokens[place][0] != "*")
                for place in reached
                if place < len(tokens) and _takes(tokens[place], part)
            },
            tokens,
        )
    return len(tokens) in reached


def _takes(token: str, part: str) -> bool:
    return token == part or token.startswith("**") or (token in ("*", "?") and part != _SEPARATOR)


def _past_stars(places: set[int], tokens: list[str]) -> set[int]:
    """Add the places that lie behind stars that take nothing."""
    found = set(places)
    for place in range(len(tokens)):
        if place in found and tokens[place][0] == "*":
            found.add(place + 1)
    return found


def fits_some_urn(pattern: str) -> bool:
    """Tell whether there can be a URN that the pattern covers: one that leaves no part out, or says so."""
    return "**" in pattern or pattern.startswith("*") or pattern.count(_SEPARATOR) >= _BEFORE_NAME
