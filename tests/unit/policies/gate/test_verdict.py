"""The verdict on every way in which a run can end, from logs of real runs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

import pytest

from pulumi_sagemaker_policy.gate.events import RunLog, read_log
from pulumi_sagemaker_policy.gate.packs import Packs
from pulumi_sagemaker_policy.gate.report import Run, report_on
from pulumi_sagemaker_policy.gate.verdict import Ending
from pulumi_sagemaker_policy.reports.json_document import render
from pulumi_sagemaker_policy.reports.results import Report, RunVerdict
from tests.unit.policies.gate.recorded import LOGS, killed, lines_of

CLEAN, BLOCKED, NOT_JUDGED = RunVerdict.CLEAN, RunVerdict.BLOCKED, RunVerdict.NOT_JUDGED
OK, FAILED = Ending(0), Ending(1)
TWO = {"bad": 2, "good": 2}
MISSING = {"advisory": 1}
"""The reminder that tag-allowlist waits for its settings."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A run and what has to be said of it: outcomes but for `passed`, rules by model, and why it is not judged."""

    log: list[str]
    ending: Ending
    verdict: RunVerdict
    outcomes: dict[str, int] = field(default_factory=dict)
    models: dict[str, int] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    strict: RunVerdict | None = None
    """The verdict if advisories count, too, where it is another one."""


PROGRAM = "The program failed, so"
PACK = "A policy pack failed"
LOST = "The engine was lost"
NOTHING = "Pulumi ended before it judged anything"

