"""The command `sagemaker-policy`, but for what needs a wheel and the real CLI."""

import json
from pathlib import Path

import pytest

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli.command import main
from pulumi_sagemaker_policy.cli.config_file import config_schema
from tests.unit.policies.rules.defaults import JUDGE_BY_DEFAULT, NEED_NO_SETTINGS, SILENT_BY_DEFAULT

WITHOUT_SETTINGS = (
    f"{len(JUDGE_BY_DEFAULT)} rules judge: {', '.join(f'{rule.id} ({rule.level.value})' for rule in JUDGE_BY_DEFAULT)}."
)
"""What is said of a configuration that decides nothing."""


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

    out = capsys.readouterr().out
    assert out.startswith(f"{file} is right.\n{WITHOUT_SETTINGS}\n")
    assert f"These {len(SILENT_BY_DEFAULT)} do not:\n" in out
    assert "\n  tag-allowlist: it waits for one of its settings allowed, required.\n" in out


def test_given_mistakes_when_validated_then_each_is_one_sentence_with_its_path(tmp_path: Path) -> None:
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
        (b"[" * 100_000, "it is nested too deep"),
        (b'{"vpc-config": {"minimum_subnets": ' + b"1" * 5000 + b"}}", "is no JSON that the engine can read: "),
        (b'{"vpc-config": {"minimum_subnets": 1e400}}', "a number is out of all proportion"),
        (b'{"vpc-config": {"minimum_subnets": NaN}}', "a number is out of all proportion"),
        (
            b'{"vpc-config": {"minimum_subnets": ' + b"1" * 400 + b"}}",
            "is a number out of all proportion; wanted: 16 or",
        ),
        (b'{"vpc-config": {"minimum_subnets": null}}', "vpc-config.minimum_subnets is null"),
        (b"null", "the file is no map"),
        (b'{"\\ud800": {}}', r'"\ud800" is no rule of this pack'),
        (b'{"network-isolation": null}', "network-isolation.enforcementLevel is null"),
        (
            b'{"tag-policy": {"policy": ' + b'{"a":' * 200 + b"1" + b"}" * 201 + b"}",
            'tag-policy.policy["a"] is no part',
        ),
    ],
)
def test_given_no_json_when_validated_then_the_command_says_why(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "config.json"
    file.write_bytes(content)

    for command in ("validate", "explain"):
        assert said in fail("config", command, str(file))


def test_given_no_file_when_validated_then_the_command_names_it(tmp_path: Path) -> None:
    assert str(tmp_path / "none.json") in fail("config", "validate", str(tmp_path / "none.json"))


def test_when_the_schema_is_asked_for_then_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["config", "schema"])

    assert json.loads(capsys.readouterr().out) == config_schema(rules.ALL)


def test_given_a_folder_with_a_file_of_the_packs_then_init_leaves_all_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("mine")

    assert str(tmp_path / "__main__.py") in fail("init", str(tmp_path))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"__main__.py": "mine"}


@pytest.mark.parametrize(
    "arguments", [[], ["config"], ["init"], ["config", "validate"], ["init", "x", "--profile", "y"]]
)
def test_given_too_little_or_nothing_that_exists_then_command_says_how_it_is_used(
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


NOTHING: dict[str, list[str]] = {"tag_value": []}
WAIVER = {"urn": "*::legacy-*", "reason": "a reason", "owner": "an owner", "expires": "9999-12-31"}


def run(tmp_path: Path, command: str, document: object, capsys: pytest.CaptureFixture[str]) -> list[str]:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(document))

    main(["config", command, str(file)])

    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({}, WITHOUT_SETTINGS),
        ({}, f"These {len(SILENT_BY_DEFAULT)} do not:"),
        ({"tag-allowlist": {"allowed": {}}}, f"These {len(SILENT_BY_DEFAULT) - 1} do not:"),
        ({"all": "disabled"}, "0 rules judge: none."),
        ({"all": "disabled"}, "  network-isolation: it is disabled."),
        (
            {"allowed-regions": "mandatory"},
            "  allowed-regions: it is set to mandatory, but waits for its setting allowed.",
        ),
        (
            {"allowed-regions": {"allowed": [], "enforcementLevel": "advisory"}},
            "  allowed-regions: it is set to advisory, but waits for its setting allowed.",
        ),
        (
            {"naming": {"on_unknown": "skip"}},
            "  naming: it waits for one of its settings name, resource_name.",
        ),
        (
            {"image-digest": {"on_unknown": "violation"}},
            "  image-digest: it has settings, but is disabled until it is given an enforcementLevel.",
        ),
        ({"tag-policy": {"policy": {"tags": {}}}}, "  tag-policy: it waits for its setting policy."),
        (
            {"tag-allowlist": {"service_keys": ["x*"]}},
            "  tag-allowlist: it waits for one of its settings allowed, required.",
        ),
        (
            {"naming": {"enforcementLevel": "remediate", "name": "x"}},
            "naming is set to remediate and cannot mend a model: it blocks, as at level mandatory.",
        ),
        (
            {"network-isolation": {"waivers": [{**WAIVER, "expires": "2020-01-31"}]}},
            "The waiver of network-isolation for *::legacy-* is over since 2020-01-31.",
        ),
        (
            {"network-isolation": {"waivers": [{**WAIVER, "urn": "urn:pulumi:dev::*"}]}},
            (
                "The waiver of network-isolation for urn:pulumi:dev::* fits no URN: a * stays within one of the parts "
                "that :: separates; write ** where the pattern leaves out parts."
            ),
        ),
        (
            {"naming": {"waivers": [WAIVER]}},
            "The waiver of naming for *::legacy-* waives nothing, as the rule judges nothing.",
        ),
    ],
)
def test_given_right_file_when_validated_then_it_says_what_judges_nothing_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], document: object, line: str
) -> None:
    assert line in run(tmp_path, "validate", document, capsys)


