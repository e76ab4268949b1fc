"""A rule, as organizations write and use it: a definition that can be handed to the Pulumi engine."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pulumi_policy import PolicyConfigSchema

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.every_rule import COMMON
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.rule_policy import Notes, RulePolicy


class Rule(RuleDefinition):
    """One rule about models; `RuleDefinition` says what its fields are."""

    __slots__ = ()

    def policy(self, today: waivers.Today = waivers.utc_today) -> RulePolicy:
        """Make the policy that a pack hands to the engine; `today` decides which waivers are over."""
        engine = _engine()
        policy = RulePolicy(
            name=self.id,
            description=self.title,
            validate=lambda args, report: engine.validate_resource(policy, args, report, today),
            remediate=(lambda args: engine.remediate_resource(policy, args, today)) if self.remediate else None,
            enforcement_level=self.level,
            severity=self.severity,
            config_schema=PolicyConfigSchema(
                {setting.name: setting.published() for setting in (*self.settings, *COMMON)}
            ),
            remediation_steps=self.remediation_steps,
            url=self.url,
        )
        policy.rule, policy.notes = self, Notes()
        return policy


def _engine() -> Any:
    """Load what reads declarations. Commands that only look at rules do without it."""
    return import_module(f"{__package__}.engine")
