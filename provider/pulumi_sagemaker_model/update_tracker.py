"""What this provider process has seen of each model, so that no resource takes another's, or deletes its own result.

The engine tells a provider less than it knows: on a replacement the second `check` comes without the old inputs, and a
forced replacement of an unchanged model creates the very model that it deletes next. One process serves one update, so
what was learned from earlier calls fills the gap. Nothing here outlives the process, and nothing is written to state.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from pulumi_sagemaker_model.properties import IDENTITY


class UpdateTracker:
    """Names and ARNs by the identity of their resource. Thread-safe; the lock never spans a call to AWS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[str, str] = {}
        self._given: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._made: set[str] = set()
        self._taken: set[str] = set()

    def record_name(self, identity: str, name: str) -> None:
        """Note the name that the state has for a resource."""
        with self._lock:
            self._names[identity] = name

    def predecessor(self, identity: str) -> str | None:
        """Return the name that the state has for a resource, if this process was told."""
        with self._lock:
            return self._names.get(identity)

    def record_created(self, arn: str) -> None:
        """Note that this process made a model, which nothing else can therefore have left to be deleted."""
        with self._lock:
            self._made.add(arn)

    def knows(self, arn: str) -> bool:
        """Tell whether this process made, took over or keeps a model."""
        with self._lock:
            return arn in self._made or arn in self._taken or arn in self._kept.values()

    def claim(self, identity: str, arn: str) -> bool:
        """Note that a resource takes a model over; tell whether it may have it: no other resource has."""
        with self._lock:
            others = (kept for owner, kept in self._kept.items() if owner != identity)
            if arn in self._made or arn in self._taken or arn in others:
                return False
            self._taken.add(arn)
            self._kept[identity] = arn
            return True

    def retain(self, identity: str, arn: str) -> bool:
        """Note that a model did not change, so that it is what the program declares; tell whether no other has it."""
        with self._lock:
            if any(kept == arn for owner, kept in self._kept.items() if owner != identity):
                return False
            self._kept[identity] = arn
            return True

    def claim_name(self, identity: str, region: str, name: str) -> bool:
        """Note the name that a program gives the model of a resource; tell whether no other resource has it."""
        model = _model(region, name)
        with self._lock:
            if any(given == model for owner, given in self._given.items() if owner != identity):
                return False
            # A resource whose name is given owns what it keeps by that name.
            if any(_is(arn, model) for owner, arn in self._kept.items() if owner not in (identity, f"{region}/{name}")):
                return False
            self._given[identity] = model
            return True

    def is_name_claimed(self, identity: str, region: str, name: str) -> bool:
        """Tell whether the program gives a name to the model of another resource."""
        with self._lock:
            return any(given == _model(region, name) for owner, given in self._given.items() if owner != identity)

    def release(self, identity: str) -> None:
        """Note that the engine replaces a resource after all."""
        with self._lock:
            self._kept.pop(identity, None)

    def is_retained(self, arn: str) -> bool:
        """Tell whether deleting a model would take what the program declares."""
        with self._lock:
            return arn in self._kept.values() and arn not in self._made


def _model(region: str, name: str) -> str:
    # To AWS two names that differ in case alone are one.
    return f"{region}/{name.lower()}"


def _is(arn: str, model: str) -> bool:
    region, name = model.split("/")
    return arn.split(":")[3:4] == [region] and arn.rpartition("/")[2] == name


def resource_key(inputs: Mapping[str, Any]) -> str:
    """Return what the tracker knows a resource by: who it is or, where its name is given, which model that is."""
    return str(inputs.get(IDENTITY) or f"{inputs['region']}/{inputs['name']}")
