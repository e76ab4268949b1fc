"""Values of other types than the API's, through the real engine: to AWS, into the state, past the policy pack."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.stack import Stack
from tests.unit.provider.loose import loosened
from tests.unit.provider.models import models
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    config = pulumi.Config()

    def isolate(args):
        return pulumi.ResourceTransformResult({**args.props, "enableNetworkIsolation": "true"}, args.opts)

    model = Model(
        "m",
        opts=pulumi.ResourceOptions(transforms=[isolate]),
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1",
            "environment": {
                "WORKERS": 4,
                "DEBUG": True,
                "RATE": pulumi.Output.from_input(0.5),
                "SEED": pulumi.Output.secret(271828),
                "NONE": None,
                "LIMIT": float("inf"),
            },
        },
        vpc_config={"subnets": "subnet-1", "security_group_ids": pulumi.Output.from_input("sg-1")},
        tags={"build": config.get_int("build") or 42, "live": False},
    )
    pulumi.export("seen", [model.tags, model.enable_network_isolation, model.vpc_config.subnets])
"""


def test_a_model_in_other_types_is_made_once_and_stays(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    stack.up()
    ((_, model),) = aws.models().items()
    assert model["PrimaryContainer"]["Environment"] == {
        "WORKERS": "4",
        "DEBUG": "true",
        "RATE": "0.5",
        "SEED": "271828",
        "LIMIT": "+Inf",
    }
    assert model["EnableNetworkIsolation"] is True
    assert model["VpcConfig"] == {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
    assert model["Tags"] == [{"Key": "build", "Value": "42"}, {"Key": "live", "Value": "false"}]
    seen = json.loads(stack.succeed("stack", "output", "seen", "--json").output)
    assert seen == [{"build": "42", "live": "false"}, True, ["subnet-1"]]
    assert "271828" not in stack.state()

    stack.expect_no_changes()
    stack.refresh("--expect-no-changes")
    stack.expect_no_changes()
    stack.configure(build="43")
    assert "1 updated" in stack.up().output
    ((_, changed),) = aws.models().items()
    assert changed["Tags"][0] == {"Key": "build", "Value": "43"}


def test_the_pack_judges_what_aws_gets(new_stack: NewStack, pack: list[str], tmp_path: Path) -> None:
    config = tmp_path / "policy-config.json"
    guard = [*pack, "--policy-pack-config", str(config)]
    stack = new_stack(PROGRAM)

    config.write_text(json.dumps({"tag-allowlist": {"allowed": {"build": ["42"], "live": ["false"]}, "required": []}}))
    stack.succeed("preview", *guard)

    config.write_text(json.dumps({"tag-allowlist": {"allowed": {"build": ["7"], "live": ["false"]}, "required": []}}))
    output = stack.fail("preview", *guard).output
    assert "tag-allowlist" in output
    assert "network-isolation" not in output


def drawn(count: int) -> list[dict[str, Any]]:
    """Draw models in other types than the API's, the same ones every time."""
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        loose, _ = data.draw(loosened(data.draw(models())))
        found.append(loose)

    collect()
    return found


def test_any_models_in_other_types_are_made_once_and_stay(new_stack: NewStack, aws: LocalAws) -> None:
    several = drawn(6)
    stack = new_stack(
        """
        import json
        import pathlib
        from pulumi_sagemaker_model import Model

        for index, given in enumerate(json.loads(pathlib.Path("models.json").read_text())):
            Model(f"m{index}", given)
        """
    )
    (stack.folder / "models.json").write_text(json.dumps(several))
    stack.up()
    assert len(aws.models()) == len(several)
    stack.expect_no_changes()
    stack.refresh("--expect-no-changes")
    stack.expect_no_changes()
