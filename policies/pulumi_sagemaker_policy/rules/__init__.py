"""Every rule, in the order in which they run."""

from typing import Final

from pulumi_sagemaker_policy.rule import Rule
from pulumi_sagemaker_policy.rules import network_isolation, tag_allowlist

ALL: Final[tuple[Rule, ...]] = (network_isolation.RULE, tag_allowlist.RULE)
