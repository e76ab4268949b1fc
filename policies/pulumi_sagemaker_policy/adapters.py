"""One row for each resource type that declares models: how to read it, and how its programs mend it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declaration import (
    DeclaredModel,
    Spelling,
    at,
    camel,
    child,
    entries,
    is_list,
    items,
    misread,
    pascal,
)
from pulumi_sagemaker_policy.declarations.cloudformation import (
    MODEL,
    Given,
    LoadError,
    Resource,
    TemplateModel,
    models,
    nests,
    parse_json,
)
from pulumi_sagemaker_policy.sdk import guard, read
from pulumi_sagemaker_policy.subject import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    Field,
    Missing,
    ModelSubject,
    Parts,
    Remedies,
    Tag,
    Tags,
    Unreadable,
)

_MAP: Final = "a map of tag keys to tag values"
_LIST: Final = "a list of objects with key and value"


Adapter: TypeAlias = Callable[[ResourceValidationArgs], Iterable[ModelSubject | Unreadable]]
"""Reads a declaration: the models in it, and what may declare models but cannot be read."""


def _region(args: ResourceValidationArgs) -> Field:
    own = child(Field("", args.props), "region")
    if own.value is not ABSENT or args.provider is None:
        return own
    return Field(f"region of provider {args.provider.name}", read(args.provider.props, "region"))


def _account(args: ResourceValidationArgs) -> Field:
    """Read the only account that the provider may act in; with several it is uncertain."""
    allowed = _provider_setting(args, "allowedAccountIds")
    only = items(allowed)
    return only[0] if len(only) == 1 and isinstance(only[0].value, str) else Field(allowed.path, ABSENT)


def _map(block: Field, locate: Callable[[str], str]) -> Tags:
    """Read tags written as a map; `locate` says where the program wrote the tag of a key."""
    tags = entries(block, locate, _MAP)
    # Providers built on Terraform's leave a list `__defaults` in every map. A tag of that name has a string.
    known = tuple(tag for tag in tags.known if tag.key != "__defaults" or not is_list(tag.field.value))
    return Parts(tags.path, known, tags.hidden, tags.unreadable)


def _own(args: ResourceValidationArgs, key: str = "tags") -> Tags:
    return _map(child(Field("", args.props), key), lambda tag: at(key, tag))


def _list(block: Field, spell: Spelling = camel) -> Tags:
    """Read tags written as a list of key and value."""
    known: list[Tag] = []
    hidden: list[str] = []
    unreadable: list[Unreadable] = []
    for item in items(block, _LIST):
        key = child(item, spell("key"))
        if isinstance(key.value, str):
            known.append(Tag(key.value, child(item, spell("value"))))
        elif key.value is UNKNOWN:
            hidden.append(key.path)
        elif isinstance(item.value, Mapping):
            unreadable.append(Unreadable(key, f'a key, in "{spell("key")}", beside a value, in "{spell("value")}"'))
        else:
            unreadable.append(misread(item, "an object with a key and a value"))
    return Parts(block.path, tuple(known), tuple(hidden), tuple(unreadable))


def _provider_setting(args: ResourceValidationArgs, key: str) -> Field:
    """Read a nested setting of an AWS provider, which reaches providers as JSON."""
    if args.provider is None:
        return Field(key, ABSENT)
    path, value = f"{key} of provider {args.provider.name}", read(args.provider.props, key)
    if isinstance(value, str):
        try:
            value = read(guard({key: json.loads(value)}), key)
        except (ValueError, RecursionError):
            return Field(path, Unreadable(Field(path, value), "a JSON object"))
    return Field(path, value)


def _provider_default_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags that an AWS provider adds to its resources."""
    setting = _provider_setting(args, "defaultTags")
    tags = read(setting.value, "tags") if isinstance(setting.value, Mapping) else setting.value
    return _map(Field(setting.path, tags), lambda key: f"{at('tags', key)} in {setting.path}")


