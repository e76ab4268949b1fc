"""Takes the model of another stack by its outputs, so that two teams share a model and not a program.

The other stack is the quickstart's of the same name, unless configured:

    pulumi config set modelStack ORGANIZATION/PROJECT/STACK
"""

from typing import Any

import pulumi

config = pulumi.Config()
model_stack = config.get("modelStack", f"{pulumi.get_organization()}/sagemaker-quickstart/{pulumi.get_stack()}")
reference = pulumi.StackReference(model_stack)


def required(output: str) -> pulumi.Output[Any]:
    """Return an output of the model's stack, or end the deployment with a sentence that says which one is missing."""

    def present(value: Any) -> Any:
        if value is None:
            raise pulumi.RunError(f"stack {model_stack} has no output {output}; run pulumi up there, or set modelStack")
        return value

    return reference.get_output(output).apply(present)


# An aws.sagemaker.EndpointConfiguration takes the first as it is; the second is for policies on who may use the model.
pulumi.export(
    "productionVariants",
    [
        {
            "variant_name": "AllTraffic",
            "model_name": required("modelName"),
            "instance_type": "ml.m5.large",
            "initial_instance_count": 1,
        }
    ],
)
pulumi.export("modelArn", required("modelArn"))
