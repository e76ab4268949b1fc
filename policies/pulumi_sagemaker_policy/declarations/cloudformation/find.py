"""Finds resources in a template, those in loops too, and what may make some out of sight."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.declarations.blocks import child, items, misread
from pulumi_sagemaker_policy.declarations.cloudformation.nesting import PRODUCTS, nests
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import PLACEHOLDER, Given, Template
from pulumi_sagemaker_policy.declarations.cloudformation.values import (
    LOOP,
    is_function,
    printable,
    text,
    texts_in,
)
from pulumi_sagemaker_policy.declarations.proxies import is_list, read
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    Field,
    Unreadable,
    Unresolvable,
)

WANTED: Final = "a template as CloudFormation documents it: JSON, or YAML without aliases and merges, no key twice"

_MOST_RESOURCES: Final = 500
"""CloudFormation takes no more in a template, however many a loop asks for."""

_MOST_VARIANTS: Final = 32
"""How many combinations of values that instances may give are judged: each costs what a model costs."""

_PLAIN_MACROS: Final = frozenset(
    (
        "AWS::CodeDeployBlueGreen",
        "AWS::LanguageExtensions",  # its loops are found where they stand
        "AWS::SecretsManager-2020-07-23",
        "AWS::SecretsManager-2024-09-16",
        "AWS::Serverless-2016-10-31",
    )
)
"""AWS's own macros that never turn another resource into a model."""


class Resource(NamedTuple):
    """A resource of a template: its logical name, its type, and its properties, which are worked out when read.

    `raw` are the properties as the template has them.
    """

    name: str
    type: str
    properties: Field
    raw: object


def search(body: Field, given: Given, types: Collection[str]) -> Iterator[Resource | Unreadable]:
    """Find the resources of these types in what a template says."""
    if not isinstance(body.value, Mapping):
        yield misread(body, WANTED)
        return
    declared = child(body, "Resources")
    template = Template(declared, child(body, "Parameters"), child(body, "Mappings"), child(body, "Conditions"), given)
    yield from _macros(body)
    yield from _generated(body)
    yield from _Search(frozenset(types)).block(declared, template)


def _is_nested(resource_type: object) -> bool:
    return nests(resource_type) or resource_type in PRODUCTS


def _macros(body: Field) -> Iterator[Unreadable]:
    """Find macros, which may make anything of a template."""
    transform = child(body, "Transform")
    for macro in [transform] if isinstance(transform.value, str) else items(transform):
        if not isinstance(macro.value, str) or macro.value not in _PLAIN_MACROS:
            yield Unreadable(
                Field(macro.path, _out_of_sight(macro.value)), "no such macro", "a macro may make any resource"
            )


def _generated(block: Field) -> Iterator[Unreadable]:
    """Find what cannot be seen of a block: all of it, or what functions make that stand where a name belongs."""
    if isinstance(block.value, Mapping):
        for name in sorted(filter(is_function, block.value)):
            if not name.startswith(LOOP):
                at = Field(f"{block.path}.{printable(name)}", UNRESOLVABLE)
                yield Unreadable(at, "what it makes, in this template")
    elif block.value is not ABSENT:
        yield misread(block, "a map")


