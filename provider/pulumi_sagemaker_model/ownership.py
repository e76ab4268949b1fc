"""Which model a resource has: the name that it gets, and whether no other resource of the program has that model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import errors, naming, states
from pulumi_sagemaker_model.aws.arns import account_of
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.diffing import Difference, is_in_the_way
from pulumi_sagemaker_model.properties import IDENTITY, RETAINED, content, is_known, meaning
from pulumi_sagemaker_model.update_tracker import UpdateTracker, place, resource_key


def named(tracker: UpdateTracker, olds: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Return `inputs` with a name: the given one, the one that the model has, or a derived one."""
    if "name" in inputs:
        inputs = {key: value for key, value in inputs.items() if key != IDENTITY}
    owner = resource_key(inputs)
    present = states.name_of(olds)
    tracker.record_place(owner, place(inputs))
    if present:
        tracker.record_name(owner, present)
        tracker.record_retained(owner, retained=bool(olds.get(RETAINED)))
    else:
        tracker.release(owner)
    if "name" in inputs:
        return inputs
    # What a model of another provider is, only AWS knows, and `diff` asks.
    if present and (states.is_of_another_provider(olds) or (IDENTITY in olds and meaning(olds) == meaning(inputs))):
        return {**inputs, "name": present}
    wanted = content(inputs)
    if not is_known([inputs[IDENTITY], wanted]):
        return {**inputs, "name": UNKNOWN}
    replaced = None if olds else tracker.replaced(owner)
    if replaced and (earlier := replaced.of_content(wanted)):
        return {**inputs, "name": earlier.name}
    return {**inputs, "name": naming.automatic(inputs[IDENTITY], wanted, tracker.predecessor(owner))}


def name_conflicts(tracker: UpdateTracker, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a given name cannot be this model's: another resource has it, or a model that is retained keeps it."""
    known = all(isinstance(inputs.get(key), str) for key in (IDENTITY, "region", "name"))
    if known and not tracker.claim_name(inputs[IDENTITY], place(inputs), inputs["name"]):
        yield f"name: {errors.AlreadyExistsError.of_another_resource(inputs['name'])}"
    elif is_in_the_way(olds, inputs):
        yield (
            "name: the model that has it stays, as retain_on_delete says, and its replacement cannot have it; give "
            "another name, or none and one is derived, or first run pulumi up without that option and any other change"
        )


def is_returned_to(tracker: UpdateTracker, settings: Settings, inputs: Mapping[str, Any]) -> bool:
    """Tell whether a model that is to be made was kept since it was replaced, so that it needs nothing any more."""
    replaced = tracker.replaced(resource_key(inputs))
    kept = replaced and replaced.listed_as(inputs["name"], inputs["region"])
    return kept is not None and not settings.exclude(account_of(kept.arn))


def retained(
    tracker: UpdateTracker, difference: Difference, state: Mapping[str, Any], inputs: Mapping[str, Any]
) -> Difference:
    """Note that a resource keeps its model; return `difference`, or another one if the model is another resource's."""
    own, name = tracker.retain(resource_key(inputs), state["arn"]), str(states.name_of(state))
    if IDENTITY in inputs and not own:
        # A resource without a given name gets a model of its own, and the other one keeps this.
        return Difference(replaces=["name"])
    if not own or (IDENTITY in inputs and tracker.is_name_claimed(inputs[IDENTITY], place(inputs), name)):
        raise errors.AlreadyExistsError.of_another_resource(name)
    return difference
