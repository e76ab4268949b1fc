"""The shapes of `Model`'s arguments, for type checkers and editors; at run time they are plain dictionaries.

`ContainerArgs(image=...)` and `{"image": ...}` are the same thing. Names and meaning follow the API:
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from pulumi import Input


class ContainerArgs(TypedDict, total=False):
    """One container of a model: an image or a model package, and the model's data."""

    image: Input[str]
    """Registry path of the inference image, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG` or `@sha256:DIGEST`."""
    model_data_url: Input[str]
    """S3 location of the packed model artefact (`s3://` or `https://`), a `.tar.gz` as a rule."""
    container_hostname: Input[str]
    """DNS name of the container inside its model; all containers of a model have one, or none has."""
    environment: Input[Mapping[str, Input[str]]]
    """Environment variables of the container; keys are passed as they are."""
    model_package_name: Input[str]
    """Name or ARN of a model package that brings image and data, in place of `image`."""


class VpcConfigArgs(TypedDict):
    """The VPC that the model's containers connect to."""

    security_group_ids: Input[Sequence[Input[str]]]
    """1 to 5 security groups of the VPC; their order means nothing."""
    subnets: Input[Sequence[Input[str]]]
    """1 to 16 subnets of the VPC; their order means nothing."""
