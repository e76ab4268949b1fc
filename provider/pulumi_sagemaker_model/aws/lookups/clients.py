"""The SDK's clients for questions: one attempt, short timeouts, and none where there is no use in asking."""

from __future__ import annotations

import threading
from typing import Any, Final
from urllib.parse import urlsplit

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import sdk, service_model, session, timings
from pulumi_sagemaker_model.aws.lookups.outcome import UnavailableError
from pulumi_sagemaker_model.aws.settings import Settings

_AT_ONCE: Final = 16
"""Connections to one host: what is asked at once."""

_HERE: Final = ("127.", "::1", "localhost")
"""How the names of this machine begin."""


class LookupClients:
    """The clients of one stack in one region. Thread-safe."""

    def __init__(self, settings: Settings, region: str) -> None:
        self._region = region
        self._settings = settings
        self._places: dict[str, dict[str, Any]] = {
            **{service: {"region_name": region, "endpoint_url": url} for service, url in settings.lookup_endpoints},
            "sagemaker": {"region_name": region, "endpoint_url": settings.endpoint},
            "sts": {"region_name": settings.sts_region or region, "endpoint_url": settings.sts_endpoint},
        }
        self._lock = threading.Lock()
        self._session: Any = None
        self._clients: dict[str, Any] = {}
        self._account: str | None = None

    def of(self, service: str) -> Any:
        """Return the client of a service, by the SDK's name of it.

        Raises:
            UnavailableError: there is no use in asking it.
        """
        # The SDK makes one client of a session at a time.
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._made(service)
            client = self._clients[service]
        if client is None:
            raise UnavailableError
        return client

    def give_up(self, service: str) -> None:
        """Ask a service, which does not answer, no more."""
        # Without the lock, which its client may be made under for as long as credentials do not come.
        self._clients[service] = None

    def account(self) -> str | None:
        """Return the account that the credentials act in, or None where that cannot be told."""
        if self._account is None:
            try:
                self._account = self.of("sts").get_caller_identity().get("Account")
            except _failures():
                self.give_up("sts")
        return self._account

    def _made(self, service: str) -> Any:
        """Return a client, or None where there is no use in asking its service."""
        try:
            if self._session is None:
                self._session = session.new_session(self._settings, self._region)
            if self._session.get_credentials() is None:
                return None
            client = self._client(service)
            if service == "s3" and not _is_of_aws(client.meta.endpoint_url, self._region):
                # The host of a bucket is below the endpoint's, and for most stand-ins for AWS there is no such name.
                client = self._client(service, s3={"addressing_style": "path"})
        except _failures():
            return None
        # A stand-in for AWS on this machine says nothing of what is in AWS.
        stand_in = _is_here(self._places["sagemaker"]["endpoint_url"]) and not _is_here(client.meta.endpoint_url)
        return None if stand_in else client

    def _client(self, service: str, **more: Any) -> Any:
        config = sdk.config.Config(
            connect_timeout=timings.BEST_EFFORT_CONNECT.seconds,
            read_timeout=timings.BEST_EFFORT_READ.seconds,
            retries={"total_max_attempts": 1},
            max_pool_connections=_AT_ONCE,
            **more,
        )
        place = self._places.get(service, {"region_name": self._region})
        return self._session.create_client(service, config=config, **place)


def _failures() -> tuple[type[Exception], ...]:
    """Return what making a client, or a call, fails with where the AWS configuration or the answer is of no use."""
    sdks = sdk.exceptions
    ours = (errors.SettingsError, UnavailableError)
    return (*ours, sdks.BotoCoreError, sdks.ClientError, sdk.parsers.ResponseParserError, OSError, EOFError, ValueError)


def _is_of_aws(url: str, region: str) -> bool:
    partition = service_model.partition(region)
    host = urlsplit(url).hostname or ""
    return partition is not None and host.endswith(
        tuple(f".{suffix}" for suffix in (partition.dns_suffix, partition.dual_stack_suffix) if suffix)
    )


def _is_here(url: str | None) -> bool:
    return (urlsplit(url or "").hostname or "").startswith(_HERE)
