"""Programs written for pulumi_aws, with its Model and with ours: the engine hears the same, and AWS what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pulumi import Output, ResourceOptions
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from pulumi_sagemaker_model import Model, codec
from pulumi_sagemaker_model.checks import problems
from pulumi_sagemaker_model.resource import TYPE
from tests.unit.provider.mocked_engine import WRAPPED, Monitor, mocked, run

aws = pytest.importorskip("pulumi_aws", reason="pulumi_aws is not installed; run: make test-dropin")
theirs = aws.sagemaker

ROLE = "arn:aws:iam::123456789012:role/inference"
REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
LOGIN = "arn:aws:lambda:us-east-1:123456789012:function:login"
PACKAGE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/scores/3"

OUR_OWN = {"__provider", "__identity", "__secrets"}
"""Inputs that only our Model has."""


class Aws(Mocks):
    """Answers as AWS would; a model's outputs are its inputs and what AWS decides."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        arn = ROLE if args.typ == "aws:iam/role:Role" else f"arn:aws:sagemaker:us-east-1:123456789012:model/{args.name}"
        return args.name, {"name": args.name, "region": "us-east-1", **args.inputs, "arn": arn}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        answers = {
            "aws:iam/getPolicyDocument:getPolicyDocument": {"json": "{}"},
            "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage": {"registryPath": f"{REGISTRY}/kmeans:1"},
        }
        return answers[args.token], []


@pytest.fixture
def engine() -> Iterator[Monitor]:
    with mocked(Aws()) as monitor:
        yield monitor


def basic(model: Any) -> Any:
    """Declare the first example of pulumi_aws's documentation."""
    trust = aws.iam.get_policy_document(
        statements=[
            {
                "principals": [{"type": "Service", "identifiers": ["sagemaker.amazonaws.com"]}],
                "actions": ["sts:AssumeRole"],
            }
        ]
    )
    role = aws.iam.Role("role", assume_role_policy=trust.json)
    image = theirs.get_prebuilt_ecr_image(repository_name="kmeans")
    return model(
        "clusters",
        primary_container={"image": image.registry_path},
        name="clusters",
        execution_role_arn=role.arn,
    )


def direct_pipeline(model: Any) -> Any:
    """Declare containers of a pipeline that are called one by one, and tags."""
    return model(
        "pipeline",
        ResourceOptions(protect=True),
        execution_role_arn=ROLE,
        containers=[
            {"image": f"{REGISTRY}/{step}:1", "container_hostname": step, "environment": {"log_level": "info"}}
            for step in ("clean", "score")
        ],
        inference_execution_config={"mode": "Direct"},
        tags={"team": "ml-risk", "cost_center": "7"},
    )


def objects(model: Any) -> Any:
    """Declare with args objects at every depth, in the one args object."""
    data = theirs.ModelPrimaryContainerModelDataSourceS3DataSourceArgs(
        s3_uri="s3://artefacts/llm/",
        s3_data_type="S3Prefix",
        compression_type="None",
        model_access_config=theirs.ModelPrimaryContainerModelDataSourceS3DataSourceModelAccessConfigArgs(
            accept_eula=True
        ),
    )
    adapter = theirs.ModelPrimaryContainerAdditionalModelDataSourceArgs(
        channel_name="adapter",
        s3_data_sources=[
            theirs.ModelPrimaryContainerAdditionalModelDataSourceS3DataSourceArgs(
                s3_uri="s3://artefacts/adapter/", s3_data_type="S3Prefix", compression_type="None"
            )
        ],
    )
    container = theirs.ModelPrimaryContainerArgs(
        image="registry.example.com/llm:1",
        image_config=theirs.ModelPrimaryContainerImageConfigArgs(
            repository_access_mode="Vpc",
            repository_auth_config=theirs.ModelPrimaryContainerImageConfigRepositoryAuthConfigArgs(
                repository_credentials_provider_arn=LOGIN
            ),
        ),
        model_data_source=theirs.ModelPrimaryContainerModelDataSourceArgs(s3_data_sources=[data]),
        additional_model_data_sources=[adapter],
        environment={"API_KEY": Output.secret("obviously-fake")},
    )
    arguments = theirs.ModelArgs(
        execution_role_arn=Output.from_input(ROLE),
        primary_container=Output.from_input(container),
        vpc_config=theirs.ModelVpcConfigArgs(subnets=["subnet-1"], security_group_ids=Output.from_input(["sg-1"])),
        enable_network_isolation=True,
        region="us-east-1",
    )
    return model("llm", arguments, ResourceOptions(ignore_changes=["tags"]))


def dictionaries(model: Any) -> Any:
    """Declare with typed dictionaries, an args object within one, and camelCase, which pulumi_aws takes too."""
    first: Any = theirs.ModelContainerArgsDict(
        model_package_name=PACKAGE,
        inference_specification_name="default",
        mode="MultiModel",
        multi_model_config=theirs.ModelContainerMultiModelConfigArgs(model_cache_setting="Disabled"),
        model_data_url="s3://artefacts/many/",
    )
    second = {"image": f"{REGISTRY}/post:1", "modelDataUrl": Output.from_input("s3://artefacts/post.tar.gz")}
    return model("mixed", execution_role_arn=ROLE, containers=[first, Output.from_input(second)])


def outputs_of_another(model: Any) -> Any:
    """Declare a model of the outputs of one that pulumi_aws manages."""
    one = objects(theirs.Model)
    return model(
        "copy",
        execution_role_arn=one.execution_role_arn,
        primary_container=one.primary_container,
        vpc_config=one.vpc_config.apply(lambda vpc: vpc),
        enable_network_isolation=one.enable_network_isolation,
    )


