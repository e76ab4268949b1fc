"""Models that were replaced and stay while an endpoint serves them: what a state says of them, and who serves them.

The state of the model that is there now lists them, and nothing else knows of them. So none leaves the list before it
is gone, or another state lists it.

`creation` puts a replaced model on the list, `deletion` deletes it once no endpoint serves it, and `diff` of the
provider says which an update deletes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from pulumi_sagemaker_model import errors, naming
from pulumi_sagemaker_model.aws.arns import region_of
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.properties import IDENTITY, RETAINS, RETURNED, SUPERSEDED, SUPERSEDED_NAMES, content

ClientOf = Callable[[str], ModelClient]
"""Returns the client of a region."""


class Superseded(NamedTuple):
    """A model that a resource had before, or is about to have had."""

    name: str
    arn: str
    fingerprint: str
    """Of what it is: a program that declares just that takes the model again. Empty if its name was given."""

    def is_content(self, content: Mapping[str, Any]) -> bool:
        """Tell whether a program that gives no name declares just this model."""
        return bool(self.fingerprint) and self.fingerprint == naming.fingerprint(self.arn, content)

    @property
    def region(self) -> str:
        """The AWS region that the model is in."""
        return region_of(self.arn)


class Replaced(NamedTuple):
    """What the state has in the place of a model that is to be created."""

    model: Superseded
    superseded: tuple[Superseded, ...]
    """The models that its state lists."""
    retained: bool
    """Whether the engine leaves the model alone, as `retain_on_delete` says in the state before."""
    returned: tuple[str, ...]
    """The ARNs of models that the program returned to, as `returned_to` has them."""

    @classmethod
    def by(cls, state: Mapping[str, Any], *, retained: bool) -> Replaced:
        """Return what a state is, where the inputs in it say whether the model is `retained`."""
        return cls(model_of(state), listed_in(state), retained or bool(state.get(RETAINS)), returned_to(state))

    def of_content(self, content: Mapping[str, Any]) -> Superseded | None:
        """Return a listed model that is what a program declares."""
        return next((one for one in self.superseded if one.is_content(content)), None)

    def listed_as(self, name: str, region: str) -> Superseded | None:
        """Return the listed model of this name and region."""
        return next((one for one in self.superseded if (one.name, one.region) == (name, region)), None)

    def left_alone(self) -> list[str]:
        """Return the ARNs of models that the program returned to and that the resource does not delete."""
        return [arn for arn in self.returned if self.retained or arn != self.model.arn]


class Users(NamedTuple):
    """Who serves a model, as far as that can be told."""

    names: list[str]
    """Live endpoints, as people call them."""
    unknown: errors.ModelError | None
    """Why it cannot be told."""

    def may_be_some(self) -> bool:
        """Tell whether somebody serves the model, or might."""
        return bool(self.names or self.unknown)


def model_of(state: Mapping[str, Any]) -> Superseded:
    """Return the model that a state has."""
    known = naming.fingerprint(state["arn"], content(state)) if IDENTITY in state else ""
    return Superseded(state["name"], state["arn"], known)


def listed_in(state: Mapping[str, Any]) -> tuple[Superseded, ...]:
    """Return the models that a state lists, the last one first."""
    return tuple(Superseded(one["name"], one["arn"], one["fingerprint"]) for one in state.get(SUPERSEDED) or ())


def is_aware(state: Mapping[str, Any]) -> bool:
    """Tell whether a state was written with what the one before it lists. A first one is not, nor one by force."""
    return SUPERSEDED in state


def returned_to(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ARNs of the models that a program returned to, of which the resource has one or retains it."""
    return tuple(state.get(RETURNED) or ())


def outputs(models: Iterable[Superseded]) -> dict[str, Any]:
    """Return the outputs that list models, of a state that is aware."""
    listed = [one._asdict() for one in models]
    return {SUPERSEDED: listed, **({SUPERSEDED_NAMES: [one["name"] for one in listed]} if listed else {})}


def users_of(client_of: ClientOf, model: Superseded, *, anew: bool) -> Users:
    """Ask AWS who serves a model; `anew` if it would be deleted or kept for good by what was seconds ago."""
    try:
        return Users(client_of(model.region).users_of(model.name, anew=anew), None)
    except errors.ModelError as error:
        return Users([], error)