def _under(tags: Tags, defaults: Tags) -> Tags:
    """Merge default tags under a resource's own, which win."""
    own = {tag.key for tag in tags.known}
    added = tuple(tag for tag in defaults.known if tag.key not in own)
    if tags.hidden:
        # What is hidden may give these keys other values: that they are there is known, their values are not.
        added = tuple(Tag(tag.key, Field(tag.field.path, UNKNOWN)) for tag in added)
    return Parts(tags.path, tags.known + added, tags.hidden + defaults.hidden, tags.unreadable + defaults.unreadable)


def _dynamic_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags of our Model, whose provider merges the stack's default tags into `tagsAll`."""
    tags_all = child(Field("", args.props), "tagsAll")
    if tags_all.value in (ABSENT, UNKNOWN):
        # While `tagsAll` is unknown the program's own tags are still known, and are a part of it.
        return _under(_own(args), _own(args, "tagsAll"))
    tags = read(args.props, "tags")
    own = set(tags) if isinstance(tags, Mapping) else ()
    merged = _map(tags_all, lambda key: at("tags", key) + ("" if key in own else " in aws:defaultTags of the stack"))
    return Parts("tags", merged.known, merged.hidden, merged.unreadable)


def _aws_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags of pulumi-aws's Model.

    An input `tagsAll` is the provider's own sum of what is read here, and unknown as soon as anything is.
    While known it is read too, last, in case a program or another version of the provider put more there.
    """
    tags = _under(_own(args), _provider_default_tags(args))
    return tags if read(args.props, "tagsAll") is UNKNOWN else _under(tags, _own(args, "tagsAll"))


def _aws_native_tags(args: ResourceValidationArgs) -> Tags:
    return _under(_list(child(Field("", args.props), "tags")), _provider_default_tags(args))


def _resource(
    args: ResourceValidationArgs,
    *,
    model_name: str,
    tags: Callable[[ResourceValidationArgs], Tags],
    remedies: Remedies,
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource that is a model."""
    yield DeclaredModel(
        Field("", args.props),
        camel,
        name=args.name,
        urn=args.urn,
        model_name=model_name,
        region=lambda: _region(args),
        account=lambda: _account(args),
        tags=lambda: tags(args),
        remedies=remedies,
    )


