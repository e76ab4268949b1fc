"""The workspace: cut off from the caller, gone afterwards, and no command outlives an interruption."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.workspace import Project, Workspace, WorkspaceError

STOPS_IN_ORDER = """
import os, pathlib, signal, sys
def stop(*_):
    pathlib.Path("stopped").touch()
    sys.exit()
signal.signal(signal.SIGINT, stop)
os.kill(os.getppid(), signal.SIGINT)
signal.pause()
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, os.environ)


@pytest.fixture
def interruptible() -> Iterator[None]:
    # A shell starts its background jobs with SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def python(program: str) -> str:
    return shlex.join([sys.executable, "-c", program])


def test_given_a_caller_with_pulumi_settings_when_entered_then_none_of_them_is_left(
    tmp_path: Path,
) -> None:
    workspace = Workspace(tmp_path / "demo")
    caller = {
        "LANG": "C.UTF-8",
        "PULUMI_ACCESS_TOKEN": "not-a-real-token",
        "PULUMI_BACKEND_URL": "https://pulumi.example.com",
        "PULUMI_CONFIG": "{}",
        "PULUMI_HOME": "elsewhere",
        "PULUMI_STACK": "prod",
    }

    environment = workspace.environment(caller)

    assert environment["LANG"] == "C.UTF-8"
    assert environment["PULUMI_HOME"] == str(tmp_path / "demo/home")
    assert environment.keys() & {"PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL", "PULUMI_CONFIG", "PULUMI_STACK"} == set()


def test_given_a_project_of_links_when_settings_are_written_then_the_files_stay(
    tmp_path: Path,
) -> None:
    source = tmp_path / "Pulumi.yaml"
    source.write_text("name: quickstart\n")
    leftover = tmp_path / "demo/state/leftover"
    leftover.parent.mkdir(parents=True)
    leftover.touch()

    with Workspace(tmp_path / "demo") as workspace:
        assert not leftover.exists()
        project = workspace.project("quickstart", [source], os.environ)
        project.run(python("assert open('Pulumi.yaml').read(); open('Pulumi.dev.yaml', 'w').close()"))

    assert [path.name for path in tmp_path.iterdir()] == ["Pulumi.yaml"]


def test_given_command_when_run_then_it_and_its_whole_output_are_shown_and_returned(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    command = python("import sys; print('out', flush=True); print('err', file=sys.stderr)")

    output = project.run(command)

    assert output == "out\nerr\n"
    shown = capsys.readouterr().out
    assert f"$ {command}\n" in shown
    assert shown.endswith("out\nerr\n")


def test_given_a_command_that_prints_in_colour_when_run_then_colours_are_only_shown(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    coloured = "fraud-\x1b[0m\x1b[38;5;2mabc\x1b[0m\n"

    assert project.run(python(f"print({coloured!r}, end='')")) == "fraud-abc\n"
    assert coloured in capsys.readouterr().out


def test_given_a_command_when_it_fails_against_expectation_then_the_demo_ends(project: Project) -> None:
    with pytest.raises(WorkspaceError, match="should have succeeded, but its exit code is 3"):
        project.run(python("raise SystemExit(3)"))


def test_given_a_command_to_be_refused_when_it_fails_then_its_output_is_returned(project: Project) -> None:
    assert project.run_refused(python("print('no'); raise SystemExit(1)")) == "no\n"


def test_given_a_command_that_is_to_be_refused_when_it_succeeds_then_the_demo_ends(project: Project) -> None:
    with pytest.raises(WorkspaceError, match="should have been refused"):
        project.run_refused(python("pass"))


def test_given_no_pulumi_when_a_command_is_run_then_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="`pulumi` is not there; run `make setup`"):
        Project(tmp_path, {"PATH": str(tmp_path)}).run("pulumi version")


@pytest.mark.usefixtures("interruptible")
def test_given_a_running_command_when_interrupted_then_it_is_stopped_in_order(project: Project, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        project.run(python(STOPS_IN_ORDER))

    assert (tmp_path / "stopped").exists()
