"""What the engine tells of a run: its events, one JSON text a line.

They hold inputs in plain text. Of those only what declares models is kept, in memory, for as long as the run lasts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_COLOUR: Final = re.compile(r"<\{%[^%]*%\}>")
"""Pulumi's own marks for colours, which a log has unless colours were off."""

_ROOT: Final = "pulumi:pulumi:Stack"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyMessage:
    """What a policy said of a resource, or of the stack."""

    urn: str
    policy: str
    pack: str
    level: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class EngineError:
    """An error other than a policy's: of a resource, or of the run if it has no URN."""

    urn: str
    text: str


@dataclass(slots=True)
class RunLog:
    """All that is needed of the events of one run."""

    messages: list[PolicyMessage] = field(default_factory=list)
    remediated: list[PolicyMessage] = field(default_factory=list)
    asked: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """By URN and pack the policies that judged the resource, whatever they found."""
    inputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """By URN what each resource declares."""
    errors: list[EngineError] = field(default_factory=list)
    packs: dict[str, str] = field(default_factory=dict)
    """The versions of the packs, by name."""
    done: set[str] = field(default_factory=set)
    """The packs that have looked at the whole stack, which they do last."""
    result: str = ""
    """How the engine says that the run ended; empty if it does not."""
    time: int = 0
    """When the last event was told, in seconds since 1970."""
    unreadable: int = 0
    """How many lines are no events."""

    def read(self, line: str) -> Mapping[str, Any]:
        """Take in one line, and return the event; it is empty if the line is none."""
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            self.unreadable += 1
            return {}
        time = event.get("timestamp")
        self.time = max(self.time, time) if isinstance(time, int) else self.time
        for kind, take in _EVENTS.items():
            if isinstance(event.get(kind), dict):
                take(self, event[kind])
        return event

    def urns(self) -> Iterable[str]:
        """Return every URN that was told of."""
        return dict.fromkeys([*self.inputs, *self.asked, *(message.urn for message in self.messages)])


def read_log(lines: Iterable[str]) -> RunLog:
    """Read a whole log."""
    log = RunLog()
    for line in lines:
        if line.strip():
            log.read(line)
    return log


def without_colours(text: str) -> str:
    """Take Pulumi's marks for colours out of a text."""
    return _COLOUR.sub("", text)


def token_of(urn: str) -> str:
    """Return the type of a resource; that of its parents, which comes before it, is left out."""
    parts = urn.split("::", 3)
    return parts[2].rpartition("$")[2] if len(parts) == 4 else ""  # noqa: PLR2004 - stack, project, types and name


def name_of(urn: str) -> str:
    """Return the name of a resource in its program; the stack itself has none."""
    parts = urn.split("::", 3)
    return parts[3] if len(parts) == 4 and parts[2] != _ROOT else ""  # noqa: PLR2004 - see above


def stack_of(urn: str) -> str:
    """Return the stack of a resource as `PROJECT/STACK`; empty if the text is no URN."""
    parts = urn.split("::", 3)
    return f"{parts[1]}/{parts[0].removeprefix('urn:pulumi:')}" if len(parts) == 4 else ""  # noqa: PLR2004 - see above


def _text(event: Mapping[str, Any], key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""


def _message(event: Mapping[str, Any]) -> PolicyMessage:
    return PolicyMessage(
        urn=_text(event, "resourceUrn"),
        policy=_text(event, "policyName"),
        pack=_text(event, "policyPackName"),
        level=_text(event, "enforcementLevel"),
        severity=_text(event, "severity"),
        text=without_colours(_text(event, "message")).removesuffix("\n"),
    )


def _policy(log: RunLog, event: Mapping[str, Any]) -> None:
    log.messages.append(_message(event))


def _remediation(log: RunLog, event: Mapping[str, Any]) -> None:
    log.remediated.append(_message(event))


def _judged(log: RunLog, event: Mapping[str, Any]) -> None:
    pack, version = _text(event, "policyPackName"), _text(event, "policyPackVersion")
    log.packs.setdefault(pack, version)
    judged = log.asked.setdefault(_text(event, "resourceUrn"), {}).setdefault(pack, set())
    judged.update(*(name for name in (event.get(key) for key in ("passed", "failed")) if isinstance(name, list)))


def _stack_judged(log: RunLog, event: Mapping[str, Any]) -> None:
    log.packs.setdefault(_text(event, "policyPackName"), _text(event, "policyPackVersion"))
    log.done.add(_text(event, "policyPackName"))


def _resource(log: RunLog, event: Mapping[str, Any]) -> None:
    metadata = event.get("metadata")
    state = metadata.get("new") if isinstance(metadata, dict) else None
    if isinstance(state, dict) and isinstance(state.get("inputs"), dict):
        log.inputs[_text(state, "urn")] = state["inputs"]


def _failed(log: RunLog, event: Mapping[str, Any]) -> None:
    metadata = event.get("metadata")
    log.errors.append(EngineError(_text(metadata, "urn") if isinstance(metadata, dict) else "", "the operation failed"))


def _diagnostic(log: RunLog, event: Mapping[str, Any]) -> None:
    if event.get("severity") == "error":
        log.errors.append(EngineError(_text(event, "urn"), without_colours(_text(event, "message")).strip()))


def _error(log: RunLog, event: Mapping[str, Any]) -> None:
    log.errors.append(EngineError("", _text(event, "error")))


def _summary(log: RunLog, event: Mapping[str, Any]) -> None:
    log.result = _text(event, "result")
    packs = event.get("PolicyPacks")
    for name, version in packs.items() if isinstance(packs, dict) else ():
        # A pack of this machine is named with its folder: NAME|local|FOLDER.
        log.packs.setdefault(name.partition("|")[0], str(version))


_EVENTS: Final = {
    "policyEvent": _policy,
    "policyRemediationEvent": _remediation,
    "policyAnalyzeSummaryEvent": _judged,
    "policyAnalyzeStackSummaryEvent": _stack_judged,
    "resourcePreEvent": _resource,
    "resOpFailedEvent": _failed,
    "diagnosticEvent": _diagnostic,
    "errorEvent": _error,
    "summaryEvent": _summary,
}
"""What is taken from each kind of event."""
