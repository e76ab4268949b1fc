"""Whether a role's trust policy lets SageMaker assume the role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

SERVICE: Final = "sagemaker.amazonaws.com"
ACTION: Final = "sts:AssumeRole"


def trusts_sagemaker(policy: Any) -> bool | None:
    """Tell whether SageMaker may assume the role of a trust policy; None where that hangs on more than the policy."""
    statements = list(_listed(policy.get("Statement"))) if isinstance(policy, Mapping) else []
    if not statements or not all(isinstance(one, Mapping) for one in statements):
        return None
    concerned = [one for one in statements if _may_name_sagemaker(one) and _may_name_action(one)]
    if not any(one.get("Effect") != "Deny" for one in concerned):
        return False
    if all(one.get("Effect") == "Allow" for one in concerned) and any(map(_is_plain, concerned)):
        return True
    return None


def _is_plain(statement: Mapping[str, Any]) -> bool:
    """Tell whether a statement names SageMaker and the action, and sets no condition."""
    principal = statement.get("Principal")
    services = _listed(principal.get("Service")) if isinstance(principal, Mapping) else ()
    return SERVICE in services and "NotAction" not in statement and not statement.get("Condition")


def _may_name_sagemaker(statement: Mapping[str, Any]) -> bool:
    if "Principal" not in statement:
        return True
    principal = statement["Principal"]
    if not isinstance(principal, Mapping):
        return True
    # SageMaker may act by names of services that are not documented.
    services = (str(one).lower() for one in _listed(principal.get("Service")))
    return any("sagemaker" in one or "*" in one for one in services) or "*" in _listed(principal.get("AWS"))


def _may_name_action(statement: Mapping[str, Any]) -> bool:
    if "Action" not in statement:
        return True
    return any(_fits(str(pattern)) for pattern in _listed(statement["Action"]))


def _fits(pattern: str) -> bool:
    """Tell whether an action, in which `*` and `?` stand for others, covers `ACTION`."""
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wild, ACTION, re.IGNORECASE) is not None


def _listed(value: Any) -> Iterator[Any]:
    """Yield what a policy gives as one value or as a list."""
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value
