"""The command `sagemaker-policy`: checks a policy configuration before any run, and writes a pack to start from."""

from __future__ import annotations

import argparse
import json
import math
import runpy
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TextIO

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.config_file import config_problems, config_schema
from pulumi_sagemaker_policy.cli.review import explain, review
from pulumi_sagemaker_policy.pack.policies import refuse_ids
from pulumi_sagemaker_policy.pack.rule import Rule

_DISTRIBUTION: Final = "pulumi-sagemaker-model"
_PROFILES: Final = ("baseline", "strict", "audit-only")

_PROGRAM: Final = '''\
"""Serves the organization's rules for SageMaker models; the Pulumi engine starts this file."""

from pulumi_policy import PolicyPack

from pulumi_sagemaker_policy import policies, rules

PolicyPack(name="sagemaker-models", policies=policies(*rules.ALL))
'''


class CommandError(Exception):
    """What stops a command, as one clear sentence a line."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command, and end with what is wrong and exit code 1 if anything is."""
    parser = argparse.ArgumentParser(prog="sagemaker-policy", description=__doc__)
    commands = parser.add_subparsers(required=True)
    config = commands.add_parser("config", help="check a policy configuration").add_subparsers(required=True)
    validate = config.add_parser("validate", help="check a whole file for --policy-pack-config")
    validate.add_argument("file", type=Path)
    validate.set_defaults(run=lambda given: _validate(given.file, _rules(given.rules)))
    explained = config.add_parser("explain", help="say rule by rule what such a file asks of models")
    explained.add_argument("file", type=Path)
    explained.set_defaults(run=lambda given: _explain(given.file, _rules(given.rules)))
    print_schema = config.add_parser("schema", help="print the file's JSON schema, for editors")
    print_schema.set_defaults(run=lambda given: json.dumps(config_schema(_rules(given.rules)), indent=2))
    for command in (validate, explained, print_schema):
        command.add_argument(
            "--rules", type=Path, metavar="FILE", help="a Python file with RULES, those of your own pack"
        )
    init = commands.add_parser("init", help="write a policy pack with all rules")
    init.add_argument("folder", type=Path)
    init.add_argument("--profile", choices=_PROFILES, default=_PROFILES[0], help="the configuration to start from")
    init.set_defaults(run=lambda given: _init(given.folder, given.profile))
    given = parser.parse_args(arguments)
    try:
        _print(sys.stdout, given.run(given))
    except (CommandError, OSError) as error:
        sys.exit(str(error))


def _print(stream: TextIO, text: str) -> None:
    """Print a text, with escapes for letters that the terminal cannot show."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _rules(file: Path | None) -> Sequence[Rule]:
    """Return the rules of this pack, or those that a file of another pack names."""
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


def _validate(file: Path, known: Sequence[Rule]) -> str:
    return f"{file} is right.\n{review(_read(file, known), known)}"


def _explain(file: Path, known: Sequence[Rule]) -> str:
    return explain(_read(file, known), known)


def _read(file: Path, known: Sequence[Rule]) -> Mapping[str, Any]:
    """Read a valid configuration, or raise CommandError with everything that is wrong."""
    try:
        document = json.loads(
            file.read_text(encoding="utf-8"),
            object_pairs_hook=_without_repetition,
            parse_constant=_finite,
            parse_float=_finite,
        )
    except ValueError as error:  # which includes text that is not UTF-8
        raise CommandError(f"{file} is no JSON that the engine can read: {error}") from None
    except RecursionError:
        raise CommandError(f"{file} is no JSON that the engine can read: it is nested too deep") from None
    found = [
        f"{file}: {problem.path} {problem.problem}; wanted: {problem.wanted}"
        for problem in config_problems(document, known)
    ]
    if found:
        raise CommandError("\n".join(found))
    right: Mapping[str, Any] = document
    return right


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


def _init(folder: Path, profile: str) -> str:
    release = version(_DISTRIBUTION)
    contents = {
        "PulumiPolicy.yaml": f"description: Rules for Amazon SageMaker models.\nversion: {release}\nruntime: python\n",
        "__main__.py": _PROGRAM,
        "requirements.txt": f"{_DISTRIBUTION}[policy]=={release}\n",
        "policy-config.json": files(__package__).joinpath("profiles", f"{profile}.json").read_text(encoding="utf-8"),
    }
    there = [str(folder / name) for name in contents if (folder / name).exists()]
    if there:
        raise CommandError(f"{', '.join(there)} would be overwritten; name a new folder, or move them away.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    _print(sys.stderr, review(json.loads(contents["policy-config.json"]), rules.ALL))
    return f"pulumi preview --policy-pack {folder} --policy-pack-config {folder / 'policy-config.json'}"
