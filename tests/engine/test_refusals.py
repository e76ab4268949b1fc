"""What is wrong is said once, in one sentence, at the first moment that it can be known, and quotes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.endpoints import serve
from tests.engine.stack import MODEL, Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    Model("m", **({{
        "execution_role_arn": "arn:aws:iam::123456789012:role/inference",
        "primary_container": {{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"}},
    }} | {changed}))
"""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"execution_role_arn": "arn:aws:iam::12345678901:role/inference"},
            (
                "executionRoleArn: has 11 digits in its account, not 12; "
                "give the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME"
            ),
        ),
        ({"name": "x" * 64}, "name: has 64 characters, at most 63 are allowed; shorten it"),
        (
            {"containers": [{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/other:1"}]},
            "containers: is given together with primaryContainer; give one of the two",
        ),
        (
            {"tags": {"aws:owner": "hunter2"}},
            'tags["aws:owner"]: has a key that begins with aws:, which AWS keeps for itself; rename the tag',
        ),
        (
            {"primary_container": {"image": "x", "model_data_ur": "s3://hunter2/y"}},
            "primaryContainer.modelDataUr: is no property of primaryContainer; did you mean modelDataUrl?",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_value_is_refused_at_preview(
    new_stack: NewStack, aws: LocalAws, changed: dict[str, object], sentence: str
) -> None:
    run = new_stack(PROGRAM.format(changed=repr(changed))).fail("preview")

    expected = f"error: {MODEL} resource 'm' has a problem: {sentence}"
    assert set(run.log_lines("error:")) - {f"{MODEL} m  {expected}"} == {expected}
    assert "hunter2" not in run.output
    assert aws.calls == []


def test_a_missing_region_is_found_at_preview(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM.format(changed="{}"))
    stack.environment = {k: v for k, v in stack.environment.items() if k not in {"AWS_REGION", "AWS_DEFAULT_REGION"}}
    run = stack.fail("preview")
    assert "region: is not set; set it on the model, with pulumi config set aws:region, or in AWS_REGION" in run.output
    assert aws.calls == []


def test_a_reference_to_no_model_ends_the_preview(new_stack: NewStack) -> None:
    stack = new_stack('from pulumi_sagemaker_model import Model\nModel.get("m", "no-such-model")\n')
    assert "there is no model no-such-model in us-east-1; correct the id or the region" in stack.fail("preview").output


def test_missing_credentials_are_named(new_stack: NewStack) -> None:
    stack = new_stack(PROGRAM.format(changed="{}"))
    stack.environment = {
        k: v for k, v in stack.environment.items() if k not in {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    }
    run = stack.fail("up", "--yes", "--skip-preview")
    assert "needs AWS credentials and there are none; set aws:profile on the stack" in run.output


def test_an_unreachable_endpoint_is_named(new_stack: NewStack) -> None:
    stack = new_stack(PROGRAM.format(changed="{}"))
    stack.configure(aws__endpoints=[{"sagemaker": "http://127.0.0.1:9"}])
    run = stack.fail("up", "--yes", "--skip-preview")
    assert "got no answer from AWS" in run.output
    assert "http://127.0.0.1:9" in run.output


def test_a_setting_that_would_be_passed_over_is_refused(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM.format(changed="{}"))
    stack.configure(aws__noProxy="localhost")
    assert "aws:noProxy is set and pulumi_sagemaker_model does not honour it" in stack.fail("preview").output
    assert aws.calls == []


def test_a_model_in_use_stays_until_its_endpoint_has_moved(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM.format(changed='{"triggers": {"release": "1"}}'))
    stack.configure(sagemaker__deleteInUse="refuse")
    stack.up()
    first = stack.model()["id"]
    serve(aws, first)

    stack.write(PROGRAM.format(changed='{"triggers": {"release": "2"}}'))
    run = stack.fail("up", "--yes", "--skip-preview")
    assert f"model {first} is in use by endpoint live and stays" in run.output
    assert sum(model["id"] == first and model.get("delete", False) for model in stack.models()) == 1
    second = next(model["id"] for model in stack.models() if not model.get("delete"))
    assert set(aws.models()) == {first, second}
    stack.fail("up", "--yes", "--skip-preview")
    assert set(aws.models()) == {first, second}

    serve(aws, second)
    stack.up()
    assert list(aws.models()) == [stack.model()["id"]] == [second]
    stack.expect_no_changes()


def test_a_model_whose_endpoint_moves_in_the_same_update_goes(new_stack: NewStack, aws: LocalAws) -> None:
    """The endpoint depends on the model: the engine moves it after the new one came and before the old one goes."""
    program = (
        PROGRAM.replace('Model("m"', 'model = Model("m"')
        + """
    from pulumi import dynamic

    class Endpoints(dynamic.ResourceProvider):
        def _serve(self, model, change):
            import boto3

            sagemaker = boto3.client("sagemaker")
            variant = {{"VariantName": "all", "ModelName": model, "InitialInstanceCount": 1}}
            variant["InstanceType"] = "ml.m5.large"
            sagemaker.create_endpoint_config(EndpointConfigName=model, ProductionVariants=[variant])
            getattr(sagemaker, change)(EndpointName="live", EndpointConfigName=model)

        def create(self, props):
            self._serve(props["model"], "create_endpoint")
            return dynamic.CreateResult("live", props)

        def update(self, _id, _olds, news):
            self._serve(news["model"], "update_endpoint")
            return dynamic.UpdateResult(news)

        def delete(self, _id, _props):
            import boto3

            boto3.client("sagemaker").delete_endpoint(EndpointName="live")

    class Endpoint(dynamic.Resource):
        def __init__(self, name, model):
            super().__init__(Endpoints(), name, {{"model": model}})

    Endpoint("live", model.name)
    """
    )
    stack = new_stack(program.format(changed='{"triggers": {"release": "1"}}'))
    stack.up()
    first = stack.model()["id"]
    stack.write(program.format(changed='{"triggers": {"release": "2"}}'))

    stack.up()

    assert list(aws.models()) == [stack.model()["id"]] != [first]
    stack.expect_no_changes()
    stack.destroy()
    assert aws.models() == {}


def test_a_model_in_use_goes_if_the_stack_says_so(new_stack: NewStack, aws: LocalAws) -> None:
    """Without its program, a destroy has the settings of the last update: that is how the engine keeps providers."""
    stack = new_stack(PROGRAM.format(changed="{}"))
    stack.up()
    serve(aws, stack.model()["id"])
    stack.configure(sagemaker__deleteInUse="warn")
    run = stack.fail("destroy", "--yes", "--skip-preview")
    assert f"model {stack.model()['id']} is in use by endpoint live and stays" in run.output

    run = stack.destroy("--run-program")

    assert "is deleted while in use by endpoint live, as sagemaker:deleteInUse says" in run.output
    assert aws.models() == {}


def test_a_model_made_by_hand_is_left_alone_until_it_may_be_adopted(new_stack: NewStack, aws: LocalAws) -> None:
    aws.client("sagemaker").create_model(
        ModelName="by-hand",
        ExecutionRoleArn="arn:aws:iam::123456789012:role/inference",
        PrimaryContainer={"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
        Tags=[{"Key": "team", "Value": "by-hand"}],
    )
    before = aws.models()

    stack = new_stack(PROGRAM.format(changed='{"name": "by-hand", "enable_network_isolation": True}'))
    run = stack.fail("up", "--yes", "--skip-preview")
    assert "a model named by-hand exists already and differs in enableNetworkIsolation" in run.output
    stack.write(PROGRAM.format(changed='{"name": "by-hand"}'))
    run = stack.fail("up", "--yes", "--skip-preview")
    assert "if it is yours, take it over by adopt_existing=True" in run.output
    assert aws.models() == before

    stack.write(PROGRAM.format(changed='{"name": "by-hand", "adopt_existing": True, "tags": {"team": "ml-search"}}'))
    assert "model by-hand was there already and is taken over" in stack.up().output
    ((name, model),) = aws.models().items()
    assert name == stack.model()["id"] == "by-hand"
    assert model["CreationTime"] == before["by-hand"]["CreationTime"]
    assert model["Tags"] == [{"Key": "team", "Value": "ml-search"}]
    stack.up("--replace", stack.model()["urn"])
    assert list(aws.models()) == ["by-hand"], "a model that replaces itself stays"
    stack.expect_no_changes()
    stack.destroy()
    assert aws.models() == {}
