"""Where and as whom to talk to AWS: the stack's `aws:` configuration, then the usual AWS environment.

The names and forms are those of pulumi-aws, so that one configuration serves both. What it knows and cannot matter to a
model (`skipCredentialsValidation`, `s3UsePathStyle` and the like) is passed over.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.errors import SettingsError, WrongAccountError

if TYPE_CHECKING:
    import boto3
    from botocore.credentials import CredentialResolver, Credentials
    from botocore.session import Session


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
        read = partial(_read, configuration)
        if read("noProxy", _TEXT) is not None:
            raise SettingsError(
                "aws:noProxy is set and pulumi_sagemaker_model does not honour it; remove it from this stack "
                "(pulumi config rm aws:noProxy) and set HTTPS_PROXY and NO_PROXY in the environment"
            )
        access_key, secret_key, token = read("accessKey", _TEXT), read("secretKey", _TEXT), read("token", _TEXT)
        if (access_key is None) != (secret_key is None):
            # The SDK would pass over half a pair and act as whoever else it finds.
            raise SettingsError("one of aws:accessKey and aws:secretKey is set; set both, or remove it")
        if token is not None and access_key is None:
            raise SettingsError("aws:token is set without aws:accessKey and aws:secretKey; set them, or remove it")
        allowed, forbidden = read("allowedAccountIds", _ACCOUNTS), read("forbiddenAccountIds", _ACCOUNTS)
        if allowed and forbidden:
            raise SettingsError("aws:allowedAccountIds and aws:forbiddenAccountIds are both set; remove one of the two")
        endpoints = read("endpoints", _ENDPOINTS) or {}
        http_proxy, https_proxy = read("httpProxy", _PROXY), read("httpsProxy", _PROXY)
        ignored = read("ignoreTags", _IGNORED_TAGS) or {}
        sdk = ((kind.name, read(key, kind)) for key, kind in _SDK.items())
        return cls(
            region=read("region", _TEXT),
            profile=read("profile", _TEXT),
            access_key=access_key,
            secret_key=secret_key,
            token=token,
            web_identity=_web_identity(configuration),
            roles=_roles(configuration),
            instance_role=not read("skipMetadataApiCheck", _FLAG),
            endpoint=_url(endpoints, "sagemaker"),
            sts_endpoint=_url(endpoints, "sts"),
            sts_region=read("stsRegion", _REGION),
            # All of AWS is HTTPS: an only proxy is meant for that, whatever its setting's name.
            proxies=tuple(
                (scheme, url) for scheme, url in (("http", http_proxy), ("https", https_proxy or http_proxy)) if url
            ),
            sdk=(
                *((name, value) for name, value in sdk if value is not None),
                *((("ca_bundle", False),) if read("insecure", _FLAG) else ()),
            ),
            allowed_accounts=allowed or (),
            forbidden_accounts=forbidden or (),
            default_tags=read("defaultTags", _DEFAULT_TAGS) or (),
            ignored_keys=ignored.get("keys", ()),
            ignored_key_prefixes=ignored.get("keyPrefixes", ()),
            delete_in_use=_read(configuration, "deleteInUse", _IN_USE, "sagemaker") or "refuse",
        )

    def ignores(self, key: str) -> bool:
        """Tell whether a tag of this key is none of this stack's business (`aws:ignoreTags`)."""
        return key in self.ignored_keys or key.startswith(self.ignored_key_prefixes)

    def require_account(self, account: str) -> None:
        """Let pass the accounts that the stack may change.

        Raises:
            WrongAccountError: this is none of them.
        """
        if self.allowed_accounts and account not in self.allowed_accounts:
            raise WrongAccountError(
                f"these AWS credentials act in account {account}, and aws:allowedAccountIds allows "
                f"{', '.join(self.allowed_accounts)}; use other credentials, or change the setting"
            )
        if account in self.forbidden_accounts:
            raise WrongAccountError(
                f"these AWS credentials act in account {account}, which aws:forbiddenAccountIds forbids; "
                "use other credentials, or change the setting"
            )

    def session(self, region: str) -> boto3.Session:
        """Return a boto3 session for these settings; who it acts as is found out when a client is made of it.

        Args:
            region: where to call STS if neither the settings nor the environment name a region.

        Raises:
            SettingsError: the profile does not exist, or the AWS configuration files cannot be read.
        """
        import boto3  # noqa: PLC0415  (programs import this package; only its provider process needs boto3)

        region = self.resolved_region() or region
        sdk = self._sdk_session()
        chain = sdk.get_component("credential_provider")
        if not self.instance_role:
            chain.remove("iam-role")
        actor = SimpleNamespace(load_credentials=partial(self._credentials, sdk, chain))
        sdk.register_component("credential_provider", actor)
        return boto3.Session(region_name=region, botocore_session=sdk)

    def resolved_region(self) -> str | None:
        """Return the region that a model without one of its own lives in.

        Raises:
            SettingsError: the profile does not exist, or the AWS configuration files cannot be read.
        """
        region = _region_of_sdk(self)
        # boto3 reads AWS_DEFAULT_REGION and the profile, and not the AWS_REGION of the other SDKs.
        return self.region or os.environ.get("AWS_REGION") or region

    def _sdk_session(self) -> Session:
        from botocore.config import Config  # noqa: PLC0415
        from botocore.session import Session  # noqa: PLC0415

        sdk = Session(session_vars=_SDK_DEFAULTS)
        # The service model is megabytes of JSON: clients share what `check` has read.
        sdk.register_component("data_loader", service_model.loader())
        for variable, value in (("profile", self.profile), *self.sdk):
            if value is not None:
                sdk.set_config_variable(variable, value)
        # Without proxies of its own a client takes those of the environment.
        proxies = dict(self.proxies) or None
        sdk.set_default_client_config(Config(proxies=proxies, user_agent_extra="pulumi-sagemaker-model"))
        return sdk

    def _credentials(self, sdk: Session, chain: CredentialResolver) -> Credentials | None:
        """Return whom these settings act as; every role is assumed when it is first needed, and again in time."""
        from botocore import credentials  # noqa: PLC0415

        sts = partial(sdk.create_client, region_name=self.sts_region, endpoint_url=self.sts_endpoint)
        fetcher: credentials.BaseAssumeRoleCredentialFetcher
        actor: Credentials | None
        if self.web_identity is not None:
            parameters = dict(self.web_identity)
            token = partial(
                _token, parameters.pop("WebIdentityToken", None), parameters.pop("WebIdentityTokenFile", "")
            )
            fetcher = credentials.AssumeRoleWithWebIdentityCredentialFetcher(
                sts, token, parameters["RoleArn"], parameters
            )
            actor = credentials.DeferredRefreshableCredentials(
                fetcher.fetch_credentials, "assume-role-with-web-identity"
            )
        elif self.access_key is not None and self.secret_key is not None:
            actor = credentials.Credentials(self.access_key, self.secret_key, self.token, method="explicit")
        else:
            actor = chain.load_credentials()
        for role in self.roles if actor is not None else ():
            fetcher = credentials.AssumeRoleCredentialFetcher(sts, actor, role["RoleArn"], dict(role))
            actor = credentials.DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
        return actor


