"""How a model comes to be: created, found as what an interrupted update left, or taken over as the program says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, Final, NamedTuple

import pulumi

from pulumi_sagemaker_model import codec, errors, naming, superseded, tags
from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.arns import account_of
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.properties import IDENTITY, RETURNED, all_tags, content
from pulumi_sagemaker_model.superseded import ClientOf, Replaced, Superseded
from pulumi_sagemaker_model.update_tracker import UpdateTracker, resource_key

_ATTEMPTS: Final = 3
"""Derived names to try before giving up."""


class _Occupant(NamedTuple):
    """A model that is there already under the name that a resource wants, and what tells whose it is."""

    differing: list[str]
    """The properties in which it is not what the program declares."""
    is_young: bool
    """Whether it is so new that an interrupted update may have made it."""
    answers_lost_call: bool
    """Whether an earlier attempt of the call that was refused may have made it."""
    is_free: bool
    """Whether the resource may have it. One without a given name can have another, so it leaves alone what another
    resource of the program has."""

    def may_be_adopted(self) -> bool:
        """Tell whether it may become the program's if the program asks for that (`adopt_existing`)."""
        return not self.differing and self.is_free

    def is_leftover(self, *, has_derived_name: bool) -> bool:
        """Tell whether an update of this program made it, and the state does not know.

        By a derived name only this program asks for it. A given name may be anybody's, so that only a call of which the
        answer was lost counts.
        """
        return self.may_be_adopted() and self.is_young and (has_derived_name or self.answers_lost_call)


