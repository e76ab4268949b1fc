"""What rules tell people is read again by the modules that write it, whatever names a program has made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pulumi_policy import EnforcementLevel, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy

from pulumi_sagemaker_policy import Finding, Undecided, Verdict
from pulumi_sagemaker_policy.configuration.waivers import Waiver
from pulumi_sagemaker_policy.pack.reporting import Remark, RemarkKind, conclude, failure, remarks
from pulumi_sagemaker_policy.quoting import one_line
from pulumi_sagemaker_policy.rules import network_isolation
from pulumi_sagemaker_policy.testing import OURS, Declaration, analyze

TODAY = date(2027, 1, 31)
HOSTILE = (
    "x\n  model:  y",
    "x\n  at:     y\n  wanted: z\n  fix:    f",
    'a "b" (c, d)',
    "\x1b[31mred\x07",
    "\u202ertl\u2028line\x85",
    "<b>&amp;</b> | `c`",
    "<{%fg 1%}>x<{%reset%}>",
    "\ud800 half",
    "is known only at update",
    " (",
    ") (x",
    '"',
    "\\n",
)
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
SIGNED = TEXT.filter(lambda text: bool(text.strip()))
FINDING = st.builds(Finding, TEXT, TEXT, TEXT, TEXT)


def told(verdicts: list[tuple[str, Verdict]], waivers: list[dict[str, str]]) -> list[Remark]:
    """Have a rule say this of a resource, and read it."""

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        settings = {"waivers": waivers, "on_unknown": "advisory"}
        conclude(args, report, verdicts, settings, lambda: TODAY)

    policy = ResourceValidationPolicy("a", "A.", validate, EnforcementLevel.MANDATORY)
    said = analyze(Declaration(OURS), policy).diagnostics
    return [remark for one in said for remark in read(one.message.removeprefix("A.\n"))]


def read(text: str) -> list[Remark]:
    found = remarks(text)
    assert found is not None
    return found


def shown(model: str, finding: Finding, waiver: Waiver | None = None) -> Remark:
    return Remark(
        kind=RemarkKind.FINDING,
        model=one_line(model),
        problem=one_line(finding.problem),
        path=one_line(finding.path),
        wanted=one_line(finding.wanted),
        fix=one_line(finding.fix),
        waiver=waiver,
    )


def signature(waiver: dict[str, str]) -> Waiver:
    texts = {name: one_line(waiver.get(name, "")) for name in ("reason", "owner", "ticket")}
    return Waiver(urn="", expires=date.fromisoformat(waiver["expires"]), **texts)


def waiver_until(day: str) -> st.SearchStrategy[dict[str, str]]:
    named = {"urn": st.just("**"), "reason": SIGNED, "owner": SIGNED, "expires": st.just(day)}
    return st.fixed_dictionaries(named, optional={"ticket": SIGNED})


@given(TEXT, FINDING)
@example("x (y)\n", Finding("a\n  model:  b", "c", "d", "e"))
def test_given_any_finding_then_its_message_is_read_as_it_was(model: str, finding: Finding) -> None:
    assert told([(model, finding)], []) == [shown(model, finding)]


@given(TEXT, FINDING, waiver_until("2027-01-30"))
def test_given_a_waiver_that_is_over_then_it_is_read_with_its_finding(
    model: str, finding: Finding, waiver: dict[str, str]
) -> None:
    assert told([(model, finding)], [waiver]) == [shown(model, finding, signature(waiver))]


@given(st.lists(st.tuples(TEXT, FINDING), min_size=1, max_size=3, unique=True), waiver_until("2027-01-31"))
def test_given_findings_that_are_waived_then_each_is_read_with_the_waiver(
    findings: list[tuple[str, Verdict]], waiver: dict[str, str]
) -> None:
    lifted = signature(waiver)

    assert told(findings, [waiver]) == [
        Remark(kind=RemarkKind.WAIVED, model=one_line(model), problem=one_line(finding.problem), waiver=lifted)
        for model, finding in findings
        if isinstance(finding, Finding)
    ]


@given(TEXT, st.lists(TEXT, min_size=1, max_size=3, unique=True), st.sampled_from(["", "the endpoint configuration"]))
def test_given_what_is_not_known_then_its_message_is_read_as_it_was(model: str, paths: list[str], source: str) -> None:
    (said,) = told([(model, Undecided(path, source)) for path in paths], [])

    assert (said.kind, said.model, said.path) == (RemarkKind.UNDECIDED, one_line(model), one_line(", ".join(paths)))


def test_given_a_waiver_that_nothing_needs_then_no_model_is_read() -> None:
    waiver = {"urn": "**", "reason": "a reason", "owner": "an owner", "expires": "2027-02-01"}

    assert told([], [waiver]) == []


def test_given_a_rule_that_fails_then_its_message_is_read_as_not_judged() -> None:
    try:
        raise ValueError("hunter2")  # noqa: TRY301 - what a rule may do
    except ValueError as error:
        (said,) = read(failure(error))

    assert said.kind is RemarkKind.NOT_JUDGED
    assert said.fix


def test_given_a_wrong_setting_then_its_message_is_read_as_not_judged() -> None:
    config = {"network-isolation": {"on_unknwn": "skip"}}
    (found,) = analyze(Declaration(OURS, {}), network_isolation.RULE, config=config).diagnostics

    (said,) = read(found.message.removeprefix(f"{network_isolation.RULE.title}\n"))

    assert (said.kind, said.model) == (RemarkKind.NOT_JUDGED, "fraud")
    assert said.path == "network-isolation.on_unknwn in the policy configuration"


@pytest.mark.parametrize("text", ["", "free text", "free\ntext", "Waived until 9999-99-99: x (y)", "  model:  x"])
def test_given_what_no_rule_writes_then_it_is_not_read(text: str) -> None:
    assert remarks(text) is None
