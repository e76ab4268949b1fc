"""The policy of one rule, with what it remembers in a run: its settings as last given, and what it has said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pulumi_policy import ResourceValidationPolicy

from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.verdicts import Verdict


class Configured(NamedTuple):
    """What an organization has given a rule, what that comes to with the defaults, and what is wrong with it."""

    given: Settings
    settings: Settings
    problems: Sequence[SettingProblem]
    applies: bool
    """Whether the settings give the rule something to judge by."""


class Notes:
    """What a rule has said in this run, by the URN of each resource that it was asked about."""

    def __init__(self) -> None:
        self._said: dict[str, Sequence[tuple[str, Verdict]]] = {}
        self._judged: set[str] = set()

    def __len__(self) -> int:
        return len(self._said)

    def ask(self, urn: str) -> None:
        """Note that the rule is asked about a resource, of which it has said nothing yet."""
        self._said[urn] = ()

    def record(self, urn: str, verdicts: Sequence[tuple[str, Verdict]]) -> None:
        """Note what the rule says of a resource that declares models: each verdict with the name of its model."""
        self._said[urn] = verdicts or ()
        self._judged.add(urn)

    def asked(self, urn: str) -> bool:
        """Tell whether the rule was asked about a resource."""
        return urn in self._said

    def judged(self, urn: str) -> bool:
        """Tell whether the rule has found something to judge in a resource."""
        return urn in self._judged

    def said(self, urn: str) -> Sequence[tuple[str, Verdict]]:
        """Return what the rule has said of a resource."""
        return self._said.get(urn, ())


class RulePolicy(ResourceValidationPolicy):
    """The policy of a rule. It knows its rule, so that other policies can find that."""

    rule: RuleDefinition
    notes: Notes
    _last: Configured | None = None

    def configured(self, config: Settings) -> Configured:
        """Read the rule's settings, anew only if they are others than last time."""
        last = self._last
        if last is None or last.given != config:
            settings, problems = self.rule.read_settings(config)
            applies = not problems and self.rule.applies(settings)
            last = self._last = Configured(config, settings, problems, applies)
        return last

    def is_used(self, config: Settings) -> bool:
        """Tell whether the rule reports anything: it has settings to judge by, or wrong ones, which it reports."""
        configured = self.configured(config)
        return configured.applies or bool(configured.problems)
