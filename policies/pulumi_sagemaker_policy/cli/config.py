"""The commands `config validate`, `explain` and `schema`: check a policy configuration before any run."""

from __future__ import annotations

import argparse
import json
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.config_file import config_schema, read_valid_config
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.review import explain, review
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
    return own
