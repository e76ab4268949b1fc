"""What policies said is read for what it is: of rules, of policies for the whole stack, and of others."""

from __future__ import annotations

import pytest

from pulumi_sagemaker_policy.gate.events import PolicyMessage, read_log
from pulumi_sagemaker_policy.gate.messages import remarks_of
from pulumi_sagemaker_policy.gate.packs import Packs
from pulumi_sagemaker_policy.gate.report import Run, report_on
from pulumi_sagemaker_policy.pack.definition import RuleDefinition
from pulumi_sagemaker_policy.pack.reporting import Remark, RemarkKind
from pulumi_sagemaker_policy.reports.results import Outcome
from pulumi_sagemaker_policy.rules import network_isolation
from tests.unit.policies.gate.recorded import lines_of

TITLE = network_isolation.RULE.title
FINDING = "It is open.\n  model:  fraud\n  at:     a.b\n  wanted: c\n  fix:    d"
FOUND = Remark(kind=RemarkKind.FINDING, problem="It is open.", model="fraud", path="a.b", wanted="c", fix="d")
NOT_RUN = "can't run policy 'x' from policy pack 'pack@v1' during preview: "


def message(text: str, policy: str = "network-isolation", level: str = "mandatory") -> PolicyMessage:
    return PolicyMessage(urn="", policy=policy, pack="pack", level=level, severity="", text=text)


@pytest.mark.parametrize(
    ("text", "policy", "rule", "remark"),
    [
        (f"{TITLE}\n{FINDING}", "network-isolation", network_isolation.RULE, FOUND),
        (f"A title of a pack that is not known.\n{FINDING}", "own-rule", None, FOUND),
        ("One.\nTwo\n\n   three", "p", None, Remark(kind=RemarkKind.FINDING, problem="One. Two three")),
        ("One.", "p", None, Remark(kind=RemarkKind.FINDING, problem="One.")),
        ("", "p", None, Remark(kind=RemarkKind.FINDING, problem="")),
        (
            f"{NOT_RUN}tags is unknown",
            "p",
            None,
            Remark(kind=RemarkKind.UNDECIDED, problem=f"{NOT_RUN}tags is unknown"),
        ),
        (
            f"{NOT_RUN}The rule failed (KeyError at x.py:1), so no.\n  fix:    report this",
            "network-isolation",
            network_isolation.RULE,
            Remark(
                kind=RemarkKind.NOT_JUDGED, problem="The rule failed (KeyError at x.py:1), so no.", fix="report this"
            ),
        ),
        (
            f"What a rule has remediated must stay.\nx has remediated this model.\n{FINDING}",
            "lost-remediation",
            None,
            Remark(
                kind=RemarkKind.FINDING,
                problem="x has remediated this model. It is open.",
                model="fraud",
                path="a.b",
                wanted="c",
                fix="d",
            ),
        ),
    ],
)
def test_given_a_message_then_it_is_read_as_what_it_is(
    text: str, policy: str, rule: RuleDefinition | None, remark: Remark
) -> None:
    assert remarks_of(message(text, policy), rule) == [remark]


def test_given_a_blocking_message_that_reads_as_waived_then_it_is_a_violation() -> None:
    lines = [
        line.replace('"enforcementLevel":"advisory"', '"enforcementLevel":"mandatory"') for line in lines_of("waived")
    ]

    found = report_on(Run(log=read_log(lines)), Packs())

    assert not [result for result in found.results if result.outcome is Outcome.WAIVED]
