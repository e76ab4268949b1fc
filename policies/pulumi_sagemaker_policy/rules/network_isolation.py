"""Rule network-isolation: a model's containers make and take no network calls of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.aws_facts.ecr import parse_image_uri
from pulumi_sagemaker_policy.aws_facts.sources import elsewhere
from pulumi_sagemaker_policy.checks.fields import undecided
from pulumi_sagemaker_policy.checks.model_packages import brings_artefacts
from pulumi_sagemaker_policy.configuration.settings import Settings
from pulumi_sagemaker_policy.configuration.trust import TRUSTED_TEMPLATES, trusted_templates_problems
from pulumi_sagemaker_policy.declarations.subject import ABSENT, Field, ModelSubject, kind
from pulumi_sagemaker_policy.iam.statements import CREATE, Statement, Translation
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.remediation import Remediation
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Verdict


def _check(model: ModelSubject, _: Settings) -> Iterator[Verdict]:
    path, value = model.isolation.path, model.isolation.value
    if value is True:
        return
    later = undecided(model.isolation)
    if later is not None:
        yield later
        return
    image = _unable(model)
    if image is not None:
        yield Finding(
            problem=f"{image.path} is AWS's Semantic Segmentation, which cannot run in network isolation.",
            path=image.path,
            wanted="a waiver that says why this model may reach the network, or another algorithm",
            fix=f"have the resource waived in the settings of {RULE.id}",
        )
        return
    if value is ABSENT:
        problem = f"{path} is not set, so the model's containers can reach the network."
    elif value is False:
        problem = f"{path} is false, so the model's containers can reach the network."
    else:
        # The engine asks after the provider's own check, and pulumi-aws has made a boolean of "true" by then.
        # Any other value goes to the API as it is, and it is not certain what the API makes of it.
        problem = f"{path} is {kind(value)}, so it is uncertain whether the model is isolated."
    download = _download(model)
    if download is None:
        yield Finding(problem, path, "true, as a boolean", model.remedies.isolate)
    else:
        yield Finding(
            problem=problem,
            path=path,
            wanted="true, as a boolean, and an artefact in S3, which SageMaker fetches",
            fix=f"copy what {download.path} names to S3 and load it by modelDataSource, as an isolated container "
            f"cannot download it, and {model.remedies.isolate}",
        )


def _unable(model: ModelSubject) -> Field | None:
    """Find the image of the one built-in algorithm that AWS documents not to support network isolation."""
    for container in model.containers.known:
        uri = container.image.value
        image = parse_image_uri(uri) if isinstance(uri, str) else None
        if image is not None and image.is_aws and image.repository == "semantic-segmentation":
            return container.image
    return None


def _download(model: ModelSubject) -> Field | None:
    """Find a variable by which a container that has no artefact is told to download one when it starts."""
    for container in model.containers.known:
        data = container.model_data
        if not brings_artefacts(container) and not (data.known or data.hidden or data.unreadable):
            for entry in container.environment.known:
                if isinstance(entry.field.value, str) and elsewhere(entry.key, entry.field.value):
                    return entry.field
    return None


def _remediate(model: ModelSubject, _: Settings) -> Remediation:
    # Isolated, a model that cannot run so would pass here and fail behind its endpoint.
    later = model.isolation.value is True or undecided(model.isolation) is not None
    return Remediation(isolate=not later and _unable(model) is None and _download(model) is None)


def _iam(_: Settings) -> Iterator[Translation]:
    # A request that does not say is one for a model without isolation.
    yield Statement("NetworkIsolation", (CREATE,), {"BoolIfExists": {"sagemaker:NetworkIsolation": "false"}})


RULE: Final = Rule(
    id="network-isolation",
    title="SageMaker models must run in network isolation.",
    rationale=(
        "A model's containers run other people's code on your data: images, frameworks, artefacts that are "
        "unpickled. In network isolation they can make no outbound call, not even to AWS, and get no AWS "
        "credentials, so what runs in them can send nothing away. SageMaker itself still fetches the artefacts "
        "and passes the requests on. Without the setting a model is not isolated."
    ),
    scope=(
        "`enableNetworkIsolation` has to be the boolean true. If its value is known only at update, the preview "
        "says so in an advisory, and the update decides before it creates or changes anything. AWS's built-in "
        "Semantic Segmentation algorithm cannot run in network isolation: the rule knows its images, and asks for a "
        "waiver instead. A container without an artefact that downloads one when it starts, as `HF_MODEL_ID` tells it "
        "to, cannot do so in isolation: its artefact has to be in S3 first, and level remediate leaves it alone. An "
        "inference component takes the setting from its endpoint configuration, so that is judged. "
        "What no policy can see, such as a template behind a URL, a nested stack, a macro or a broken "
        "text, may declare models that break any rule: this rule says so for all of them, at the level of the "
        "strictest. In a pack without it, the first rule that judges anything does."
    ),
    severity=Severity.HIGH,
    remediation_steps=(
        "Set enableNetworkIsolation to true. That replaces the model: AWS cannot change a model in place."
    ),
    url="https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
    frameworks=(
        Framework("AWS Foundational Security Best Practices", "SageMaker.5", "stated by AWS Security Hub"),
        Framework("AWS Config managed rules", "sagemaker-model-isolation-enabled", "stated by AWS Config"),
        Framework("AWS Well-Architected Machine Learning Lens", "MLSEC-08", "derived"),
    ),
    settings=(TRUSTED_TEMPLATES,),
    validate_settings=lambda settings: trusted_templates_problems(settings.get(TRUSTED_TEMPLATES.name, ())),
    check=_check,
    iam=_iam,
    explain=lambda _: ("A model runs in network isolation.",),
    remediate=_remediate,
    judges_hosts=True,
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

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
    enable_network_isolation=True,
)
""",
)
