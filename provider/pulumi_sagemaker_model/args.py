"""The shapes of `Model`'s arguments, for type checkers and editors; at run time they are plain dictionaries.

`ContainerArgs(image=...)` and `{"image": ...}` are the same thing. Names and meaning follow the API:
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

from pulumi import Input
from typing_extensions import NotRequired  # from Pulumi's own requirements; `typing` has it from Python 3.11 on


class ModelAccessConfigArgs(TypedDict):
    """Terms of use that come with the model's data."""

    accept_eula: Input[bool]
    """Whether you accept the model's end-user license agreement; AWS deploys such a model only if true."""


class HubAccessConfigArgs(TypedDict):
    """Permission to deploy the content of a private SageMaker hub."""

    hub_content_arn: Input[str]
    """ARN of the hub content that may be deployed."""


class S3DataSourceArgs(TypedDict):
    """Where in S3 a model's data is, packed or not."""

    s3_uri: Input[str]
    """S3 location of the data; one that names a prefix ends in a slash."""
    s3_data_type: Input[str]
    """`S3Object` for one object, `S3Prefix` for all objects whose keys begin like `s3_uri`."""
    compression_type: Input[str]
    """`Gzip` for a packed `.tar.gz`, `None` (the word) for data to be used as it is."""
    model_access_config: NotRequired[Input[ModelAccessConfigArgs | None]]
    """Acceptance of the model's terms of use, where it has some."""
    hub_access_config: NotRequired[Input[HubAccessConfigArgs | None]]
    """The hub content that the data belongs to, where it comes from a hub."""
    manifest_s3_uri: NotRequired[Input[str | None]]
    """S3 location of a manifest, a CSV file that lists where the artefacts are."""
    e_tag: NotRequired[Input[str | None]]
    """ETag that the object at `s3_uri` has."""
    manifest_etag: NotRequired[Input[str | None]]
    """ETag that the manifest has."""


class ModelDataSourceArgs(TypedDict, total=False):
    """Where the model's data is, in place of `model_data_url`: for data that is not packed or has terms of use."""

    s3_data_source: Input[S3DataSourceArgs | None]
    """The location in S3."""
    s3_data_sources: Input[Sequence[Input[S3DataSourceArgs]] | None]
    """A list of exactly one `S3DataSourceArgs`, as `pulumi_aws` has it; in place of `s3_data_source`."""


class AdditionalModelDataSourceArgs(TypedDict):
    """Data beside the model's own, an adapter for instance."""

    channel_name: Input[str]
    """Name of the data, under which the container finds it."""
    s3_data_source: NotRequired[Input[S3DataSourceArgs | None]]
    """The location in S3; needed."""
    s3_data_sources: NotRequired[Input[Sequence[Input[S3DataSourceArgs]] | None]]
    """A list of exactly one `S3DataSourceArgs`, as `pulumi_aws` has it; in place of `s3_data_source`."""


class RepositoryAuthConfigArgs(TypedDict):
    """How to log in to a private registry."""

    repository_credentials_provider_arn: Input[str]
    """ARN of the Lambda function that gives the registry's user name and password."""


class ImageConfigArgs(TypedDict):
    """Where the image is pulled from."""

    repository_access_mode: Input[str]
    """`Platform` for an image in ECR, `Vpc` for a private registry that the model's VPC reaches."""
    repository_auth_config: NotRequired[Input[RepositoryAuthConfigArgs | None]]
    """Login for a private registry that wants one."""


class MultiModelConfigArgs(TypedDict, total=False):
    """How a container that hosts many models treats them."""

    model_cache_setting: Input[str | None]
    """`Enabled`, the default, keeps models loaded; `Disabled` suits many models that are seldom called."""


class MetricsEndpointArgs(TypedDict):
    """Where a container shows its metrics in Prometheus' format."""

    metrics_endpoint_path: Input[str]
    """Path of the metrics in the container, `/metrics` for instance."""
    metric_publish_frequency_in_seconds: NotRequired[Input[int | None]]
    """How often the metrics go to CloudWatch: every 10, 30, 60 (the default), 120, 180, 240 or 300 seconds."""


class ContainerMetricsConfigArgs(TypedDict, total=False):
    """The metrics that SageMaker collects from a container."""

    metrics_endpoints: Input[Sequence[Input[MetricsEndpointArgs]] | None]
    """At most one endpoint."""


