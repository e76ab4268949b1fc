"""Statements of IAM that a rule becomes, and what of a rule IAM cannot say.

All of them deny, so that they can stand in a service control policy, a permissions boundary or a policy of a role.
Source: actions, resources and condition keys for Amazon SageMaker, in the Service Authorization Reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

CREATE: Final = "sagemaker:CreateModel"
ADD_TAGS: Final = "sagemaker:AddTags"
DELETE_TAGS: Final = "sagemaker:DeleteTags"
PASS_ROLE: Final = "iam:PassRole"  # noqa: S105 - an action

MODELS: Final = "arn:*:sagemaker:*:*:model/*"

Condition: TypeAlias = Mapping[str, Mapping[str, str | Sequence[str]]]
"""Values by condition operator and key: all of them have to hold."""


class Statement(NamedTuple):
    """One denial. Without resources it denies the actions on all of them."""

    sid: str
    """Letters and digits, unique among all rules."""
    actions: tuple[str, ...]
    condition: Condition = MappingProxyType({})
    resources: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    """ARNs that it does not deny the actions on: `NotResource`. Given in place of `resources`."""

    def document(self, exempt: Sequence[str] = ()) -> dict[str, Any]:
        """Return the statement as JSON has it; principals whose ARNs fit `exempt` may do what it denies."""
        condition = {operator: dict(keys) for operator, keys in self.condition.items()}
        if exempt:
            condition.setdefault("ArnNotLike", {})["aws:PrincipalArn"] = list(exempt)
        where = {"NotResource": list(self.spared)} if self.spared else {"Resource": list(self.resources) or ["*"]}
        return {
            "Sid": self.sid,
            "Effect": "Deny",
            "Action": list(self.actions),
            **where,
            **({"Condition": condition} if condition else {}),
        }


class Gap(NamedTuple):
    """What the pack asks and IAM does not, or not in full."""

    setting: str
    """The rule's setting, or empty for the rule as a whole."""
    reason: str
    """One sentence on what IAM lets pass, or why."""


Translation: TypeAlias = Statement | Gap
