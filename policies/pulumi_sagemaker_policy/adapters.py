"""One row for each resource type that declares a model: how to read it, and how its programs mend it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.sdk import guard, read
from pulumi_sagemaker_policy.subject import (
    ABSENT,
    UNKNOWN,
    Field,
    ModelSubject,
    Remedies,
    Tag,
    Tags,
    Unreadable,
)

_MAP: Final = "a map of tag keys to tag values"
_LIST: Final = "a list of objects with key and value"


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one resource type declares a model."""

    tags: Callable[[ResourceValidationArgs], Tags]
    remedies: Remedies

    def __call__(self, args: ResourceValidationArgs) -> ModelSubject:
        """Turn a declaration into what rules judge."""
        isolation = "enableNetworkIsolation"
        return ModelSubject(
            name=args.name,
            isolation=Field(isolation, read(args.props, isolation)),
            tags=self.tags(args),
            remedies=self.remedies,
        )


def _at(path: str, key: str) -> str:
    return f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def _map(value: object, locate: Callable[[str], str], path: str) -> Tags:
    """Read tags written as a map; `locate` says where the program wrote the tag of a key."""
    if value is ABSENT:
        return Tags()
    if value is UNKNOWN:
        return Tags(hidden=(path,))
    if not isinstance(value, Mapping):
        return Tags(unreadable=(Unreadable(Field(path, value), _MAP),))
    tags = tuple(Tag(key, Field(locate(key), read(value, key))) for key in value)
    # Providers built on Terraform's leave a list `__defaults` in every map. A tag of that name has a string.
    return Tags(tuple(tag for tag in tags if tag.key != "__defaults" or not _is_list(tag.field.value)))


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _list(value: object, path: str) -> Tags:
    """Read tags written as a list of key and value."""
    if value is ABSENT:
        return Tags()
    if value is UNKNOWN:
        return Tags(hidden=(path,))
    if not isinstance(value, Sequence) or isinstance(value, str):
        return Tags(unreadable=(Unreadable(Field(path, value), _LIST),))
    known: list[Tag] = []
    hidden: list[str] = []
    unreadable: list[Unreadable] = []
    for index in range(len(value)):
        item_path, item = f"{path}[{index}]", read(value, index)
        key = read(item, "key") if isinstance(item, Mapping) else item
        if key is UNKNOWN:
            hidden.append(item_path if item is UNKNOWN else f"{item_path}.key")
        elif isinstance(item, Mapping) and isinstance(key, str):
            known.append(Tag(key, Field(f"{item_path}.value", read(item, "value"))))
        else:
            unreadable.append(Unreadable(Field(item_path, item), "an object with a key and a value"))
    return Tags(tuple(known), tuple(hidden), tuple(unreadable))


def _provider_default_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags that an AWS provider adds to its resources; nested settings reach providers as JSON."""
    if args.provider is None:
        return Tags()
    path = f"defaultTags of provider {args.provider.name}"
    value = read(args.provider.props, "defaultTags")
    if isinstance(value, str):
        try:
            value = read(guard({"defaultTags": json.loads(value)}), "defaultTags")
        except ValueError:
            return Tags(unreadable=(Unreadable(Field(path, value), "a JSON object"),))
    tags = read(value, "tags") if isinstance(value, Mapping) else value
    return _map(tags, lambda key: f"{_at('tags', key)} in {path}", path)


def _under(tags: Tags, defaults: Tags) -> Tags:
    """Merge default tags under a resource's own, which win."""
    own = {tag.key for tag in tags.known}
    added = tuple(tag for tag in defaults.known if tag.key not in own)
    if tags.hidden:
        # What is hidden may give these keys other values: that they are there is known, their values are not.
        added = tuple(Tag(tag.key, Field(tag.field.path, UNKNOWN)) for tag in added)
    return Tags(tags.known + added, tags.hidden + defaults.hidden, tags.unreadable + defaults.unreadable)


def _dynamic_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags of our Model, whose provider merges the stack's default tags into `tagsAll`."""
    tags = _map(read(args.props, "tags"), lambda key: _at("tags", key), "tags")
    tags_all = read(args.props, "tagsAll")
    if tags_all is ABSENT:
        return tags
    own = {tag.key for tag in tags.known}
    merged = _map(
        tags_all,
        lambda key: _at("tags", key) + ("" if key in own else " in aws:defaultTags of the stack"),
        "tagsAll",
    )
    # While `tagsAll` is unknown the program's own tags are still known, and are a part of it.
    return _under(tags, merged) if tags_all is UNKNOWN else merged


def _aws_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags of pulumi-aws's Model.

    An input `tagsAll` is the provider's own sum of what is read here, and unknown as soon as anything is.
    While known it is read too, last, in case a program or another version of the provider put more there.
    """
    tags = _under(_map(read(args.props, "tags"), lambda key: _at("tags", key), "tags"), _provider_default_tags(args))
    tags_all = read(args.props, "tagsAll")
    if tags_all is UNKNOWN:
        return tags
    return _under(tags, _map(tags_all, lambda key: _at("tagsAll", key), "tagsAll"))


def _aws_native_tags(args: ResourceValidationArgs) -> Tags:
    return _under(_list(read(args.props, "tags"), "tags"), _provider_default_tags(args))


_ANY_LANGUAGE: Final = "set enableNetworkIsolation (enable_network_isolation in Python) to true"

ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType(
    {
        "pulumi-python:dynamic/sagemaker:Model": Adapter(
            tags=_dynamic_tags,
            remedies=Remedies(
                isolate="pass enable_network_isolation=True to Model",
                tag="tags of the Model, or aws:defaultTags of the stack",
            ),
        ),
        "aws:sagemaker/model:Model": Adapter(
            tags=_aws_tags,
            remedies=Remedies(isolate=_ANY_LANGUAGE, tag="tags of the Model, or defaultTags of its aws provider"),
        ),
        "aws-native:sagemaker:Model": Adapter(
            tags=_aws_native_tags,
            remedies=Remedies(
                isolate=_ANY_LANGUAGE, tag="tags of the Model, or defaultTags of its aws-native provider"
            ),
        ),
    }
)
"""How to read a declaration, by resource type; every other type is none of this pack's business."""
