"""A run of Pulumi as a report, from which everything else is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from pulumi_sagemaker_policy.gate.events import RunLog, stack_of
from pulumi_sagemaker_policy.gate.findings import RunResults
from pulumi_sagemaker_policy.gate.packs import Packs
from pulumi_sagemaker_policy.gate.places import Place
from pulumi_sagemaker_policy.gate.verdict import Ending, reasons_not_judged, verdict
from pulumi_sagemaker_policy.quoting import one_line
from pulumi_sagemaker_policy.reports.results import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that has ended: what it told, how it ended, and where its program declares things."""

    log: RunLog
    ending: Ending = field(default_factory=Ending)
    places: Mapping[str, Place] = field(default_factory=dict)
    default: Place = field(default_factory=lambda: Place("Pulumi.yaml", 1))
    deployed: bool = False
    stack: str = ""
    """How the command named the stack, for a run that told of none."""


def report_on(
    run: Run, packs: Packs, *, fail_on_advisory: bool = False, reasons: Sequence[str] = (), ended: int = 0
) -> Report:
    """Make the report on a run.

    `reasons` are why it is not judged, as far as they are known without it; `ended` is when a run ended that told
    nothing, in seconds since 1970.
    """
    judged = RunResults(log=run.log, packs=packs, places=run.places, default=run.default, deployed=run.deployed)
    results = judged.results()
    # A run whose configuration is wrong was ended for that, whatever else it says.
    why = tuple(reasons) or reasons_not_judged(run.log, results, run.ending)
    return Report(
        verdict=verdict(results, why, fail_on_advisory=fail_on_advisory),
        reasons=why,
        stack=one_line(next(filter(None, map(stack_of, run.log.urns())), run.stack)),
        packs=tuple(sorted(one_line(f"{name} {version}".strip()) for name, version in run.log.packs.items())),
        results=results,
        models=judged.models(),
        finished=datetime.fromtimestamp(run.log.time or ended, timezone.utc),
    )