_SDK_DEFAULTS = {
    "retry_mode": ("retry_mode", "AWS_RETRY_MODE", "adaptive", None),
    "max_attempts": ("max_attempts", "AWS_MAX_ATTEMPTS", 6, int),
}
"""The SDK's variables, where they come from, and what they are if not set."""


@lru_cache
def _region_of_sdk(settings: Settings) -> str | None:
    """Return the region of the SDK's environment and files; read once, as they take longer to read than a check."""
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415

    try:
        sdk = settings._sdk_session()  # noqa: SLF001  (a cache on the method would keep every instance)
        sdk.get_scoped_config()  # fails without the profile, which the variable alone would not need
        region: str | None = sdk.get_config_variable("region")
    except BotoCoreError as error:
        raise SettingsError(f"the AWS configuration cannot be used: {error}") from None
    return region


def _token(token: str | None, path: str) -> str:
    if token is not None:
        return token
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError("aws:assumeRoleWithWebIdentity.webIdentityTokenFile cannot be read; check it") from None


@dataclass(frozen=True)
class _Kind:
    """What a setting, or a member of one, may be."""

    wanted: str
    """Completes the sentence "aws:KEY is not ..."."""
    read: Callable[[Any], Any]
    """Returns what a value means, or None if it is not wanted."""
    name: str = ""
    """What the SDK, or the API of STS, calls it."""
    structured: bool = False
    """Whether it is an object or a list; the engine hands those over as JSON text."""


