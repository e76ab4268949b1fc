"""Rule vpc-config: models are in the organization's VPC, in network isolation, or both, as it decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.checks.fields import no_text, undecided, unjudged
from pulumi_sagemaker_policy.configuration.patterns import SECURITY_GROUP, SUBNET, impossible
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings
from pulumi_sagemaker_policy.configuration.wildcard import any_matches
from pulumi_sagemaker_policy.declarations.subject import Field, ModelSubject, Parts
from pulumi_sagemaker_policy.iam.statements import CREATE, Gap, Statement, Translation
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict
from pulumi_sagemaker_policy.quoting import quoted


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    require: str = settings["require"]
    details = settings["minimum_subnets"] or settings["subnets"] or settings["security_groups"]
    if details or require in ("vpc", "both") or (require == "either" and model.isolation.value is not True):
        # A block that is hidden or of a wrong shape says so for both of its lists: once is enough.
        yield from dict.fromkeys((*unjudged(model.subnets), *unjudged(model.security_groups)))
    yield from _check_required(model, require)
    if not settings["subnets"] or not _is_open(model.subnets):  # or each subnet says that it cannot be judged
        yield from _check_number(model.subnets, int(settings["minimum_subnets"]))
    for parts, name, setting in (
        (model.subnets, "subnet", "subnets"),
        (model.security_groups, "security group", "security_groups"),
    ):
        if settings[setting]:
            for field in parts.known:
                yield from _check_allowed(field, name, settings[setting], f"{RULE.id}.{setting}")


def _check_required(model: ModelSubject, require: str) -> Iterator[Verdict]:
    isolated = model.isolation.value
    # What hides or spoils a VPC has its own verdict already.
    in_vpc = any((parts.known or parts.hidden or parts.unreadable) for parts in (model.subnets, model.security_groups))
    vpc, isolation = model.subnets.path, model.isolation.path
    if require in ("vpc", "both") and not in_vpc:
        yield Finding(
            problem="The model is in no VPC.",
            path=vpc,
            wanted="subnets and security groups of a VPC",
            fix="give the model a VPC configuration",
        )
    if require in ("isolation", "both") or (require == "either" and not in_vpc):
        later = undecided(model.isolation)
        if later is not None:
            yield later
        elif isolated is not True:
            yield Finding(
                problem=(
                    "The model is neither in a VPC nor isolated from the network."
                    if require == "either"
                    else "The model is not isolated from the network."
                ),
                path=isolation,
                wanted="true, as a boolean" + (", or a VPC configuration" if require == "either" else ""),
                fix=model.remedies.isolate,
            )


def _is_open(parts: Parts[Field]) -> bool:
    """Tell whether there is a list whose items cannot be seen."""
    return any(field.path == parts.path for field in parts.known)


def _check_number(subnets: Parts[Field], minimum: int) -> Iterator[Verdict]:
    if minimum and _is_open(subnets):
        yield no_text(subnets.known[0], f"at least {minimum} subnets, each in an availability zone of its own")
        return
    # One that is not known yet may be any, so it counts as one more; the update counts again.
    hidden = sum(not isinstance(field.value, str) for field in subnets.known)
    number = hidden + len({field.value for field in subnets.known if isinstance(field.value, str)})
    if 0 < number < minimum and not subnets.hidden and not subnets.unreadable:
        yield Finding(
            problem=f"{subnets.path} names too few different subnets: {number}.",
            path=subnets.path,
            wanted=f"at least {minimum} subnets, each in an availability zone of its own",
            fix="add subnets there",
        )


def _check_allowed(field: Field, name: str, allowed: Sequence[str], setting: str) -> Iterator[Verdict]:
    value = field.value
    if isinstance(value, str) and any_matches(allowed, value):
        return
    wanted = f"a {name} that is {quoted(allowed)}"
    if not isinstance(value, str):
        yield no_text(field, wanted)
    else:
        yield Finding(
            problem=f"{field.path} is a {name} that is not allowed.",
            path=field.path,
            wanted=wanted,
            fix=f"use one of those, or have it added to {setting}",
        )


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    subnets, minimum = settings["subnets"], settings["minimum_subnets"]
    yield from impossible("subnets", subnets, SUBNET, 'a pattern for IDs, as in "subnet-0123456789abcdef0"')
    groups = settings["security_groups"]
    yield from impossible("security_groups", groups, SECURITY_GROUP, 'a pattern for IDs, as in "sg-0123456789abcdef0"')
    if subnets and minimum > len(set(subnets)) and not any(set("*?") & set(pattern) for pattern in subnets):
        wanted = f"at most as many as {RULE.id}.subnets allows, which is {len(set(subnets))}"
        yield SettingProblem("minimum_subnets", f"is {minimum:.0f}, which no model can have", wanted)


_REQUIRED: Final = {
    "vpc": "A model is in a VPC.",
    "isolation": "A model is isolated from the network.",
    "either": "A model is in a VPC or isolated from the network.",
    "both": "A model is in a VPC and isolated from the network.",
}


def _explain(settings: Settings) -> Iterator[str]:
    if settings["require"]:
        yield _REQUIRED[settings["require"]]
    if settings["minimum_subnets"]:
        yield f"A model in a VPC names {settings['minimum_subnets']:.0f} different subnets or more."
    for setting, what in (("subnets", "subnet"), ("security_groups", "security group")):
        if settings[setting]:
            yield f"Each {what} that a model names is {quoted(settings[setting])}."


_NO_VPC: Final = {"Null": {"sagemaker:VpcSubnets": "true"}}
_NO_ISOLATION: Final = {"BoolIfExists": {"sagemaker:NetworkIsolation": "false"}}

_REQUIRED_BY_IAM: Final = {
    "": (),
    "vpc": (Statement("Vpc", (CREATE,), _NO_VPC),),
    "isolation": (Statement("Isolation", (CREATE,), _NO_ISOLATION),),
    "either": (Statement("VpcOrIsolation", (CREATE,), {**_NO_VPC, **_NO_ISOLATION}),),
    "both": (Statement("Vpc", (CREATE,), _NO_VPC), Statement("Isolation", (CREATE,), _NO_ISOLATION)),
}


def _iam(settings: Settings) -> Iterator[Translation]:
    yield from _REQUIRED_BY_IAM[settings["require"]]
    if settings["minimum_subnets"]:
        yield Gap("minimum_subnets", "IAM does not count subnets.")
    for setting, sid, key in (
        ("subnets", "Subnets", "sagemaker:VpcSubnets"),
        ("security_groups", "SecurityGroups", "sagemaker:VpcSecurityGroupIds"),
    ):
        if settings[setting]:
            yield Statement(sid, (CREATE,), {"ForAnyValue:StringNotLike": {key: settings[setting]}})


RULE: Final = Rule(
    id="vpc-config",
    title="SageMaker models must be in the agreed networks.",
    rationale=(
        "Without a VPC, a model's containers reach the internet from a network of SageMaker's own, past the "
        "organization's firewalls, endpoints and flow logs. In a VPC they are subject to its security groups. In "
        "network isolation they reach nothing at all, and SageMaker then uses the VPC only to fetch the artefacts. "
        "With subnets in one availability zone only, an endpoint goes down with that zone."
    ),
    scope=(
        "`vpcConfig` and `enableNetworkIsolation`. Subnets and security groups are judged wherever a model names "
        "them. What is known only at update is an advisory in the preview, and the update decides before it creates "
        "or changes anything. Inference components take both from their endpoint configuration, so that is judged."
    ),
    severity=Severity.HIGH,
    remediation_steps=(
        "Give the model a VPC configuration with allowed subnets and security groups, or isolate it from the network. "
        "Either replaces the model: AWS cannot change a model in place."
    ),
    url="https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html",
    frameworks=(
        Framework("AWS Config managed rules", "sagemaker-model-in-vpc", "stated by AWS Config"),
        Framework("AWS Config managed rules", "sagemaker-model-isolation-enabled", "stated by AWS Config"),
    ),
    opt_in=True,
    settings=(
        Setting(
            name="require",
            schema={"type": "string", "enum": ["", "vpc", "isolation", "either", "both"]},
            default="",
            meaning=(
                '`"vpc"`: every model is in a VPC. `"isolation"`: every model is isolated from the network. '
                '`"either"`: at least one of the two. `"both"`: both. Empty: neither.'
            ),
        ),
        Setting(
            name="minimum_subnets",
            schema={"type": "integer", "minimum": 0, "maximum": 16},  # no model can name more
            default=0,
            meaning="How many different subnets a model in a VPC has to name. Two survive the loss of a zone.",
        ),
        Setting(
            name="subnets",
            schema=STRINGS,
            default=[],
            meaning="Patterns for the IDs of subnets: `*` is any run of characters, `?` any one. Empty allows all.",
        ),
        Setting(
            name="security_groups",
            schema=STRINGS,
            default=[],
            meaning="Patterns for the IDs of security groups. Empty allows all.",
        ),
    ),
    validate_settings=_validate_settings,
    check=_check,
    explain=_explain,
    iam=_iam,
    judges_hosts=True,
    example={"require": "vpc", "minimum_subnets": 2, "security_groups": ["sg-0123456789abcdef0"]},
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
    vpc_config={"subnets": ["subnet-0a"], "security_group_ids": ["sg-0f"]},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
    vpc_config={"subnets": ["subnet-0a", "subnet-0b"], "security_group_ids": ["sg-0123456789abcdef0"]},
)
""",
)
