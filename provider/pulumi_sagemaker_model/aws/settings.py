"""Where and as whom to talk to AWS: the stack's `aws:` configuration, then the usual AWS environment.

The names and forms are those of pulumi-aws, so that one configuration serves both. What pulumi-aws knows and cannot
matter to a model (`skipCredentialsValidation`, `s3UsePathStyle` and the like) is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from pulumi_sagemaker_model.aws import setting_kinds
from pulumi_sagemaker_model.aws.setting_kinds import Kind
from pulumi_sagemaker_model.errors import SettingsError

SETTINGS: Final[Mapping[str, Kind]] = {
    "aws:region": setting_kinds.TEXT,
    "aws:profile": setting_kinds.TEXT,
    "aws:accessKey": setting_kinds.TEXT,
    "aws:secretKey": setting_kinds.TEXT,
    "aws:token": setting_kinds.TEXT,
    "aws:skipMetadataApiCheck": setting_kinds.FLAG,
    "aws:insecure": setting_kinds.FLAG,
    "aws:allowedAccountIds": setting_kinds.ACCOUNTS,
    "aws:forbiddenAccountIds": setting_kinds.ACCOUNTS,
    "aws:endpoints": setting_kinds.ENDPOINTS,
    "aws:stsRegion": setting_kinds.REGION,
    "aws:httpProxy": setting_kinds.PROXY,
    "aws:httpsProxy": setting_kinds.PROXY,
    "aws:defaultTags": setting_kinds.DEFAULT_TAGS,
    "aws:ignoreTags": setting_kinds.IGNORED_TAGS,
    "sagemaker:deleteInUse": setting_kinds.IN_USE,
    **{f"aws:{key}": kind for key, kind in setting_kinds.SDK.items()},
}
"""What each setting has to be. Roles to assume are apart: `_roles` and `_web_identity` read them."""

_NOT_HONOURED: Final[Mapping[str, str]] = {
    "aws:noProxy": (
        "remove it from this stack (pulumi config rm aws:noProxy) and set HTTPS_PROXY and NO_PROXY in the environment"
    )
}
"""Settings that would matter to a model and are refused, each with what to do in its place."""


class Configuration(Protocol):
    """The stack's configuration, decrypted: what `ResourceProvider.configure` receives."""

    def get(self, key: str) -> Any:
        """Return the value of `NAMESPACE:KEY`, or None."""


