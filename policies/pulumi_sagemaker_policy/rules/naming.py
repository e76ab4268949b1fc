"""Rule naming: models have names that say what the organization agreed names should say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.checks.fields import no_text
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import Setting, Settings
from pulumi_sagemaker_policy.declarations.subject import Field, ModelSubject
from pulumi_sagemaker_policy.iam.statements import CREATE, MODELS, Gap, Statement, Translation
from pulumi_sagemaker_policy.iam.wildcards import wildcards
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict
from pulumi_sagemaker_policy.quoting import quote, quoted


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    # A model's own name has a template's logical name in it too, which a resource's name does not have.
    resource_name = model.urn.split("::", 3)[-1]
    for setting, field, fix in (
        ("name", model.model_name, "name the model so there"),
        ("resource_name", Field("the resource's name", resource_name), "rename the resource in the program"),
    ):
        pattern = settings[setting]
        if pattern:
            yield from _check_name(field, pattern, fix)


def _check_name(field: Field, pattern: str, fix: str) -> Iterator[Verdict]:
    name = field.value
    if isinstance(name, str) and re.fullmatch(pattern, name):
        return
    wanted = f"a name that fits {quote(pattern)}"
    if not isinstance(name, str):
        yield no_text(field, wanted, fix)
    else:
        yield Finding(f"{field.path} is not as agreed.", field.path, wanted, fix)


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    for setting in ("name", "resource_name"):
        pattern = settings[setting]
        if not pattern:
            continue
        if _GLOB.fullmatch(pattern):
            problem = f"is {quote(pattern)}, which is no regular expression for what it looks like"
            yield SettingProblem(
                setting, problem, f"{quote(pattern.replace('?', '.').replace('*', '.*'))}, if you mean that"
            )
        elif (error := _error(pattern)) is not None:
            yield SettingProblem(setting, f"is no regular expression: {error}", "one that Python's re module takes")
        elif setting == "name" and (stranger := _NO_NAME.search(_certain(pattern))):
            problem = f"has {quote(stranger[0].strip('^'))}, which no model can have there in its name"
            yield SettingProblem(setting, problem, "a regular expression for letters, digits and -")


_GLOB: Final = LazyPattern(r"[\w/:?-]*\*[\w/:*?-]*|[\w/:?-]*-\?|[\w/:-]*\?{2,}[\w/:?-]*")
"""A pattern of `*` and `?`. As a regular expression it would repeat one letter, or make the last hyphen optional."""

_NO_NAME: Final = LazyPattern(r"[_/:@=,;<>{}#%&~!\s\"'\x80-\U0010ffff](?![?*])|^\^?-(?![?*])|-(?=\$?$)")
"""What the API takes nowhere in a name, and the hyphen that it takes within only."""


def _certain(pattern: str) -> str:
    """Leave of a regular expression what every name has to have, as far as that is easily seen."""
    if re.search(r"[|(]", pattern):
        return ""
    plain = re.sub(r"\\.|\[\^?\]?[^]]*\]", "x", pattern, flags=re.DOTALL)
    return re.sub(r".\{\d*,?\d*\}", "x", plain, flags=re.DOTALL)


def _error(pattern: str) -> Exception | None:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return error
    return None


def _explain(settings: Settings) -> Iterator[str]:
    for setting, what in (("name", "The name of a model in AWS"), ("resource_name", "The name of its resource")):
        if settings[setting]:
            yield f"{what} fits the regular expression {quote(settings[setting])}."


def _iam(settings: Settings) -> Iterator[Translation]:
    if settings["resource_name"]:
        yield Gap("resource_name", "IAM does not see what a resource is called in a program.")
    if settings["name"]:
        patterns = wildcards(settings["name"])
        if patterns is None:
            yield Gap("name", "The regular expression has nothing that all names begin or end with.")
            return
        yield Gap("name", f"IAM has no regular expressions: a name that is {quoted(patterns)} passes.")
        yield Statement("Names", (CREATE,), spared=tuple(MODELS[:-1] + pattern for pattern in patterns))


RULE: Final = Rule(
    id="naming",
    title="SageMaker models must be named as agreed.",
    rationale=(
        "People, dashboards and IAM policies pick models by name. A model with another name is on no "
        "dashboard, and the wrong policy covers it."
    ),
    scope=(
        "The name in AWS, the resource's name in the program, or both, each against a regular expression that has to "
        "fit the whole name. Where the program gives no name, what Pulumi made of the resource's name is judged: it "
        "ends in `-` and characters of Pulumi's choice, so leave room for them. A name that is known only at update is "
        "an advisory in the preview, and the update decides before it creates or changes anything."
    ),
    severity=Severity.LOW,
    remediation_steps="Rename the model, or the resource. Either replaces the model.",
    url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html",
    opt_in=True,
    settings=(
        Setting(
            name="name",
            schema={"type": "string"},
            default="",
            meaning="A regular expression for the name in AWS, as Python's `re` takes it. Empty allows all.",
        ),
        Setting(
            name="resource_name",
            schema={"type": "string"},
            default="",
            meaning="A regular expression for the resource's name in the program. Empty allows all.",
        ),
    ),
    validate_settings=_validate_settings,
    explain=_explain,
    iam=_iam,
    check=_check,
    example={"name": "(risk|search)-[a-z0-9-]+"},
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    name="my-test-2",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    name="risk-fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
)
""",
)
