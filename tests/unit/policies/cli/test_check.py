"""`sagemaker-policy check events`, which needs no CLI: reports, exit codes and what is shown."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typing_extensions import Self

from pulumi_sagemaker_policy.cli import check as check_commands
from pulumi_sagemaker_policy.cli import judge
from pulumi_sagemaker_policy.cli.command import main
from pulumi_sagemaker_policy.reports.formats import FORMATS, ReportFormat
from pulumi_sagemaker_policy.reports.json_document import schema
from tests.unit.policies.gate.recorded import LOGS

CHECKOUT = Path(__file__).parents[4]


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().out


def log(name: str) -> str:
    return str(LOGS / f"{name}.jsonl")


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("none", [], 0),
        ("clean", [], 0),
        ("clean", ["--fail-on", "advisory"], 1),
        ("expired", [], 1),
        ("error-after", [], 2),
        ("does-not-exist", [], 2),
    ],
)
def test_given_a_log_when_checked_then_exit_code_and_report_have_the_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, options: list[str], code: int
) -> None:
    out = tmp_path / "new" / "report.json"

    assert check(capsys, "events", log(name), *options, "--json", str(out))[0] == code

    verdict = json.loads(out.read_text())["verdict"]
    assert verdict == ["clean", "blocked", "not-judged"][code]


def test_given_a_log_when_checked_twice_then_the_reports_have_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = [tmp_path / "a.json", tmp_path / "b.json"]

    for out in outs:
        check(capsys, "events", log("two-packs"), "--json", str(out))

    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_given_a_log_when_checked_then_people_see_findings_and_who_judged(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = check(capsys, "events", log("expired"))

    assert code == 1
    assert "violation  network-isolation  bad  Pulumi.yaml:1\n" in out
    assert "  fix:    pass enable_network_isolation=True to Model\n" in out
    assert "  waiver: expired on 2020-01-31: a reason (an owner, SEC-1)\n" in out
    assert out.endswith("Judged by 2 rules: bad, good\nVerdict: blocked (1 violation, 1 advisory)\n")
    assert "\x1b" not in out, "this is no terminal"


def test_given_disabled_rules_then_it_is_said_that_none_judged(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "events", log("disabled"))[1].endswith("Judged by no rule: bad, good\nVerdict: clean\n")


def test_given_no_models_then_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    out = check(capsys, "events", log("none"))[1]

    assert out.endswith("No model was judged: the stack declares none.\nVerdict: clean\n")


def test_given_the_preview_then_places_come_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.yaml").touch()
    monkeypatch.chdir(tmp_path)
    urn = "urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::bad"
    state = {"urn": urn, "stackTrace": [{"sourcePosition": "project:///__main__.py#7"}]}
    preview = tmp_path / "preview.json"
    preview.write_text(json.dumps({"steps": [{"newState": state}]}))

    out = check(capsys, "events", log("expired"), "--preview-json", str(preview))[1]

    assert "violation  network-isolation  bad  __main__.py:7\n" in out


def test_given_a_wrong_configuration_then_it_is_not_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"netwrk-isolation": "mandatory"}')
    pack = str(CHECKOUT / "policies")

    code, out = check(capsys, "events", log("clean"), "--pack", pack, "--config", str(config))

    assert code == 2
    assert f"Not judged: {config}: netwrk-isolation is no rule of this pack" in out


class Analysis:
    """An analysis of what is deployed, as the CLI tells of it, that a wrong configuration ends."""

    exit_code, said, interrupted = 1, "", False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def stop(self) -> None:
        pass

    def lines(self, _: object) -> list[str]:
        return (LOGS / "expired.jsonl").read_text().splitlines()


def test_given_a_wrong_configuration_when_state_is_judged_then_no_more_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config, out = tmp_path / "config.json", tmp_path / "report.json"
    config.write_text('{"netwrk-isolation": "mandatory"}')
    monkeypatch.setattr(check_commands, "PulumiRun", lambda *_: Analysis())
    pack = str(CHECKOUT / "policies")

    code, _ = check(capsys, "state", "--pack", pack, "--config", str(config), "--json", str(out))

    reasons = json.loads(out.read_text())["reasons"]
    assert code == 2
    assert [reason.split(";")[0] for reason in reasons] == [f"{config}: netwrk-isolation is no rule of this pack"]


def test_given_a_report_that_cannot_be_written_then_the_command_fails_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = check(capsys, "events", log("clean"), "--json", str(tmp_path))

    assert code == 2
    assert f"--json: {tmp_path} cannot be written: Is a directory" in out


def test_given_a_summary_that_cannot_be_written_then_it_is_named_beside_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "annotations.txt"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))

    code, said = check(capsys, "events", log("expired"), "--github", str(out))

    assert code == 2
    assert f"GITHUB_STEP_SUMMARY: {tmp_path} cannot be written: Is a directory" in said
    assert out.read_text().startswith("::error ")


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_given_any_format_then_its_option_writes_it_and_the_same_once_more(
    one: ReportFormat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = [tmp_path / "a", tmp_path / "b"]
    for out in outs:
        check(capsys, "events", log("expired"), one.option, str(out))

    shown = check(capsys, "events", log("expired"), one.option, "-")[1]

    assert outs[0].read_bytes() == outs[1].read_bytes() != b""
    assert shown.endswith(outs[0].read_text().removesuffix("\n") + "\n")


def test_given_a_step_of_github_actions_then_the_summary_of_its_job_gets_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary, out = tmp_path / "summary.md", tmp_path / "annotations.txt"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    check(capsys, "events", log("expired"), "--json", str(tmp_path / "x.json"))
    assert summary.read_text() == "before\n"
    check(capsys, "events", log("expired"), "--github", str(out))

    assert summary.read_text().startswith("before\n")
    assert "network-isolation" in summary.read_text()
    assert out.read_text().startswith("::error file=Pulumi.yaml,line=1,")


@pytest.mark.parametrize(
    "arguments",
    [
        ["preview"],
        ["state"],
        ["events"],
        ["preview", "--pack", "x", "--fail-on", "y"],
        ["state", "--pack", "x", "--stack", "a", "--file", "b"],
        ["events", "x", "--", "--refresh"],
    ],
)
def test_given_too_little_or_what_does_not_fit_then_the_command_says_how_it_is_used(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: sagemaker-policy")


def test_given_more_configurations_than_packs_then_the_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "preview", "--pack", "x", "--config", "a", "--config", "b"])

    assert ended.value.code == 2
    assert (
        capsys.readouterr().err == "There are more --config than --pack: give at most one for each, in their order.\n"
    )


def test_given_a_fault_of_the_command_then_nothing_is_judged_and_no_text_is_quoted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> int:
        raise ValueError("hunter2")

    monkeypatch.setattr(judge, "judge_events", fail)

    with pytest.raises(SystemExit) as ended:
        main(["check", "events", log("clean")])

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("sagemaker-policy failed: ValueError at ")
    assert "hunter2" not in said


def test_given_a_reader_that_has_gone_then_the_reports_are_written_all_the_same(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    start = "from pulumi_sagemaker_policy.cli.command import main; main()"
    command = f"'{sys.executable}' -c '{start}' check events {log('expired')} --json {out}"
    pipe = ["bash", "-c", f"{command} | true; exit ${{PIPESTATUS[0]}}"]

    done = subprocess.run(pipe, check=False, capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(out.read_text())["verdict"] == "blocked"


def test_when_the_schema_of_reports_is_asked_for_then_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "schema"])

    assert json.loads(capsys.readouterr().out) == schema()
