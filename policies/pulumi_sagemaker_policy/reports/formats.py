"""The formats that a report can be written in, one row for each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from pulumi_sagemaker_policy.reports.results import Report


class ReportFormat(NamedTuple):
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
        text: str = self._module().render(report)
        return text

    def step_summary(self, report: Report) -> str:
        """Return what this format adds to the summary of a job, where its CI has one."""
        summary = getattr(self._module(), "step_summary", None)
        return str(summary(report)) if summary else ""

    def _module(self) -> Any:
        return import_module(f"{__package__}.{self.module}")


FORMATS: Final = (
    ReportFormat("json", "for programs, described by `sagemaker-policy check schema`", "json_document"),
    ReportFormat("markdown", "a comment on a merge request, with a marker for replacing it", "markdown"),
    ReportFormat("sarif", "SARIF 2.1.0, for code scanning", "sarif"),
    ReportFormat("junit", "JUnit XML, for test reports", "junit"),
    ReportFormat("gitlab", "GitLab's code quality report", "gitlab"),
    ReportFormat("github", "annotations of GitHub Actions; the summary of the job gets the rest", "github"),
    ReportFormat("html", "one page for people, without a network", "html"),
)
