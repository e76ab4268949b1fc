"""Hides secrets in what AWS says, which ends in logs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Final

from pulumi_sagemaker_model.properties import SECRETS

LONG: Final = 20
"""Characters from which an environment value is taken for a credential, declared secret or not: the shortest that
machines commonly make, an AWS access key id, has as many. What AWS's own words are made of is shorter: regions, account
ids, modes, numbers."""

SHORT: Final = 4
"""Characters below which a secret is hidden only where it stands alone: `1` is a part of many a region and ARN."""

_declared: ContextVar[tuple[str, ...]] = ContextVar("declared", default=())


def hide_secrets_of(*bags: Mapping[str, Any]) -> None:
    """From here on, in this thread, hide what the program declared secret among these properties, and nothing else."""
    _declared.set(tuple({value for properties in bags for value in _secrets(properties)}))


def suspects(request: Mapping[str, Any]) -> list[str]:
    """Return the long environment values of a CreateModel request, unless it has them elsewhere, too."""
    containers = [request.get("PrimaryContainer", {}), *request.get("Containers", [])]
    elsewhere = {**request, "PrimaryContainer": {}, "Containers": []}
    plain = set(_strings([elsewhere, [{**container, "Environment": {}} for container in containers]]))
    values = (value for container in containers for value in container.get("Environment", {}).values())
    return [value for value in values if len(value) >= LONG and value not in plain]


def shown(text: str, suspected: Iterable[str] = ()) -> str:
    """Return words of AWS without what is hidden: whole words, and long secrets wherever they are."""
    declared = _declared.get()
    # The longest first: of two values, one may begin with the other.
    values = sorted({*declared, *suspected} - {""}, key=len, reverse=True)
    patterns = [re.escape(value) if len(value) >= LONG and value in declared else _word(value) for value in values]
    return re.sub("|".join(patterns), "[hidden]", text) if patterns else text


def _word(value: str) -> str:
    """Return a pattern of a value that is no part of a longer word."""
    short = len(value) < SHORT
    before = r"(?<![\w.:/@+-])" if short else r"(?<![^\W_])"
    after = r"(?![\w/@+-]|[.:]\w)" if short else r"(?![^\W_])"
    return f"{before if value[0].isalnum() else ''}{re.escape(value)}{after if value[-1].isalnum() else ''}"


def _secrets(properties: Mapping[str, Any]) -> Iterator[str]:
    paths = properties.get(SECRETS)
    # At a preview they may be unknown.
    for path in paths if isinstance(paths, list) else ():
        yield from _strings(_at(properties, path))


def _at(value: Any, path: Sequence[str]) -> Any:
    """Return what is at a path, or None: what the program declared may have changed outside of it."""
    for key in path:
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, Mapping):
            value = value.get(key)
        else:
            return None
    return value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
