"""Rule execution-role: models run with roles that the organization made for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.aws_facts.partitions import ACCOUNT, ARN
from pulumi_sagemaker_policy.checks.fields import no_text
from pulumi_sagemaker_policy.configuration.patterns import ROLE, ROLE_PATH, impossible
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings
from pulumi_sagemaker_policy.configuration.wildcard import any_matches, matches
from pulumi_sagemaker_policy.declarations.subject import Field, ModelSubject, RoleArn
from pulumi_sagemaker_policy.iam.statements import PASS_ROLE, Gap, Statement, Translation
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict
from pulumi_sagemaker_policy.quoting import quote, quoted

_ROLE: Final = LazyPattern(rf"{ARN}:iam::(?P<account>{ACCOUNT}):role(?P<path>/(?:[!-~]+/)?)[A-Za-z0-9_+=,.@-]+")
_ACCOUNT: Final = LazyPattern(ACCOUNT)


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    path, arn = model.execution_role.path, model.execution_role.value
    if isinstance(arn, RoleArn):
        yield from _check_made(model.execution_role, arn, settings)
        return
    if not isinstance(arn, str):
        yield no_text(model.execution_role, "the ARN of an IAM role")
        return
    role = _ROLE.fullmatch(arn)
    if role is None:
        yield Finding(f"{path} is no ARN of an IAM role.", path, "the ARN of an IAM role", "correct it there")
        return
    for setting, what, value in (
        ("allowed", "a role", arn),
        ("accounts", "a role of an account", role["account"]),
        ("paths", "a role with a path", role["path"]),
    ):
        allowed = settings[setting]
        if allowed and not any_matches(allowed, value):
            yield _not_allowed(path, what, f"{what} that is {quoted(allowed)}", setting)


def _check_made(field: Field, role: RoleArn, settings: Settings) -> Iterator[Verdict]:
    """Judge a role that the same template makes by what is known of it: its path, and perhaps its account or name."""
    whole = (role.partition, role.account, role.path, role.name)
    for setting, what, known, fix in (
        ("allowed", "a role", whole, "give it a literal Path and RoleName, and the provider allowedAccountIds"),
        ("accounts", "a role of an account", (role.account,), "name the account in the provider's allowedAccountIds"),
        ("paths", "a role with a path", (role.path,), "give it a literal Path"),
    ):
        allowed = settings[setting]
        form = "arn:{}:iam::{}:role{}{}" if setting == "allowed" else "{}"
        if not allowed or any(_fits(pattern, form, known) for pattern in allowed):
            continue
        wanted = f"{what} that is {quoted(allowed)}"
        if None in known:
            problem = f"{field.path} is a role of this template, of which too little is known to judge it."
            yield Finding(problem, field.path, wanted, fix)
        else:
            yield _not_allowed(field.path, what, wanted, setting)


def _fits(pattern: str, form: str, parts: Sequence[str | None]) -> bool:
    """Tell whether a text fits whatever its unknown parts turn out to be: then only a `*` can stand for those."""
    # A character that no ARN has, and so many of them that no `?` can take them all.
    return all(
        matches(pattern, form.format(*("\0" * length if part is None else part for part in parts)))
        for length in (1, len(pattern) + 1)
    )


def _not_allowed(path: str, what: str, wanted: str, setting: str) -> Finding:
    return Finding(
        problem=f"{path} is {what} that is not allowed.",
        path=path,
        wanted=wanted,
        fix=f"use such a role, or have this one added to {RULE.id}.{setting}",
    )


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    for index, account in enumerate(settings["accounts"]):
        if not _ACCOUNT.fullmatch(account):
            yield SettingProblem(
                f"accounts[{index}]", f"is {quote(account)}, which is no account", "an ID of 12 digits"
            )
    arns = 'a pattern for ARNs, as in "arn:aws:iam::123456789012:role/sagemaker-*"'
    yield from impossible("allowed", settings["allowed"], ROLE, arns)
    yield from impossible("paths", settings["paths"], ROLE_PATH, 'a pattern for paths, as in "/sagemaker/*"')


def _explain(settings: Settings) -> Iterator[str]:
    for setting, what in (("allowed", "role"), ("accounts", "role of an account"), ("paths", "role with a path")):
        if settings[setting]:
            yield f"A model runs with a {what} that is {quoted(settings[setting])}."


_TO_SAGEMAKER: Final = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}


def _iam(settings: Settings) -> Iterator[Translation]:
    if settings["allowed"]:
        arns = tuple(_resource(pattern) for pattern in settings["allowed"])
        if None in arns:
            yield Gap("allowed", "A pattern of IAM begins as an ARN does, with arn, partition and iam.")
        else:
            yield Statement("Roles", (PASS_ROLE,), _TO_SAGEMAKER, spared=tuple(filter(None, arns)))
    if settings["accounts"]:
        spared = tuple(f"arn:*:iam::{account}:role/*" for account in settings["accounts"])
        yield Statement("RoleAccounts", (PASS_ROLE,), _TO_SAGEMAKER, spared=spared)
    if settings["paths"]:
        yield from _iam_of_paths(settings["paths"])
    yield Gap("", "SageMaker does not tell IAM what a role is for: roles of its jobs and notebooks are refused, too.")


def _iam_of_paths(paths: Sequence[str]) -> Iterator[Translation]:
    spared = tuple(f"arn:*:iam::*:role{path}{'' if path.endswith('*') else '*'}" for path in paths)
    yield Statement("RolePaths", (PASS_ROLE,), _TO_SAGEMAKER, spared=spared)
    # To IAM a star takes slashes as well, and so all that is below a path.
    if all(path.endswith("*") for path in paths):
        return
    if len(paths) == 1 and not set("*?") & set(paths[0]):
        below = f"arn:*:iam::*:role{paths[0]}*/*"
        yield Statement("RolePathsBelow", (PASS_ROLE,), _TO_SAGEMAKER, resources=(below,))
    else:
        yield Gap("paths", "IAM lets roles pass whose path is below one of these.")


def _resource(pattern: str) -> str | None:
    """Return a pattern for ARNs of roles as one that IAM takes; None if there is none that means the same."""
    parts = pattern.split(":")
    # In the words of IAM a star stays within its part.
    if parts[0] != "arn" or "*" in parts[2:3] or len(parts) < len(("arn", "partition", "iam")):
        return None
    missing = len(("arn", "partition", "iam", "", "account", "role")) - len(parts)
    if missing and not pattern.endswith("*"):
        return None
    return pattern + missing * ":*"


RULE: Final = Rule(
    id="execution-role",
    title="SageMaker models must run with agreed roles.",
    rationale=(
        "The execution role decides which data and images a model can reach, and outside network isolation its "
        "containers hold the role's credentials. A role made for something else, or an administrator's, hands all "
        "that it may do to code from an image and an artefact."
    ),
    scope=(
        "`executionRoleArn` has to be the ARN of an IAM role and to fit every setting that is given. If it is known "
        "only at update, the preview says so in an advisory, and the update decides before it creates or changes "
        "anything. What the role may do is not judged: no policy sees that. Of a role that the same template makes, "
        "the account and the literal `Path` and `RoleName` are judged. In a template, `AWS::AccountId` is "
        "known only if the provider's `allowedAccountIds` names one account, and never in a stack set. An "
        "inference component runs with the role of its endpoint configuration, so that is judged."
    ),
    severity=Severity.HIGH,
    remediation_steps=(
        "Give the model an allowed role, or have its role added to the rule's settings. A new role replaces the model."
    ),
    url="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html",
    frameworks=(Framework("NIST SP 800-53 Rev. 5", "AC-6 Least privilege", "derived"),),
    opt_in=True,
    settings=(
        Setting(
            name="allowed",
            schema=STRINGS,
            default=[],
            meaning=(
                "Patterns for whole ARNs: `*` is any run of characters, `/` too, and `?` any one. Empty allows all."
            ),
        ),
        Setting(
            name="accounts",
            schema=STRINGS,
            default=[],
            meaning="Accounts that roles may be of. Empty allows all.",
        ),
        Setting(
            name="paths",
            schema=STRINGS,
            default=[],
            meaning="Patterns for the paths of roles, which begin and end with `/`. Empty allows all.",
        ),
    ),
    validate_settings=_validate_settings,
    explain=_explain,
    iam=_iam,
    check=_check,
    judges_hosts=True,
    example={"accounts": ["123456789012"], "paths": ["/sagemaker/*"]},
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/administrator",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker/fraud",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
)
""",
)
