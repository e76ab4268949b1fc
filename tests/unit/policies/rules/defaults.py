"""Which rules judge without settings, as their own metadata says: a new rule changes no count in a test."""

from __future__ import annotations

from typing import Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import rules

NEED_NO_SETTINGS: Final = tuple(rule for rule in rules.ALL if not rule.opt_in)
"""The rules that judge as soon as they have a level."""

JUDGE_BY_DEFAULT: Final = tuple(rule for rule in NEED_NO_SETTINGS if rule.level is not EnforcementLevel.DISABLED)
"""The rules that judge in a pack without a configuration."""

SILENT_BY_DEFAULT: Final = tuple(rule for rule in rules.ALL if rule not in JUDGE_BY_DEFAULT)
"""The rules that a configuration has to turn on."""
