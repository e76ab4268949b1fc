"""What follows on a run of Pulumi, or on its saved log: the verdict, and every report that was asked for."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.output import say
from pulumi_sagemaker_policy.cli.pack_program import ServedPack, checked_config, served_pack
from pulumi_sagemaker_policy.cli.progress import Progress
from pulumi_sagemaker_policy.gate.events import EngineError, RunLog, read_log
from pulumi_sagemaker_policy.gate.packs import Packs
from pulumi_sagemaker_policy.gate.places import Project, deployed, previewed
from pulumi_sagemaker_policy.gate.pulumi_cli import PulumiMissingError, PulumiRun
from pulumi_sagemaker_policy.gate.report import Run, report_on
from pulumi_sagemaker_policy.gate.verdict import SUCCEEDED, Ending
from pulumi_sagemaker_policy.reports.formats import FORMATS, ReportFormat
from pulumi_sagemaker_policy.reports.results import Report, RunVerdict

_STANDARD_OUTPUT: Final = Path("-")
_STEP_SUMMARY: Final = "GITHUB_STEP_SUMMARY"
"""Names the file of a step in GitHub Actions that becomes the summary of its job."""

_ANALYSIS_FAILED: Final = "running policy analysis"
"""What the CLI says of a pack that failed: its events look like those of a violation."""

_EMPTY: Final = "nothing to analyze"
"""What the CLI says of a stack without resources, of which it tells no events."""

NO_CLI: Final = "There is no Pulumi CLI on PATH: install it, or add its folder to PATH."


class _Gate:
    """One run of a command: its packs, what is wrong with their configuration, its project, and the terminal."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.progress = Progress()
        self.project = Project.around(given.cwd)
        self.wrong: list[str] = []
        # A saved log may be judged by a configuration alone, which is then that of any pack.
        served = [served_pack(folder) for folder in given.pack] or [None] * len(given.config)
        known = []
        for index, pack in enumerate(served):
            config = self._config(given.config[index], pack) if index < len(given.config) else {}
            if pack and config is not None:
                known.append(pack.known(config))
        self.packs = Packs(known)

    def _config(self, file: Path, pack: ServedPack | None) -> Mapping[str, Any] | None:
        try:
            return checked_config(file, pack)
        except CommandError as error:
            self.wrong += str(error).splitlines()
            return None

    def follow(self, run: PulumiRun) -> RunLog:
        """Read and show all that a run tells; one whose configuration is wrong is ended, and not shown."""
        log = RunLog()
        if self.wrong:
            run.stop()
        for line in run.lines((lambda _: None) if self.wrong else self.progress.line):
            event = log.read(line)
            if not self.wrong:
                self.progress.event(event)
        return log

    def finish(self, log: RunLog, run: PulumiRun | None = None, *, ended: int = 0, **rest: Any) -> int:
        """Show the report, write it in every format that was asked for, and return the exit code.

        `ended` is when a run ended that told nothing; the rest are fields of `Run`.
        """
        ending = Ending(run.exit_code, run.said, run.interrupted) if run else Ending()
        report = report_on(
            Run(log=log, ending=ending, default=self.project.default, stack=self.given.stack, **rest),
            self.packs,
            fail_on_advisory=self.given.fail_on == "advisory",
            reasons=self.wrong,
            ended=ended or int(time.time()),
        )
        files = {one: getattr(self.given, f"report_{one.name}") for one in FORMATS}
        shown = [one for one, file in files.items() if file == _STANDARD_OUTPUT]
        unwritten = [_unwritten(one, report, file) for one, file in files.items() if file and one not in shown]
        self.progress.report(report)
        unwritten += [_unwritten(one, report, _STANDARD_OUTPUT) for one in shown]
        for line in filter(None, unwritten):
            self.progress.line(line, "bold red")
        return RunVerdict.NOT_JUDGED.exit_code if any(unwritten) else report.verdict.exit_code


def judge_preview(given: argparse.Namespace, run: PulumiRun) -> int:
    """Follow a preview to its end."""
    gate = _Gate(given)
    log = gate.follow(run)
    return gate.finish(log, run, places=gate.project.places(previewed(_document(run.output()))))


def judge_state(given: argparse.Namespace, run: PulumiRun) -> int:
    """Follow an analysis of what is deployed to its end."""
    gate = _Gate(given)
    log = gate.follow(run)
    if run.exit_code == 0 and _EMPTY in run.said:
        log.result = SUCCEEDED
    elif _ANALYSIS_FAILED in run.said:
        log.errors.append(EngineError("", _ANALYSIS_FAILED))
    log.done |= log.packs.keys()  # an analysis does not tell when they come to their end
    states = deployed(_export(gate, run)) if log.time and not gate.wrong else []
    if log.time and not states:
        gate.wrong.append("Pulumi did not export the stack, so it is not known which models it has.")
    for state in states:
        _add_judges(log, state, gate.packs)
    return gate.finish(log, run, places=gate.project.places(states), deployed=True)


def judge_events(given: argparse.Namespace) -> int:
    """Judge a saved log."""
    gate = _Gate(given)
    log, places, changed = RunLog(), {}, 0
    try:
        changed = int(given.file.stat().st_mtime)
        with given.file.open(encoding="utf-8", errors="replace") as lines:
            log = read_log(lines)
        if given.preview_json:
            places = gate.project.places(previewed(_document(given.preview_json.read_text("utf-8", "replace"))))
    except OSError as error:
        gate.wrong.append(f"{error.filename} cannot be read: {error.strerror}.")
    return gate.finish(log, places=places, ended=changed)


def not_started(given: argparse.Namespace, error: OSError | PulumiMissingError) -> int:
    """Report that Pulumi could not be started."""
    gate = _Gate(given)
    gate.wrong.append(
        NO_CLI if isinstance(error, PulumiMissingError) else f"{error.filename} cannot be used: {error.strerror}."
    )
    return gate.finish(RunLog())


def _export(gate: _Gate, analysis: PulumiRun) -> object:
    """Return what is deployed, with its secrets encrypted."""
    if gate.given.file:
        return _document(gate.given.file.read_text("utf-8", "replace"))
    stack = ["--stack", gate.given.stack] if gate.given.stack else []
    with PulumiRun(["stack", "export", *stack], gate.given.cwd, os.environ) as run:
        text = "\n".join(run.lines(gate.progress.line))
        analysis.interrupted |= run.interrupted
        return _document(text)


def _add_judges(log: RunLog, state: Mapping[str, Any], packs: Packs) -> None:
    """Add which rules judge a deployed resource: an analysis does not tell."""
    urn, inputs = state.get("urn"), state.get("inputs")
    if isinstance(urn, str) and isinstance(inputs, dict):
        log.inputs[urn] = inputs
        for pack, rules in packs.judging.items():
            log.asked.setdefault(urn, {}).setdefault(pack, set()).update(rules)


def _document(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _unwritten(one: ReportFormat, report: Report, file: Path) -> str:
    """Write a report to a file, and return what went wrong."""
    try:
        text = one.render(report)
        if file == _STANDARD_OUTPUT:
            say(sys.stdout, text.removesuffix("\n"))
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        summary = os.environ.get(_STEP_SUMMARY)
        if summary and (added := one.step_summary(report)):
            with Path(summary).open("a", encoding="utf-8", newline="\n") as job:
                job.write(added)
    except OSError as error:
        return f"{one.option}: {error.filename} cannot be written: {error.strerror}"
    return ""
