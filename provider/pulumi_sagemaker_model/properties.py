"""The properties of a model, in one table, and what a model *is*: those that cannot change without making another one.

Two declarations with the same meaning are the same model to AWS, however they are written: order of subnets, an empty
block in place of none, `false` in place of nothing. Replacement and drift compare meanings. Derived names are hashes
over the content, which differs from the meaning in one way: defaults that the table got late stay in it. Names are in
users' state: the content of a declaration never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple, TypeAlias

from pulumi.output import Unknown

TAGGED: Final = "__tagged"
"""Hidden output: when the provider last changed the model's tags, in ISO 8601, UTC."""

IDENTITY: Final = "__identity"
"""Hidden input of an automatically named model: which resource it is of, `ORGANIZATION/URN`. Absent where the name is
given."""

RETAINED: Final = "__retainOnDelete"
"""Hidden input: true if the program sets `retain_on_delete`.

The engine's own record of the option, which no provider sees, changes with the inputs of the state. A refresh loses
this one, because the engine does not show inputs to what reads a model.
"""

RETAINS: Final = "__retains"
"""Hidden output: true if the program set `retain_on_delete` when the provider last wrote the outputs.

A change of the option alone writes them where the name is derived. Where it is given, they stay as they are.
"""

SUPERSEDED_NAMES: Final = "supersededModels"
"""Output: the names of the models that were replaced and stay while an endpoint serves them."""

SUPERSEDED: Final = "__superseded"
"""Hidden output: what has to be known of each of them, as `superseded.py` writes it."""

RETURNED: Final = "__returned"
"""Hidden output: the ARNs of models that were there when the program returned to them, and of which the resource has
one or retains it.

States of the time before may be yet to be deleted, and to them each is a model to delete.
"""

SECRETS: Final = "__secrets"
"""Hidden input: the paths of what the program declared secret, each a list of keys and indices."""

IMPORTED: Final = "__import"
"""Hidden input: true if a transform sets `import_`, which is then refused."""

AWS_PROVIDER: Final = "__awsProvider"
"""Hidden input of a model that the program gives an explicit provider of AWS: what that provider was told, by the names
that settings have there, and its URN; or a sentence, why that cannot be known, with which the model is refused."""

PREVIEW: Final = "__preview"
"""Hidden input at a preview: where other inputs come from, as only the program knows. `check` takes it out again.

Its members are lists of paths, each a list of keys and indices: `MADE`, and `SECRETS`, which is here even where the
input of that name is not known yet.
"""

MADE: Final = "made"
"""Member of `PREVIEW`: the paths of what another resource of the program gives, and the same update may make; an empty
path stands for all inputs."""

DEPENDENCIES: Final = "dependencies"
"""Member of `PREVIEW` for transforms alone: the URNs of all that the program has the model depend on."""

MAX_TAGS: Final = 50
"""Tags a model may carry, default tags included (CreateModel, `Tags`)."""


class Form(Enum):
    """What the value of a property is."""

    TEXT = "a string"
    BOOLEAN = "true or false"
    NUMBER = "a whole number"
    STRUCTURE = "an object with properties"
    LIST = "a list"
    SET = "a list whose order means nothing"
    MAP = "a map of strings, whose keys are the program's own"


class Origin(Enum):
    """Where the value of a property comes from."""

    API = "an argument that CreateModel has under this name"
    OWN = "an argument that CreateModel does not have, or has under another name"
    STACK = "the stack's settings"
    OUTPUT = "known once the model is there"
    INTERNAL = "what this package or Pulumi's SDK keeps for itself"


class Effect(Enum):
    """What a change of a property does."""

    CONTENT = "it makes another model"
    NAME = "it makes another model unless the name is derived"
    TAGS = "the tags change in place"
    NONE = "the model stays as it is"

    @property
    def replaces(self) -> bool:
        """Whether a change replaces the model."""
        return self in {Effect.CONTENT, Effect.NAME}


class Property(NamedTuple):
    """One property, under the name that it has in the engine."""

    name: str
    form: Form
    origin: Origin = Origin.API
    effect: Effect = Effect.CONTENT
    default: Any = None
    """What AWS takes the property to be when it is left out, and may fill in when it describes the model."""
    names_omit_default: bool = False
    """Whether derived names are hashed without the default. That is so for the first defaults of this table alone.
    Names in users' state tell already whether a program gives a later one, so no other row may ever get this."""
    holders: tuple[str, ...] = ()
    """The properties whose structures have it; none for a property of the model itself."""
    hidden: bool = False
    """Whether programs never name it."""


