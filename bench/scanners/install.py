"""Checkov and cfn-guard, each of one version, in a cache outside the checkout."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Final

from tools.pulumi.cache import Cache
from tools.pulumi.process import SetupError, run, say

CHECKOV: Final = "3.3.30"
GUARD: Final = "3.2.1"


def checkov(cache: Cache) -> Path:
    """Return a Python that has Checkov.

    Raises:
        SetupError: it could not be installed.
    """

    def fill(folder: Path) -> None:
        say(f"Installing Checkov {CHECKOV}, 290 MB: about a minute.")
        log = cache.root / "checkov.log"
        try:
            run([sys.executable, "-m", "venv", folder], log=log)
            run([folder / "bin/python", "-m", "pip", "install", "--quiet", f"checkov=={CHECKOV}"], log=log)
        except SetupError as error:
            raise SetupError(f"Installing Checkov failed ({error}): check that pip reaches its index.") from error

    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    # By its module, not by its script, which names the folder where it was first.
    return cache.entry(f"checkov-{CHECKOV}-{python}-{sysconfig.get_platform()}", fill) / "bin/python"


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
