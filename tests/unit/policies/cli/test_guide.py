"""The commands that teach: the rules, one rule, the waivers, help, and completion."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from pulumi_sagemaker_policy import Rule, rules
from pulumi_sagemaker_policy.cli.command import main
from pulumi_sagemaker_policy.configuration.waivers import utc_today

OWN = Path(__file__).parents[4] / "examples" / "own_pack" / "own_rules.py"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    try:
        main(arguments)
    except SystemExit as ended:
        assert not ended.code  # noqa: PT017 - how a command ends that prints for itself
    return capsys.readouterr().out


def test_when_the_rules_are_listed_then_each_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "rules")

    lines = [line.strip() for line in out.splitlines()]
    for rule in rules.ALL:
        assert any(line.startswith(rule.id) and line.endswith(rule.title) for line in lines)
    assert "\x1b" not in out


def test_given_an_own_pack_then_its_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "single-container" in run(capsys, "rules", "--rules", str(OWN))


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)
def test_given_a_rule_when_explained_then_all_is_said(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "explain", rule.id)

    said = [rule.title, rule.rationale, rule.scope, rule.remediation_steps, rule.url, rule.failing, rule.passing]
    words = " ".join(out.split())
    assert [text for text in said if " ".join(text.split()) not in words] == []
    assert [setting.name for setting in rule.settings if f"{setting.name}" not in out] == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("netwok-isolation", "There is no rule netwok-isolation. Did you mean network-isolation? "),
        ("zzz", "There is no rule zzz. `sagemaker-policy rules` lists them."),
        ("\x1b[31m", "There is no rule \\x1b[31m."),
    ],
)
def test_given_no_such_rule_when_explained_then_the_nearest_is_named(rule: str, said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", rule])

    assert str(ended.value.code).startswith(said)


def waivers(tmp_path: Path, **more: object) -> str:
    file = tmp_path / "config.json"
    today = utc_today()

    def waiver(days: int, **named: str) -> dict[str, str]:
        expires = (today + timedelta(days)).isoformat()
        return {"urn": "**::legacy", "reason": f"{days} days", "owner": "an owner", "expires": expires, **named}

    ours = [waiver(400), waiver(-1), waiver(3, ticket="SEC-1", part="Nested"), waiver(1, reason="\x1b[31m[red]")]
    file.write_text(json.dumps({"network-isolation": {"waivers": ours}, **more}))
    return str(file)


def test_given_waivers_when_listed_then_those_that_end_first_come_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, "waivers", waivers(tmp_path))

    lines = [line for line in out.splitlines() if "legacy" in line]
    assert len(lines) == 4
    assert "(over)" in lines[0]
    assert "(1 day left)" in lines[1]
    assert "\\x1b[31m[red]" in lines[1]
    assert "(3 days left)" in lines[2]
    assert "only Nested" in lines[2]
    assert "SEC-1" in lines[2]
    assert "left" not in lines[3]
    assert "\x1b" not in out


def test_given_a_rule_that_judges_nothing_then_its_waivers_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = {"urn": "**", "reason": "a reason", "owner": "an owner", "expires": "9999-12-31"}

    out = run(capsys, "waivers", waivers(tmp_path, naming={"waivers": [waiver]}))

    assert "9999-12-31 (the rule judges nothing)" in out


def test_given_no_waivers_then_the_command_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.json"
    file.write_text("{}")

    assert run(capsys, "waivers", str(file)) == "Nothing is waived.\n"


@pytest.mark.parametrize(
    "command",
    [[], ["check"], ["check", "preview"], ["check", "events"], ["check", "state"], ["completion"]],
)
def test_given_a_command_when_asked_for_help_then_it_has_examples_or_exit_codes(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, *command, "--help")

    assert "examples:" in out or "exit code:" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_given_a_shell_then_its_completion_knows_commands_and_rules(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, "completion", shell)

    for word in ("preview", "waivers", "network-isolation", "--fail-on"):
        assert word.lstrip("-") in out


def test_given_bash_then_its_completion_completes(capsys: pytest.CaptureFixture[str]) -> None:
    script = run(capsys, "completion", "bash")
    ask = (
        "COMP_WORDS=(sagemaker-policy explain net); COMP_CWORD=2\n"
        '_shtab_sagemaker_policy sagemaker-policy net explain; echo "${COMPREPLY[*]}"'
    )

    done = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.split() == ["network-isolation"]


def test_given_the_command_line_when_loaded_then_neither_the_sdk_nor_rich_is() -> None:
    program = (
        "import sys, pulumi_sagemaker_policy.cli.check, pulumi_sagemaker_policy.cli.command as command\n"
        "command.make_parser()\n"
        "print({'pulumi', 'pulumi_policy', 'rich', 'shtab', 'jinja2', 'yaml'} & sys.modules.keys())"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert loaded.stdout == "set()\n"