class ContainerArgs(TypedDict, total=False):
    """One container of a model: an image or a model package, and the model's data."""

    image: Input[str | None]
    """Registry path of the inference image, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG` or `@sha256:DIGEST`."""
    image_config: Input[ImageConfigArgs | None]
    """Where the image is pulled from, if not from ECR."""
    mode: Input[str | None]
    """`SingleModel`, the default, or `MultiModel` for a container that loads models on demand."""
    model_data_url: Input[str | None]
    """S3 location of the packed model artefact (`s3://` or `https://`), a `.tar.gz` as a rule."""
    model_data_source: Input[ModelDataSourceArgs | None]
    """S3 location of model data that is not packed or that has terms of use; in place of `model_data_url`."""
    additional_model_data_sources: Input[Sequence[Input[AdditionalModelDataSourceArgs]] | None]
    """Up to 5 locations of data that the model needs beside its own."""
    container_hostname: Input[str | None]
    """DNS name of the container inside its model; all containers of a model have one, or none has."""
    environment: Input[Mapping[str, Input[str]] | None]
    """Environment variables of the container; keys are passed as they are."""
    model_package_name: Input[str | None]
    """Name or ARN of a model package that brings image and data, in place of `image`."""
    inference_specification_name: Input[str | None]
    """Which of the model package's inference specifications to use."""
    multi_model_config: Input[MultiModelConfigArgs | None]
    """How models are cached in `MultiModel` mode."""
    container_metrics_config: Input[ContainerMetricsConfigArgs | None]
    """The metrics that SageMaker collects from the container."""


class VpcConfigArgs(TypedDict):
    """The VPC that the model's containers connect to."""

    security_group_ids: Input[Sequence[Input[str]]]
    """1 to 5 security groups of the VPC; their order means nothing."""
    subnets: Input[Sequence[Input[str]]]
    """1 to 16 subnets of the VPC; their order means nothing."""


class InferenceExecutionConfigArgs(TypedDict):
    """How the containers of a pipeline are called."""

    mode: Input[str]
    """`Serial`, the default, calls one after the other; `Direct` calls the one that a request names."""


class AwsContainerArgs(Protocol):
    """A `ModelContainerArgs` or `ModelPrimaryContainerArgs` of `pulumi_aws`, or what its model has as output."""

    @property
    def model_data_url(self) -> Any:
        """S3 location of the packed model artefact."""


class AwsInferenceExecutionConfigArgs(Protocol):
    """A `ModelInferenceExecutionConfigArgs` of `pulumi_aws`, or what its model has as output."""

    @property
    def mode(self) -> Any:
        """How the containers are called."""


class AwsVpcConfigArgs(Protocol):
    """A `ModelVpcConfigArgs` of `pulumi_aws`, or what its model has as output."""

    @property
    def security_group_ids(self) -> Any:
        """Security groups of the VPC."""


class AwsModelArgs(Protocol):
    """A `ModelArgs` of `pulumi_aws`."""

    @property
    def execution_role_arn(self) -> Any:
        """ARN of the role that SageMaker assumes."""


class Structure(dict[str, Any]):
    """A structure among a model's outputs: `container.image` and `container["image"]` are the same thing."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


Container: TypeAlias = "ContainerArgs | AwsContainerArgs | Structure"
InferenceExecutionConfig: TypeAlias = "InferenceExecutionConfigArgs | AwsInferenceExecutionConfigArgs | Structure"
VpcConfig: TypeAlias = "VpcConfigArgs | AwsVpcConfigArgs | Structure"


class ModelArgs(TypedDict, total=False):
    """The arguments of `Model`, which describes them, in one dictionary."""

    execution_role_arn: Input[str | None]
    primary_container: Input[Container | None]
    containers: Input[Sequence[Input[Container]] | None]
    inference_execution_config: Input[InferenceExecutionConfig | None]
    vpc_config: Input[VpcConfig | None]
    enable_network_isolation: Input[bool | None]
    name: Input[str | None]
    tags: Input[Mapping[str, Input[str]] | None]
    region: Input[str | None]
    triggers: Input[Mapping[str, Input[str]] | None]
    adopt_existing: Input[bool | None]
