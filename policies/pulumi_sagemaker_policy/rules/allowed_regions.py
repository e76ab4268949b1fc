"""Rule allowed-regions: models are only where the organization operates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.checks.fields import no_text
from pulumi_sagemaker_policy.configuration.patterns import REGION, impossible
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings
from pulumi_sagemaker_policy.configuration.wildcard import any_matches
from pulumi_sagemaker_policy.declarations.subject import UNRESOLVABLE, ModelSubject
from pulumi_sagemaker_policy.iam.statements import CREATE, Statement, Translation
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict
from pulumi_sagemaker_policy.quoting import quoted


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    allowed, region = settings["allowed"], model.region.value
    if isinstance(region, str) and any_matches(allowed, region):
        return
    fix = f"set {model.remedies.region}"
    if region is UNRESOLVABLE:
        # Where the instances of a stack set are, other resources say, or other accounts.
        fix = (
            "declare the regions in stackInstancesGroup, which aws-native's StackSet has, "
            "or declare the model in a stack, or have the stack set waived"
        )
    if not isinstance(region, str):
        yield no_text(model.region, quoted(allowed), fix)
    else:
        yield Finding(
            problem="The model is in a region that is not allowed.",
            path=model.region.path,
            wanted=quoted(allowed),
            fix=f"{fix}, or have the region added to {RULE.id}.allowed",
        )


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    yield from impossible("allowed", settings["allowed"], REGION, 'a pattern for regions, as in "eu-west-1" or "eu-*"')


def _explain(settings: Settings) -> Iterator[str]:
    yield f"A model is in {quoted(settings['allowed'])}."


def _iam(settings: Settings) -> Iterator[Translation]:
    yield Statement("AllowedRegions", (CREATE,), {"StringNotLike": {"aws:RequestedRegion": settings["allowed"]}})


RULE: Final = Rule(
    id="allowed-regions",
    title="SageMaker models must be in agreed regions.",
    rationale=(
        "A model takes its artefacts, and every request, to the region that it is in. That may break a promise to "
        "customers or a law on where data may be, and the model may be out of sight: guardrails, logs and budgets "
        "are often set up for the usual regions only."
    ),
    scope=(
        "The model's own region, or else that of its provider. A region that neither sets comes from the environment "
        "of whoever deploys, where no policy sees it: that is a violation too. What is known only at update is an "
        "advisory in the preview, and the update decides before it creates or changes anything."
    ),
    severity=Severity.HIGH,
    remediation_steps=(
        "Set an allowed region on the model, its provider or the stack, or have the region added to the rule's "
        "settings. Another region replaces the model."
    ),
    url="https://docs.aws.amazon.com/general/latest/gr/sagemaker.html",
    frameworks=(Framework("NIST SP 800-53 Rev. 5", "SA-9(5) Processing, storage, and service location", "derived"),),
    opt_in=True,
    settings=(
        Setting(
            name="allowed",
            schema=STRINGS,
            default=[],
            meaning='Patterns for regions: `*` is any run of characters, `?` any one, as in `"eu-*"`.',
        ),
    ),
    validate_settings=_validate_settings,
    check=_check,
    explain=_explain,
    iam=_iam,
    example={"allowed": ["eu-*"]},
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    region="us-east-1",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1.4.2"},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    region="eu-west-1",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
)
""",
)
