"""A rule: its metadata, what it finds in a model, and how that reaches the Pulumi engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final, TypeAlias

from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from pulumi_sagemaker_policy import waivers
from pulumi_sagemaker_policy.adapters import ADAPTERS
from pulumi_sagemaker_policy.config import Problem, Schema, Setting, Settings, problems
from pulumi_sagemaker_policy.remediation import AMENDERS, Amendment, visible
from pulumi_sagemaker_policy.sdk import NotKnownYetError, peers, report_at
from pulumi_sagemaker_policy.subject import UNKNOWN, ModelSubject, Unreadable, Unresolvable
from pulumi_sagemaker_policy.trust import TRUSTED, trusts

ON_UNKNOWN: Final = Setting(
    name="on_unknown",
    schema={"type": "string", "enum": ["advisory", "violation", "skip"]},
    default="advisory",
    meaning=(
        "What a preview makes of a property that is known only at update: an `advisory` that names it, a "
        "`violation`, or nothing (`skip`). The update judges the value in any case, before it creates anything."
    ),
)

COMMON: Final = (ON_UNKNOWN, waivers.SETTING)
"""Settings that every rule has."""


@dataclass(frozen=True, slots=True)
class Finding:
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


@dataclass(frozen=True, slots=True)
class Undecided:
    """A property that the rule has to know and that is not known before the update."""

    path: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A published control that a rule serves; `provenance` is who says so: "stated by ..." its text, or "derived"."""

    name: str
    control: str
    provenance: str


Verdict: TypeAlias = Finding | Undecided
Check: TypeAlias = Callable[[ModelSubject, Settings], Iterable[Verdict]]
Mend: TypeAlias = Callable[[ModelSubject, Settings], Amendment]


