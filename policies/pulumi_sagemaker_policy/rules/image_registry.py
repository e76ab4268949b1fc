"""Rule image-registry: a model's containers run images of registries that the organization trusts, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.aws_facts.accounts import RECORDED
from pulumi_sagemaker_policy.aws_facts.ecr import Image, parse_image_uri, slips
from pulumi_sagemaker_policy.aws_facts.partitions import ACCOUNT
from pulumi_sagemaker_policy.checks.fields import no_text, unjudged
from pulumi_sagemaker_policy.checks.model_packages import (
    MODEL_PACKAGES,
    brings_image,
    check_package,
    explain_packages,
    impossible_packages,
)
from pulumi_sagemaker_policy.configuration.patterns import REGION, REPOSITORY, impossible, possible
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings
from pulumi_sagemaker_policy.configuration.wildcard import any_matches, matches
from pulumi_sagemaker_policy.declarations.subject import Field, ModelSubject
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict
from pulumi_sagemaker_policy.quoting import quote, quoted

_AWS: Final = "aws"
_AS_IN: Final = 'an account and a pattern for repositories, as in "123456789012/ml/*" or "aws/*"'
_PATTERN: Final = LazyPattern(rf"(?:aws|{ACCOUNT})/.+")


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    yield from unjudged(model.containers)
    for container in model.containers.known:
        if not brings_image(container):
            yield from _check_image(container.image, settings)
        else:
            yield from check_package(
                container.model_package,
                settings[MODEL_PACKAGES.name],
                rule=RULE.id,
                instead="an image instead of a model package",
                brought="its image",
            )


def _check_image(field: Field, settings: Settings) -> Iterator[Verdict]:
    allowed, regions = settings["allowed"], settings["regions"]
    image = parse_image_uri(field.value) if isinstance(field.value, str) else None
    if image is None or (allowed and not any(_fits(pattern, image) for pattern in allowed)):
        yield _untrusted(field, image, f"an image of {quoted(allowed)}" if allowed else "an image in Amazon ECR")
    if image is not None and regions and not any_matches(regions, image.region):
        yield Finding(
            problem=f"{field.path} is an image in a region that is not allowed.",
            path=field.path,
            wanted=f"an image in {quoted(regions)}",
            fix=f"use a copy in one of those, or have the region added to {RULE.id}.regions",
        )


def _untrusted(field: Field, image: Image | None, wanted: str) -> Verdict:
    if not isinstance(field.value, str):
        return no_text(field, wanted)
    if image is None:
        wrong = " and ".join(slips(field.value))
        return Finding(
            problem=f"{field.path} is no image in a private registry of Amazon ECR{wrong and f', as it {wrong}'}.",
            path=field.path,
            wanted=wanted,
            fix="correct it there" if wrong else "push the image to ECR and use it from there",
        )
    return Finding(
        problem=f"{field.path} is an image of a registry or repository that is not allowed.",
        path=field.path,
        wanted=wanted,
        fix=f"use one of those, or have the repository added to {RULE.id}.allowed",
    )


def _fits(pattern: str, image: Image) -> bool:
    registry, _, repository = pattern.partition("/")
    trusted = image.is_aws if registry == _AWS else image.account == registry
    return trusted and matches(repository, image.repository)


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    for index, pattern in enumerate(settings["allowed"]):
        if not _PATTERN.fullmatch(pattern):
            yield SettingProblem(
                f"allowed[{index}]",
                f"is {quote(pattern)}, which is no account with a repository",
                _AS_IN,
            )
        elif not possible(pattern.partition("/")[2], REPOSITORY):
            yield SettingProblem(
                f"allowed[{index}]", f"is {quote(pattern)}, which no repository can fit", f"{_AS_IN}, no tag"
            )
    yield from impossible("regions", settings["regions"], REGION, 'a pattern for regions, as in "eu-west-1" or "eu-*"')
    yield from impossible_packages(settings)


def _explain(settings: Settings) -> Iterator[str]:
    yield f"A container runs an image of {quoted(settings['allowed']) if settings['allowed'] else 'Amazon ECR'}."
    if settings["regions"]:
        yield f"The image is in {quoted(settings['regions'])}."
    yield from explain_packages(settings)


RULE: Final = Rule(
    id="image-registry",
    title="SageMaker models must run images of trusted registries.",
    rationale=(
        "A container image is code that runs with the model's role, on the model's data. Whoever may push to its "
        "repository decides what the model does, so an image from a stranger's account, or from outside ECR, is a "
        "stranger's code in production that no scan or review of yours has seen."
    ),
    scope=(
        "The image of every container, in either form of declaring them. An account may be `aws`: all registries "
        "from which AWS serves its built-in algorithms and deep learning containers for inference in the image's "
        f"region, as of {RECORDED.source}. "
        "A container made from a model package has no image of its own, so the package is judged. Images "
        "outside private registries of ECR are never allowed. In a template, `AWS::AccountId` is known only if "
        "the provider's `allowedAccountIds` names one account, and never in a stack set. What is known only at update "
        "is an advisory in the preview, and the update decides before it creates or changes anything."
    ),
    severity=Severity.HIGH,
    remediation_steps=(
        "Use an image of an allowed repository, or have the repository added to the rule's settings. A new image "
        "replaces the model."
    ),
    url="https://docs.aws.amazon.com/sagemaker/latest/dg/docker-containers.html",
    frameworks=(Framework("NIST SP 800-53 Rev. 5", "CM-7(5) Authorized software: allow by exception", "derived"),),
    opt_in=True,
    settings=(
        Setting(
            name="allowed",
            schema=STRINGS,
            default=[],
            meaning=(
                "Accounts and repositories, as `ACCOUNT/REPOSITORY`: `123456789012/ml/*`, `aws/*`, `aws/xgboost`. The "
                "repository is a pattern: `*` is any run of characters, `?` any one. Empty allows all of ECR."
            ),
        ),
        Setting(
            name="regions",
            schema=STRINGS,
            default=[],
            meaning="Patterns for the regions that images are in. Empty allows all.",
        ),
        MODEL_PACKAGES,
    ),
    validate_settings=_validate_settings,
    explain=_explain,
    check=_check,
    example={"allowed": ["123456789012/ml/*", "aws/*"]},
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "210987654321.dkr.ecr.eu-west-1.amazonaws.com/ml/fraud:1.4.2"},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml/fraud:1.4.2"},
)
""",
)
