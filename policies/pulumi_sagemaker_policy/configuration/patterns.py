"""Which patterns can never fit: a rule that waits for such a value blocks everything, or guards nothing.

What values look like is written as regular expressions without groups, of which a pattern is asked whether any string
fits both. They are wide: what they refuse AWS refuses too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from pulumi_sagemaker_policy.aws_facts.partitions import ACCOUNT, ARN
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.quoting import quote

REGION: Final = ("[a-z]{2,4}-[a-z]+-[0-9]{1,2}", "[a-z]{2,4}-[a-z]+-[a-z]+-[0-9]{1,2}")
SUBNET: Final = ("subnet-[0-9a-zA-Z-]+",)
SECURITY_GROUP: Final = ("sg-[0-9a-zA-Z-]+",)
ROLE: Final = (rf"{ARN}:iam::{ACCOUNT}:role/[!-~]*[A-Za-z0-9_+=,.@-]",)
ROLE_PATH: Final = ("/", "/[!-~]+/")
REPOSITORY: Final = ("[a-z0-9][a-z0-9._/-]*[a-z0-9]", "[a-z0-9]")
BUCKET: Final = ("[a-z0-9._-]+", f"{ARN}:s3[a-z0-9:-]*")
"""A bucket or the alias of an access point, or what an access point's ARN has before its first slash."""
MODEL_PACKAGE: Final = (
    "[a-zA-Z0-9][a-zA-Z0-9-]*",
    rf"{ARN}:sagemaker:[a-z0-9-]*:{ACCOUNT}:model-package/[!-~]+",
)
ENVIRONMENT_KEY: Final = ("[a-zA-Z_][a-zA-Z0-9_]*",)

_ATOM: Final = LazyPattern(r"(\[[^]]+\]|.)(?:\{(\d+)(,?)(\d*)\}|([*+]?))")


def possible(pattern: str, shapes: Iterable[str]) -> bool:
    """Tell whether a string can fit a pattern of `*` and `?` and at least one of the shapes."""
    return any(_meets(pattern, _steps(shape)) for shape in shapes)


def impossible(setting: str, patterns: Iterable[str], shapes: Iterable[str], wanted: str) -> Iterator[SettingProblem]:
    """Find the patterns of a setting that nothing can fit."""
    for index, pattern in enumerate(patterns):
        if not possible(pattern, shapes):
            yield SettingProblem(f"{setting}[{index}]", f"is {quote(pattern)}, which nothing can fit", wanted)


@cache
def _steps(shape: str) -> tuple[tuple[re.Pattern[str], bool, bool], ...]:
    """Take a shape apart: for each step which character it takes, and whether it may be left out or repeated."""
    steps = []
    for characters, least, comma, most, sign in _ATOM.findall(shape):
        takes = re.compile(characters if characters.startswith("[") else re.escape(characters))
        number = int(least) if least else int(sign != "*")
        steps += number * [(takes, False, False)]
        if sign or (comma and not most):
            steps.append((takes, True, True))
        elif most:
            steps += (int(most) - number) * [(takes, True, False)]
    return tuple(steps)


def _meets(pattern: str, steps: tuple[tuple[re.Pattern[str], bool, bool], ...]) -> bool:
    """Follow all places in the shape that a pattern may have come to."""
    reached = _onward({0}, steps)
    for character in pattern:
        if character == "*":
            # Every step has a character that it takes, so a star reaches whatever lies ahead.
            reached = set(range(min(reached), len(steps) + 1)) if reached else set()
            continue
        places: set[int] = set()
        for place in reached:
            if place < len(steps) and (character == "?" or steps[place][0].fullmatch(character)):
                places.update((place, place + 1) if steps[place][2] else (place + 1,))
        reached = _onward(places, steps)
    return len(steps) in reached


def _onward(places: set[int], steps: tuple[tuple[re.Pattern[str], bool, bool], ...]) -> set[int]:
    """Add the places behind steps that may be left out."""
    found = set(places)
    for place in range(len(steps)):
        if place in found and steps[place][1]:
            found.add(place + 1)
    return found


_LONGEST_KEY: Final = 128
_LONGEST_VALUE: Final = 256


def tag_key_problem(key: str) -> str | None:
    """Say why no tag can have this key, if none can."""
    return _tag_problem(key, _LONGEST_KEY, "") if key else "is empty, which no key is"


def tag_value_problem(pattern: str, wildcards: str = "*?") -> str | None:
    """Say why no tag can have a value that fits this pattern, if none can."""
    return _tag_problem(pattern, _LONGEST_VALUE, wildcards)


def _tag_problem(text: str, longest: int, wildcards: str) -> str | None:
    for character in text:
        known = character in wildcards or character in "_.:/=+-@"
        if not known and unicodedata.category(character)[0] not in "LNZ":
            return f"has {quote(character)}, which no tag can have"
    if len(text.replace("*", "") if "*" in wildcards else text) > longest:
        return f"is longer than the {longest} characters that a tag can have"
    return None
