"""What a platform team's stack says that models may use, as rules for the stacks of other teams."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.engine.stack import Stack

PLATFORM = """
    import pulumi

    pulumi.export("model_subnets", ["subnet-0a", "subnet-0b"])
    pulumi.export("model_security_groups", ["sg-0a"])
    pulumi.export("vpc_id", "vpc-0a")
"""

MODELS = """
    from pulumi_sagemaker_model import Model

    for name, subnet in (("inside", "subnet-0a"), ("outside", "subnet-9a")):
        Model(
            name,
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container={"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
            vpc_config={"subnets": [subnet], "security_group_ids": ["sg-0a"]},
            enable_network_isolation=True,
        )
"""


def test_given_a_platform_stack_then_a_model_in_another_network_is_blocked(
    new_stack: Callable[..., Stack], environment: Mapping[str, str], pack: list[str], tmp_path: Path
) -> None:
    platform = new_stack(PLATFORM, project="platform")
    platform.up()
    command = [str(Path(sys.executable).with_name("sagemaker-policy")), "config", "from-stack"]
    made = subprocess.run(
        [*command, "organization/platform/dev"], capture_output=True, text=True, check=False, env={**environment}
    )
    assert made.returncode == 0, made.stderr
    config = tmp_path / "made.json"
    config.write_text(made.stdout, encoding="utf-8")

    output = new_stack(MODELS, project="models").fail("preview", *pack, "--policy-pack-config", str(config)).output

    assert "vpcConfig.subnets[0] is a subnet that is not allowed." in output
    assert "model:  outside" in output
    assert "model:  inside" not in output
