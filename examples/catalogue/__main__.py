"""Many models from one YAML file, each held to what AWS takes before any is made.

    pulumi config set platform ORGANIZATION/sagemaker-platform/STACK

An entry of `models.yaml` that is wrong ends the preview, which names its line. One run names all that are wrong.
"""

from pathlib import Path
from typing import Any

import catalogue
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

file = Path(__file__).with_name("models.yaml")
entries, mistakes = catalogue.read(file)
if mistakes:
    raise pulumi.RunError("\n".join(mistakes))

for entry in entries:
    Model(
        entry.name,
        execution_role_arn=offered["execution_role_arn"],
        primary_container={
            "image": pulumi.Output.concat(offered["repository_url"], "@", entry.digest),
            "model_data_url": pulumi.Output.concat("s3://", offered["bucket"], "/", entry.artefact),
            "environment": entry.environment,
        },
        vpc_config={"subnets": offered["subnet_ids"], "security_group_ids": offered["security_group_ids"]},
        enable_network_isolation=True,
        tags={"team": entry.team, "env": entry.env},
    )

pulumi.export("models", len(entries))
