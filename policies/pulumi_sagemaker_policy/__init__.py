"""Policies for Amazon SageMaker models, whichever way a Pulumi program declares them."""

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.configuration.settings import Setting
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    RUN_TIME,
    UNKNOWN,
    UNRESOLVABLE,
    UNSEEN,
    ContainerSubject,
    Entry,
    Field,
    Inherited,
    ModelSubject,
    Parts,
    Tag,
    Tags,
    Unreadable,
    kind,
)
from pulumi_sagemaker_policy.pack.packs import policies
from pulumi_sagemaker_policy.pack.remediation import Amendment
from pulumi_sagemaker_policy.pack.rule import Finding, Framework, Rule, Undecided

__all__ = [
    "ABSENT",
    "RUN_TIME",
    "UNKNOWN",
    "UNRESOLVABLE",
    "UNSEEN",
    "Amendment",
    "ContainerSubject",
    "Entry",
    "Field",
    "Finding",
    "Framework",
    "Inherited",
    "ModelSubject",
    "Parts",
    "Rule",
    "Setting",
    "Tag",
    "Tags",
    "Undecided",
    "Unreadable",
    "kind",
    "policies",
    "rules",
]
