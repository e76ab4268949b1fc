"""The wheel in a virtual environment that has nothing else of this checkout: what users of the package get."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from venv import EnvBuilder

import pytest

from tests.engine.stack import Stack
from tests.engine.test_policies import OURS
from tools.workspace import PULUMI

CHECKOUT = Path(__file__).parents[2]


def run(*command: str | Path, exit_code: int = 0) -> str:
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert ran.returncode == exit_code, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, CHECKOUT)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture
def alone(wheel: Path, tmp_path: Path) -> Path:
    """Install the wheel with no dependency, which needs no network; return the commands."""
    EnvBuilder(with_pip=False).create(tmp_path / "venv")
    commands = tmp_path / "venv" / "bin"
    run(*PIP, "--python", commands / "python", "install", "--no-deps", "--no-index", wheel)
    return commands


@pytest.fixture
def installed(alone: Path) -> Path:
    """Add this environment's dependencies to the wheel."""
    (packages,) = (alone.parent / "lib").glob("python*/site-packages")
    # A path in a .pth file brings the packages there, but not what their own .pth files bring: this checkout.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return alone


def test_without_the_extra_the_command_says_in_one_sentence_what_to_install(alone: Path) -> None:
    assert run(alone / "sagemaker-policy", "config", "schema", exit_code=1) == (
        "sagemaker-policy needs the module pulumi_policy, which is not installed; "
        'run: pip install "pulumi-sagemaker-model[policy]"\n'
    )


def test_a_pack_written_by_the_installed_command_blocks_a_preview(
    installed: Path, new_stack: Callable[..., Stack], tmp_path: Path
) -> None:
    command, folder = installed / "sagemaker-policy", tmp_path / "pack"

    said = run(command, "init", folder, "--profile", "strict")
    assert said.startswith(f"pulumi preview --policy-pack {folder} ")
    assert "These 8 do not:" in said
    config = folder / "policy-config.json"
    assert run(command, "config", "validate", config).startswith(f"{config} is right.\n3 rules judge: ")
    assert "would be overwritten" in run(command, "init", folder, exit_code=1)
    where = run(installed / "python", "-c", "import pulumi_sagemaker_policy as p; print(p.__file__)")
    assert where.startswith(str(installed.parent))

    stack = new_stack("    import pulumi" + OURS + '\n    declare("open", {})\n')
    path = os.pathsep.join([str(installed), str(PULUMI.parent), stack.environment["PATH"]])
    active = replace(stack, environment={**stack.environment, "PATH": path, "VIRTUAL_ENV": str(installed.parent)})
    output = active.fail("preview", "--policy-pack", str(folder), "--policy-pack-config", str(config)).output

    assert f"sagemaker-models@v{version('pulumi-sagemaker-model')}" in output
    assert "enableNetworkIsolation is not set" in output
