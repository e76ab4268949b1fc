"""Results of a run: which rules passed which models, and fingerprints that neither order nor neighbours change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from pulumi_sagemaker_policy.gate.events import read_log
from pulumi_sagemaker_policy.gate.packs import KnownPack, Packs
from pulumi_sagemaker_policy.gate.places import Place
from pulumi_sagemaker_policy.gate.report import Run, report_on
from pulumi_sagemaker_policy.gate.verdict import Ending
from pulumi_sagemaker_policy.pack.verdicts import Finding
from pulumi_sagemaker_policy.reports.results import Report, Result
from pulumi_sagemaker_policy.rules import network_isolation
from tests.unit.policies.gate.recorded import LOGS, lines_of

NAMES = sorted(log.stem for log in LOGS.iterdir())
HOSTILE = ["<script>alert(1)</script>", "a\nb\x1b[31m", "\u202eevil", "x" * 10_000, 'a "b" (c) | `d` <{%fg 1%}>', "::"]


def report(lines: list[str], packs: Packs | None = None) -> Report:
    return report_on(Run(log=read_log(lines), ending=Ending(0)), packs or Packs())


def shuffled(lines: list[str]) -> list[str]:
    return Random(7).sample(lines, len(lines))  # noqa: S311 - an order, not a secret


@pytest.mark.parametrize("name", NAMES)
def test_given_events_in_another_order_then_the_results_are_the_same(name: str) -> None:
    lines = lines_of(name)

    assert report(shuffled(lines)).results == report(lines).results


@pytest.mark.parametrize("name", NAMES)
def test_given_any_run_then_each_fingerprint_is_there_once(name: str) -> None:
    lines = lines_of(name)
    twice = [*lines, *lines]  # as if two packs of one name said the same

    for found in (report(lines), report(twice)):
        prints = [result.fingerprint for result in found.results]
        assert len(set(prints)) == len(prints)


def test_given_one_finding_less_then_the_others_keep_their_fingerprints() -> None:
    lines = lines_of("two-packs")
    fewer = [line for line in lines if not ("policyEvent" in line and "free text" in line and "bad" in line)]

    gone = {result.fingerprint for result in report(lines).results} ^ {
        result.fingerprint for result in report(fewer).results
    }

    assert len(gone) == 1


def test_given_another_place_then_the_fingerprint_stays() -> None:
    log = read_log(lines_of("template"))
    (violation,) = [result for result in report(lines_of("template")).results if result.outcome.value == "violation"]

    moved = report_on(Run(log=log, places={violation.urn: Place("x.py", 9)}), Packs())

    assert ("x.py", 9, violation.fingerprint) in {(one.file, one.line, one.fingerprint) for one in moved.results}


def by_model(found: Report, rule: str) -> dict[str, str]:
    return {result.model: result.outcome.value for result in found.results if result.rule == rule}


def test_given_a_template_of_which_one_model_breaks_a_rule_then_the_others_pass() -> None:
    assert by_model(report(lines_of("template")), "network-isolation") == {
        "inference/One": "passed",
        "inference/Two": "violation",
        "inference/Three": "passed",
    }


def test_given_a_rule_that_failed_on_a_template_then_none_of_its_models_passes() -> None:
    failed = []
    for line in lines_of("template"):
        event = json.loads(line)
        if event.get("policyEvent", {}).get("policyName") == "network-isolation":
            event["policyEvent"]["message"] = (
                f"{network_isolation.RULE.title}\nThe rule failed (KeyError at x.py:1), so it was not judged.\n"
                "  fix:    report this"
            )
        failed.append(json.dumps(event))

    assert by_model(report(failed), "network-isolation") == {"inference": "not-judged"}


def test_given_a_plain_policy_of_another_pack_then_it_passes_nothing_and_is_counted() -> None:
    found = report(lines_of("two-packs"))

    assert by_model(found, "p") == {"bad": "violation", "good": "violation"}
    problems = {result.problem for result in found.results if result.rule in ("p", "st")}
    assert problems == {"P. free text second line", "S. stack text"}
    assert {(result.model, result.urn) for result in found.results if result.rule == "st"} == {
        ("", "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev")
    }


def test_given_the_configured_level_then_what_passes_has_it() -> None:
    pack = KnownPack("pulumi-sagemaker-policy", [network_isolation.RULE], {"network-isolation": "remediate"})

    found = report(lines_of("clean"), Packs([pack]))

    assert {result.level for result in found.results if result.rule == "network-isolation"} == {"remediate"}
    assert by_model(found, "environment-secrets") == {}, "no rule of this pack, as far as it is known"


def test_given_a_reminder_of_the_stack_then_its_example_says_how_to_mend_it() -> None:
    (reminder,) = [result for result in report(lines_of("clean")).results if result.rule == "missing-settings"]

    assert reminder.problem.endswith("as in this example.")
    assert reminder.fix.startswith('"tag-allowlist": { "allowed": ')
    assert reminder.fix.endswith('"tag-allowlist": "disabled" ends this reminder.')


def test_given_a_waiver_that_nothing_needs_then_what_to_do_is_said_apart() -> None:
    message = (
        "Waivers should match something.\nThe waiver of naming for ** matches no resource of this stack.\n"
        "  waiver: until 9999-12-31: a reason (an owner)\n  fix:    remove it\n"
    )
    said = {"resourceUrn": "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", "policyPackName": "pack"}
    line = event("policyEvent", **said, policyName="unused-waivers", enforcementLevel="advisory", message=message)

    (unused,) = report([line]).results

    assert (unused.model, unused.fix) == ("", "remove it")
    assert unused.problem == "The waiver of naming for ** matches no resource of this stack."


def event(kind: str, **content: Any) -> str:
    return json.dumps({"sequence": 1, "timestamp": 1, kind: content})


def hostile_run(name: str) -> Iterator[str]:
    urn = f"urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::{name}"
    said = {"resourceUrn": urn, "policyPackName": "pack", "policyPackVersion": "1"}
    finding = Finding(f"{name} is wrong.", f"tags[{name}]", name, f"mend {name}")
    message = f"{network_isolation.RULE.title}\n{finding.message(name)}\n"
    yield event("policyEvent", **said, policyName="network-isolation", enforcementLevel="mandatory", message=message)
    yield event("policyAnalyzeSummaryEvent", **said, failed=["network-isolation"])
    yield event("summaryEvent", result="failed", PolicyPacks={"pack": "1"})


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_given_a_hostile_name_then_its_result_is_whole_and_on_one_line(name: str) -> None:
    (result,) = report(list(hostile_run(name))).results

    def texts(result: Result) -> list[str]:
        return [result.model, result.problem, result.path, result.wanted, result.fix]

    assert all(text.isprintable() and text for text in texts(result))
    assert result.outcome.value == "violation"
    assert result.fix.startswith("mend ")
