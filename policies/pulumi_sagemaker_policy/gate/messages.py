"""What policies said, as remarks: rules of this package in their parts, and all others as one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pulumi_sagemaker_policy.gate.events import PolicyMessage
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.policies import WITHOUT_SETTINGS
from pulumi_sagemaker_policy.pack.reporting import Remark, RemarkKind, remarks
from pulumi_sagemaker_policy.quoting import one_line

_FIX: Final = "  fix:    "
_DETAIL: Final = "  "
"""How lines begin that say more than the problem, in policies that look at the whole stack."""

_NOT_RUN: Final = re.compile(
    r"can't run (?:policy|remediation) '[^']*' from policy pack '[^']*' during preview: (?P<why>(?s:.*))"
)
"""What the SDK says of a policy that could not be run, as something is not known yet."""


def remarks_of(message: PolicyMessage, rule: RuleDefinition | None) -> list[Remark]:
    """Read a message; a remark without a model is about all that the resource declares, or about the stack."""
    not_run = _NOT_RUN.fullmatch(message.text)
    if not_run:
        return remarks(not_run["why"]) or [Remark(kind=RemarkKind.UNDECIDED, problem=_joined([message.text]))]
    text = _without_title(message.text, rule.title if rule else "")
    found = remarks(text)
    if found is not None:
        return found
    if message.policy in WITHOUT_SETTINGS:
        return [_of_stack(text.split("\n"))]
    return [Remark(kind=RemarkKind.FINDING, problem=_joined(message.text.split("\n")))]


def _of_stack(lines: list[str]) -> Remark:
    details = [line for line in lines if line.startswith(_DETAIL)]
    fix = [line.removeprefix(_FIX) for line in details if line.startswith(_FIX)] or details
    problem = _joined(line for line in lines if line not in details)
    return Remark(kind=RemarkKind.FINDING, problem=problem, fix=_joined(fix))


def _without_title(text: str, title: str) -> str:
    """Take off the description of a policy, which the SDK puts above what it says."""
    above = f"{title}\n"
    return text.removeprefix(above) if title and text.startswith(above) else text.partition("\n")[2] or text


def _joined(lines: Iterable[str]) -> str:
    return one_line(" ".join(word for line in lines for word in line.split()))
