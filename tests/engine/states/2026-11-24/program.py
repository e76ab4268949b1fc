"""The program whose state is stored beside it: each kind of name, of container and of secret."""

import pulumi

from pulumi_sagemaker_model import Model

config = pulumi.Config()
ROLE = "arn:aws:iam::123456789012:role/inference"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (config.get("image") or "1")

Model("derived", execution_role_arn=ROLE, primary_container={"image": IMAGE})
given = Model(
    "given",
    name="a-given-name",
    execution_role_arn=ROLE,
    primary_container={
        "image": IMAGE,
        "mode": "SingleModel",
        "model_data_url": "s3://artefacts-123456789012/model.tar.gz",
        "environment": {"LOG_LEVEL": "info", "api_token": pulumi.Output.secret("fake-token-of-the-environment")},
    },
    vpc_config={"subnets": ["subnet-0b", "subnet-0a"], "security_group_ids": ["sg-0a"]},
    enable_network_isolation=True,
    tags={"team": config.get("team") or "search", "note": pulumi.Output.secret("fake-note-of-a-tag")},
)
Model(
    "pipeline",
    execution_role_arn=ROLE,
    containers=[
        {"image": IMAGE, "container_hostname": "first"},
        {"image": IMAGE, "container_hostname": "second", "image_config": {"repository_access_mode": "Platform"}},
    ],
    inference_execution_config={"mode": "Direct"},
    triggers={"artefact": "1"},
    tags={"team": config.get("team") or "search"},
)
pulumi.export("tags", given.tags_all)