def _scalar(value: Any) -> str | None:
    """Return the text of a value: `pulumi config set --path` makes a number of 42 and a boolean of true."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (str, int)) and value != "" else None


def _matching(pattern: str) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        text = _scalar(value)
        return text if text is not None and re.fullmatch(pattern, text, re.ASCII) else None

    return read


def _list_of(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...] | None]:
    def read_all(value: Any) -> tuple[Any, ...] | None:
        items = tuple(map(read, value)) if isinstance(value, list) else (None,)
        return None if None in items else items

    return read_all


def _map(value: Any) -> dict[str, str] | None:
    """Read an object of scalars."""
    if not isinstance(value, Mapping):
        return None
    items = {key: "" if item == "" else _scalar(item) for key, item in value.items()}
    known = {key: item for key, item in items.items() if item is not None}
    return known if len(known) == len(items) else None


def _flag(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(_scalar(value) or "")


def _attempts(value: Any) -> int | None:
    text = _matching("[1-9][0-9]*")(value)
    return None if text is None else int(text)


def _file(value: Any) -> str | None:
    path = Path(value).expanduser() if isinstance(value, str) else None
    return str(path) if path is not None and path.is_file() else None


def _only_file(value: Any) -> str | None:
    return _file(value[0]) if isinstance(value, list) and len(value) == 1 else None


def _seconds(value: Any) -> int | None:
    """Read a duration as Go writes it."""
    parts = re.findall(rf"({_NUMBER})({_UNIT})", value) if isinstance(value, str) else []
    if not parts or "".join(number + unit for number, unit in parts) != value:
        return None
    seconds = int(sum(float(number) * _SECONDS[unit] for number, unit in parts))
    return seconds if _SHORTEST_SESSION <= seconds <= _LONGEST_SESSION else None


def _policy(value: Any) -> str | None:
    try:
        policy = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return json.dumps(policy) if isinstance(policy, Mapping) else None


def _session_tags(value: Any) -> list[dict[str, str]] | None:
    tags = _map(value)
    return None if tags is None else [{"Key": key, "Value": item} for key, item in tags.items()]


def _policy_arns(value: Any) -> list[dict[str, str]] | None:
    arns = _list_of(_matching(r"arn:[!-~]+"))(value)
    return None if arns is None else [{"arn": arn} for arn in arns]


def _transitive_keys(value: Any) -> list[str] | None:
    keys = _list_of(_scalar)(value)
    return None if keys is None else list(keys)


def _default_tags(value: Any) -> tuple[tuple[str, str], ...] | None:
    if not isinstance(value, Mapping) or value.keys() - {"tags"}:
        return None
    tags = _map(value.get("tags", {}))
    return None if tags is None else tuple(sorted(tags.items()))


def _ignored_tags(value: Any) -> dict[str, tuple[str, ...]] | None:
    if not isinstance(value, Mapping) or value.keys() - {"keys", "keyPrefixes"}:
        return None
    lists = {member: _list_of(_scalar)(item) for member, item in value.items()}
    known = {member: items for member, items in lists.items() if items is not None}
    return known if len(known) == len(lists) else None


def _endpoints(value: Any) -> dict[str, Any] | None:
    objects = value if isinstance(value, list) else [value]
    if not all(isinstance(item, Mapping) for item in objects):
        return None
    return {service: url for item in reversed(objects) for service, url in item.items() if url}


_SECONDS = {"h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_UNIT = "|".join(sorted(_SECONDS, key=len, reverse=True))
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_SHORTEST_SESSION, _LONGEST_SESSION = 15 * 60, 12 * 3600

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_URL = rf"https?://({_LABEL}(\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?(/\S*)?"
"""What botocore takes as an endpoint; it raises for anything else, late and without the setting's name."""

_TEXT = _Kind("a string", lambda value: value if isinstance(value, str) else None)
_REGION = _Kind("an AWS region such as us-east-1", _matching(r"[a-z]{2}(-[a-z]+)+-[0-9]+"))
_FLAG = _Kind("true or false", _flag)
_PROXY = _Kind("the http:// or https:// URL of a proxy", _matching(r"https?://\S+"))
_ACCOUNTS = _Kind("a list of account ids of 12 digits", _list_of(_matching(r"\d{12}")), structured=True)
_ENDPOINTS = _Kind('a list of objects such as [{"sagemaker": "https://..."}]', _endpoints, structured=True)
_DEFAULT_TAGS = _Kind('an object such as {"tags": {"team": "ml-search"}}', _default_tags, structured=True)
_IGNORED_TAGS = _Kind(
    'an object such as {"keys": ["owner"], "keyPrefixes": ["billing:"]}', _ignored_tags, structured=True
)