@dataclass
class _Search:
    """Looks for resources of some types, through loops too; `repeated` are those that loops have made so far."""

    types: frozenset[str]
    repeated: int = 0

    def block(self, block: Field, template: Template) -> Iterator[Resource | Unreadable]:
        """Look into what stands under Resources, or what a loop repeats."""
        yield from _generated(block)
        if not isinstance(block.value, Mapping):
            return
        for name in sorted(block.value):
            resource = Field(f"{block.path}.{printable(name)}", read(block.value, name))
            if name.startswith(LOOP):
                yield from self._loop(resource, template)
            elif not is_function(name):
                yield from self._resource(name, resource, template)

    def _loop(self, loop: Field, template: Template) -> Iterator[Resource | Unreadable]:
        match [part.value for part in items(loop)]:
            case [str() as identifier, collection, Mapping() as repeated]:
                block = Field(f"{loop.path}[2]", repeated)
            case parts:
                seen = _out_of_sight(*parts)
                yield Unreadable(Field(loop.path, seen), "an identifier, a list of values, and a map of resources")
                return
        if not self._looks_for(block):
            return
        values = template.resolve(collection)
        # What the values are may be out of sight, but not that there are some.
        for value in values if is_list(values) else [values]:
            yield from self.block(block, replace(template, names={**template.names, identifier: text(value)}))
            if self.repeated > _MOST_RESOURCES:
                yield Unreadable(Field(loop.path, UNRESOLVABLE), f"at most {_MOST_RESOURCES} resources")
                return

    def _looks_for(self, block: Field) -> bool:
        """Tell whether a loop may repeat what is looked for; most loops are about something else."""
        for name in block.value if isinstance(block.value, Mapping) else ():
            resource = child(block, name)
            if name.startswith(LOOP):
                inner = items(resource)
                if len(inner) < 3 or self._looks_for(inner[2]):  # noqa: PLR2004 - what a loop repeats comes third
                    return True
                continue
            declared = child(resource, "Type").value
            literal = isinstance(declared, str) and "{" not in declared
            made = is_function(name) or any(
                map(is_function, resource.value if isinstance(resource.value, Mapping) else ())
            )
            if made or not literal or declared in self.types or _is_nested(declared):
                return True
        return False

    def _resource(self, name: str, resource: Field, template: Template) -> Iterator[Resource | Unreadable]:
        yield from _generated(resource)
        self.repeated += bool(template.names)
        declared = child(resource, "Type")
        # Only loops may put something into a type.
        type_ = template.resolve(declared.value) if template.names else declared.value
        condition, properties = child(resource, "Condition").value, child(resource, "Properties")
        if isinstance(type_, str) and type_ in self.types:
            bound = template.bind(name)
            for variant in _variants(template, properties.value):
                if variant.condition(condition, 0) is not False:  # or CloudFormation makes nothing of it
                    resolved = Field(properties.path, variant.resolve(properties.value))
                    yield Resource(
                        printable(bound if isinstance(bound, str) else name), type_, resolved, properties.value
                    )
        elif template.condition(condition, 0) is False:
            return
        elif _is_nested(type_):
            yield _nested(resource, Field("", template.resolve(properties.value)))
        elif isinstance(resource.value, Mapping) and not (type_ is ABSENT or isinstance(type_, str)):
            yield Unreadable(declared, "a resource type", type_.what if isinstance(type_, Unresolvable) else "")


def _nested(resource: Field, properties: Field) -> Unreadable:
    """Say that a resource declares what another template says, and where that is."""
    places = [child(properties, key).value for key in ("TemplateURL", "Location")]
    return Unreadable(
        Field(resource.path, UNRESOLVABLE),
        "the resources that it makes, in this template",
        "what it makes is in another template",
        next((place for place in places if isinstance(place, str) or place is UNKNOWN), ""),
    )


def _variants(template: Template, properties: object) -> Iterator[Template]:
    """Take each value that the template allows of the parameters that instances give, as far as a model uses them."""
    if template.given.parameters is not UNRESOLVABLE:
        yield template
        return
    used: set[str] = set()
    for written in (*texts_in(properties), *texts_in(template.conditions.value)):
        used.update((written, *PLACEHOLDER.findall(written)))
    allowed = {name: template.allowed(name) for name in sorted(used)}
    number, chosen = 1, {}
    for name, values in sorted(allowed.items(), key=lambda choice: len(choice[1])):
        number *= max(len(values), 1)
        if values and number <= _MOST_VARIANTS:
            chosen[name] = values
    for combination in product(*chosen.values()):
        yield replace(template, chosen=dict(zip(chosen, combination, strict=True)), decided={})


def _out_of_sight(*parts: object) -> object:
    """Say of a value of a wrong shape whether the update will know it, or why it will not."""
    return next((part for part in parts if part is UNKNOWN or isinstance(part, Unresolvable)), UNRESOLVABLE)
