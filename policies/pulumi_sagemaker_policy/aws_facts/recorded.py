"""Reads facts that were recorded from a package of AWS's own, with the package, its version and the day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple


class Recorded(NamedTuple):
    """Facts of one file, and where they come from."""

    package: str
    version: str
    day: date
    facts: Any

    @property
    def source(self) -> str:
        """The package and its version, and the day on which they were read."""
        return f"{self.package} {self.version}, {self.day}"


def file(name: str) -> Path:
    """Return where the facts of this name are kept."""
    return Path(__file__).with_name(f"{name}.json")


def recorded(name: str) -> Recorded:
    """Read facts by their name."""
    document: Mapping[str, Any] = json.loads(file(name).read_text(encoding="utf-8"))
    return Recorded(document["package"], document["version"], date.fromisoformat(document["day"]), document["facts"])
