"""Finds resources in a template, which is loaded once however many places it is deployed to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Final, TypeAlias

from pulumi_sagemaker_policy.declarations.cloudformation.find import WANTED, Resource, search
from pulumi_sagemaker_policy.declarations.cloudformation.load import Loaded, LoadError, load
from pulumi_sagemaker_policy.declarations.cloudformation.nesting import MODULE, NESTED, PRODUCTS
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import Given
from pulumi_sagemaker_policy.declarations.cloudformation.values import leaves
from pulumi_sagemaker_policy.declarations.subject import UNRESOLVABLE, Field, Unreadable, Unresolvable

Find: TypeAlias = Callable[[Given], Iterable[Resource | Unreadable]]
"""Finds resources in a template by what it is given, and what may make some out of sight."""

_SIGNS: Final = (*NESTED, *PRODUCTS, MODULE, "Transform", "\\")
"""A text with none of these and of the types that are looked for declares none of them, however it is parsed.

To spell one otherwise takes a backslash.
"""


def finder(body: Field, types: Collection[str]) -> Find:
    """Load a template, and return what finds the resources of these types in it.

    `body` is a text or an object. Ask for all types at once: what cannot be read is said at each call. Where instances
    give parameters of which the template allows some values only, a resource comes once for each of them.
    """
    text_of_it = body.value
    if not isinstance(text_of_it, str):
        return lambda given: search(body, given, types)
    if not any(sign in text_of_it for sign in (*types, *_SIGNS)):
        return lambda _: ()
    try:
        loaded = load(text_of_it)
    except LoadError as error:
        unreadable = Unreadable(body, WANTED, str(error))
        return lambda _: (unreadable,)
    return partial(_search, body, loaded, types)


def _search(body: Field, loaded: Loaded, types: Collection[str], given: Given) -> Iterator[Resource | Unreadable]:
    try:
        found = list(search(Field(body.path, loaded.body), given, types))
    except RecursionError:
        yield Unreadable(body, WANTED, "it is nested too deep")
        return
    if loaded.twice:
        reasons, decides = _doubled(loaded.twice, found)
        if decides:
            yield Unreadable(body, WANTED, reasons)
            return
        yield Unreadable(Field(body.path, UNRESOLVABLE), "each key once", reasons, spoils=False)
    yield from found


def _doubled(twice: Iterable[tuple[str, Unresolvable]], found: Iterable[Resource | Unreadable]) -> tuple[str, bool]:
    """Say which keys come twice, and whether it makes a difference to what was found which of them counts."""
    within: set[int] = set()
    for one in found:
        within.update(map(id, leaves(one.raw)) if isinstance(one, Resource) else (id(one.field.value),))
    near = [said for said, value in twice if id(value) in within]
    first, *others = near or [said for said, _ in twice]
    return f"{first}, and {len(others)} more do" if others else first, bool(near)
