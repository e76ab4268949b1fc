"""Types of resources that declare what another template says."""

from __future__ import annotations

from typing import Final

NESTED: Final = ("AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet", "AWS::Serverless::Application")
"""Resources that declare what another template says; a module, of a name in `MODULE`, does too."""

PRODUCTS: Final = ("AWS::SageMaker::Project", "AWS::ServiceCatalog::CloudFormationProvisionedProduct")
"""Resources of a template that make what a product of Service Catalog says. Its template has no name here."""

MODULE: Final = "::MODULE"


def nests(resource_type: object) -> bool:
    """Tell whether a resource of this type declares what another template says."""
    return isinstance(resource_type, str) and (resource_type in NESTED or resource_type.endswith(MODULE))
