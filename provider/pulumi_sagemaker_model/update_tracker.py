"""What this provider process has seen of each model, so that no resource takes another's, or deletes its own result.

The engine tells a provider less than it knows: on a replacement the second `check` comes without the old inputs, and a
forced replacement of an unchanged model creates the very model that it deletes next. One process serves one update, so
what was learned from earlier calls fills the gap. Nothing here outlives the process, and nothing is written to state.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pulumi_sagemaker_model.aws.arns import name_of, region_of
from pulumi_sagemaker_model.aws.configuration import URN
from pulumi_sagemaker_model.properties import AWS_PROVIDER, IDENTITY, TAGS, is_known
from pulumi_sagemaker_model.superseded import Replaced, Superseded


class _Models:
    """One model of each resource, by the resource's key, and found by the model's name, of which few have the same."""

    def __init__(self) -> None:
        self._models: dict[str, str] = {}
        self._keys: dict[str, set[str]] = {}

    def get(self, key: str) -> str | None:
        return self._models.get(key)

    def put(self, key: str, model: str) -> None:
        self.drop(key)
        self._models[key] = model
        self._keys.setdefault(_name(model), set()).add(key)

    def drop(self, key: str) -> None:
        if model := self._models.pop(key, None):
            self._keys[_name(model)].remove(key)

    def alike(self, model: str, *but: str) -> Iterator[tuple[str, str]]:
        """Yield keys and models of the name of a model, `but` not those of some keys."""
        for key in self._keys.get(_name(model), set()).difference(but):
            yield key, self._models[key]


class UpdateTracker:
    """Names and ARNs by the key of their resource (`resource_key`). Thread-safe; the lock never spans a call to AWS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recorded_names: dict[str, str] = {}
        self._retains: set[str] = set()
        self._replaced: dict[str, Replaced] = {}
        self._listed: set[str] = set()
        self._returned: set[str] = set()
        self._created_for = _Models()
        self._claimed_names = _Models()
        self._unchanged = _Models()
        self._places: dict[str, str] = {}
        self._providers: dict[str, Mapping[str, Any]] = {}
        self._created: set[str] = set()
        self._deleted: set[str] = set()
        self._claimed: set[str] = set()

    def record_name(self, key: str, name: str) -> None:
        """Note the name that the state has for a resource."""
        with self._lock:
            self._recorded_names[key] = name

    def predecessor(self, key: str) -> str | None:
        """Return the name that the state has for a resource, if this process was told."""
        with self._lock:
            return self._recorded_names.get(key)

    def record_provider(self, told: Mapping[str, Any], *, changed: bool) -> None:
        """Note what an explicit provider is told; of a model that ignores changes, that is what the state has."""
        with self._lock:
            if changed:
                self._providers[_within_stack(told[URN])] = told
            else:
                self._providers.setdefault(_within_stack(told[URN]), told)

    def newest_provider(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the provider is told in this update that was `told` this in the one before."""
        with self._lock:
            return self._providers.get(_within_stack(told[URN]), told)

    def record_place(self, key: str, place: str) -> None:
        """Note where a resource has its model, if that says more than the region (`place`)."""
        with self._lock:
            self._places[key] = place

    def record_retained(self, key: str, *, retained: bool) -> None:
        """Note whether the inputs in the state say that the engine leaves the model of a resource alone."""
        with self._lock:
            (self._retains.add if retained else self._retains.discard)(key)

    def was_retained(self, key: str) -> bool:
        """Tell whether the inputs in the state say that the engine leaves the model of a resource alone."""
        with self._lock:
            return key in self._retains

    def record_replaced(self, key: str, replaced: Replaced) -> None:
        """Note what the state has for a resource that the engine replaces."""
        with self._lock:
            self._replaced[key] = replaced

    def replaced(self, key: str) -> Replaced | None:
        """Return what the state has for a resource that is replaced; None if the engine does not say, as by force."""
        with self._lock:
            return self._replaced.get(key)

    def record_listed(self, arns: Iterable[str]) -> None:
        """Note that the state of a model that stays lists others, which it deletes once they are not served."""
        with self._lock:
            self._listed.update(map(str.lower, arns))

    def is_listed(self, arn: str) -> bool:
        """Tell whether the state of a model that stays lists another."""
        with self._lock:
            return arn.lower() in self._listed

    def record_returned(self, arns: Iterable[str]) -> None:
        """Note the models that a program returned to (`superseded.returned_to`)."""
        with self._lock:
            self._returned.update(arns)

    def was_returned_to(self, arn: str) -> bool:
        """Tell whether a program returned to a model, so that it is not for a state before that to delete."""
        with self._lock:
            return arn in self._returned

    def present(self, key: str) -> list[str]:
        """Return the ARNs of the models that a resource has by now."""
        with self._lock:
            return [arn for arn in (self._created_for.get(key), self._unchanged.get(key)) if arn]

    def has_another(self, key: str, arn: str) -> bool:
        """Tell whether a resource has another model than this one by now."""
        return any(other.lower() != arn.lower() for other in self.present(key))

    def has_now(self, key: str, model: Superseded) -> bool:
        """Tell whether a resource has a model by now."""
        return any(arn.lower() == model.arn.lower() for arn in self.present(key))

    def is_of_another(self, key: str, model: Superseded) -> bool:
        """Tell whether another resource of the program certainly has a model, or asks for it by name."""
        with self._lock:
            wanted = _model(_place(self._places.get(key), model.region), model.name)
            return any(arn.lower() == model.arn.lower() for _, arn in self._others(key, model.arn)) or any(
                claimed == wanted for _, claimed in self._claimed_names.alike(model.name, key)
            )

    def may_be_of_another(self, key: str, model: Superseded) -> bool:
        """Tell whether another resource has a model, or asks for its name in what may be the model's account."""
        if self.is_of_another(key, model):
            return True
        with self._lock:
            # Which account that is, is known of those that have their models.
            known = {owner.lower() for owner, _ in self._others(key, model.arn)}
            return any(
                _region(claimed) == model.region and claimed not in known
                for _, claimed in self._claimed_names.alike(model.name, key)
            )

    def _others(self, key: str, arn: str) -> Iterator[tuple[str, str]]:
        """Yield the keys of other resources, and the ARNs of what they have, of the name of a model."""
        yield from self._unchanged.alike(arn, key)
        yield from self._created_for.alike(arn, key)

    def record_created(self, key: str, arn: str) -> None:
        """Note that this process created a model, which nothing else can therefore have left to be deleted."""
        with self._lock:
            self._created.add(arn)
            self._created_for.put(key, arn)

    def record_deleted(self, arn: str) -> None:
        """Note that this process deleted a model."""
        with self._lock:
            self._deleted.add(arn)

    def has_deleted(self, arn: str) -> bool:
        """Tell whether this process deleted a model, which AWS may have listed before."""
        with self._lock:
            return arn in self._deleted

    def knows(self, arn: str) -> bool:
        """Tell whether this process created, took over or found a model unchanged."""
        with self._lock:
            return arn in self._created or arn in self._claimed or self._is_unchanged(arn)

    def claim(self, key: str, arn: str) -> bool:
        """Note that a resource takes a model over; tell whether it may have it: no other resource has."""
        with self._lock:
            if arn in self._created or arn in self._claimed or self._is_unchanged(arn, key):
                return False
            self._claimed.add(arn)
            self._unchanged.put(key, arn)
            return True

    def record_unchanged(self, key: str, arn: str) -> bool:
        """Note that a model did not change, so that it is what the program declares; tell whether no other has it."""
        with self._lock:
            if self._is_unchanged(arn, key):
                return False
            self._unchanged.put(key, arn)
            return True

    def claim_name(self, key: str, place: str, name: str) -> bool:
        """Note the name that a program gives the model of a resource; tell whether no other resource has it."""
        model = _model(place, name)
        with self._lock:
            if any(claimed == model for _, claimed in self._claimed_names.alike(model, key)):
                return False
            # A resource whose name is given owns what it keeps by that name.
            others = self._unchanged.alike(model, key, f"{place}/{name}")
            if any(_model(self._places.get(owner) or region_of(arn), name_of(arn)) == model for owner, arn in others):
                return False
            self._claimed_names.put(key, model)
            return True

    def is_name_claimed(self, key: str, place: str, name: str) -> bool:
        """Tell whether the program gives a name to the model of another resource."""
        with self._lock:
            return any(claimed == _model(place, name) for _, claimed in self._claimed_names.alike(name, key))

    def release(self, key: str) -> None:
        """Note that the engine replaces a resource after all."""
        with self._lock:
            self._unchanged.drop(key)

    def is_unchanged(self, arn: str) -> bool:
        """Tell whether deleting a model would take what the program declares."""
        with self._lock:
            return self._is_unchanged(arn) and arn not in self._created

    def _is_unchanged(self, arn: str, *but: str) -> bool:
        return any(unchanged == arn for _, unchanged in self._unchanged.alike(arn, *but))


def _within_stack(urn: str) -> str:
    """Return a URN without stack and project, of which a process serves one; a state may have an earlier name of it."""
    return urn.split("::", 2)[-1]


def _model(place: str, name: str) -> str:
    # To AWS two names that differ in case alone are one.
    return f"{place}/{name.lower()}"


def _name(model: str) -> str:
    """Return the name in an ARN, in what `_model` returns, or by itself; to AWS its case means nothing."""
    return model.rpartition("/")[2].lower()


def _region(model: str) -> str:
    """Return the region in what `_model` returns."""
    return model.rpartition("/")[0].partition(" ")[0]


def _place(place: str | None, region: str) -> str:
    """Return the place in a region, for who makes models at a place."""
    return " ".join([region, *(place or "").split(" ")[1:]])


def place(inputs: Mapping[str, Any]) -> str:
    """Return where a model is to be: its region and, as far as the program says, who makes it, hence in which account.

    Two models of one name are two models where different explicit providers make them.
    """
    told = inputs.get(AWS_PROVIDER)
    if told is None:
        return str(inputs["region"])
    settings = {key: value for key, value in told.items() if key not in TAGS | {URN, "region"}}
    who = json.dumps(settings, sort_keys=True) if is_known(settings) else told[URN]
    return f"{inputs['region']} {hashlib.sha256(who.encode()).hexdigest()}"


def resource_key(inputs: Mapping[str, Any]) -> str:
    """Return the key of a resource: its identity or, where its name is given, place and name."""
    return str(inputs.get(IDENTITY) or f"{place(inputs)}/{inputs['name']}")
