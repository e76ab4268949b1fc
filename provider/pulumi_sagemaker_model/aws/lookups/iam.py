"""What IAM tells of roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from pulumi_sagemaker_model.aws import arns
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, NotThere, Outcome, asked


class RoleFacts(NamedTuple):
    """What IAM tells of the role of a name."""

    arn: str
    trust: Any
    """Its trust policy."""


@dataclass(frozen=True)
class Role:
    """A role: whether it is there, and whom it trusts."""

    arn: str
    service: ClassVar = "iam"

    def ask(self, clients: Clients) -> Outcome[RoleFacts]:
        """Answer with what there is of the role's name, whose path may be another."""
        iam = clients.of("iam")

        def got() -> Outcome[RoleFacts]:
            role = iam.get_role(RoleName=arns.name_of(self.arn)).get("Role") or {}
            arn = role.get("Arn")
            return Found(RoleFacts(arn, role.get("AssumeRolePolicyDocument"))) if arn else CannotTell()

        outcome = asked(iam, f"iam:GetRole on {self.arn}", got, {"NoSuchEntity": NotThere("role")})
        # IAM tells of the caller's own account, which may have, or lack, a role of that name, too.
        if isinstance(outcome, NotThere):
            return outcome if clients.account() == arns.account_of(self.arn) else CannotTell()
        if isinstance(outcome, Found) and arns.account_of(outcome.facts.arn) != arns.account_of(self.arn):
            return CannotTell()
        return outcome
