"""Errors as people read them: one root, one leaf a cause, each message one sentence with its remedy.

`aws/sdk_errors.py` and `aws/service_errors.py` turn the SDK's exceptions into these, and nothing else does.
"""

from __future__ import annotations

from datetime import datetime


class ModelError(Exception):
    """Anything that stops a SageMaker model from reaching its declared state; `str()` is meant for a person."""


class SettingsError(ModelError):
    """The stack's `aws:` configuration, or the AWS environment, cannot be used as it stands."""


class AccessDeniedError(ModelError):
    """AWS answered, and does not let the caller do this."""


class AlreadyExistsError(ModelError):
    """A model of this name exists."""

    @classmethod
    def of_another_resource(cls, name: str) -> AlreadyExistsError:
        """Return the error of a model that another resource of the program has."""
        return cls(
            f"another resource of this program has model {name}; give each its own name, or none and one is derived"
        )

    lost_since: datetime | None = None
    """When the call began, by AWS's clock, if an earlier attempt of it was sent and not answered: a model that was
    created since then may be what that attempt made."""


class InUseError(ModelError):
    """A live endpoint serves the model that is to be deleted."""


class LimitExceededError(ModelError):
    """An account quota is used up."""


class NotFoundError(ModelError):
    """AWS says that there is no such model, or nothing of what was asked for on its behalf."""


class NotReadyError(ModelError):
    """AWS refuses as it does while a change of IAM is spreading, and as it does for good where nothing changed.

    It is the only refusal that is tried again, by `ModelClient.create` in `aws/client.py`.
    """


class RejectedError(ModelError):
    """AWS understood the request and refuses it; sending it again will not help."""


class ThrottledError(ModelError):
    """AWS takes no more requests of this account for now, and went on so until the SDK gave up."""


class UnreachableError(ModelError):
    """AWS could not be asked, failed, or gave no answer; what it did is not known."""


class WrongAccountError(ModelError):
    """The credentials act in an AWS account that is not the model's, or that the stack must leave alone."""
