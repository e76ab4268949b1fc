"""Policies for Amazon SageMaker models, whichever way a Pulumi program declares them.

Each name is loaded when it is first asked for. So the command `sagemaker-policy` starts Pulumi before it loads the SDK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {
    "configuration.schemas": ("SettingProblem",),
    "configuration.settings": ("Setting", "Settings"),
    "declarations.subject": (
        *("ABSENT", "RUN_TIME", "UNKNOWN", "UNRESOLVABLE", "ContainerSubject", "Entry", "Field", "Inherited"),
        *("ModelSubject", "Parts", "Tag", "Tags", "Unreadable", "kind"),
    ),
    "pack.definition": ("Framework",),
    "pack.policies": ("policies",),
    "pack.remediation": ("Remediation",),
    "pack.rule": ("Rule",),
    "pack.verdicts": ("Finding", "Undecided", "Verdict"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "rules":
        return import_module(f"{__name__}.rules")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
