"""Says in sentences what a valid configuration does: which rules judge, by what, and which judge nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.cli.config_file import EVERY_RULE, LEVEL
from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.every_rule import ON_UNKNOWN
from pulumi_sagemaker_policy.configuration.settings import Settings, never
from pulumi_sagemaker_policy.configuration.wildcard import fits_some_urn
from pulumi_sagemaker_policy.pack.policies import WITHOUT_SETTINGS
from pulumi_sagemaker_policy.pack.rule import Rule

_UNKNOWNS: Final = {
    "advisory": "",
    "violation": " A value that is known only at update breaks the rule at preview.",
    "skip": " A preview does not mention values that are known only at update.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule in a configuration: its level and settings, and why it judges nothing, if it does not."""

    rule: Rule
    level: EnforcementLevel
    settings: Settings
    lack: str


def review(document: Mapping[str, Any], rules: Sequence[Rule], today: waivers.Today = waivers.utc_today) -> str:
    """Say how many rules judge by a valid configuration, and why the others do not."""
    found = standings(document, rules)
    judging = [f"{each.rule.id} ({each.level.value})" for each in found if not each.lack]
    number = f"{len(judging)} rule{' judges' if len(judging) == 1 else 's judge'}"
    lines = [f"{number}: {', '.join(judging) or 'none'}."]
    return "\n".join(
        [
            *lines,
            *_quiet(found, "This one does not:", "These {} do not:"),
            *(line for each in found for line in _warnings(each, today)),
        ]
    )


def explain(document: Mapping[str, Any], rules: Sequence[Rule], today: waivers.Today = waivers.utc_today) -> str:
    """Say rule by rule what a valid configuration asks of models."""
    found = standings(document, rules)
    judging = (line for each in found if not each.lack for line in _explained(each, today))
    others = (
        f"{name} ({_settings(document[name])[LEVEL.name]}): {meaning}"
        for name, meaning in WITHOUT_SETTINGS.items()
        if _settings(document.get(name, {})).get(LEVEL.name)
    )
    return "\n".join([*judging, *others, *_quiet(found, "This one judges nothing:", "These {} judge nothing:")])


def standings(document: Mapping[str, Any], rules: Sequence[Rule]) -> list[Standing]:
    """Return how each rule stands in a valid configuration."""
    every = _settings(document.get(EVERY_RULE, {})).get(LEVEL.name)
    found = []
    for rule in rules:
        given = _settings(document.get(rule.id, {}))
        decided = given.pop(LEVEL.name, every)
        level = EnforcementLevel(decided or rule.level)
        settings, _ = rule.read_settings(given)
        found.append(Standing(rule, level, settings, _lack(rule, level, settings, decided, bool(given))))
    return found


def _settings(entry: object) -> dict[str, Any]:
    return dict(entry) if isinstance(entry, Mapping) else {LEVEL.name: entry}


def _lack(rule: Rule, level: EnforcementLevel, settings: Settings, decided: str | None, given: bool) -> str:  # noqa: FBT001 - whether there are settings
    if level is EnforcementLevel.DISABLED:
        if decided:
            return "it is disabled"
        return f"it {'has settings, but ' * given}is disabled until it is given an {LEVEL.name}"
    if rule.applies(settings):
        return ""
    names = [setting.name for setting in rule.settings if setting.activates is not never]
    lack = f"waits for {'one of its settings' if len(names) > 1 else 'its setting'} {', '.join(names)}"
    return f"it is set to {decided}, but {lack}" if decided else f"it {lack}"


def _quiet(all_standings: Sequence[Standing], one: str, several: str) -> Iterator[str]:
    quiet = [each for each in all_standings if each.lack]
    if quiet:
        yield one if len(quiet) == 1 else several.format(len(quiet))
        yield from (f"  {each.rule.id}: {each.lack}." for each in quiet)


def _warnings(each: Standing, today: waivers.Today) -> Iterator[str]:
    """Find settings that are valid but probably not meant."""
    if each.level is EnforcementLevel.REMEDIATE and each.rule.remediate is None and not each.lack:
        yield f"{each.rule.id} is set to remediate and cannot mend a model: it blocks, as at level mandatory."
    for waiver in waivers.read_waivers(each.settings["waivers"]):
        if each.lack:
            yield f"The waiver of {each.rule.id} for {waiver.urn} waives nothing, as the rule judges nothing."
        elif not fits_some_urn(waiver.urn):
            yield (
                f"The waiver of {each.rule.id} for {waiver.urn} fits no URN: a * stays within one of the parts that :: "
                "separates; write ** where the pattern leaves out parts."
            )
        elif waiver.is_over(today()):
            yield f"The waiver of {each.rule.id} for {waiver.urn} is over since {waiver.expires}."


def _explained(each: Standing, today: waivers.Today) -> Iterator[str]:
    rule, settings = each.rule, each.settings
    sentences = " ".join(rule.explain(settings)) or _titled(rule, settings)
    yield f"{rule.id} ({each.level.value}): {sentences}{_UNKNOWNS[settings[ON_UNKNOWN.name]]}"
    for waiver in waivers.read_waivers(settings["waivers"]):
        part = f", only {waiver.part}" if waiver.part else ""
        days = f"was waived until {waiver.expires}" if waiver.is_over(today()) else f"waived until {waiver.expires}"
        yield f"  {days}: {waiver.urn}{part}: {waiver}"


def _titled(rule: Rule, settings: Settings) -> str:
    """Explain a rule that has no sentences of its own by its title and the values of its settings."""
    values = ", ".join(f"{setting.name} is {_shown(settings[setting.name])}" for setting in rule.settings)
    return f"{rule.title}{f' In its settings, {values}.' if values else ''}"


def _shown(value: object) -> str:
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)
