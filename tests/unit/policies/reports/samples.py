"""Reports of every kind, which the tests of all formats share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timezone
from functools import cache
from typing import Final

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.reports.results import AppliedWaiver, JudgedModel, Outcome, Report, Result, RunVerdict

STACK: Final = "fraud/prod"
OWN_PACK: Final = "sagemaker-models"
FINISHED: Final = datetime(2026, 11, 27, 20, 45, tzinfo=timezone.utc)
DAYS: Final = (FINISHED, datetime(2026, 11, 28, 6, 5, tzinfo=timezone.utc))
RULES: Final = tuple(rule.id for rule in rules.ALL)
JUDGING: Final = 11
"""How many rules judge each model of these reports."""

SEVERITIES: Final = {rule.id: rule.severity.value for rule in rules.ALL}

WAIVER: Final = AppliedWaiver(
    reason="The supplier's image downloads its weights",
    owner="ml-risk@example.com",
    expires=date(2026, 12, 9),
    ticket="RISK-42",
)

LEVELS: Final = {Outcome.ADVISORY: "advisory", Outcome.UNDECIDED: "mandatory"}


def urn(model: str) -> str:
    return f"urn:pulumi:prod::fraud::aws:sagemaker/model:Model::{model.partition('/')[0]}"


def result(rule: str, model: str, outcome: Outcome = Outcome.VIOLATION, **changes: object) -> Result:
    """Return a result as the rule says it of a model, with some fields as given."""
    made = Result(
        rule=rule,
        pack=OWN_PACK,
        level=LEVELS.get(outcome, "mandatory"),
        severity=SEVERITIES.get(rule, ""),
        outcome=outcome,
        urn=urn(model),
        model=model,
        problem="" if outcome is Outcome.PASSED else f"The model does not comply with {rule}.",
        file="infra/__main__.py",
        line=12,
        fingerprint="",
    )
    made = replace(made, **changes)  # type: ignore[arg-type]
    told = f"{made.rule}\n{made.pack}\n{made.urn}\n{made.model}\n{made.path}\n{made.outcome.value}"
    return replace(made, fingerprint=hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:32])


def report(verdict: RunVerdict, results: Sequence[Result] = (), **changes: object) -> Report:
    """Return a report on the models of the results, each judged by `JUDGING` rules."""
    models = dict.fromkeys((found.urn, found.model) for found in results)
    made = Report(
        verdict=verdict,
        reasons=(),
        stack=STACK,
        packs=(f"{OWN_PACK} 0.1.0",),
        results=tuple(results),
        models=tuple(JudgedModel(urn=urn, model=model, rules=JUDGING) for urn, model in models),
        finished=FINISHED,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


ISOLATION: Final = result(
    "network-isolation",
    "fraud",
    problem="enableNetworkIsolation is not set, so the containers can reach the network.",
    path="enableNetworkIsolation",
    wanted="true",
    fix="set enableNetworkIsolation to true",
)

TAG: Final = result(
    "tag-allowlist",
    "fraud",
    problem='The tag "Environment" is not allowed.',
    path='tags["Environment"]',
    wanted="one of the keys env, team",
    fix='rename the tag to "env", or have it added to the allowed tags',
    line=19,
)

SECRET: Final = result(
    "environment-secrets",
    "churn",
    Outcome.ADVISORY,
    problem='The key "DB_PASSWORD" of the environment names a secret.',
    path='primaryContainer.environment["DB_PASSWORD"]',
    wanted="a reference to a secret that the container reads when it starts",
    fix="store it in AWS Secrets Manager, and pass its name",
    line=31,
)

WAIVED: Final = result(
    "network-isolation",
    "vendor/Scoring",
    Outcome.WAIVED,
    problem="EnableNetworkIsolation is false.",
    path="EnableNetworkIsolation",
    wanted="true",
    fix="set EnableNetworkIsolation to true",
    waiver=WAIVER,
    file="infra/vendor.py",
    line=7,
)

UNDECIDED: Final = result(
    "execution-role",
    "ranking",
    Outcome.UNDECIDED,
    problem="executionRoleArn is known only at update; the rule then decides before the model is created or changed.",
    path="executionRoleArn",
    line=44,
)

BROKEN: Final = result(
    "image-digest",
    "ranking",
    Outcome.NOT_JUDGED,
    problem="The rule failed (TypeError at image_digest.py:61), so the model was not judged and cannot pass.",
    fix="report this with the model's declaration; until then, lower the rule's enforcementLevel",
    line=44,
)

FOREIGN: Final = result(
    "s3-no-public-read",
    "artefacts",
    pack="house-rules",
    severity="",
    urn="urn:pulumi:prod::fraud::aws:s3/bucketV2:BucketV2::artefacts",
    problem="Buckets must not be public. You cannot set public-read on a bucket.",
    line=3,
)


WHOLE_STACK: Final = result(
    "missing-settings",
    "",
    Outcome.ADVISORY,
    severity="low",
    urn="urn:pulumi:prod::fraud::pulumi:pulumi:Stack::fraud-prod",
    problem="tag-allowlist judges no tags yet, as only you know which tags you agreed on.",
    fix='"tag-allowlist": {"allowed": {"team": ["*"], "env": ["dev", "prod"]}}',
    file="Pulumi.yaml",
    line=1,
)


def passed(models: Sequence[str], but: Sequence[Result] = ()) -> Iterator[Result]:
    """Yield a passed result of every rule for every model, where there is no other."""
    told = {(found.rule, found.model) for found in but}
    for model in models:
        for rule in RULES:
            if (rule, model) not in told:
                yield result(rule, model, Outcome.PASSED)


def mixed() -> Report:
    """Return a blocked report with every outcome, of two packs."""
    found = [ISOLATION, TAG, SECRET, WAIVED, UNDECIDED, BROKEN, FOREIGN]
    models = ("churn", "fraud", "ranking", "scoring-canary", "uplift", "vendor/Scoring")
    results = [*found, *passed(models, found)]
    made = report(
        RunVerdict.BLOCKED,
        sorted(results, key=lambda one: (one.model, one.rule, one.path)),
        packs=(f"{OWN_PACK} 0.1.0", "house-rules 3.2.0"),
    )
    return replace(made, models=tuple(model for model in made.models if model.model != "artefacts"))


@cache
def thousand(findings_of_each: int = 5) -> Report:
    """Return a report with 1,000 models, whose rules find the same number of things in each."""
    outcomes = (Outcome.VIOLATION, Outcome.ADVISORY, Outcome.VIOLATION, Outcome.WAIVED, Outcome.UNDECIDED)
    results = [
        result(
            RULES[(place + shift) % len(RULES)],
            f"model-{place:04}",
            outcomes[shift % len(outcomes)],
            line=place + 1,
            waiver=WAIVER if outcomes[shift % len(outcomes)] is Outcome.WAIVED else None,
        )
        for place in range(1_000)
        for shift in range(findings_of_each)
    ]
    return report(RunVerdict.BLOCKED, results)


@cache
def wide() -> Report:
    """Return a report on 1,000 models by 20 rules, of which a model in eight breaks some."""
    ids = (*RULES, *(f"house-rule-{place}" for place in range(1, 21 - len(RULES))))
    outcomes = (Outcome.VIOLATION, Outcome.VIOLATION, Outcome.ADVISORY, Outcome.WAIVED, Outcome.UNDECIDED)
    results = []
    for place in range(1_000):
        for column, rule in enumerate(ids):
            draw = int(hashlib.sha256(f"{place} {column}".encode()).hexdigest()[:8], 16)
            broken = place % 8 == 0 and draw % 5 < 2
            outcome = outcomes[draw // 5 % len(outcomes)] if broken else Outcome.PASSED
            waiver = WAIVER if outcome is Outcome.WAIVED else None
            results.append(result(rule, f"team-{place % 9}-model-{place:04}", outcome, line=place + 1, waiver=waiver))
    made = report(RunVerdict.BLOCKED, results)
    return replace(made, models=tuple(replace(model, rules=len(ids)) for model in made.models))


HOSTILE: Final = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "ends of comments": "]]><x/> --> --!> {{ 7 * 7 }} {% raw %}",
    "terminal escapes": "\x1b[31mred\x1b]8;;https://evil.example\x07link\x1b[0m\x9b2J",
    "lines": "two\nlines\r\n::error::fake\n/close\u2028##[error]\u2029\x85",
    "mentions and links": (
        "@admins #1 !2 https://evil.example www.evil.example [a](javascript:alert(1)) ![b](//evil) "
        "`c` ``d`` |e| ~f~ $g$ :smile:"
    ),
    "characters that are not seen": "\u202eevil\u2066\u200f\u200b\ufeff\ud800\x00\ufffe",
    "formula": '=cmd|"/c calc"!A1',
    "attributes": "\" onmouseover='alert(1)' autofocus=",
    "10 kB": "x" * 10_000,
    "workflow command": "%0A::error::%25 ,:=",
}
"""Texts that some format, terminal or program would obey, if it were let."""


def hostile(text: str) -> Report:
    """Return a report that has a text wherever one can stand."""
    waiver = AppliedWaiver(reason=text, owner=text, expires=date(2026, 12, 9), ticket=text)
    results = [
        result(
            text, text, outcome, pack=text, level=text, severity=text, urn=text, problem=text, path=text, wanted=text,
            fix=text, file=text, waiver=waiver if outcome is Outcome.WAIVED else None,
        )
        for outcome in Outcome
    ]  # fmt: skip
    return report(RunVerdict.NOT_JUDGED, results, reasons=(text,), stack=text, packs=(text,))


REPORTS: Final = {
    "clean": report(RunVerdict.CLEAN, list(passed(["churn", "fraud"]))),
    "no models": report(RunVerdict.CLEAN),
    "advisory": report(RunVerdict.CLEAN, [SECRET]),
    "advisory that counts": report(RunVerdict.BLOCKED, [SECRET]),
    "blocked": report(RunVerdict.BLOCKED, [ISOLATION, TAG]),
    "waived": report(RunVerdict.CLEAN, [WAIVED]),
    "whole stack": report(RunVerdict.CLEAN, [WHOLE_STACK], models=()),
    "undecided": report(RunVerdict.CLEAN, [UNDECIDED]),
    "not judged": report(
        RunVerdict.NOT_JUDGED,
        [ISOLATION],
        reasons=("The policy pack sagemaker-models ended before it had judged all.", "The program failed."),
    ),
    "judged by nothing": report(RunVerdict.CLEAN, models=(JudgedModel(urn=urn("fraud"), model="fraud", rules=0),)),
    "several packs": mixed(),
    **{f"hostile {name}": hostile(text) for name, text in HOSTILE.items()},
}
"""Reports by what is special in each."""
