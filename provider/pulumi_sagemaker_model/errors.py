"""Errors as people read them: one root, one leaf a cause, each message one sentence with its remedy.

`client.py` is the only place that turns an SDK exception into one of these.
"""

from __future__ import annotations

import sys
import traceback


class ModelError(Exception):
    """Anything that stops a SageMaker model from reaching its declared state; `str()` is meant for a person."""


class SettingsError(ModelError):
    """The stack's `aws:` configuration, or the AWS environment, cannot be used as it stands."""


class AccessDeniedError(ModelError):
    """AWS answered, and does not let the caller do this."""


class AlreadyExistsError(ModelError):
    """A model of this name exists, and it is not the one to be created."""


class LimitExceededError(ModelError):
    """An account quota is used up."""


class NotFoundError(ModelError):
    """AWS says that there is no such model."""


class RejectedError(ModelError):
    """AWS understood the request and refuses it; sending it again will not help."""


class UnreachableError(ModelError):
    """AWS could not be asked, or gave no answer; what it did is not known."""


class _OneSentence:
    """Stands in for `traceback` in the process that serves dynamic providers.

    That process answers a failed call with `traceback.format_exc()`, which would put some thirty lines of
    Python before the one that matters. Our own errors are complete as they are; any other exception is
    a defect and keeps its traceback.
    """

    def format_exc(self) -> str:
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, ModelError) else traceback.format_exc()


def report_in_one_sentence() -> None:
    """Make the dynamic provider's process report a `ModelError` by its sentence alone.

    Only that process is touched: its `__main__` is `pulumi.dynamic.__main__`, and nowhere else is this called.
    """
    main = sys.modules["__main__"]
    if getattr(main, "DynamicResourceProviderServicer", None) is not None:
        vars(main)["traceback"] = _OneSentence()