@dataclass(frozen=True)
class Settings:
    """One stack's AWS settings; equal settings share one client."""

    region: str | None = None
    profile: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    web_identity: Mapping[str, Any] | None = field(default=None, repr=False, hash=False)
    """Parameters of AssumeRoleWithWebIdentity, with WebIdentityTokenFile or WebIdentityToken."""
    roles: tuple[Mapping[str, Any], ...] = field(default=(), repr=False, hash=False)
    """Parameters of AssumeRole, once for each role of the chain."""
    instance_role: bool = True
    """Whether the machine's own role may act where no other credentials are found."""
    endpoint: str | None = None
    """URL of the SageMaker API, in place of the region's own."""
    sts_endpoint: str | None = None
    sts_region: str | None = None
    proxies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Proxy URLs by the scheme of the endpoint."""
    sdk: tuple[tuple[str, Any], ...] = ()
    """Variables of the SDK's session, by the SDK's names."""
    allowed_accounts: tuple[str, ...] = ()
    forbidden_accounts: tuple[str, ...] = ()
    default_tags: tuple[tuple[str, str], ...] = ()
    """Tags that every model of the stack gets unless it has its own of that key, sorted."""
    ignored_keys: tuple[str, ...] = ()
    ignored_key_prefixes: tuple[str, ...] = ()
    delete_in_use: str = "refuse"
    """What becomes of a model that is to be deleted and that a live endpoint serves: refuse, warn or allow."""

    @classmethod
    def from_configuration(cls, configuration: Configuration) -> Settings:
        """Read the `aws:` namespace, and the one setting of this provider's own.

        Raises:
            SettingsError: a setting is malformed, or is one that this provider does not honour.
        """
        for key, remedy in _NOT_HONOURED.items():
            if _read(configuration, key, setting_kinds.TEXT) is not None:
                raise SettingsError(f"{key} is set and pulumi_sagemaker_model does not honour it; {remedy}")
        given = {setting: _read(configuration, setting, kind) for setting, kind in SETTINGS.items()}
        if (given["aws:accessKey"] is None) != (given["aws:secretKey"] is None):
            # The SDK would pass over half a pair and act as whoever else it finds.
            raise SettingsError("one of aws:accessKey and aws:secretKey is set; set both, or remove it")
        if given["aws:token"] is not None and given["aws:accessKey"] is None:
            raise SettingsError("aws:token is set without aws:accessKey and aws:secretKey; set them, or remove it")
        if given["aws:allowedAccountIds"] and given["aws:forbiddenAccountIds"]:
            raise SettingsError("aws:allowedAccountIds and aws:forbiddenAccountIds are both set; remove one of the two")
        endpoints, ignored = given["aws:endpoints"] or {}, given["aws:ignoreTags"] or {}
        http_proxy, https_proxy = given["aws:httpProxy"], given["aws:httpsProxy"]
        sdk = ((kind.name, given[f"aws:{key}"]) for key, kind in setting_kinds.SDK.items())
        return cls(
            region=given["aws:region"],
            profile=given["aws:profile"],
            access_key=given["aws:accessKey"],
            secret_key=given["aws:secretKey"],
            token=given["aws:token"],
            web_identity=_web_identity(configuration),
            roles=_roles(configuration),
            instance_role=not given["aws:skipMetadataApiCheck"],
            endpoint=_url(endpoints, "sagemaker"),
            sts_endpoint=_url(endpoints, "sts"),
            sts_region=given["aws:stsRegion"],
            # All of AWS is HTTPS: an only proxy is meant for that, whatever its setting's name.
            proxies=tuple(
                (scheme, url) for scheme, url in (("http", http_proxy), ("https", https_proxy or http_proxy)) if url
            ),
            sdk=(
                *((name, value) for name, value in sdk if value is not None),
                *((("ca_bundle", False),) if given["aws:insecure"] else ()),
            ),
            allowed_accounts=given["aws:allowedAccountIds"] or (),
            forbidden_accounts=given["aws:forbiddenAccountIds"] or (),
            default_tags=given["aws:defaultTags"] or (),
            ignored_keys=ignored.get("keys", ()),
            ignored_key_prefixes=ignored.get("keyPrefixes", ()),
            delete_in_use=given["sagemaker:deleteInUse"] or "refuse",
        )

    def ignores(self, key: str) -> bool:
        """Tell whether the stack leaves a tag of this key as it is (`aws:ignoreTags`)."""
        return key in self.ignored_keys or key.startswith(self.ignored_key_prefixes)


def _read(configuration: Configuration, setting: str, kind: Kind) -> Any:
    value = _given(configuration, setting, structured=kind.structured)
    if value is None:
        return None
    remedy = "" if kind.structured else f"; set it with: pulumi config set {setting} VALUE"
    return _meaning(value, kind, setting, remedy)


def _given(configuration: Configuration, setting: str, *, structured: bool) -> Any:
    value = configuration.get(setting)
    if structured and isinstance(value, str) and value:
        try:
            return json.loads(value)
        except ValueError:
            raise SettingsError(f"{setting} is neither an object nor JSON; set it with --path") from None
    return None if value == "" else value


def _meaning(value: Any, kind: Kind, where: str, remedy: str = "") -> Any:
    meaning = kind.read(value)
    if meaning is None:
        raise SettingsError(f"{where} is not {kind.wanted}{remedy}")
    return meaning


def _url(endpoints: Mapping[str, Any], service: str) -> str | None:
    url = endpoints.get(service)
    if url is None:
        return None
    if not isinstance(url, str) or not re.fullmatch(setting_kinds.URL, url):
        raise SettingsError(f"aws:endpoints has a {service} endpoint that is no http:// or https:// URL")
    return url


def _roles(configuration: Configuration) -> tuple[Mapping[str, Any], ...]:
    chain, single = (_given(configuration, f"aws:{key}", structured=True) for key in ("assumeRoles", "assumeRole"))
    if chain is not None and single is not None:
        raise SettingsError("aws:assumeRole and aws:assumeRoles are both set; keep aws:assumeRoles alone")
    key, setting = ("assumeRole", single) if chain is None else ("assumeRoles", chain)
    if setting is None:
        return ()
    if isinstance(setting, list):
        return tuple(_role(role, f"aws:{key}[{index}]", setting_kinds.ROLE) for index, role in enumerate(setting))
    return (_role(setting, f"aws:{key}", setting_kinds.ROLE),)


def _web_identity(configuration: Configuration) -> Mapping[str, Any] | None:
    where = "aws:assumeRoleWithWebIdentity"
    setting = _given(configuration, where, structured=True)
    if setting is None:
        return None
    role = _role(setting, where, setting_kinds.WEB_IDENTITY)
    if ("WebIdentityToken" in role) == ("WebIdentityTokenFile" in role):
        raise SettingsError(f"{where} needs one of webIdentityToken and webIdentityTokenFile; give one of the two")
    return role


def _role(setting: Any, where: str, members: Mapping[str, Kind]) -> dict[str, Any]:
    """Return the parameters of the call that assumes a role."""
    if not isinstance(setting, Mapping):
        raise SettingsError(f'{where} is not an object such as {{"roleArn": "arn:aws:iam::ACCOUNT:role/NAME"}}')
    given = {member: value for member, value in setting.items() if value is not None}
    if given.keys() - members.keys():
        # To pass over one could be to act with more rights than were meant.
        raise SettingsError(f"{where} has a member that is none of {', '.join(sorted(members))}; correct or remove it")
    if "roleArn" not in given:
        raise SettingsError(f"{where}.roleArn is missing; give the ARN of the role, arn:aws:iam::ACCOUNT:role/NAME")
    parameters = {
        members[member].name: _meaning(value, members[member], f"{where}.{member}") for member, value in given.items()
    }
    return {"RoleSessionName": "pulumi-sagemaker-model", **parameters}
