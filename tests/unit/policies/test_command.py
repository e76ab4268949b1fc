"""The command `sagemaker-policy`, but for what needs a wheel and the real CLI."""

import json
from pathlib import Path

import pytest

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.command import main
from pulumi_sagemaker_policy.configuration import schema


def fail(*arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, str), "which is printed, and makes the exit code 1"
    return ended.value.code


def test_given_a_right_file_when_validated_then_the_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"network-isolation": "mandatory"}')

    main(["config", "validate", str(file)])

    assert capsys.readouterr().out == f"{file} is right.\n"


def test_given_several_mistakes_when_validated_then_each_is_one_sentence_with_its_path(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"network-isolation": {"on_unknown": "x", "y": 1}, "all": "z"}')

    assert fail("config", "validate", str(file)).splitlines() == [
        f'{file}: network-isolation.on_unknown is "x"; wanted: "advisory", "violation" or "skip"',
        f'{file}: network-isolation.y does not exist; wanted: one of "on_unknown", "trusted_templates" or "waivers"',
        f'{file}: all.enforcementLevel is "z"; wanted: "advisory", "mandatory", "remediate" or "disabled"',
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no JSON that the engine can read: "),
        (b"\xff", "is no JSON that the engine can read: "),
        (b'{"all": "advisory", "all": "mandatory"}', 'the key "all" is there twice'),
    ],
)
def test_given_no_json_when_validated_then_the_command_says_why(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "config.json"
    file.write_bytes(content)

    assert said in fail("config", "validate", str(file))


def test_given_no_file_when_validated_then_the_command_names_it(tmp_path: Path) -> None:
    assert str(tmp_path / "none.json") in fail("config", "validate", str(tmp_path / "none.json"))


def test_when_the_schema_is_asked_for_then_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["config", "schema"])

    assert json.loads(capsys.readouterr().out) == schema(rules.ALL)


def test_given_a_folder_with_a_file_of_the_packs_then_init_leaves_all_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("mine")

    assert str(tmp_path / "__main__.py") in fail("init", str(tmp_path))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"__main__.py": "mine"}


@pytest.mark.parametrize(
    "arguments", [[], ["config"], ["init"], ["config", "validate"], ["init", "x", "--profile", "y"]]
)
def test_given_too_little_or_nothing_that_exists_then_the_command_says_how_it_is_used(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: sagemaker-policy")


def test_given_no_folder_then_init_makes_it_and_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "pack"

    main(["init", str(folder)])

    assert capsys.readouterr().out == (
        f"pulumi preview --policy-pack {folder} --policy-pack-config {folder / 'policy-config.json'}\n"
    )
    names = {"PulumiPolicy.yaml", "__main__.py", "requirements.txt", "policy-config.json"}
    assert {path.name for path in folder.iterdir()} == names
