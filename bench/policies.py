"""What the policy pack costs over what the SDK costs for as many policies that do nothing.

Both sides answer the engine's questions on one stack, through the SDK's own server: one for each model, one for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy, PolicyPack, ResourceValidationPolicy, StackValidationPolicy

from bench.comparison import Comparison, clocked, take_turns
from pulumi_sagemaker_policy import policies, rules
from pulumi_sagemaker_policy.pack.stack_policies import missing_settings
from pulumi_sagemaker_policy.testing import OURS, Declaration, fill, serve

_ROUNDS = {10: 40, 200: 10, 1000: 4}
"""How often each size of a stack is judged, by its number of models."""

_EVERY_RULE: Mapping[str, Mapping[str, Any]] = {
    **{rule.id: rule.example for rule in rules.ALL},
    "image-digest": {"enforcementLevel": "mandatory"},
}
"""Settings that leave no rule out, those of the rules' examples; the models comply with them all."""


def compare() -> list[Comparison]:
    """Judge stacks of several sizes, by the pack's defaults and with settings for every rule."""
    comparisons = []
    for title, config in (("defaults", {}), ("every rule set", _EVERY_RULE)):
        ours = serve(policies(*rules.ALL), config)
        floor = serve(_idle_policies())
        for count, rounds in _ROUNDS.items():
            questions = [fill(analyzer_pb2.AnalyzeRequest(), model) for model in _models(count)]
            stack = analyzer_pb2.AnalyzeStackRequest(
                resources=[fill(analyzer_pb2.AnalyzerResource(), model) for model in _models(count)]
            )
            seconds = take_turns(
                rounds, partial(_judge, ours, questions, stack), partial(_judge, floor, questions, stack)
            )
            comparisons.append(Comparison(f"policies on {count}, {title}", "as many that do nothing", seconds["judge"]))
    return comparisons


def _idle_policies() -> list[Policy]:
    """Make as many policies as the pack has, of the same kinds."""
    return [
        type(policy)(policy.name, "Does nothing.", lambda _args, _report: None, EnforcementLevel.MANDATORY)
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
    wrong = [one for one in found if one.policyName != missing_settings.NAME]
    if wrong:
        raise AssertionError(wrong[0])
    return {"judge": seconds}


def judging(side: str, count: int) -> Callable[[], object]:
    """Return what judges so many models: by `defaults`, by `every rule set`, or by as many policies that are `idle`."""
    config = _EVERY_RULE if side == "every rule set" else {}
    server = serve(_idle_policies()) if side == "idle" else serve(policies(*rules.ALL), config)
    questions = [fill(analyzer_pb2.AnalyzeRequest(), model) for model in _models(count)]
    stack = analyzer_pb2.AnalyzeStackRequest(
        resources=[fill(analyzer_pb2.AnalyzerResource(), model) for model in _models(count)]
    )
    return partial(_judge, server, questions, stack, 0)


def serve_idle_pack() -> None:
    """Serve the engine as many policies that do nothing, as the main module of a policy pack does."""
    PolicyPack("idle", _idle_policies())
