"""Reads the blocks, lists and maps of a declaration, whatever shape they have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, overload

from pulumi_sagemaker_policy.declarations.proxies import is_list, is_map, read
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    Entry,
    Field,
    Inherited,
    Missing,
    Parts,
    Unreadable,
    Unresolvable,
    is_unresolvable,
)
from pulumi_sagemaker_policy.quoting import shown

Spelling: TypeAlias = Callable[[Field, str], Field]
"""Finds a property in a block by the name that Pulumi's types give it, however the declaration spells that."""


def at(path: str, key: str) -> str:
    """Name the entry of a map whose keys are the program's own."""
    return f"{path}[{shown(key)}]"


def child(block: Field, key: str) -> Field:
    """Read a property of a block; if the block is hidden or of a wrong shape, that is what the field says."""
    value = block.value
    if value is not ABSENT:
        if not is_map(value):
            return Field(block.path, _spoilt(block, "a map"))
        value = read(value, key)
    return Field(f"{block.path}.{key}" if block.path else key, value)


def camel(block: Field, key: str) -> Field:
    """Find a property that is spelt as Pulumi's resource types do, which is how this module names it."""
    return child(block, key)


def pascal(block: Field, key: str) -> Field:
    """Find a property that is spelt as CloudFormation and the API do."""
    return child(block, key[0].upper() + key[1:])


def without_empty(spell: Spelling) -> Spelling:
    """Find properties as Terraform's providers do, which take an empty text for a missing one."""

    def found(block: Field, key: str) -> Field:
        field = spell(block, key)
        return Field(field.path, ABSENT) if field.value == "" else field

    return found


def _spoilt(block: Field, wanted: str) -> object:
    """Say what stands for the parts of something that is no map or list."""
    if isinstance(block.value, (Missing, Inherited, Unreadable, Unresolvable)):
        return block.value
    return Unreadable(block, wanted)


class Remaining(Sequence[object]):
    """What is left of a list, each item with the place where the program has it."""

    def __init__(self, numbered: Iterable[tuple[int, object]]) -> None:
        kept = tuple(numbered)
        self._items = tuple(item for _, item in kept)
        self.places: Sequence[int] = tuple(place for place, _ in kept)

    @overload
    def __getitem__(self, index: int) -> object: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[object]: ...
    def __getitem__(self, index: int | slice) -> object:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)


def items(block: Field, wanted: str = "a list") -> list[Field]:
    """Read the items of a list; of one that is hidden or of a wrong shape, one field that says so."""
    value = block.value
    if value is ABSENT:
        return []
    if is_list(value):
        places = value.places if isinstance(value, Remaining) else range(len(value))
        return [Field(f"{block.path}[{place}]", read(value, index)) for index, place in enumerate(places)]
    return [Field(block.path, _spoilt(block, wanted))]


def entries(block: Field, locate: Callable[[str], str], wanted: str = "a map") -> Parts[Entry]:
    """Read a map whose keys are the program's own; `locate` says where the program wrote a key."""
    path, value = block.path, block.value
    if is_map(value):
        # The engine keeps no order, but the same program should read the same every time.
        return Parts(path, tuple(Entry(key, Field(locate(key), read(value, key))) for key in sorted(value)))
    if value is ABSENT:
        return Parts(path)
    if value is UNKNOWN:
        return Parts(path, hidden=(path,))
    return Parts(path, unreadable=(misread(block, wanted),))


def misread(block: Field, wanted: str) -> Unreadable:
    """Say that a block has a wrong shape, or rather what around it has."""
    return block.value if isinstance(block.value, Unreadable) else Unreadable(block, wanted)


def texts(path: str, fields: Iterable[Field]) -> Parts[Field]:
    """Sort fields that should be strings: each is known, if only to be there, or unreadable.

    Of all that one unknown or unreadable block hides, each says the same: once is enough.
    """
    known: dict[tuple[str, int], Field] = {}
    unreadable: dict[str, Unreadable] = {}
    for field in fields:
        if isinstance(field.value, str) or field.value is UNKNOWN or is_unresolvable(field.value):
            known[field.path, id(field.value)] = field
        elif field.value is not ABSENT:
            unreadable[field.path] = misread(field, "a string")
    return Parts(path, tuple(known.values()), unreadable=tuple(unreadable.values()))


def strings(block: Field) -> Parts[Field]:
    """Read a list of strings; an unknown item counts as one that is known to be there."""
    if block.value is UNKNOWN:
        return Parts(block.path, hidden=(block.path,))
    if is_unresolvable(block.value):
        return Parts(block.path, unreadable=(Unreadable(block, "a list of strings"),))
    return texts(block.path, items(block, "a list of strings"))
