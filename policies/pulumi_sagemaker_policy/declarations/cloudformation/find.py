"""Finds resources in a template."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pulumi_sagemaker_policy.declaration import child, items, misread
from pulumi_sagemaker_policy.declarations.cloudformation.load import parse
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import FUNCTION, Given, Template
from pulumi_sagemaker_policy.subject import ABSENT, UNKNOWN, UNRESOLVABLE, Field, Unreadable

MODEL: Final = "AWS::SageMaker::Model"

_WANTED: Final = "a template as CloudFormation documents it: JSON, or YAML without aliases and merges, no key twice"

_NESTED: Final = ("AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet", "AWS::Serverless::Application")
"""Resources that declare what another template says; a module, of a name in `_MODULE`, does too."""

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

_SIGNS: Final = (*_NESTED, _MODULE, "Transform", "\\")
"""A text with none of these and of the types that are looked for declares none of them, however it is parsed.

To spell one otherwise takes a backslash.
"""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a template: its logical name, its type, and its properties, which are worked out when read."""

    name: str
    type: str
    properties: Field


def models(body: Field, given: Given) -> Iterator[Resource | Unreadable]:
    """Find the models of a template, and what may make some out of sight."""
    return resources(body, given, (MODEL,))


def resources(body: Field, given: Given, types: Collection[str]) -> Iterator[Resource | Unreadable]:
    """Find the resources of these types in a template, and what may make some out of sight.

    `body` is a text or an object. Ask once for all types: what cannot be read is said at each call.
    """
    if isinstance(body.value, str):
        if not any(sign in body.value for sign in (*types, *_SIGNS)):
            return
        try:
            body = Field(body.path, parse(body.value))
        except ValueError:
            yield Unreadable(body, _WANTED)
            return
    if not isinstance(body.value, Mapping):
        yield misread(body, _WANTED)
        return
    template = Template(child(body, "Parameters"), child(body, "Mappings"), child(body, "Conditions"), given)
    declared = child(body, "Resources")
    yield from _macros(body)
    yield from _generated(body)
    yield from _generated(declared)
    for name in sorted(declared.value) if isinstance(declared.value, Mapping) else ():
        if not name.startswith(FUNCTION):
            yield from _declared(name, child(declared, name), template, types)


def _declared(
    name: str, resource: Field, template: Template, types: Collection[str]
) -> Iterator[Resource | Unreadable]:
    yield from _generated(resource)
    if template.condition(child(resource, "Condition").value, 0) is False:
        return  # CloudFormation makes nothing of it
    declared = child(resource, "Type")
    if isinstance(declared.value, str) and declared.value in types:
        properties = child(resource, "Properties")
        yield Resource(name, declared.value, Field(properties.path, template.resolve(properties.value)))
    elif nests(declared.value):
        yield Unreadable(Field(resource.path, UNRESOLVABLE), "the resources that it makes, in this template")
    elif isinstance(resource.value, Mapping) and not (declared.value is ABSENT or isinstance(declared.value, str)):
        yield Unreadable(declared, "a resource type")  # macros may make even that


def nests(resource_type: object) -> bool:
    """Tell whether a resource of this type declares what another template says."""
    return isinstance(resource_type, str) and (resource_type in _NESTED or resource_type.endswith(_MODULE))


def _macros(body: Field) -> Iterator[Unreadable]:
    """Find macros, which may make anything of a template."""
    transform = child(body, "Transform")
    for macro in [transform] if isinstance(transform.value, str) else items(transform):
        if not isinstance(macro.value, str) or macro.value not in _PLAIN_MACROS:
            yield Unreadable(
                Field(macro.path, macro.value if macro.value is UNKNOWN else UNRESOLVABLE), "no such macro"
            )


def _generated(block: Field) -> Iterator[Unreadable]:
    """Find what cannot be seen of a block: all of it, or what functions make that stand where a name belongs."""
    if isinstance(block.value, Mapping):
        for name in sorted(block.value):
            if name.startswith(FUNCTION):
                yield Unreadable(Field(f"{block.path}.{name}", UNRESOLVABLE), "what it makes, in this template")
    elif block.value is not ABSENT:
        yield misread(block, "a map")
