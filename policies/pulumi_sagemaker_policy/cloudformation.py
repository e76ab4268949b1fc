"""The names that were here before `declarations.cloudformation` had them."""

from pulumi_sagemaker_policy.declarations.cloudformation import (
    MODEL,
    Given,
    Resource,
    models,
    nests,
    parse_json,
    resources,
)

__all__ = ["MODEL", "Given", "Resource", "models", "nests", "parse_json", "resources"]
