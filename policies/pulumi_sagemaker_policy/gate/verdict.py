"""The verdict on a run, and why it is not judged: the exit code of Pulumi is 1 for whatever went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pulumi_sagemaker_policy.gate.events import RunLog, name_of
from pulumi_sagemaker_policy.quoting import one_line
from pulumi_sagemaker_policy.reports.results import Outcome, Result, RunVerdict

SUCCEEDED: Final = "succeeded"

ANALYSIS_FAILED: Final = "running policy analysis"
"""How the CLI begins what it says when an analysis failed. The events of a pack that fails look like a violation's."""

_PACKS: Final = re.compile(rf"validating policy config|failed to run |{ANALYSIS_FAILED}")
"""How the engine begins what is wrong with policy packs. What programs and providers say may be anything."""

_CLOSING: Final = re.compile(r"[a-z]+ failed")
"""What the engine adds to the violations of a run."""

CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"no stack named|no stack is selected|stack '.*' not found": (
            "There is no such stack: name one that `pulumi stack ls` shows."
        ),
        r"no Pulumi\.yaml|no Pulumi project": "There is no Pulumi project here: name its folder by --cwd.",
        r"passphrase": "Pulumi could not read the stack's secrets: give it the passphrase that its own commands need.",
        r"PULUMI_ACCESS_TOKEN|not logged in|access token|\b40[13]\b|[Pp]ermission ?denied|AccessDenied|[Ff]orbidden": (
            "Pulumi was not permitted to read the stack: check the login and the permissions of whoever runs this."
        ),
        r"policy config|configuring policy pack": (
            "The policy configuration was refused: check it by `sagemaker-policy config validate`."
        ),
        r"failed to load Pulumi policy project": (
            "A policy pack is not where --pack says: name the folder that has its PulumiPolicy.yaml."
        ),
        rf"failed to run policy|failed to run remediation|{ANALYSIS_FAILED}|policy pack|analyzer": (
            "A policy pack failed: see what Pulumi says of it, and report it to whoever maintains the pack."
        ),
        r"performing HTTP request|no such host|connection refused": (
            "Pulumi did not reach its backend: check the network and `pulumi whoami -v`."
        ),
        r"unknown (?:command|flag|shorthand flag)": (
            "This Pulumi CLI does not know a command or an option; `check state` needs 3.249 or newer."
        ),
        r"currently locked": "The stack is locked by another run: wait for it, or run `pulumi cancel`.",
    }
)
"""Why a run ended early, by what Pulumi says of it: the first that fits. Pulumi's own words may quote a secret."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How Pulumi's process ended: its exit code, none for a saved log, and what it wrote beside its events."""

    exit_code: int | None = None
    said: str = ""
    interrupted: bool = False


def verdict(results: Iterable[Result], reasons: Sequence[str], *, fail_on_advisory: bool) -> RunVerdict:
    """Return what a run says as a whole; `reasons` are why it was not judged."""
    outcomes = {result.outcome for result in results}
    if reasons:
        return RunVerdict.NOT_JUDGED
    blocking = {Outcome.VIOLATION, Outcome.ADVISORY} if fail_on_advisory else {Outcome.VIOLATION}
    return RunVerdict.BLOCKED if outcomes & blocking else RunVerdict.CLEAN


def reasons_not_judged(log: RunLog, results: Sequence[Result], ending: Ending) -> tuple[str, ...]:
    """Say why a run did not judge all that it should have; nothing if it did."""
    if ending.interrupted:
        return ("The run was interrupted before it had judged everything.",)
    found = [*_errors(log), *_unjudged(results)]
    if not log.result:
        # What had gone wrong before says why there is no summary.
        found += [] if any(True for _ in _errors(log)) else _lost(log, ending)
    elif not found and not any(result.outcome is Outcome.VIOLATION for result in results):
        found += _unfinished(log, ending)
    return tuple(dict.fromkeys(found))


def _unjudged(results: Iterable[Result]) -> Iterator[str]:
    """Say which rules could not judge; what is wrong with a setting, each says of every model."""
    models: dict[tuple[str, str], list[str]] = {}
    for result in results:
        if result.outcome is Outcome.NOT_JUDGED:
            models.setdefault((result.rule, result.problem), []).append(result.model)
    for (rule, problem), (first, *others) in models.items():
        more = f" and {len(others)} more" if others else ""
        yield f"The rule {rule} could not judge {first}{more}: {problem}"


def _unfinished(log: RunLog, ending: Ending) -> Iterator[str]:
    """Say what is missing of a run that has not failed visibly, and that no violation ended."""
    for pack in sorted(log.packs.keys() - log.done):
        yield f"The policy pack {one_line(pack)} did not get to its end, so it has not judged the whole stack."
    if log.result != SUCCEEDED:
        yield "Pulumi says that the run failed, and its output says why."
    elif ending.exit_code:
        yield f"Pulumi ended with exit code {ending.exit_code}, and its output says why."


def _errors(log: RunLog) -> Iterator[str]:
    for error in log.errors:
        if _CLOSING.fullmatch(error.text) and not error.urn:
            continue
        cause = _cause(error.text) if _PACKS.match(error.text) else ""
        if cause:
            yield cause
        elif error.urn and name_of(error.urn):
            yield (
                f"{one_line(name_of(error.urn))} was refused or failed, so it is not known what would become of it: "
                "Pulumi's output says why."
            )
        else:
            yield "The program failed, so what it would have declared is not judged: Pulumi's output says why."


def _lost(log: RunLog, ending: Ending) -> Iterator[str]:
    """Say why there is no summary."""
    cause = _cause(ending.said)
    if cause:
        yield cause
    elif log.time or log.packs:
        yield "The engine was lost: its events end without a summary, so it is not known what it would have found."
    else:
        yield "Pulumi ended before it judged anything, and its output says why."


def _cause(said: str) -> str:
    return next((sentence for pattern, sentence in CAUSES.items() if re.search(pattern, said)), "")
