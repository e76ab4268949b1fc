"""A run of these tests in an account: it needs no more than its policy, and leaves nothing behind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name

from tests.contract.conftest import POLICY, RUN, Contract, sweep
from tools.local_aws import LocalAws

Create = Callable[..., dict[str, Any]]


@pytest.mark.usefixtures("local_aws")
@pytest.mark.parametrize(
    ("operation", "parameters"),
    [("list_endpoints", {}), ("describe_model", {"ModelName": "fraud"}), ("list_tags", {"ResourceArn": "model/fraud"})],
)
def test_given_a_call_that_the_policy_does_not_allow_when_made_then_the_test_fails(
    contract: Contract, operation: str, parameters: dict[str, str]
) -> None:
    with pytest.raises(AssertionError, match=r"iam-policy\.json does not allow"):
        getattr(contract.sagemaker, operation)(**parameters)


def test_given_the_policy_when_compared_then_the_tests_make_all_its_calls() -> None:
    modules = ("conftest", "test_create_model", "test_delete_model", "test_list_models", "test_tags")
    tests = "".join(Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8") for module in modules)
    for statement in json.loads(POLICY.read_text(encoding="utf-8"))["Statement"]:
        called = [action.removeprefix("sagemaker:") for action in statement["Action"] if action != "iam:PassRole"]
        assert [action for action in called if xform_name(action) not in tests] == []


def test_given_models_that_tests_left_when_swept_then_only_those_of_this_run_go(
    local_aws: LocalAws, contract: Contract
) -> None:
    others = ["contract-of-another-run-1", f"not-{RUN}1"]
    for name in (RUN + "1", RUN + "2", *others):
        local_aws.client("sagemaker").create_model(**contract.model(ModelName=name))

    sweep(contract.sagemaker)

    names = local_aws.models()
    assert [name for name in names if name.startswith(RUN)] == []
    assert names.keys() >= set(others)
    for name in others:
        local_aws.client("sagemaker").delete_model(ModelName=name)
