"""Fixtures of the comparison with the real pulumi_aws package: those of the engine tests, and the package."""

from __future__ import annotations

from tests.engine.conftest import aws, backend, environment, local_aws, new_stack, vault

__all__ = ["aws", "backend", "environment", "local_aws", "new_stack", "vault"]
