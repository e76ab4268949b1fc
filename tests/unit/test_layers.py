"""Holds the imports of the packages to the layers that pyproject.toml gives them."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter import api
from importlinter.application.use_cases import lint_imports

PYPROJECT = str(Path(__file__).parents[2] / "pyproject.toml")
CONTRACTS = [contract["id"] for contract in api.read_configuration(PYPROJECT)["contracts_options"]]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_given_the_imports_of_a_package_then_they_keep_to_its_layers(
    contract: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = lint_imports(config_filename=PYPROJECT, limit_to_contracts=(contract,), cache_dir=None, no_logo=True)

    assert kept, capsys.readouterr().out
