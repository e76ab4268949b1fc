"""A rule: its metadata, what it finds in a model, and how that reaches the Pulumi engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Problem, Schema, Setting, Settings, setting_problems
from pulumi_sagemaker_policy.configuration.trust import TRUSTED, trusts
from pulumi_sagemaker_policy.declarations.adapters import adapter, declared
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN, ModelSubject, Unreadable, Unresolvable, sayable
from pulumi_sagemaker_policy.pack.remediation import REMEDIATORS, Remediation, visible
from pulumi_sagemaker_policy.pack.sdk import NotKnownYetError, peers, report_at

ON_UNKNOWN: Final = Setting(
    name="on_unknown",
    schema={"type": "string", "enum": ["advisory", "violation", "skip"]},
    default="advisory",
    meaning=(
        "What a preview makes of a property that is known only at update, or that another declaration decides: an "
        "`advisory` that names it, a `violation`, or nothing (`skip`). The update judges a value that it knows in any "
        "case, before it creates anything."
    ),
)

COMMON: Final = (ON_UNKNOWN, waivers.WAIVERS)
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
    """A property that the rule has to know and that is not known here.

    The update will know it, unless another declaration has it: then `source` says which.
    """

    path: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """A published control that a rule serves; `provenance` is who says so: "stated by ..." its text, or "derived"."""

    name: str
    control: str
    provenance: str


Verdict: TypeAlias = Finding | Undecided
Check: TypeAlias = Callable[[ModelSubject, Settings], Iterable[Verdict]]
Notes: TypeAlias = dict[str, Sequence[tuple[str, Verdict]]]
Remediate: TypeAlias = Callable[[ModelSubject, Settings], Remediation]


def _no_problems(_: Settings) -> Iterable[Problem]:
    return ()


def _no_sentences(_: Settings) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule about models.

    `check` judges a model and is pure: the engine calls it from several threads. `validate_settings` finds
    settings of the right types that cannot be meant. `remediate` says what would make a model pass that does not, for
    level remediate. `scope` says what counts; `failing` and `passing` are programs for its page, judged with the
    settings of `example`. `explain` says in sentences what these settings ask of models, without it the title does.
    A rule that is `opt_in` needs facts of the organization: it applies to nothing until one of its settings is
    given, that is, neither empty nor zero. `reminder` is what a run says once as long as there are none. If it
    `judges_hosts`, it also sees the endpoint configurations of inference components, for what these take from there.
    """

    id: str
    title: str
    rationale: str
    scope: str
    severity: Severity
    remediation_steps: str
    url: str
    failing: str
    passing: str
    check: Check
    level: EnforcementLevel = EnforcementLevel.MANDATORY
    settings: tuple[Setting, ...] = ()
    validate_settings: Callable[[Settings], Iterable[Problem]] = _no_problems
    remediate: Remediate | None = None
    explain: Callable[[Settings], Iterable[str]] = _no_sentences
    frameworks: tuple[Framework, ...] = ()
    opt_in: bool = False
    reminder: str = ""
    judges_hosts: bool = False
    example: Settings = field(default_factory=dict)

    # Made once a rule, as every request needs them.
    _defaults: Settings = field(init=False, repr=False, compare=False)
    _published: Settings = field(init=False, repr=False, compare=False)
    _schemas: Mapping[str, Schema] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raise ValueError for defaults that are wrong settings themselves."""
        declared = (*self.settings, *COMMON)
        object.__setattr__(self, "_defaults", {setting.name: setting.default for setting in declared})
        published = {setting.name: setting.default for setting in declared if setting.default is not None}
        object.__setattr__(self, "_published", published)
        object.__setattr__(self, "_schemas", {setting.name: setting.schema for setting in declared})
        for problem in self._problems(self._published, self._defaults):
            raise ValueError(f"{self.id}.{problem.path} {problem.problem}; wanted: {problem.wanted}")

    def with_defaults(self, **defaults: object) -> Rule:
        """Return the rule with other defaults for some of its settings, for an organization's own pack."""
        for problem in setting_problems({setting.name: setting.schema for setting in self.settings}, defaults):
            raise ValueError(f"{self.id}.{problem.path} {problem.problem}; wanted: {problem.wanted}")
        changed = tuple(replace(s, default=defaults[s.name]) if s.name in defaults else s for s in self.settings)
        return replace(self, settings=changed)

    def read(self, config: Settings) -> tuple[Settings, list[Problem]]:
        """Return all settings, with the defaults of those that nobody gave, and what is wrong with the others."""
        if config == self._published:  # the engine gives them along with the rest, and most are never set
            return self._defaults, []
        defaults = self._published
        given = {name: value for name, value in config.items() if name not in defaults or value != defaults[name]}
        settings = {**self._defaults, **given}
        return settings, self._problems(given, settings)

    def _problems(self, given: Settings, settings: Settings) -> list[Problem]:
        return list(setting_problems(self._schemas, given)) or [
            *waivers.waiver_problems(settings["waivers"]),
            *self.validate_settings(settings),
        ]

    def judge(self, model: ModelSubject, config: Settings) -> list[Verdict]:
        """Judge a model, unless the rule's settings are wrong: then that is what it finds."""
        settings, wrong = self.read(config)
        if wrong:
            return [self._misconfigured(problem) for problem in wrong]
        return list(self.check(model, settings)) if self.applies(settings) and self._concerns(model) else []

    def applies(self, settings: Settings) -> bool:
        """Tell whether there is anything to judge by."""
        return not self.opt_in or any(setting.activates(settings[setting.name]) for setting in self.settings)

    def _concerns(self, part: ModelSubject | Unreadable) -> bool:
        """Tell whether the rule judges what was read: not all of them judge endpoint configurations."""
        return self.judges_hosts or isinstance(part, Unreadable) or not part.host

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

    def policy(self, today: waivers.Today = waivers.utc_today, notes: Notes | None = None) -> ResourceValidationPolicy:
        """Make the policy that a pack hands to the engine.

        `today` decides which waivers are over, and `notes` gets what the rule has said, by the URN of what it was
        asked about, for policies that look at the whole stack.
        """
        said: Notes = {} if notes is None else notes
        policy = _RulePolicy(
            name=self.id,
            description=self.title,
            validate=lambda args, report: self._validate(args, report, today, said),
            remediate=(lambda args: self._remediate(args, today)) if self.remediate else None,
            enforcement_level=self.level,
            severity=self.severity,
            config_schema=PolicyConfigSchema(
                {setting.name: setting.published() for setting in (*self.settings, *COMMON)}
            ),
            remediation_steps=self.remediation_steps,
            url=self.url,
        )
        policy.rule = self
        return policy

    def _validate(
        self, args: ResourceValidationArgs, report: ReportViolation, today: waivers.Today, said: Notes
    ) -> None:
        said[args.urn] = ()
        if adapter(args.resource_type) is None:
            args.not_applicable(_NO_MODEL)
        reason = None
        try:
            reason = self._report(args, report, today, said)
        except Exception as error:  # noqa: BLE001 - whatever it is would end the other rules' run too
            report(failure(error), None)
        if reason:
            args.not_applicable(reason)

    def _report(
        self, args: ResourceValidationArgs, report: ReportViolation, today: waivers.Today, said: Notes
    ) -> str | None:
        """Report on a resource, or return why there is nothing to judge."""
        settings, wrong = self.read(args.get_config())
        if not wrong and not self.applies(settings):
            return f"no setting of {self.id} is given"
        parts = [part for part in declared(args) if self._concerns(part)]
        if not parts:
            return _NO_MODEL
        for problem in wrong:
            # Whatever the rule's level: what is configured wrongly is not what anybody decided.
            report_at(EnforcementLevel.MANDATORY, report, self._misconfigured(problem).message(args.name))
        if wrong:
            return None
        said[args.urn] = verdicts = self.verdicts(args.name, parts, settings, report)
        if not verdicts and not any(isinstance(part, ModelSubject) for part in parts):
            return _NOT_SEEN
        if verdicts or settings["waivers"]:
            _conclude(args, report, verdicts, settings, today)
        return None

    def verdicts(
        self, resource: str, parts: Iterable[ModelSubject | Unreadable], settings: Settings, report: ReportViolation
    ) -> list[tuple[str, Verdict]]:
        """Judge what a resource declares, by settings that are right: each verdict with the name of its model."""
        concerned = [part for part in parts if self._concerns(part)]
        hidden = self._hidden([part for part in concerned if isinstance(part, Unreadable)], settings, report)
        found: list[tuple[str, Verdict]] = [(resource, verdict) for verdict in hidden]
        for part in concerned:
            if isinstance(part, ModelSubject):
                found += [(part.name, verdict) for verdict in self.check(part, settings)]
        return found

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
        write = REMEDIATORS.get(args.resource_type)
        if self.remediate is None or write is None:
            return None
        try:
            settings, wrong = self.read(args.get_config())
            if wrong or not self.applies(settings):
                return None  # the validation that follows says so
            wanted = [
                self.remediate(model, settings)
                for model in declared(visible(args))
                if isinstance(model, ModelSubject)
                and self._concerns(model)
                and self._stands(model, args.urn, settings, today)
            ]
            changes = [remediation for remediation in wanted if remediation != Remediation()]
            for remediation in changes:
                write(args.props, remediation)
        except Exception as error:  # noqa: BLE001 - whatever it is would end the other rules' run too
            raise NotKnownYetError(failure(error)) from None
        return args.props if changes else None

    def _stands(self, model: ModelSubject, urn: str, settings: Settings, today: waivers.Today) -> bool:
        """Tell whether something is wrong with a model that no waiver lifts."""
        covering = waivers.covering(settings["waivers"], urn)
        if not covering.waivers:
            return True
        return any(
            isinstance(verdict, Finding) and not covering.lift(model.name, verdict.path, today)
            for verdict in self.check(model, settings)
        )


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
    covering = waivers.covering(settings["waivers"], args.urn)
    findings, undecided = _decide(verdicts, settings["on_unknown"])
    # A waiver for a part of a resource is missed at the end of the run, when all that it may be for has been seen.
    whole = next((waiver for waiver in covering.waivers if not waiver.part), None)
    lifted: dict[waivers.Waiver, list[tuple[str, Finding]]] = {whole: []} if whole and not verdicts else {}
    for name, finding in findings:
        waiver = covering.reaching(name, finding.path)
        if waiver and not waiver.is_over(today()):
            lifted.setdefault(waiver, []).append((name, finding))
        else:
            note = f"\n  waiver: expired on {waiver.expires}: {waiver}" if waiver else ""
            _tell(report, finding.level, finding.message(name) + note)
    for waiver, waived in lifted.items():
        if not waiver.is_over(day := today()):
            report_at(EnforcementLevel.ADVISORY, report, _waived(waiver, day, waived))
    for (name, source), paths in undecided.items():
        left = [path for path in paths if not covering.lift(name, path, today)]
        if left:
            report_at(EnforcementLevel.ADVISORY, report, _deferred(name, left, source))


