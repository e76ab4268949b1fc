"""The file for `--policy-pack-config` as a whole: its JSON schema, and everything that is wrong with one.

The engine accepts unknown rules and settings and says nothing. A pack gets the settings of its own rules only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.configuration.common import COMMON
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import Setting, setting_problems
from pulumi_sagemaker_policy.pack.policies import WITHOUT_SETTINGS
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.quoting import plain_name, quoted

LEVEL: Final = Setting(
    name="enforcementLevel",
    schema={"type": "string", "enum": [level.value for level in EnforcementLevel]},
    default=EnforcementLevel.MANDATORY.value,
    meaning="What a violation does: nothing, a warning, a refusal, or a remediation where the rule has one.",
)
EVERY_RULE: Final = "all"
_WITHOUT_SETTINGS: Final = {EVERY_RULE: "The level of every rule that says nothing else.", **WITHOUT_SETTINGS}


def config_schema(rules: Sequence[Rule]) -> dict[str, Any]:
    """Return the JSON schema of the file for a pack of these rules, for editors."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of a policy pack for Amazon SageMaker models",
        "type": "object",
        "properties": {
            **{name: _entry(meaning, ()) for name, meaning in _WITHOUT_SETTINGS.items()},
            **{rule.id: _entry(rule.title, (*rule.settings, *COMMON)) for rule in rules},
        },
        "additionalProperties": False,
    }


def _entry(meaning: str, settings: Sequence[Setting]) -> dict[str, Any]:
    properties = {
        setting.name: {**setting.published(), "description": setting.meaning} for setting in (LEVEL, *settings)
    }
    return {
        "description": meaning,
        "anyOf": [LEVEL.schema, {"type": "object", "properties": properties, "additionalProperties": False}],
    }


def config_problems(document: object, rules: Sequence[Rule]) -> Iterator[SettingProblem]:
    """Find everything that is wrong with the content of the file; each problem's path begins with its rule."""
    known = {rule.id: rule for rule in rules}
    if not isinstance(document, dict):
        yield SettingProblem("the file", "is no map", "a map of rules to their settings")
        return
    for name, entry in document.items():
        if name not in known and name not in _WITHOUT_SETTINGS:
            yield SettingProblem(
                plain_name(name), "is no rule of this pack", f"one of {quoted([*known, *_WITHOUT_SETTINGS])}"
            )
            continue
        settings = dict(entry) if isinstance(entry, dict) else {LEVEL.name: entry}
        if LEVEL.name in settings:
            level = {LEVEL.name: settings.pop(LEVEL.name)}
            yield from _under(name, setting_problems({LEVEL.name: LEVEL.schema}, level))
        found = known[name].read_settings(settings)[1] if name in known else setting_problems({}, settings)
        yield from _under(name, found)


def _under(rule: str, found: Iterator[SettingProblem] | list[SettingProblem]) -> Iterator[SettingProblem]:
    for problem in found:
        yield SettingProblem(f"{rule}.{problem.path}", problem.problem, problem.wanted)
