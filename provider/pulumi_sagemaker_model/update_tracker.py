"""What this provider process has seen of each model, so that no resource takes another's, or deletes its own result.

The engine tells a provider less than it knows: on a replacement the second `check` comes without the old inputs, and a
forced replacement of an unchanged model creates the very model that it deletes next. One process serves one update, so
what was learned from earlier calls fills the gap. Nothing here outlives the process, and nothing is written to state.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from typing import Any

from pulumi_sagemaker_model.aws.arns import name_of, region_of
from pulumi_sagemaker_model.aws.configuration import URN
from pulumi_sagemaker_model.properties import AWS_PROVIDER, IDENTITY, TAGS, is_known


class UpdateTracker:
    """Names and ARNs by the key of their resource (`resource_key`). Thread-safe; the lock never spans a call to AWS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recorded_names: dict[str, str] = {}
        self._claimed_names: dict[str, str] = {}
        self._retained: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._providers: dict[str, Mapping[str, Any]] = {}
        self._created: set[str] = set()
        self._claimed: set[str] = set()

    def record_name(self, key: str, name: str) -> None:
        """Note the name that the state has for a resource."""
        with self._lock:
            self._recorded_names[key] = name

    def predecessor(self, key: str) -> str | None:
        """Return the name that the state has for a resource, if this process was told."""
        with self._lock:
            return self._recorded_names.get(key)

    def record_provider(self, told: Mapping[str, Any]) -> None:
        """Note what an explicit provider is told in this update."""
        with self._lock:
            self._providers[told[URN]] = told

    def newest_provider(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the provider is told in this update that was `told` this in the one before."""
        with self._lock:
            return self._providers.get(told[URN], told)

    def record_place(self, key: str, place: str) -> None:
        """Note where a resource has its model, if that says more than the region (`place`)."""
        with self._lock:
            self._places[key] = place

    def record_created(self, arn: str) -> None:
        """Note that this process created a model, which nothing else can therefore have left to be deleted."""
        with self._lock:
            self._created.add(arn)

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

    def claim_name(self, key: str, place: str, name: str) -> bool:
        """Note the name that a program gives the model of a resource; tell whether no other resource has it."""
        model = _model(place, name)
        with self._lock:
            if any(claimed == model for owner, claimed in self._claimed_names.items() if owner != key):
                return False
            # A resource whose name is given owns what it keeps by that name.
            owners = self._retained.keys() - {key, f"{place}/{name}"}
            if any(self._retained_model(owner) == model for owner in owners):
                return False
            self._claimed_names[key] = model
            return True

    def is_name_claimed(self, key: str, place: str, name: str) -> bool:
        """Tell whether the program gives a name to the model of another resource."""
        with self._lock:
            return any(claimed == _model(place, name) for owner, claimed in self._claimed_names.items() if owner != key)

    def release(self, key: str) -> None:
        """Note that the engine replaces a resource after all."""
        with self._lock:
            self._retained.pop(key, None)

    def is_retained(self, arn: str) -> bool:
        """Tell whether deleting a model would take what the program declares."""
        with self._lock:
            return arn in self._retained.values() and arn not in self._created

    def _retained_model(self, key: str) -> str:
        arn = self._retained[key]
        return _model(self._places.get(key) or region_of(arn), name_of(arn))


def _model(place: str, name: str) -> str:
    # To AWS two names that differ in case alone are one.
    return f"{place}/{name.lower()}"


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
