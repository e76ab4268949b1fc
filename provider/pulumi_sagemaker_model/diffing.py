"""What changed between a model's state and its program, and whether that takes another model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pulumi_sagemaker_model.aws.configuration import URN
from pulumi_sagemaker_model.properties import AWS_PROVIDER, IDENTITY, RETAINED, RETAINS, all_tags, is_known, meaning


class Difference(NamedTuple):
    """The outcome of comparing state and program."""

    replaces: list[str]
    """Properties whose change takes another model, sorted."""
    in_place: bool = False
    """Tags, or what the state records of the resource, changed."""
    delete_first: bool = False
    """The new model needs the old one's name."""


def compare(model_name: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> Difference:
    """Compare the state of the model `model_name` with checked `inputs`; an unknown counts as changed."""
    is_, wanted = meaning(state), meaning(inputs)
    replaces = {key for key in is_.keys() | wanted.keys() if is_.get(key) != wanted.get(key)}
    automatic = IDENTITY in inputs
    if inputs["name"] != model_name and not (automatic and IDENTITY in state):
        replaces.add("name")
    return Difference(
        replaces=sorted(replaces),
        in_place=(all_tags(state) or None) != (all_tags(inputs) or None)
        or not is_same_provider(state, inputs)
        or any(_recorded(state, key) != _recorded(inputs, key) for key in ("tags", "__provider"))
        # A refresh loses what the inputs say of it. The state of a given name may have more of it than it is told.
        or (automatic and bool(state.get(RETAINS)) != bool(inputs.get(RETAINED))),
        delete_first=bool(replaces) and not automatic and _is_one_name(model_name, inputs["name"]),
    )


def is_same_provider(state: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    """Tell whether a model has the explicit provider that its state has, or none as before, told just the same.

    What it is called is no matter: the stack's name is a part of that, too.
    """
    before, after = state.get(AWS_PROVIDER), inputs.get(AWS_PROVIDER)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {**before, URN: None} == {**after, URN: None}
    return before is None and after is None


def is_in_the_way(state: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    """Tell whether a model certainly needs the name of the one that it replaces, and that one is retained.

    Args:
        state: the inputs that the state has; an option counts by what it was there.
        inputs: the inputs that replace them; an unknown may turn out to be what the state has.
    """
    if not state.get(RETAINED) or IDENTITY in state or state.get("region") != inputs.get("region"):
        return False
    if not is_same_provider(state, inputs):
        # It may act in another account, where the name is free.
        return False
    before, after = state.get("name"), inputs.get("name")
    if not _is_one_name(before, after):
        return False
    is_, wanted = meaning(state), meaning(inputs)
    return before != after or any(
        is_known(wanted.get(key)) and is_.get(key) != wanted.get(key) for key in is_.keys() | wanted.keys()
    )


def _is_one_name(before: Any, after: Any) -> bool:
    """Tell whether two names certainly are one to AWS, to which their case means nothing."""
    return isinstance(before, str) and isinstance(after, str) and before.lower() == after.lower()


def _recorded(properties: Mapping[str, Any], key: str) -> Any:
    """Return a property as state keeps it: an empty map and none are the same."""
    return properties.get(key) or None
