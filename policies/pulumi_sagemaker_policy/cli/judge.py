"""What follows on a run of Pulumi, or on its saved log: the verdict, and every report that was asked for."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.output import say
from pulumi_sagemaker_policy.cli.pack_program import checked_config, served_pack
from pulumi_sagemaker_policy.cli.progress import Progress
from pulumi_sagemaker_policy.gate.events import EngineError, RunLog, read_log
from pulumi_sagemaker_policy.gate.packs import KnownPack, Packs
from pulumi_sagemaker_policy.gate.places import Place, Project, deployed, previewed
from pulumi_sagemaker_policy.gate.pulumi_cli import PulumiMissingError, PulumiRun
from pulumi_sagemaker_policy.gate.report import Run, report_on
from pulumi_sagemaker_policy.gate.verdict import ANALYSIS_FAILED, SUCCEEDED, Ending
from pulumi_sagemaker_policy.reports.formats import FORMATS, ReportFormat
from pulumi_sagemaker_policy.reports.results import Report, RunVerdict

_STANDARD_OUTPUT: Final = Path("-")
_STEP_SUMMARY: Final = "GITHUB_STEP_SUMMARY"
"""Names the file of a step in GitHub Actions that becomes the summary of its job."""

_EMPTY: Final = "nothing to analyze"
"""What the CLI says of a stack without resources, of which it tells no events."""

NO_CLI: Final = "There is no Pulumi CLI on PATH: install it, or add its folder to PATH."


@dataclass(frozen=True, slots=True)
class _Gate:
    """One run of a command: its packs, what is wrong with their configuration, its project, and the terminal."""

    given: argparse.Namespace
    project: Project
    packs: Packs
    wrong: list[str]
    """Why the run is not judged, one sentence each."""
    progress: Progress = field(default_factory=Progress)

    @classmethod
    def of(cls, given: argparse.Namespace) -> _Gate:
        """Prepare what a command was given. This runs the programs of its packs, to know what they serve."""
        known, wrong = _known_packs(given.pack, given.config)
        return cls(given, Project.around(given.cwd), Packs(known), wrong)

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

    def finish(
        self,
        log: RunLog,
        run: PulumiRun | None = None,
        *,
        places: Mapping[str, Place] = MappingProxyType({}),
        deployed: bool = False,
        ended: int = 0,
    ) -> int:
        """Show the report, write it in every format that was asked for, and return the exit code.

        Args:
            log: what the run told.
            run: the run, unless there is only its log.
            places: where the program declares each resource, by URN.
            deployed: whether the run judged what is deployed.
            ended: when a run ended that told nothing, in seconds since 1970.
        """
        ending = Ending(run.exit_code, run.said, run.interrupted) if run else Ending()
        report = report_on(
            Run(
                log=log,
                ending=ending,
                places=places,
                default=self.project.default,
                deployed=deployed,
                stack=self.given.stack,
            ),
            self.packs,
            fail_on_advisory=self.given.fail_on == "advisory",
            reasons=self.wrong,
            ended=ended or int(time.time()),
        )
        files = {one: file for one in FORMATS if (file := getattr(self.given, f"report_{one.name}"))}
        shown = [one for one, file in files.items() if file == _STANDARD_OUTPUT]
        failures = [_write(one, report, file) for one, file in files.items() if one not in shown]
        self.progress.report(report)
        failures += [_write(one, report, _STANDARD_OUTPUT) for one in shown]
        failures += [_add_to_summary(one, report) for one in files]
        for line in filter(None, failures):
            self.progress.line(line, "bold red")
        return RunVerdict.NOT_JUDGED.exit_code if any(failures) else report.verdict.exit_code


def _known_packs(folders: Sequence[Path], configs: Sequence[Path]) -> tuple[list[KnownPack], list[str]]:
    """Return what is known of the packs in these folders, and what is wrong with their configurations.

    A saved log may be judged by configurations alone. They are read, and belong to packs of which nothing is known.
    """
    known: list[KnownPack] = []
    wrong: list[str] = []
    for folder, file in zip_longest(folders, configs):
        pack = served_pack(folder) if folder else None
        try:
            config = checked_config(file, pack) if file else {}
        except CommandError as error:
            wrong += str(error).splitlines()
        else:
            known += [pack.known(config)] if pack else []
    return known, wrong


def judge_preview(given: argparse.Namespace, run: PulumiRun) -> int:
    """Follow a preview to its end."""
    gate = _Gate.of(given)
    log = gate.follow(run)
    return gate.finish(log, run, places=gate.project.places(previewed(_document(run.output()))))


def judge_state(given: argparse.Namespace, run: PulumiRun) -> int:
    """Follow an analysis of what is deployed to its end."""
    gate = _Gate.of(given)
    log = gate.follow(run)
    if run.exit_code == 0 and _EMPTY in run.said:
        log.result = SUCCEEDED
    elif ANALYSIS_FAILED in run.said:
        log.errors.append(EngineError("", ANALYSIS_FAILED))
    log.done |= log.packs.keys()  # an analysis does not tell when they come to their end
    states: list[Mapping[str, Any]] = []
    if log.time and not gate.wrong:
        states = deployed(_export(gate, run))
        if not states:
            gate.wrong.append("Pulumi did not export the stack, so it is not known which models it has.")
    for state in states:
        _add_judges(log, state, gate.packs)
    return gate.finish(log, run, places=gate.project.places(states), deployed=True)


def judge_events(given: argparse.Namespace) -> int:
    """Judge a saved log."""
    gate = _Gate.of(given)
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
    gate = _Gate.of(given)
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


def _write(one: ReportFormat, report: Report, file: Path) -> str:
    """Write a report to a file, and return what went wrong; nothing if it is written."""
    try:
        text = one.render(report)
        if file == _STANDARD_OUTPUT:
            say(sys.stdout, text.removesuffix("\n"))
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return f"{one.option}: {error.filename} cannot be written: {error.strerror}"
    return ""


def _add_to_summary(one: ReportFormat, report: Report) -> str:
    """Add what a format has to say in the summary of a job, and return what went wrong; nothing if it is added."""
    file = os.environ.get(_STEP_SUMMARY)
    added = one.step_summary(report) if file else ""
    if not file or not added:
        return ""
    try:
        with Path(file).open("a", encoding="utf-8", newline="\n") as summary:
            summary.write(added)
    except OSError as error:
        return f"{_STEP_SUMMARY}: {error.filename} cannot be written: {error.strerror}"
    return ""
