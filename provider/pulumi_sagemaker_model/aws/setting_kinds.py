"""What a setting may be: one kind for each form, in a table, with the function that reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pulumi_sagemaker_model import scalars


class Kind(NamedTuple):
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
    """Return the text of a value: `pulumi config set --path` makes a number of 42, and a boolean of true."""
    return scalars.text(value) if isinstance(value, (str, int)) and value != "" else None


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


_SECONDS: Final = {"h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_UNIT: Final = "|".join(sorted(_SECONDS, key=len, reverse=True))
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_SHORTEST_SESSION: Final = 15 * 60
_LONGEST_SESSION: Final = 12 * 3600
"""Seconds for which STS lets a role be assumed."""

_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
URL: Final = rf"https?://({_LABEL}(\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?(/\S*)?"
"""What botocore takes as an endpoint; it raises for anything else, late and without the setting's name."""

TEXT: Final = Kind("a string", lambda value: value if isinstance(value, str) else None)
REGION: Final = Kind("an AWS region such as us-east-1", _matching(r"[a-z]{2}(-[a-z]+)+-[0-9]+"))
FLAG: Final = Kind("true or false", _flag)
PROXY: Final = Kind("the http:// or https:// URL of a proxy", _matching(r"https?://\S+"))
ACCOUNTS: Final = Kind("a list of account ids of 12 digits", _list_of(_matching(r"\d{12}")), structured=True)
ENDPOINTS: Final = Kind('a list of objects such as [{"sagemaker": "https://..."}]', _endpoints, structured=True)
DEFAULT_TAGS: Final = Kind('an object such as {"tags": {"team": "ml-search"}}', _default_tags, structured=True)
IGNORED_TAGS: Final = Kind(
    'an object such as {"keys": ["owner"], "keyPrefixes": ["billing:"]}', _ignored_tags, structured=True
)

ROLE_OBJECT: Final = Kind(
    'an object such as {"roleArn": "arn:aws:iam::ACCOUNT:role/NAME"}',
    lambda value: value if isinstance(value, Mapping) else None,
    structured=True,
)
"""A role to assume, whose members are read one by one."""

ROLE_OBJECTS: Final = ROLE_OBJECT._replace(
    wanted='an object, or a list of objects, such as {"roleArn": "arn:aws:iam::ACCOUNT:role/NAME"}'
)
"""One role to assume, or several in turn; each is a `ROLE_OBJECT`."""

IN_USE: Final = Kind("keep, refuse, warn or allow", _matching("keep|refuse|warn|allow"))

PREFLIGHT: Final = Kind("warn, error or off", _matching("warn|error|off"))

PREFLIGHT_CHECKS: Final[Mapping[str, str]] = {
    "artefact": "the objects and prefixes that the model's data comes from are there",
    "bucket-region": "their buckets are in the model's region",
    "gzip": "what is declared as a gzip archive is one",
    "image": "repositories and images are there, and the images are not archived",
    "image-manifest": "images have a manifest of a type that SageMaker runs",
    "role": "the execution role is there, by its exact ARN",
    "role-trust": "the execution role trusts SageMaker",
    "network": "subnets and security groups are there, all in one VPC",
    "model-package": "model packages are there, complete and approved",
}
"""What a preview asks AWS about a model, check by check, in the order of their worth."""

PREFLIGHT_SKIP: Final = Kind(
    f"a list of {', '.join(PREFLIGHT_CHECKS)}", _list_of(_matching("|".join(PREFLIGHT_CHECKS))), structured=True
)

SDK: Final[Mapping[str, Kind]] = {
    "customCaBundle": Kind("the path of a file that exists", _file, "ca_bundle"),
    "ec2MetadataServiceEndpoint": Kind("an http:// or https:// URL", _matching(URL), "ec2_metadata_service_endpoint"),
    "ec2MetadataServiceEndpointMode": Kind(
        "IPv4 or IPv6", _matching(r"(?i:ipv[46])"), "ec2_metadata_service_endpoint_mode"
    ),
    "maxRetries": Kind("a number of attempts, at least 1", _attempts, "max_attempts"),
    "retryMode": Kind("standard or adaptive", _matching("standard|adaptive"), "retry_mode"),
    "sharedConfigFiles": Kind(
        "a list of one path, of a file that exists",
        _only_file,
        "config_file",
        structured=True,
    ),
    "sharedCredentialsFiles": Kind(
        "a list of one path, of a file that exists",
        _only_file,
        "credentials_file",
        structured=True,
    ),
    "useDualstackEndpoint": Kind("true or false", _flag, "use_dualstack_endpoint"),
    "useFipsEndpoint": Kind("true or false", _flag, "use_fips_endpoint"),
}
"""Settings that the SDK has as variables of a session."""

_SESSION_NAME: Final = _matching(r"[\w+=,.@-]{2,64}")
_EITHER_ROLE: Final[Mapping[str, Kind]] = {
    "roleArn": Kind(
        "the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME",
        _matching(r"arn:aws[\w-]*:iam::\d{12}:role/[!-~]+"),
        "RoleArn",
    ),
    "sessionName": Kind("2 to 64 letters, digits and _+=,.@-", _SESSION_NAME, "RoleSessionName"),
    "duration": Kind("a duration from 15m to 12h, such as 1h30m", _seconds, "DurationSeconds"),
    "policy": Kind("an IAM policy in JSON", _policy, "Policy"),
    "policyArns": Kind("a list of ARNs of IAM policies", _policy_arns, "PolicyArns"),
}
ROLE: Final[Mapping[str, Kind]] = {
    **_EITHER_ROLE,
    "externalId": Kind("2 to 1224 letters, digits and _+=,.@:/-", _matching(r"[\w+=,.@:/-]{2,1224}"), "ExternalId"),
    "sourceIdentity": Kind("2 to 64 letters, digits and _+=,.@-", _SESSION_NAME, "SourceIdentity"),
    "tags": Kind("an object of tags", _session_tags, "Tags"),
    "transitiveTagKeys": Kind("a list of tag keys", _transitive_keys, "TransitiveTagKeys"),
}
WEB_IDENTITY: Final[Mapping[str, Kind]] = {
    **_EITHER_ROLE,
    "webIdentityToken": Kind("a token", _matching(r"[!-~]{4,20000}"), "WebIdentityToken"),
    "webIdentityTokenFile": Kind("the path of a file that exists", _file, "WebIdentityTokenFile"),
}
"""Members of a role to assume, and the parameters of STS that they become."""
