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
from pulumi_sagemaker_policy.cli.export import export, write
from pulumi_sagemaker_policy.cli.from_outputs import SourceError, from_stack, from_tag_policy, merged, stack_outputs
from pulumi_sagemaker_policy.cli.review import explain, review
from pulumi_sagemaker_policy.iam.documents import KINDS, SizeError
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
    from_stack_ = config.add_parser("from-stack", help="make one of what a platform stack says that models may use")
    from_stack_.add_argument("stack", metavar="ORGANIZATION/PROJECT/STACK")
    from_stack_.set_defaults(run=lambda given: _made(from_stack(given.stack, stack_outputs(given.stack)), given.base))
    from_policy = config.add_parser("from-tag-policy", help="make one of a tag policy of AWS Organizations")
    from_policy.add_argument("file", type=Path)
    from_policy.set_defaults(run=lambda given: _made(from_tag_policy(_json(given.file)), given.base))
    for command in (from_stack_, from_policy):
        command.add_argument("--base", type=Path, metavar="FILE", help="a configuration to put the settings into")
    exports = commands.add_parser("export", help="say the same in other words").add_subparsers(required=True)
    iam = exports.add_parser("iam", help="write what a configuration asks as policies of IAM, which AWS enforces")
    iam.add_argument("file", type=Path)
    iam.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the policies go")
    iam.add_argument("--kind", choices=[kind.name for kind in KINDS], default=KINDS[0].name)
    iam.add_argument("--exempt", action="append", default=[], metavar="ARN", help="a pattern for principals to spare")
    iam.add_argument("--rules", type=Path, metavar="FILE", help="a Python file with RULES, those of your own pack")
    iam.set_defaults(run=_export_iam)
    init = commands.add_parser("init", help="write a policy pack with all rules")
    init.add_argument("folder", type=Path)
    init.add_argument("--profile", choices=_PROFILES, default=_PROFILES[0], help="the configuration to start from")
    init.set_defaults(run=lambda given: _init(given.folder, given.profile))
    given = parser.parse_args(arguments)
    try:
        _print(sys.stdout, given.run(given))
    except (CommandError, SourceError, OSError) as error:
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


def _made(settings: Mapping[str, Mapping[str, Any]], base: Path | None) -> str:
    document = merged(_read(base, rules.ALL) if base else {}, settings)
    _refuse_problems("The configuration that was made is wrong", document, rules.ALL)
    _print(sys.stderr, review(document, rules.ALL))
    return json.dumps(document, indent=2, ensure_ascii=False)


def _read(file: Path, known: Sequence[Rule]) -> Mapping[str, Any]:
    """Read a valid configuration, or raise CommandError with everything that is wrong."""
    document = _json(file)
    _refuse_problems(str(file), document, known)
    right: Mapping[str, Any] = document
    return right


def _refuse_problems(name: str, document: Any, known: Sequence[Rule]) -> None:
    found = [
        f"{name}: {problem.path} {problem.problem}; wanted: {problem.wanted}"
        for problem in config_problems(document, known)
    ]
    if found:
        raise CommandError("\n".join(found))


def _json(file: Path) -> Any:
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


def _export_iam(given: argparse.Namespace) -> str:
    known = _rules(given.rules)
    kind = next(kind for kind in KINDS if kind.name == given.kind)
    try:
        return write(export(_read(given.file, known), known), kind, given.exempt, given.out)
    except SizeError as error:
        raise CommandError(str(error)) from None


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
