"""What a policy of the whole stack is, and what it looks at: rules, and resources that may declare models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.declarations.adapters import adapter, declared
from pulumi_sagemaker_policy.declarations.subject import ModelSubject, Unreadable
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.judging import judge_all
from pulumi_sagemaker_policy.pack.reporting import failure
from pulumi_sagemaker_policy.pack.rule_policy import RulePolicy
from pulumi_sagemaker_policy.pack.sdk import configured
from pulumi_sagemaker_policy.pack.verdicts import Verdict


class StackPolicy(NamedTuple):
    """A policy that looks at the whole stack at the end of a run, for all rules of the pack.

    `description` is what the engine shows with a violation, and `meaning` says what the policy is for to whoever
    configures it. `validate` looks at a stack.
    """

    name: str
    description: str
    meaning: str
    level: EnforcementLevel
    validate: Callable[[Stack], None]

    def policy(self, rules: Sequence[RulePolicy], today: waivers.Today) -> Policy:
        """Make the policy that a pack hands to the engine."""
        return StackValidationPolicy(
            name=self.name,
            description=self.description,
            validate=lambda args, report: self.validate(Stack(rules, today, args, report)),
            enforcement_level=self.level,
        )


class ActiveRule(NamedTuple):
    """A rule that is not disabled and has valid settings."""

    policy: RulePolicy
    settings: Settings
    applies: bool
    """Whether the settings give it something to judge by."""

    @property
    def rule(self) -> RuleDefinition:
        """The rule itself."""
        return self.policy.rule


class DeclaringResource:
    """A resource that may declare models, which is read once however many rules are asked about it."""

    def __init__(self, resource: PolicyResource) -> None:
        self._resource = resource
        self.urn, self.name, self.type = resource.urn, resource.name, resource.resource_type

    @cached_property
    def parts(self) -> Sequence[ModelSubject | Unreadable]:
        """What it declares, as its own policies saw it."""
        seen = self._resource
        return list(
            declared(
                ResourceValidationArgs(seen.resource_type, seen.props, seen.urn, seen.name, seen.opts, seen.provider)
            )
        )

    def verdicts(self, rule: RuleDefinition, settings: Settings, report: ReportViolation) -> list[tuple[str, Verdict]]:
        """Judge it once more."""
        return judge_all(rule, self.name, self.parts, settings, report)


class Stack:
    """A stack at the end of a run, as one policy is asked about it."""

    def __init__(
        self, rules: Sequence[RulePolicy], today: waivers.Today, args: StackValidationArgs, report: ReportViolation
    ) -> None:
        self.rules, self.today, self.report = rules, today, report
        self._args = args

    @cached_property
    def resources(self) -> Sequence[DeclaringResource]:
        """The resources that may declare models."""
        return [DeclaringResource(found) for found in self._args.resources if adapter(found.resource_type)]

    def active(self, wanted: EnforcementLevel | None = None) -> Iterator[ActiveRule]:
        """Find the rules that are not disabled, or at the wanted level, and that have valid settings."""
        for policy in self.rules:
            level, config = configured(self.report, policy)
            if level is wanted if wanted else level is not EnforcementLevel.DISABLED:
                read = policy.configured(config)
                if not read.problems:
                    yield ActiveRule(policy, read.settings, read.applies)


def guarded(find: Callable[[], Iterable[str]]) -> list[str]:
    """Return what is found, or say that the search failed: an exception would end the run."""
    try:
        return list(find())
    except Exception as error:  # noqa: BLE001 - see above
        return [failure(error)]
