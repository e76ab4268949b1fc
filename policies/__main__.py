"""Serves every rule as one policy pack; the Pulumi engine starts this file."""

from __future__ import annotations

import sys

from pulumi_policy import PolicyPack

from pulumi_sagemaker_policy import policies, rules

# The engine passes its address. Without one nobody would ever call, and the pack would wait forever.
if len(sys.argv) < 2:  # noqa: PLR2004 - the program and the engine's address
    sys.exit("This is a Pulumi policy pack, not a program: run `pulumi preview --policy-pack` with its folder.")

PolicyPack(name="pulumi-sagemaker-policy", policies=policies(*rules.ALL))
