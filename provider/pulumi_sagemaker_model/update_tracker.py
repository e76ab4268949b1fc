"""What this provider process has seen of each model, so that no resource takes another's, or deletes its own result.

The engine tells a provider less than it knows: on a replacement the second `check` comes without the old inputs, and a
forced replacement of an unchanged model creates the very model that it deletes next. One process serves one update, so
what was learned from earlier calls fills the gap. Nothing here outlives the process, and nothing is written to state.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from pulumi_sagemaker_model.aws.arns import name_of
from pulumi_sagemaker_model.properties import IDENTITY
from pulumi_sagemaker_model.superseded import Replaced, Superseded


class UpdateTracker:
    """Names and ARNs by the key of their resource (`resource_key`). Thread-safe; the lock never spans a call to AWS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recorded_names: dict[str, str] = {}
        self._retains: set[str] = set()
        self._replaced: dict[str, Replaced] = {}
        self._aware: set[str] = set()
        self._listed: set[str] = set()
        self._created_for: dict[str, str] = {}
        self._claimed_names: dict[str, str] = {}
        self._retained: dict[str, str] = {}
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

    def record_aware(self, key: str, *, aware: bool) -> None:
        """Note whether the state of a resource lists what the one before it did (`superseded.is_aware`)."""
        with self._lock:
            (self._aware.add if aware else self._aware.discard)(key)

    def is_aware(self, key: str) -> bool:
        """Tell whether the state of a resource lists what the one before it did."""
        with self._lock:
            return key in self._aware

    def record_listed(self, arns: Iterable[str]) -> None:
        """Note that the state of a model that stays lists others, which it deletes once they are not served."""
        with self._lock:
            self._listed.update(map(str.lower, arns))

    def is_listed(self, arn: str) -> bool:
        """Tell whether the state of a model that stays lists another."""
        with self._lock:
            return arn.lower() in self._listed

    def has_another(self, key: str, arn: str) -> bool:
        """Tell whether a resource has another model than this one by now."""
        with self._lock:
            models = (self._created_for.get(key), self._retained.get(key))
            return any(other is not None and other.lower() != arn.lower() for other in models)

    def has_now(self, key: str, model: Superseded) -> bool:
        """Tell whether a resource has a model by now."""
        with self._lock:
            models = (self._created_for.get(key), self._retained.get(key))
            return any(arn is not None and arn.lower() == model.arn.lower() for arn in models)

    def is_of_another(self, key: str, model: Superseded) -> bool:
        """Tell whether another resource of the program has a model, or asks for its name."""
        arn, name = model.arn.lower(), _model(model.region, model.name)
        with self._lock:
            models = (*self._retained.items(), *self._created_for.items())
            return any(other.lower() == arn for owner, other in models if owner != key) or any(
                claimed == name for owner, claimed in self._claimed_names.items() if owner != key
            )

    def record_created(self, key: str, arn: str) -> None:
        """Note that this process created a model, which nothing else can therefore have left to be deleted."""
        with self._lock:
            self._created.add(arn)
            self._created_for[key] = arn

    def record_deleted(self, arn: str) -> None:
        """Note that this process deleted a model."""
        with self._lock:
            self._deleted.add(arn)

    def has_deleted(self, arn: str) -> bool:
        """Tell whether this process deleted a model, which AWS may have listed before."""
        with self._lock:
            return arn in self._deleted

    def knows(self, arn: str) -> bool:
        """Tell whether this process created, took over or retains a model."""
        with self._lock:
            return arn in self._created or arn in self._claimed or arn in self._retained.values()

    def claim(self, key: str, arn: str) -> bool:
        """Note that a resource takes a model over; tell whether it may have it: no other resource has."""
        with self._lock:
            others = (retained for owner, retained in self._retained.items() if owner != key)
            if arn in self._created or arn in self._claimed or arn in others:
                return False
            self._claimed.add(arn)
            self._retained[key] = arn
            return True

    def retain(self, key: str, arn: str) -> bool:
        """Note that a model did not change, so that it is what the program declares; tell whether no other has it."""
        with self._lock:
            if any(retained == arn for owner, retained in self._retained.items() if owner != key):
                return False
            self._retained[key] = arn
            return True

    def claim_name(self, key: str, region: str, name: str) -> bool:
        """Note the name that a program gives the model of a resource; tell whether no other resource has it."""
        model = _model(region, name)
        with self._lock:
            if any(claimed == model for owner, claimed in self._claimed_names.items() if owner != key):
                return False
            # A resource whose name is given owns what it keeps by that name.
            if any(_is(arn, model) for owner, arn in self._retained.items() if owner not in (key, f"{region}/{name}")):
                return False
            self._claimed_names[key] = model
            return True

    def is_name_claimed(self, key: str, region: str, name: str) -> bool:
        """Tell whether the program gives a name to the model of another resource."""
        with self._lock:
            return any(
                claimed == _model(region, name) for owner, claimed in self._claimed_names.items() if owner != key
            )

    def release(self, key: str) -> None:
        """Note that the engine replaces a resource after all."""
        with self._lock:
            self._retained.pop(key, None)

    def is_retained(self, arn: str) -> bool:
        """Tell whether deleting a model would take what the program declares."""
        with self._lock:
            return arn in self._retained.values() and arn not in self._created


def _model(region: str, name: str) -> str:
    # To AWS two names that differ in case alone are one.
    return f"{region}/{name.lower()}"


def _is(arn: str, model: str) -> bool:
    region, name = model.split("/")
    return arn.split(":")[3:4] == [region] and name_of(arn) == name


def resource_key(inputs: Mapping[str, Any]) -> str:
    """Return the key of a resource: its identity or, where its name is given, region and name."""
    return str(inputs.get(IDENTITY) or f"{inputs['region']}/{inputs['name']}")
