"""Every rule, in the order in which they run."""

from __future__ import annotations

from typing import Final

from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.rules import (
    allowed_regions,
    environment_secrets,
    execution_role,
    image_digest,
    image_registry,
    model_data_location,
    naming,
    network_isolation,
    tag_allowlist,
    tag_policy,
    vpc_config,
)

ALL: Final[tuple[Rule, ...]] = (
    network_isolation.RULE,
    tag_allowlist.RULE,
    tag_policy.RULE,
    vpc_config.RULE,
    image_registry.RULE,
    image_digest.RULE,
    execution_role.RULE,
    model_data_location.RULE,
    environment_secrets.RULE,
    allowed_regions.RULE,
    naming.RULE,
)
