"""Errors as people read them: one root, one leaf a cause, each message one sentence with its remedy.

`client.py` is the only place that turns an SDK exception into one of these.
"""

from __future__ import annotations


class ModelError(Exception):
    """Anything that stops a SageMaker model from reaching its declared state; `str()` is meant for a person."""


class SettingsError(ModelError):
    """The stack's `aws:` configuration, or the AWS environment, cannot be used as it stands."""


class AccessDeniedError(ModelError):
    """AWS answered, and does not let the caller do this."""


class AlreadyExistsError(ModelError):
    """A model of this name exists."""

    answer_was_lost = False
    """Whether the SDK had sent the request before and got no answer: the model may be what that one made."""


class LimitExceededError(ModelError):
    """An account quota is used up."""


class NotFoundError(ModelError):
    """AWS says that there is no such model."""


class NotReadyError(ModelError):
    """AWS refuses as it does while a change of IAM is spreading, and as it does for good where nothing changed."""


class RejectedError(ModelError):
    """AWS understood the request and refuses it; sending it again will not help."""


class UnreachableError(ModelError):
    """AWS could not be asked, or gave no answer; what it did is not known."""


class WrongAccountError(ModelError):
    """The credentials act in an AWS account that the stack must leave alone; nothing was changed."""
