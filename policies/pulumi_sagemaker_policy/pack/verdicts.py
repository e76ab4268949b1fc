"""What a rule says of a model: what is wrong with it, or what is not known here."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.quoting import one_line


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
        """Lay the finding out as people read it, each part on one line."""
        return (
            f"{one_line(self.problem)}\n"
            f"  model:  {one_line(model)}\n"
            f"  at:     {one_line(self.path)}\n"
            f"  wanted: {one_line(self.wanted)}\n"
            f"  fix:    {one_line(self.fix)}"
        )

    @classmethod
    def parse(cls, message: str) -> tuple[str, Finding] | None:
        """Read a model's name and what was found in it out of a text that `message` has made.

        What stands above the last line of the problem belongs to it. The finding has no level.
        """
        found = _MESSAGE.fullmatch(message)
        if found is None:
            return None
        return found["model"], cls(" ".join(found["problem"].split("\n")), found["path"], found["wanted"], found["fix"])


_MESSAGE: Final = LazyPattern(
    r"(?P<problem>(?s:.*))\n"
    r"  model:  (?P<model>.*)\n"
    r"  at:     (?P<path>.*)\n"
    r"  wanted: (?P<wanted>.*)\n"
    r"  fix:    (?P<fix>.*)"
)


class Undecided(NamedTuple):
    """A property that the rule has to know and that is not known here.

    The update will know it, unless another declaration has it: then `source` says which.
    """

    path: str
    source: str = ""


Verdict: TypeAlias = Finding | Undecided