PROPERTIES: Final = (
    Property("executionRoleArn", Form.TEXT),
    Property("primaryContainer", Form.STRUCTURE),
    Property("containers", Form.LIST),
    Property("inferenceExecutionConfig", Form.STRUCTURE, default={"mode": "Serial"}, names_omit_default=True),
    Property("vpcConfig", Form.STRUCTURE),
    Property("enableNetworkIsolation", Form.BOOLEAN, default=False, names_omit_default=True),
    Property("name", Form.TEXT, Origin.OWN, Effect.NAME),
    Property("tags", Form.MAP, effect=Effect.TAGS),
    Property("region", Form.TEXT, Origin.OWN),
    Property("triggers", Form.MAP, Origin.OWN),
    Property("adoptExisting", Form.BOOLEAN, Origin.OWN, Effect.NONE),
    Property("defaultTags", Form.MAP, Origin.STACK, Effect.TAGS, hidden=True),
    Property("ignoreTags", Form.STRUCTURE, Origin.STACK, Effect.TAGS, hidden=True),
    # Versions before 0.1.0 kept the sum of the three in the state. `Model.tags_all` is that sum.
    Property("tagsAll", Form.MAP, Origin.STACK, Effect.TAGS),
    Property("arn", Form.TEXT, Origin.OUTPUT, Effect.NONE),
    Property("creationTime", Form.TEXT, Origin.OUTPUT, Effect.NONE),
    Property(SUPERSEDED_NAMES, Form.LIST, Origin.OUTPUT, Effect.NONE),
    Property(SUPERSEDED, Form.LIST, Origin.OUTPUT, Effect.NONE, hidden=True),
    Property(RETURNED, Form.LIST, Origin.OUTPUT, Effect.NONE, hidden=True),
    Property(RETAINS, Form.BOOLEAN, Origin.OUTPUT, Effect.NONE, hidden=True),
    Property(TAGGED, Form.TEXT, Origin.OUTPUT, Effect.NONE, hidden=True),
    Property(IDENTITY, Form.TEXT, Origin.INTERNAL, Effect.NONE, hidden=True),
    Property(RETAINED, Form.BOOLEAN, Origin.INTERNAL, Effect.NONE, hidden=True),
    Property(SECRETS, Form.LIST, Origin.INTERNAL, Effect.NONE, hidden=True),
    Property(IMPORTED, Form.BOOLEAN, Origin.INTERNAL, Effect.NONE, hidden=True),
    Property(AWS_PROVIDER, Form.STRUCTURE, Origin.INTERNAL, Effect.NONE, hidden=True),
    Property(PREVIEW, Form.STRUCTURE, Origin.INTERNAL, Effect.NONE, hidden=True),
    Property("__provider", Form.TEXT, Origin.INTERNAL, Effect.NONE, hidden=True),
    # Properties of structures are in `args.py`; here are those of which more has to be known than their names.
    Property(
        "mode", Form.TEXT, default="SingleModel", names_omit_default=True, holders=("primaryContainer", "containers")
    ),
    Property("environment", Form.MAP, holders=("primaryContainer", "containers")),
    Property("additionalModelDataSources", Form.LIST, holders=("primaryContainer", "containers")),
    Property("s3DataSources", Form.LIST, holders=("modelDataSource", "additionalModelDataSources")),
    Property("modelCacheSetting", Form.TEXT, default="Enabled", holders=("multiModelConfig",)),
    Property("metricsEndpoints", Form.LIST, holders=("containerMetricsConfig",)),
    Property(
        "metricPublishFrequencyInSeconds",
        Form.NUMBER,
        default=60,
        holders=("metricsEndpoints",),
    ),
    Property("subnets", Form.SET, holders=("vpcConfig",)),
    Property("securityGroupIds", Form.SET, holders=("vpcConfig",)),
)
"""What this package knows of each property. One that only the service model has is content, in the form given there."""

OF_MODEL: Final[Mapping[str, Property]] = {one.name: one for one in PROPERTIES if not one.holders}
"""The properties of a model itself, by name."""

LOOKED_UP: Final = ("executionRoleArn", "primaryContainer", "containers", "vpcConfig")
"""The properties that name what preflight asks AWS about. The program tells where these come from."""

