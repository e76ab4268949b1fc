"""A rule: its metadata, what it finds in a model, and how that reaches the Pulumi engine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from typing import TypeAlias

from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from pulumi_sagemaker_policy.adapters import ADAPTERS
from pulumi_sagemaker_policy.config import Problem, Setting, Settings, problems, with_defaults
from pulumi_sagemaker_policy.sdk import NotKnownYetError
from pulumi_sagemaker_policy.subject import UNKNOWN, ModelSubject, Unreadable


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation: one sentence on what is wrong, the property's path, what is wanted, and how to get there.

    None of them may hold a value of the model: it may be a secret.
    """

    problem: str
    path: str
    wanted: str
    fix: str

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


def _no_contradictions(_: Settings) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule about models.

    `check` judges a model and is pure: the engine calls it from several threads. `contradictions` finds
    settings of the right types that cannot be meant. `judges` says what counts; `failing` and `passing`
    are programs for its page, judged with the settings of `example`. A rule that is `opt_in` needs facts of the
    organization: it applies to nothing until one of its settings is given, that is, neither empty nor zero.
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
    frameworks: tuple[Framework, ...] = ()
    opt_in: bool = False
    example: Settings = field(default_factory=dict)

    def judge(self, model: ModelSubject, config: Settings) -> list[Verdict]:
        """Judge a model, unless the rule's settings are wrong: then that is what it finds."""
        if not self._applies(config):
            return []
        settings = with_defaults(self.settings, config)
        wrong = list(problems(self.settings, config)) or list(self.contradictions(settings))
        return [self._misconfigured(problem) for problem in wrong] or list(self.check(model, settings))

    def _applies(self, config: Settings) -> bool:
        """Tell whether there is anything to judge by; a misspelt setting is, or it would never be found."""
        return (
            not self.opt_in
            or any(config.get(setting.name) for setting in self.settings)
            or next(problems(self.settings, config), None) is not None
        )

    def _misconfigured(self, problem: Problem) -> Finding:
        path = f"{self.id}.{problem.path}"
        return Finding(
            problem=f"The policy configuration is wrong: {path} {problem.problem}.",
            path=f"{path} in the policy configuration",
            wanted=problem.wanted,
            fix="correct the setting; until then the rule can judge no model and lets none pass",
        )

    def policy(self) -> ResourceValidationPolicy:
        """Make the policy that a pack hands to the engine."""
        return ResourceValidationPolicy(
            name=self.id,
            description=self.title,
            validate=self._validate,
            enforcement_level=self.level,
            severity=self.severity,
            config_schema=PolicyConfigSchema(
                {setting.name: {**setting.schema, "default": setting.default} for setting in self.settings}
            ),
            remediation_steps=self.remediation,
            url=self.url,
        )

    def _validate(self, args: ResourceValidationArgs, report: ReportViolation) -> None:
        adapter = ADAPTERS.get(args.resource_type)
        if adapter is None:
            args.not_applicable("not a SageMaker model")
            return
        if not self._applies(args.get_config()):
            args.not_applicable(f"no setting of {self.id} is given")
            return
        undecided: list[str] = []
        try:
            for model in adapter(args):
                if isinstance(model, Unreadable):
                    verdicts, name = [_unseen(model)], args.name
                else:
                    verdicts, name = self.judge(model, args.get_config()), model.name
                for verdict in verdicts:
                    if isinstance(verdict, Finding):
                        report(verdict.message(name), None)
                    else:
                        undecided.append(verdict.path)
        except Exception as error:  # noqa: BLE001 - whatever it is would end the other rules' run too
            report(_failure(error), None)
            return
        if undecided:
            # The engine takes an advisory from a mandatory policy in this way only.
            verb = "is" if len(undecided) == 1 else "are"
            raise NotKnownYetError(
                f"{', '.join(undecided)} {verb} known only at update; "
                "the rule then decides before the model is created or changed."
            )


def _unseen(part: Unreadable) -> Verdict:
    """Decide on what may declare models that no policy can see.

    If the update will see them, it decides. Otherwise a rule that let them pass could be dodged that way, so it
    is a violation: of each rule, to be waived like any other.
    """
    if part.field.value is UNKNOWN:
        return Undecided(part.field.path)
    return Finding(
        problem=f"{part.field.path} cannot be read, so the models that it may declare cannot be judged.",
        path=part.field.path,
        wanted=part.wanted,
        fix="correct it there, or have the resource waived",
    )


def _failure(error: Exception) -> str:
    """Say where a rule broke, without the error's own text, which may quote a secret."""
    where = extract_tb(error.__traceback__)[-1]
    return (
        f"The rule failed ({type(error).__name__} at {Path(where.filename).name}:{where.lineno}), "
        "so the model was not judged and cannot pass.\n"
        "  fix:    report this with the model's declaration; until then, lower the rule's enforcementLevel"
    )
