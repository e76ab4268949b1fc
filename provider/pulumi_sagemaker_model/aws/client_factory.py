"""Makes the clients of AWS that a provider process needs: one for each of its settings and regions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import lost_answers, sdk, session, timings
from pulumi_sagemaker_model.aws.account_guard import AccountGuard
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.settings import Settings

_clients: dict[tuple[Settings, str], ModelClient] = {}
_building = threading.Lock()


def client_for(settings: Settings, region: str) -> ModelClient:
    """Return the process's client for these settings and region; the lock spans its construction, never a call.

    Raises:
        SettingsError: the AWS configuration names what is not there, or there is no such region.
    """
    key = (settings, region)
    with _building:
        if key not in _clients:
            boto = session.new_session(settings, region)
            places: dict[str, dict[str, Any]] = {
                "sagemaker": {"region_name": region, "endpoint_url": settings.endpoint},
                "sts": {"region_name": settings.sts_region, "endpoint_url": settings.sts_endpoint},
            }

            def make(service: str, **more: Any) -> Any:
                return boto.client(cast("Any", service), **places[service], **more)

            guard = None
            try:
                sagemaker = make("sagemaker")
                if settings.allowed_accounts or settings.forbidden_accounts:
                    guard = AccountGuard(settings, make("sts").get_caller_identity)
            except (sdk.exceptions.BotoCoreError, OSError, ValueError) as error:
                # An endpoint that is not a URL, text in place of a number, a credential process that does not work.
                raise errors.SettingsError(
                    f"the AWS configuration cannot be used: {error}; correct the stack's aws: settings, the profile, "
                    "or the AWS_ variables of the environment"
                ) from None
            lost_answers.watch(sagemaker)
            _clients[key] = ModelClient(sagemaker, partial(_with_short_timeouts, make), guard)
        return _clients[key]


def _with_short_timeouts(make: Callable[..., Any], service: str) -> Any:
    """Make a client of `service` that does not try again."""
    config = sdk.config.Config(
        connect_timeout=timings.BEST_EFFORT_CONNECT.seconds,
        read_timeout=timings.BEST_EFFORT_READ.seconds,
        retries={"total_max_attempts": 1},
    )
    with _building:
        return make(service, config=config)
