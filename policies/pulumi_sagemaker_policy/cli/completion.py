"""The command `completion`: a script by which a shell completes the command, without running it each time."""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.command import make_parser


def script(given: argparse.Namespace) -> str:
    """Return the script for a shell."""
    parser = make_parser()
    _teach(parser)
    text: str = shtab.complete(parser, given.shell)
    return text


def _teach(parser: argparse.ArgumentParser) -> None:
    """Tell of each argument what may stand for it: files, folders or rules."""
    for action in parser._actions:  # noqa: SLF001 - shtab reads them from there, too
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - there is no public name for it
            for command in set(action.choices.values()):
                _teach(command)
        elif action.dest == "rule":
            action.choices = [rule.id for rule in rules.ALL]
        elif action.type is Path:
            vars(action)["complete"] = shtab.DIRECTORY if action.metavar == "FOLDER" else shtab.FILE
