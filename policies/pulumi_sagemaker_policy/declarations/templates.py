"""CloudFormation stacks and stack sets, whose templates declare any number of things."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declaration import Way, child, pascal
from pulumi_sagemaker_policy.declarations import places, tags
from pulumi_sagemaker_policy.declarations.cloudformation import Given, Resolved, Resource, marked, resources
from pulumi_sagemaker_policy.declarations.expressions import MARKS
from pulumi_sagemaker_policy.declarations.kinds import KINDS
from pulumi_sagemaker_policy.declarations.resources import NAMES
from pulumi_sagemaker_policy.subject import ABSENT, UNRESOLVABLE, Field, ModelSubject, Remedies, Tags, Unreadable


def _template(
    args: ResourceValidationArgs,
    *,
    parameter: Callable[[Field, str], object],
    own: Callable[[ResourceValidationArgs], Tags],
    region: Callable[[ResourceValidationArgs], Field],
    account: Callable[[ResourceValidationArgs], Field],
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource that deploys a template."""
    props = Field("", args.props)
    url, body, parameters = child(props, "templateUrl"), child(props, "templateBody"), child(props, "parameters")
    if url.value is not ABSENT:
        # Known or not, a policy reads no other place: what is there may change until it is deployed.
        yield Unreadable(Field(url.path, UNRESOLVABLE), "the template itself, in templateBody")
    given = Given(lambda name: parameter(parameters, name), lambda: region(args), lambda: account(args))
    for found in resources(body, given, KINDS) if body.value is not ABSENT else ():
        if isinstance(found, Unreadable):
            yield found
        else:
            yield from _templated(args, found, own=own, given=given)


def _templated(
    args: ResourceValidationArgs,
    found: Resource,
    *,
    own: Callable[[ResourceValidationArgs], Tags],
    given: Given,
) -> Iterator[ModelSubject | Unreadable]:
    return KINDS[found.type](
        found.properties,
        Way(
            name=f"{args.name}/{found.name}",
            urn=args.urn,
            spell=pascal,
            model_name=NAMES.get(found.type, "modelName"),
            region=given.region,
            account=given.account,
            tags=lambda properties: tags.under(tags.listed(child(properties, "Tags"), pascal), own(args)),
            remedies=_IN_TEMPLATE,
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


def _named_parameter(parameters: Field, name: str) -> object:
    return child(parameters, name).value


def _stack_set_parameter(_: Field, __: str) -> object:
    """Tell nothing of a stack set's parameters: its instances may give others, elsewhere."""
    return UNRESOLVABLE


def _stack_set_place(_: ResourceValidationArgs) -> Field:
    """Tell nothing of where a stack set's models are made: its instances say so, elsewhere."""
    return Field("the stack set's instances", UNRESOLVABLE)


stack: Final = partial(_template, parameter=_named_parameter, region=places.region, account=places.account)
"""Reads a stack."""

stack_set: Final = partial(_template, parameter=_stack_set_parameter, region=_stack_set_place, account=_stack_set_place)
"""Reads a stack set."""

_IN_TEMPLATE: Final = Remedies(
    isolate="set EnableNetworkIsolation of the resource to true in the template",
    tag="Tags of the resource in the template, or tags of the stack",
    region="region of the stack or of its provider",
)
