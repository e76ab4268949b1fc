"""Rule image-digest: a model's containers name the very image that they run, not a tag that may move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pulumi_policy import EnforcementLevel, Severity

from pulumi_sagemaker_policy.checks.fields import no_text, unjudged
from pulumi_sagemaker_policy.checks.model_packages import brings_image
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.declarations.subject import ModelSubject
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict

_DIGEST: Final = LazyPattern(r".+@sha256:[0-9a-f]{64}")
_WANTED: Final = "an image that ends in @sha256: and the 64 digits of its digest"


def _check(model: ModelSubject, _: Settings) -> Iterator[Verdict]:
    yield from unjudged(model.containers)
    for container in model.containers.known:
        if brings_image(container):
            continue  # a version of a model package keeps the digest of its image
        image = container.image.value
        if not isinstance(image, str):
            yield no_text(container.image, _WANTED)
        elif not _DIGEST.fullmatch(image):
            yield Finding(
                problem=f"{container.image.path} does not name its image by a digest, and a tag may be moved.",
                path=container.image.path,
                wanted=_WANTED,
                fix="name the image by its digest there; `aws ecr describe-images` shows it",
            )


RULE: Final = Rule(
    id="image-digest",
    title="SageMaker models must name images by digest.",
    rationale=(
        "A tag is a label that whoever may push can move. SageMaker resolves it once, when the model is created, so "
        "the program does not say what runs, two stacks of the same program may run different code, and a model made "
        "anew after an incident may not be the one that failed. A digest always names the same image."
    ),
    scope=(
        "The image of every container, in either form of declaring them. A model package is not judged: its version "
        "keeps the digest of its image. An image that is known only at update is an advisory in the preview, and the "
        "update decides before it creates or changes anything. The rule is disabled until you give it a level, as "
        "few programs name digests yet."
    ),
    severity=Severity.MEDIUM,
    remediation_steps="Replace the tag of the image by its digest. That replaces the model.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html",
    frameworks=(Framework("NIST SP 800-53 Rev. 5", "SI-7 Software, firmware, and information integrity", "derived"),),
    level=EnforcementLevel.DISABLED,
    check=_check,
    explain=lambda _: ("A container names its image by digest.",),
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud@{DIGEST}"},
)
""",
)
