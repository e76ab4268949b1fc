"""A place to run Pulumi in, cut off from the caller's own Pulumi: for the demo, the benchmarks and the engine tests."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shlex import split
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

CHECKOUT = Path(__file__).parents[1]
PULUMI = Path(sys.prefix, "bin", "pulumi")
"""The CLI of `make setup`."""
COLORS = re.compile(r"\x1b\[[\d;]*m")  # in a terminal Pulumi colours even parts of words
GRACE = 20.0  # seconds for an interrupted Pulumi to finish its current call, save the state and stop its plugins


class WorkspaceError(Exception):
    """Something did not do what it should; the text says what, in one sentence."""


class Workspace:
    """A folder for state, settings and projects, which is there as long as the context lasts.

    Pulumi keeps a stack's settings beside Pulumi.yaml. So that none appears among the files of the checkout, a project
    here is a folder of its own that holds links to them.
    """

    def __init__(self, folder: Path = CHECKOUT / ".pulumi-local") -> None:
        self._folder = folder

    def __enter__(self) -> "Self":
        self._remove()  # what a killed demo left
        self.state.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._folder)

    @property
    def state(self) -> Path:
        """The folder of the file backend."""
        return self._folder / "state"

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Change `base` so that Pulumi uses nothing but this folder and the CLI of `make setup`."""
        kept = {name: value for name, value in base.items() if not name.startswith("PULUMI_")}
        # Each command starts several processes of Python, which would all compile the same modules anew.
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return kept | {
            "PATH": os.pathsep.join([str(PULUMI.parent), kept.get("PATH", os.defpath)]),
            "PULUMI_CONFIG_PASSPHRASE": "not-a-secret",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(self._folder / "home"),
            "PULUMI_OPTION_COLOR": "always" if sys.stdout.isatty() and "NO_COLOR" not in base else "never",
            "PULUMI_OPTION_SUPPRESS_PROGRESS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def project(self, name: str, files: Iterable[Path], environment: Mapping[str, str]) -> "Project":
        """Make a project from links to `files`."""
        folder = self._folder / name
        folder.mkdir()
        for file in files:
            (folder / file.name).symlink_to(file)
        return Project(folder, environment)


class Project:
    """The folder of a Pulumi project, as a person sits in it and types."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def run(self, command: str) -> str:
        """Run a command, print it and what it prints, and return the latter without its colours.

        Raises:
            WorkspaceError: it failed.
        """
        code, output = self._run(command)
        if code:
            raise WorkspaceError(f"`{command}` should have succeeded, but its exit code is {code}")
        return COLORS.sub("", output)

    def run_refused(self, command: str) -> str:
        """Run a command that is to fail, print it and what it prints, and return the latter without its colours.

        Raises:
            WorkspaceError: it succeeded.
        """
        return COLORS.sub("", self.run_refused_in_colour(command))

    def run_refused_in_colour(self, command: str) -> str:
        """Do as `run_refused` does, and return the output as it is.

        Raises:
            WorkspaceError: it succeeded.
        """
        code, output = self._run(command)
        if not code:
            raise WorkspaceError(f"`{command}` should have been refused, but its exit code is 0")
        say(f"(exit code {code})")
        return output

    def _run(self, command: str) -> tuple[int, str]:
        say(f"\n{self.folder.name}$ {command}")
        lines = []
        try:
            process = start(split(command), self.folder, self._environment)
        except FileNotFoundError:
            raise WorkspaceError(f"`{split(command)[0]}` is not there; run `make setup`") from None
        with process:
            try:
                for line in process.stdout or ():
                    say(line.rstrip("\n"))
                    lines.append(line)
                return process.wait(), "".join(lines)
            finally:
                _stop(process)


def write_project_file(folder: Path, name: str) -> None:
    """Make the folder a Pulumi project whose program runs in this Python's environment."""
    (folder / "Pulumi.yaml").write_text(
        f"name: {name}\nruntime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n", encoding="utf-8"
    )


def start(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a command that reads nothing; what it prints, on either stream, is its output.

    It is out of reach of the terminal: Ctrl-C comes to this process alone, which can then stop the command in order.
    """
    return subprocess.Popen(  # noqa: S603 - the commands are this checkout's own
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )


def say(text: str) -> None:
    """Print, at once."""
    print(text, flush=True)  # noqa: T201 - the terminal is this program's interface


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
