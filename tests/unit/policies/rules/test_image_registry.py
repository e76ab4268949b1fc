"""The verdicts of image-registry."""

from typing import Any

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Finding, Undecided
from pulumi_sagemaker_policy.rules.image_registry import RULE
from tests.unit.policies.rules.containers import container, model

OURS = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml/fraud:1"
THEIRS = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/ml/fraud:1"
AWSS = "685385470294.dkr.ecr.eu-west-1.amazonaws.com/semantic-segmentation:1"
PACKAGE = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/3"

ALLOWED = {"allowed": ["123456789012/ml/*"]}
WANTED = 'an image of "123456789012/ml/*"'


def judge(config: dict[str, Any], **facts: object) -> list[Finding | Undecided]:
    return RULE.judge(model(container(**facts)), config)


def not_allowed(wanted: str = WANTED) -> Finding:
    return Finding(
        "image is an image of a registry or repository that is not allowed.",
        "image",
        wanted,
        "use one of those, or have the repository added to image-registry.allowed",
    )


def outside(wanted: str = WANTED) -> Finding:
    return Finding(
        "image is no image in a private registry of Amazon ECR.",
        "image",
        wanted,
        "push the image to ECR and use it from there",
    )


def slip(wrong: str, wanted: str = WANTED) -> Finding:
    return Finding(
        f"image is no image in a private registry of Amazon ECR, as it {wrong}.", "image", wanted, "correct it there"
    )


def other_region(wanted: str) -> Finding:
    return Finding(
        "image is an image in a region that is not allowed.",
        "image",
        f"an image in {wanted}",
        "use a copy in one of those, or have the region added to image-registry.regions",
    )


def package(wanted: str) -> Finding:
    return Finding(
        "model_package is a model package that is not allowed, and its image cannot be seen from here.",
        "model_package",
        wanted,
        "use that, or have the package added to image-registry.model_packages",
    )


@pytest.mark.parametrize(
    ("config", "image", "found"),
    [
        ({}, THEIRS, []),
        (ALLOWED, OURS, []),
        (ALLOWED, THEIRS, [not_allowed()]),
        (ALLOWED, AWSS, [not_allowed()]),
        (ALLOWED, OURS.replace("/ml/", "/x/ml/"), [not_allowed()]),
        (ALLOWED, "docker.io/ml/fraud:1", [outside()]),
        (ALLOWED, "", [outside()]),
        (ALLOWED, f" {OURS}", [slip("begins with a blank")]),
        (ALLOWED, f"\u200b{OURS}", [slip("has a character that cannot be seen")]),
        (ALLOWED, OURS.replace("/ml", "\ufeff/ml"), [slip("has a character that cannot be seen")]),
        (ALLOWED, f"{OURS}\n", [slip("ends with a blank")]),
        (ALLOWED, OURS.replace("/ml", ":443/ml"), [slip("names a port")]),
        (ALLOWED, OURS.replace("fraud", "Fraud"), [slip("has capitals before its tag")]),
        (ALLOWED, f"https://{OURS}", [slip("begins with a scheme")]),
        (ALLOWED, f" {OURS} ", [slip("begins with a blank and ends with a blank")]),
        (ALLOWED, " docker.io/ml/fraud:1", [outside()]),
        ({"allowed": ["aws/*"]}, AWSS, []),
        ({"allowed": ["aws/*"]}, OURS, [not_allowed('an image of "aws/*"')]),
        ({"allowed": ["aws/*"]}, AWSS.replace("eu-west-1", "eu-west-3"), [not_allowed('an image of "aws/*"')]),
        ({"allowed": ["aws/xgboost"]}, AWSS, [not_allowed('an image of "aws/xgboost"')]),
        ({"allowed": ["aws/xgboost", "aws/semantic-*"]}, AWSS, []),
        ({"regions": ["eu-*"]}, THEIRS, []),
        ({"regions": ["us-east-1", "us-west-?"]}, OURS, [other_region('"us-east-1" or "us-west-?"')]),
        ({"regions": ["eu-*"]}, "fraud:1", [outside("an image in Amazon ECR")]),
        ({**ALLOWED, "regions": ["us-*"]}, THEIRS, [not_allowed(), other_region('"us-*"')]),
        (ALLOWED, UNKNOWN, [Undecided("image")]),
        *(
            (
                ALLOWED,
                value,
                [Finding(f"image is {kind}, so it cannot be judged.", "image", WANTED, fix)],
            )
            for value, kind, fix in (
                (ABSENT, "missing", "correct it there"),
                (
                    UNRESOLVABLE,
                    "a value that only CloudFormation knows",
                    "write there what is known without CloudFormation",
                ),
                (5.0, "a number", "correct it there"),
                ([OURS], "a list", "correct it there"),
            )
        ),
    ],
)
def test_given_an_image_then_its_registry_repository_and_region_have_to_be_allowed(
    config: dict[str, Any], image: object, found: list[Finding | Undecided]
) -> None:
    assert judge(config, image=image) == found


@pytest.mark.parametrize(
    ("config", "value", "found"),
    [
        (ALLOWED, PACKAGE, [package("an image instead of a model package")]),
        ({**ALLOWED, "model_packages": ["*/fraud/*"]}, PACKAGE, []),
        ({"model_packages": ["*/search/*"]}, PACKAGE, [package('a model package that is "*/search/*"')]),
        (ALLOWED, UNKNOWN, [Undecided("model_package")]),
        (
            ALLOWED,
            5.0,
            [
                Finding(
                    "model_package is a number, so it cannot be judged.",
                    "model_package",
                    "an image instead of a model package",
                    "correct it there",
                )
            ],
        ),
    ],
)
def test_given_a_model_package_then_it_is_judged_for_its_image(
    config: dict[str, Any], value: object, found: list[Finding | Undecided]
) -> None:
    assert judge(config, model_package=value) == found


def test_given_an_image_beside_a_model_package_then_the_image_is_judged() -> None:
    assert judge(ALLOWED, image=THEIRS, model_package=PACKAGE) == [not_allowed()]


def test_given_several_containers_then_all_are_judged_and_none_hides_the_others() -> None:
    judged = model(
        container(image=THEIRS), container(image=UNKNOWN), container(image="x"), hidden=("containers[3]",), unreadable=5
    )

    assert RULE.judge(judged, ALLOWED) == [
        Finding(
            "containers[1] is a number, so it cannot be judged.", "containers[1]", "a container", "correct it there"
        ),
        Undecided("containers[3]"),
        not_allowed(),
        Undecided("image"),
        outside(),
    ]


@pytest.mark.parametrize("pattern", ["123456789012", "123456789012/", "aws", "12345/ml", "*/ml", "", "AWS/*"])
def test_given_allowed_that_is_no_account_with_repository_then_setting_is_wrong(pattern: str) -> None:
    (found,) = judge({"allowed": ["aws/*", pattern]}, image=OURS)

    assert isinstance(found, Finding)
    assert found.problem == (
        f'The policy configuration is wrong: image-registry.allowed[1] is "{pattern}", '
        "which is no account with a repository."
    )
    assert found.wanted == 'an account and a pattern for repositories, as in "123456789012/ml/*" or "aws/*"'
