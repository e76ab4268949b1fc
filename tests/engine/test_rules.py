"""Every rule through the real CLI: what it blocks at preview, and behind an output before anything is created."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import pulumi_sagemaker_policy
from pulumi_sagemaker_policy import rules
from tests.engine.stack import Run, Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

FACTS: Mapping[str, object] = {
    "tag-allowlist": {"allowed": {"CostCenter": ["1*"]}},
    "tag-policy": {"policy": {"tags": {"CostCenter": {"tag_key": "CostCenter", "tag_value": ["1*"]}}}},
    "vpc-config": {"require": "both", "subnets": ["subnet-0*"], "security_groups": ["sg-0*"]},
    "image-registry": {"allowed": ["aws/*"], "regions": ["us-*"]},
    "image-digest": {"enforcementLevel": "mandatory"},
    "execution-role": {"paths": ["/sagemaker/*"]},
    "model-data-location": {"allowed": ["s3://ml-models/"]},
    "environment-secrets": {"enforcementLevel": "mandatory"},
    "allowed-regions": {"allowed": ["eu-*"]},
    "naming": {"name": "ml-.*"},
}
"""Settings that the model below breaks, by rule; network-isolation, which it breaks too, needs none."""

BROKEN = {"network-isolation", *FACTS}
"""The rules that the model below breaks; a newer rule may take it as it is."""

NEED_NO_SETTINGS = [rule for rule in rules.ALL if not rule.opt_in]

DECLARATION = """
    def declare(model, late):
        model("fraud", {
            "name": late.called,
            "region": late.region,
            "enableNetworkIsolation": late.isolation,
            "executionRoleArn": late.role,
            "primaryContainer": {
                "image": late.image,
                "modelDataUrl": late.data,
                "environment": {"DB_PASSWORD": late.password},
            },
            "vpcConfig": {"subnets": [late.subnet], "securityGroupIds": [late.group]},
            "tags": {"CostCenter": late.cost},
        })
"""

OURS = """
    from pulumi_sagemaker_model import Model

    def model(name, properties):
        Model(
            name,
            name=properties["name"],
            region=properties["region"],
            enable_network_isolation=properties["enableNetworkIsolation"],
            execution_role_arn=properties["executionRoleArn"],
            primary_container=properties["primaryContainer"],
            vpc_config=properties["vpcConfig"],
            tags=properties["tags"],
        )
"""

AWS = """
    class Model(pulumi.CustomResource):
        pass

    def model(name, properties):
        Model("aws:sagemaker/model:Model", name, properties)
"""

TOKENS = [pytest.param(OURS, id="ours"), pytest.param(AWS, id="aws")]

VALUES = """
    VALUES = {
        "called": "fraud-model",
        "region": "us-east-1",
        "isolation": False,
        "role": "arn:aws:iam::123456789012:role/administrator",
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1",
        "data": "s3://someones-bucket/model.tar.gz",
        "password": "not-a-real-one",
        "subnet": "subnet-1",
        "group": "sg-1",
        "cost": "200",
    }
"""

KNOWN = """
    from types import SimpleNamespace

    declare(model, SimpleNamespace(**VALUES))
"""

LATE = """
    from pulumi import dynamic

    class LateProvider(dynamic.ResourceProvider):
        def create(self, props):
            return dynamic.CreateResult("late", VALUES)

    class Late(dynamic.Resource):
        called: pulumi.Output[str]
        region: pulumi.Output[str]
        isolation: pulumi.Output[bool]
        role: pulumi.Output[str]
        image: pulumi.Output[str]
        data: pulumi.Output[str]
        password: pulumi.Output[str]
        subnet: pulumi.Output[str]
        group: pulumi.Output[str]
        cost: pulumi.Output[str]

        def __init__(self):
            super().__init__(LateProvider(), "late", dict.fromkeys(VALUES))

    declare(model, Late())
"""


def enforced(tmp_path: Path, pack: list[str], settings: Mapping[str, object]) -> list[str]:
    """Return the arguments that turn the pack on with these settings."""
    config = tmp_path.parent / f"{tmp_path.name}-rules.json"
    config.write_text(json.dumps(settings))
    return [*pack, "--policy-pack-config", str(config)]


def reported(run: Run, level: str) -> set[str]:
    """Return the rules that report something at this level."""
    return {line.split("]")[2].split()[0] for line in run.log_lines(f"[{level}]")}


@pytest.mark.parametrize("token", TOKENS)
def test_every_rule_blocks_at_preview(
    new_stack: NewStack, aws: LocalAws, pack: list[str], tmp_path: Path, token: str
) -> None:
    stack = new_stack("    import pulumi" + VALUES + token + DECLARATION + KNOWN)

    run = stack.fail("preview", *enforced(tmp_path, pack, FACTS))

    assert reported(run, "mandatory") >= BROKEN
    assert "not-a-real-one" not in run.output
    assert aws.calls == []


@pytest.mark.parametrize("token", TOKENS)
def test_every_rule_blocks_what_an_output_hid_before_it_is_created(
    new_stack: NewStack, aws: LocalAws, pack: list[str], tmp_path: Path, token: str
) -> None:
    stack = new_stack("    import pulumi" + VALUES + token + DECLARATION + LATE)
    guard = enforced(tmp_path, pack, FACTS)

    preview = stack.succeed("preview", *guard)
    assert reported(preview, "advisory") >= BROKEN

    run = stack.fail("up", "--yes", "--skip-preview", *guard)
    assert reported(run, "mandatory") >= BROKEN
    assert aws.models() == {}
    assert not any(resource["type"].endswith(":Model") for resource in stack.resources())


def test_without_settings_only_the_rules_that_need_none_judge(
    new_stack: NewStack, pack: list[str], tmp_path: Path
) -> None:
    stack = new_stack("    import pulumi" + VALUES + OURS + DECLARATION + KNOWN)

    run = stack.fail("preview", *enforced(tmp_path, pack, {}))

    assert reported(run, "mandatory") == {"network-isolation"}
    assert len(run.log_lines("[advisory] [severity: high]  environment-secrets")) == 1
    assert len(run.log_lines("[advisory]  missing-settings")) == 1
    assert len(run.log_lines("[advisory]")) == 2
    assert '"allowed": {"team": ["*"], "env": ["dev", "prod"]}}' in run.output


def test_an_audit_blocks_nothing_and_counts_by_rule(new_stack: NewStack, pack: list[str], tmp_path: Path) -> None:
    stack = new_stack("    import pulumi" + VALUES + OURS + DECLARATION + KNOWN)
    profile = Path(pulumi_sagemaker_policy.__file__).parent / "cli/profiles/audit-only.json"

    run = stack.succeed("preview", *enforced(tmp_path, pack, json.loads(profile.read_text(encoding="utf-8"))))

    assert reported(run, "mandatory") == set()
    assert run.log_lines(f"1 model judged by {len(NEED_NO_SETTINGS)} rules")
    assert run.log_lines("network-isolation: 1")
    assert len(run.log_lines("judge nothing, as they are disabled or lack settings: tag-allowlist")) == 1
