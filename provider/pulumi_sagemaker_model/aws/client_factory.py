"""Makes the clients of AWS that a provider process needs: one for each of its settings and regions."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import lost_answers, sdk, session, timings
from pulumi_sagemaker_model.aws.account_guard import AccountGuard
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.settings import Settings

if TYPE_CHECKING:
    from botocore.session import Session


def client_for(settings: Settings, region: str) -> ModelClient:
    """Return the process's client for these settings and region.

    Raises:
        SettingsError: the AWS configuration names what is not there, or there is no such region.
    """
    # `setdefault` is one step to all threads, so that they share a factory.
    return _factories.setdefault((settings, region), _ClientFactory(settings, region)).model_client()


class _ClientFactory:
    """Makes clients for one stack's settings in one region, one at a time, as a session of the SDK is not thread-safe.

    To make a client may take seconds: a credential process runs, or the machine's own role is asked for. Threads that
    want another region do not wait for that.
    """

    def __init__(self, settings: Settings, region: str) -> None:
        self._settings = settings
        self._region = region
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._model_client: ModelClient | None = None

    def model_client(self) -> ModelClient:
        """Return the one client of models, made when it is first asked for."""
        with self._lock:
            if self._model_client is None:
                self._model_client = self._new_model_client()
            return self._model_client

    def best_effort(self, service: str) -> Any:
        """Make a client of the SDK with short timeouts, which does not try again."""
        config = sdk.config.Config(
            connect_timeout=timings.BEST_EFFORT_CONNECT.seconds,
            read_timeout=timings.BEST_EFFORT_READ.seconds,
            retries={"total_max_attempts": 1},
        )
        with self._lock:
            return self._new_client(service, config=config)

    def _new_model_client(self) -> ModelClient:
        guard = None
        try:
            sagemaker = self._new_client("sagemaker")
            if self._settings.allowed_accounts or self._settings.forbidden_accounts:
                guard = AccountGuard(self._settings, self._new_client("sts").get_caller_identity)
        except (sdk.exceptions.BotoCoreError, OSError, ValueError) as error:
            # An endpoint that is not a URL, text in place of a number, a credential process that does not work.
            raise errors.SettingsError(
                f"the AWS configuration cannot be used: {error}; correct the stack's aws: settings, the profile, "
                "or the AWS_ variables of the environment"
            ) from None
        lost_answers.watch(sagemaker)
        return ModelClient(sagemaker, self.best_effort, guard)

    def _new_client(self, service: str, **more: Any) -> Any:
        if self._session is None:
            self._session = session.new_session(self._settings, self._region)
        settings = self._settings
        region, endpoint = (
            (settings.sts_region, settings.sts_endpoint) if service == "sts" else (self._region, settings.endpoint)
        )
        return self._session.create_client(service, region_name=region, endpoint_url=endpoint, **more)


_factories: Final[dict[tuple[Settings, str], _ClientFactory]] = {}
