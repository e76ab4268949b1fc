"""The formats that a report can be written in, one row for each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Final

from pulumi_sagemaker_policy.reports.results import Report


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A format: its name, which is its option too, what it is for, and the module whose `render` writes it."""

    name: str
    meaning: str
    module: str

    @property
    def option(self) -> str:
        """The option of a command that takes the file to write."""
        return f"--{self.name}"

    def render(self, report: Report) -> str:
        """Return the report in this format. Its module is loaded only now, as it may need others that are large."""
        text: str = import_module(f"{__package__}.{self.module}").render(report)
        return text


FORMATS: Final = (ReportFormat("json", "for programs, described by `sagemaker-policy check schema`", "json_document"),)
