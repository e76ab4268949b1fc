"""Who installs the packages: uv, or pip where uv cannot or would pass over the index that is set."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "tools" / "install_packages.sh"
UV = "uv pip install --quiet --python {python} --compile-bytecode --constraint pins.txt --editable .[dev]"
PIP = "pip --disable-pip-version-check install --quiet --constraint pins.txt --editable .[dev]"
GET_UV = "pip --disable-pip-version-check install --quiet --constraint pins.txt uv"


@pytest.mark.parametrize(
    ("index", "broken", "installed", "exit_code"),
    [
        ("", "nothing", [GET_UV, UV], 0),
        ("global.index-url='https://packages.example.com'", "nothing", [PIP], 0),
        ("", "install --quiet --constraint pins.txt uv", [GET_UV, PIP], 0),
        ("", "uv pip", [GET_UV, UV, PIP], 0),
        ("", "--editable", [GET_UV, UV, PIP], 1),
    ],
    ids=["uv", "an index of its own", "no uv", "uv fails", "both fail"],
)
def test_given_a_machine_when_installed_then_uv_does_it_or_else_pip(
    tmp_path: Path, index: str, broken: str, installed: list[str], exit_code: int
) -> None:
    log, python = tmp_path / "log", tmp_path / "python"
    python.write_text(f"""#!/bin/sh
        shift
        case "$*" in
        *'config list') echo "{index}" ;;
        *) echo "$*" >>"{log}" ;;
        esac
        case "$*" in *"{broken}"*) exit 1 ;; esac
    """)
    python.chmod(0o755)

    run = subprocess.run(
        [SCRIPT, python, "pins.txt", "dev", "--compile-bytecode"], capture_output=True, encoding="utf-8", check=False
    )

    assert log.read_text().splitlines() == [line.format(python=python) for line in installed]
    assert run.returncode == exit_code
    assert ("Installing the packages failed, as pip says above" in run.stderr) == bool(exit_code)
