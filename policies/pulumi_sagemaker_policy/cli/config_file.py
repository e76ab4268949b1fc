"""The file for `--policy-pack-config` as a whole: its JSON schema, and everything that is wrong with one.

The engine accepts unknown rules and settings and says nothing. A pack gets the settings of its own rules only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.configuration.every_rule import COMMON
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


def read_config(file: Path) -> Any:
    """Read a file as the engine does, and refuse what it would read otherwise than people do.

    Raises:
        CommandError: it is no JSON that the engine can read.
    """
    try:
        return json.loads(
            file.read_text(encoding="utf-8"),
            object_pairs_hook=_without_repetition,
            parse_constant=_finite,
            parse_float=_finite,
        )
    except ValueError as error:  # which includes text that is not UTF-8
        raise CommandError(f"{file} is no JSON that the engine can read: {error}") from None
    except RecursionError:
        raise CommandError(f"{file} is no JSON that the engine can read: it is nested too deep") from None


def read_valid_config(file: Path, rules: Sequence[Rule]) -> Mapping[str, Any]:
    """Read a valid configuration.

    Raises:
        CommandError: something is wrong; its text says all that is.
    """
    document = read_config(file)
    refuse_problems(str(file), document, rules)
    right: Mapping[str, Any] = document
    return right


def refuse_problems(name: str, document: object, rules: Sequence[Rule]) -> None:
    """Take a valid configuration only.

    Raises:
        CommandError: something is wrong; its text says all that is, each with the name of the configuration.
    """
    found = [problem_line(name, problem) for problem in config_problems(document, rules)]
    if found:
        raise CommandError("\n".join(found))


def problem_line(name: str, problem: SettingProblem) -> str:
    """Say in one line what is wrong in a configuration."""
    return f"{name}: {problem.path} {problem.problem}; wanted: {problem.wanted}"


def _finite(number: str) -> float:
    """Refuse NaN and infinities, which only Python reads."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("a number is out of all proportion")
    return value


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is given twice: JSON readers take the last one and say nothing."""
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {json.dumps(key)} is there twice")
    return dict(pairs)
