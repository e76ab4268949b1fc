"""What policies said, as statements: rules of ours in their parts, and all others as one sentence."""

from __future__ import annotations

from typing import Final

from pulumi_sagemaker_policy.declarations.subject import one_line
from pulumi_sagemaker_policy.gate.events import PolicyMessage
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.policies import WITHOUT_SETTINGS
from pulumi_sagemaker_policy.pack.reporting import Remark, RemarkKind, remarks

_FIX: Final = "  fix:    "
_DETAIL: Final = "  "
"""How lines begin that say more than the problem, in policies that look at the whole stack."""


def remarks_of(message: PolicyMessage, rule: RuleDefinition | None) -> list[Remark]:
    """Read a message; a statement without a model is about all that the resource declares, or about the stack."""
    own = rule is not None or message.policy in WITHOUT_SETTINGS
    if not own:
        return [Remark(kind=RemarkKind.FINDING, problem=_joined(message.text.split("\n")))]
    text = _without_title(message.text, rule.title if rule else "")
    found = remarks(text)
    if found is not None:
        return found
    lines = text.split("\n")
    details = [line for line in lines if line.startswith(_DETAIL)]
    fix = [line.removeprefix(_FIX) for line in details if line.startswith(_FIX)] or details
    problem = _joined([line for line in lines if line not in details])
    return [Remark(kind=RemarkKind.FINDING, problem=problem, fix=_joined(fix))]


def _without_title(text: str, title: str) -> str:
    """Take off the description of a policy, which the SDK puts above what it says."""
    above = f"{title}\n"
    return text.removeprefix(above) if title and text.startswith(above) else text.partition("\n")[2] or text


def _joined(lines: list[str]) -> str:
    return one_line(" ".join(filter(None, map(str.strip, lines))))
