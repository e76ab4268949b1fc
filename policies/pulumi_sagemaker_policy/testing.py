"""What tests of rules and packs need: subjects to judge without a program."""

from typing import Final

from pulumi_sagemaker_policy.subject import ABSENT, ContainerSubject, Field, ModelSubject, Parts, Remedies

CONTAINER: Final = ContainerSubject(
    path="primaryContainer",
    image=Field("primaryContainer.image", ABSENT),
    model_package=Field("primaryContainer.modelPackageName", ABSENT),
    hostname=Field("primaryContainer.containerHostname", ABSENT),
    mode=Field("primaryContainer.mode", ABSENT),
    model_data=Parts("primaryContainer.modelDataUrl"),
    hub_contents=Parts("primaryContainer.modelDataSource"),
    environment=Parts("primaryContainer.environment"),
    repository_access=Field("primaryContainer.imageConfig.repositoryAccessMode", ABSENT),
    repository_credentials=Field(
        "primaryContainer.imageConfig.repositoryAuthConfig.repositoryCredentialsProviderArn", ABSENT
    ),
)
"""A container that declares nothing; `dataclasses.replace` gives it what a test is about."""

MODEL: Final = ModelSubject(
    name="fraud",
    urn="urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fraud",
    model_name=Field("name", ABSENT),
    isolation=Field("enableNetworkIsolation", ABSENT),
    execution_role=Field("executionRoleArn", ABSENT),
    region=Field("region", ABSENT),
    account=Field("account", ABSENT),
    subnets=Parts("vpcConfig.subnets"),
    security_groups=Parts("vpcConfig.securityGroupIds"),
    containers=Parts("primaryContainer"),
    tags=Parts("tags"),
    remedies=Remedies(isolate="isolate it", tag="the tags", region="the region"),
)
"""A model that declares nothing; `dataclasses.replace` gives it what a test is about."""
