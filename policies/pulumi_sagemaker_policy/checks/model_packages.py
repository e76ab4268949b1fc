"""Model packages: policies cannot see what is in them, so rules judge the package by a list of allowed ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pulumi_sagemaker_policy.checks.fields import no_text
from pulumi_sagemaker_policy.configuration.patterns import MODEL_PACKAGE, impossible
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings
from pulumi_sagemaker_policy.configuration.wildcard import any_matches
from pulumi_sagemaker_policy.declarations.subject import ABSENT, ContainerSubject, Field
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict
from pulumi_sagemaker_policy.quoting import quoted

MODEL_PACKAGES: Final = Setting(
    name="model_packages",
    schema=STRINGS,
    default=[],
    meaning="Patterns for the names or ARNs of model packages. Empty allows none.",
)


def brings_image(container: ContainerSubject) -> bool:
    """Tell whether a model package brings the container's image.

    With both a package and an image the image is what runs, and without either there is none to trust.
    """
    return container.image.value is ABSENT and brings_artefacts(container)


def brings_artefacts(container: ContainerSubject) -> bool:
    """Tell whether a model package brings artefacts of its own."""
    return container.model_package.value is not ABSENT


def impossible_packages(settings: Settings) -> Iterator[SettingProblem]:
    """Find the patterns that no model package can fit."""
    wanted = 'a pattern for names or ARNs, as in "arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/*"'
    yield from impossible(MODEL_PACKAGES.name, settings[MODEL_PACKAGES.name], MODEL_PACKAGE, wanted)


def explain_packages(settings: Settings) -> Iterator[str]:
    """Say which model packages a container may be made from."""
    allowed = settings[MODEL_PACKAGES.name]
    yield f"A container is made from {f'a model package that is {quoted(allowed)}' if allowed else 'no model package'}."


def check_package(field: Field, allowed: Sequence[str], *, rule: str, instead: str, brought: str) -> Iterator[Verdict]:
    """Judge a package for `rule`: `brought` is what it hides, `instead` is what to use if no package is allowed."""
    wanted = f"a model package that is {quoted(allowed)}" if allowed else instead
    if not isinstance(field.value, str):
        yield no_text(field, wanted)
    elif not any_matches(allowed, field.value):
        yield Finding(
            problem=f"{field.path} is a model package that is not allowed, and {brought} cannot be seen from here.",
            path=field.path,
            wanted=wanted,
            fix=f"use that, or have the package added to {rule}.{MODEL_PACKAGES.name}",
        )
