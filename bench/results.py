"""What a run measured, on which machine, and how that is written as JSON.

The file holds one object:

    {
      "day": "2026-01-31",                          in UTC
      "machine": {
        "processor": "...", "cores": 2, "memory": 8223498240,    bytes
        "system": "Linux 6.1.0",
        "load": 0.1                                 processes that waited for a core when the run began
      },
      "versions": {"python": "3.11.2", "pulumi CLI": "v3.259.0", "boto3": "...", ...},
      "sections": [
        {
          "title": "...", "about": "...",           sentences for people
          "unit": "seconds",                        or "instructions", "bytes", "calls"
          "comparisons": [
            {
              "step": "up", "floor": "...",         what was measured, and what it is compared with
              "models": 100,                        or null
              "pairs": [[1.5, 1.2], [1.6, 1.3]]     ours and the floor's, by round
            }
          ]
        }
      ]
    }
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bench.comparison import Comparison
from tools.workspace import PULUMI

_PACKAGES: Final = ("pulumi", "pulumi-policy", "boto3", "botocore")


@dataclass(frozen=True)
class Section:
    """Comparisons of one kind, in one unit."""

    title: str
    about: str
    unit: str
    comparisons: list[Comparison]

    def find(self, step: str, models: int) -> Comparison | None:
        """Return the comparison of a step with so many models."""
        return next((one for one in self.comparisons if (one.step, one.models) == (step, models)), None)


@dataclass(frozen=True)
class Machine:
    """Where a run was made."""

    processor: str
    cores: int
    memory: int
    """Bytes."""
    system: str
    load: float
    """Processes that waited for a core, on average over the minute before the run."""

    @classmethod
    def this(cls) -> Machine:
        """Describe this machine as it is now."""
        return cls(
            processor=_processor(),
            cores=os.cpu_count() or 1,
            memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            system=f"{platform.system()} {platform.release().partition('-')[0]}",
            load=round(os.getloadavg()[0], 2),
        )


@dataclass(frozen=True)
class Results:
    """All that a run measured until now."""

    day: str
    machine: Machine
    versions: Mapping[str, str]
    sections: list[Section] = field(default_factory=list)

    @classmethod
    def begin(cls) -> Results:
        """Begin a run on this machine, today."""
        cli = subprocess.run([PULUMI, "version"], check=True, capture_output=True, text=True)  # noqa: S603  (the CLI of `make setup`)
        versions = {"python": platform.python_version(), "pulumi CLI": cli.stdout.strip()}
        return cls(
            day=datetime.now(timezone.utc).date().isoformat(),
            machine=Machine.this(),
            versions=versions | {package: version(package) for package in _PACKAGES},
        )

    @classmethod
    def read(cls, file: Path) -> Results:
        """Read what `write` wrote."""
        content = json.loads(file.read_text(encoding="utf-8"))
        return cls(
            day=content["day"],
            machine=Machine(**content["machine"]),
            versions=content["versions"],
            sections=[_section(**section) for section in content["sections"]],
        )

    def write(self, file: Path) -> None:
        """Write all that there is until now."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    def find(self, title: str) -> Section | None:
        """Return the section of a title."""
        return next((section for section in self.sections if section.title == title), None)


def _section(comparisons: list[dict[str, Any]], **members: Any) -> Section:
    return Section(
        **members,
        comparisons=[
            Comparison(**{**comparison, "pairs": [(ours, floor) for ours, floor in comparison["pairs"]]})
            for comparison in comparisons
        ],
    )


def _processor() -> str:
    """Name the processor; `platform.processor` does not know it on Linux."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