@pytest.mark.parametrize(
    ("document", "lines"),
    [
        ({"network-isolation": {}}, ["network-isolation (mandatory): A model runs in network isolation."]),
        (
            {"network-isolation": {"on_unknown": "violation", "waivers": [WAIVER, {**WAIVER, "part": "Nested"}]}},
            [
                (
                    "network-isolation (mandatory): A model runs in network isolation. A value that is known only at "
                    "update breaks the rule at preview."
                ),
                "  waived until 9999-12-31: *::legacy-*: a reason (an owner)",
                "  waived until 9999-12-31: *::legacy-*, only Nested: a reason (an owner)",
            ],
        ),
        (
            {"tag-allowlist": {"allowed": {"env": ["dev", "prod"], "team": ["*"], "old": []}, "service_keys": []}},
            [
                (
                    'tag-allowlist (mandatory): A model has no tags but these: "env" with the value "dev" or "prod"; '
                    '"old" with no value; "team" with any value.'
                )
            ],
        ),
        ({"tag-allowlist": {"allowed": {}, "service_keys": []}}, ["no tags but these: none."]),
        (
            {"tag-allowlist": {"required": ["team"], "defaults": {"team": "ml"}, "enforcementLevel": "remediate"}},
            [
                (
                    'tag-allowlist (remediate): A model may have any tags. A model has the tag "team"; where it is '
                    'missing, level remediate adds it with "ml".'
                )
            ],
        ),
        (
            {"vpc-config": {"require": "both", "minimum_subnets": 2, "subnets": ["subnet-0*"]}},
            [
                (
                    "vpc-config (mandatory): A model is in a VPC and isolated from the network. A model in a VPC names "
                    '2 different subnets or more. Each subnet that a model names is "subnet-0*".'
                )
            ],
        ),
        (
            {"image-registry": {"allowed": ["aws/*"], "regions": ["eu-*"]}},
            [
                'image of "aws/*". The image is in "eu-*". A container is made from no model package.',
            ],
        ),
        ({"image-digest": "advisory"}, ["image-digest (advisory): A container names its image by digest."]),
        (
            {"execution-role": {"accounts": ["123456789012"], "paths": ["/ml/"]}},
            [
                (
                    'A model runs with a role of an account that is "123456789012". A model runs with a role with a '
                    'path that is "/ml/".'
                )
            ],
        ),
        ({"model-data-location": {"allowed": ["s3://a/", "s3://b/"]}}, ['are in "s3://a/" or "s3://b/".']),
        ({"environment-secrets": {"ignored": ["X_*"]}}, ['except under a key that is "X_*".']),
        ({"allowed-regions": {"allowed": ["eu-*"]}}, ['allowed-regions (mandatory): A model is in "eu-*".']),
        ({"naming": {"name": "ml-.+"}}, ['The name of a model in AWS fits the regular expression "ml-.+".']),
        (
            {
                "tag-policy": {
                    "policy": {"tags": {"x": {"tag_key": "X", "tag_value": ["1", "2"]}, "y": {"tag_value": []}}}
                }
            },
            ['is "X" with the value "1" or "2".', 'A model has no tag "y", however it is capitalised.'],
        ),
        ({"lost-remediation": "disabled"}, ["lost-remediation (disabled): Blocks models"]),
        ({}, ["  allowed-regions: it waits for its setting allowed."]),
    ],
)
def test_given_right_file_when_explained_then_it_says_what_the_organization_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], document: object, lines: list[str]
) -> None:
    explained = "\n".join(run(tmp_path, "explain", document, capsys))

    assert [line for line in lines if line not in explained] == []


def test_given_every_rule_with_example_when_explained_then_each_has_own_sentences() -> None:
    for rule in rules.ALL:
        sentences = list(rule.explain(rule.read_settings(rule.example)[0]))
        assert sentences, rule.id
        assert [one for one in sentences if not (one[0].isupper() and one.endswith("."))] == []


def test_given_letters_that_cannot_be_printed_then_explain_escapes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = {**WAIVER, "reason": "half \ud800"}

    assert "half \\ud800" in "\n".join(run(tmp_path, "explain", {"network-isolation": {"waivers": [waiver]}}, capsys))


@pytest.mark.parametrize(
    ("profile", "judging"),
    [
        ("baseline", len(JUDGE_BY_DEFAULT)),
        ("strict", len(NEED_NO_SETTINGS)),
        ("audit-only", len(NEED_NO_SETTINGS)),
    ],
)
def test_given_profile_when_pack_is_made_then_command_says_which_rules_judge_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], profile: str, judging: int
) -> None:
    main(["init", str(tmp_path / "pack"), "--profile", profile])

    said = capsys.readouterr().err
    assert said.startswith(f"{judging} rules judge: network-isolation (")
    assert f"These {len(rules.ALL) - judging} do not:" in said
