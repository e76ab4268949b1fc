"""What a state is to the provider: whether it has a model, whose it is, and what is kept in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_sagemaker_model.properties import OUTPUTS, RETAINED, RETAINS, RETURNED, TAGGED


def is_of_another_provider(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is what pulumi-aws or aws-native left of a resource that `Model` is an alias of."""
    return "__provider" not in state


def has_model(state: Mapping[str, Any]) -> bool:
    """Tell whether a state has a model; that of a reference (`Model.get`) has none before it is read."""
    return "arn" in state


def keeps_sum_of_tags(state: Mapping[str, Any]) -> bool:
    """Tell whether a state is of a version before 0.1.0, which kept the stack's tags and the model's own as one."""
    return "tagsAll" in state


def name_of(state: Mapping[str, Any]) -> str | None:
    """Return the name of a model in a state of pulumi-aws, of aws-native, or our own."""
    return state.get("name") or state.get("modelName")


def of_provider_alone(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return what only the provider wrote into a state, so that no refresh can read it anew."""
    return {key: state[key] for key in (TAGGED, RETAINS, RETURNED) if key in state}


def state(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of checked `inputs` and of `outputs`, without inputs that are outputs or no part of a state."""
    kept = {key: value for key, value in inputs.items() if key not in OUTPUTS | {RETAINED}}
    return {**kept, **({RETAINS: True} if inputs.get(RETAINED) else {}), **outputs}
