"""What the policy pack costs over what the SDK costs for as many policies that do nothing.

Both sides answer the engine's questions on one stack, through the SDK's own server: one for each model, one for all. A
template is one resource with any number of models, so it is held against one parse of it by PyYAML's fastest loader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import yaml
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import Policy, PolicyPack, ResourceValidationPolicy, StackValidationPolicy

from bench.comparison import Comparison, clocked, take_turns
from pulumi_sagemaker_policy import policies, rules
from pulumi_sagemaker_policy.pack.stack_policies.missing_settings import MISSING_SETTINGS
from pulumi_sagemaker_policy.testing import OURS, Declaration, fill, serve

_ROUNDS = {10: 40, 200: 10, 1000: 4}
"""How often each size of a stack is judged, by its number of models."""

TEMPLATED: Final = 100
"""Models in a template."""
_TEMPLATE_ROUNDS = 20
_STACK = "aws:cloudformation/stack:Stack"
_LEVEL = "enforcementLevel"

_EVERY_RULE: Mapping[str, Mapping[str, Any]] = {
    **{rule.id: rule.example for rule in rules.ALL},
    "image-digest": {_LEVEL: "mandatory"},
}
"""Settings that leave no rule out, those of the rules' examples; the models comply with them all."""


SETTINGS: Final[Mapping[str, Mapping[str, Mapping[str, Any]]]] = {"defaults": {}, "every rule set": _EVERY_RULE}

Sides = tuple[Callable[[int], dict[str, float]], Callable[[int], dict[str, float]]]
"""One round of ours, and one of the floor."""


def compare() -> list[Comparison]:
    """Judge stacks of several sizes, by the pack's defaults and with settings for every rule."""
    comparisons = []
    for title in SETTINGS:
        for count, rounds in _ROUNDS.items():
            seconds = take_turns(rounds, *judging(title, count))
            comparisons.append(Comparison(f"policies on {count}, {title}", "as many that do nothing", seconds["judge"]))
        seconds = take_turns(_TEMPLATE_ROUNDS, *judging_template(title))
        step = f"a template of {TEMPLATED} models, {title}"
        comparisons.append(Comparison(step, "PyYAML's parse of it", seconds["judge"]))
    return comparisons


def judging(title: str, count: int) -> Sides:
    """Return what judges so many models by a title of `SETTINGS`, and what asks as many idle policies."""
    config = SETTINGS[title]
    levels = {name: {_LEVEL: given[_LEVEL]} for name, given in config.items() if _LEVEL in given}
    questions = [fill(analyzer_pb2.AnalyzeRequest(), model) for model in _models(count)]
    stack = analyzer_pb2.AnalyzeStackRequest(
        resources=[fill(analyzer_pb2.AnalyzerResource(), model) for model in _models(count)]
    )
    return (
        partial(_judge, serve(policies(*rules.ALL), config), questions, stack),
        partial(_judge, serve(_idle_policies(), levels), questions, stack),
    )


def judging_template(title: str) -> Sides:
    """Return what judges a template of many models by a title of `SETTINGS`, and what parses its text."""
    text = _template(TEMPLATED)
    declaration = Declaration(_STACK, {"name": "models", "templateBody": text}, {"region": "eu-west-1"})
    question = fill(analyzer_pb2.AnalyzeRequest(), declaration)
    stack = analyzer_pb2.AnalyzeStackRequest(resources=[fill(analyzer_pb2.AnalyzerResource(), declaration)])
    return (
        partial(_judge, serve(policies(*rules.ALL), SETTINGS[title]), [question], stack),
        lambda _: {"judge": clocked(lambda: yaml.load(text, yaml.CSafeLoader))},
    )


def serve_idle_pack() -> None:
    """Serve the engine as many policies that do nothing, as the main module of a policy pack does."""
    PolicyPack("idle", _idle_policies())


def _template(count: int) -> str:
    """Write a template with the models of `_models`, in YAML as people do."""
    resources = {
        model.name.title().replace("-", ""): {"Type": "AWS::SageMaker::Model", "Properties": _in_template(model)}
        for model in _models(count)
    }
    return yaml.safe_dump({"Resources": resources}, sort_keys=False)


def _in_template(model: Declaration) -> dict[str, Any]:
    """Spell a model's properties as CloudFormation does."""
    properties = model.properties
    container = {key[0].upper() + key[1:]: value for key, value in properties["primaryContainer"].items()}
    tags = {**properties["tags"], **properties["defaultTags"]}
    return {
        "ModelName": properties["name"],
        "ExecutionRoleArn": properties["executionRoleArn"],
        "EnableNetworkIsolation": properties["enableNetworkIsolation"],
        "PrimaryContainer": container,
        "VpcConfig": {key[0].upper() + key[1:]: value for key, value in properties["vpcConfig"].items()},
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def _idle_policies() -> list[Policy]:
    """Make as many policies as the pack has, of the same kinds and levels."""
    return [
        type(policy)(policy.name, "Does nothing.", lambda _args, _report: None, policy.enforcement_level)
        for policy in policies(*rules.ALL)
        if isinstance(policy, (ResourceValidationPolicy, StackValidationPolicy))
    ]


def _models(count: int) -> Sequence[Declaration]:
    tags = {"team": "risk", "env": "dev"}
    return [
        Declaration(
            OURS,
            {
                "__provider": "gASV",
                "name": f"risk-{number}",
                "region": "eu-west-1",
                "executionRoleArn": "arn:aws:iam::123456789012:role/sagemaker/execution",
                "primaryContainer": {
                    "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml/fraud@sha256:" + 64 * "a",
                    "modelDataUrl": f"s3://ml-models/{number}.tar.gz",
                    "environment": {"LOG_LEVEL": "info", "WORKERS": "4"},
                },
                "vpcConfig": {"subnets": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-0123456789abcdef0"]},
                "enableNetworkIsolation": True,
                "tags": tags,
                "defaultTags": {"CostCenter": "200-risk"},
            },
            name=f"model-{number}",
        )
        for number in range(count)
    ]


def _judge(server: Any, models: Sequence[Any], stack: Any, _: int) -> dict[str, float]:
    """Ask about each model and then about the stack; the models comply, so only a reminder may come."""
    found: list[Any] = []

    def ask() -> None:
        for model in models:
            found.extend(server.Analyze(model, None).diagnostics)
        found.extend(server.AnalyzeStack(stack, None).diagnostics)

    seconds = clocked(ask)
    wrong = [one for one in found if one.policyName != MISSING_SETTINGS.name]
    if wrong:
        raise AssertionError(wrong[0])
    return {"judge": seconds}
