"""Configurations made of a platform stack's outputs and of tag policies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.cli import command, config
from pulumi_sagemaker_policy.cli.config_file import config_problems
from pulumi_sagemaker_policy.cli.from_outputs import (
    PLATFORM_OUTPUTS,
    SourceError,
    from_stack,
    from_tag_policy,
    merged,
    stack_outputs,
)
from tests.unit.policies.rules.defaults import JUDGE_BY_DEFAULT

STACK = "acme/platform/prod"
REPOSITORY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml/fraud"
OUTPUTS: dict[str, Any] = {
    "model_subnets": ["subnet-0a", "subnet-0b"],
    "modelSecurityGroups": ["sg-0a"],
    "model_roles": ["arn:aws:iam::123456789012:role/sagemaker/*"],
    "model_registries": [REPOSITORY, "aws/*"],
    "model_buckets": ["ml-models", "s3://shared/models/"],
    "model_regions": ["eu-west-1"],
    "model_tags": {"team": ["*"], "env": ["dev", "prod"], "retired": []},
    "model_required_tags": ["team"],
    "vpcId": "vpc-0a",
}
POLICY = {"tags": {"costcenter": {"tag_key": {"@@assign": "CostCenter"}, "tag_value": {"@@assign": ["100"]}}}}


def test_given_all_outputs_when_read_then_each_becomes_its_setting() -> None:
    config = from_stack(STACK, OUTPUTS)

    assert config == {
        "vpc-config": {"require": "vpc", "subnets": ["subnet-0a", "subnet-0b"], "security_groups": ["sg-0a"]},
        "execution-role": {"allowed": ["arn:aws:iam::123456789012:role/sagemaker/*"]},
        "image-registry": {"allowed": ["123456789012/ml/fraud", "aws/*"]},
        "model-data-location": {"allowed": ["s3://ml-models/", "s3://shared/models/"]},
        "allowed-regions": {"allowed": ["eu-west-1"]},
        "tag-allowlist": {"allowed": {"team": ["*"], "env": ["dev", "prod"], "retired": []}, "required": ["team"]},
    }
    assert list(config_problems(config, rules.ALL)) == []


@pytest.mark.parametrize(
    ("outputs", "sentence"),
    [
        ({"vpcId": "vpc-0a"}, f"{STACK} has no output that says what models may use; export one of model_subnets, "),
        ({"model_subnets": []}, f"output model_subnets of {STACK} is empty, which would allow everything"),
        ({"model_subnets": "subnet-0a"}, f"output model_subnets of {STACK} is not a list of strings"),
        ({"model_subnets": [1]}, f"output model_subnets of {STACK} is not a list of strings"),
        ({"model_subnets": "[secret]"}, f"output model_subnets of {STACK} is secret"),
        ({"model_subnets": ["[secret]"]}, f"output model_subnets of {STACK} has a secret"),
        ({"modelSubnets": ["a"], "model_subnets": ["a"]}, f"{STACK} has both modelSubnets and model_subnets"),
        ({"model_tags": ["team"]}, f"output model_tags of {STACK} is not a map of tag keys"),
        ({"model_tags": {"team": "risk"}}, f"output model_tags of {STACK}, key team, is not a list of strings"),
    ],
)
def test_given_an_output_that_is_none_of_the_convention_then_a_sentence_says_why(
    outputs: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SourceError) as raised:
        from_stack(STACK, outputs)

    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize(
    "document",
    [
        POLICY,
        {"EffectivePolicy": {"PolicyContent": json.dumps(POLICY), "PolicyType": "TAG_POLICY"}},
        {"Policy": {"Content": json.dumps(POLICY), "PolicySummary": {"Name": "tags"}}},
    ],
    ids=["the document", "describe-effective-policy", "describe-policy"],
)
def test_given_a_tag_policy_in_any_form_then_it_becomes_the_setting(document: Any) -> None:
    assert from_tag_policy(document) == {"tag-policy": {"policy": POLICY}}


@pytest.mark.parametrize("document", [{}, [], "tags", {"Policy": {"Content": "{"}}, {"PolicyContent": "[]"}])
def test_given_no_tag_policy_then_a_sentence_says_so(document: Any) -> None:
    with pytest.raises(SourceError, match="it is no tag policy"):
        from_tag_policy(document)


def test_given_a_base_then_what_was_made_replaces_its_settings_and_nothing_else() -> None:
    base = {"all": "advisory", "vpc-config": {"enforcementLevel": "mandatory", "subnets": ["subnet-9"]}, "naming": "x"}

    assert merged(base, {"vpc-config": {"subnets": ["subnet-0"]}, "naming": {"name": "a-.*"}}) == {
        "all": "advisory",
        "vpc-config": {"enforcementLevel": "mandatory", "subnets": ["subnet-0"]},
        "naming": {"enforcementLevel": "x", "name": "a-.*"},
    }


def test_given_the_commands_when_run_then_they_print_the_file_and_say_who_judges(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, policy = tmp_path / "base.json", tmp_path / "policy.json"
    base.write_text('{"network-isolation": "advisory"}', encoding="utf-8")
    policy.write_text(json.dumps(POLICY), encoding="utf-8")
    monkeypatch.setattr(config, "stack_outputs", lambda _: OUTPUTS)

    command.main(["config", "from-stack", STACK, "--base", str(base)])
    made = capsys.readouterr()
    command.main(["config", "from-tag-policy", str(policy)])

    assert json.loads(made.out) == {"network-isolation": "advisory", **from_stack(STACK, OUTPUTS)}
    judging = {rule.id for rule in JUDGE_BY_DEFAULT} | from_stack(STACK, OUTPUTS).keys()
    assert made.err.startswith(f"{len(judging)} rules judge: network-isolation (advisory), tag-allowlist (mandatory), ")
    assert json.loads(capsys.readouterr().out) == {"tag-policy": {"policy": POLICY}}


def test_given_outputs_that_make_wrong_settings_then_the_command_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "stack_outputs", lambda _: {"model_regions": ["Europe"]})

    with pytest.raises(SystemExit) as ended:
        command.main(["config", "from-stack", STACK])

    assert str(ended.value.code).startswith("The configuration that was made is wrong: allowed-regions.allowed[0] is")


def test_given_no_cli_then_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(SystemExit) as ended:
        command.main(["config", "from-stack", STACK])

    assert str(ended.value.code).startswith("there is no pulumi on PATH")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("""[ "$*" = "stack output --json --non-interactive --stack prod" ] && echo '{"model_regions": []}'""", ""),
        ("echo warning >&2; echo 'error: no stack' >&2; exit 255", "error: no stack"),
        ("exit 1", "it says nothing"),
    ],
)
def test_given_a_cli_when_it_ends_then_its_outputs_or_last_words_are_told(
    body: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi = tmp_path / "pulumi"
    pulumi.write_text(f"#!/bin/sh\n{body}\n")
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    if told:
        with pytest.raises(SourceError) as error:
            stack_outputs("prod")
        assert str(error.value) == f"pulumi cannot read the outputs of prod: {told}"
    else:
        assert stack_outputs("prod") == {"model_regions": []}


def test_given_the_convention_then_each_output_names_a_setting_that_exists() -> None:
    settings = {(rule.id, setting.name) for rule in rules.ALL for setting in rule.settings}

    assert {(known.rule, known.setting) for known in PLATFORM_OUTPUTS} <= settings
