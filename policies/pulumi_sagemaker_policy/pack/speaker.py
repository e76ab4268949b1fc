"""Which rule reports, for all rules, what no policy can see, and at which level."""

from __future__ import annotations

from typing import Final

from pulumi_policy import EnforcementLevel, ReportViolation

from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.rule_policy import RulePolicy
from pulumi_sagemaker_policy.pack.sdk import peers

SPEAKER: Final = "network-isolation"
"""The rule that reports it. In a pack without this rule, the first rule that judges anything does."""


def level_of_speaker(rule: RuleDefinition, report: ReportViolation) -> EnforcementLevel:
    """Return the level at which this rule reports for all rules: `DISABLED` if another rule does."""
    judging = [
        (policy.rule.id, level)
        for policy, level, config in peers(report)
        if isinstance(policy, RulePolicy) and policy.is_used(config)
    ]
    speaker = SPEAKER if SPEAKER in dict(judging) else judging[0][0]
    if rule.id != speaker:
        return EnforcementLevel.DISABLED
    advisory = all(level is EnforcementLevel.ADVISORY for _, level in judging)
    return EnforcementLevel.ADVISORY if advisory else EnforcementLevel.MANDATORY
