"""A pack out of rules: their policies, and those that look at the whole stack for them at the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pulumi_policy import Policy

from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.stack_policies.audit_summary import AUDIT_SUMMARY
from pulumi_sagemaker_policy.pack.stack_policies.lost_remediation import LOST_REMEDIATION
from pulumi_sagemaker_policy.pack.stack_policies.missing_settings import MISSING_SETTINGS
from pulumi_sagemaker_policy.pack.stack_policies.unused_waivers import UNUSED_WAIVERS
from pulumi_sagemaker_policy.pack.stack_policies.whole_stack import StackPolicy

STACK_POLICIES: Final[tuple[StackPolicy, ...]] = (UNUSED_WAIVERS, LOST_REMEDIATION, MISSING_SETTINGS, AUDIT_SUMMARY)
"""The policies that look at the whole stack, in the order in which they run."""

WITHOUT_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {policy.name: policy.meaning for policy in STACK_POLICIES}
)
"""What they are for, by name: a configuration gives them a level and nothing else."""


def policies(*rules: Rule, today: waivers.Today = waivers.utc_today) -> list[Policy]:
    """Make the policies of a pack with these rules, for `PolicyPack`; `today` decides which waivers are over.

    Raise ValueError for two rules of one id.
    """
    refuse_ids(rules)
    own = [rule.policy(today) for rule in rules]
    return [*own, *(policy.policy(own, today) for policy in STACK_POLICIES)]


def refuse_ids(rules: Iterable[Rule]) -> None:
    """Raise ValueError for an id that two rules have, or that a policy of the whole stack has."""
    taken = {policy.name for policy in STACK_POLICIES}
    for name, number in Counter(rule.id for rule in rules).items():
        if number > 1:
            raise ValueError(f"The pack has {number} rules with the id {name}; leave all but one out, or rename them.")
        if name in taken:
            raise ValueError(f"The pack has a policy of its own called {name}; give the rule of this id another one.")
