"""What rules judge: one SageMaker model as declared, free of resource types and of Pulumi's proxies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias


class Missing(Enum):
    """The two ways in which a property has no value to judge."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


Absent: TypeAlias = Literal[Missing.ABSENT]
Unknown: TypeAlias = Literal[Missing.UNKNOWN]

ABSENT: Final = Missing.ABSENT
"""The program does not set the property."""

UNKNOWN: Final = Missing.UNKNOWN
"""The property depends on something that exists only after the update, so a preview cannot judge it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A property: where the declaration has it, and its plain value, `ABSENT` or `UNKNOWN`.

    The value has whatever type the program gave it, since a policy also sees programs that are wrong.
    """

    path: str
    value: object


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its key, the field that holds its value, and so where it comes from."""

    key: str
    field: Field


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Part of a declaration that has another shape than its resource type takes."""

    field: Field
    wanted: str


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags that the model gets, default tags included.

    `hidden` are the paths of unknown parts that may hold further tags.
    """

    known: tuple[Tag, ...] = ()
    hidden: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedies:
    """How a program mends a model, in the words of the resource type that it uses; each continues "Fix: "."""

    isolate: str
    tag: str


@dataclass(frozen=True, slots=True)
class ModelSubject:
    """A SageMaker model as a program declares it; `name` is the resource's name in the program."""

    name: str
    isolation: Field
    tags: Tags
    remedies: Remedies


def kind(value: object) -> str:
    """Say what a value is without showing it: values may be secrets, which policies receive as plain text."""
    if value is ABSENT:
        return "missing"
    for types, name in (
        (bool, "a boolean"),  # before numbers: Python's booleans are integers
        (str, "a string"),
        ((int, float), "a number"),
        (Mapping, "a map"),
        (Sequence, "a list"),
    ):
        if isinstance(value, types):
            return name
    return f"a value of type {type(value).__name__}"
