"""What makes a Pulumi CLI usable here: new enough, and with the programs that run Python stacks."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from semver import Version

MINIMUM_VERSION = Version(3, 218, 0)
"""The oldest that the engine tests have passed with."""

LANGUAGE_HOST = "pulumi-language-python"
DYNAMIC_PROVIDER = "pulumi-resource-pulumi-python"
# The -exec script is a part of the language host: one that lacks it has no use for it.
PROGRAMS = ("pulumi", LANGUAGE_HOST, f"{LANGUAGE_HOST}-exec", DYNAMIC_PROVIDER)


class UnusableError(Exception):
    """A CLI cannot be used; the text says why."""


@dataclass(frozen=True)
class CommandLine:
    """A usable Pulumi CLI."""

    version: Version
    programs: Mapping[str, Path]

    @classmethod
    def inspect(cls, pulumi: Path, search: str = "") -> "CommandLine":
        """Look at the CLI `pulumi`, whose programs are beside it, links resolved, or on the path `search`.

        Raises:
            UnusableError: it does not run, is too old, or lacks a program.
        """
        version = _version(pulumi)
        if version < MINIMUM_VERSION:
            raise UnusableError(f"{pulumi} is version {version}, older than {MINIMUM_VERSION}")
        beside = str(pulumi.resolve().parent)
        found = {
            name: shutil.which(name, path=os.pathsep.join(filter(None, (beside, search)))) for name in PROGRAMS[1:]
        }
        for name in (LANGUAGE_HOST, DYNAMIC_PROVIDER):
            if not found[name]:
                raise UnusableError(f"{pulumi} has no {name} beside it or on PATH")
        return cls(version, {"pulumi": pulumi, **{name: Path(path) for name, path in found.items() if path}})

    def link(self, folder: Path) -> None:
        """Put links to the programs into `folder`, in place of earlier ones, each in one step."""
        for name in PROGRAMS:
            if name in self.programs:
                new = folder / f".{name}.new"
                new.unlink(missing_ok=True)
                new.symlink_to(self.programs[name])
                new.replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)


def on_path(search: str, excluded: Path) -> Path | None:
    """Find the first `pulumi` on the path `search` outside the folder `excluded`."""
    folders = [folder for folder in search.split(os.pathsep) if folder and Path(folder).resolve() != excluded.resolve()]
    found = shutil.which("pulumi", path=os.pathsep.join(folders))
    return Path(found).absolute() if found else None


def _version(pulumi: Path) -> Version:
    try:
        answer = subprocess.run(  # noqa: S603 - the user's own CLI, or one from the cache
            [pulumi, "version"],
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout.strip()
        return Version.parse(answer.removeprefix("v"))
    except (OSError, subprocess.SubprocessError) as error:
        raise UnusableError(f"{pulumi} does not run: {error}") from error
    except ValueError as error:
        raise UnusableError(f"{pulumi} names no version") from error
