"""A program written for pulumi_aws through the real CLI, as it was and with the import changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

pytest.importorskip("pulumi_aws", reason="pulumi_aws is not installed; run: make test-dropin")

NewStack = Callable[..., Stack]

THEIRS = "from pulumi_aws.sagemaker import Model"
OURS = "from pulumi_sagemaker_model import Model"

PLACES = [("us-east-1", "123456789012"), ("us-west-2", "123456789012"), ("eu-west-1", "222222222222")]
"""Regions and accounts of three providers."""

PROGRAM = """
    import pulumi
    import pulumi_aws as aws
    {the_import}

    artefacts = aws.s3.Bucket("artefacts", bucket="artefacts")
    container = aws.sagemaker.ModelPrimaryContainerArgs(
        image="123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1",
        model_data_source=aws.sagemaker.ModelPrimaryContainerModelDataSourceArgs(
            s3_data_sources=[
                {{
                    "s3_uri": artefacts.bucket.apply(lambda bucket: f"s3://{{bucket}}/llm/"),
                    "s3_data_type": "S3Prefix",
                    "compression_type": "None",
                    "model_access_config": {{"accept_eula": True}},
                }}
            ]
        ),
        environment={{"log_level": "info", "API_KEY": pulumi.Output.secret("hunter2")}},
    )
    llm = Model(
        "llm",
        aws.sagemaker.ModelArgs(
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container=container,
            vpc_config=aws.sagemaker.ModelVpcConfigArgs(subnets=["subnet-1"], security_group_ids=["sg-1"]),
            name="llm",
            tags={{"cost_center": "7"}},
        ),
        pulumi.ResourceOptions(depends_on=[artefacts]),
    )
    pulumi.export("name", llm.name)
    pulumi.export("vpc", llm.vpc_config)
    pulumi.export("subnet", llm.vpc_config.subnets[0])
    pulumi.export("uri", llm.primary_container.model_data_source.s3_data_sources[0]["s3_uri"])
    pulumi.export("level", llm.primary_container.environment["log_level"])
    pulumi.export("tags", llm.tags)
    pulumi.export("role", llm.execution_role_arn)
"""


def outputs(stack: Stack) -> Any:
    stack.up()
    return json.loads(stack.succeed("stack", "output", "--json", "--show-secrets").output)


def test_a_program_for_pulumi_aws_runs_with_the_import_changed(new_stack: NewStack, aws: LocalAws) -> None:
    before = outputs(new_stack(PROGRAM.format(the_import=THEIRS)))
    assert aws.models() == {}

    stack = new_stack(PROGRAM.format(the_import=OURS))
    assert outputs(stack) == before

    ((name, model),) = aws.models().items()
    assert name == "llm"
    assert model["PrimaryContainer"]["ModelDataSource"]["S3DataSource"] == {
        "S3Uri": "s3://artefacts/llm/",
        "S3DataType": "S3Prefix",
        "CompressionType": "None",
        "ModelAccessConfig": {"AcceptEula": True},
    }
    assert model["PrimaryContainer"]["Environment"] == {"log_level": "info", "API_KEY": "hunter2"}
    assert model["VpcConfig"] == {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
    assert "hunter2" not in stack.state()
    stack.expect_no_changes()
    stack.refresh()
    stack.expect_no_changes()
    stack.destroy()
    assert aws.models() == {}


def test_all_but_the_first_of_several_s3_data_sources_are_refused_and_not_dropped(
    new_stack: NewStack, aws: LocalAws
) -> None:
    two = PROGRAM.replace("s3_data_sources=[", "s3_data_sources=[{{}}, ")

    run = new_stack(two.format(the_import=OURS)).fail("preview")

    assert run.log_lines("primaryContainer.modelDataSource.s3DataSource: is a list")
    assert aws.calls == []


PROVIDERS = """
    import pulumi
    import pulumi_aws as aws
    {the_import}

    external_id = pulumi.Config().require_secret("external-id")
    artefacts = aws.s3.Bucket("artefacts", bucket="artefacts")
    east = aws.Provider("east", region="us-east-1", default_tags={{"tags": {{"bucket": artefacts.bucket}}}})
    west = aws.Provider("west", region="us-west-2", access_key="fake-key", secret_key="hunter2-key")
    role = aws.ProviderAssumeRoleArgs(role_arn="arn:aws:iam::222222222222:role/deploy", external_id=external_id)
    other = aws.Provider(
        "other",
        region="eu-west-1",
        assume_roles=[role],
        allowed_account_ids=["222222222222"],
        opts=pulumi.ResourceOptions(depends_on=[artefacts]),
    )


    def scores(name, region, options):
        image = f"123456789012.dkr.ecr.{{region}}.amazonaws.com/serve:1"
        return Model(
            name,
            opts=options,
            name="scores",
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container=aws.sagemaker.ModelPrimaryContainerArgs(image=image),
            tags={{"team": "ads"}},
        )


    component = pulumi.ComponentResource("my:ml:Scores", "scores", None, pulumi.ResourceOptions(providers=[other]))
    scores("near", "us-east-1", pulumi.ResourceOptions(provider=east))
    scores("far", "us-west-2", pulumi.ResourceOptions(providers={{"aws": west}}))
    scores("theirs", "eu-west-1", pulumi.ResourceOptions(parent=component))
"""


def test_a_program_with_three_providers_puts_each_model_where_its_provider_says(
    new_stack: NewStack, aws: LocalAws
) -> None:
    stack = new_stack(PROVIDERS.format(the_import=OURS))
    stack.succeed("config", "set", "--secret", "external-id", "hunter2-id")

    # The default tags are not known yet.
    shown = stack.succeed("preview", "--diff").output
    assert aws.calls == []
    shown += stack.up().output

    assert {place: list(aws.models(*place)) for place in PLACES} == {place: ["scores"] for place in PLACES}
    assert aws.models()["scores"]["Tags"] == [
        {"Key": "bucket", "Value": "artefacts"},
        {"Key": "team", "Value": "ads"},
    ]
    stack.expect_no_changes()
    stack.destroy()
    assert not any(aws.models(*place) for place in PLACES)
    assert "hunter2" not in shown + stack.state()


def test_a_transform_and_a_component_do_with_ours_what_they_do_with_theirs(new_stack: NewStack, aws: LocalAws) -> None:
    program = """
        import pulumi
        {the_import}

        class Scoring(pulumi.ComponentResource):
            def __init__(self, name, opts):
                super().__init__("example:index:Scoring", name, None, opts)
                self.model = Model(
                    "scores",
                    opts=pulumi.ResourceOptions(parent=self),
                    execution_role_arn="arn:aws:iam::123456789012:role/inference",
                    primary_container={{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"}},
                )

        def isolate(args):
            if not args.type_.endswith(":Model"):
                return None
            props = {{**args.props, "enableNetworkIsolation": True, "tags": {{"team": "ml-risk"}}}}
            return pulumi.ResourceTransformResult(props, args.opts)

        model = Scoring("scoring", pulumi.ResourceOptions(transforms=[isolate])).model
        pulumi.export("seen", [model.enable_network_isolation, model.tags, model.primary_container.image])
    """

    before = outputs(new_stack(program.format(the_import=THEIRS)))
    assert outputs(new_stack(program.format(the_import=OURS))) == before

    ((_, model),) = aws.models().items()
    assert model["EnableNetworkIsolation"] is True
    assert model["Tags"] == [{"Key": "team", "Value": "ml-risk"}]
