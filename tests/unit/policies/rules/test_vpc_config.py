"""The verdicts of vpc-config."""

from dataclasses import replace
from typing import Any

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Field, Finding, Parts, Undecided, Unreadable
from pulumi_sagemaker_policy.declarations.subject import Unresolvable
from pulumi_sagemaker_policy.rules.vpc_config import RULE
from pulumi_sagemaker_policy.testing import MODEL

NO_VPC: tuple[object, ...] = ()
VPC = ("subnet-a", "subnet-b")
HIDDEN = Parts[Field]("vpc", hidden=("vpc",))
SPOILT = Parts[Field]("vpc", unreadable=(Unreadable(Field("vpc", "x"), "a map"),))

NOT_IN_VPC = Finding(
    "The model is in no VPC.", "subnets", "subnets and security groups of a VPC", "give the model a VPC configuration"
)
NOT_ISOLATED = Finding("The model is not isolated from the network.", "isolation", "true, as a boolean", "isolate it")
NEITHER = Finding(
    "The model is neither in a VPC nor isolated from the network.",
    "isolation",
    "true, as a boolean, or a VPC configuration",
    "isolate it",
)
UNREADABLE = Finding("vpc is a string, so it cannot be judged.", "vpc", "a map", "correct it there")


def parts(path: str, values: Parts[Field] | tuple[object, ...]) -> Parts[Field]:
    if isinstance(values, Parts):
        return values
    return Parts(path, tuple(Field(f"{path}[{index}]", value) for index, value in enumerate(values)))


def judge(
    config: dict[str, Any],
    subnets: Parts[Field] | tuple[object, ...] = VPC,
    groups: Parts[Field] | tuple[object, ...] = ("sg-a",),
    isolation: object = ABSENT,
) -> list[Finding | Undecided]:
    model = replace(
        MODEL,
        subnets=parts("subnets", subnets),
        security_groups=parts("groups", groups),
        isolation=Field("isolation", isolation),
    )
    return RULE.judge(model, config)


@pytest.mark.parametrize(
    ("require", "in_vpc", "isolation", "found"),
    [
        ("vpc", True, ABSENT, []),
        ("vpc", False, True, [NOT_IN_VPC]),
        ("vpc", False, UNKNOWN, [NOT_IN_VPC]),
        ("isolation", False, True, []),
        ("isolation", True, False, [NOT_ISOLATED]),
        ("isolation", True, "true", [NOT_ISOLATED]),
        ("isolation", False, UNKNOWN, [Undecided("isolation")]),
        ("either", True, False, []),
        ("either", False, True, []),
        ("either", False, ABSENT, [NEITHER]),
        ("either", False, UNKNOWN, [Undecided("isolation")]),
        ("both", True, True, []),
        ("both", True, ABSENT, [NOT_ISOLATED]),
        ("both", False, True, [NOT_IN_VPC]),
        ("both", False, ABSENT, [NOT_IN_VPC, NOT_ISOLATED]),
        ("", False, ABSENT, []),
    ],
)
def test_given_what_is_required_then_that_and_no_more_has_to_be_there(
    require: str, isolation: object, found: list[Finding | Undecided], *, in_vpc: bool
) -> None:
    vpc = (VPC, ("sg-a",)) if in_vpc else (NO_VPC, NO_VPC)

    assert judge({"require": require}, *vpc, isolation) == found


def test_given_security_groups_alone_then_the_model_is_meant_to_be_in_a_vpc() -> None:
    assert judge({"require": "vpc"}, NO_VPC, ("sg-a",)) == []


@pytest.mark.parametrize(
    ("config", "vpc", "isolation", "found"),
    [
        ({"require": "vpc"}, HIDDEN, ABSENT, [Undecided("vpc")]),
        ({"require": "both"}, HIDDEN, False, [Undecided("vpc"), NOT_ISOLATED]),
        ({"require": "either"}, HIDDEN, False, [Undecided("vpc")]),
        ({"require": "either"}, HIDDEN, UNKNOWN, [Undecided("vpc")]),
        ({"require": "either"}, HIDDEN, True, []),
        ({"require": "isolation"}, HIDDEN, True, []),
        ({"require": "isolation"}, HIDDEN, False, [NOT_ISOLATED]),
        ({"minimum_subnets": 2}, HIDDEN, ABSENT, [Undecided("vpc")]),
        ({"require": "isolation", "security_groups": ["sg-*"]}, HIDDEN, True, [Undecided("vpc")]),
        ({"require": "vpc", "minimum_subnets": 2}, SPOILT, ABSENT, [UNREADABLE]),
        ({"subnets": ["subnet-*"]}, SPOILT, ABSENT, [UNREADABLE]),
    ],
)
def test_given_a_vpc_that_cannot_be_read_then_it_is_named_once_where_it_matters(
    config: dict[str, Any], vpc: Parts[Field], isolation: object, found: list[Finding | Undecided]
) -> None:
    assert judge(config, vpc, vpc, isolation) == found


