"""The verdicts of execution-role."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Field, Finding, Undecided
from pulumi_sagemaker_policy.declarations.subject import RoleArn
from pulumi_sagemaker_policy.iam.statements import Gap, Statement
from pulumi_sagemaker_policy.rules.execution_role import RULE
from pulumi_sagemaker_policy.testing import MODEL

PATH = "executionRoleArn"
ROLE = "arn:aws:iam::123456789012:role/sagemaker/fraud"
ARN = "the ARN of an IAM role"
PATHS = {"paths": ["/sagemaker/*"]}


def judge(role: object, config: dict[str, Any]) -> list[Finding | Undecided]:
    return RULE.judge(replace(MODEL, execution_role=Field(PATH, role)), config)


def not_allowed(setting: str, what: str, wanted: str) -> Finding:
    return Finding(
        f"{PATH} is {what} that is not allowed.",
        PATH,
        f"{what} that is {wanted}",
        f"use such a role, or have this one added to execution-role.{setting}",
    )


PATH_FOUND = not_allowed("paths", "a role with a path", '"/sagemaker/*"')


@pytest.mark.parametrize(
    ("role", "config", "found"),
    [
        ("anything", {}, []),
        (ROLE, PATHS, []),
        (ROLE.replace("/sagemaker/", "/sagemaker/a/"), PATHS, []),
        (ROLE.replace("/sagemaker/", "/"), PATHS, [PATH_FOUND]),
        (ROLE.replace("/sagemaker/", "/x/sagemaker/"), PATHS, [PATH_FOUND]),
        ("arn:aws:iam::123456789012:role/sagemaker", PATHS, [PATH_FOUND]),
        (ROLE, {"paths": ["/"]}, [not_allowed("paths", "a role with a path", '"/"')]),
        ("arn:aws:iam::123456789012:role/fraud", {"paths": ["/"]}, []),
        (ROLE, {"accounts": ["123456789012"]}, []),
        (ROLE, {"accounts": ["210987654321"]}, [not_allowed("accounts", "a role of an account", '"210987654321"')]),
        ("arn:aws-cn:iam::123456789012:role/fraud", {"accounts": ["123456789012"]}, []),
        (ROLE, {"allowed": ["arn:aws:iam::*:role/sagemaker/*"]}, []),
        (ROLE, {"allowed": ["arn:aws:iam::123456789012:role/*"]}, []),
        (ROLE, {"allowed": ["*/fraud"], "paths": ["*maker/"]}, []),
        (
            ROLE,
            {"allowed": [f"{ROLE}-?", f"{ROLE[:-5]}Fraud"]},
            [not_allowed("allowed", "a role", f'"{ROLE}-?" or "{ROLE[:-5]}Fraud"')],
        ),
        (
            "arn:aws:iam::123456789012:role/admin",
            {"allowed": [ROLE], "accounts": ["210987654321"], **PATHS},
            [
                not_allowed("allowed", "a role", f'"{ROLE}"'),
                not_allowed("accounts", "a role of an account", '"210987654321"'),
                PATH_FOUND,
            ],
        ),
        (UNKNOWN, PATHS, [Undecided(PATH)]),
        *(
            (role, PATHS, [Finding(f"{PATH} is no ARN of an IAM role.", PATH, ARN, "correct it there")])
            for role in (
                "",
                "sagemaker",
                "arn:aws:iam::123456789012:user/sagemaker/fraud",
                "arn:aws:iam::12345:role/sagemaker/fraud",
                "arn:aws:iam::123456789012:role/",
                "arn:aws:iam::123456789012:role/sagemaker/",
                f"{ROLE}\n",
                f" {ROLE}",
            )
        ),
        *(
            (role, PATHS, [Finding(f"{PATH} is {kind}, so it cannot be judged.", PATH, ARN, fix)])
            for role, kind, fix in (
                (ABSENT, "missing", "correct it there"),
                (
                    UNRESOLVABLE,
                    "a value that only CloudFormation knows",
                    "write there what is known without CloudFormation",
                ),
                ({}, "a map", "correct it there"),
            )
        ),
    ],
)
def test_given_a_role_then_it_has_to_fit_every_setting_that_is_given(
    role: object, config: dict[str, Any], found: list[Finding | Undecided]
) -> None:
    assert judge(role, config) == found


ARNS = 'a pattern for ARNs, as in "arn:aws:iam::123456789012:role/sagemaker-*"'


@pytest.mark.parametrize(
    ("config", "problem", "wanted"),
    [
        ({"accounts": ["1234"]}, 'accounts[0] is "1234", which is no account', "an ID of 12 digits"),
        ({"accounts": ["*"]}, 'accounts[0] is "*", which is no account', "an ID of 12 digits"),
        (
            {"paths": ["/a/", "sagemaker/*"]},
            'paths[1] is "sagemaker/*", which nothing can fit',
            'a pattern for paths, as in "/sagemaker/*"',
        ),
        ({"allowed": ["role/sagemaker"]}, 'allowed[0] is "role/sagemaker", which nothing can fit', ARNS),
    ],
)
def test_given_settings_that_no_role_fits_then_they_are_wrong(
    config: dict[str, Any], problem: str, wanted: str
) -> None:
    (found,) = judge(ROLE, config)

    assert isinstance(found, Finding)
    assert (found.problem, found.wanted) == (
        f"The policy configuration is wrong: execution-role.{problem}.",
        wanted,
    )


def _made(account: str | None, name: str | None) -> RoleArn:
    return RoleArn("a role", partition="aws", account=account, path="/sagemaker/", name=name)


@given(
    pattern=st.text("*?/:a1") | st.text("*?/:a1").map("arn:aws:iam::*:role/sagemaker/{}".format),
    account=st.sampled_from(["123456789012", "111111111111"]),
    name=st.text("a1-", min_size=1, max_size=64),
)
def test_given_role_known_in_part_when_allowed_then_it_stays_so_whatever_the_rest_is(
    pattern: str, account: str, name: str
) -> None:
    settings = {"allowed": [pattern]}
    in_part = replace(MODEL, execution_role=Field("executionRoleArn", _made(None, None)))
    whole = replace(MODEL, execution_role=Field("executionRoleArn", f"arn:aws:iam::{account}:role/sagemaker/{name}"))

    if not list(RULE.check(in_part, {"accounts": [], "paths": [], **settings})):
        assert not list(RULE.check(whole, {"accounts": [], "paths": [], **settings}))


@pytest.mark.parametrize(
    ("settings", "account", "problem"),
    [
        ({"paths": ["/sagemaker/*"]}, None, None),
        ({"paths": ["/other/*"]}, None, "a role with a path that is not allowed"),
        ({"accounts": ["123456789012"]}, "123456789012", None),
        ({"accounts": ["123456789012"]}, "111111111111", "a role of an account that is not allowed"),
        ({"accounts": ["123456789012"]}, None, "too little is known"),
        ({"allowed": ["arn:aws:iam::123456789012:role/sagemaker/*"]}, "123456789012", None),
        ({"allowed": ["arn:aws:iam::123456789012:role/sagemaker/fraud"]}, "123456789012", "too little is known"),
        ({"allowed": ["*"]}, None, None),
        ({}, None, None),
    ],
)
def test_given_a_role_of_the_same_template_then_what_is_known_of_it_decides(
    settings: dict[str, list[str]], account: str | None, problem: str | None
) -> None:
    model = replace(MODEL, execution_role=Field("executionRoleArn", _made(account, None)))

    found = list(RULE.check(model, {"allowed": [], "accounts": [], "paths": [], **settings}))

    assert [isinstance(one, Finding) and problem in one.problem for one in found if problem] == [True] * bool(problem)
    assert bool(found) == bool(problem)


NO_ARN = Gap("allowed", "A pattern of IAM begins as an ARN does, with arn, partition and iam.")
TRANSLATIONS: dict[str, tuple[dict[str, list[str]], list[Gap], list[tuple[str, ...]]]] = {
    "an ARN": ({"allowed": [ROLE]}, [], [(ROLE,)]),
    "a beginning of ARNs": ({"allowed": ["arn:aws:iam::1*"]}, [], [("arn:aws:iam::1*:*",)]),
    "an ARN without an end": ({"allowed": ["arn:aws:iam::123456789012"]}, [NO_ARN], []),
    "a pattern that is no ARN": ({"allowed": [ROLE, "*/fraud"]}, [NO_ARN], []),
    "any service": ({"allowed": ["arn:aws:*:role/fraud"]}, [NO_ARN], []),
    "an account": ({"accounts": ["123456789012"]}, [], [("arn:*:iam::123456789012:role/*",)]),
    "a path with all below": ({"paths": ["/sagemaker/*"]}, [], [("arn:*:iam::*:role/sagemaker/*",)]),
    "a path alone": ({"paths": ["/sagemaker/"]}, [], [("arn:*:iam::*:role/sagemaker/*",), ()]),
    "paths of which one is alone": (
        {"paths": ["/sagemaker/", "/ml/*"]},
        [Gap("paths", "IAM lets roles pass whose path is below one of these.")],
        [("arn:*:iam::*:role/sagemaker/*", "arn:*:iam::*:role/ml/*")],
    ),
}


@pytest.mark.parametrize(("config", "gaps", "spared"), TRANSLATIONS.values(), ids=TRANSLATIONS)
def test_given_settings_then_iam_gets_what_it_can_say_of_them(
    config: dict[str, list[str]], gaps: list[Gap], spared: list[tuple[str, ...]]
) -> None:
    *found, last = RULE.iam({**{setting.name: setting.default for setting in RULE.settings}, **config})

    assert isinstance(last, Gap)
    assert last.setting == ""
    assert [one for one in found if isinstance(one, Gap)] == gaps
    assert [one.spared for one in found if isinstance(one, Statement)] == spared
