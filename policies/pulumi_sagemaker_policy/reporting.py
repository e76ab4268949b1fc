"""What pulumi-policy knows while a policy reports, and keeps from it: other levels, and other policies' settings.

A policy may report at its own level only, and an advisory from a mandatory one begins with "can't run policy".
A policy of the whole stack cannot see what the rules that it speaks for are set to. The SDK's report callback is a
closure around the server that knows both; this module alone looks into it, and a test holds the names it uses.
"""

from inspect import getclosurevars
from typing import Any

from pulumi_policy import EnforcementLevel, Policy, ReportViolation

from pulumi_sagemaker_policy.config import Settings


def report_at(level: EnforcementLevel, report: ReportViolation, message: str) -> None:
    """Report on the resource at hand at this level, whatever the policy's own is."""
    known = getclosurevars(report).nonlocals
    server: Any = known["self"]
    again: ReportViolation = server._create_report_violation(  # noqa: SLF001 - see above
        known["response"], known["policy_name"], known["policy_description"], level, known["severity"]
    )
    again(message, None)


def configured(report: ReportViolation, policy: Policy) -> tuple[EnforcementLevel, Settings]:
    """Return the level and the settings of another policy of the same pack."""
    server: Any = getclosurevars(report).nonlocals["self"]
    return server._get_enforcement_level(policy), server._get_policy_config(policy.name) or {}  # noqa: SLF001 - see above
