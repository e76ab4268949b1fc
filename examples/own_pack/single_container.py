"""Rule single-container: a model is one container, because nobody here is on call for inference pipelines."""

from collections.abc import Iterator
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy import Finding, ModelSubject, Rule, Setting, Settings, Undecided, Verdict

IMAGE: Final = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"
PROGRAM: Final = """\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    {containers},
)
"""


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    containers = model.containers
    for path in containers.hidden:
        yield Undecided(path)
    if len(containers.known) > settings["at_most"]:
        yield Finding(
            problem=f"The model has {len(containers.known)} containers.",
            path=containers.path,
            wanted=f"at most {settings['at_most']:.0f}",
            fix="split it into several models",
        )


SINGLE_CONTAINER: Final = Rule(
    id="single-container",
    title="SageMaker models must have few containers.",
    rationale="Each further container is one more thing to be on call for.",
    scope="The containers of the model, in either form.",
    severity=Severity.LOW,
    remediation_steps="Split the model.",
    url="https://docs.aws.amazon.com/sagemaker/latest/dg/inference-pipelines.html",
    settings=(Setting("at_most", {"type": "integer", "minimum": 1}, 1, "How many containers a model may have."),),
    check=_check,
    explain=lambda settings: (f"The number of a model's containers is at most {settings['at_most']:.0f}.",),
    failing=PROGRAM.format(containers=f'containers=[{{"image": "{IMAGE}"}}, {{"image": "{IMAGE}"}}]'),
    passing=PROGRAM.format(containers=f'primary_container={{"image": "{IMAGE}"}}'),
)
