"""The accounts from which AWS serves images for inference, by region: own algorithms and deep learning frameworks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pulumi_sagemaker_policy.aws_facts.recorded import recorded

RECORDED: Final = recorded("accounts")

AWS_ACCOUNTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {region: frozenset(accounts) for region, accounts in RECORDED.facts.items()}
)
"""The registries of all images whose scope is inference."""
