"""The page of `examples/ci` from nothing to a red and a green run, by the very steps that people copy."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.engine.stack import Run, Stack
from tools.workspace import start

EXAMPLES: Final = Path(__file__).parents[2] / "examples" / "ci"
COMMAND: Final = "sagemaker-policy check"


def loaded(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))
    return document


def github() -> tuple[str, Mapping[str, str]]:
    job = loaded("github-workflow.yml")["jobs"]["models"]
    [step] = [step["run"] for step in job["steps"] if COMMAND in step.get("run", "")]
    return step, job["env"]


def gitlab() -> tuple[str, Mapping[str, str]]:
    job = loaded("gitlab-ci.yml")["models"]
    return "\n".join(job["script"]), job["variables"]


def jenkins() -> tuple[str, Mapping[str, str]]:
    text = (EXAMPLES / "Jenkinsfile").read_text(encoding="utf-8")
    [step] = [step for step in re.findall(r"\bsh '''(.*?)'''", text, re.DOTALL) if COMMAND in step]
    return step.replace("\\\\", "\\"), dict(re.findall(r"^ +(\w+) = '(.*)'$", text, re.MULTILINE))


def page_block(language: str) -> str:
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return str(found)


def told_by_the_page() -> list[str]:
    """Return the lines that the page shows of a red run's log."""
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    [found] = re.findall(r"its log says\n\n((?:    .*\n)+)", page)
    return [line.removeprefix("    ") for line in found.splitlines()]


def run(stack: Stack, step: str, **more: str) -> Run:
    """Run a step as a CI does, which ends it at the first command that fails."""
    process = start(["sh", "-e", "-c", step], stack.folder, {**stack.environment, **more})
    output, _ = process.communicate(timeout=120)
    return Run(process.returncode, output)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="pre-commit needs Python 3.11")
def test_given_the_page_when_followed_then_runs_are_red_and_then_green(
    new_stack: Callable[..., Stack], tmp_path: Path
) -> None:
    red = page_block("python")
    [added] = re.findall(r"^\+(.*\n)", page_block("diff"), re.MULTILINE)
    stack = new_stack(red)
    reports, outputs, summary = stack.folder / "reports", tmp_path / "outputs", tmp_path / "summary"
    assert run(stack, "sagemaker-policy init policies --profile baseline").exit_code == 0

    step, given = github()
    steps = {"STACK": given["STACK"], "GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary)}
    blocked = run(stack, step, **steps)
    assert blocked.exit_code == 1, blocked.output
    assert [line for line in told_by_the_page() if line not in blocked.output.splitlines()] == []
    [annotation] = blocked.log_lines("::error ")
    assert "file=__main__.py,line=3,title=" in annotation
    assert outputs.read_text() == "judged=true\n"
    assert summary.read_text().startswith("<!-- sagemaker-policy ")
    [analysis] = json.loads((reports / "models.sarif").read_text())["runs"]
    assert sorted(result["ruleId"] for result in analysis["results"]) == ["missing-settings", "network-isolation"]
    assert (reports / "models.html").stat().st_size
    unjudged = run(stack, step, **{**steps, "STACK": "nowhere"})
    assert unjudged.exit_code == 2, unjudged.output
    assert outputs.read_text() == "judged=true\n"  # nothing was added, so nothing is uploaded

    step, given = jenkins()
    blocked = run(stack, step, STACK=given["STACK"])
    assert blocked.exit_code == 1, blocked.output
    assert 'failures="1"' in (reports / "junit.xml").read_text()

    stack.write(re.sub(r"^\)$", f"{added})", red, flags=re.MULTILINE))
    step, given = gitlab()
    clean = run(stack, step, STACK=given["STACK"])
    assert clean.exit_code == 0, clean.output
    assert json.loads((reports / "code-quality.json").read_text()) == []
    assert 'failures="0"' in (reports / "junit.xml").read_text()
    assert "Clean" in (reports / "comment.md").read_text()

    (stack.folder / ".pre-commit-config.yaml").write_text((EXAMPLES / "pre-commit-config.yaml").read_text())
    for command in ("git init --quiet", "git add ."):
        subprocess.run(command.split(), cwd=stack.folder, check=True, env=environment_of_git(stack))
    hooked = run(
        stack,
        "pre-commit run --all-files --hook-stage pre-push",
        **environment_of_git(stack),
        PRE_COMMIT_HOME=str(tmp_path / "pre-commit"),
    )
    assert hooked.exit_code == 0, hooked.output
    assert [line.rpartition(".")[2] for line in hooked.log_lines("....")] == ["Passed", "Passed"]


def environment_of_git(stack: Stack) -> dict[str, str]:
    """Return an environment in which git reads no configuration of the user's."""
    return {"PATH": stack.environment["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
