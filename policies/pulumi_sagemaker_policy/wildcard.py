"""Matches values against patterns of `*` and `?` alone: `fnmatch` would also give `[` a meaning."""

from collections.abc import Iterable


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
