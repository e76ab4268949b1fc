"""What is known of the policy packs of a run: their rules, and the level that each rule has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.pack.definition import RuleDefinition


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A policy pack: its rules about models, by policy the level that its configuration gives, and which rules judge.

    The others are disabled, or wait for settings.
    """

    name: str
    rules: Sequence[RuleDefinition]
    levels: Mapping[str, str] = field(default_factory=dict)
    judging: AbstractSet[str] = frozenset()


class Packs:
    """The packs of a run. One that is not known has the rules of this package, as far as their names are the same."""

    def __init__(self, known: Sequence[KnownPack] = ()) -> None:
        self._rules = {(pack.name, rule.id): rule for pack in known for rule in pack.rules}
        self._levels = {(pack.name, name): level for pack in known for name, level in pack.levels.items()}
        self._known = {pack.name for pack in known}
        self.judging = {pack.name: pack.judging for pack in known}
        """By pack the rules that judge models, for a run that does not tell."""
        self._others = {rule.id: rule for rule in rules.ALL}

    def rule(self, pack: str, policy: str) -> RuleDefinition | None:
        """Return the rule that a policy is; none if it is no rule about models."""
        return self._rules.get((pack, policy)) if pack in self._known else self._others.get(policy)

    def level(self, pack: str, policy: str) -> str:
        """Return the level of a policy; empty if it is not known."""
        rule = self.rule(pack, policy)
        return self._levels.get((pack, policy), rule.level.value if rule else "")