_IN_USE = _Kind("refuse, warn or allow", _matching("refuse|warn|allow"))

_SDK = {
    "customCaBundle": _Kind("the path of a file that exists", _file, "ca_bundle"),
    "ec2MetadataServiceEndpoint": _Kind("an http:// or https:// URL", _matching(_URL), "ec2_metadata_service_endpoint"),
    "ec2MetadataServiceEndpointMode": _Kind(
        "IPv4 or IPv6", _matching(r"(?i:ipv[46])"), "ec2_metadata_service_endpoint_mode"
    ),
    "maxRetries": _Kind("a number of attempts, at least 1", _attempts, "max_attempts"),
    "retryMode": _Kind("standard or adaptive", _matching("standard|adaptive"), "retry_mode"),
    "sharedConfigFiles": _Kind(
        "a list of one path, of a file that exists",
        _only_file,
        "config_file",
        structured=True,
    ),
    "sharedCredentialsFiles": _Kind(
        "a list of one path, of a file that exists",
        _only_file,
        "credentials_file",
        structured=True,
    ),
    "useDualstackEndpoint": _Kind("true or false", _flag, "use_dualstack_endpoint"),
    "useFipsEndpoint": _Kind("true or false", _flag, "use_fips_endpoint"),
}
"""Settings that the SDK has as variables of a session."""

_SESSION_NAME = _matching(r"[\w+=,.@-]{2,64}")
_EITHER_ROLE = {
    "roleArn": _Kind(
        "the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME",
        _matching(r"arn:aws[\w-]*:iam::\d{12}:role/[!-~]+"),
        "RoleArn",
    ),
    "sessionName": _Kind("2 to 64 letters, digits and _+=,.@-", _SESSION_NAME, "RoleSessionName"),
    "duration": _Kind("a duration from 15m to 12h, such as 1h30m", _seconds, "DurationSeconds"),
    "policy": _Kind("an IAM policy in JSON", _policy, "Policy"),
    "policyArns": _Kind("a list of ARNs of IAM policies", _policy_arns, "PolicyArns"),
}
_ROLE = {
    **_EITHER_ROLE,
    "externalId": _Kind("2 to 1224 letters, digits and _+=,.@:/-", _matching(r"[\w+=,.@:/-]{2,1224}"), "ExternalId"),
    "sourceIdentity": _Kind("2 to 64 letters, digits and _+=,.@-", _SESSION_NAME, "SourceIdentity"),
    "tags": _Kind("an object of tags", _session_tags, "Tags"),
    "transitiveTagKeys": _Kind("a list of tag keys", _transitive_keys, "TransitiveTagKeys"),
}
_WEB_IDENTITY = {
    **_EITHER_ROLE,
    "webIdentityToken": _Kind("a token", _matching(r"[!-~]{4,20000}"), "WebIdentityToken"),
    "webIdentityTokenFile": _Kind("the path of a file that exists", _file, "WebIdentityTokenFile"),
}
"""Members of a role to assume, and the parameters of STS that they become."""


def _read(configuration: Configuration, key: str, kind: _Kind, namespace: str = "aws") -> Any:
    setting = f"{namespace}:{key}"
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


def _meaning(value: Any, kind: _Kind, where: str, remedy: str = "") -> Any:
    meaning = kind.read(value)
    if meaning is None:
        raise SettingsError(f"{where} is not {kind.wanted}{remedy}")
    return meaning


def _url(endpoints: Mapping[str, Any], service: str) -> str | None:
    url = endpoints.get(service)
    if url is None:
        return None
    if not isinstance(url, str) or not re.fullmatch(_URL, url):
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
        return tuple(_role(role, f"aws:{key}[{index}]", _ROLE) for index, role in enumerate(setting))
    return (_role(setting, f"aws:{key}", _ROLE),)


def _web_identity(configuration: Configuration) -> Mapping[str, Any] | None:
    where = "aws:assumeRoleWithWebIdentity"
    setting = _given(configuration, where, structured=True)
    if setting is None:
        return None
    role = _role(setting, where, _WEB_IDENTITY)
    if ("WebIdentityToken" in role) == ("WebIdentityTokenFile" in role):
        raise SettingsError(f"{where} needs one of webIdentityToken and webIdentityTokenFile; give one of the two")
    return role


def _role(setting: Any, where: str, members: Mapping[str, _Kind]) -> dict[str, Any]:
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
