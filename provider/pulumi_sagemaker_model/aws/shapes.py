"""The shapes of the CreateModel API: what each member is, and within which bounds.

They are made of the part of botocore's service model that `botocore_extract` keeps, and are named as in botocore. Its
own classes would do, but to load them costs more than all else that a preview does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

Descriptions = Mapping[str, Mapping[str, Any]]
"""Shapes by name, as botocore's service models have them."""


class Shape:
    """What a value is, and within which bounds."""

    def __init__(self, name: str, description: Mapping[str, Any], descriptions: Descriptions) -> None:
        self.name = name
        self.type_name: str = description["type"]
        self.metadata = description
        """`min`, `max` and `pattern`, where the service model has them."""
        self._descriptions = descriptions

    def _other(self, reference: Mapping[str, Any]) -> Shape:
        """Return the shape that a member refers to; what the reference says itself comes before what the shape says."""
        name = reference["shape"]
        return shape_of(name, {**self._descriptions[name], **reference}, self._descriptions)


class StringShape(Shape):
    """Text."""

    @property
    def enum(self) -> list[str]:
        """The only values that AWS takes; empty if it takes others."""
        found: list[str] = self.metadata.get("enum", [])
        return found


class StructureShape(Shape):
    """Members, each with a shape of its own."""

    @cached_property
    def members(self) -> Mapping[str, Shape]:
        """The members by the API's name."""
        return {name: self._other(reference) for name, reference in self.metadata["members"].items()}

    @cached_property
    def properties(self) -> Mapping[str, tuple[str, Shape]]:
        """The members' API names and shapes by Pulumi's name."""
        return {property_name(name): (name, member) for name, member in self.members.items()}

    @property
    def required_members(self) -> list[str]:
        """The members that AWS demands."""
        found: list[str] = self.metadata.get("required", [])
        return found


class ListShape(Shape):
    """A list, all items of one shape."""

    @cached_property
    def member(self) -> Shape:
        """The items' shape."""
        return self._other(self.metadata["member"])


class MapShape(Shape):
    """A map, all keys of one shape and all values of one."""

    @cached_property
    def key(self) -> Shape:
        """The keys' shape."""
        return self._other(self.metadata["key"])

    @cached_property
    def value(self) -> Shape:
        """The values' shape."""
        return self._other(self.metadata["value"])


_CLASSES: Mapping[str, type[Shape]] = {
    "string": StringShape,
    "structure": StructureShape,
    "list": ListShape,
    "map": MapShape,
}


def shape_of(name: str, description: Mapping[str, Any], descriptions: Descriptions) -> Shape:
    """Return the shape of a description; the others that it refers to are among `descriptions`."""
    return _CLASSES.get(description["type"], Shape)(name, description, descriptions)


def property_name(member: str) -> str:
    """Spell an API member as Pulumi does: `ModelDataUrl` to `modelDataUrl`."""
    return member[:1].lower() + member[1:]
