"""The commands `rules`, `explain` and `waivers`: what there is to comply with, and who need not."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Sequence
from datetime import date

from rich import box
from rich.table import Table
from rich.text import Text

from pulumi_sagemaker_policy.cli.config import rules_of
from pulumi_sagemaker_policy.cli.config_file import read_valid_config
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.output import console
from pulumi_sagemaker_policy.cli.review import standings
from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.configuration.settings import Setting
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.quoting import one_line


def list_rules(given: argparse.Namespace) -> int:
    """Print a table of the rules."""
    table = _table("Rule", "Level", "Severity", "Says")
    for rule in rules_of(given.rules):
        level = "waits for settings" if rule.opt_in and rule.level.value != "disabled" else rule.level.value
        table.add_row(rule.id, level, rule.severity.value, one_line(rule.title))
    console(breaks_lines=True).print(table)
    return 0


def explain_rule(given: argparse.Namespace) -> int:
    """Print all that is known of a rule.

    Raises:
        CommandError: there is no such rule.
    """
    known = {rule.id: rule for rule in rules_of(given.rules)}
    if given.rule not in known:
        near = difflib.get_close_matches(given.rule, known, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise CommandError(f"There is no rule {one_line(given.rule)}.{meant} `sagemaker-policy rules` lists them.")
    terminal, rule = console(breaks_lines=True), known[given.rule]
    terminal.print(Text(f"{rule.id} ({rule.level.value}, severity {rule.severity.value})", style="bold"))
    for heading, text in _chapters(rule):
        terminal.print(Text(f"\n{heading}", style="bold cyan"))
        terminal.print(Text(text), soft_wrap="\n" in text)
    return 0


def list_waivers(given: argparse.Namespace) -> int:
    """Print a table of what is waived by configurations, the waivers that end first above."""
    known, today = rules_of(given.rules), waivers.utc_today()
    found = [
        (waiver, standing.rule, standing.lack)
        for file in given.file
        for standing in standings(read_valid_config(file, known), known)
        for waiver in waivers.read_waivers(standing.settings["waivers"])
    ]
    if not found:
        console(breaks_lines=True).print("Nothing is waived.")
        return 0
    table = _table("Until", "Rule", "Where", "Reason", "Owner", "Ticket")
    for waiver, rule, lack in sorted(found, key=lambda one: (one[0].expires, one[1].id, one[0].urn)):
        where = f"{waiver.urn}, only {waiver.part}" if waiver.part else waiver.urn
        until = Text(f"{waiver.expires}{_standing(waiver, today, lack)}", style=_colour(waiver, today))
        cells = (rule.id, where, waiver.reason, waiver.owner, waiver.ticket)
        table.add_row(until, *(Text(one_line(cell)) for cell in cells))
    console(breaks_lines=True).print(table)
    return 0


def _standing(waiver: waivers.Waiver, today: date, lack: str) -> str:
    if waiver.is_over(today):
        return " (over)"
    if lack:
        return " (the rule judges nothing)"
    days = (waiver.expires - today).days
    return f" ({days} day{'' if days == 1 else 's'} left)" if waiver.is_ending(today) else ""


def _colour(waiver: waivers.Waiver, today: date) -> str:
    return "red" if waiver.is_over(today) else "yellow" if waiver.is_ending(today) else ""


def _chapters(rule: Rule) -> Sequence[tuple[str, str]]:
    settings = "\n".join(_setting(setting) for setting in rule.settings) or "None of its own."
    chapters = [
        ("Says", rule.title),
        ("Why", rule.rationale),
        ("What counts", rule.scope),
        ("How to mend it", f"{rule.remediation_steps}\n{rule.url}"),
        ("Breaks it", rule.failing.rstrip()),
        ("Passes", rule.passing.rstrip()),
        ("Settings", settings),
    ]
    if rule.example:
        chapters.append(("Example of settings", json.dumps({rule.id: rule.example}, indent=2)))
    served = "\n".join(f"{one.name} {one.control} ({one.provenance})" for one in rule.frameworks)
    return [*chapters, ("Serves", served)] if served else chapters


def _setting(setting: Setting) -> str:
    default = "" if setting.default is None else f" (default {json.dumps(setting.default)})"
    return f"{setting.name}{default}: {setting.meaning}"


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading == "Rule")
    return table
