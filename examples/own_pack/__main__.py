"""An organization's own pack: two of the rules as they are, one with other defaults, and a rule of its own."""

from pulumi_policy import PolicyPack
from single_container import SINGLE_CONTAINER

from pulumi_sagemaker_policy import policies
from pulumi_sagemaker_policy.rules import image_digest, network_isolation, tag_allowlist

TAGS = tag_allowlist.RULE.with_defaults(
    allowed={"team": ["ml-*"], "env": ["dev", "prod"]},
    required=["team"],
    defaults={"team": "ml-platform"},
)

PolicyPack(
    name="own-pack",
    policies=policies(network_isolation.RULE, image_digest.RULE, TAGS, SINGLE_CONTAINER),
)
