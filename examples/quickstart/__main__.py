"""One SageMaker model that can reach nothing, sits in your VPC and says whose it is: a program to copy.

Every value comes from the stack's configuration, for instance

    pulumi config set image 111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:1.4.2
    pulumi config set --path 'subnets[0]' subnet-...

The defaults are made up, so that a first `pulumi preview` shows something at once. `pulumi up` cannot create anything
from them: AWS lets nobody pass on the role of an account that is not theirs.
"""

import os

import pulumi

from pulumi_sagemaker_model import Model

config = pulumi.Config()
# SageMaker pulls images of its own region alone, so the made-up one is wherever the model will be.
region = pulumi.Config("aws").get("region") or os.getenv("AWS_REGION") or os.getenv("AWS_DEFAULT_REGION", "us-east-1")

model = Model(
    "fraud",
    execution_role_arn=config.get("executionRoleArn", "arn:aws:iam::123456789012:role/sagemaker-execution"),
    primary_container={
        "image": config.get("image", f"123456789012.dkr.ecr.{region}.amazonaws.com/fraud:1.0.0"),
        "model_data_url": config.get("modelDataUrl", "s3://example-models/fraud/1.0.0/model.tar.gz"),
    },
    # SageMaker fetches the artefact by way of these.
    vpc_config={
        "subnets": config.get_object("subnets", ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]),
        "security_group_ids": config.get_object("securityGroupIds", ["sg-0123456789abcdef0"]),
    },
    # The containers themselves reach no network, not even the VPC: they can neither fetch code nor send data away.
    enable_network_isolation=config.get_bool("enableNetworkIsolation", default=True),
    # The only property that changes in place; every other change makes a new model, then deletes this one.
    tags=config.get_object("tags", {"team": "ml-risk", "env": "dev"}),
)

# What other stacks need to refer to the model; examples/consumer does.
pulumi.export("modelName", model.name)
pulumi.export("modelArn", model.arn)