def _no_contradictions(_: Settings) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule about models.

    `check` judges a model and is pure: the engine calls it from several threads. `contradictions` finds
    settings of the right types that cannot be meant. `mend` says what would make a model pass that does not, for
    level remediate. `judges` says what counts; `failing` and `passing` are programs for its page, judged with the
    settings of `example`. A rule that is `opt_in` needs facts of the organization: it applies to nothing until one
    of its settings is given, that is, neither empty nor zero.
    """

    id: str
    title: str
    rationale: str
    judges: str
    severity: Severity
    remediation: str
    url: str
    failing: str
    passing: str
    check: Check
    level: EnforcementLevel = EnforcementLevel.MANDATORY
    settings: tuple[Setting, ...] = ()
    contradictions: Callable[[Settings], Iterable[Problem]] = _no_contradictions
    mend: Mend | None = None
    frameworks: tuple[Framework, ...] = ()
    opt_in: bool = False
    example: Settings = field(default_factory=dict)

    # Made once a rule, as every request needs them.
    _defaults: Settings = field(init=False, repr=False, compare=False)
    _schemas: Mapping[str, Schema] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raise ValueError for defaults that are wrong settings themselves."""
        declared = (*self.settings, *COMMON)
        object.__setattr__(self, "_defaults", {setting.name: setting.default for setting in declared})
        object.__setattr__(self, "_schemas", {setting.name: setting.schema for setting in declared})
        for problem in self._problems(self._defaults, self._defaults):
            raise ValueError(f"{self.id}.{problem.path} {problem.problem}; wanted: {problem.wanted}")

    def with_defaults(self, **defaults: object) -> Rule:
        """Return the rule with other defaults for some of its settings, for an organization's own pack."""
        for problem in problems({setting.name: setting.schema for setting in self.settings}, defaults):
            raise ValueError(f"{self.id}.{problem.path} {problem.problem}; wanted: {problem.wanted}")
        changed = tuple(replace(s, default=defaults[s.name]) if s.name in defaults else s for s in self.settings)
        return replace(self, settings=changed)

    def read(self, config: Settings) -> tuple[Settings, list[Problem]]:
        """Return all settings, with the defaults of those that nobody gave, and what is wrong with the others."""
        if config == self._defaults:  # the engine gives them along with the rest, and most are never set
            return self._defaults, []
        given = {name: value for name, value in config.items() if value != self._defaults.get(name)}
        settings = {**self._defaults, **given}
        return settings, self._problems(given, settings)

    def _problems(self, given: Settings, settings: Settings) -> list[Problem]:
        return list(problems(self._schemas, given)) or [
            *waivers.problems(settings["waivers"]),
            *self.contradictions(settings),
        ]

    def judge(self, model: ModelSubject, config: Settings) -> list[Verdict]:
        """Judge a model, unless the rule's settings are wrong: then that is what it finds."""
        settings, wrong = self.read(config)
        if wrong:
            return [self._misconfigured(problem) for problem in wrong]
        return list(self.check(model, settings)) if self.applies(settings) else []

    def applies(self, settings: Settings) -> bool:
        """Tell whether there is anything to judge by."""
        return not self.opt_in or any(settings[setting.name] for setting in self.settings)

    def is_used(self, config: Settings) -> bool:
        """Tell whether there is anything to judge by, or else something wrong with the settings, which then says so."""
        settings, wrong = self.read(config)
        return bool(wrong) or self.applies(settings)

    def _misconfigured(self, problem: Problem) -> Finding:
        path = f"{self.id}.{problem.path}"
        return Finding(
            problem=f"The policy configuration is wrong: {path} {problem.problem}.",
            path=f"{path} in the policy configuration",
            wanted=problem.wanted,
            fix="correct the setting; until then the rule can judge no model and lets none pass",
        )

    def policy(self, today: waivers.Today = waivers.utc_today) -> ResourceValidationPolicy:
        """Make the policy that a pack hands to the engine; `today` decides which waivers are over."""
        policy = _RulePolicy(
            name=self.id,
            description=self.title,
            validate=lambda args, report: self._validate(args, report, today),
            remediate=(lambda args: self._remediate(args, today)) if self.mend else None,
            enforcement_level=self.level,
            severity=self.severity,
            config_schema=PolicyConfigSchema(
                {setting.name: {**setting.schema, "default": setting.default} for setting in (*self.settings, *COMMON)}
            ),
            remediation_steps=self.remediation,
            url=self.url,
        )
        policy.rule = self
        return policy

    def _validate(self, args: ResourceValidationArgs, report: ReportViolation, today: waivers.Today) -> None:
        if args.resource_type not in ADAPTERS:
            args.not_applicable(_NO_MODEL)
        reason = None
        try:
            reason = self._report(args, report, today)
        except Exception as error:  # noqa: BLE001 - whatever it is would end the other rules' run too
            report(failure(error), None)
        if reason:
            args.not_applicable(reason)

    def _report(self, args: ResourceValidationArgs, report: ReportViolation, today: waivers.Today) -> str | None:
        """Report on a resource, or return why there is nothing to judge."""
        settings, wrong = self.read(args.get_config())
        if not wrong and not self.applies(settings):
            return f"no setting of {self.id} is given"
        found = list(ADAPTERS[args.resource_type](args))
        if not found:
            return _NO_MODEL
        for problem in wrong:
            # Whatever the rule's level: what is configured wrongly is not what anybody decided.
            report_at(EnforcementLevel.MANDATORY, report, self._misconfigured(problem).message(args.name))
        if wrong:
            return None
        hidden = list(self._hidden([part for part in found if isinstance(part, Unreadable)], settings, report))
        models = [model for model in found if isinstance(model, ModelSubject)]
        if not models and not hidden:
            return _NOT_SEEN
        verdicts: list[tuple[str, Verdict]] = [(args.name, verdict) for verdict in hidden]
        for model in models:
            verdicts += [(model.name, verdict) for verdict in self.check(model, settings)]
        if verdicts or settings["waivers"]:
            _conclude(args, report, verdicts, settings, today)
        return None

    def _hidden(self, parts: Iterable[Unreadable], settings: Settings, report: ReportViolation) -> Iterator[Verdict]:
        """Decide on what no policy can see.

        If the update will see it, each rule then decides. Otherwise one rule speaks for all: a violation, at the level
        of the strictest, as rules that let it pass could be dodged that way.
        """
        level = None
        for part in parts:
            trusted = trusts(settings.get(TRUSTED, ()), part.template)
            if part.field.value is UNKNOWN or trusted is UNKNOWN:
                yield Undecided(part.field.path)
            elif not trusted:
                level = level or _level_of_speaker(self, report)
                if level is not EnforcementLevel.DISABLED:
                    yield replace(_unseen(part), level=level if part.spoils else EnforcementLevel.ADVISORY)

    def _remediate(self, args: ResourceValidationArgs, today: waivers.Today) -> Any:
        amend = AMENDERS.get(args.resource_type)
        if self.mend is None or amend is None:
            return None
        try:
            settings, wrong = self.read(args.get_config())
            if wrong or not self.applies(settings) or waivers.waived(settings["waivers"], args.urn, today):
                return None  # the validation that follows says so
            wanted = [
                self.mend(model, settings)
                for model in ADAPTERS[args.resource_type](visible(args))
                if isinstance(model, ModelSubject)
            ]
            changes = [amendment for amendment in wanted if amendment != Amendment()]
            for amendment in changes:
                amend(args.props, amendment)
        except Exception as error:  # noqa: BLE001 - whatever it is would end the other rules' run too
            raise NotKnownYetError(failure(error)) from None
        return args.props if changes else None


class _RulePolicy(ResourceValidationPolicy):
    """The policy of a rule, by which the others know it."""

    rule: Rule


_NO_MODEL: Final = "not a SageMaker model"
_NOT_SEEN: Final = "what this declares is out of sight, which one rule says for all unless the place is trusted"

_SPEAKER: Final = "network-isolation"
"""The rule that says for all what none of them can see; in a pack without it the first that judges anything does."""


