"""What a rule is: its metadata, its settings, and what it finds in a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple, TypeAlias

from pulumi_policy import EnforcementLevel, Severity
from typing_extensions import Self

from pulumi_sagemaker_policy.configuration.every_rule import COMMON
from pulumi_sagemaker_policy.configuration.schemas import Schema, SettingProblem
from pulumi_sagemaker_policy.configuration.settings import Setting, Settings, setting_problems
from pulumi_sagemaker_policy.configuration.waivers import waiver_problems
from pulumi_sagemaker_policy.declarations.subject import ModelSubject, Unreadable
from pulumi_sagemaker_policy.iam.statements import Gap, Translation
from pulumi_sagemaker_policy.pack.remediation import Remediation
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict

MISCONFIGURED: Final = "The policy configuration is wrong: "


class Framework(NamedTuple):
    """A published control that a rule serves; `provenance` is who says so: "stated by ..." its text, or "derived"."""

    name: str
    control: str
    provenance: str


Check: TypeAlias = Callable[[ModelSubject, Settings], Iterable[Verdict]]
Remediate: TypeAlias = Callable[[ModelSubject, Settings], Remediation]


def _no_problems(_: Settings) -> Iterable[SettingProblem]:
    return ()


def _no_sentences(_: Settings) -> Iterable[str]:
    return ()


def _beyond_iam(_: Settings) -> Iterable[Translation]:
    return (Gap("", "IAM sees nothing of what the rule judges: no condition key has it."),)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # a rule equals itself alone
class RuleDefinition:
    """One rule about models, as far as it needs no engine.

    `check` judges a model and is pure: the engine calls it from several threads. `validate_settings` finds
    settings of the right types that cannot be meant. `remediate` says what would make a model pass that does not, for
    level remediate. `scope` says what counts; `failing` and `passing` are programs for its page, judged with the
    settings of `example`. `explain` says in sentences what these settings ask of models, without it the title does.
    `iam` says the same in the words of IAM, as far as those go.
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
    validate_settings: Callable[[Settings], Iterable[SettingProblem]] = _no_problems
    remediate: Remediate | None = None
    explain: Callable[[Settings], Iterable[str]] = _no_sentences
    iam: Callable[[Settings], Iterable[Translation]] = _beyond_iam
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

    def with_defaults(self, **defaults: object) -> Self:
        """Return the rule with other defaults for some of its settings, for an organization's own pack."""
        for problem in setting_problems({setting.name: setting.schema for setting in self.settings}, defaults):
            raise ValueError(f"{self.id}.{problem.path} {problem.problem}; wanted: {problem.wanted}")
        changed = tuple(replace(s, default=defaults[s.name]) if s.name in defaults else s for s in self.settings)
        return replace(self, settings=changed)

    def read_settings(self, config: Settings) -> tuple[Settings, list[SettingProblem]]:
        """Return all settings, with defaults for those that are not given, and what is wrong with the others."""
        if config == self._published:  # the engine gives them along with the rest, and most are never set
            return self._defaults, []
        defaults = self._published
        given = {name: value for name, value in config.items() if name not in defaults or value != defaults[name]}
        settings = {**self._defaults, **given}
        return settings, self._problems(given, settings)

    def _problems(self, given: Settings, settings: Settings) -> list[SettingProblem]:
        return list(setting_problems(self._schemas, given)) or [
            *waiver_problems(settings["waivers"]),
            *self.validate_settings(settings),
        ]

    def judge(self, model: ModelSubject, config: Settings) -> list[Verdict]:
        """Judge a model. If the rule's settings are wrong, its findings say so instead."""
        settings, wrong = self.read_settings(config)
        if wrong:
            return [self.misconfigured(problem) for problem in wrong]
        return list(self.check(model, settings)) if self.applies(settings) and self.concerns(model) else []

    def applies(self, settings: Settings) -> bool:
        """Tell whether the settings give the rule something to judge by."""
        return not self.opt_in or any(setting.activates(settings[setting.name]) for setting in self.settings)

    def concerns(self, part: ModelSubject | Unreadable) -> bool:
        """Tell whether the rule judges what was read: not all of them judge endpoint configurations."""
        return self.judges_hosts or isinstance(part, Unreadable) or not part.host

    def misconfigured(self, problem: SettingProblem) -> Finding:
        """Say as a finding that a setting is wrong."""
        path = f"{self.id}.{problem.path}"
        return Finding(
            problem=f"{MISCONFIGURED}{path} {problem.problem}.",
            path=f"{path} in the policy configuration",
            wanted=problem.wanted,
            fix="correct the setting; until then the rule can judge no model and lets none pass",
        )
