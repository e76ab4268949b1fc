"""Links a Pulumi CLI into .venv/bin: the one on PATH, a cached one, Pulumi's installer's, or one built from source."""

import os
import shutil
import signal
import sys
import sysconfig
import time
from importlib.metadata import version
from pathlib import Path

from semver import Version

from tools.cache import Cache
from tools.offline_cli import build
from tools.offline_cli.command_line import MINIMUM_VERSION, CommandLine, UnusableError, on_path
from tools.process import INTERRUPTS, SetupError, elapsed, run, say

INSTALL_TIMEOUT = 180.0  # seconds for 100 MB
INSTALLER = """
import socket, sys
from pulumi.automation import PulumiCommand
from semver import VersionInfo
socket.setdefaulttimeout(10)  # a firewall that drops packets is as good as no internet
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
"""


def provide(folder: Path, cache: Cache, search: str) -> CommandLine:
    """Link a usable Pulumi CLI into `folder`, in the cheapest way there is.

    Raises:
        SetupError: there is no way; with the remedy.
    """
    command_line = _found(search, folder) or _cached(cache) or _installed(cache) or _built(cache)
    command_line.link(folder)
    return command_line


def _found(search: str, own: Path) -> CommandLine | None:
    pulumi = on_path(search, excluded=own)
    if not pulumi:
        return None
    try:
        command_line = CommandLine.inspect(pulumi, search)
    except UnusableError as reason:
        say(f"The Pulumi CLI on PATH is not used: {reason}.")
        return None
    say(f"Using the Pulumi CLI on PATH, {pulumi}.")
    return command_line


def _cached(cache: Cache) -> CommandLine | None:
    for name in (_installed_name(), build.entry_name()):
        entry = cache.root / name
        if entry.is_dir():
            try:
                command_line = CommandLine.inspect(entry / "bin/pulumi")
            except UnusableError as reason:
                say(f"The Pulumi CLI in the cache is damaged and will be replaced: {reason}.")
                shutil.rmtree(entry)
            else:
                say(f"Using the Pulumi CLI in the cache, {entry}.")
                return command_line
    return None


def _installed(cache: Cache) -> CommandLine | None:
    log = cache.root / "install.log"

    def fill(folder: Path) -> None:
        start = time.monotonic()
        run([sys.executable, "-c", INSTALLER, folder, _installed_version()], log=log, timeout=INSTALL_TIMEOUT)
        CommandLine.inspect(folder / "bin/pulumi")
        say(f"Installed in {elapsed(start)}.")

    say(
        f"Trying Pulumi's own installer for the CLI {_installed_version()}: about a minute, at most "
        f"{INSTALL_TIMEOUT / 60:g}; without internet it fails at once."
    )
    try:
        return CommandLine.inspect(cache.entry(_installed_name(), fill) / "bin/pulumi")
    except (SetupError, UnusableError) as reason:
        say(f"Pulumi's own installer failed ({reason}; the whole output is in {log}); going on without it.")
        return None


def _built(cache: Cache) -> CommandLine:
    try:
        return CommandLine.inspect(build.build(cache) / "bin/pulumi")
    except UnusableError as reason:
        raise SetupError(
            f"The Pulumi CLI that was built cannot be used: {reason}; install Pulumi yourself "
            "(https://www.pulumi.com/docs/install/) and run `make setup` again."
        ) from reason


def _installed_version() -> str:
    """Return the version that goes with the SDK, so that tests with an old SDK are tests with an old CLI, too."""
    return str(max(Version.parse(version("pulumi")), MINIMUM_VERSION))


def _installed_name() -> str:
    return f"installed-{_installed_version()}-{sysconfig.get_platform()}"


def main(folder: Path) -> int:
    """Provide the CLI in `folder`; return the process's exit code."""
    for interrupt in INTERRUPTS:
        signal.signal(interrupt, signal.default_int_handler)
    try:
        command_line = provide(folder, Cache.of_user(os.environ), os.environ.get("PATH", ""))
    except SetupError as error:
        failure = str(error)
    except OSError as error:
        failure = (
            f"Setting up the Pulumi CLI failed: {error}; make that path usable, or set XDG_CACHE_HOME to a folder "
            "that is, and run `make setup` again."
        )
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted: nothing half-made is left, and `make setup` goes on from here.\n")
        return 128 + signal.SIGINT
    else:
        say(f"Pulumi CLI {command_line.version} is ready: {folder / 'pulumi'}")
        return 0
    sys.stderr.write(f"{failure}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.prefix, "bin")))