CASES = {
    "clean": Case(
        log=lines_of("clean"), ending=OK, verdict=CLEAN, outcomes=MISSING, models={"good": 2}, strict=BLOCKED
    ),
    "advisory": Case(
        log=lines_of("advisory"), ending=OK, verdict=CLEAN, outcomes={"advisory": 1}, models=TWO, strict=BLOCKED
    ),
    "waived": Case(
        log=lines_of("waived"),
        ending=OK,
        verdict=CLEAN,
        outcomes={"waived": 1, **MISSING},
        models=TWO,
        strict=BLOCKED,
    ),
    "expired waiver": Case(
        log=lines_of("expired"), ending=FAILED, verdict=BLOCKED, outcomes={"violation": 1, **MISSING}, models=TWO
    ),
    "undecided": Case(
        log=lines_of("undecided"),
        ending=OK,
        verdict=CLEAN,
        outcomes={"undecided": 1, **MISSING},
        models={"good": 2, "later": 2},
        strict=BLOCKED,
    ),
    "remediated": Case(
        log=lines_of("remediated"), ending=OK, verdict=CLEAN, outcomes=MISSING, models=TWO, strict=BLOCKED
    ),
    "all rules disabled": Case(log=lines_of("disabled"), ending=OK, verdict=CLEAN, models={"bad": 0, "good": 0}),
    "no models": Case(log=lines_of("none"), ending=OK, verdict=CLEAN),
    "unchanged stack": Case(
        log=lines_of("unchanged"), ending=OK, verdict=CLEAN, outcomes=MISSING, models={"fraud": 2}, strict=BLOCKED
    ),
    "template with three models": Case(
        log=lines_of("template"),
        ending=FAILED,
        verdict=BLOCKED,
        outcomes={"violation": 1, **MISSING},
        models={"inference/One": 2, "inference/Three": 2, "inference/Two": 2},
    ),
    "two packs": Case(
        log=lines_of("two-packs"),
        ending=FAILED,
        verdict=BLOCKED,
        outcomes={"violation": 3, "advisory": 2},
        models={"bad": 3, "good": 3},
    ),
    "an update that is blocked": Case(
        log=lines_of("up-blocked"), ending=FAILED, verdict=BLOCKED, outcomes={"violation": 1}, models={"fraud": 2}
    ),
    "an update that went well": Case(
        log=lines_of("up-clean"), ending=OK, verdict=CLEAN, outcomes=MISSING, models={"fraud": 2}, strict=BLOCKED
    ),
    "program error before a violation": Case(
        log=lines_of("error-before"), ending=FAILED, verdict=NOT_JUDGED, reasons=(PROGRAM,)
    ),
    "program error after a violation": Case(
        log=lines_of("error-after"),
        ending=FAILED,
        verdict=NOT_JUDGED,
        outcomes={"violation": 1},
        models={"bad": 2},
        reasons=(PROGRAM,),
    ),
    "a model that the provider refuses": Case(
        log=lines_of("refused"),
        ending=FAILED,
        verdict=NOT_JUDGED,
        models={"ok": 2, "x": 2},
        reasons=("x was refused or failed",),
    ),
    "provider error": Case(
        log=lines_of("provider-error"),
        ending=FAILED,
        verdict=NOT_JUDGED,
        outcomes={"violation": 1},
        models=TWO,
        reasons=("good was refused or failed",),
    ),
    "pack crash at its start": Case(
        log=lines_of("pack-crash-start"),
        ending=Ending(1, "error: policy pack not started: could not read policy pack port: io: read/write"),
        verdict=NOT_JUDGED,
        reasons=(PACK,),
    ),
    "pack crash in the middle": Case(
        log=lines_of("pack-crash-later"),
        ending=FAILED,
        verdict=NOT_JUDGED,
        outcomes={"violation": 1},
        models={"bad": 2, "good": 3},
        reasons=(PACK,),
    ),
    "pack that raises": Case(
        log=lines_of("pack-raises"),
        ending=FAILED,
        verdict=NOT_JUDGED,
        outcomes={"violation": 2},
        models={"bad": 2, "good": 4},
        reasons=(PACK,),
    ),
    "setting of a wrong type": Case(
        log=lines_of("wrong-type"),
        ending=Ending(1, "error: validating policy config"),
        verdict=NOT_JUDGED,
        reasons=("The policy configuration was refused",),
    ),
    "policy that does not exist": Case(
        log=lines_of("unknown-setting"),
        ending=Ending(1, 'error: configuring policy pack "x" at "/shop": invalid enforcement level ""'),
        verdict=NOT_JUDGED,
        reasons=("The policy configuration was refused",),
    ),
    "setting that does not exist": Case(
        log=lines_of("rule-setting"),
        ending=FAILED,
        verdict=NOT_JUDGED,
        outcomes={"violation": 1, "not-judged": 2, **MISSING},
        models={"bad": 3, "good": 3},
        reasons=(
            "The rule vpc-config could not judge bad and 1 more: The policy configuration is wrong: vpc-config.nope",
        ),
    ),
    "killed engine": Case(
        log=killed("clean"),
        ending=Ending(-9),
        verdict=NOT_JUDGED,
        outcomes=MISSING,
        models={"good": 2},
        reasons=(LOST,),
    ),
    "killed engine after a violation": Case(
        log=killed("up-blocked"),
        ending=Ending(-9),
        verdict=NOT_JUDGED,
        outcomes={"violation": 1},
        models={"fraud": 2},
        reasons=(LOST,),
    ),
    "interrupted": Case(
        log=killed("clean"),
        ending=Ending(1, interrupted=True),
        verdict=NOT_JUDGED,
        outcomes=MISSING,
        models={"good": 2},
        reasons=("The run was interrupted",),
    ),
    "a pack that did not look at the whole stack": Case(
        log=[line for line in lines_of("clean") if "policyAnalyzeStackSummaryEvent" not in line],
        ending=OK,
        verdict=NOT_JUDGED,
        outcomes=MISSING,
        models={"good": 2},
        reasons=("The policy pack pulumi-sagemaker-policy did not get to its end",),
    ),
    "changes where none were expected": Case(
        log=lines_of("clean"),
        ending=FAILED,
        verdict=NOT_JUDGED,
        outcomes=MISSING,
        models={"good": 2},
        reasons=("Pulumi ended with exit code 1",),
    ),
    "wrong stack": Case(
        log=[],
        ending=Ending(6, "error: no stack named 'nope' found"),
        verdict=NOT_JUDGED,
        reasons=("There is no such stack",),
    ),
    "no project": Case(
        log=[],
        ending=Ending(1, "error: no Pulumi.yaml project file found (searching upwards from /x)."),
        verdict=NOT_JUDGED,
        reasons=("There is no Pulumi project here",),
    ),
    "wrong passphrase": Case(
        log=[],
        ending=Ending(1, "error: getting stack configuration: get stack secrets manager: incorrect passphrase"),
        verdict=NOT_JUDGED,
        reasons=("Pulumi could not read the stack's secrets",),
    ),
    "no permission": Case(
        log=[],
        ending=Ending(1, "error: could not list stacks: open /state/.pulumi/stacks: permission denied"),
        verdict=NOT_JUDGED,
        reasons=("Pulumi was not permitted",),
    ),
    "no login": Case(
        log=[],
        ending=Ending(1, "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"),
        verdict=NOT_JUDGED,
        reasons=("Pulumi was not permitted",),
    ),
    "no backend": Case(
        log=[],
        ending=Ending(1, 'error: performing HTTP request: Get "https://x/api/user": dial tcp: lookup x: no such host'),
        verdict=NOT_JUDGED,
        reasons=("Pulumi did not reach its backend",),
    ),
    "older CLI": Case(
        log=[],
        ending=Ending(255, "error: unknown flag: --policy-pack"),
        verdict=NOT_JUDGED,
        reasons=("This Pulumi CLI does not know a command",),
    ),
    "locked": Case(
        log=[],
        ending=Ending(1, "error: the stack is currently locked by 1 lock(s)."),
        verdict=NOT_JUDGED,
        reasons=("The stack is locked",),
    ),
    "nothing at all": Case(log=[], ending=Ending(255), verdict=NOT_JUDGED, reasons=(NOTHING,)),
    "no event log": Case(
        log=["{}", "[1]", "text", '{"steps": 1}'], ending=Ending(), verdict=NOT_JUDGED, reasons=(NOTHING,)
    ),
}


