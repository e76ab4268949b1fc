"""Policies for Amazon SageMaker models, whichever way a Pulumi program declares them."""

from __future__ import annotations

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import Setting, Settings
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    RUN_TIME,
    UNKNOWN,
    UNRESOLVABLE,
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
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.policies import policies
from pulumi_sagemaker_policy.pack.remediation import Remediation
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict

__all__ = [
    "ABSENT",
    "RUN_TIME",
    "UNKNOWN",
    "UNRESOLVABLE",
    "ContainerSubject",
    "Entry",
    "Field",
    "Finding",
    "Framework",
    "Inherited",
    "ModelSubject",
    "Parts",
    "Remediation",
    "Rule",
    "Setting",
    "SettingProblem",
    "Settings",
    "Tag",
    "Tags",
    "Undecided",
    "Unreadable",
    "Verdict",
    "kind",
    "policies",
    "rules",
]