def too_few(number: int) -> Finding:
    return Finding(
        f"subnets names too few different subnets: {number}.",
        "subnets",
        "at least 2 subnets, each in an availability zone of its own",
        "add subnets there",
    )


@pytest.mark.parametrize(
    ("subnets", "found"),
    [
        ((), []),
        (("a",), [too_few(1)]),
        (("a", "a"), [too_few(1)]),
        ((UNKNOWN,), [too_few(1)]),
        (("a", "b"), []),
        (("a", UNKNOWN), []),
        ((UNKNOWN, UNKNOWN), []),
        (Parts("subnets", (Field("subnets[0]", "a"),), hidden=("subnets[1]",)), [Undecided("subnets[1]")]),
        (
            Parts(
                "subnets", (Field("subnets[0]", "a"),), unreadable=(Unreadable(Field("subnets[1]", 5.0), "a string"),)
            ),
            [Finding("subnets[1] is a number, so it cannot be judged.", "subnets[1]", "a string", "correct it there")],
        ),
    ],
)
@pytest.mark.parametrize("minimum", [2, 2.0])
def test_given_a_minimum_then_a_vpc_has_to_name_so_many_different_subnets(
    subnets: Parts[Field] | tuple[object, ...], found: list[Finding | Undecided], minimum: float
) -> None:
    assert judge({"minimum_subnets": minimum}, subnets) == found


def test_given_allowed_subnets_and_groups_then_each_of_a_models_has_to_fit() -> None:
    config = {"subnets": ["subnet-a", "subnet-0?"], "security_groups": ["sg-ml-*"]}

    def found(path: str, name: str, wanted: str, setting: str) -> Finding:
        return Finding(
            f"{path} is a {name} that is not allowed.",
            path,
            f"a {name} that is {wanted}",
            f"use one of those, or have it added to vpc-config.{setting}",
        )

    subnet, group = '"subnet-a" or "subnet-0?"', '"sg-ml-*"'
    assert judge(
        config,
        ("subnet-a", "subnet-01", "subnet-b", UNKNOWN, "subnet-011", UNRESOLVABLE),
        ("sg-ml-", "xsg-ml-1", UNKNOWN),
    ) == [
        found("subnets[2]", "subnet", subnet, "subnets"),
        Undecided("subnets[3]"),
        found("subnets[4]", "subnet", subnet, "subnets"),
        Finding(
            "subnets[5] is a value that only CloudFormation knows, so it cannot be judged.",
            "subnets[5]",
            f"a subnet that is {subnet}",
            "write there what is known without CloudFormation",
        ),
        found("groups[1]", "security group", group, "security_groups"),
        Undecided("groups[2]"),
    ]


def test_given_allowed_subnets_then_a_model_without_any_is_left_alone() -> None:
    assert judge({"subnets": ["subnet-a"], "security_groups": ["sg-a"]}, NO_VPC, NO_VPC) == []


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"require": "VPC"}, 'require is "VPC"'),
        ({"minimum_subnets": -1}, "minimum_subnets is -1"),
        ({"minimum_subnets": 1.5}, "minimum_subnets is a number"),
        ({"minimum_subnets": True}, "minimum_subnets is a boolean"),
        ({"subnet": []}, "subnet does not exist"),
    ],
)
def test_given_settings_that_cannot_be_meant_then_they_are_found(config: dict[str, Any], problem: str) -> None:
    (found,) = judge(config)

    assert isinstance(found, Finding)
    assert found.problem == f"The policy configuration is wrong: vpc-config.{problem}."


@pytest.mark.parametrize("value", [UNRESOLVABLE, Unresolvable()])
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"require": "vpc"}, []),
        ({"require": "either"}, []),
        ({"require": "vpc", "minimum_subnets": 2}, ["vpcConfig.subnets"]),
        ({"require": "vpc", "subnets": ["subnet-a"]}, ["vpcConfig.subnets"]),
        ({"require": "vpc", "minimum_subnets": 2, "subnets": ["subnet-a", "subnet-b"]}, ["vpcConfig.subnets"]),
        ({"require": "vpc", "security_groups": ["sg-a"]}, []),
        ({"security_groups": ["sg-b"]}, ["vpcConfig.securityGroupIds"]),
    ],
)
def test_given_unseen_subnets_then_model_is_in_a_vpc_and_only_its_subnets_are_open(
    settings: dict[str, Any], said: list[str], value: object
) -> None:
    subnets = Parts("vpcConfig.subnets", (Field("vpcConfig.subnets", value),))
    groups = Parts("vpcConfig.securityGroupIds", (Field("vpcConfig.securityGroupIds", "sg-a"),))

    found = RULE.judge(replace(MODEL, subnets=subnets, security_groups=groups), settings)

    assert [one.path for one in found] == said
