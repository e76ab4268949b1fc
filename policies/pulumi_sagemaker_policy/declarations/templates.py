"""The templates of CloudFormation stacks and stack sets, which declare any number of things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations import places, tags
from pulumi_sagemaker_policy.declarations.blocks import Spelling, child, items, pascal
from pulumi_sagemaker_policy.declarations.cloudformation.definitions import marked
from pulumi_sagemaker_policy.declarations.cloudformation.find import Resource
from pulumi_sagemaker_policy.declarations.cloudformation.readings import finder
from pulumi_sagemaker_policy.declarations.cloudformation.resolve import Given, Resolved
from pulumi_sagemaker_policy.declarations.declaration import Way
from pulumi_sagemaker_policy.declarations.expressions import MARKS
from pulumi_sagemaker_policy.declarations.proxies import read
from pulumi_sagemaker_policy.declarations.readers import READERS
from pulumi_sagemaker_policy.declarations.resources import NAMES
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    Field,
    Missing,
    ModelSubject,
    Remedies,
    Tags,
    Unreadable,
)


def _template(
    args: ResourceValidationArgs,
    *,
    given: Callable[[ResourceValidationArgs], Iterable[Given]],
    own: Callable[[ResourceValidationArgs], Tags],
    remedies: Remedies,
    spell: Spelling,
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource that deploys a template, with any number of models, in each of the places that it does so."""
    props = Field("", args.props)
    url, body = spell(props, "templateUrl"), spell(props, "templateBody")
    if url.value is not ABSENT:
        # Known or not, a policy reads no other place: what is there may change until it is deployed.
        yield Unreadable(Field(url.path, UNRESOLVABLE), "the template itself, in templateBody", "", url.value)
    if body.value is ABSENT:
        return
    find, shared = finder(body, READERS), cache(partial(own, args))
    for number, place in enumerate(given(args)):
        for found in find(place):
            if isinstance(found, Resource):
                yield from _templated(args, found, shared=shared, given=place, remedies=remedies)
            elif number == 0:
                yield found


def _templated(
    args: ResourceValidationArgs,
    found: Resource,
    *,
    shared: Callable[[], Tags],
    given: Given,
    remedies: Remedies,
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource of a template, which also gets the tags that all of them share."""
    return READERS[found.type](
        found.properties,
        Way(
            name=f"{args.name}/{found.name}",
            urn=args.urn,
            spell=pascal,
            model_name=NAMES.get(found.type, "modelName"),
            region=lambda: given.region,
            account=lambda: given.account,
            tags=lambda properties: tags.under(tags.listed(child(properties, "Tags"), pascal), shared()),
            remedies=remedies,
            switch=_switch,
            definition=_definition,
        ),
    )


def _definition(block: Field, key: str) -> Field:
    """Find a property that may be put together of what cannot all be seen."""
    found = pascal(block, key)
    if not isinstance(block.value, Resolved):
        return found
    value, template = block.value.source(key[0].upper() + key[1:])
    return Field(found.path, marked(value, template, MARKS))


def _switch(field: Field) -> Field:
    """Read a boolean as CloudFormation does, where a text does for one: parameters hold nothing else."""
    return Field(field.path, field.value == "true") if field.value in ("true", "false") else field


def _parameters(block: Field) -> Mapping[str, object] | Missing:
    """Read the parameters of a stack."""
    if isinstance(block.value, Mapping):
        given = {name: read(block.value, name) for name in block.value}
        # Whatever is no text would be an object of the SDK's, which nothing may keep.
        plain = (str, bool, int, float, Missing)
        return {name: value if isinstance(value, plain) else UNRESOLVABLE for name, value in given.items()}
    return {} if block.value is ABSENT else UNKNOWN if block.value is UNKNOWN else UNRESOLVABLE


def _given_to_stack(args: ResourceValidationArgs, *, name: str) -> Iterator[Given]:
    """Read what a stack gives its template; its name is the property `name`."""
    props = Field("", args.props)
    yield Given(_parameters(child(props, "parameters")), places.region(args), places.account(args), child(props, name))


def _given_to_instances(args: ResourceValidationArgs) -> Iterator[Given]:
    """Read what a stack set gives its template: its instances may give other parameters, elsewhere."""
    elsewhere = Field("the stack set's instances", UNRESOLVABLE)
    regions = [
        (region, _target(group))
        for group in items(child(Field("", args.props), "stackInstancesGroup"))
        for region in items(child(group, "regions"))
    ]
    for region, account in regions or [(elsewhere, elsewhere)]:
        yield Given(UNRESOLVABLE, region, account, elsewhere)


def _target(group: Field) -> Field:
    """Read the only account that a group of instances is in; with several it is uncertain."""
    targets = child(group, "deploymentTargets")
    accounts, units = child(targets, "accounts"), child(targets, "organizationalUnitIds")
    only = items(accounts)
    certain = len(only) == 1 and units.value is ABSENT and isinstance(only[0].value, str)
    return only[0] if certain else Field(accounts.path, UNRESOLVABLE)


_IN_TEMPLATE: Final = Remedies(
    isolate="set EnableNetworkIsolation of the resource to true in the template",
    tag="Tags of the resource in the template, or tags of the stack",
    region="region of the stack or of its provider",
)

_IN_INSTANCES: Final = _IN_TEMPLATE._replace(
    tag="Tags of the resource in the template, or tags of the stack set",
    region="regions in stackInstancesGroup, as aws-native has it, or have the stack set waived",
)


def read_stack(
    args: ResourceValidationArgs, *, name: str, own: Callable[[ResourceValidationArgs], Tags], spell: Spelling
) -> Iterator[ModelSubject | Unreadable]:
    """Read a stack whose name is the property `name`."""
    given = partial(_given_to_stack, name=name)
    return _template(args, given=given, own=own, remedies=_IN_TEMPLATE, spell=spell)


def read_stack_set(
    args: ResourceValidationArgs, *, own: Callable[[ResourceValidationArgs], Tags], spell: Spelling
) -> Iterator[ModelSubject | Unreadable]:
    """Read a stack set."""
    return _template(args, given=_given_to_instances, own=own, remedies=_IN_INSTANCES, spell=spell)
