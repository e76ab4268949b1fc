"""Which AWS accounts the stack may change, and in which one a model is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import arns, sdk_errors
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.aws.single_flight import SingleFlight


class AccountGuard:
    """Lets nothing change in an account that the stack must leave alone; asks AWS once which account it is."""

    def __init__(self, settings: Settings, get_caller_identity: Callable[[], Mapping[str, Any]]) -> None:
        self._settings = settings
        self._get_caller_identity = get_caller_identity
        self._asking: SingleFlight[Mapping[str, Any]] = SingleFlight()
        self._passed = False

    def check(self, action: str, name: str) -> None:
        """Stop before `action`.

        Raises:
            WrongAccountError: the account is not one that the stack may change.
            ModelError: which account it is cannot be told.
        """
        if not self._passed:
            ask = partial(self._asking.do, self._get_caller_identity)
            require_allowed(self._settings, caller_account(action, name, ask))
            self._passed = True


def caller_account(action: str, name: str, get_caller_identity: Callable[[], Mapping[str, Any]]) -> str:
    """Return the account that the credentials act in, asked before `action` on the model `name`.

    Raises:
        ModelError: that cannot be told.
    """
    with sdk_errors.mapped(action, name):
        answer = get_caller_identity()
    (account,) = sdk_errors.members(action, name, answer, "Account")
    return str(account)


def require_allowed(settings: Settings, account: str) -> None:
    """Stop unless the stack may change `account`.

    Raises:
        WrongAccountError: the settings do not allow it, or forbid it.
    """
    if settings.allowed_accounts and account not in settings.allowed_accounts:
        raise errors.WrongAccountError(
            f"these AWS credentials act in account {account}, and {settings.called('aws:allowedAccountIds')} allows "
            f"{', '.join(settings.allowed_accounts)}; use other credentials, or change the setting"
        )
    if account in settings.forbidden_accounts:
        setting = settings.called("aws:forbiddenAccountIds")
        raise errors.WrongAccountError(
            f"these AWS credentials act in account {account}, which {setting} forbids; "
            "use other credentials, or change the setting"
        )


def require_account(name: str, arn: str, account: str) -> None:
    """Stop if the model `name`, known by `arn`, is not in `account`.

    Raises:
        WrongAccountError: it is in another.
    """
    theirs = arns.account_of(arn)
    if theirs != account:
        raise errors.WrongAccountError(
            f"model {name} is in account {theirs}, and these AWS credentials act in account {account}, where it cannot "
            f"be seen; use credentials of account {theirs}, or have the stack forget the model by pulumi state delete"
        )
