"""The SDK's session for a stack's settings: which region, and as whom."""

from __future__ import annotations

import os
from functools import cache, lru_cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from pulumi_sagemaker_model import lazy_imports
from pulumi_sagemaker_model.aws import botocore_extract, sdk
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.errors import SettingsError

if TYPE_CHECKING:
    from botocore.credentials import CredentialResolver, Credentials
    from botocore.session import Session


def new_session(settings: Settings, region: str) -> Session:
    """Return a session for these settings; its credentials are looked for when a client is made of it.

    It is botocore's. boto3's makes the same clients, and to load boto3 takes a fifth as long as all of this.

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
    # boto3 reads AWS_DEFAULT_REGION and the profile, and not the AWS_REGION of the other SDKs.
    nearest = settings.region or os.environ.get("AWS_REGION")
    if not _is_said_by_files(settings, nearest or os.environ.get("AWS_DEFAULT_REGION")):
        return nearest or os.environ.get("AWS_DEFAULT_REGION")
    region = _region_of_sdk(settings)
    return nearest or region


_FILES: Final = {"AWS_CONFIG_FILE": "~/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}
"""Files that the SDK reads: the variables that name them, and where they are else."""


def _is_said_by_files(settings: Settings, region: str | None) -> bool:
    """Tell whether the SDK has to look for the region in its files, or for what is wrong with them."""
    if settings.profile is not None or "AWS_PROFILE" in os.environ or "AWS_DEFAULT_PROFILE" in os.environ:
        return True
    if any(variable in {"config_file", "credentials_file"} for variable, _ in settings.sdk):
        return True
    paths = [os.environ.get(variable, usual) for variable, usual in _FILES.items()]
    files = [file for path in paths if os.path.isfile(file := os.path.expanduser(os.path.expandvars(path)))]  # noqa: PTH111, PTH113  (as the SDK does it)
    return bool(files) and (not region or not all(map(_is_plain, files)))


@cache
def _is_plain(file: str) -> bool:
    """Tell whether the SDK certainly can read a file; where that is in doubt, it has to try."""
    ini = lazy_imports.load("configparser")
    parser = ini.RawConfigParser()
    try:
        parser.read([file])
    except (ini.Error, UnicodeDecodeError):
        return False
    values = (value for section in parser.sections() for _, value in parser.items(section))
    # A value that begins in the next line is a block of settings.
    blocks = (value.splitlines() for value in values if value.startswith("\n"))
    return all("=" in line for block in blocks for line in block if line.strip())


def _sdk_session(settings: Settings) -> Session:
    core = sdk.session.Session(session_vars=_SDK_DEFAULTS)
    # The service model is megabytes of JSON, and the clients of all sessions share it.
    core.register_component("data_loader", botocore_extract.loader())
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
        token = partial(
            _token, settings, parameters.pop("WebIdentityToken", None), parameters.pop("WebIdentityTokenFile", "")
        )
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


def _token(settings: Settings, token: str | None, path: str) -> str:
    if token is not None:
        return token
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        file = settings.called("aws:assumeRoleWithWebIdentity.webIdentityTokenFile")
        raise SettingsError(f"{file} cannot be read; check it") from None
