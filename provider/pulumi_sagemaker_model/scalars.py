"""Booleans and numbers as text: as Go writes them, and with it pulumi-aws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_sagemaker_model import lazy_imports

_INFINITIES: Final[Mapping[str, str]] = {"Infinity": "+Inf", "-Infinity": "-Inf"}
"""How Go writes what Python writes in another way."""


def text(value: Any) -> Any:
    """Return a boolean or a number as text, and any other value as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        # Both write the fewest digits that are this number; Python ends a whole one in ".0".
        digits = format(lazy_imports.load("decimal").Decimal(repr(value)), "f").removesuffix(".0")
        return _INFINITIES.get(digits, digits)
    return value
