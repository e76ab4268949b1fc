"""The results of judging a stack, from which every report is made.

A report is a pure function of a `Report`: it asks nothing, reads no clock, and gives the same bytes each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class RunVerdict(Enum):
    """What a run says as a whole."""

    CLEAN = "clean"
    BLOCKED = "blocked"
    NOT_JUDGED = "not-judged"

    @property
    def exit_code(self) -> int:
        """The exit code of a command that ends with this verdict."""
        return {RunVerdict.CLEAN: 0, RunVerdict.BLOCKED: 1, RunVerdict.NOT_JUDGED: 2}[self]


class Outcome(Enum):
    """What one rule says of one model."""

    VIOLATION = "violation"
    ADVISORY = "advisory"
    WAIVED = "waived"
    UNDECIDED = "undecided"
    PASSED = "passed"
    NOT_JUDGED = "not-judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedWaiver:
    """The waiver that lifts a finding, as the policy configuration has it."""

    reason: str
    owner: str
    expires: date
    """Its last day, in UTC."""
    ticket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one rule says of one model, or of one property of it. No field holds a value of the declaration."""

    rule: str
    """The id of the rule; of a policy of another pack, its name."""
    pack: str
    """The name of the policy pack that has the rule."""
    level: str
    """The enforcement level, in Pulumi's words: `advisory`, `mandatory`, `remediate` or `disabled`.

    Empty where it is not known, as for what passed a pack of which only a saved log is known.
    """
    severity: str
    """`low`, `medium`, `high`, `critical`, or empty where the policy names none."""
    outcome: Outcome
    urn: str
    """The URN of the resource that declares the model, or of the stack, where it concerns all of it."""
    model: str
    """The model's logical name; in a template, `RESOURCE/LOGICAL_NAME`; empty where it concerns the stack."""
    problem: str
    """One sentence: what is wrong, or what is not known. Empty for `passed`."""
    path: str = ""
    """The path of the property, such as `primaryContainer.image`."""
    wanted: str = ""
    fix: str = ""
    waiver: AppliedWaiver | None = None
    file: str = "Pulumi.yaml"
    """The file that declares the resource, relative to the root of the repository."""
    line: int = 1
    """The line of the declaration, from 1."""
    fingerprint: str
    """32 hexadecimal digits that stay the same when results move or come in another order, unique in a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedModel:
    """A model, and how many rules judged it."""

    urn: str
    model: str
    rules: int
    """Policies of other packs count as rules, as they do in `Result`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that one run says of one stack."""

    verdict: RunVerdict
    reasons: tuple[str, ...]
    """Why the verdict is `not-judged`, one sentence each; empty otherwise."""
    stack: str
    """`PROJECT/STACK`, as far as it is known."""
    packs: tuple[str, ...]
    """The names and versions of the policy packs, as `NAME VERSION`."""
    results: tuple[Result, ...]
    """Sorted by model, rule and path."""
    models: tuple[JudgedModel, ...]
    finished: datetime
    """When the run ended, in UTC. Reports show it in one place, and SARIF and code quality in none."""
