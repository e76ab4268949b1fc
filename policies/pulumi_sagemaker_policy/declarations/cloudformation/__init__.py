"""CloudFormation templates: `load` reads the text, `find` the resources in it, `resolve` what they compute."""

from pulumi_sagemaker_policy.declarations.cloudformation.definitions import marked
from pulumi_sagemaker_policy.declarations.cloudformation.find import (
    MODEL,
    Resource,
    forget,
    models,
    nests,
    resources,
)
from pulumi_sagemaker_policy.declarations.cloudformation.load import LoadError, parse_json
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import Given, Resolved

__all__ = [
    "MODEL",
    "Given",
    "LoadError",
    "Resolved",
    "Resource",
    "forget",
    "marked",
    "models",
    "nests",
    "parse_json",
    "resources",
]
