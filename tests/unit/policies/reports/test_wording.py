"""The words of reports: sentences and counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pulumi_sagemaker_policy.reports import wording
from pulumi_sagemaker_policy.reports.results import JudgedModel, Outcome, RunVerdict
from tests.unit.policies.reports import samples


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("clean", "Clean: no violation; 2 models judged by 11 rules each."),
        ("no models", "Clean: the stack declares no models."),
        ("advisory", "Clean: no violation, 1 advisory; 1 model judged by 11 rules."),
        ("advisory that counts", "Blocked: no violation, 1 advisory; 1 model judged by 11 rules."),
        ("blocked", "Blocked: 2 violations; 1 model judged by 11 rules."),
        ("waived", "Clean: no violation, 1 waived; 1 model judged by 11 rules."),
        ("judged by nothing", "Clean: no violation; 1 model judged by no rule."),
        (
            "not judged",
            "Not judged: the run did not come to its end; until then, 1 violation; 1 model judged by 11 rules.",
        ),
    ],
)
def test_given_a_report_then_its_headline_says_the_verdict_and_why(name: str, headline: str) -> None:
    assert wording.headline(samples.REPORTS[name]) == headline


@pytest.mark.parametrize(
    ("rules", "judged"),
    [
        ([], "no model judged"),
        ([1], "1 model judged by 1 rule"),
        ([0, 0], "2 models judged by no rule"),
        ([11, 9, 0], "2 models judged by 9 to 11 rules each, 1 model judged by no rule"),
    ],
)
def test_given_models_then_it_is_said_how_many_rules_judged_them(rules: list[int], judged: str) -> None:
    models = [JudgedModel(urn="urn", model=str(place), rules=number) for place, number in enumerate(rules)]

    assert wording.judged(models) == judged


@pytest.mark.parametrize(
    ("expires", "left"),
    [
        (date(2026, 11, 26), "expired"),
        (date(2026, 11, 27), "last day"),
        (date(2026, 11, 28), "1 day left"),
        (date(2029, 11, 27), "1,096 days left"),
    ],
)
def test_given_a_waiver_then_it_is_said_how_long_it_lasts(expires: date, left: str) -> None:
    assert wording.time_left(replace(samples.WAIVER, expires=expires), date(2026, 11, 27)) == left


def test_given_results_when_sorted_by_urgency_then_outcome_counts_before_severity() -> None:
    mixed = [samples.WAIVED, samples.SECRET, samples.TAG, samples.FOREIGN, samples.ISOLATION, samples.BROKEN]

    assert wording.by_urgency(mixed) == [
        samples.ISOLATION,
        samples.TAG,
        samples.FOREIGN,
        samples.BROKEN,
        samples.SECRET,
        samples.WAIVED,
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_given_an_outcome_then_it_has_words_and_a_weight(outcome: Outcome) -> None:
    result = samples.result("naming", "fraud", outcome)

    assert wording.OUTCOMES[outcome]
    assert wording.weight(result) in wording.Weight
    assert wording.message(result)


def test_given_a_result_then_its_full_text_has_all_that_identifies_it() -> None:
    assert wording.full_text(samples.ISOLATION).splitlines() == [
        "enableNetworkIsolation is not set, so the containers can reach the network.",
        "at: enableNetworkIsolation",
        "wanted: true",
        "fix: set enableNetworkIsolation to true",
        "rule: network-isolation",
        "pack: sagemaker-models",
        "level: mandatory",
        "severity: high",
        "model: fraud",
        "declared: infra/__main__.py:12",
        "urn: urn:pulumi:prod::fraud::aws:sagemaker/model:Model::fraud",
    ]


@pytest.mark.parametrize(
    ("urn", "model", "subject"),
    [
        (samples.urn("fraud"), "fraud", "fraud"),
        ("urn:pulumi:prod::fraud::pulumi:pulumi:Stack::fraud-prod", "", "the whole stack"),
        ("urn:pulumi:prod::fraud::aws:s3/bucketV2:BucketV2::artefacts", "", "artefacts"),
    ],
)
def test_given_a_result_without_a_model_then_it_is_said_what_was_judged(urn: str, model: str, subject: str) -> None:
    assert wording.subject(samples.result("naming", model, urn=urn)) == subject


def test_given_verdicts_then_each_has_a_word() -> None:
    assert set(wording.VERDICTS) == set(RunVerdict)
