"""pulumi-policy keeps to itself some names that sdk.py rests on: say so plainly when one of them moves."""

from importlib import import_module

import pytest

from pulumi_sagemaker_policy.pack.sdk import PRIVATE, Secret, decode, encode
from pulumi_sagemaker_policy.testing import UNKNOWN


@pytest.mark.parametrize(("module", "name"), PRIVATE)
def test_given_the_installed_sdk_then_every_private_name_in_use_is_where_it_was(module: str, name: str) -> None:
    assert hasattr(import_module(module), name), (
        f"{module} has no {name} any more: mend policies/pulumi_sagemaker_policy/pack/sdk.py"
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1.5,
        "text",
        UNKNOWN,
        Secret("x"),
        [Secret([UNKNOWN]), {}],
        {"a": Secret({"b": UNKNOWN}), "c": [None]},
    ],
)
def test_given_any_value_when_it_goes_to_the_engine_and_back_then_it_is_the_same(value: object) -> None:
    assert decode(encode(value)) == value
