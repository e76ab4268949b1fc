"""The provider's own type token, which both packages need and neither may import from the other."""

from pathlib import Path

import pulumi_sagemaker_policy
from pulumi_sagemaker_model.resource import TYPE
from pulumi_sagemaker_policy.declarations.tokens import OURS


def test_given_the_providers_token_then_the_policies_know_it_and_write_it_once() -> None:
    package = Path(pulumi_sagemaker_policy.__file__).parent
    written = [path.name for path in package.rglob("*.py") if f'"{TYPE}"' in path.read_text(encoding="utf-8")]

    assert OURS == TYPE
    assert written == ["tokens.py"]