def _typed(
    args: ResourceValidationArgs,
    *,
    type_name: str,
    properties: str,
    tags: Callable[[ResourceValidationArgs, Tags], Tags],
    remedies: Remedies,
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource of a type that CloudFormation knows, which may be a model: its type and its properties."""
    declared = child(Field("", args.props), type_name)
    if declared.value is UNKNOWN:
        yield Unreadable(declared, "a resource type")
    if nests(declared.value):
        yield Unreadable(
            Field(declared.path, UNRESOLVABLE), "a Stack of pulumi-aws or aws-native, whose template can be read"
        )
    if declared.value != MODEL:
        return
    state = child(Field("", args.props), properties)
    if isinstance(state.value, str):
        try:
            state = Field(state.path, parse_json(state.value))
        except ValueError as error:
            reason = str(error) if isinstance(error, LoadError) else ""
            yield Unreadable(state, "a JSON object without a key that comes twice", reason)
            return
    yield DeclaredModel(
        state,
        pascal,
        name=args.name,
        urn=args.urn,
        model_name="modelName",
        region=lambda: _region(args),
        account=lambda: _account(args),
        tags=lambda: tags(args, _list(child(state, "Tags"), pascal)),
        remedies=remedies,
    )


def _own_only(_: ResourceValidationArgs, own: Tags) -> Tags:
    """Add nothing: the provider does not know which property of such a resource has the tags."""
    return own


def _extension_tags(args: ResourceValidationArgs, own: Tags) -> Tags:
    """Add the provider's default tags if the resource says how its tags are written."""
    return own if read(args.props, "tagsStyle") is ABSENT else _under(own, _provider_default_tags(args))


def _template(
    args: ResourceValidationArgs,
    *,
    given: Callable[[ResourceValidationArgs], Iterable[Given]],
    tags: Callable[[ResourceValidationArgs], Tags],
    remedies: Remedies,
) -> Iterator[ModelSubject | Unreadable]:
    """Read a resource that deploys a template, with any number of models, in each of the places that it does so."""
    props = Field("", args.props)
    url, body = child(props, "templateUrl"), child(props, "templateBody")
    if url.value is not ABSENT and url.value != "":
        # Known or not, a policy reads no other place: what is there may change until it is deployed.
        yield Unreadable(Field(url.path, UNRESOLVABLE), "the template itself, in templateBody", "", url.value)
    if body.value is ABSENT:
        return
    for number, place in enumerate(given(args)):
        for found in models(body, place):
            if isinstance(found, Resource):
                yield _templated(args, found, tags=tags, given=place, remedies=remedies)
            elif number == 0:
                yield found


def _templated(
    args: ResourceValidationArgs,
    resource: Resource,
    *,
    tags: Callable[[ResourceValidationArgs], Tags],
    given: Given,
    remedies: Remedies,
) -> ModelSubject:
    return TemplateModel(
        resource.properties,
        pascal,
        name=f"{args.name}/{resource.name}",
        urn=args.urn,
        model_name="modelName",
        region=lambda: given.region,
        account=lambda: given.account,
        tags=lambda: _under(_list(child(resource.properties, "Tags"), pascal), tags(args)),
        remedies=remedies,
    )


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
    yield Given(_parameters(child(props, "parameters")), _region(args), _account(args), child(props, name))


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


_ANY_LANGUAGE: Final = "set enableNetworkIsolation (enable_network_isolation in Python) to true"

_IN_TEMPLATE: Final = Remedies(
    isolate="set EnableNetworkIsolation of the resource to true in the template",
    tag="Tags of the resource in the template, or tags of the stack",
    region="region of the stack or of its provider",
)

_IN_INSTANCES: Final = replace(
    _IN_TEMPLATE,
    tag="Tags of the resource in the template, or tags of the stack set",
    region="regions in stackInstancesGroup, as aws-native has it, or have the stack set waived",
)

_stack: Final = partial(_template, remedies=_IN_TEMPLATE)
_stack_set: Final = partial(_template, given=_given_to_instances, remedies=_IN_INSTANCES)

ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType(
    {
        "pulumi-python:dynamic/sagemaker:Model": partial(
            _resource,
            model_name="name",
            tags=_dynamic_tags,
            remedies=Remedies(
                isolate="pass enable_network_isolation=True to Model",
                tag="tags of the Model, or aws:defaultTags of the stack",
                region="region of the Model, or aws:region of the stack",
            ),
        ),
        "aws:sagemaker/model:Model": partial(
            _resource,
            model_name="name",
            tags=_aws_tags,
            remedies=Remedies(
                isolate=_ANY_LANGUAGE,
                tag="tags of the Model, or defaultTags of its aws provider",
                region="region of the Model or of its aws provider",
            ),
        ),
        "aws-native:sagemaker:Model": partial(
            _resource,
            model_name="modelName",
            tags=_aws_native_tags,
            remedies=Remedies(
                isolate=_ANY_LANGUAGE,
                tag="tags of the Model, or defaultTags of its aws-native provider",
                region="region of its aws-native provider",
            ),
        ),
        "aws:cloudcontrol/resource:Resource": partial(
            _typed,
            type_name="typeName",
            properties="desiredState",
            tags=_own_only,
            remedies=Remedies(
                isolate="set EnableNetworkIsolation to true in desiredState",
                tag="Tags in desiredState",
                region="region of the Resource or of its aws provider",
            ),
        ),
        "aws-native:index:ExtensionResource": partial(
            _typed,
            type_name="type",
            properties="properties",
            tags=_extension_tags,
            remedies=Remedies(
                isolate="set EnableNetworkIsolation to true in properties",
                tag="Tags in properties",
                region="region of its aws-native provider",
            ),
        ),
        "aws:cloudformation/stack:Stack": partial(_stack, given=partial(_given_to_stack, name="name"), tags=_aws_tags),
        "aws:cloudformation/stackSet:StackSet": partial(_stack_set, tags=_aws_tags),
        "aws-native:cloudformation:Stack": partial(
            _stack, given=partial(_given_to_stack, name="stackName"), tags=_aws_native_tags
        ),
        "aws-native:cloudformation:StackSet": partial(_stack_set, tags=_aws_native_tags),
    }
)
"""How to read a declaration, by resource type; every other type is none of this pack's business."""