def report(case: Case, *, fail_on_advisory: bool = False) -> Report:
    return report_on(Run(log=read_log(case.log), ending=case.ending), Packs(), fail_on_advisory=fail_on_advisory)


@pytest.mark.parametrize("name", CASES)
def test_given_a_run_when_it_is_judged_then_the_verdict_is_right(name: str) -> None:
    case = CASES[name]

    found = report(case)

    assert found.verdict is case.verdict
    outcomes = Counter(result.outcome.value for result in found.results)
    assert {outcome: number for outcome, number in outcomes.items() if outcome != "passed"} == case.outcomes
    assert {model.model: model.rules for model in found.models} == case.models
    assert len(found.reasons) == len(case.reasons)
    assert all(said.startswith(reason) for said, reason in zip(found.reasons, case.reasons, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_given_that_advisories_count_then_they_block(name: str) -> None:
    case = CASES[name]

    assert report(case, fail_on_advisory=True).verdict is (case.strict or case.verdict)


@pytest.mark.parametrize("log", sorted(log.stem for log in LOGS.iterdir()))
def test_given_secrets_in_a_log_then_none_is_in_its_report(log: str) -> None:
    case = Case(log=lines_of(log), ending=Ending(1), verdict=NOT_JUDGED)

    assert "planted-secret" not in render(report(case))


def test_given_reasons_of_the_command_then_they_alone_are_told() -> None:
    found = report_on(Run(log=RunLog(), ending=Ending(1)), Packs(), reasons=("The file is wrong.",), ended=1)

    assert (found.verdict, found.reasons) == (NOT_JUDGED, ("The file is wrong.",))
    assert found.finished.year == 1970


def test_given_what_is_only_remediated_in_a_state_then_it_is_an_advisory() -> None:
    log = read_log(lines_of("remediated"))

    found = report_on(Run(log=log, ending=OK, deployed=True), Packs())

    assert ("network-isolation", "bad", "advisory", "remediate") in {
        (result.rule, result.model, result.outcome.value, result.level) for result in found.results
    }


def test_given_marks_for_colours_in_a_log_then_its_messages_are_read_without() -> None:
    events = [json.loads(line) for line in lines_of("expired")]
    for event in events:
        if "policyEvent" in event:
            text = event["policyEvent"]["message"]
            event["policyEvent"]["message"] = "<{%fg 12%}>" + text.removesuffix("\n") + "<{%reset%}>\n"
    marked = Case(log=[json.dumps(event) for event in events], ending=FAILED, verdict=BLOCKED)

    assert report(marked) == report(CASES["expired waiver"])
