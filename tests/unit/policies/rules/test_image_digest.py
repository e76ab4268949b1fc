"""The verdicts of image-digest."""

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, Finding, Undecided
from pulumi_sagemaker_policy.rules.image_digest import RULE
from tests.unit.policies.rules.containers import container, model

REPOSITORY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud"
DIGEST = "sha256:" + "0123456789abcdef" * 4
WANTED = "an image that ends in @sha256: and the 64 digits of its digest"
TAG = Finding(
    "image does not name its image by a digest, and a tag may be moved.",
    "image",
    WANTED,
    "name the image by its digest there; `aws ecr describe-images` shows it",
)


@pytest.mark.parametrize(
    ("image", "found"),
    [
        (f"{REPOSITORY}@{DIGEST}", []),
        (f"{REPOSITORY}:1.4.2@{DIGEST}", []),
        (f"docker.io/library/fraud@{DIGEST}", []),
        (f"{REPOSITORY}:1.4.2", [TAG]),
        (f"{REPOSITORY}:latest", [TAG]),
        (REPOSITORY, [TAG]),
        ("", [TAG]),
        (f"@{DIGEST}", [TAG]),
        (f"{REPOSITORY}@{DIGEST[:-1]}", [TAG]),
        (f"{REPOSITORY}@{DIGEST}0", [TAG]),
        (f"{REPOSITORY}@{DIGEST}\n", [TAG]),
        (f"{REPOSITORY}@{DIGEST.upper()}", [TAG]),
        (f"{REPOSITORY}:{DIGEST.replace(':', '-')}", [TAG]),
        (UNKNOWN, [Undecided("image")]),
        (ABSENT, [Finding("image is missing, so it cannot be judged.", "image", WANTED, "correct it there")]),
        (5.0, [Finding("image is a number, so it cannot be judged.", "image", WANTED, "correct it there")]),
    ],
)
def test_given_an_image_then_it_has_to_end_in_a_digest(image: object, found: list[Finding | Undecided]) -> None:
    assert RULE.judge(model(container(image=image)), {}) == found


@pytest.mark.parametrize(("image", "found"), [(ABSENT, []), (f"{REPOSITORY}:1", [TAG])])
def test_given_a_model_package_then_only_an_image_beside_it_is_judged(image: object, found: list[Finding]) -> None:
    assert RULE.judge(model(container(image=image, model_package="fraud")), {}) == found


def test_given_several_containers_then_all_are_judged() -> None:
    assert RULE.judge(model(container(image="a"), container(image="b"), hidden=("containers[2]",)), {}) == [
        Undecided("containers[2]"),
        TAG,
        TAG,
    ]
