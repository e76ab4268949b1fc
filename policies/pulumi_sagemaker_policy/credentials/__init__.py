"""What credentials look like: by the key that they stand under, and by their own format."""

from __future__ import annotations

from pulumi_sagemaker_policy.credentials.formats import CHECKED, format_of, is_harmless
from pulumi_sagemaker_policy.credentials.keys import names_secret

__all__ = ["CHECKED", "format_of", "is_harmless", "names_secret"]
