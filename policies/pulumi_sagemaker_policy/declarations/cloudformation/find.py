"""Finds resources in a template, those in loops too, and what may make some out of sight."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Final

from pulumi_sagemaker_policy.declaration import child, is_list, items, misread
from pulumi_sagemaker_policy.declarations.cloudformation.load import Loaded, LoadError, load
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import PLACEHOLDER, Given, Template
from pulumi_sagemaker_policy.declarations.cloudformation.values import LOOP, is_function, leaves, printable, text, texts
from pulumi_sagemaker_policy.sdk import read
from pulumi_sagemaker_policy.subject import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    Field,
    Unreadable,
    Unresolvable,
)

MODEL: Final = "AWS::SageMaker::Model"

_WANTED: Final = "a template as CloudFormation documents it: JSON, or YAML without aliases and merges, no key twice"

_MOST_RESOURCES: Final = 500
"""CloudFormation takes no more in a template, however many a loop asks for."""

_MOST_ANSWERS: Final = 40
"""How many answers on one text are kept: a stack set asks once for each region."""

_MOST_VARIANTS: Final = 32
"""How many combinations of values that instances may give are judged: each costs what a model costs."""

_NESTED: Final = ("AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet", "AWS::Serverless::Application")
"""Resources that declare what another template says; a module, of a name in `_MODULE`, does too."""

_PRODUCTS: Final = ("AWS::SageMaker::Project", "AWS::ServiceCatalog::CloudFormationProvisionedProduct")
"""Resources of a template that make what a product of Service Catalog says, in a template that nobody names here."""

_MODULE: Final = "::MODULE"

_PLAIN_MACROS: Final = frozenset(
    (
        "AWS::CodeDeployBlueGreen",
        "AWS::LanguageExtensions",  # its loops are found where they stand
        "AWS::SecretsManager-2020-07-23",
        "AWS::SecretsManager-2024-09-16",
        "AWS::Serverless-2016-10-31",
    )
)
"""Macros of AWS's own that make no model of what is none."""

_SIGNS: Final = (*_NESTED, *_PRODUCTS, _MODULE, "Transform", "\\")
"""A text with none of these and of the types that are looked for declares none of them, however it is parsed.

To spell one otherwise takes a backslash.
"""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a template: its logical name, its type, and its properties, which are worked out when read.

    `raw` are the properties as the template has them.
    """

    name: str
    type: str
    properties: Field
    raw: object


def models(body: Field, given: Given) -> Iterator[Resource | Unreadable]:
    """Find the models of a template, and what may make some out of sight."""
    return resources(body, given, (MODEL,))


def resources(body: Field, given: Given, types: Collection[str]) -> Iterator[Resource | Unreadable]:
    """Find the resources of these types in a template, and what may make some out of sight.

    `body` is a text or an object. Ask once for all types: what cannot be read is said at each call. Where instances
    give parameters of which the template allows some values only, a resource comes once for each of them.
    """
    if isinstance(body.value, str):
        yield from _READ.once(body, given, tuple(types))
    else:
        yield from _found(body, given, types)


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
        yield Unreadable(body, _WANTED, str(loaded))
        return
    try:
        found = list(_found(Field(body.path, loaded.body), given, types))
    except RecursionError:
        yield Unreadable(body, _WANTED, "it is nested too deep")
        return
    if loaded.twice:
        reasons, decides = _doubled(loaded.twice, found)
        if decides:
            yield Unreadable(body, _WANTED, reasons)
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


def _found(body: Field, given: Given, types: Collection[str]) -> Iterator[Resource | Unreadable]:
    if not isinstance(body.value, Mapping):
        yield misread(body, _WANTED)
        return
    declared = child(body, "Resources")
    template = Template(declared, child(body, "Parameters"), child(body, "Mappings"), child(body, "Conditions"), given)
    yield from _macros(body)
    yield from _generated(body)
    yield from _Search(frozenset(types)).block(declared, template)


def nests(resource_type: object) -> bool:
    """Tell whether a resource of this type declares what another template says."""
    return isinstance(resource_type, str) and (resource_type in _NESTED or resource_type.endswith(_MODULE))


def _is_nested(resource_type: object) -> bool:
    return nests(resource_type) or resource_type in _PRODUCTS


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
    for written in (*texts(properties), *texts(template.conditions.value)):
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
    """Say whether the update will see what has none of the shapes that it may have, or why nobody will."""
    return next((part for part in parts if part is UNKNOWN or isinstance(part, Unresolvable)), UNRESOLVABLE)
