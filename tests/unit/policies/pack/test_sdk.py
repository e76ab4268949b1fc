"""pulumi-policy keeps to itself some names that sdk.py and proxies.py need: say so plainly when one of them moves."""

from importlib import import_module
from types import ModuleType

import pytest

from pulumi_sagemaker_policy.declarations import proxies
from pulumi_sagemaker_policy.pack import sdk
from pulumi_sagemaker_policy.pack.sdk import Secret, decode, encode
from pulumi_sagemaker_policy.testing import UNKNOWN


@pytest.mark.parametrize(
    ("user", "module", "name"), [(user, *private) for user in (sdk, proxies) for private in user.PRIVATE]
)
def test_given_the_installed_sdk_then_every_private_name_in_use_is_where_it_was(
    user: ModuleType, module: str, name: str
) -> None:
    assert hasattr(import_module(module), name), f"{module} has no {name} any more: mend {user.__file__}"


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
