"""Amazon SageMaker models as Pulumi resources, checked at preview and safe to replace.

Importing this package costs next to nothing over `import pulumi`: botocore is loaded in the provider's process only.
"""

from __future__ import annotations

from pulumi_sagemaker_model.args import (
    AdditionalModelDataSourceArgs,
    ContainerArgs,
    ContainerMetricsConfigArgs,
    HubAccessConfigArgs,
    ImageConfigArgs,
    InferenceExecutionConfigArgs,
    MetricsEndpointArgs,
    ModelAccessConfigArgs,
    ModelArgs,
    ModelDataSourceArgs,
    MultiModelConfigArgs,
    RepositoryAuthConfigArgs,
    S3DataSourceArgs,
    Structure,
    VpcConfigArgs,
)
from pulumi_sagemaker_model.resource import Model

__all__ = [
    "AdditionalModelDataSourceArgs",
    "ContainerArgs",
    "ContainerMetricsConfigArgs",
    "HubAccessConfigArgs",
    "ImageConfigArgs",
    "InferenceExecutionConfigArgs",
    "MetricsEndpointArgs",
    "Model",
    "ModelAccessConfigArgs",
    "ModelArgs",
    "ModelDataSourceArgs",
    "MultiModelConfigArgs",
    "RepositoryAuthConfigArgs",
    "S3DataSourceArgs",
    "Structure",
    "VpcConfigArgs",
]
