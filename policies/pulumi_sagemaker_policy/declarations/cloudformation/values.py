"""What values of a template come to: a text, or what stands for a text that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from pulumi_sagemaker_policy.aws_facts.partitions import partition_of
from pulumi_sagemaker_policy.declarations.cloudformation.load import plain_number
from pulumi_sagemaker_policy.declarations.proxies import is_list, read
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN, UNRESOLVABLE, Missing, RoleArn, Unresolvable
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.quoting import shown

FUNCTION: Final = "Fn::"
LOOP: Final = "Fn::ForEach"

_LONGEST: Final = 10_000
"""How long a text functions may make: none of a model's properties takes as much, and functions can ask for any."""

REFERENCE: Final = LazyPattern(r"\{\{resolve:([a-z-]*)")
"""The beginning of a dynamic reference, with the service that is to be asked."""

Text: TypeAlias = str | Missing | Unresolvable


Truth: TypeAlias = bool | Missing | Unresolvable


def text(value: object) -> Text:
    """Make a text of a value that has been worked out; CloudFormation takes numbers and booleans for one too.

    A text with a dynamic reference is not known: only CloudFormation knows what it puts there.
    """
    if isinstance(value, str):
        return value if "{{resolve:" not in value else Unresolvable(services=frozenset(REFERENCE.findall(value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return plain_number(f"{value:.15g}")
    return value if value is UNKNOWN or isinstance(value, Unresolvable) else UNRESOLVABLE


def leaves(value: object) -> Iterator[object]:
    """Find all that a value of the template is made of, keys too."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            waiting += [*item, *(read(item, key) for key in item)]
        elif is_list(item):
            waiting += each(item)
        else:
            yield item


def texts_in(value: object) -> Iterator[str]:
    """Find all texts in a value of the template."""
    return (leaf for leaf in leaves(value) if isinstance(leaf, str))


def services_of(value: object) -> frozenset[str]:
    """Name the services that dynamic references in a value name."""
    return value.services if isinstance(value, Unresolvable) else frozenset()


def with_services(value: object, services: Iterable[str]) -> Missing | Unresolvable:
    """Say of an unresolvable value which services dynamic references in it name."""
    if named := frozenset(services):
        return Unresolvable(services=named)
    return value if isinstance(value, Unresolvable) else UNRESOLVABLE


def joined(parts: list[Text]) -> Text:
    """Join texts; what is not known of one is not known of all, and a reference in one is a reference in all."""
    known = [part for part in parts if isinstance(part, str)]
    if sum(map(len, known)) > _LONGEST:
        return UNRESOLVABLE
    if len(known) == len(parts):
        return text("".join(known))
    unknown = [part for part in parts if not isinstance(part, str)]
    services = frozenset(REFERENCE.findall("".join(known))).union(*map(services_of, unknown))
    if services:
        return Unresolvable(services=services)
    if "".join(known) == "" and len(unknown) == 1:
        return unknown[0]
    return one_of(unknown)


def one_of(unknown: Sequence[object]) -> Missing | Unresolvable:
    """Choose the value that stands for all: one that no run will ever know before one that the update knows."""
    for value in unknown:
        if isinstance(value, Unresolvable):
            return Unresolvable(value.what, value.fix) if not isinstance(value, RoleArn) else UNRESOLVABLE
    return UNRESOLVABLE if UNRESOLVABLE in unknown else UNKNOWN


def is_function(name: str) -> bool:
    """Tell a function from a name."""
    return name.startswith(FUNCTION)


def equal(first: Text, second: Text) -> Truth:
    """Compare texts."""
    if isinstance(first, str) and isinstance(second, str):
        return first == second
    return one_of([side for side in (first, second) if not isinstance(side, str)])


def decide(holding: list[Truth], *, decisive: bool) -> Truth:
    """Join conditions, of which one that is `decisive` is enough, whatever the others turn out to be."""
    if decisive in holding:
        return decisive
    open_ones = [holds for holds in holding if not isinstance(holds, bool)]
    if UNKNOWN in open_ones:
        return UNKNOWN
    return one_of(open_ones) if open_ones else not decisive


def named_by_region(region: object, *, suffix: bool) -> object:
    """Name the partition of a region, or the suffix of its hosts."""
    if not isinstance(region, str):
        return region
    found = partition_of(region)
    if found is None:
        return UNRESOLVABLE
    return found.suffix if suffix else found.id


def each(value: object) -> list[object]:
    """Read the items of a list; anything else has no items."""
    return [read(value, index) for index in range(len(value))] if is_list(value) else []


def printable(name: str) -> str:
    """Name what a template calls so; half a character, which JSON may have in a name, reaches no message."""
    return name if name.isprintable() else shown(name)
