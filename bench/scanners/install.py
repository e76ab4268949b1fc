"""The tools that the pack is compared with, each of one version, in a cache outside the checkout."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Final

from tools.cache import Cache
from tools.process import SetupError, run, say

CFN_LINT: Final = "1.58.0"
CHECKOV: Final = "3.3.30"
GUARD: Final = "3.2.1"
PROWLER: Final = "5.46.0"


def checkov(cache: Cache) -> Path:
    """Return a Python that has Checkov.

    Raises:
        SetupError: it could not be installed.
    """
    return _package(cache, "checkov", CHECKOV, "290 MB: about a minute")


def cfn_lint(cache: Cache) -> Path:
    """Return a Python that has cfn-lint.

    Raises:
        SetupError: it could not be installed.
    """
    return _package(cache, "cfn-lint", CFN_LINT, "180 MB: half a minute")


def prowler(cache: Cache) -> Path:
    """Return a Python that has Prowler.

    Raises:
        SetupError: it could not be installed.
    """
    return _package(cache, "prowler", PROWLER, "2.3 GB: two minutes")


def _package(cache: Cache, name: str, release: str, size: str) -> Path:
    """Return the Python of a virtual environment that has this package alone: the tools' requirements contradict.

    A tool is run by its module, not by its script, which names the folder where it was first.
    """

    def fill(folder: Path) -> None:
        say(f"Installing {name} {release}, {size}.")
        log = cache.root / f"{name}.log"
        try:
            run([sys.executable, "-m", "venv", folder], log=log)
            run([folder / "bin/python", "-m", "pip", "install", "--quiet", f"{name}=={release}"], log=log)
        except SetupError as error:
            raise SetupError(f"Installing {name} failed ({error}): check that pip reaches its index.") from error

    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return cache.entry(f"{name}-{release}-{python}-{sysconfig.get_platform()}", fill) / "bin/python"


def guard(cache: Cache) -> Path:
    """Return the program of cfn-guard.

    Raises:
        SetupError: there is no cargo, or the build failed.
    """

    def fill(folder: Path) -> None:
        cargo = shutil.which("cargo")
        if cargo is None:
            raise SetupError("cfn-guard is built by cargo, which is not on PATH: install Rust (https://rustup.rs).")
        say(f"Building cfn-guard {GUARD}: about 3 minutes on two cores.")
        command = [cargo, "install", "--locked", "--version", GUARD, "--root", str(folder), "cfn-guard"]
        try:
            run(command, log=cache.root / "cfn-guard.log", env=os.environ)
        except SetupError as error:
            raise SetupError(f"Building cfn-guard failed ({error}): check that cargo reaches its registry.") from error

    return cache.entry(f"cfn-guard-{GUARD}-{sysconfig.get_platform()}", fill) / "bin/cfn-guard"
