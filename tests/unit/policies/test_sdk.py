"""pulumi-policy keeps to itself some names that sdk.py rests on: say so plainly when one of them moves."""

import importlib

import pytest


@pytest.mark.parametrize(
    ("module", "name", "used_in"),
    [
        ("pulumi_policy.proxy", "UnknownValueError", "policies/pulumi_sagemaker_policy/sdk.py"),
        ("pulumi_policy.proxy", "UNKNOWN_STRING_VALUE", "policies/pulumi_sagemaker_policy/sdk.py"),
        ("pulumi_policy.proxy", "unknown_checking_proxy", "policies/pulumi_sagemaker_policy/sdk.py"),
        ("pulumi_policy.policy", "_PolicyAnalyzerServicer", "tests/unit/policies/engine.py"),
    ],
)
def test_given_the_installed_sdk_then_every_private_name_in_use_is_where_it_was(
    module: str, name: str, used_in: str
) -> None:
    assert hasattr(importlib.import_module(module), name), f"{module} has no {name} any more: mend {used_in}"