TAGS: Final = frozenset(one.name for one in OF_MODEL.values() if one.effect is Effect.TAGS)
"""Properties that tell of tags, all of which change in place."""

OUTPUTS: Final = frozenset(one.name for one in OF_MODEL.values() if one.origin is Origin.OUTPUT)
"""Properties that no program gives."""

SETS: Final = frozenset(one.name for one in PROPERTIES if one.form is Form.SET)
LISTS: Final = SETS | {one.name for one in PROPERTIES if one.form is Form.LIST}
MAPS: Final = frozenset(one.name for one in PROPERTIES if one.form is Form.MAP)

_NOT_CONTENT: Final = frozenset(one.name for one in OF_MODEL.values() if one.effect is not Effect.CONTENT)
_FREE_MAPS: Final = frozenset(one.name for one in PROPERTIES if one.form is Form.MAP and one.effect is Effect.CONTENT)


def defaults(holder: str | None = None) -> dict[str, Any]:
    """Return what AWS may fill in where a model, or the structure that the property `holder` is, lacks a property."""
    return {one.name: one.default for one in _with_default(holder)}


def _with_default(holder: str | None) -> Iterator[Property]:
    for one in PROPERTIES:
        if one.default is not None and (holder in one.holders if holder else not one.holders):
            yield one


_Defaults: TypeAlias = Mapping[str | None, Mapping[str, Any]]
"""Defaults by the property whose structure has them; those of the model itself by None."""

_HOLDERS: Final = (None, *dict.fromkeys(holder for one in PROPERTIES for holder in one.holders))
_DEFAULTS: Final[_Defaults] = {holder: defaults(holder) for holder in _HOLDERS}
_DEFAULTS_OF_NAMES: Final[_Defaults] = {
    holder: {one.name: one.default for one in _with_default(holder) if one.names_omit_default} for holder in _HOLDERS
}


def content(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of `properties` (camelCase inputs or outputs) derived names are hashed over."""
    return _canonical_object(None, _content_alone(properties), _DEFAULTS_OF_NAMES)


def meaning(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `properties` (camelCase inputs or outputs) are to AWS, by top-level property, without defaults."""
    return _canonical_object(None, _content_alone(properties), _DEFAULTS)


OBJECT: Final = (dict, Mapping)
"""What stands for an object. Nearly all are dictionaries, and to ask for that first is ten times as fast."""


def all_tags(properties: Mapping[str, Any]) -> Any:
    """Return the tags that a model of these properties gets, or what stands in the place of its own.

    They are merged where they are used and never stored: the engine knows what is secret by its place among what the
    program declares, and would keep a sum in plain text.
    """
    if properties.get("tagsAll") is not None:
        return properties["tagsAll"]
    own, inherited, ignored = (properties.get(key) or {} for key in ("tags", "defaultTags", "ignoreTags"))
    for part in (own, inherited, ignored):
        if not isinstance(part, OBJECT):
            return part
    if not ignored:
        return {**inherited, **own}
    keys, prefixes = ignored.get("keys", ()), tuple(ignored.get("keyPrefixes", ()))
    merged = {**inherited, **own}
    return {key: value for key, value in merged.items() if key not in keys and not key.startswith(prefixes)}


def is_known(value: Any) -> bool:
    """Tell whether `value` holds no unknown at any depth."""
    if isinstance(value, str):
        return True
    if isinstance(value, OBJECT):
        return all(is_known(item) for item in value.values())
    if isinstance(value, list):
        return all(is_known(item) for item in value)
    return not isinstance(value, Unknown)


def _content_alone(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if key not in _NOT_CONTENT}


def _canonical_object(holder: str | None, properties: Mapping[str, Any], defaults: _Defaults) -> dict[str, Any]:
    canonical = {key: _canonical(key, value, defaults) for key, value in properties.items()}
    dropped = defaults.get(holder, {})
    return {k: v for k, v in canonical.items() if v not in ({}, []) and not (k in dropped and v == dropped[k])}


def _canonical(key: str, value: Any, defaults: _Defaults) -> Any:
    # First what most values are: a preview asks this of every value four times.
    if isinstance(value, str):
        return value
    if isinstance(value, OBJECT):
        return dict(value) if key in _FREE_MAPS else _canonical_object(key, value, defaults)
    if isinstance(value, list):
        items = [_canonical(key, item, defaults) for item in value]
        return sorted(set(items)) if key in SETS and all(isinstance(item, str) for item in items) else items
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
