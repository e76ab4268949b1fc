"""Accounts that the stack must leave alone, and the account that a model is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import (
    ReadTimeoutError,
)
from botocore.httpsession import URLLib3Session

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws.account_guard import require_allowed
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.settings import Settings
from tests.unit.provider.aws.stand_ins import ARN, KEYS, REQUEST, URL, Sts

CHANGES: dict[str, Callable[[ModelClient], Any]] = {
    "ListModels": lambda client: client.named_alike("fraud", "fraud-", datetime(2025, 1, 2, tzinfo=timezone.utc)),
    "CreateModel": lambda client: client.create(REQUEST, print),
    "DeleteModel": lambda client: client.delete("fraud"),
    "AddTags": lambda client: client.add_tags("fraud", ARN, {"team": "ads"}),
    "DeleteTags": lambda client: client.delete_tags("fraud", ARN, ["team"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(
    "accounts", [{"aws:allowedAccountIds": ["111111111111"]}, {"aws:forbiddenAccountIds": ["123456789012"]}]
)
def test_given_account_to_leave_alone_when_changing_then_only_the_account_is_asked(
    sts: Sts, accounts: dict[str, Any], change: Callable[[ModelClient], Any]
) -> None:
    client = client_for(Settings.from_configuration({**KEYS, **accounts}), "us-east-1")

    for _ in range(2):
        with pytest.raises(errors.WrongAccountError, match="these AWS credentials act in account 123456789012"):
            change(client)

    assert [operation for operation, *_ in sts.asked] == ["GetCallerIdentity"] * 2


def test_given_allowed_account_then_first_change_asks_for_it_once_and_no_read_does(
    sts: Sts,
) -> None:
    settings = Settings.from_configuration({**KEYS, "aws:allowedAccountIds": ["123456789012"]})
    client = client_for(settings, "us-east-1")

    client.tags("fraud", ARN)
    client.delete("fraud")
    client.delete("fraud")

    assert [operation for operation, *_ in sts.asked] == [
        "ListTags",
        "GetCallerIdentity",
        "DeleteModel",
        "DeleteModel",
    ]


def test_given_models_account_when_required_then_asked_for_once_and_others_refused(sts: Sts) -> None:
    client = client_for(Settings.from_configuration(KEYS), "us-east-1")

    client.require_account_of("fraud", ARN)
    with pytest.raises(errors.WrongAccountError) as refusal:
        client.require_account_of("fraud", ARN.replace("123456789012", "210987654321"))

    assert str(refusal.value) == (
        "model fraud is in account 210987654321, and these AWS credentials act in account 123456789012, where it "
        "cannot be seen; use credentials of account 210987654321, or have the stack forget the model by pulumi state "
        "delete"
    )
    assert [operation for operation, *_ in sts.asked] == ["GetCallerIdentity"]


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_silent_sts_when_account_is_required_then_it_is_asked_once_and_briefly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    timeouts: list[tuple[float, float]] = []

    def send(self: Any, _request: object) -> None:
        timeouts.append((self._timeout.connect_timeout, self._timeout.read_timeout))
        raise ReadTimeoutError(endpoint_url=URL)

    monkeypatch.setattr(URLLib3Session, "send", send)
    client = client_for(Settings.from_configuration(KEYS), "us-east-1")

    for _ in range(2):
        with pytest.raises(errors.UnreachableError, match="sagemaker:DescribeModel on model fraud got no answer"):
            client.require_account_of("fraud", ARN)

    assert timeouts == [(2, 5)]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(allowed_accounts=("111111111111", "123456789012")),
        Settings(forbidden_accounts=("111111111111",)),
    ],
)
def test_given_an_account_that_may_change_when_required_then_it_passes(settings: Settings) -> None:
    require_allowed(settings, "123456789012")


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        (
            Settings(allowed_accounts=("111111111111", "222222222222")),
            "123456789012, and aws:allowedAccountIds allows 111111111111, 222222222222",
        ),
        (Settings(forbidden_accounts=("123456789012",)), "123456789012, which aws:forbiddenAccountIds forbids"),
    ],
)
def test_given_account_that_must_not_change_when_required_then_sentence_names_it(settings: Settings, rule: str) -> None:
    with pytest.raises(errors.WrongAccountError) as refusal:
        require_allowed(settings, "123456789012")

    assert str(refusal.value) == (
        f"these AWS credentials act in account {rule}; use other credentials, or change the setting"
    )
