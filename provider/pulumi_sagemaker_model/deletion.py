"""How a model goes: when it may be deleted, what keeps it, and when one that AWS does not know counts as gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pulumi

from pulumi_sagemaker_model import errors, superseded
from pulumi_sagemaker_model.aws.account_guard import require_account
from pulumi_sagemaker_model.aws.arns import account_of
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.superseded import ClientOf, Superseded, Users
from pulumi_sagemaker_model.update_tracker import UpdateTracker, resource_key


class Deletion(NamedTuple):
    """Deletes models and those that they superseded."""

    client_of: ClientOf
    settings: Settings
    tracker: UpdateTracker

    def delete(self, state: Mapping[str, Any]) -> None:
        """Delete the model of a state and all that only this state lists, unless they are gone already.

        What another state lists stays while an endpoint serves it. Before anything is deleted, all else has to be free.

        Raises:
            InUseError: a live endpoint serves one of them, and the stack wants it to stay then.
            WrongAccountError: the credentials act in another account than the models'.
            ModelError: one of them cannot be deleted.
        """
        key, own = resource_key(state), superseded.model_of(state)
        models = self._along(state, key)
        if self.tracker.is_unchanged(own.arn):
            pulumi.log.info(f"model {own.name} stays: it is what replaced itself")
        elif self.tracker.was_returned_to(own.arn) and own.arn not in superseded.returned_to(state):
            pulumi.log.info(f"model {own.name} stays: the program returned to it and retains it")
        else:
            models.append(own)
        for one in [one for one in models if self._is_free(one, key)]:
            self._delete(one)

    def delete_due(self, state: Mapping[str, Any]) -> list[Superseded]:
        """Delete the models that a state lists and that need not stay any more; return the others.

        Raises:
            ModelError: one of them cannot be deleted.
        """
        key, staying = resource_key(state), []
        for one in superseded.listed_in(state):
            free = self._is_free(one, key)
            if self.tracker.is_of_another(key, one):
                continue
            if free and self.tracker.may_be_of_another(key, one):
                staying.append(one)
            elif free:
                pulumi.log.info(f"model {one.name} was replaced before and is not in use any more: it is deleted")
                self._delete(one)
            elif not self.tracker.has_deleted(one.arn):
                staying.append(one)
        return staying

    def due(self, state: Mapping[str, Any]) -> list[Superseded]:
        """Return the models that a state lists, that are there, and that need not stay any more.

        One that is gone needs no update. If the endpoint is in the same program, the update that lists the old model
        also deletes it, and the next preview is to show no change.
        """
        key = resource_key(state)
        return [
            one
            for one in superseded.listed_in(state)
            if not self.tracker.may_be_of_another(key, one) and not self._must_stay(one) and self._is_there(one)
        ]

    def there(self, state: Mapping[str, Any]) -> list[Superseded]:
        """Return the models that a state lists, without those of which AWS says that they are gone."""
        there = []
        for one in superseded.listed_in(state):
            try:
                self.client_of(one.region).describe(one.name)
            except errors.NotFoundError:
                continue
            except errors.ModelError as error:
                pulumi.log.debug(f"model {one.name}, which was replaced before, could not be read: {error}")
            there.append(one)
        return there

    def tell_of_forgotten(self, state: Mapping[str, Any]) -> None:
        """Name the models that nothing knows of once the engine has forgotten a state that lists them."""
        if left := self.there(state):
            remedies = (f"aws sagemaker delete-model --region {one.region} --model-name {one.name}" for one in left)
            pulumi.log.warn(
                f"model {state['name']} is gone, and with it the stack forgets "
                f"{', '.join(f'model {one.name}' for one in left)}, which it replaced and which stayed; once no "
                f"endpoint uses them, run: {'; '.join(remedies)}"
            )

    def _along(self, state: Mapping[str, Any], key: str) -> list[Superseded]:
        """Return the models that only this state lists, which is about to be forgotten."""
        tracker = self.tracker
        return [
            one
            for one in superseded.listed_in(state)
            if not (
                tracker.is_listed(one.arn)
                or tracker.may_be_of_another(key, one)
                or tracker.has_now(key, one)
                or tracker.was_returned_to(one.arn)
            )
        ]

    def _must_stay(self, model: Superseded) -> bool:
        return self.settings.protects_in_use and superseded.users_of(self.client_of, model, anew=False).may_be_some()

    def _is_there(self, model: Superseded) -> bool:
        try:
            found = self.client_of(model.region).describe(model.name)
        except errors.ModelError:
            return False
        return account_of(found["ModelArn"]) == account_of(model.arn)

    def _is_free(self, model: Superseded, key: str) -> bool:
        """Tell whether a model is there and may be deleted; if it stays, say why.

        Raises:
            InUseError: it must not be deleted, and nothing else will delete it later.
            ModelError: it is in another account, or that cannot be told.
        """
        client = self.client_of(model.region)
        try:
            if not _acts_in_account_of(client, model):
                require_account(model.name, model.arn, account_of(client.describe(model.name)["ModelArn"]))
            if self.settings.delete_in_use == "allow":
                return True
            users = superseded.users_of(self.client_of, model, anew=True)
            if users.names:
                # An endpoint may serve a model that is gone, and then there is nothing to keep.
                client.describe(model.name)
        except errors.NotFoundError:
            self._take_for_gone(model)
            return False
        return not users.may_be_some() or self._goes_in_spite_of(users, model, key)

    def _goes_in_spite_of(self, users: Users, model: Superseded, key: str) -> bool:
        """Decide about a model that endpoints use, or may use, since that could not be checked.

        | the stack's setting | the model                                   | used by some | not checked |
        |---------------------|---------------------------------------------|--------------|-------------|
        | keep or refuse      | is listed by a state that stays             | stays        | stays       |
        | keep                | is not, and its resource has another by now | error        | error       |
        | keep or refuse      | is any other                                | error        | goes        |
        | warn                | is any                                      | goes         | goes        |

        What stays for now is deleted by a later update, and a warning says so. An error means that nothing else will
        delete it. What goes does so with a warning.
        """
        protected, in_use = self.settings.protects_in_use, bool(users.names)
        if protected and self.tracker.is_listed(model.arn):
            _tell_of_later(users, model)
            return False
        if protected and in_use:
            raise _in_use(users, model)
        if not in_use and self.settings.delete_in_use == "keep" and self.tracker.has_another(key, model.arn):
            raise _unchecked(users, model)
        _tell_of_going(users, model)
        return True

    def _delete(self, model: Superseded) -> None:
        try:
            self.client_of(model.region).delete(model.name)
        except errors.NotFoundError:
            self._take_for_gone(model)
        else:
            self.tracker.record_deleted(model.arn)

    def _take_for_gone(self, model: Superseded) -> None:
        confirm_gone(self.client_of(model.region), model.name, model.arn)
        self.tracker.record_deleted(model.arn)


def _tell_of_later(users: Users, model: Superseded) -> None:
    who = ", ".join(users.names)
    why = f"is in use by {who}" if who else f"may be in use, which could not be checked ({users.unknown})"
    pulumi.log.warn(
        f"model {model.name} was replaced and stays, as it {why}; the first pulumi up that finds it in use no more "
        "deletes it"
    )


def _in_use(users: Users, model: Superseded) -> errors.InUseError:
    return errors.InUseError(
        f"model {model.name} is in use by {', '.join(users.names)} and stays; point it at another model and run again, "
        "or set sagemaker:deleteInUse to warn, which pulumi destroy takes with --run-program"
    )


def _unchecked(users: Users, model: Superseded) -> errors.InUseError:
    return errors.InUseError(
        f"model {model.name} was replaced and stays, as whether an endpoint uses it could not be checked "
        f"({users.unknown}); have that mended, or set sagemaker:deleteInUse to warn, and run again"
    )


def _tell_of_going(users: Users, model: Superseded) -> None:
    who = ", ".join(users.names)
    pulumi.log.warn(
        f"model {model.name} is deleted while in use by {who}, as sagemaker:deleteInUse says"
        if who
        else f"could not check whether an endpoint uses model {model.name}, which is deleted: {users.unknown}"
    )


def _acts_in_account_of(client: ModelClient, model: Superseded) -> bool:
    """Tell whether the credentials certainly act in the account of a model; if not, its ARN in AWS has to tell."""
    try:
        client.require_account_of(model.name, model.arn)
    except errors.ModelError:
        return False
    return True


def confirm_gone(client: ModelClient, name: str, arn: str) -> None:
    """Take a model that AWS does not know for gone, unless these credentials look for it in another account.

    Raises:
        WrongAccountError: they do.
    """
    try:
        client.require_account_of(name, arn)
    except errors.WrongAccountError:
        raise
    except errors.ModelError as error:
        pulumi.log.warn(
            f"AWS knows no model {name}, so it counts as gone; whether these credentials act in account "
            f"{account_of(arn)}, where it was made, could not be checked: {error}"
        )
