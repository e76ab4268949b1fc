"""Shows a run as it goes, and what came of it: in colours on a terminal, and plain elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.text import Text

from pulumi_sagemaker_policy.cli.output import console
from pulumi_sagemaker_policy.gate.events import name_of, token_of, without_colours
from pulumi_sagemaker_policy.quoting import one_line
from pulumi_sagemaker_policy.reports.results import Outcome, Report, Result, RunVerdict

_SIGNS: Final = {"create": "+", "update": "~", "delete": "-", "replace": "+-", "create-replacement": "++", "read": ">"}
_SHOWN: Final = {"error": "red", "warning": "yellow", "info": "", "info#err": ""}
"""The severities of the engine's messages that people see, with their colours."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_COLOURS: Final = {
    RunVerdict.CLEAN: "bold green",
    RunVerdict.BLOCKED: "bold red",
    RunVerdict.NOT_JUDGED: "bold yellow",
    Outcome.VIOLATION: "bold red",
    Outcome.ADVISORY: "yellow",
    Outcome.WAIVED: "cyan",
    Outcome.UNDECIDED: "magenta",
    Outcome.NOT_JUDGED: "bold yellow",
}
_TOLD: Final = tuple(outcome for outcome in Outcome if outcome is not Outcome.PASSED)
_NAMED: Final = 10
"""How many models are named where many are alike."""


class Progress:
    """The terminal, or whatever stands for one."""

    def __init__(self) -> None:
        # Lines are not broken: a log is searched by them.
        self._console = console(breaks_lines=False)

    def line(self, text: str, style: str = "") -> None:
        """Show a text of whatever origin: control characters are no orders to the terminal."""
        self._console.print(Text(_CONTROL.sub("", text), style=style))

    def event(self, event: Mapping[str, Any]) -> None:
        """Show an event of the engine, as far as people want to see it."""
        step, message = event.get("resourcePreEvent"), event.get("diagnosticEvent")
        if isinstance(step, dict) and isinstance(step.get("metadata"), dict):
            self._step(step["metadata"])
        if isinstance(message, dict) and message.get("severity") in _SHOWN and not message.get("ephemeral"):
            text = without_colours(f"{message.get('prefix') or ''}{message.get('message')}").strip()
            if text:
                self.line(
                    f"{one_line(name_of(str(message.get('urn') or ''))) or '   '} {text}", _SHOWN[message["severity"]]
                )

    def _step(self, metadata: Mapping[str, Any]) -> None:
        done, urn = str(metadata.get("op")), str(metadata.get("urn"))
        # Pulumi itself does not show the providers that it makes, either.
        if done != "same" and not token_of(urn).startswith("pulumi:providers:"):
            self.line(f" {_SIGNS.get(done, ' '):2} {one_line(f'{token_of(urn)} {name_of(urn)} {done}')}")

    def report(self, report: Report) -> None:
        """Show what came of a run: its findings, how many rules judged each model, and the verdict."""
        for result in report.results:
            if result.outcome is not Outcome.PASSED:
                self._result(result)
        self.line("")
        for text in _judged(report):
            self.line(text)
        for reason in report.reasons:
            self.line(f"Not judged: {reason}", _COLOURS[Outcome.NOT_JUDGED])
        counts = Counter(result.outcome for result in report.results)
        counted = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in _TOLD if counts[outcome])
        self.line(f"Verdict: {report.verdict.value}{f' ({counted})' if counted else ''}", _COLOURS[report.verdict])

    def _result(self, result: Result) -> None:
        name = result.model or "the stack"
        self.line(
            f"\n{result.outcome.value}  {result.rule}  {name}  {result.file}:{result.line}", _COLOURS[result.outcome]
        )
        self.line(f"  {result.problem}")
        for label, text in (("at", result.path), ("wanted", result.wanted), ("fix", result.fix)):
            if text:
                self.line(f"  {label + ':':7} {text}")
        if result.waiver:
            waiver = result.waiver
            over = "expired on" if result.outcome is not Outcome.WAIVED else "until"
            ticket = f", {waiver.ticket}" if waiver.ticket else ""
            self.line(f"  waiver: {over} {waiver.expires}: {waiver.reason} ({waiver.owner}{ticket})")


def _judged(report: Report) -> Iterator[str]:
    """Say how many rules judged each model."""
    alike: dict[int, list[str]] = defaultdict(list)
    for model in report.models:
        alike[model.rules].append(model.model)
    if not report.models:
        yield "No model was judged." if report.reasons else "No model was judged: the stack declares none."
    for rules, names in sorted(alike.items(), reverse=True):
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        by = f"{rules} rule{'' if rules == 1 else 's'}" if rules else "no rule"
        yield f"Judged by {by}: {', '.join(names[:_NAMED])}{more}"
