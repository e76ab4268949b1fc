"""What a preview finds wrong with a model, before AWS is asked anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_sagemaker_model.checks import cross_field, shape
from pulumi_sagemaker_model.checks.shape import Problem

__all__ = ["Problem", "problems"]


def problems(inputs: Mapping[str, Any]) -> list[Problem]:
    """Return everything that is wrong with `inputs` (camelCase, unknowns allowed), shapes before relations."""
    found = list(shape.problems(inputs))
    # A block of a wrong shape breaks no rule: what a rule finds missing may only be misspelt.
    broken = {problem.path.partition(".")[0] for problem in found}
    for path, reason in cross_field.violations(inputs):
        block = path.partition(".")[0]
        if broken.isdisjoint((block, block.partition("[")[0])):
            found.append(Problem(path, reason))
    return found
