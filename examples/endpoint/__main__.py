"""An endpoint that serves the model of another stack, and moves to a new one without downtime. A serving team runs it.

    pulumi config set models ORGANIZATION/sagemaker-model/STACK

An endpoint configuration cannot change, so each new model gets one of its own. The endpoint moves to it in place: AWS
starts the new instances first and stops the old ones when these serve. Then Pulumi deletes the old configuration.
"""

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
models = pulumi.StackReference(
    config.get("models", f"{pulumi.get_organization()}/sagemaker-model/{pulumi.get_stack()}")
)
tags = {"team": "serving", "env": config.get("env", "dev")}

configuration = aws.sagemaker.EndpointConfiguration(
    "fraud",
    production_variants=[
        {
            "variant_name": "AllTraffic",
            "model_name": models.require_output("model_name"),
            "instance_type": config.get("instanceType", "ml.m5.large"),
            "initial_instance_count": config.get_int("instances", 2),
        }
    ],
    tags=tags,
)

endpoint = aws.sagemaker.Endpoint("fraud", endpoint_config_name=configuration.name, tags=tags)

pulumi.export("endpoint_name", endpoint.name)
pulumi.export("endpoint_arn", endpoint.arn)
