"""Models change their provider as provider/docs/migration.md says: same model, nothing created, nothing deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.stack import MODEL, Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

ARGUMENTS = """
    import pulumi

    role = "arn:aws:iam::123456789012:role/inference"
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"
"""
OURS = (
    ARGUMENTS
    + """
    from pulumi_sagemaker_model import Model

    Model("fraud", name="Fraud", execution_role_arn=role, primary_container={{"image": image}}{more})
"""
)
"""Takes `more` arguments."""

AWS, AWS_NATIVE = "aws:sagemaker/model:Model", "aws-native:sagemaker:Model"


def theirs(type_: str, more: str = "") -> str:
    """Return the program that declares the model by another provider's package."""
    name = "name" if type_ == AWS else "modelName"
    return (
        ARGUMENTS
        + f"""
    properties = {{"{name}": "Fraud", "executionRoleArn": role, "primaryContainer": {{"image": image}}}}
    pulumi.CustomResource("{type_}", "fraud", properties, pulumi.ResourceOptions({more}))
"""
    )


@pytest.fixture
def by_hand(aws: LocalAws) -> dict[str, Any]:
    """Make the model, and return all that there is then."""
    aws.client("sagemaker").create_model(
        ModelName="Fraud",
        ExecutionRoleArn="arn:aws:iam::123456789012:role/inference",
        PrimaryContainer={"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
    )
    return aws.models()


def changing(aws: LocalAws) -> list[str]:
    """Return the calls that make or delete a model; the first is always the one that made it by hand."""
    return [call.operation for call in aws.calls if call.operation in {"CreateModel", "DeleteModel"}][1:]


def types(stack: Stack) -> list[str]:
    return [resource["type"] for resource in stack.resources() if "sagemaker" in resource["type"]]


def test_a_model_made_by_hand_comes_in(new_stack: NewStack, aws: LocalAws, by_hand: dict[str, Any]) -> None:
    stack = new_stack(OURS.format(more=", adopt_existing=True"))

    stack.up()

    assert (aws.models(), changing(aws)) == (by_hand, [])
    stack.write(OURS.format(more=""))
    stack.expect_no_changes()
    assert stack.model()["outputs"]["arn"] == by_hand["Fraud"]["ModelArn"]


@pytest.mark.parametrize("type_", [AWS, AWS_NATIVE])
def test_a_model_of_another_provider_comes_in_under_its_name_in_the_stack(
    new_stack: NewStack, aws: LocalAws, by_hand: dict[str, Any], type_: str
) -> None:
    stack = new_stack(theirs(type_))
    stack.up()
    stack.write(OURS.format(more=""))
    assert "~ 1 to update" in stack.succeed("preview").output

    stack.up()

    assert (aws.models(), changing(aws), types(stack)) == (by_hand, [], [MODEL])
    stack.refresh()
    stack.expect_no_changes()
    assert stack.model()["id"] == "Fraud"


def test_a_model_goes_to_another_provider(new_stack: NewStack, aws: LocalAws, by_hand: dict[str, Any]) -> None:
    stack = new_stack(OURS.format(more=", adopt_existing=True"))
    stack.up()
    stack.write(OURS.format(more=", opts=pulumi.ResourceOptions(retain_on_delete=True)"))
    stack.up()
    assert stack.model()["retainOnDelete"] is True
    stack.write(theirs(AWS, 'import_="Fraud"'))
    preview = stack.succeed("preview")
    assert preview.log_lines("fraud import")
    assert preview.log_lines("fraud delete[retain]")

    stack.up()

    assert (aws.models(), changing(aws), types(stack)) == (by_hand, [], [AWS])
    stack.write(theirs(AWS))
    stack.expect_no_changes()
