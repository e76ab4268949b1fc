"""The commands `check preview`, `events`, `state` and `schema`: Pulumi starts first, and its judges load meanwhile."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.gate.pulumi_cli import PulumiMissingError, PulumiRun

_NO_CONFIG: Final = Path(__file__).with_name("no-config.json")
_PLAIN: Final = ("--non-interactive", "--color", "never", "--json")


def check_preview(given: argparse.Namespace) -> int:
    """Preview a stack and return the exit code of the verdict."""
    stack = ["--stack", given.stack] if given.stack else []
    # This option of Pulumi's takes several folders in one value, with commas between them.
    packs = [f'"{path}"' if "," in path else path for path in _absolute(given.pack)]
    command = ["preview", *_PLAIN, "--show-sames", *stack, *_packs(packs, given), *given.further]
    try:
        run = PulumiRun(command, given.cwd, os.environ, log_option="--event-log")
    except (OSError, PulumiMissingError) as error:
        return int(_judge().not_started(given, error))
    with run:
        return int(_judge().judge_preview(given, run))


def check_state(given: argparse.Namespace) -> int:
    """Judge what is deployed and return the exit code of the verdict."""
    source = ["--stack", given.stack] if given.stack else []
    if given.file:
        source = ["--file", *_absolute([given.file])]
    command = ["policy", "analyze", *_PLAIN, *source, *_packs(_absolute(given.pack), given), *given.further]
    try:
        run = PulumiRun(command, given.cwd, os.environ)
    except (OSError, PulumiMissingError) as error:
        return int(_judge().not_started(given, error))
    with run:
        return int(_judge().judge_state(given, run))


def check_events(given: argparse.Namespace) -> int:
    """Judge a saved event log and return the exit code of the verdict."""
    return int(_judge().judge_events(given))


def print_report_schema(_: argparse.Namespace) -> str:
    """Return the JSON schema of what `--json` writes."""
    return json.dumps(import_module("pulumi_sagemaker_policy.reports.json_document").schema(), indent=2)


def _judge() -> ModuleType:
    return import_module(f"{__package__}.judge")


def _absolute(paths: Sequence[Path]) -> list[str]:
    return [os.path.abspath(path) for path in paths]  # noqa: PTH100 - links stay as they are


def _packs(packs: Sequence[str], given: argparse.Namespace) -> list[str]:
    """Return the options for the packs. Pulumi wants a configuration for each, or for none."""
    if len(given.config) > len(packs):
        raise CommandError("There are more --config than --pack: give at most one for each, in their order.")
    configs = _absolute(given.config)
    if configs:
        configs += [str(_NO_CONFIG)] * (len(packs) - len(configs))
    return [
        *(word for pack in packs for word in ("--policy-pack", pack)),
        *(word for config in configs for word in ("--policy-pack-config", config)),
    ]
