"""The settings that every rule has."""

from __future__ import annotations

from typing import Final

from pulumi_sagemaker_policy.configuration.settings import Setting
from pulumi_sagemaker_policy.configuration.waivers import WAIVERS

ON_UNKNOWN: Final = Setting(
    name="on_unknown",
    schema={"type": "string", "enum": ["advisory", "violation", "skip"]},
    default="advisory",
    meaning=(
        "What a preview makes of a property that is known only at update, or that another declaration decides: an "
        "`advisory` that names it, a `violation`, or nothing (`skip`). The update judges a value that it knows in any "
        "case, before it creates anything."
    ),
)

COMMON: Final = (ON_UNKNOWN, WAIVERS)
"""Settings that every rule has."""
