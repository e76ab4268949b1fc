"""Where and as whom to talk to AWS: the stack's `aws:` configuration, then the usual AWS environment.

The names and forms are those of pulumi-aws, so that one configuration serves both. Settings of pulumi-aws that cannot
matter to a model (`skipCredentialsValidation`, `s3UsePathStyle` and the like) are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from pulumi_sagemaker_model.aws import setting_kinds
from pulumi_sagemaker_model.aws.setting_kinds import Kind
from pulumi_sagemaker_model.errors import SettingsError


class Setting(NamedTuple):
    """A setting of the stack's configuration."""

    kind: Kind
    """What it has to be."""
    meaning: str
    """What it does."""
    members: Mapping[str, Kind] = MappingProxyType({})
    """What an object that is a role may have; `_roles` and `_web_identity` read those."""


SETTINGS: Final[Mapping[str, Setting]] = {
    "aws:region": Setting(setting_kinds.TEXT, "Region of all models that do not have their own."),
    "aws:profile": Setting(setting_kinds.TEXT, "Profile of the AWS configuration files."),
    "aws:accessKey": Setting(setting_kinds.TEXT, "Access key to act with; needs `aws:secretKey`."),
    "aws:secretKey": Setting(setting_kinds.TEXT, "Secret key that belongs to `aws:accessKey`."),
    "aws:token": Setting(setting_kinds.TEXT, "Session token that belongs to `aws:accessKey`."),
    "aws:skipMetadataApiCheck": Setting(
        setting_kinds.FLAG, "Whether the machine's own role may not act where no credentials are found."
    ),
    "aws:insecure": Setting(setting_kinds.FLAG, "Whether the certificates of AWS's hosts are left unchecked."),
    "aws:allowedAccountIds": Setting(setting_kinds.ACCOUNTS, "The only accounts that the stack may change."),
    "aws:forbiddenAccountIds": Setting(setting_kinds.ACCOUNTS, "Accounts that the stack may not change."),
    "aws:endpoints": Setting(setting_kinds.ENDPOINTS, "URLs in place of AWS's own, for `sagemaker` and for `sts`."),
    "aws:stsRegion": Setting(setting_kinds.REGION, "Region in which roles are assumed."),
    "aws:httpProxy": Setting(
        setting_kinds.PROXY, "Proxy for http:// endpoints, and for all others if `aws:httpsProxy` is not set."
    ),
    "aws:httpsProxy": Setting(setting_kinds.PROXY, "Proxy for https:// endpoints."),
    "aws:defaultTags": Setting(
        setting_kinds.DEFAULT_TAGS, "Tags of all models that do not have their own of that key."
    ),
    "aws:ignoreTags": Setting(
        setting_kinds.IGNORED_TAGS, "Tags that are not set, removed or seen as drift, by key or by its beginning."
    ),
    "sagemaker:deleteInUse": Setting(
        setting_kinds.IN_USE,
        "What becomes of a model that is to be deleted while an endpoint serves it; refuse if not set.",
    ),
    "aws:assumeRole": Setting(
        setting_kinds.ROLE_OBJECT, "Role to act as, or a list of them as in `aws:assumeRoles`.", setting_kinds.ROLE
    ),
    "aws:assumeRoles": Setting(
        setting_kinds.ROLE_OBJECT,
        "The same in a list: roles to assume in turn, of which the last acts.",
        setting_kinds.ROLE,
    ),
    "aws:assumeRoleWithWebIdentity": Setting(
        setting_kinds.ROLE_OBJECT,
        "Role to act as with the token of an identity provider.",
        setting_kinds.WEB_IDENTITY,
    ),
    "aws:customCaBundle": Setting(
        setting_kinds.SDK["customCaBundle"], "Certificates that AWS's hosts are checked with."
    ),
    "aws:ec2MetadataServiceEndpoint": Setting(
        setting_kinds.SDK["ec2MetadataServiceEndpoint"], "Where the machine's own role is asked for."
    ),
    "aws:ec2MetadataServiceEndpointMode": Setting(
        setting_kinds.SDK["ec2MetadataServiceEndpointMode"], "By which protocol the machine's own role is asked for."
    ),
    "aws:maxRetries": Setting(setting_kinds.SDK["maxRetries"], "How many times a call is tried in all; 6 if not set."),
    "aws:retryMode": Setting(setting_kinds.SDK["retryMode"], "How the SDK spaces its attempts; adaptive if not set."),
    "aws:sharedConfigFiles": Setting(
        setting_kinds.SDK["sharedConfigFiles"], "AWS configuration file, in place of `~/.aws/config`."
    ),
    "aws:sharedCredentialsFiles": Setting(
        setting_kinds.SDK["sharedCredentialsFiles"], "AWS credentials file, in place of `~/.aws/credentials`."
    ),
    "aws:useDualstackEndpoint": Setting(
        setting_kinds.SDK["useDualstackEndpoint"], "Whether AWS is reached by IPv6 as well."
    ),
    "aws:useFipsEndpoint": Setting(
        setting_kinds.SDK["useFipsEndpoint"], "Whether AWS is reached at its FIPS endpoints."
    ),
}
"""All settings that the provider reads."""

NOT_HONOURED: Final[Mapping[str, str]] = {"aws:noProxy": "set HTTPS_PROXY and NO_PROXY in the environment"}
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
        for key, instead in NOT_HONOURED.items():
            if _read(configuration, key, setting_kinds.TEXT) is not None:
                raise SettingsError(
                    f"{key} is set and pulumi_sagemaker_model does not honour it; remove it from this stack "
                    f"(pulumi config rm {key}) and {instead}"
                )
        given = {key: _read(configuration, key, one.kind) for key, one in SETTINGS.items() if not one.members}
        if (given["aws:accessKey"] is None) != (given["aws:secretKey"] is None):
            # The SDK would ignore half a pair, and use any other credentials that it finds.
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
    role = _meaning(setting, setting_kinds.ROLE_OBJECT, where)
    given = {member: value for member, value in role.items() if value is not None}
    if given.keys() - members.keys():
        # To pass over one could be to act with more rights than were meant.
        raise SettingsError(f"{where} has a member that is none of {', '.join(sorted(members))}; correct or remove it")
    if "roleArn" not in given:
        raise SettingsError(f"{where}.roleArn is missing; give the ARN of the role, arn:aws:iam::ACCOUNT:role/NAME")
    parameters = {
        members[member].name: _meaning(value, members[member], f"{where}.{member}") for member, value in given.items()
    }
    return {"RoleSessionName": "pulumi-sagemaker-model", **parameters}
