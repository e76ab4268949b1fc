"""What a policy pack serves, found out by running its program up to where it would wait for the engine."""

from __future__ import annotations

import contextlib
import io
import runpy
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pulumi_policy
import yaml
from pulumi_policy import EnforcementLevel, Policy

from pulumi_sagemaker_policy.cli.config_file import EVERY_RULE, LEVEL, config_problems, problem_line, read_config
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.review import standings
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.gate.packs import KnownPack
from pulumi_sagemaker_policy.pack.policies import WITHOUT_SETTINGS
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.rule_policy import RulePolicy
from pulumi_sagemaker_policy.quoting import plain_name, quoted

_ADDRESS: Final = "127.0.0.1:0"
"""What stands for the engine's address, which a pack may ask for."""


class _ServedError(BaseException):
    """Ends a pack's program where it would serve, past whatever it catches."""


@dataclass(frozen=True, slots=True)
class ServedPack:
    """A policy pack in Python: its name, its policies, and the level of those that have none of their own."""

    name: str
    policies: Sequence[Policy]
    level: EnforcementLevel

    def rules(self) -> list[Rule]:
        """Return its rules about models."""
        found = [policy.rule for policy in self.policies if isinstance(policy, RulePolicy)]
        return [rule for rule in found if isinstance(rule, Rule)]

    def known(self, config: Mapping[str, Any]) -> KnownPack:
        """Return what a report has to know of the pack with a valid configuration."""
        every = config.get(EVERY_RULE)
        levels: dict[str, str] = {}
        for policy in self.policies:
            entry = config.get(policy.name, {})
            default = _level(every) or (policy.enforcement_level or self.level).value
            levels[policy.name] = _level(entry) or default
        judging = {standing.rule.id for standing in standings(config, self.rules()) if not standing.lack}
        return KnownPack(self.name, self.rules(), levels, judging)


def _level(entry: object) -> str:
    level = entry.get(LEVEL.name) if isinstance(entry, Mapping) else entry
    return level if isinstance(level, str) else ""


def served_pack(folder: Path) -> ServedPack | None:
    """Return what a pack serves; nothing is known of one in another language, or one that this Python cannot run."""
    try:
        project = yaml.safe_load((folder / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None
    runtime = project.get("runtime") if isinstance(project, dict) else None
    language = runtime.get("name") if isinstance(runtime, dict) else runtime
    return _run(folder / str(project.get("main") or "")) if language == "python" else None


def _run(program: Path) -> ServedPack | None:
    served: list[ServedPack] = []

    def record(name: str, policies: list[Policy], level: EnforcementLevel | None = None, *_: Any, **named: Any) -> None:
        served.append(
            ServedPack(name, tuple(policies), named.get("enforcement_level") or level or EnforcementLevel.ADVISORY)
        )
        raise _ServedError

    folder = program if program.is_dir() else program.parent
    with _as_the_engine_does(folder, record):
        try:
            runpy.run_path(str(program), run_name="__main__")
        except BaseException as ended:  # whatever it is, the engine meets it, too, and says so
            if isinstance(ended, KeyboardInterrupt):
                raise
    return served[0] if served else None


@contextlib.contextmanager
def _as_the_engine_does(folder: Path, pack: Any) -> Iterator[None]:
    """Run what follows as a pack's program, but for its end; afterwards all is as it was."""
    saved = (pulumi_policy.PolicyPack, sys.argv, list(sys.path), set(sys.modules), sys.dont_write_bytecode)
    vars(pulumi_policy)["PolicyPack"] = pack
    sys.argv = [str(folder), _ADDRESS]
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        vars(pulumi_policy)["PolicyPack"], sys.argv, sys.path[:], before, sys.dont_write_bytecode = saved
        # Two packs may have modules of one name.
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if isinstance(file, str) and Path(file).is_relative_to(folder):
                del sys.modules[name]


def checked_config(file: Path, pack: ServedPack | None) -> Mapping[str, Any]:
    """Read the configuration of a pack, whose rules and settings are checked if it is known what it serves.

    Raises:
        CommandError: something is wrong; its text says all that is.
    """
    try:
        document = read_config(file)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from None
    if not isinstance(document, dict):
        raise CommandError(f"{file}: the file is no map; wanted: a map of rules to their settings")
    found = list(_problems(document, pack)) if pack else []
    if found:
        raise CommandError("\n".join(problem_line(str(file), problem) for problem in found))
    return document


def _problems(document: Mapping[str, Any], pack: ServedPack) -> Iterator[SettingProblem]:
    rules = {rule.id: rule for rule in pack.rules()}
    others = {policy.name: policy for policy in pack.policies if policy.name not in rules}
    ours = {name: entry for name, entry in document.items() if name in {EVERY_RULE, *rules}}
    ours |= {name: entry for name, entry in document.items() if name in others and name in WITHOUT_SETTINGS}
    yield from config_problems(ours, list(rules.values()))
    for name, entry in document.items():
        if name in ours:
            continue
        if name not in others:
            known = quoted([*rules, *others, EVERY_RULE])
            yield SettingProblem(plain_name(name), "is no rule of this pack", f"one of {known}")
        elif isinstance(entry, Mapping):
            settings = {key: value for key, value in entry.items() if key != LEVEL.name}
            schema = others[name].config_schema
            known_settings = schema.properties if schema else {}
            for key in settings.keys() - known_settings.keys():
                wanted = f"one of {quoted(sorted(known_settings))}" if known_settings else "no settings"
                yield SettingProblem(f"{name}.{plain_name(key)}", "does not exist", wanted)
