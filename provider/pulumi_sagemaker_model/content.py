"""What a model *is*: the properties that cannot change without making another model, in one canonical form.

Two declarations with the same content are the same model to AWS, however they are written: order of subnets, an empty
block in place of none, `false` in place of nothing. Replacement, automatic names and drift all compare this form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.output import Unknown

TAGS = frozenset({"tags", "defaultTags", "ignoreTags", "tagsAll"})
"""Properties that change in place. Versions before 0.1.0 kept the sum of the first three, as `tagsAll`."""

TAGGED = "__tagged"
"""Hidden output: when the provider last changed the model's tags, in ISO 8601, UTC."""

OUTPUTS = frozenset({"arn", "creationTime", TAGGED})
"""Properties that no program gives."""

IDENTITY = "__identity"
"""Hidden input of an automatically named model: who it is, `ORGANIZATION/URN`. Absent where the name is fixed."""

RETAINED = "__retainOnDelete"
"""Hidden input of a model whose name is given: true if the program sets `retain_on_delete`.

The engine's own record of the option, which no provider sees, changes with the inputs of the state. It is not among the
outputs, which stay as they are when nothing but the option changes.
"""

SECRETS = "__secrets"
"""Hidden input: the paths of what the program declared secret, each a list of keys and indices."""

IMPORTED = "__import"
"""Hidden input: true if a transform sets `import_`, which is then refused."""

_NOT_CONTENT = TAGS | OUTPUTS | {"name", "adoptExisting", IDENTITY, RETAINED, SECRETS, "__provider"}
SETS = frozenset({"subnets", "securityGroupIds"})
"""Lists whose order means nothing."""
_FREE_MAPS = frozenset({"environment", "triggers"})
_CONTAINERS = frozenset({"primaryContainer", "containers"})
_DEFAULTS: Mapping[str, Any] = {"enableNetworkIsolation": False, "inferenceExecutionConfig": {"mode": "Serial"}}
"""What AWS takes a property of a model to be when it is left out, and fills in when it describes the model."""
_CONTAINER_DEFAULTS: Mapping[str, Any] = {"mode": "SingleModel"}
"""The same for a property of a container."""


def content(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the canonical content of `properties` (camelCase inputs or outputs), by top-level property."""
    return _object({key: value for key, value in properties.items() if key not in _NOT_CONTENT}, _DEFAULTS)


def all_tags(properties: Mapping[str, Any]) -> Any:
    """Return the tags that a model of these properties gets, or what stands in the place of its own.

    They are merged where they are used and never stored: the engine knows what is secret by its place among what the
    program declares, and would keep a sum in plain text.
    """
    if properties.get("tagsAll") is not None:
        return properties["tagsAll"]
    own, ignored = properties.get("tags") or {}, properties.get("ignoreTags") or {}
    if not isinstance(own, Mapping):
        return own
    keys, prefixes = ignored.get("keys", ()), tuple(ignored.get("keyPrefixes", ()))
    merged = {**(properties.get("defaultTags") or {}), **own}
    return {key: value for key, value in merged.items() if key not in keys and not key.startswith(prefixes)}


def is_known(value: Any) -> bool:
    """Tell whether `value` holds no unknown at any depth."""
    if isinstance(value, Mapping):
        return all(is_known(item) for item in value.values())
    if isinstance(value, list):
        return all(is_known(item) for item in value)
    return not isinstance(value, Unknown)


def _object(properties: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    canonical = {key: _canonical(key, value) for key, value in properties.items()}
    return {k: v for k, v in canonical.items() if v not in ({}, []) and not (k in defaults and v == defaults[k])}


def _canonical(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        if key in _FREE_MAPS:
            return dict(value)
        return _object(value, _CONTAINER_DEFAULTS if key in _CONTAINERS else {})
    if isinstance(value, list):
        items = [_canonical(key, item) for item in value]
        return sorted(set(items)) if key in SETS and all(isinstance(item, str) for item in items) else items
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
