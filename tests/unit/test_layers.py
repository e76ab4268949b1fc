"""Holds imports to the layers that pyproject.toml declares, those in functions and for annotations included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_given_the_packages_when_their_imports_are_followed_then_no_layer_imports_from_one_above() -> None:
    command = "from importlinter.cli import lint_imports_command as main; main(['--no-cache', '--no-logo'])"

    checked = subprocess.run(
        [sys.executable, "-c", command], cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=120
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_given_all_modules_when_loaded_then_the_sdk_is_not() -> None:
    program = (
        "import pkgutil, sys, pulumi_sagemaker_model as package\n"
        "for module in pkgutil.walk_packages(package.__path__, 'pulumi_sagemaker_model.'): __import__(module.name)\n"
        "print({'boto3', 'botocore', 'regex'} & sys.modules.keys())"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert loaded.stdout == "set()\n"
