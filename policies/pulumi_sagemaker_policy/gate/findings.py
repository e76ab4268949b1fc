"""The results of a run: what its policies said of each model, and the rules that had nothing to say."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.configuration.waivers import Waiver
from pulumi_sagemaker_policy.gate.events import PolicyMessage, RunLog, name_of
from pulumi_sagemaker_policy.gate.messages import remarks_of
from pulumi_sagemaker_policy.gate.models import NamedModel, models_of
from pulumi_sagemaker_policy.gate.packs import Packs
from pulumi_sagemaker_policy.gate.places import Place
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.reporting import RemarkKind
from pulumi_sagemaker_policy.pack.stack_policies.audit_summary import AUDIT_SUMMARY
from pulumi_sagemaker_policy.quoting import one_line
from pulumi_sagemaker_policy.reports.results import AppliedWaiver, JudgedModel, Outcome, Result

_BLOCKING: Final = (EnforcementLevel.MANDATORY.value, EnforcementLevel.REMEDIATE.value)
_OUTCOMES: Final = {
    RemarkKind.WAIVED: Outcome.WAIVED,
    RemarkKind.UNDECIDED: Outcome.UNDECIDED,
    RemarkKind.NOT_JUDGED: Outcome.NOT_JUDGED,
}
_TOLD_IN_ADVISORIES: Final = (Outcome.WAIVED, Outcome.UNDECIDED)
_REMEDIABLE: Final = "What is deployed breaks the rule; the next update remediates it."


class _Judge(NamedTuple):
    """A policy that judged a model."""

    pack: str
    name: str
    rule: RuleDefinition | None
    """The rule that it is; none if it is a policy of another kind, which may be another pack's."""

    def concerns(self, model: NamedModel) -> bool:
        return self.rule is None or model.part is None or self.rule.concerns(model.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResults:
    """The results of a run, made of what it told; `deployed` says that it judged a state, and so remediated nothing."""

    log: RunLog
    packs: Packs
    places: Mapping[str, Place]
    default: Place
    deployed: bool = False

    def results(self) -> tuple[Result, ...]:
        """Return all results, each with its fingerprint, in the order of a report."""
        said = [result for message in self.log.messages for result in self._said(message)]
        if self.deployed:
            said += [self._remediable(message) for message in self.log.remediated]
        spoken = {(result.urn, result.pack, result.rule, result.model) for result in said}
        # What a rule says of a resource as a whole leaves open which of its models it judged.
        spoken |= {
            (result.urn, result.pack, result.rule, "") for result in said if result.outcome is Outcome.NOT_JUDGED
        }
        passed = [
            self._result(urn, one.pack, one.name, outcome=Outcome.PASSED, model=model.name, problem="")
            for urn, model, judges in self._judged()
            for one in judges
            if one.rule is not None
            and not {(urn, one.pack, one.name, model.name), (urn, one.pack, one.name, "")} & spoken
        ]
        return _fingerprinted([*said, *passed])

    def models(self) -> tuple[JudgedModel, ...]:
        """Return every model that the resources of the run declare, with the number of policies that judged it."""
        found = [JudgedModel(urn=urn, model=model.name, rules=len(judges)) for urn, model, judges in self._judged()]
        return tuple(sorted(found, key=lambda one: (one.model, one.urn)))

    def _judged(self) -> Iterator[tuple[str, NamedModel, list[_Judge]]]:
        """Find the models, and the policies that judged each."""
        for urn in self.log.urns():
            for model in models_of(urn, self.log.inputs.get(urn)):
                judges = [
                    _Judge(pack, name, self.packs.rule(pack, name))
                    for pack, names in self.log.asked.get(urn, {}).items()
                    for name in names
                ]
                yield urn, model, [judge for judge in judges if judge.concerns(model)]

    def _said(self, message: PolicyMessage) -> Iterator[Result]:
        if message.policy == AUDIT_SUMMARY.name:
            return  # a count for people; a report counts for itself
        for one in remarks_of(message, self.packs.rule(message.pack, message.policy)):
            outcome = _outcome(one.kind, blocks=message.level in _BLOCKING)
            yield self._result(
                message.urn,
                message.pack,
                message.policy,
                outcome=outcome,
                # Rules tell of these in advisories, whatever their level is.
                level="" if outcome in _TOLD_IN_ADVISORIES else message.level,
                severity=message.severity,
                model=one.model or one_line(name_of(message.urn)),
                problem=one.problem,
                path=one.path,
                wanted=one.wanted,
                fix=one.fix,
                waiver=_applied(one.waiver),
            )

    def _remediable(self, message: PolicyMessage) -> Result:
        model, level = one_line(name_of(message.urn)), EnforcementLevel.REMEDIATE.value
        place = (message.urn, message.pack, message.policy)
        return self._result(*place, outcome=Outcome.ADVISORY, level=level, model=model, problem=_REMEDIABLE)

    def _result(self, urn: str, pack: str, policy: str, *, level: str = "", severity: str = "", **rest: Any) -> Result:
        rule = self.packs.rule(pack, policy)
        place = self.places.get(urn, self.default)
        return Result(
            rule=policy,
            pack=pack,
            level=level or self.packs.level(pack, policy),
            severity=severity or (rule.severity.value if rule else ""),
            urn=urn,
            file=place.file,
            line=place.line,
            fingerprint="",
            **rest,
        )


def _outcome(kind: RemarkKind, *, blocks: bool) -> Outcome:
    outcome = _OUTCOMES.get(kind, Outcome.VIOLATION if blocks else Outcome.ADVISORY)
    # The engine has the last word: what blocks is not waived or undecided, whatever its text says.
    return Outcome.VIOLATION if blocks and outcome in _TOLD_IN_ADVISORIES else outcome


def _applied(waiver: Waiver | None) -> AppliedWaiver | None:
    if waiver is None:
        return None
    return AppliedWaiver(reason=waiver.reason, owner=waiver.owner, expires=waiver.expires, ticket=waiver.ticket)


def _fingerprinted(results: Iterable[Result]) -> tuple[Result, ...]:
    """Sort results, and give each a fingerprint of what it says: neither its place nor its neighbours change it."""
    ordered = sorted(
        results,
        key=lambda one: (one.model, one.rule, one.path, one.urn, one.pack, one.problem, one.outcome.value, repr(one)),
    )
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for result in ordered:
        said = (result.urn, result.pack, result.rule, result.model, result.path, result.problem)
        # Two packs of one name may say the same.
        number = seen[said]
        seen[said] += 1
        digest = hashlib.sha256("\0".join((*said, str(number))).encode("utf-8", "backslashreplace")).hexdigest()
        found.append(replace(result, fingerprint=digest[:32]))
    return tuple(found)
