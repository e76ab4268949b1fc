"""The command `sagemaker-policy export iam`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.command import main
from pulumi_sagemaker_policy.iam.documents import KINDS

LINT = """
import sys, parliament
for finding in parliament.analyze_policy_string(sys.stdin.read()).findings:
    print(finding)
"""
CONFIG = {
    **{rule.id: {**rule.example, "enforcementLevel": "mandatory"} for rule in rules.ALL},
    "image-digest": "advisory",
    "tag-policy": "disabled",
}
WAIVED = {
    "network-isolation": {
        "waivers": [{"urn": "**::fraud", "reason": "legacy", "owner": "risk", "expires": "2999-01-01"}]
    }
}


def run(tmp_path: Path, document: object, *arguments: str) -> list[str]:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    main(["export", "iam", str(file), "--out", str(tmp_path / "out"), *arguments])
    return sorted(str(path.name) for path in (tmp_path / "out").iterdir())


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_given_a_configuration_when_exported_then_a_linter_finds_nothing_wrong(tmp_path: Path, kind: str) -> None:
    (name,) = run(tmp_path, CONFIG, "--kind", kind, "--exempt", "arn:aws:iam::*:role/break-glass")

    text = (tmp_path / "out" / name).read_text(encoding="utf-8")
    # In a process of its own: the linter leaves files open, which is an error here.
    found = subprocess.run([sys.executable, "-c", LINT], input=text, capture_output=True, text=True, check=True)
    assert found.stdout == ""


def test_given_rules_that_iam_cannot_say_then_a_table_names_each_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, CONFIG | WAIVED)

    said = capsys.readouterr().out
    assert "sagemaker-models-scp-1.json is a service control policy, for accounts of an organization: " in said
    for line in (
        "tag-policy                  The rule judges nothing: it is disabled.",
        "image-digest                The rule is advisory and blocks nothing.",
        "image-registry              IAM sees nothing of what the rule judges: no condition key has it.",
        "network-isolation.waivers   IAM knows no resources of a stack: it refuses what these waive. See --exempt.",
        "vpc-config.minimum_subnets  IAM does not count subnets.",
    ):
        assert f"  {line}\n" in said


def test_given_nothing_that_blocks_when_exported_then_no_file_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, {"all": "advisory"}) == []
    assert "There is nothing to write" in capsys.readouterr().out


def test_given_too_many_tags_for_a_boundary_then_one_sentence_says_so(tmp_path: Path) -> None:
    allowed = {f"key-{number}": [f"value-{number}-*"] for number in range(80)}

    with pytest.raises(SystemExit) as ended:
        run(tmp_path, {"tag-allowlist": {"allowed": allowed}}, "--kind", "boundary")

    assert str(ended.value.code).startswith("the rules take 4 policies, and AWS takes 1 of this kind")
