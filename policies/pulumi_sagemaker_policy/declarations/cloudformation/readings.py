"""Finds resources in the text of a template, which is loaded once however many rules ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pulumi_sagemaker_policy.declarations.cloudformation.find import MODULE, NESTED, PRODUCTS, WANTED, Resource, search
from pulumi_sagemaker_policy.declarations.cloudformation.load import Loaded, LoadError, load
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import Given
from pulumi_sagemaker_policy.declarations.cloudformation.values import leaves
from pulumi_sagemaker_policy.declarations.subject import UNRESOLVABLE, Field, Unreadable, Unresolvable

_MOST_ANSWERS: Final = 40
"""How many answers on one text are kept: a stack set asks once for each region."""

_SIGNS: Final = (*NESTED, *PRODUCTS, MODULE, "Transform", "\\")
"""A text with none of these and of the types that are looked for declares none of them, however it is parsed.

To spell one otherwise takes a backslash.
"""


def find_resources(body: Field, given: Given, types: Collection[str]) -> Iterator[Resource | Unreadable]:
    """Find the resources of these types in a template, and what may make some out of sight.

    `body` is a text or an object. Ask once for all types: what cannot be read is said at each call. Where instances
    give parameters of which the template allows some values only, a resource comes once for each of them.
    """
    if isinstance(body.value, str):
        yield from _READ.once(body, given, tuple(types))
    else:
        yield from search(body, given, types)


class _Readings:
    """What was found in the text that was asked about last, as every rule asks about it.

    The key is all that the answer depends on, and nothing of the SDK's. A template may hold secrets, so there is never
    more than one.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Keep nothing."""
        self._last: _Reading = _Reading("")

    def once(self, body: Field, given: Given, types: tuple[str, ...]) -> list[Resource | Unreadable]:
        """Find what is in a text, or what was found there before."""
        text_of_it = body.value
        if not isinstance(text_of_it, str) or not any(sign in text_of_it for sign in (*types, *_SIGNS)):
            return []
        last, question = self._last, (body.path, given, types)
        if last.text != text_of_it:
            last = self._last = _Reading(text_of_it)
        for asked, found in last.answers:
            if asked == question:
                return found
        found = list(_loaded(body, last, given, types))
        last.answers[_MOST_ANSWERS:] = []
        last.answers.insert(0, (question, found))
        return found


@dataclass
class _Reading:
    """A text, what it says, and what was found there, by what was asked for."""

    text: str
    answers: list[tuple[object, list[Resource | Unreadable]]] = field(default_factory=list)

    @cached_property
    def loaded(self) -> Loaded | LoadError:
        """Load the text."""
        try:
            return load(self.text)
        except LoadError as error:
            return error


_READ: Final = _Readings()
forget: Final = _READ.forget


def _loaded(body: Field, reading: _Reading, given: Given, types: Collection[str]) -> Iterator[Resource | Unreadable]:
    loaded = reading.loaded
    if isinstance(loaded, LoadError):
        yield Unreadable(body, WANTED, str(loaded))
        return
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
