"""What this provider process has seen of each model, so that no resource takes another's, or deletes its own result.

The engine tells a provider less than it knows: on a replacement the second `check` comes without the old inputs, and a
forced replacement of an unchanged model creates the very model that it deletes next. One process serves one update, so
what was learned from earlier calls fills the gap. Nothing here outlives the process, and nothing is written to state.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from pulumi_sagemaker_model.aws.arns import name_of
from pulumi_sagemaker_model.properties import IDENTITY


class UpdateTracker:
    """Names and ARNs by the key of their resource (`resource_key`). Thread-safe; the lock never spans a call to AWS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recorded_names: dict[str, str] = {}
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

    def record_created(self, arn: str) -> None:
        """Note that this process created a model, which nothing else can therefore have left to be deleted."""
        with self._lock:
            self._created.add(arn)

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
