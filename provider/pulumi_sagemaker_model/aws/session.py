"""The SDK's session for a stack's settings: which region, and as whom."""

from __future__ import annotations

import os
from functools import lru_cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from pulumi_sagemaker_model.aws import sdk, service_model
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.errors import SettingsError

if TYPE_CHECKING:
    import boto3
    from botocore.credentials import CredentialResolver, Credentials
    from botocore.session import Session


def new_session(settings: Settings, region: str) -> boto3.Session:
    """Return what `new_core_session` does, in boto3's form."""
    return sdk.boto3.Session(botocore_session=new_core_session(settings, region))


def new_core_session(settings: Settings, region: str) -> Session:
    """Return a session of botocore for these settings; who it acts as is found out when a client is made of it.

    Args:
        settings: the stack's.
        region: where to call STS if neither the settings nor the environment name a region.

    Raises:
        SettingsError: the profile does not exist, or the AWS configuration files cannot be read.
    """
    region = resolved_region(settings) or region
    core = _sdk_session(settings)
    core.set_config_variable("region", region)
    chain = core.get_component("credential_provider")
    if not settings.instance_role:
        chain.remove("iam-role")
    # By itself the SDK asks for an MFA code at the terminal, where the person is talking to the engine.
    chain.get_provider("assume-role")._prompter = _no_code  # noqa: SLF001  (the SDK has no setting for it)
    actor = SimpleNamespace(load_credentials=partial(_credentials, settings, core, chain))
    core.register_component("credential_provider", actor)
    return core


def resolved_region(settings: Settings) -> str | None:
    """Return the region that a model without one of its own lives in.

    Raises:
        SettingsError: the profile does not exist, or the AWS configuration files cannot be read.
    """
    region = _region_of_sdk(settings)
    # boto3 reads AWS_DEFAULT_REGION and the profile, and not the AWS_REGION of the other SDKs.
    return settings.region or os.environ.get("AWS_REGION") or region


def _sdk_session(settings: Settings) -> Session:
    core = sdk.session.Session(session_vars=_SDK_DEFAULTS)
    # The service model is megabytes of JSON: clients share what `check` has read.
    core.register_component("data_loader", service_model.loader())
    for variable, value in (("profile", settings.profile), *settings.sdk):
        if value is not None:
            core.set_config_variable(variable, value)
    # Without proxies of its own a client takes those of the environment.
    proxies = dict(settings.proxies) or None
    core.set_default_client_config(sdk.config.Config(proxies=proxies, user_agent_extra="pulumi-sagemaker-model"))
    return core


def _credentials(settings: Settings, core: Session, chain: CredentialResolver) -> Credentials | None:
    """Return whom these settings act as; every role is assumed when it is first needed, and again in time."""
    sts = partial(core.create_client, region_name=settings.sts_region, endpoint_url=settings.sts_endpoint)
    fetcher: sdk.credentials.BaseAssumeRoleCredentialFetcher
    actor: Credentials | None
    if settings.web_identity is not None:
        parameters = dict(settings.web_identity)
        token = partial(_token, parameters.pop("WebIdentityToken", None), parameters.pop("WebIdentityTokenFile", ""))
        fetcher = sdk.credentials.AssumeRoleWithWebIdentityCredentialFetcher(
            sts, token, parameters["RoleArn"], parameters
        )
        actor = sdk.credentials.DeferredRefreshableCredentials(
            fetcher.fetch_credentials, "assume-role-with-web-identity"
        )
    elif settings.access_key is not None and settings.secret_key is not None:
        actor = sdk.credentials.Credentials(settings.access_key, settings.secret_key, settings.token, method="explicit")
    else:
        actor = chain.load_credentials()
    for role in settings.roles if actor is not None else ():
        fetcher = sdk.credentials.AssumeRoleCredentialFetcher(sts, actor, role["RoleArn"], dict(role))
        actor = sdk.credentials.DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    return actor


def _no_code(_prompt: str) -> str:
    """Stand in for a terminal.

    Raises:
        EOFError: always, as a terminal that is closed does.
    """
    raise EOFError


_SDK_DEFAULTS: Final = {
    "retry_mode": ("retry_mode", "AWS_RETRY_MODE", "adaptive", None),
    "max_attempts": ("max_attempts", "AWS_MAX_ATTEMPTS", 6, int),
}
"""The SDK's variables, where they come from, and what they are if not set."""


@lru_cache
def _region_of_sdk(settings: Settings) -> str | None:
    """Return the region of the SDK's environment and files; read once, as they take longer to read than a check."""
    try:
        core = _sdk_session(settings)
        core.get_scoped_config()  # fails without the profile, which the variable alone would not need
        region: str | None = core.get_config_variable("region")
    except sdk.exceptions.BotoCoreError as error:
        raise SettingsError(f"the AWS configuration cannot be used: {error}") from None
    return region


def _token(token: str | None, path: str) -> str:
    if token is not None:
        return token
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError("aws:assumeRoleWithWebIdentity.webIdentityTokenFile cannot be read; check it") from None
