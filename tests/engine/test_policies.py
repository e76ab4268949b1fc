"""The policy pack through the real CLI: what it blocks, on every type token, and when."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.engine.stack import MODEL, Run, Stack
from tools.local_aws import LocalAws

EXAMPLES = Path(__file__).parents[2] / "examples"

NewStack = Callable[..., Stack]

OURS = """
    from pulumi_sagemaker_model import Model

    def declare(name, tags, **isolation):
        return Model(
            name,
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container={"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
            tags=tags,
            **({"enable_network_isolation": isolation["isolated"]} if isolation else {}),
        )
"""

AWS = """
    class Model(pulumi.CustomResource):
        pass

    def declare(name, tags, **isolation):
        return Model("aws:sagemaker/model:Model", name, {
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "primaryContainer": {"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
            "tags": tags,
            **({"enableNetworkIsolation": isolation["isolated"]} if isolation else {}),
        })
"""

AWS_NATIVE = """
    class Model(pulumi.CustomResource):
        pass

    def declare(name, tags, **isolation):
        return Model("aws-native:sagemaker:Model", name, {
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "primaryContainer": {"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
            "tags": [{"key": key, "value": value} for key, value in tags.items()],
            **({"enableNetworkIsolation": isolation["isolated"]} if isolation else {}),
        })
"""


def generic(token: str, properties: str) -> str:
    """Write what declares a model by a resource of another type: in its state, or in a template with it."""
    return f"""
    class Model(pulumi.CustomResource):
        pass

    def declare(name, tags, **isolation):
        state = {{
            "ExecutionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "PrimaryContainer": {{"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"}},
            "Tags": [{{"Key": key, "Value": value}} for key, value in tags.items()],
            **({{"EnableNetworkIsolation": isolation["isolated"]}} if isolation else {{}}),
        }}
        template = {{"Resources": {{"Fraud": {{"Type": "AWS::SageMaker::Model", "Properties": state}}}}}}
        pipeline = {{"Steps": [{{"Name": "Fraud", "Type": "Model", "Arguments": state}}]}}
        create = "arn:aws:states:::sagemaker:createModel"
        machine = {{"States": {{"Fraud": {{"Type": "Task", "Resource": create, "Parameters": state}}}}}}
        return Model("{token}", name, {properties})
"""


TEMPLATE = '{"templateBody": pulumi.Output.json_dumps(template)}'

PROGRAMS = {
    MODEL: OURS,
    "aws:sagemaker/model:Model": AWS,
    "aws-native:sagemaker:Model": AWS_NATIVE,
} | {
    token: generic(token, properties)
    for token, properties in {
        "aws:cloudcontrol/resource:Resource": (
            '{"typeName": "AWS::SageMaker::Model", "desiredState": pulumi.Output.json_dumps(state)}'
        ),
        "aws-native:index:ExtensionResource": '{"type": "AWS::SageMaker::Model", "properties": state}',
        "aws:cloudformation/stack:Stack": TEMPLATE,
        "aws:cloudformation/stackSet:StackSet": TEMPLATE,
        "aws-native:cloudformation:Stack": '{"templateBody": template}',
        "aws-native:cloudformation:StackSet": TEMPLATE,
        "aws:sagemaker/pipeline:Pipeline": '{"pipelineDefinition": pulumi.Output.json_dumps(pipeline)}',
        "aws-native:stepfunctions:StateMachine": '{"definition": machine}',
    }.items()
}
"""How to declare a model, by type token: each of the ways that the pack knows."""

CONFIG = {
    "tag-allowlist": {
        "enforcementLevel": "mandatory",
        "allowed": {"team": ["ml-*"], "env": ["dev", "prod"], "note": ["*"]},
        "required": ["team"],
    }
}

VIOLATIONS = {
    "open": "nableNetworkIsolation is not set",
    "refused": "nableNetworkIsolation is false",
    "foreign-key": 'The tag "Team" is not allowed.',
    "foreign-value": 'The tag "env" has a value that is not allowed.',
    "unowned": 'The required tag "team" is missing.',
}
"""What the pack says of models of these names, in the program that has every violation."""

LATE = """
    from pulumi import dynamic

    class LateProvider(dynamic.ResourceProvider):
        def create(self, props):
            return dynamic.CreateResult("late", {"off": False, "on": True})

    class Late(dynamic.Resource):
        off: pulumi.Output[bool]
        on: pulumi.Output[bool]

        def __init__(self, name):
            super().__init__(LateProvider(), name, {"off": None, "on": None})

    late = Late("late")
"""

UNDECIDED = 'declare("open", {"team": "ml-search"}, isolated=late.off)'


@pytest.fixture
def guard(pack: list[str], tmp_path: Path) -> list[str]:
    config = tmp_path.parent / f"{tmp_path.name}-policy.json"
    config.write_text(json.dumps(CONFIG))
    return [*pack, "--policy-pack-config", str(config)]


def on_every_token(*calls: str, before: str = "") -> str:
    """Write a program that declares the same models with every type token."""
    declared = "".join(f"\n    {call}" for call in calls)
    return "    import pulumi" + before + "".join(program + declared for program in PROGRAMS.values()) + "\n"


def reported(run: Run, level: str, rule: str = r"\S+") -> dict[tuple[str, str], str]:
    """Return what is reported at a level, at most once for a resource, by type token as the CLI shows it and name."""
    found = re.findall(rf"\[{level}\].* {rule}  \((\S+): (\S+)\)\n.*\n +(.*)", run.output)
    said = {(token, name): sentence for token, name, sentence in found}
    assert len(said) == len(found)
    return said


def shown(token: str) -> str:
    """Shorten a type token as the CLI does."""
    return re.sub(r"(?i)/(\w+):(?=\1$)", ":", token)


def test_each_violation_is_blocked_at_preview_on_every_token(
    new_stack: NewStack, aws: LocalAws, guard: list[str]
) -> None:
    stack = new_stack(
        on_every_token(
            'declare("open", {"team": "ml-search"})',
            'declare("refused", {"team": "ml-search"}, isolated=False)',
            'declare("foreign-key", {"team": "ml-search", "Team": "ml-search"}, isolated=True)',
            'declare("foreign-value", {"team": "ml-search", "env": "production"}, isolated=True)',
            'declare("unowned", {"note": "none"}, isolated=True)',
            'declare("compliant", {"team": "ml-search", "env": "prod", "note": "any"}, isolated=True)',
        )
    )
    run = stack.fail("preview", *guard)

    found = reported(run, "mandatory")
    assert set(found) == {(shown(token), name) for token in PROGRAMS for name in VIOLATIONS}
    assert [sentence for (_, name), sentence in found.items() if VIOLATIONS[name] not in sentence] == []
    assert reported(run, "advisory") == {}
    assert "production" not in run.output, "tag values may be secrets"
    assert aws.calls == []


def test_an_unknown_isolation_is_named_at_preview_on_every_token(new_stack: NewStack, guard: list[str]) -> None:
    preview = new_stack(on_every_token(UNDECIDED, before=LATE)).succeed("preview", *guard)

    found = reported(preview, "advisory", "network-isolation")
    assert set(found) == {(shown(token), "open") for token in PROGRAMS}
    assert [sentence for sentence in found.values() if "known only at update" not in sentence] == []


@pytest.mark.parametrize("token", PROGRAMS)
def test_an_unknown_isolation_is_decided_before_anything_is_created(
    new_stack: NewStack, aws: LocalAws, guard: list[str], created: Callable[[], list[str]], token: str
) -> None:
    stack = new_stack("    import pulumi" + LATE + PROGRAMS[token] + f"\n    {UNDECIDED}\n")

    run = stack.fail("up", "--yes", "--skip-preview", *guard)

    assert list(reported(run, "mandatory")) == [(shown(token), "open")]
    assert VIOLATIONS["refused"] in run.output
    assert created() == []
    assert aws.models() == {}
    assert token not in {resource["type"] for resource in stack.resources()}


def test_compliant_models_are_deployed_under_the_pack_on_every_token(
    new_stack: NewStack, aws: LocalAws, guard: list[str], created: Callable[[], list[str]]
) -> None:
    run = new_stack(on_every_token('declare("m", {"team": "ml-search"}, isolated=True)')).up(*guard)

    assert "[mandatory]" not in run.output
    assert "[advisory]" not in run.output
    assert sorted(created()) == sorted(set(PROGRAMS) - {MODEL})
    assert len(aws.models()) == 1


def test_default_tags_count_on_every_token(new_stack: NewStack, guard: list[str]) -> None:
    stack = new_stack(
        "    import pulumi"
        + OURS
        + '\n    declare("ours", {}, isolated=True)\n'
        + AWS
        + '\n    declare("aws", {}, isolated=True)\n'
    )
    assert len(stack.fail("preview", *guard).log_lines('The required tag "team" is missing.')) == 2

    stack.configure(aws__defaultTags={"tags": {"team": "ml-search"}})
    stack.succeed("preview", *guard)

    stack.configure(aws__defaultTags={"tags": {"team": "ml-search", "stage": "dev"}})
    assert len(stack.fail("preview", *guard).log_lines('The tag "stage" is not allowed.')) == 2


def test_the_pack_shows_the_version_of_the_distribution(new_stack: NewStack, pack: list[str]) -> None:
    stack = new_stack("    import pulumi" + OURS + '\n    declare("m", {}, isolated=True)\n')
    assert f"pulumi-sagemaker-policy@v{version('pulumi-sagemaker-model')}" in stack.succeed("preview", *pack).output


def test_a_misspelt_setting_blocks_whatever_the_rules_level_and_names_its_path(
    new_stack: NewStack, pack: list[str], tmp_path: Path
) -> None:
    stack = new_stack("    import pulumi" + OURS + '\n    declare("m", {}, isolated=True)\n')
    settings = {"enforcementLevel": "advisory", "requierd": ["team"]}
    config = tmp_path / "policy.json"
    config.write_text(json.dumps({"tag-allowlist": settings}))
    assert "tag-allowlist.requierd" in stack.fail("preview", *pack, "--policy-pack-config", str(config)).output


def test_waivers_last_until_their_day_and_a_rule_may_refuse_unknowns(
    new_stack: NewStack, pack: list[str], tmp_path: Path
) -> None:
    stack = new_stack(
        "    import pulumi"
        + LATE
        + OURS
        + """
    declare("legacy-model", {})
    declare("old-model", {})
    declare("late-model", {}, isolated=late.on)
    """
    )
    waivers = [
        {"urn": f"*::{name}-*", "reason": f"{name} reason", "owner": "an owner", "expires": expires}
        for name, expires in (("legacy", "9999-12-31"), ("old", "2020-01-31"), ("gone", "9999-12-31"))
    ]
    config = tmp_path / "policy.json"
    config.write_text(json.dumps({"network-isolation": {"on_unknown": "violation", "waivers": waivers}}))

    output = stack.fail("preview", *pack, "--policy-pack-config", str(config)).output

    assert "Waived until 9999-12-31: legacy reason (an owner)" in output
    assert "waiver: expired on 2020-01-31: old reason (an owner)" in output
    assert "The waiver of network-isolation for *::gone-* matches no resource of this stack." in output
    assert "enableNetworkIsolation is known only at update, and this rule is set to decide at preview." in output
    assert "can't run policy" not in output
    mandatory = [line for line in output.splitlines() if "[mandatory]" in line]
    assert len(mandatory) == 2
    assert not any("legacy-model" in line for line in mandatory)


REMEDIATE = {
    "network-isolation": {"enforcementLevel": "remediate"},
    "tag-allowlist": {
        "enforcementLevel": "remediate",
        "required": ["team"],
        "defaults": {"team": "ml-platform"},
    },
}
SECRET = "hunter2-obviously-fake"  # noqa: S105 - what must not show up anywhere


def test_remediated_models_are_deployed_and_a_replacement_that_undoes_it_is_blocked(
    new_stack: NewStack, aws: LocalAws, pack: list[str], tmp_path: Path
) -> None:
    def program(image: str) -> str:
        environment = f'"environment": {{"KEY": pulumi.Output.secret("{SECRET}")}}'
        models = (
            token.replace('serve:1"}', f'{image}", {environment}}}')
            + f'\n    declare("model-{index}", {{"env": "dev"}}{isolation})\n'
            # What is known only at update is remediated then.
            for index, (token, isolation) in enumerate([(OURS, ""), (AWS, ", isolated=late.off"), (AWS_NATIVE, "")])
        )
        return "    import pulumi" + LATE + "".join(models)

    config = tmp_path / "policy.json"
    config.write_text(json.dumps(REMEDIATE))
    guard = [*pack, "--policy-pack-config", str(config)]
    stack = new_stack(program("serve:1"))

    up = stack.up(*guard)

    assert SECRET not in up.output
    (created,) = aws.models().values()
    assert created["EnableNetworkIsolation"] is True
    assert {tag["Key"]: tag["Value"] for tag in created["Tags"]} == {"env": "dev", "team": "ml-platform"}
    state = stack.state()
    assert SECRET not in state
    inputs = {
        resource["type"].partition(":")[0]: resource["inputs"]
        for resource in stack.resources()
        if resource["type"].endswith(":Model")
    }
    ours, terraformed, native = inputs["pulumi-python"], inputs["aws"], inputs["aws-native"]
    assert {model["enableNetworkIsolation"] for model in inputs.values()} == {True}
    assert ours["tags"] == terraformed["tags"] == {"env": "dev", "team": "ml-platform"}
    assert native["tags"] == [{"key": "env", "value": "dev"}, {"key": "team", "value": "ml-platform"}]
    stack.succeed("preview", "--expect-no-changes", *guard)

    # Before it replaces our model the engine goes back to the program's inputs.
    stack.write(program("serve:2"))
    blocked = stack.fail("preview", *guard)

    assert "network-isolation has remediated this model, but it is to be replaced" in blocked.output
    assert "tag-allowlist has remediated this model, but it is to be replaced" in blocked.output
    assert len(blocked.log_lines("[mandatory]")) == 2


def test_a_new_model_that_cannot_be_remediated_breaks_its_rule_once(
    new_stack: NewStack, pack: list[str], tmp_path: Path
) -> None:
    stack = new_stack("    import pulumi" + OURS + '\n    declare("m", {"team": "a", "foreign": "b"}, isolated=True)\n')
    config = tmp_path / "policy.json"
    config.write_text(json.dumps({"tag-allowlist": {"enforcementLevel": "remediate", "allowed": {"team": ["*"]}}}))

    run = stack.fail("preview", *pack, "--policy-pack-config", str(config))

    assert 'The tag "foreign" is not allowed.' in run.output
    assert len(run.log_lines("[mandatory]")) == 1
    assert "remediated" not in run.output


def test_an_empty_list_of_tags_allows_none_but_those_that_services_set(
    new_stack: NewStack, pack: list[str], tmp_path: Path
) -> None:
    tags = '{"team": "a", "sagemaker:project-id": "p-1"}'
    stack = new_stack("    import pulumi" + OURS + f'\n    declare("m", {tags}, isolated=True)\n')
    config = tmp_path / "policy.json"
    config.write_text(json.dumps({"tag-allowlist": {"allowed": {}}}))

    run = stack.fail("preview", *pack, "--policy-pack-config", str(config))

    assert 'The tag "team" is not allowed.' in run.output
    assert len(run.log_lines("[mandatory]")) == 1
    assert "missing-settings" not in run.output


def test_an_organizations_own_pack_judges_by_its_own_rules_and_defaults(new_stack: NewStack) -> None:
    stack = new_stack(
        "    import pulumi"
        + OURS.replace("primary_container=", "containers=2 * [").replace('serve:1"},', 'serve:1"}],')
        + '\n    declare("pipeline", {"team": "search"}, isolated=True)\n'
    )
    folder = EXAMPLES / "own_pack"
    config = ["--policy-pack-config", str(folder / "policy-config.json")]
    output = stack.fail("preview", "--policy-pack", str(folder), *config).output

    assert "The model has 2 containers." in output
    assert 'The tag "team" has a value that is not allowed.' in output
    assert 'wanted: "ml-*"' in output
    assert "network-isolation  (" not in output
