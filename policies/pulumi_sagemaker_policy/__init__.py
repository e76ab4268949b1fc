"""Policies for Amazon SageMaker models, whichever way a Pulumi program declares them."""

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.config import Setting
from pulumi_sagemaker_policy.rule import Finding, Rule, Undecided
from pulumi_sagemaker_policy.subject import ABSENT, UNKNOWN, Field, ModelSubject, Tag, Tags

__all__ = [
    "ABSENT",
    "UNKNOWN",
    "Field",
    "Finding",
    "ModelSubject",
    "Rule",
    "Setting",
    "Tag",
    "Tags",
    "Undecided",
    "rules",
]
