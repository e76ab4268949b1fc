"""Writes what a policy configuration asks as policies of IAM, for those who do not run the pack."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.cli.config import rules_of
from pulumi_sagemaker_policy.cli.config_file import read_valid_config
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.review import Standing, standings
from pulumi_sagemaker_policy.configuration import waivers
from pulumi_sagemaker_policy.iam.documents import KINDS, Kind, SizeError, documents
from pulumi_sagemaker_policy.iam.statements import Gap, Statement
from pulumi_sagemaker_policy.pack.rule import Rule

_BLOCKING = (EnforcementLevel.MANDATORY, EnforcementLevel.REMEDIATE)


class Export(NamedTuple):
    """What a configuration is in the words of IAM."""

    statements: list[Statement]
    gaps: list[tuple[str, Gap]]
    """What IAM does not say, by the id of the rule."""


def export(document: Mapping[str, Any], rules: Sequence[Rule], today: waivers.Today = waivers.utc_today) -> Export:
    """Translate a valid configuration: the rules that block, with their settings."""
    found = Export([], [])
    for standing in standings(document, rules):
        for said in _translated(standing, today):
            if isinstance(said, Gap):
                found.gaps.append((standing.rule.id, said))
            else:
                found.statements.append(said)
    return found


def _translated(standing: Standing, today: waivers.Today) -> Iterator[Statement | Gap]:
    rule, settings = standing.rule, standing.settings
    if standing.lack:
        yield Gap("", f"The rule judges nothing: {standing.lack}.")
        return
    if standing.level not in _BLOCKING:
        yield Gap("", f"The rule is {standing.level.value} and blocks nothing.")
        return
    yield from rule.iam(settings)
    if any(not waiver.is_over(today()) for waiver in waivers.read_waivers(settings["waivers"])):
        yield Gap("waivers", "IAM knows no resources of a stack: it refuses what these waive. See --exempt.")


def write(found: Export, kind: Kind, exempt: Sequence[str], folder: Path) -> str:
    """Write the policies into a folder, and return what was written and what IAM cannot say.

    Raises:
        SizeError: AWS takes no policies of this size.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, policy in enumerate(documents(found.statements, kind, exempt), start=1):
        file = folder / f"sagemaker-models-{kind.name}-{number}.json"
        # Laid out for people: AWS does not count white space, but for service control policies that the API takes.
        text = policy if kind.name == "scp" else json.dumps(json.loads(policy), indent=2)
        file.write_text(text + "\n", encoding="utf-8")
        lines.append(f"{file} is {kind.meaning}: {len(policy)} of {kind.limit} characters.")
    if not lines:
        lines.append("There is nothing to write: IAM can say none of what these rules ask.")
    width = max((len(_place(rule, gap)) for rule, gap in found.gaps), default=0)
    if found.gaps:
        lines.append("What IAM does not say:")
    lines += [f"  {_place(rule, gap):{width}}  {gap.reason}" for rule, gap in found.gaps]
    return "\n".join(lines)


def _place(rule: str, gap: Gap) -> str:
    return f"{rule}.{gap.setting}" if gap.setting else rule


def export_iam(given: argparse.Namespace) -> str:
    """Write a configuration as policies of IAM.

    Raises:
        CommandError: AWS takes no policies of this size.
    """
    known = rules_of(given.rules)
    kind = next(kind for kind in KINDS if kind.name == given.kind)
    try:
        return write(export(read_valid_config(given.file, known), known), kind, given.exempt, given.out)
    except SizeError as error:
        raise CommandError(str(error)) from None
