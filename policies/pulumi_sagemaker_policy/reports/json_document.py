"""The report as JSON, for programs: an object whose members are named as in `Report`, described by a JSON schema."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from importlib.resources import files
from typing import Any, Final

from pulumi_sagemaker_policy.reports.results import Report

VERSION: Final = 1
"""Rises when a program that reads the document would have to change."""


def render(report: Report) -> str:
    """Return the document, the same for the same report."""
    document = {"version": VERSION, **_plain(report)}
    return json.dumps(document, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON schema of the document."""
    text = files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _plain(value: object) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
