"""The command `init`: writes a pack to start from."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.output import say
from pulumi_sagemaker_policy.cli.review import review

_DISTRIBUTION: Final = "pulumi-sagemaker-model"

_PROGRAM: Final = '''\
"""Serves the organization's rules for SageMaker models; the Pulumi engine starts this file."""

from pulumi_policy import PolicyPack

from pulumi_sagemaker_policy import policies, rules

PolicyPack(name="sagemaker-models", policies=policies(*rules.ALL))
'''


def init(given: argparse.Namespace) -> str:
    """Write a pack with all rules, and return what to run.

    Raises:
        CommandError: something of the kind is there already.
    """
    release = version(_DISTRIBUTION)
    profile = files(__package__).joinpath("profiles", f"{given.profile}.json")
    contents = {
        "PulumiPolicy.yaml": f"description: Rules for Amazon SageMaker models.\nversion: {release}\nruntime: python\n",
        "__main__.py": _PROGRAM,
        "requirements.txt": f"{_DISTRIBUTION}[policy]=={release}\n",
        "policy-config.json": profile.read_text(encoding="utf-8"),
    }
    folder = given.folder
    there = [str(folder / name) for name in contents if (folder / name).exists()]
    if there:
        raise CommandError(f"{', '.join(there)} would be overwritten; name a new folder, or move them away.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    say(sys.stderr, review(json.loads(contents["policy-config.json"]), rules.ALL))
    return f"pulumi preview --policy-pack {folder} --policy-pack-config {folder / 'policy-config.json'}"
