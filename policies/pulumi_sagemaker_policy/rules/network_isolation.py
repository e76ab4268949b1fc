"""Rule network-isolation: a model's containers make and take no network calls of their own."""

from collections.abc import Iterator
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.config import Settings
from pulumi_sagemaker_policy.remediation import Amendment
from pulumi_sagemaker_policy.rule import Finding, Rule, Undecided, Verdict
from pulumi_sagemaker_policy.subject import ABSENT, UNKNOWN, ModelSubject, kind


def _check(model: ModelSubject, _: Settings) -> Iterator[Verdict]:
    path, value = model.isolation.path, model.isolation.value
    if value is True:
        return
    if value is UNKNOWN:
        yield Undecided(path)
        return
    if value is ABSENT:
        problem = f"{path} is not set, so the model's containers can reach the network."
    elif value is False:
        problem = f"{path} is false, so the model's containers can reach the network."
    else:
        # The engine asks after the provider's own check, and pulumi-aws has made a boolean of "true" by then.
        # What is none yet goes to the API as it is, and nobody can tell here what the API makes of it.
        problem = f"{path} is {kind(value)}, so it is uncertain whether the model is isolated."
    yield Finding(problem, path, "true, as a boolean", model.remedies.isolate)


def _mend(model: ModelSubject, _: Settings) -> Amendment:
    return Amendment(isolate=model.isolation.value not in (True, UNKNOWN))


RULE: Final = Rule(
    id="network-isolation",
    title="SageMaker models must run in network isolation.",
    rationale=(
        "A model's containers run other people's code on your data: images, frameworks, artefacts that are "
        "unpickled. In network isolation they can make no outbound call, not even to AWS, and get no AWS "
        "credentials, so what runs in them can send nothing away. SageMaker itself still fetches the artefacts "
        "and passes the requests on. Without the setting a model is not isolated."
    ),
    judges=(
        "`enableNetworkIsolation` has to be the boolean true. If its value is known only at update, the preview "
        "says so in an advisory, and the update decides before it creates or changes anything."
    ),
    severity=Severity.HIGH,
    remediation="Set enableNetworkIsolation to true. That replaces the model: AWS cannot change a model in place.",
    url="https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
    check=_check,
    mend=_mend,
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
