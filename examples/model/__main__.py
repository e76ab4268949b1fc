"""A model and a pipeline of two containers, on what the platform stack offers. A model team runs this stack.

pulumi config set platform ORGANIZATION/sagemaker-platform/STACK
pulumi config set digest sha256:...          # of the image that CI has pushed
pulumi config set version 1.4.2              # of the artefact that CI has uploaded
"""

from typing import Any

import pulumi

from pulumi_sagemaker_model import Model

config = pulumi.Config()
platform = pulumi.StackReference(
    config.get("platform", f"{pulumi.get_organization()}/sagemaker-platform/{pulumi.get_stack()}")
)

offered: dict[str, Any] = {
    output: platform.require_output(output)
    for output in ("execution_role_arn", "repository_url", "bucket", "subnet_ids", "security_group_ids")
}
image = pulumi.Output.concat(offered["repository_url"], "@", config.require("digest"))


def artefact(name: str) -> pulumi.Output[str]:
    """Return where CI has put an artefact."""
    return pulumi.Output.concat("s3://", offered["bucket"], f"/{name}/{config.require('version')}/model.tar.gz")


# All models of this stack run as the platform wants it.
common: dict[str, Any] = {
    "execution_role_arn": offered["execution_role_arn"],
    "vpc_config": {"subnets": offered["subnet_ids"], "security_group_ids": offered["security_group_ids"]},
    "enable_network_isolation": True,
    "tags": {"team": "ml-risk", "env": config.get("env", "dev")},
}

fraud = Model("fraud", primary_container={"image": image, "model_data_url": artefact("fraud")}, **common)

# One request goes through both containers, in this order.
scored = Model(
    "fraud-scored",
    containers=[
        {"image": image, "model_data_url": artefact("features"), "container_hostname": "features"},
        {"image": image, "model_data_url": artefact("fraud"), "container_hostname": "fraud"},
    ],
    inference_execution_config={"mode": "Serial"},
    **common,
)

# A serving team takes these by a stack reference.
pulumi.export("model_name", fraud.name)
pulumi.export("model_arn", fraud.arn)
pulumi.export("pipeline_name", scored.name)
pulumi.export("pipeline_arn", scored.arn)
