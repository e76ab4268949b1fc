"""What a policy pack serves, and what is wrong with its configuration."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.pack_program import ServedPack, checked_config, served_pack

CHECKOUT = Path(__file__).parents[4]
OWN = CHECKOUT / "examples" / "own_pack"

FOREIGN = """
from pulumi_policy import (
    EnforcementLevel, PolicyConfigSchema, PolicyPack, ResourceValidationPolicy, StackValidationPolicy
)
from pulumi_sagemaker_policy.rules import network_isolation

POLICIES = [
    network_isolation.RULE.policy(),
    ResourceValidationPolicy(
        "sized", "Sized.", lambda args, report: None, config_schema=PolicyConfigSchema({"size": {"type": "integer"}})
    ),
    StackValidationPolicy("whole", "Whole.", lambda args, report: None, EnforcementLevel.DISABLED),
]
PolicyPack("foreign", POLICIES, EnforcementLevel.MANDATORY)
"""


def pack_of(folder: Path, program: str, project: str = "runtime: python\n") -> ServedPack | None:
    folder.mkdir(exist_ok=True)
    (folder / "PulumiPolicy.yaml").write_text(project)
    (folder / "__main__.py").write_text(program)
    return served_pack(folder)


def known(folder: Path, program: str) -> ServedPack:
    found = pack_of(folder, program)
    assert found is not None
    return found


def test_given_the_pack_of_the_checkout_then_its_rules_are_found() -> None:
    found = served_pack(CHECKOUT / "policies")

    assert found is not None
    assert found.name == "pulumi-sagemaker-policy"
    assert found.rules() == [*rules.ALL]


def test_given_a_pack_with_rules_of_its_own_then_they_are_found_and_nothing_is_left() -> None:
    before = (list(sys.path), list(sys.argv), set(sys.modules))

    found = served_pack(OWN)

    assert found is not None
    assert [rule.id for rule in found.rules()][-1] == "single-container"
    assert (list(sys.path), list(sys.argv)) == before[:2]
    assert not {"own_rules", "single_container"} & (set(sys.modules) - before[2])
    config = checked_config(OWN / "policy-config.json", found)
    assert "single-container" in found.known(config).judging


@pytest.mark.parametrize(
    ("program", "project"),
    [
        (FOREIGN, "runtime: nodejs\n"),
        (FOREIGN, "runtime: [\n"),
        (FOREIGN, "nothing\n"),
        ("raise SystemExit(3)", "runtime: python\n"),
        ("import does_not_exist", "runtime: python\n"),
        ("x = 1", "runtime: python\n"),
        ("this is no Python", "runtime:\n  name: python\n"),
    ],
)
def test_given_a_pack_that_cannot_be_read_here_then_nothing_is_known_of_it(
    tmp_path: Path, program: str, project: str
) -> None:
    assert pack_of(tmp_path / "pack", program, project) is None
    assert served_pack(tmp_path / "none") is None


def test_given_two_packs_with_modules_of_one_name_then_each_gets_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.py").write_text(f"NAME = {name!r}\n")
    program = FOREIGN.replace('PolicyPack("foreign"', "import same\nPolicyPack(same.NAME")

    assert [known(tmp_path / name, program).name for name in ("one", "two")] == ["one", "two"]


def test_given_levels_then_the_packs_own_count_where_the_configuration_says_nothing(tmp_path: Path) -> None:
    pack = known(tmp_path / "pack", FOREIGN)

    assert pack.known({}).levels == {"network-isolation": "mandatory", "sized": "mandatory", "whole": "disabled"}
    assert pack.known({"all": "advisory", "sized": {"enforcementLevel": "disabled"}}).levels == {
        "network-isolation": "advisory",
        "sized": "disabled",
        "whole": "advisory",
    }
    assert pack.known({}).judging == {"network-isolation"}
    assert pack.known({"all": "disabled"}).judging == set()


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("{}", []),
        ('{"sized": {"size": 3}, "whole": "advisory", "all": "advisory"}', []),
        ('{"sizd": "advisory"}', ["sizd is no rule of this pack"]),
        ('{"sized": {"sze": 3}}', ['sized.sze does not exist; wanted: one of "size"']),
        ('{"whole": {"x": 3}}', ["whole.x does not exist; wanted: no settings"]),
        ('{"network-isolation": {"x": 3}}', ["network-isolation.x does not exist"]),
        ('{"network-isolation": "x", "y": 1}', ["network-isolation.enforcementLevel is", "y is no rule"]),
        ('{"tag-allowlist": "advisory"}', ["tag-allowlist is no rule of this pack"]),
        ("[]", ["the file is no map"]),
        ("{", ["is no JSON that the engine can read"]),
    ],
)
def test_given_a_configuration_then_what_does_not_exist_in_the_pack_is_said(
    tmp_path: Path, config: str, said: list[str]
) -> None:
    file = tmp_path / "config.json"
    file.write_text(config)
    pack = known(tmp_path / "pack", FOREIGN)

    try:
        checked_config(file, pack)
    except CommandError as error:
        lines = str(error).splitlines()
    else:
        lines = []

    assert len(lines) == len(said)
    assert all(part in line for part, line in zip(said, lines, strict=True))


def test_given_a_pack_that_is_not_known_then_its_configuration_has_to_be_json(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"anything": {"x": 1}}')

    assert checked_config(file, None) == {"anything": {"x": 1}}
    with pytest.raises(CommandError, match="cannot be read"):
        checked_config(tmp_path / "none.json", None)
