"""How the Pulumi CLI is run: what it is told, what is read of it, and how it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pulumi_sagemaker_policy.cli.command import main
from pulumi_sagemaker_policy.gate.pulumi_cli import PulumiMissingError, PulumiRun

FAKE = """#!/bin/bash
{body}
"""

Install = Callable[[str], dict[str, str]]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what installs a script in place of the CLI, and returns the environment to find it."""

    def write(body: str) -> dict[str, str]:
        folder = tmp_path / "bin"
        folder.mkdir()
        pulumi = folder / "pulumi"
        pulumi.write_text(FAKE.format(body=body))
        pulumi.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.defpath}")
        return dict(os.environ)

    return write


def test_given_an_event_log_then_its_lines_come_and_the_rest_is_kept_apart(install: Install, tmp_path: Path) -> None:
    environment = install(
        """
        [ "$1 $2" = "preview --event-log" ] || exit 9
        printf 'one\\ntw' >> "$3"; sleep 0.2; printf 'o\\n\\xc3' >> "$3"; sleep 0.2; printf '\\xa4' >> "$3"
        echo "$PULUMI_DEBUG_COMMANDS $PULUMI_ENABLE_STREAMING_JSON_PREVIEW"; echo said >&2; exit 3
        """
    )
    shown: list[str] = []
    base = {**environment, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}

    with PulumiRun(["preview", "--json"], tmp_path, base, log_option="--event-log") as run:
        lines = list(run.lines(shown.append))
        output = run.output()

    assert lines == ["one", "two", "\u00e4"]
    assert (shown, run.said, output, run.exit_code) == (["said"], "said", "true ", 3)


def test_given_no_event_log_then_the_output_has_the_events(install: Install, tmp_path: Path) -> None:
    environment = install("printf 'a\\nb\\n'")

    with PulumiRun(["policy", "analyze"], tmp_path, environment) as run:
        assert list(run.lines(print)) == ["a", "b"]


def test_given_no_cli_and_no_folder_then_they_are_told_apart(tmp_path: Path) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    with pytest.raises(PulumiMissingError):
        PulumiRun(["preview"], tmp_path, {"PATH": str(tmp_path)})
    with pytest.raises(FileNotFoundError):
        PulumiRun(["preview"], tmp_path / "none", {"PATH": str(tmp_path)})

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Have processes heed SIGINT, also where a shell has these tests, in its background, ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_given_an_interrupt_then_the_cli_gets_it_and_ends_in_order(install: Install, tmp_path: Path) -> None:
    environment = install("trap 'echo in order >&2; exit 4' INT\necho started\nfor i in {1..100}; do sleep 0.1; done")

    with PulumiRun(["preview"], tmp_path, environment) as run:
        lines = run.lines(lambda _: None)
        assert next(lines) == "started"
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        assert list(lines) == []

    assert (run.interrupted, run.exit_code, run.said) == (True, 4, "in order")


def test_given_signals_that_are_ignored_then_they_stay_so(install: Install, tmp_path: Path) -> None:
    environment = install("true")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with PulumiRun(["preview"], tmp_path, environment) as run:
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            list(run.lines(print))
    finally:
        signal.signal(signal.SIGHUP, before)


def test_given_packs_and_further_arguments_then_the_cli_gets_them(install: Install, tmp_path: Path) -> None:
    install(f"printf '%s\\n' \"$@\" > {tmp_path}/arguments")
    (tmp_path / "a,b").mkdir()
    config = tmp_path / "config.json"
    config.write_text("{}")
    packs = ["--pack", str(tmp_path / "a,b"), "--pack", str(tmp_path / "c")]

    with pytest.raises(SystemExit):
        main(["check", "preview", "--stack", "s", *packs, "--config", str(config), "--", "--refresh", "-c", "x=y"])

    arguments = (tmp_path / "arguments").read_text().splitlines()
    given = arguments[arguments.index("--stack") :]
    assert given[:6] == ["--stack", "s", "--policy-pack", f'"{tmp_path}/a,b"', "--policy-pack", f"{tmp_path}/c"]
    assert given[6:8] == ["--policy-pack-config", str(config)]
    assert json.loads(Path(given[9]).read_text()) == {}
    assert given[10:] == ["--refresh", "-c", "x=y"]


@pytest.mark.parametrize(
    ("source", "wanted"), [(["--stack", "s"], ["--stack", "s"]), (["--file", "/x"], ["--file", "/x"]), ([], [])]
)
def test_given_a_state_then_the_cli_is_told_which(
    source: list[str], wanted: list[str], install: Install, tmp_path: Path
) -> None:
    install(f"printf '%s\\n' \"$@\" >> {tmp_path}/arguments; exit 1")

    with pytest.raises(SystemExit) as ended:
        main(["check", "state", "--pack", str(tmp_path / "a,b"), *source])

    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert ended.value.code == 2
    assert arguments[:2] == ["policy", "analyze"]
    assert arguments[6:] == [*wanted, "--policy-pack", f"{tmp_path}/a,b"]


@pytest.mark.parametrize(
    ("said", "code"), [("Stack dev has no resources; nothing to analyze.", 0), ("Usage: pulumi policy [command]", 2)]
)
def test_given_a_state_without_events_then_only_an_empty_one_is_clean(
    said: str, code: int, install: Install, tmp_path: Path
) -> None:
    install(f"echo '{said}' >&2")

    with pytest.raises(SystemExit) as ended:
        main(["check", "state", "--pack", str(tmp_path)])

    assert ended.value.code == code
