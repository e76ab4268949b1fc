"""A pack out of rules: their policies, and those that look at the whole stack for them at the end of a run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pulumi_policy import Policy

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.stack_policies import (
    audit_summary,
    lost_remediation,
    missing_settings,
    unused_waivers,
)
from pulumi_sagemaker_policy.pack.verdicts import Notes

WITHOUT_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {policy.NAME: policy.MEANING for policy in (unused_waivers, lost_remediation, missing_settings, audit_summary)}
)
"""The policies that look at the whole stack, by name, with what they are for."""


def policies(*rules: Rule, today: waivers.Today = waivers.utc_today) -> list[Policy]:
    """Make the policies of a pack with these rules, for `PolicyPack`; `today` decides which waivers are over."""
    notes: dict[str, Notes] = {rule.id: {} for rule in rules}
    return [
        *(rule.policy(today, notes[rule.id]) for rule in rules),
        unused_waivers.unused_waivers(rules),
        lost_remediation.lost_remediation(rules, today, notes),
        missing_settings.missing_settings(rules),
        audit_summary.audit_summary(rules, today),
    ]
