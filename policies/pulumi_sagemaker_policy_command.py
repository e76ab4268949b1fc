"""Starts `sagemaker-policy`, or says what it needs: outside the package, which cannot be imported without its extra."""

from __future__ import annotations

import sys

try:
    from pulumi_sagemaker_policy.cli.command import main
except ModuleNotFoundError as error:
    sys.exit(
        f"sagemaker-policy needs the module {error.name}, which is not installed; "
        'run: pip install "pulumi-sagemaker-model[policy]"'
    )

__all__ = ["main"]
