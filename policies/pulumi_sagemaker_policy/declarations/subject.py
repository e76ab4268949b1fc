"""What rules judge: one SageMaker model as declared, free of resource types and of Pulumi's proxies.

Every rule gets a model of its own, made of dozens of small parts. Those are not frozen: that takes longer than to judge
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from typing_extensions import TypeIs

T_co = TypeVar("T_co", covariant=True)


class Missing(Enum):
    """The ways in which a property has no value to judge."""

    ABSENT = "absent"
    UNKNOWN = "unknown"
    UNRESOLVABLE = "unresolvable"


Absent: TypeAlias = Literal[Missing.ABSENT]
Unknown: TypeAlias = Literal[Missing.UNKNOWN]

ABSENT: Final = Missing.ABSENT
"""The program does not set the property."""

UNKNOWN: Final = Missing.UNKNOWN
"""The property depends on something that exists only after the update, so a preview cannot judge it.

The update can, before it creates anything: rules answer with `Undecided`.
"""

UNRESOLVABLE: Final = Missing.UNRESOLVABLE
"""CloudFormation computes the property while it deploys, so neither preview nor update ever see it.

No run will judge it later. To a rule it is a value of a wrong type, and so a finding; `kind` has the words.
"""

_ONLY_CLOUDFORMATION: Final = "a value that only CloudFormation knows"


@dataclass(frozen=True)
class Unresolvable:
    """What `UNRESOLVABLE` says, with more to say of it; `is_unresolvable` takes either.

    `what` has the words for messages, and `fix` says how to mend it. `services` are those that the value's dynamic
    references name, as in `{{resolve:secretsmanager:fraud/database}}`: CloudFormation puts what it finds there into the
    model, in plain text.
    """

    what: str = _ONLY_CLOUDFORMATION
    fix: str = "write there what is known without CloudFormation"
    services: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RoleArn(Unresolvable):
    """The ARN of a role that the same template makes, as far as it is known: a part that is not is `None`."""

    partition: str | None = None
    account: str | None = None
    path: str | None = None
    name: str | None = None


RUN_TIME: Final = Unresolvable("a value that only a run decides", "write there what is known before it runs")
"""Each run of a pipeline or a state machine decides the property anew, so no deployment ever sees it."""


def is_unresolvable(value: object) -> TypeIs[Unresolvable | Literal[Missing.UNRESOLVABLE]]:
    """Tell whether CloudFormation, or a run, will know a value, so that neither preview nor update shows it."""
    return value is UNRESOLVABLE or isinstance(value, Unresolvable)


@dataclass(frozen=True, slots=True)
class Inherited:
    """Stands for a property that another declaration decides, which is judged where a stack has it.

    `source` says which one it is, as in "the endpoint configuration". Rules answer with `Undecided`, and name it.
    """

    source: str


@dataclass(slots=True, unsafe_hash=True)
class Field:
    """A property: where the declaration has it, and its plain value, or what stands for one.

    That is `ABSENT`, `UNKNOWN`, `UNRESOLVABLE`, an `Unresolvable`, an `Inherited`, or an `Unreadable` if something
    around the property has a wrong shape; `path` then names that. The value has whatever type the program gave it,
    since a policy also sees programs that are wrong: take it for a string only after `isinstance`, and use `kind` for
    all the rest.
    """

    path: str
    value: object


@dataclass(slots=True, unsafe_hash=True)
class Unreadable:
    """Part of a declaration that has another shape than its resource type takes, or that no policy can see.

    `reason` says what is wrong with it, with line and column where there are any. `template` is the URL of the template
    that cannot be read, if it is one. `spoils` is false for what is odd where no model depends on it.
    """

    field: Field
    wanted: str
    reason: str = ""
    template: object = ""
    spoils: bool = True


@dataclass(slots=True, unsafe_hash=True)
class Entry:
    """One entry of a map, such as a tag or an environment variable: its key, and the field that holds its value."""

    key: str
    field: Field


@dataclass(unsafe_hash=True)  # slots would break calls through an alias such as Tags
class Parts(Generic[T_co]):
    """The parts of a list or map, as far as they can be read; `path` is where the program has it.

    `hidden` are the paths of unknown parts, which may hold any number of further items, and `unreadable` what
    has a wrong shape. So `known` is complete only if both are empty.
    """

    path: str
    known: tuple[T_co, ...] = ()
    hidden: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


Tag: TypeAlias = Entry
Tags: TypeAlias = Parts[Entry]
"""The tags that the model gets, default tags included. Lists of tags may hold a key twice."""


class Remedies(NamedTuple):
    """How a program mends a model, in the words of the resource type that it uses; each continues "Fix: "."""

    isolate: str
    tag: str
    region: str


@dataclass(frozen=True, kw_only=True)
class ContainerSubject:
    """One container of a model; `path` is where the declaration has it.

    `model_data` are all places that the model's artefacts come from: the URL, every data source and every
    additional one, manifests included. `hub_contents` are the ARNs of the hub contents that they belong to. A value of
    the `environment` with a dynamic reference is no text but an `Unresolvable`, whose `services` say which it names.
    """

    path: str
    image: Field
    model_package: Field
    hostname: Field
    mode: Field
    model_data: Parts[Field]
    hub_contents: Parts[Field]
    environment: Parts[Entry]
    repository_access: Field
    repository_credentials: Field


@dataclass(frozen=True, kw_only=True)
class ModelSubject:
    """A SageMaker model as a program declares it.

    `name` is the resource's name in the program, with the logical name in its template where there is one, and
    `model_name` the name that the model gets in AWS. `account` is `ABSENT` unless it is certain. `containers`
    are those of either form, a primary container or a list.

    A `host` is no model, but an endpoint configuration for inference components: these have containers, artefacts and
    tags of their own, and take isolation, role and network from there. It goes to rules that say that they judge hosts.
    """

    name: str
    urn: str
    model_name: Field
    isolation: Field
    execution_role: Field
    region: Field
    account: Field
    subnets: Parts[Field]
    security_groups: Parts[Field]
    containers: Parts[ContainerSubject]
    tags: Tags
    remedies: Remedies
    host: bool = False


def kind(value: object) -> str:
    """Say what a value is without showing it: values may be secrets, which policies receive as plain text."""
    if isinstance(value, Unreadable):
        return kind(value.field.value)
    if isinstance(value, Inherited):
        return f"decided by {value.source}"
    if isinstance(value, Unresolvable):
        return value.what
    for sentinel, name in (
        (ABSENT, "missing"),
        (UNKNOWN, "not known yet"),
        (UNRESOLVABLE, _ONLY_CLOUDFORMATION),
    ):
        if value is sentinel:
            return name
    for types, name in (
        (type(None), "null"),
        (bool, "a boolean"),  # before numbers: Python's booleans are integers
        (str, "a string"),
        ((int, float), "a number"),
        (Mapping, "a map"),
        (Sequence, "a list"),
    ):
        if isinstance(value, types):
            return name
    return f"a value of type {type(value).__name__}"
