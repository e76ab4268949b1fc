"""What AWS does not have of all that a model names: found by asking, before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Found
from pulumi_sagemaker_model.aws.lookups.pool import Pool
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.checks.preflight.findings import HIDDEN, Finding, Path, covers, related
from pulumi_sagemaker_model.checks.preflight.questions import queries

__all__ = ["Examination", "Finding", "Path", "examine"]


class Examination(NamedTuple):
    """What came of asking about one model."""

    findings: list[Finding]
    """What is certainly wrong."""
    denied: list[str]
    """What the caller may not ask, `ACTION on RESOURCE`, in parts without what is secret."""
    silent: list[str]
    """The services that gave no answer in time."""


def examine(
    pool: Pool, settings: Settings, inputs: Mapping[str, Any], made: Sequence[Path], secret: Sequence[Path]
) -> Examination:
    """Ask AWS about a model.

    Args:
        pool: what this process has asked already.
        settings: the stack's, which also say what is left out.
        inputs: camelCase, checked, unknowns allowed.
        made: where the program says what the same update makes or changes; that it is not there yet is no fault.
        secret: where the program says what is secret.
    """
    region = inputs.get("region")
    if not isinstance(region, str):
        return Examination([], [], [])
    asked = [
        one
        for one in queries(inputs, region)
        if not set(one.checks) <= set(settings.preflight_skip) and not any(covers(path, one.path) for path in made)
    ]
    outcomes = pool.outcomes(settings, region, [question for one in asked for question in one.questions])
    found: list[Finding] = []
    denied: dict[str, None] = {}
    silent: dict[str, None] = {}
    for one in asked:
        answers = [outcomes[question] for question in one.questions]
        found += one.judge(*answers)
        for answer in answers:
            if isinstance(answer, (CannotTell, Found)) and answer.denied and not one.foreign:
                action, _, resource = answer.denied.partition(" on ")
                hidden = any(related(one.path, path) for path in secret)
                denied[f"{action} on {HIDDEN if hidden else resource}" if resource else action] = None
            if isinstance(answer, CannotTell) and answer.silent:
                silent[answer.silent] = None
    wrong = [
        one
        for one in found
        if one.sentence.check not in settings.preflight_skip and not any(related(one.path, path) for path in made)
    ]
    return Examination(wrong, list(denied), list(silent))
