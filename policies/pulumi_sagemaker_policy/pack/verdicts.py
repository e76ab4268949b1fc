"""What a rule says of a model: what is wrong with it, or what is not known here."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from pulumi_policy import EnforcementLevel


class Finding(NamedTuple):
    """A violation: one sentence on what is wrong, the property's path, what is wanted, and how to get there.

    None of them may hold a value of the model: it may be a secret. A `level` counts instead of the rule's own.
    """

    problem: str
    path: str
    wanted: str
    fix: str
    level: EnforcementLevel | None = None

    def message(self, model: str) -> str:
        """Lay the finding out as people read it."""
        return (
            f"{self.problem}\n  model:  {model}\n  at:     {self.path}\n  wanted: {self.wanted}\n  fix:    {self.fix}"
        )


class Undecided(NamedTuple):
    """A property that the rule has to know and that is not known here.

    The update will know it, unless another declaration has it: then `source` says which.
    """

    path: str
    source: str = ""


Verdict: TypeAlias = Finding | Undecided
