"""What is published: the same bytes whoever builds it, and nothing that users do not need."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore", "provider", "policies", "tools")
NAME = f"pulumi_sagemaker_model-{version('pulumi-sagemaker-model')}"
PACKAGES = ("provider/pulumi_sagemaker_model", "policies/pulumi_sagemaker_policy")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Build in two folders that differ in all that is not the content of files."""
    folders = [tmp_path_factory.mktemp(f"built-{number}") / "checkout" for number in range(2)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        for source in SOURCES:
            path = CHECKOUT / source
            if path.is_dir():
                shutil.copytree(path, folder / source, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(path, folder / source)
        if number:
            for file in folder.rglob("*"):
                os.utime(file, (1_000_000_000, 1_000_000_000))
                if file.is_file():
                    file.chmod(0o600)
        subprocess.run([sys.executable, "-m", "hatchling", "build"], cwd=folder, check=True, capture_output=True)
    return [folder / "dist" for folder in folders]


@pytest.mark.parametrize("file", [f"{NAME}.tar.gz", f"{NAME}-py3-none-any.whl"])
def test_given_two_folders_when_built_then_the_bytes_are_the_same(built: list[Path], file: str) -> None:
    one, other = ((folder / file).read_bytes() for folder in built)

    assert one == other


def test_given_the_wheel_when_opened_then_it_holds_what_users_import_and_no_more(built: list[Path]) -> None:
    with ZipFile(built[0] / f"{NAME}-py3-none-any.whl") as wheel:
        files = set(wheel.namelist())

    about = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
    assert files == {
        *_of_packages(),
        *(f"{NAME}.dist-info/{name}" for name in about),
    }
    assert {Path(file).suffix for file in _of_packages()} == {".py", ".json", ".typed", ".html", ".css", ".js"}


def test_given_the_sdist_when_opened_then_it_holds_what_the_wheel_is_built_from(built: list[Path]) -> None:
    with tarfile.open(built[0] / f"{NAME}.tar.gz") as sdist:
        files = {name.removeprefix(f"{NAME}/") for name in sdist.getnames()}

    about = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore", "PKG-INFO")
    assert files == {
        *(f"{Path(package).parent}/{file}" for package in PACKAGES for file in _of_packages(package)),
        *about,
    }


def _of_packages(*packages: str) -> set[str]:
    """Return the files of packages, as they are named where they are imported from."""
    return {
        str(file.relative_to(CHECKOUT / Path(package).parent))
        for package in packages or PACKAGES
        for file in (CHECKOUT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
