"""What IAM tells of roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pulumi_sagemaker_model.aws import arns
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, NotThere, Outcome, asked


@dataclass(frozen=True)
class Role:
    """A role: whether it is there, and whom it trusts."""

    arn: str
    service: ClassVar = "iam"

    def ask(self, clients: Clients) -> Outcome:
        """Answer with `arn`, that of the role of this name, and `trust`, its trust policy."""
        iam = clients.of("iam")

        def got() -> Outcome:
            role = iam.get_role(RoleName=arns.name_of(self.arn)).get("Role") or {}
            return (
                Found({"arn": role["Arn"], "trust": role.get("AssumeRolePolicyDocument")})
                if role.get("Arn")
                else CannotTell()
            )

        outcome = asked(iam, f"iam:GetRole on {self.arn}", got, {"NoSuchEntity": NotThere("role")})
        # IAM tells of the caller's own account, which may have, or lack, a role of that name, too.
        if isinstance(outcome, NotThere):
            return outcome if clients.account() == arns.account_of(self.arn) else CannotTell()
        if isinstance(outcome, Found) and arns.account_of(outcome.facts["arn"]) != arns.account_of(self.arn):
            return CannotTell()
        return outcome
