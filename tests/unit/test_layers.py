"""Holds the imports of the packages to the layers that pyproject.toml gives them, and their modules to a size."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import api
from importlinter.application.use_cases import lint_imports

CHECKOUT = Path(__file__).parents[2]
PYPROJECT = str(CHECKOUT / "pyproject.toml")
MODULES = sorted(path for folder in ("provider", "policies") for path in (CHECKOUT / folder).rglob("*.py"))
CONTRACTS = [contract["id"] for contract in api.read_configuration(PYPROJECT)["contracts_options"]]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_given_the_imports_of_a_package_then_they_keep_to_its_layers(
    contract: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = lint_imports(config_filename=PYPROJECT, limit_to_contracts=(contract,), cache_dir=None, no_logo=True)

    assert kept, capsys.readouterr().out


def test_given_all_modules_when_loaded_then_the_sdk_is_not() -> None:
    program = (
        "import pkgutil, sys, pulumi_sagemaker_model as package\n"
        "for module in pkgutil.walk_packages(package.__path__, 'pulumi_sagemaker_model.'): __import__(module.name)\n"
        "print({'boto3', 'botocore', 'regex'} & sys.modules.keys())"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert loaded.stdout == "set()\n"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(CHECKOUT)))
def test_given_a_module_of_many_lines_then_its_first_line_says_why(module: Path) -> None:
    lines = module.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 300 or lines[0].startswith('"""A table') or "Long, as " in lines[0]