class Creation(NamedTuple):
    """Makes models the program's, with a client of their region."""

    client: ModelClient
    settings: Settings
    tracker: UpdateTracker
    client_of: ClientOf
    """For models that were replaced, and may be in other regions."""

    def create(self, props: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs of a model that is there then, just as declared; `creationTime` only where AWS tells.

        Raises:
            AlreadyExistsError: the name is another model's.
            ModelError: the model cannot be made.
        """
        # Looked for before, so that nothing more stands between CreateModel and the saved state.
        key = resource_key(props)
        replaced = self.tracker.replaced(key)
        alike, staying = self._named_alike(props), self._staying(key, replaced) if replaced else []
        made = self._create(props)
        # With credentials of another account, nobody could delete what is in this one.
        listed = [
            one
            for one in staying
            if account_of(one.arn) == account_of(made["arn"]) and one.arn.lower() != made["arn"].lower()
        ]
        self.tracker.record_listed(one.arn for one in listed)
        self._tell_of_leftovers(alike, props, made["name"])
        if replaced is None:
            return made
        was_there = self.tracker.is_unchanged(made["arn"])
        returned = [*replaced.left_alone(), *([made["arn"]] if was_there else [])]
        self.tracker.record_returned(returned)
        return {**made, **superseded.outputs(listed), **({RETURNED: returned} if returned else {})}

    def take_over(self, props: Mapping[str, Any], found: Mapping[str, Any], why: str) -> dict[str, Any]:
        """Make a model that was `found` that of the program; return its `name`, `arn` and `creationTime`.

        Raises:
            AlreadyExistsError: another resource of the program has it.
        """
        name, arn = found["ModelName"], found["ModelArn"]
        if not self.tracker.claim(resource_key(props), arn):
            raise errors.AlreadyExistsError.of_another_resource(name)
        before = tags.considered(self.settings, self.client.tags(name, arn))
        tags.retag(self.client, name, arn, before, all_tags(props))
        pulumi.log.info(f"model {name} was there already and is taken over, as {why}")
        return {"name": name, **codec.outputs(found)}

    def _create(self, props: Mapping[str, Any]) -> dict[str, Any]:
        name, identity = props["name"], props.get(IDENTITY)
        why = self._why_to_adopt(props)
        if why:
            # AWS makes a model only with its image at hand and iam:PassRole; one that is there needs neither.
            with suppress(errors.NotFoundError):
                found = self.client.describe(name)
                if self._occupant(props, found).may_be_adopted():
                    return self.take_over(props, found, why)
        for _ in range(_ATTEMPTS):
            try:
                created = self.client.create(codec.request(name, props), pulumi.log.info)
            except errors.AlreadyExistsError as error:
                refusal = error
            else:
                self.tracker.record_created(resource_key(props), created.arn)
                return {"name": name, **codec.created_outputs(created.arn, created.answered)}
            found = self.client.describe(name)
            occupant = self._occupant(props, found, refusal.lost_since)
            if occupant.is_leftover(has_derived_name=identity is not None):
                return self.take_over(props, found, "an earlier update of this program made it")
            if why and occupant.may_be_adopted():
                return self.take_over(props, found, why)
            if identity is None:
                raise errors.AlreadyExistsError(_occupied(name, occupant.differing))
            other = naming.automatic(identity, content(props), name)
            pulumi.log.warn(f"a model named {name} is there already and stays; this one is named {other}")
            name = other
        raise errors.AlreadyExistsError(
            f"models of the names derived for {identity} exist already; give the model a name"
        )

    def _why_to_adopt(self, props: Mapping[str, Any]) -> str | None:
        """Return why a model that is there already becomes the program's, if it is just as declared."""
        replaced = self.tracker.replaced(resource_key(props))
        if replaced and replaced.listed_as(props["name"], props["region"]):
            return "the program returns to it"
        return "adopt_existing says so" if props.get("adoptExisting") else None

    def _staying(self, key: str, replaced: Replaced) -> list[Superseded]:
        """Return the models that stay after a resource is replaced, and that the new state has to list."""
        return [
            one
            for one in self._superseded_by(replaced)
            if not self.tracker.is_of_another(key, one) and not self.tracker.has_deleted(one.arn)
        ]

    def _superseded_by(self, replaced: Replaced) -> Iterator[Superseded]:
        """Yield what the new model supersedes and the engine's deletion of the replaced one will leave alone."""
        if replaced.retained:
            # The engine deletes nothing then, and nothing else would delete what the state lists.
            yield from replaced.superseded
            return
        if self.settings.delete_in_use == "keep" and self._may_be_served(replaced.model):
            yield replaced.model
        if self.settings.protects_in_use:
            yield from filter(self._may_be_served, replaced.superseded)

    def _may_be_served(self, model: Superseded) -> bool:
        return superseded.users_of(self.client_of, model, anew=False).may_be_some()

    def _occupant(
        self, props: Mapping[str, Any], found: Mapping[str, Any], lost_since: datetime | None = None
    ) -> _Occupant:
        """Judge a model that was `found` under the name that these properties ask for."""
        created: datetime = found["CreationTime"]
        return _Occupant(
            differing=codec.differing(props, found),
            is_young=datetime.now(timezone.utc) - created < timings.LEFTOVER_AGE.duration,
            answers_lost_call=lost_since is not None and created >= lost_since,
            is_free=props.get(IDENTITY) is None or not self.tracker.knows(found["ModelArn"]),
        )

    def _named_alike(self, props: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the ARNs, by name, of young models of the same resource, as far as AWS tells."""
        if IDENTITY not in props:
            return {}
        since = datetime.now(timezone.utc) - timings.LEFTOVER_AGE.duration
        try:
            return self.client.named_alike(props["name"], naming.prefix(props[IDENTITY]), since)
        except errors.WrongAccountError:
            raise
        except errors.ModelError as error:
            pulumi.log.debug(f"models that an interrupted update left could not be looked for: {error}")
            return {}

    def _tell_of_leftovers(self, alike: Mapping[str, str], props: Mapping[str, Any], name: str) -> None:
        """Name the models that a killed update made and no state has: the program was edited and asks for another."""
        key = resource_key(props)
        replaced = self.tracker.replaced(key)
        known = {name, props["name"], self.tracker.predecessor(key)}
        known |= {one.name for one in replaced.superseded} if replaced else set()
        left = sorted(
            other
            for other, arn in alike.items()
            if other not in known and not self.tracker.knows(arn) and not self.tracker.has_deleted(arn)
        )
        if left:
            # The engine may have one of them to delete later in this update, and another backend a stack of this name.
            remedies = (f"aws sagemaker delete-model --region {props['region']} --model-name {other}" for other in left)
            pulumi.log.warn(
                f"an interrupted update of this program left {', '.join(f'model {other}' for other in left)}, which "
                "nothing knows unless this update deletes it or a stack elsewhere has it; if not, run: "
                f"{'; '.join(remedies)}"
            )


def _occupied(name: str, differing: list[str]) -> str:
    if differing:
        return (
            f"a model named {name} exists already and differs in {', '.join(differing)}; "
            "give another name, or none and one is derived"
        )
    return (
        f"a model named {name} exists already, just as declared; if it is yours, take it over by adopt_existing=True, "
        "else give another name, or none and one is derived"
    )
