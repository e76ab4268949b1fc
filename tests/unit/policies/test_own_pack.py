"""An organization's own pack: the example's own test, and the defaults that it may set."""

import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_sagemaker_policy.cli.command import main
from pulumi_sagemaker_policy.rules import tag_allowlist
from pulumi_sagemaker_policy.testing import OURS, Declaration, analyze

RULE = tag_allowlist.RULE
PACK = Path(__file__).parents[3] / "examples" / "own_pack"


def test_given_the_example_then_its_own_test_passes_where_its_readers_run_it() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(PACK), "-c", "/dev/null"]

    ran = subprocess.run(command, cwd=PACK, check=False, capture_output=True, text=True, timeout=60)

    assert ran.returncode == 0, ran.stdout


def test_given_other_defaults_then_a_pack_judges_by_them_and_settings_still_win() -> None:
    rule = RULE.with_defaults(allowed={"team": ["ml-*"]}, required=["team"])
    declaration = Declaration(OURS, {"tags": {"team": "search"}})

    (found,) = analyze(declaration, rule).diagnostics

    assert "has a value that is not allowed" in found.message
    assert analyze(declaration, rule, config={rule.id: {"allowed": {"team": ["*"]}}}).diagnostics == []
    assert analyze(declaration, RULE).diagnostics == []


def test_given_a_default_that_allows_no_tag_then_the_pack_judges_by_it() -> None:
    rule = RULE.with_defaults(allowed={})
    declaration = Declaration(OURS, {"tags": {"team": "search"}})

    (found,) = analyze(declaration, rule).diagnostics

    assert 'The tag "team" is not allowed.' in found.message
    assert analyze(declaration, rule, config={rule.id: {"allowed": {"team": ["*"]}}}).diagnostics == []


@pytest.mark.parametrize(
    ("defaults", "said"),
    [
        ({"on_unknown": "skip"}, "tag-allowlist.on_unknown does not exist"),
        ({"allowed": []}, "tag-allowlist.allowed is a list; wanted: a map"),
        (
            {"allowed": {"team": ["*"]}, "required": ["x"]},
            'tag-allowlist.required\\[0\\] is "x", but tag-allowlist.allowed does not list that key',
        ),
    ],
)
def test_given_wrong_defaults_then_the_pack_does_not_start_and_says_why(defaults: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        RULE.with_defaults(**defaults)


def test_given_examples_configuration_when_validated_with_its_rules_then_it_is_right(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])

    main(["config", "validate", str(PACK / "policy-config.json"), "--rules", str(PACK / "own_rules.py")])

    assert "is right" in capsys.readouterr().out


@pytest.mark.parametrize(("content", "said"), [("RULES = [1]", "has no RULES, a tuple of Rule"), (None, "is no file")])
def test_given_a_file_without_rules_then_the_command_says_what_it_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, said: str
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    file = tmp_path / "rules.py"
    if content is not None:
        file.write_text(content)

    with pytest.raises(SystemExit, match=said):
        main(["config", "schema", "--rules", str(file)])
