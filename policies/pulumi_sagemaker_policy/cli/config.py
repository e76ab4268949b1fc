"""The commands under `config`: check a policy configuration before any run, or make one."""

from __future__ import annotations

import argparse
import json
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.config_file import config_schema, read_config, read_valid_config, refuse_problems
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.from_outputs import from_stack, from_tag_policy, merged, stack_outputs
from pulumi_sagemaker_policy.cli.output import say
from pulumi_sagemaker_policy.cli.review import explain, review
from pulumi_sagemaker_policy.pack.policies import refuse_ids
from pulumi_sagemaker_policy.pack.rule import Rule


def config_validate(given: argparse.Namespace) -> str:
    """Say that a file is right, and which rules judge by it."""
    known = rules_of(given.rules)
    return f"{given.file} is right.\n{review(read_valid_config(given.file, known), known)}"


def config_explain(given: argparse.Namespace) -> str:
    """Say rule by rule what a file asks of models."""
    known = rules_of(given.rules)
    return explain(read_valid_config(given.file, known), known)


def print_config_schema(given: argparse.Namespace) -> str:
    """Return the JSON schema of such a file."""
    return json.dumps(config_schema(rules_of(given.rules)), indent=2)


def config_from_stack(given: argparse.Namespace) -> str:
    """Make a configuration of what a platform stack says that models may use."""
    return _made(from_stack(given.stack, stack_outputs(given.stack)), given.base)


def config_from_tag_policy(given: argparse.Namespace) -> str:
    """Make a configuration of a tag policy of AWS Organizations."""
    return _made(from_tag_policy(read_config(given.file)), given.base)


def _made(settings: Mapping[str, Mapping[str, Any]], base: Path | None) -> str:
    document = merged(read_valid_config(base, rules.ALL) if base else {}, settings)
    refuse_problems("The configuration that was made is wrong", document, rules.ALL)
    say(sys.stderr, review(document, rules.ALL))
    return json.dumps(document, indent=2, ensure_ascii=False)


def rules_of(file: Path | None) -> Sequence[Rule]:
    """Return the rules of this pack, or those that a file of another pack names.

    Raises:
        CommandError: the file names none.
    """
    if file is None:
        return rules.ALL
    if not file.is_file():
        raise CommandError(f"{file} is no file; name the Python file that has the pack's RULES.")
    sys.path.insert(0, str(file.parent))  # as it is for the pack itself
    own = runpy.run_path(str(file)).get("RULES")
    if not isinstance(own, (tuple, list)) or not all(isinstance(rule, Rule) for rule in own):
        raise CommandError(f"{file} has no RULES, a tuple of Rule; name the Python file that has.")
    try:
        refuse_ids(own)
    except ValueError as error:
        raise CommandError(f"{file}: {error}") from None
    return own
