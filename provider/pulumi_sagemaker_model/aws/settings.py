"""Where and as whom to talk to AWS: the stack's `aws:` configuration or a provider, then the usual AWS environment.

The names and forms are those of pulumi-aws, so that one configuration serves both. Settings of pulumi-aws that cannot
matter to a model (`skipCredentialsValidation`, `s3UsePathStyle` and the like) are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pulumi_sagemaker_model.aws import arns, roles, setting_kinds
from pulumi_sagemaker_model.aws.configuration import Configuration, ExplicitProvider, Source, called
from pulumi_sagemaker_model.aws.setting_kinds import Kind
from pulumi_sagemaker_model.errors import SettingsError


class Setting(NamedTuple):
    """A setting of the stack's configuration."""

    kind: Kind
    """What it has to be."""
    meaning: str
    """What it does."""
    members: Mapping[str, Kind] = MappingProxyType({})
    """What an object that is a role may have; `roles.py` reads those."""
    always_secret: bool = False
    """Whether it is secret in a provider of the program, whatever the program says: it is or holds a credential. A URL
    of a proxy may have a password in it."""


SETTINGS: Final[Mapping[str, Setting]] = {
    "aws:region": Setting(setting_kinds.TEXT, "Region of all models that do not have their own."),
    "aws:profile": Setting(setting_kinds.TEXT, "Profile of the AWS configuration files."),
    "aws:accessKey": Setting(setting_kinds.TEXT, "Access key to act with; needs `aws:secretKey`.", always_secret=True),
    "aws:secretKey": Setting(setting_kinds.TEXT, "Secret key that belongs to `aws:accessKey`.", always_secret=True),
    "aws:token": Setting(setting_kinds.TEXT, "Session token that belongs to `aws:accessKey`.", always_secret=True),
    "aws:skipMetadataApiCheck": Setting(
        setting_kinds.FLAG, "Whether the machine's own role may not act where no credentials are found."
    ),
    "aws:insecure": Setting(setting_kinds.FLAG, "Whether the certificates of AWS's hosts are left unchecked."),
    "aws:allowedAccountIds": Setting(setting_kinds.ACCOUNTS, "The only accounts that the stack may change."),
    "aws:forbiddenAccountIds": Setting(setting_kinds.ACCOUNTS, "Accounts that the stack may not change."),
    "aws:endpoints": Setting(
        setting_kinds.ENDPOINTS,
        "URLs in place of AWS's own, for `sagemaker`, `sts`, and what a preview asks: `s3`, `ecr`, `iam`, `ec2`.",
    ),
    "aws:stsRegion": Setting(setting_kinds.REGION, "Region in which roles are assumed."),
    "aws:httpProxy": Setting(
        setting_kinds.PROXY,
        "Proxy for http:// endpoints, and for all others if `aws:httpsProxy` is not set.",
        always_secret=True,
    ),
    "aws:httpsProxy": Setting(setting_kinds.PROXY, "Proxy for https:// endpoints.", always_secret=True),
    "aws:defaultTags": Setting(
        setting_kinds.DEFAULT_TAGS, "Tags of all models that do not have their own of that key."
    ),
    "aws:ignoreTags": Setting(
        setting_kinds.IGNORED_TAGS, "Tags that are not set, removed or seen as drift, by key or by its beginning."
    ),
    "sagemaker:deleteInUse": Setting(
        setting_kinds.IN_USE,
        "What becomes of a model that is to be deleted while an endpoint serves it; keep if not set.",
    ),
    "sagemaker:preflight": Setting(
        setting_kinds.PREFLIGHT,
        "What a preview does about what a new model names and AWS does not have: warn if not set.",
    ),
    "sagemaker:preflightSkip": Setting(
        setting_kinds.PREFLIGHT_SKIP, "Checks that previews leave out, by [their names](preflight.md#what-is-asked)."
    ),
    "aws:assumeRole": Setting(
        setting_kinds.ROLE_OBJECTS, "Another spelling of `aws:assumeRoles`; set one of the two.", setting_kinds.ROLE
    ),
    "aws:assumeRoles": Setting(
        setting_kinds.ROLE_OBJECTS,
        "Role to act as, or roles to assume in turn, of which the last acts.",
        setting_kinds.ROLE,
    ),
    "aws:assumeRoleWithWebIdentity": Setting(
        setting_kinds.ROLE_OBJECT,
        "Role to act as with the token of an identity provider.",
        setting_kinds.WEB_IDENTITY,
        always_secret=True,
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

LOOKUP_SERVICES: Final = ("s3", "ecr", "iam", "ec2")
"""The services that preflight asks beside SageMaker and STS."""

OF_PROVIDERS: Final = tuple(key.removeprefix("aws:") for key in (*SETTINGS, *NOT_HONOURED) if key.startswith("aws:"))
"""The names of the same settings in a provider that the program makes, which is not told any other."""


@dataclass(frozen=True)
class Settings:
    """AWS settings of a stack, or of an explicit provider; equal settings share one client."""

    provider: str | None = None
    """Name of the explicit provider, if they are one's."""
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
    delete_in_use: str = "keep"
    """What becomes of a model that is to be deleted and that a live endpoint serves: keep, refuse, warn or allow."""
    preflight: str = "warn"
    """What becomes of a preview when AWS does not have what a new model names: warn, error, or off to ask nothing."""
    preflight_skip: tuple[str, ...] = ()
    """Names of the checks that are left out, of `setting_kinds.PREFLIGHT_CHECKS`."""
    lookup_endpoints: tuple[tuple[str, str], ...] = ()
    """URLs of what preflight asks beside SageMaker and STS, by the SDK's name of the service."""

    @classmethod
    def of(cls, told: Mapping[str, Any] | None, stack: Configuration) -> Settings:
        """Read the settings of a model.

        Args:
            told: what the model's explicit provider was told, all of it known; None if it has none.
            stack: the stack's configuration.

        Raises:
            SettingsError: as `from_configuration`.
        """
        return cls.from_configuration(stack if told is None else ExplicitProvider(told, stack))

    @classmethod
    def from_configuration(cls, configuration: Configuration) -> Settings:
        """Read the `aws:` namespace, and this provider's own settings.

        Raises:
            SettingsError: a setting is malformed, or is one that this provider does not honour.
        """
        source = Source(configuration)
        for key, instead in NOT_HONOURED.items():
            if source.read(key, setting_kinds.TEXT) is not None:
                there = "there" if source.provider else f"from this stack (pulumi config rm {key})"
                raise SettingsError(
                    f"{source.called(key)} is set and pulumi_sagemaker_model does not honour it; "
                    f"remove it {there} and {instead}"
                )
        given = {key: source.read(key, one.kind) for key, one in SETTINGS.items() if not one.members}
        if (given["aws:accessKey"] is None) != (given["aws:secretKey"] is None):
            # The SDK would ignore half a pair, and use any other credentials that it finds.
            either = source.called("aws:accessKey", "aws:secretKey")
            raise SettingsError(f"one of {either} is set; set both, or remove it")
        if given["aws:token"] is not None and given["aws:accessKey"] is None:
            keys = source.called("aws:accessKey", "aws:secretKey")
            token = source.called("aws:token")
            raise SettingsError(f"{token} is set without {keys}; set them, or remove it")
        if given["aws:allowedAccountIds"] and given["aws:forbiddenAccountIds"]:
            both = source.called("aws:allowedAccountIds", "aws:forbiddenAccountIds")
            raise SettingsError(f"{both} are both set; remove one of the two")
        endpoints, ignored = given["aws:endpoints"] or {}, given["aws:ignoreTags"] or {}
        http_proxy, https_proxy = given["aws:httpProxy"], given["aws:httpsProxy"]
        sdk = ((kind.name, given[f"aws:{key}"]) for key, kind in setting_kinds.SDK.items())
        return cls(
            provider=source.provider,
            region=given["aws:region"],
            profile=given["aws:profile"],
            access_key=given["aws:accessKey"],
            secret_key=given["aws:secretKey"],
            token=given["aws:token"],
            web_identity=roles.web_identity(source),
            roles=roles.assumed(source),
            instance_role=not given["aws:skipMetadataApiCheck"],
            endpoint=_url(source, endpoints, "sagemaker"),
            sts_endpoint=_url(source, endpoints, "sts"),
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
            delete_in_use=given["sagemaker:deleteInUse"] or "keep",
            preflight=given["sagemaker:preflight"] or "warn",
            preflight_skip=given["sagemaker:preflightSkip"] or (),
            # A model is made without them, so one that is no URL stops nothing: that service is then not asked.
            lookup_endpoints=tuple(
                (service, str(endpoints[service])) for service in LOOKUP_SERVICES if service in endpoints
            ),
        )

    @property
    def protects_in_use(self) -> bool:
        """Whether a model that a live endpoint serves must stay (`sagemaker:deleteInUse` is keep or refuse)."""
        return self.delete_in_use in {"keep", "refuse"}

    def ignores(self, key: str) -> bool:
        """Tell whether the stack leaves a tag of this key as it is (`aws:ignoreTags`)."""
        return key in self.ignored_keys or key.startswith(self.ignored_key_prefixes)

    def called(self, *keys: str) -> str:
        """Return what people call settings, such as `aws:region`, that have been read."""
        return called(keys, self.provider)

    def exclude(self, account: str) -> bool:
        """Tell whether these settings certainly do not act in an AWS account, as far as they themselves say."""
        role = self.roles[-1] if self.roles else self.web_identity
        if role is not None and arns.account_of(role["RoleArn"]) != account:
            return True
        return account in self.forbidden_accounts or bool(
            self.allowed_accounts and account not in self.allowed_accounts
        )


def _url(source: Source, endpoints: Mapping[str, Any], service: str) -> str | None:
    url = endpoints.get(service)
    if url is None:
        return None
    if not isinstance(url, str) or not re.fullmatch(setting_kinds.URL, url):
        raise SettingsError(
            f"{source.called('aws:endpoints')} has a {service} endpoint that is no http:// or https:// URL"
        )
    return url