LLM = {
    "ExecutionRoleArn": ROLE,
    "PrimaryContainer": {
        "Image": "registry.example.com/llm:1",
        "ImageConfig": {
            "RepositoryAccessMode": "Vpc",
            "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": LOGIN},
        },
        "ModelDataSource": {
            "S3DataSource": {
                "S3Uri": "s3://artefacts/llm/",
                "S3DataType": "S3Prefix",
                "CompressionType": "None",
                "ModelAccessConfig": {"AcceptEula": True},
            }
        },
        "AdditionalModelDataSources": [
            {
                "ChannelName": "adapter",
                "S3DataSource": {
                    "S3Uri": "s3://artefacts/adapter/",
                    "S3DataType": "S3Prefix",
                    "CompressionType": "None",
                },
            }
        ],
        "Environment": {"API_KEY": "obviously-fake"},
    },
    "VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
    "EnableNetworkIsolation": True,
}

PROGRAMS: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    "basic": (
        basic,
        {"ExecutionRoleArn": ROLE, "PrimaryContainer": {"Image": f"{REGISTRY}/kmeans:1"}},
    ),
    "direct pipeline": (
        direct_pipeline,
        {
            "ExecutionRoleArn": ROLE,
            "Containers": [
                {
                    "Image": f"{REGISTRY}/{step}:1",
                    "ContainerHostname": step,
                    "Environment": {"log_level": "info"},
                }
                for step in ("clean", "score")
            ],
            "InferenceExecutionConfig": {"Mode": "Direct"},
            "Tags": [{"Key": "cost_center", "Value": "7"}, {"Key": "team", "Value": "ml-risk"}],
        },
    ),
    "objects": (objects, LLM),
    "dictionaries": (
        dictionaries,
        {
            "ExecutionRoleArn": ROLE,
            "Containers": [
                {
                    "ModelPackageName": PACKAGE,
                    "InferenceSpecificationName": "default",
                    "Mode": "MultiModel",
                    "MultiModelConfig": {"ModelCacheSetting": "Disabled"},
                    "ModelDataUrl": "s3://artefacts/many/",
                },
                {"Image": f"{REGISTRY}/post:1", "ModelDataUrl": "s3://artefacts/post.tar.gz"},
            ],
        },
    ),
    "outputs of another": (outputs_of_another, LLM),
}


def plain(value: Any) -> Any:
    """Take secrets out of their wrapping."""
    if isinstance(value, dict):
        unwrapped = value["value"] if WRAPPED in value else value
        return {key: plain(item) for key, item in unwrapped.items()} if isinstance(unwrapped, dict) else unwrapped
    return [plain(item) for item in value] if isinstance(value, list) else value


def one_source(value: Any) -> Any:
    """Write pulumi_aws's list of one S3 location as the API has it."""
    if isinstance(value, dict):
        spelled = {key: one_source(item) for key, item in value.items()}
        if "s3DataSources" in spelled:
            [spelled["s3DataSource"]] = spelled.pop("s3DataSources")
        return spelled
    return [one_source(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("program", "request_"), PROGRAMS.values(), ids=PROGRAMS)
def test_given_a_program_for_pulumi_aws_when_run_with_ours_then_the_engine_gets_it(
    engine: Monitor, program: Callable[[Any], Any], request_: dict[str, Any]
) -> None:
    run(lambda: program(theirs.Model).urn)
    before = engine.wire("aws:sagemaker/model:Model")[-1]
    run(lambda: program(Model).urn)
    (after,) = engine.wire(TYPE)

    sent = {key: value for key, value in after.items() if key not in OUR_OWN}
    assert sent == one_source(before)
    inputs = {"region": "us-east-1", **plain(sent)}
    assert problems(inputs) == []
    assert codec.request("x", inputs) == {"ModelName": "x", **request_}


READINGS: dict[str, Callable[[Any], Any]] = {
    "attribute": lambda model: model.primary_container.image,
    "key": lambda model: model.primary_container["image_config"]["repository_access_mode"],
    "attribute of an attribute": lambda model: (
        model.primary_container.image_config.repository_auth_config.repository_credentials_provider_arn
    ),
    "not set": lambda model: model.primary_container.model_data_url,
    "in an apply": lambda model: model.primary_container.apply(
        lambda container: container.image_config["repository_access_mode"]
    ),
    "the list of one": lambda model: model.primary_container.model_data_source.s3_data_sources[0].s3_uri,
    "a list": lambda model: model.primary_container.additional_model_data_sources[0]["channel_name"],
    "the user's own keys": lambda model: model.primary_container.environment,
    "subnets": lambda model: model.vpc_config.subnets,
    "security groups": lambda model: model.vpc_config["security_group_ids"],
    "role": lambda model: model.execution_role_arn,
    "isolation": lambda model: model.enable_network_isolation,
    "no pipeline": lambda model: Output.all(model.containers, model.inference_execution_config),
    "no tags": lambda model: model.tags,
    "region": lambda model: model.region,
    "name, ARN and id": lambda model: Output.all(model.name, model.arn, model.id),
    "interpolated": lambda model: Output.concat(model.name, " in ", model.vpc_config.subnets[0]),
}


@pytest.mark.parametrize("read", READINGS.values(), ids=READINGS)
def test_given_a_program_for_pulumi_aws_when_it_reads_ours_then_it_finds_the_same(
    engine: Monitor, read: Callable[[Any], Any]
) -> None:
    before, after = (run(lambda: read(objects(model))) for model in (theirs.Model, Model))  # noqa: B023  (run at once)

    assert after == before
    assert [len(engine.wire(type_)) for type_ in ("aws:sagemaker/model:Model", TYPE)] == [1, 1]
