"""An organization's own pack; the Pulumi engine starts this file."""

from own_rules import RULES
from pulumi_policy import PolicyPack

from pulumi_sagemaker_policy import policies

PolicyPack(name="own-pack", policies=policies(*RULES))
