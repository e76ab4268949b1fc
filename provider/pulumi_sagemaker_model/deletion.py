"""How a model goes: when it may be deleted, and when one that AWS does not know counts as gone."""

from __future__ import annotations

from typing import NamedTuple

import pulumi

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws.account_guard import require_account
from pulumi_sagemaker_model.aws.arns import account_of
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.settings import Settings


class Deletion(NamedTuple):
    """Deletes models, with a client of their region."""

    client: ModelClient
    settings: Settings

    def delete(self, name: str, arn: str) -> None:
        """Delete the model `name`, which the state knows by `arn`, unless it is gone already.

        Raises:
            InUseError: a live endpoint serves it, and the stack wants it to stay then.
            WrongAccountError: the credentials act in another account than the model's.
            ModelError: it cannot be deleted.
        """
        try:
            if not self._acts_in_account_of(name, arn):
                require_account(name, arn, account_of(self.client.describe(name)["ModelArn"]))
            self._require_unused(name)
            self.client.delete(name)
        except errors.NotFoundError:
            confirm_gone(self.client, name, arn)

    def _acts_in_account_of(self, name: str, arn: str) -> bool:
        """Tell whether the credentials certainly act in the account of a model; if not, its ARN in AWS has to tell."""
        try:
            self.client.require_account_of(name, arn)
        except errors.ModelError:
            return False
        return True

    def _require_unused(self, name: str) -> None:
        """Stop before a model that a live endpoint serves, as far as the stack wants that and it can be told."""
        if self.settings.delete_in_use == "allow":
            return
        try:
            users = self.client.users_of(name)
        except errors.ModelError as error:
            pulumi.log.warn(f"could not check whether an endpoint uses model {name}, which is deleted: {error}")
            return
        if users:
            # An endpoint may serve a model that is gone, and then there is nothing to keep.
            self.client.describe(name)
        if users and self.settings.delete_in_use == "refuse":
            raise errors.InUseError(
                f"model {name} is in use by {', '.join(users)} and stays; point it at another model and run again, or "
                "set sagemaker:deleteInUse to warn, which pulumi destroy takes with --run-program"
            )
        if users:
            pulumi.log.warn(
                f"model {name} is deleted while in use by {', '.join(users)}, as sagemaker:deleteInUse says"
            )


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
