"""What a call of the provider costs over the calls of boto3 that it makes, on the provider's own client.

Which calls those are is not written here: the client says what the provider asked for in the first round, and the floor
asks for the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pulumi import dynamic

from bench.comparison import Comparison, clocked, take_turns
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.provider import ModelProvider

_ROUNDS = 100
_REGION = "us-east-1"
_RECORDED = "recorded"
"""Stands for the name of the model that the calls were recorded with."""

Requests = dict[str, list[tuple[str, Any]]]
"""Operations and their parameters, by step."""


def compare() -> list[Comparison]:
    """Take models through their lives where the environment says: by the provider, and by boto3 alone."""
    default_tags = json.dumps({"tags": {"owner": "ml-risk"}})
    settings = {"aws:region": _REGION, "aws:defaultTags": default_tags, "sagemaker:preflight": "off"}
    config = dynamic.Config(settings, "bench")
    provider = ModelProvider()
    provider.configure(dynamic.ConfigureRequest(config))
    # The floor is boto3 on the very client that the provider uses, and not one that is set up to be like it.
    boto = client_for(Settings.from_configuration(config), _REGION)._sagemaker  # noqa: SLF001
    requests = _requests(provider, boto)
    seconds = take_turns(
        _ROUNDS,
        lambda round_: _by_provider(provider, f"ours-{round_}"),
        partial(_by_boto, boto, requests),
    )
    return [
        Comparison(step, " + ".join(operation for operation, _ in requests[step]) or "nothing", pairs)
        for step, pairs in seconds.items()
    ]


def inputs(name: str, release: str) -> dict[str, Any]:
    """Make a model's inputs, as the engine gives them to the provider."""
    tags = {"team": "search", "release": release}
    return {
        "__provider": "gASV",
        "name": name,
        "executionRoleArn": "arn:aws:iam::123456789012:role/sagemaker-execution",
        "containers": [
            {
                "image": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/step-{step}:1",
                "modelDataUrl": f"s3://artefacts/step-{step}.tar.gz",
                "containerHostname": f"step-{step}",
                "environment": {"LOG_LEVEL": "info", "STEP": str(step)},
            }
            for step in range(3)
        ],
        "vpcConfig": {"subnets": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]},
        "enableNetworkIsolation": True,
        "tags": tags,
    }


def _by_provider(provider: ModelProvider, name: str, at: Callable[[str], object] = lambda _: None) -> dict[str, float]:
    """Ask the provider what the engine asks in a model's life; `at` hears each step before it begins."""
    seconds: dict[str, float] = {}

    def step(title: str, question: Callable[[], Any]) -> Any:
        answers: list[Any] = []
        at(title)
        seconds[title] = clocked(lambda: answers.append(question()))
        return answers[0]

    checked = step("check", lambda: provider.check({}, inputs(name, "1"))).inputs
    state = step("create", lambda: provider.create(checked)).outs
    read = step("read", lambda: provider.read(name, state)).outs
    wanted = provider.check(state, inputs(name, "2")).inputs
    step("diff", lambda: provider.diff(name, read, wanted))
    updated = step("update", lambda: provider.update(name, read, wanted)).outs
    step("delete", lambda: provider.delete(name, updated))
    return seconds


def _requests(provider: ModelProvider, boto: Any) -> Requests:
    """Return what the provider asks boto3 for in each step of a model's life."""
    found: Requests = {}
    began: list[str] = []

    def begin(step: str) -> None:
        began.append(step)
        found[step] = []

    def record(params: Mapping[str, Any], model: Any, **_: object) -> None:
        found[began[-1]].append((model.name, params))

    boto.meta.events.register("provide-client-params.sagemaker.*", record, unique_id=_RECORDED)
    _by_provider(provider, _RECORDED, begin)
    boto.meta.events.unregister("provide-client-params.sagemaker.*", unique_id=_RECORDED)
    return found


def _by_boto(boto: Any, requests: Requests, round_: int) -> dict[str, float]:
    def ask(calls: list[tuple[str, Any]]) -> None:
        for operation, params in calls:
            getattr(boto, _method(operation))(**params)

    renamed: Requests = json.loads(json.dumps(requests).replace(_RECORDED, f"floor-{round_}"))
    return {step: clocked(partial(ask, calls)) for step, calls in renamed.items() if calls}


def _method(operation: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
