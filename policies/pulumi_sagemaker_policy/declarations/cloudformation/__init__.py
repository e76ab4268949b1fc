"""CloudFormation templates: `load` reads the text, `find` the resources, `resolve` what they compute."""

from __future__ import annotations

from pulumi_sagemaker_policy.declarations.cloudformation.definitions import marked
from pulumi_sagemaker_policy.declarations.cloudformation.find import Resource, nests
from pulumi_sagemaker_policy.declarations.cloudformation.load import LoadError, parse_json
from pulumi_sagemaker_policy.declarations.cloudformation.readings import finder
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import Given, Resolved

__all__ = [
    "Given",
    "LoadError",
    "Resolved",
    "Resource",
    "finder",
    "marked",
    "nests",
    "parse_json",
]
