"""The gate through the real CLI: `sagemaker-policy check`, its verdicts, and what it leaves behind."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.backends import Files
from tests.engine.stack import Run, Stack, wait_until
from tools.workspace import start

NewStack = Callable[..., Stack]

COMMAND = Path(sys.prefix, "bin", "sagemaker-policy")
PACK = Path(__file__).parents[2] / "policies"
SECRET = "hunter2-obviously-fake"  # noqa: S105 - what must not be in any file that is left

HELPER = """
    from pulumi_sagemaker_model import Model

    def declare(name, **more):
        return Model(
            name,
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container={
                "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1",
                "environment": {"SEED": "hunter2-obviously-fake"},
            },
            **more,
        )
"""
PROGRAM = """
    import models

    models.declare("open")
    models.declare("isolated", enable_network_isolation=True)
    models.declare("legacy")
"""
CONFIG = {
    "missing-settings": "disabled",
    "network-isolation": {
        "waivers": [{"urn": "**::legacy", "reason": "a reason", "owner": "an owner", "expires": "9999-12-31"}]
    },
}
SLOW = (
    PROGRAM
    + """
    import pathlib, time

    pathlib.Path("started").touch()
    time.sleep(3)
"""
)
AWS_MODEL = """
    import pulumi

    class Model(pulumi.CustomResource):
        def __init__(self, name, properties):
            super().__init__("aws:sagemaker/model:Model", name, properties)

    Model("fraud", {"primaryContainer": {"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"}})
"""


def begin(stack: Stack, *arguments: str, temporary: Path) -> subprocess.Popen[str]:
    temporary.mkdir(exist_ok=True)
    environment = {**stack.environment, "TMPDIR": str(temporary)}
    return start([COMMAND, "check", *arguments], stack.folder, environment)


def check(stack: Stack, *arguments: str, temporary: Path, seconds: float = 120) -> Run:
    process = begin(stack, *arguments, temporary=temporary)
    output, _ = process.communicate(timeout=seconds)
    return Run(process.returncode, output)


def preview(stack: Stack, pack: Path = PACK) -> list[str]:
    return ["preview", "--stack", stack.name, "--pack", str(pack)]


def with_secret(*folders: Path) -> Iterator[Path]:
    """Find the files that hold the secret, but for the program's own."""
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and file.suffix != ".pyc" and SECRET.encode() in file.read_bytes():
                yield file


def running_in(folder: Path) -> list[str]:
    """Find the processes that run in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append(process.name)
    return found


def states(stack: Stack) -> Path:
    """Return the folder of the stack's backend."""
    assert isinstance(stack.backend, Files)
    return stack.backend.folder


def report(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


@pytest.fixture
def slow_stack(new_stack: NewStack) -> Stack:
    stack = new_stack(SLOW)
    (stack.folder / "models.py").write_text(HELPER.replace("\n    ", "\n"))
    return stack


def test_given_a_stack_that_breaks_a_rule_when_checked_then_it_is_blocked(new_stack: NewStack, tmp_path: Path) -> None:
    stack = new_stack(PROGRAM)
    (stack.folder / "models.py").write_text(HELPER.replace("\n    ", "\n"))
    config, out = tmp_path / "config.json", tmp_path / "reports" / "report.json"
    config.write_text(json.dumps(CONFIG))

    run = check(stack, *preview(stack), "--config", str(config), "--json", str(out), temporary=tmp_path / "t")

    assert run.exit_code == 1, run.output
    assert run.log_lines("+  pulumi-python:dynamic/sagemaker:Model isolated create")
    assert run.log_lines("Judged by 2 rules: isolated, legacy, open")
    assert run.output.endswith("Verdict: blocked (1 violation, 1 waived)\n")
    found = report(out)
    assert {model["model"]: model["rules"] for model in found["models"]} == {"isolated": 2, "legacy": 2, "open": 2}
    (violation,) = [result for result in found["results"] if result["outcome"] == "violation"]
    assert (violation["model"], violation["file"], violation["line"]) == ("open", "models.py", 5)
    assert not [*with_secret(tmp_path / "t", out.parent)]


def test_given_a_deployed_stack_when_its_state_is_checked_then_it_is_judged(
    new_stack: NewStack, tmp_path: Path
) -> None:
    stack = new_stack(AWS_MODEL)
    stack.up()
    export, out = tmp_path / "state.json", tmp_path / "report.json"
    export.write_text(stack.succeed("stack", "export").output)

    runs = [
        check(stack, "state", "--pack", str(PACK), "--json", str(out), *source, temporary=tmp_path / "t")
        for source in (["--stack", stack.name], ["--file", str(export)])
    ]

    assert [run.exit_code for run in runs] == [1, 1], runs[0].output
    assert report(out)["models"] == [{"urn": report(out)["models"][0]["urn"], "model": "fraud", "rules": 2}]
    assert runs[0].log_lines("network-isolation  fraud  __main__.py:8")


def test_given_a_command_that_is_killed_then_no_file_with_inputs_is_left(slow_stack: Stack, tmp_path: Path) -> None:
    process = begin(slow_stack, *preview(slow_stack), temporary=tmp_path / "t")
    wait_until((slow_stack.folder / "started").exists)

    process.kill()
    process.communicate(timeout=60)
    wait_until(lambda: not running_in(slow_stack.folder))  # Pulumi itself goes on to its end

    (slow_stack.folder / "models.py").unlink()
    assert not [*with_secret(tmp_path / "t", slow_stack.folder, states(slow_stack))]


def test_given_ctrl_c_then_pulumi_ends_in_order_and_nothing_is_left(slow_stack: Stack, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    process = begin(slow_stack, *preview(slow_stack), "--json", str(out), temporary=tmp_path / "t")
    wait_until((slow_stack.folder / "started").exists)

    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 2, output
    assert "The run was interrupted before it had judged everything." in report(out)["reasons"]
    assert not [*(states(slow_stack) / ".pulumi" / "locks").rglob("*.json")]
    assert not [*with_secret(tmp_path / "t")]


def test_given_what_cannot_be_judged_then_the_reports_say_why(new_stack: NewStack, tmp_path: Path) -> None:
    stack, config, out = new_stack(PROGRAM), tmp_path / "config.json", tmp_path / "report.json"
    config.write_text('{"network-isolation": {"on_unknwn": "skip"}, "nothing": "mandatory"}')
    stack.write('raise ValueError("hunter2-obviously-fake")')
    written = ["--json", str(out)]

    wrong = check(stack, *preview(stack), "--config", str(config), *written, temporary=tmp_path / "t")
    assert (wrong.exit_code, len(report(out)["reasons"])) == (2, 2)
    nowhere = check(stack, "preview", "--stack", "nowhere", "--pack", str(PACK), *written, temporary=tmp_path / "t")
    assert nowhere.exit_code == 2
    assert report(out)["reasons"] == ["There is no such stack: name one that `pulumi stack ls` shows."]
    failed = check(stack, *preview(stack), *written, temporary=tmp_path / "t")
    assert (failed.exit_code, SECRET in failed.output) == (2, True)
    assert "The program failed" in report(out)["reasons"][0]
    assert SECRET not in out.read_text()
    stack.environment = {**stack.environment, "PATH": str(tmp_path)}
    without = check(stack, *preview(stack), *written, temporary=tmp_path / "t")
    assert without.exit_code == 2
    assert report(out)["reasons"] == ["There is no Pulumi CLI on PATH: install it, or add its folder to PATH."]