def _tell(report: ReportViolation, level: EnforcementLevel | None, message: str) -> None:
    """Report at the rule's own level, or at another one."""
    if level is None:
        report(sayable(message), None)
    else:
        report_at(level, report, message)


def _decide(
    verdicts: Iterable[tuple[str, Verdict]], on_unknown: str
) -> tuple[list[tuple[str, Finding]], Mapping[tuple[str, str], list[str]]]:
    """Sort verdicts into findings, and the paths that are decided later or elsewhere, by model and by where."""
    findings: list[tuple[str, Finding]] = []
    undecided: dict[tuple[str, str], list[str]] = {}
    for model, verdict in dict.fromkeys(verdicts):  # of all that one unknown block hides, each says the same
        if isinstance(verdict, Finding):
            findings.append((model, verdict))
        elif on_unknown == "violation":
            findings.append((model, _must_be_known(verdict)))
        elif on_unknown == "advisory":
            undecided.setdefault((model, verdict.source), []).append(verdict.path)
    return findings, undecided


def _must_be_known(verdict: Undecided) -> Finding:
    if verdict.source:
        return Finding(
            problem=f"{verdict.path} is decided by {verdict.source}, and this rule is set to decide at preview.",
            path=verdict.path,
            wanted="a declaration that decides it itself",
            fix="declare a model, which has it itself; or have on_unknown of the rule changed",
        )
    return Finding(
        problem=f"{verdict.path} is known only at update, and this rule is set to decide at preview.",
        path=verdict.path,
        wanted="a value that does not depend on what the update creates",
        fix="set it to a value that is known; or have on_unknown of the rule changed",
    )


def _deferred(model: str, paths: list[str], source: str) -> str:
    verb = f"{', '.join(paths)} {'is' if len(paths) == 1 else 'are'}"
    sentence = (
        f"{verb} decided by {source}; the rule judges that where a stack declares it."
        if source
        else f"{verb} known only at update; the rule then decides before the model is created or changed."
    )
    return f"{sentence}\n  model:  {model}"


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
