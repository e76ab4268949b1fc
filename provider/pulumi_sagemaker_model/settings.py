"""Where and as whom to talk to AWS: the stack's `aws:` configuration, then the usual AWS environment.

The names are those of pulumi-aws, so that one configuration serves both.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pulumi_sagemaker_model.errors import SettingsError

if TYPE_CHECKING:
    import boto3


class Configuration(Protocol):
    """The stack's configuration, decrypted: what `ResourceProvider.configure` receives."""

    def get(self, key: str) -> Any:
        """Return the value of `NAMESPACE:KEY`, or None."""


_NOT_HONOURED = (
    "allowedAccountIds",
    "assumeRole",
    "assumeRoles",
    "assumeRoleWithWebIdentity",
    "forbiddenAccountIds",
    "ignoreTags",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
)
"""Settings of pulumi-aws that decide who acts or on what: to pass over one in silence could hit the wrong account."""


_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_URL = re.compile(rf"https?://({_LABEL}(\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?(/\S*)?")
"""What botocore takes as an endpoint; it raises for anything else, late and without the setting's name."""


@dataclass(frozen=True)
class Settings:
    """One stack's AWS settings; equal settings share one client."""

    region: str | None = None
    profile: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    endpoint: str | None = None
    """URL of the SageMaker API, in place of the region's own."""
    default_tags: tuple[tuple[str, str], ...] = ()
    """Tags that every model of the stack gets unless it has its own of that key, sorted."""

    @classmethod
    def from_configuration(cls, configuration: Configuration) -> Settings:
        """Read the `aws:` namespace.

        Raises:
            SettingsError: a setting is malformed, or is one that this provider does not honour.
        """
        for key in _NOT_HONOURED:
            if configuration.get(f"aws:{key}") is not None:
                raise SettingsError(
                    f"aws:{key} is set and pulumi_sagemaker_model does not honour it; "
                    f"remove it from this stack (pulumi config rm aws:{key}) and use a profile of the AWS configuration"
                )
        access_key, secret_key = _text(configuration, "accessKey"), _text(configuration, "secretKey")
        if (access_key is None) != (secret_key is None):
            # The SDK would pass over half a pair and act as whoever else it finds.
            raise SettingsError("one of aws:accessKey and aws:secretKey is set; set both, or remove it")
        return cls(
            region=_text(configuration, "region"),
            profile=_text(configuration, "profile"),
            access_key=access_key,
            secret_key=secret_key,
            token=_text(configuration, "token"),
            endpoint=_endpoint(_structured(configuration, "endpoints")),
            default_tags=_default_tags(_structured(configuration, "defaultTags")),
        )

    def session(self) -> boto3.Session:
        """Return a boto3 session for these settings.

        Raises:
            SettingsError: the profile does not exist, or the AWS configuration files cannot be read.
        """
        import boto3  # noqa: PLC0415  (programs import this package; only its provider process needs boto3)
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415

        try:
            return boto3.Session(
                profile_name=self.profile,
                region_name=self.region,
                aws_access_key_id=self.access_key,
                aws_secret_access_key=self.secret_key,
                aws_session_token=self.token,
            )
        except BotoCoreError as error:
            raise SettingsError(f"the AWS configuration cannot be used: {error}") from None

    def resolved_region(self) -> str | None:
        """Return the region that a model without one of its own lives in."""
        # boto3 reads AWS_DEFAULT_REGION and the profile, and not the AWS_REGION of the other SDKs.
        return self.region or os.environ.get("AWS_REGION") or self.session().region_name


def _text(configuration: Configuration, key: str) -> str | None:
    value = configuration.get(f"aws:{key}")
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise SettingsError(f"aws:{key} is not a string; set it with: pulumi config set aws:{key} VALUE")
    return value


def _structured(configuration: Configuration, key: str) -> Any:
    """Return a setting that holds an object or a list; the engine hands those over as JSON text."""
    value = configuration.get(f"aws:{key}")
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise SettingsError(f"aws:{key} is neither an object nor JSON; set it with --path") from None
    return value


def _endpoint(endpoints: Any) -> str | None:
    entries = endpoints if isinstance(endpoints, list) else [endpoints or {}]
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise SettingsError('aws:endpoints is not a list of objects such as [{"sagemaker": "https://..."}]')
        url = entry.get("sagemaker")
        if url:
            if not isinstance(url, str) or not _URL.fullmatch(url):
                raise SettingsError("aws:endpoints has a sagemaker endpoint that is no http:// or https:// URL")
            return url
    return None


def _default_tags(setting: Any) -> tuple[tuple[str, str], ...]:
    if setting is None:
        return ()
    tags = setting.get("tags", {}) if isinstance(setting, Mapping) else None
    if not isinstance(tags, Mapping) or not all(isinstance(value, str) for value in tags.values()):
        raise SettingsError('aws:defaultTags is not an object such as {"tags": {"team": "ml-search"}}')
    return tuple(sorted(tags.items()))