def _level_of_speaker(rule: Rule, report: ReportViolation) -> EnforcementLevel:
    """Return the level at which this rule speaks for all, which is `DISABLED` if another one does."""
    judging = [
        (policy.rule.id, level)
        for policy, level, config in peers(report)
        if isinstance(policy, _RulePolicy) and policy.rule.is_used(config)
    ]
    speaker = _SPEAKER if _SPEAKER in dict(judging) else judging[0][0]
    if rule.id != speaker:
        return EnforcementLevel.DISABLED
    advisory = all(level is EnforcementLevel.ADVISORY for _, level in judging)
    return EnforcementLevel.ADVISORY if advisory else EnforcementLevel.MANDATORY


def _conclude(
    args: ResourceValidationArgs,
    report: ReportViolation,
    verdicts: list[tuple[str, Verdict]],
    settings: Settings,
    today: waivers.Today,
) -> None:
    """Report what stands of the verdicts on a resource, given what the settings make of unknowns and waivers."""
    findings, undecided = _decide(verdicts, settings["on_unknown"])
    waiver = waivers.covering(settings["waivers"], args.urn)
    if waiver and not waiver.is_over(day := today()):
        if findings or not verdicts:
            report_at(EnforcementLevel.ADVISORY, report, _waived(waiver, day, findings))
        return
    for name, finding in findings:
        note = f"\n  waiver: expired on {waiver.expires}: {waiver}" if waiver else ""
        message = finding.message(name) + note
        if finding.level is None:
            report(message, None)
        else:
            report_at(finding.level, report, message)
    for name, paths in undecided.items():
        report_at(EnforcementLevel.ADVISORY, report, _deferred(name, paths))


def _decide(
    verdicts: Iterable[tuple[str, Verdict]], on_unknown: str
) -> tuple[list[tuple[str, Finding]], Mapping[str, list[str]]]:
    """Sort verdicts into findings, and the paths by model that are left for the update to decide on."""
    findings: list[tuple[str, Finding]] = []
    undecided: dict[str, list[str]] = {}
    for model, verdict in dict.fromkeys(verdicts):  # of all that one unknown block hides, each says the same
        if isinstance(verdict, Finding):
            findings.append((model, verdict))
        elif on_unknown == "violation":
            findings.append((model, _must_be_known(verdict)))
        elif on_unknown == "advisory":
            undecided.setdefault(model, []).append(verdict.path)
    return findings, undecided


def _must_be_known(verdict: Undecided) -> Finding:
    return Finding(
        problem=f"{verdict.path} is known only at update, and this rule is set to decide at preview.",
        path=verdict.path,
        wanted="a value that does not depend on what the update creates",
        fix="set it to a value that is known; or have on_unknown of the rule changed",
    )


def _deferred(model: str, paths: list[str]) -> str:
    return (
        f"{', '.join(paths)} {'is' if len(paths) == 1 else 'are'} known only at update; "
        f"the rule then decides before the model is created or changed.\n  model:  {model}"
    )


def _waived(waiver: waivers.Waiver, today: date, findings: Iterable[tuple[str, Finding]]) -> str:
    lines = [f"  waived: {finding.problem} ({model})" for model, finding in findings]
    what = "Waived" if lines else "The waiver is not needed, nothing breaks the rule; it is in force"
    days = (waiver.expires - today).days
    left = "today is its last day" if days == 0 else f"it expires in {days} day{'s' if days > 1 else ''}"
    ending = (
        [f"  renew:  {left}; mend the model by then, or have the waiver renewed"] if waiver.is_ending(today) else []
    )
    return "\n".join([f"{what} until {waiver.expires}: {waiver}", *lines, *ending])


def _unseen(part: Unreadable) -> Finding:
    reason = part.reason or (part.field.value.what if isinstance(part.field.value, Unresolvable) else "")
    if not part.spoils:
        return Finding(
            problem=f"{part.field.path} is not clear: {reason}, and readers differ on which one counts.",
            path=part.field.path,
            wanted=part.wanted,
            fix="take one of them out; the models that were found do not depend on it",
        )
    because = f" ({reason})" if reason else ""
    return Finding(
        problem=f"{part.field.path} cannot be read{because}, so the models that it may declare cannot be judged.",
        path=part.field.path,
        wanted=part.wanted,
        fix=(
            f"correct it there, have the place added to {_SPEAKER}.{TRUSTED}, or have the resource waived"
            if part.template
            else "correct it there, or have the resource waived"
        ),
    )


def failure(error: Exception) -> str:
    """Say where a rule broke, without the error's own text, which may quote a secret."""
    where = extract_tb(error.__traceback__)[-1]
    return (
        f"The rule failed ({type(error).__name__} at {Path(where.filename).name}:{where.lineno}), "
        "so the model was not judged and cannot pass.\n"
        "  fix:    report this with the model's declaration; until then, lower the rule's enforcementLevel"
    )
