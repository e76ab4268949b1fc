"""The rules of an organization: two as they are, one with other defaults, and one of its own."""

from single_container import SINGLE_CONTAINER

from pulumi_sagemaker_policy.rules import image_digest, network_isolation, tag_allowlist

TAGS = tag_allowlist.RULE.with_defaults(
    allowed={"team": ["ml-*"], "env": ["dev", "prod"]},
    required=["team"],
    defaults={"team": "ml-platform"},
)

RULES = (network_isolation.RULE, image_digest.RULE, TAGS, SINGLE_CONTAINER)
