"""How many calls two hundred models take: one each, and a few for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from pulumi_sagemaker_model.properties import IDENTITY
from tests.contract.conftest import enter
from tests.contract.in_process_engine import Engine, Program
from tools.local_aws import LocalAws

MODELS = 200


def program(tag: str = "1") -> Program:
    return {
        name: {
            "__provider": "gASV",
            IDENTITY: f"acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::{name}",
            "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
            "primaryContainer": {"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
            "tags": {"team": "search", "release": tag},
        }
        for name in (f"m{number:03}" for number in range(MODELS))
    }


@pytest.fixture
def calls(local_aws: LocalAws) -> Callable[[], Counter[str]]:
    """Return a reader of the calls that the local AWS has received since the last reading."""
    local_aws.reset()
    seen = 0

    def count() -> Counter[str]:
        nonlocal seen
        calls = local_aws.calls
        new, seen = calls[seen:], len(calls)
        return Counter(call.operation for call in new)

    return count


@pytest.mark.parametrize(
    "settings", [{}, {"aws:allowedAccountIds": ["123456789012"]}], ids=["", "with an allowed account"]
)
def test_given_many_models_when_they_live_and_go_then_each_takes_one_call(
    local_aws: LocalAws, calls: Callable[[], Counter[str]], settings: dict[str, str]
) -> None:
    # What preflight asks at a refresh comes on top, once for all models that name the same.
    engine = Engine({**settings, "sagemaker:preflight": "off"})
    account = {"GetCallerIdentity": 1} if settings else {}
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, local_aws.environment())

        engine.up(program())
        assert calls() == {"CreateModel": MODELS, "ListModels": 1, **account}
        engine.up(program())
        assert calls() == {}
        engine.refresh()
        assert calls() == {"DescribeModel": MODELS, "ListTags": MODELS}
        engine.up(program())
        assert calls() == {}, "what was read is what was declared"
        engine.up(program(tag="2"))
        assert calls() == {"AddTags": MODELS, **account}
        engine.up({})
        destroyed = calls()

    assert destroyed.pop("DeleteModel") == MODELS
    assert destroyed.keys() == {"GetCallerIdentity", "ListEndpoints"}
    assert destroyed.total() <= 10
    assert (engine.failures, local_aws.models()) == (0, {})
