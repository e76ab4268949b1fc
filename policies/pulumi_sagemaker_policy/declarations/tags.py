"""Tags, as a map or as a list, of a resource's own and by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations.blocks import Spelling, at, camel, child, entries, items, misread
from pulumi_sagemaker_policy.declarations.places import explicit_provider, setting
from pulumi_sagemaker_policy.declarations.proxies import is_list, read
from pulumi_sagemaker_policy.declarations.subject import ABSENT, UNKNOWN, Field, Parts, Tag, Tags, Unreadable

_MAP: Final = "a map of tag keys to tag values"
_LIST: Final = "a list of objects with key and value"


def mapped(block: Field, locate: Callable[[str], str]) -> Tags:
    """Read tags written as a map; `locate` says where the program wrote the tag of a key."""
    tags = entries(block, locate, _MAP)
    # Providers built on Terraform's leave a list `__defaults` in every map. A tag of that name has a string.
    known = tuple(tag for tag in tags.known if tag.key != "__defaults" or not is_list(tag.field.value))
    return Parts(tags.path, known, tags.hidden, tags.unreadable)


def listed(block: Field, spell: Spelling = camel) -> Tags:
    """Read tags written as a list of key and value."""
    known: list[Tag] = []
    hidden: list[str] = []
    unreadable: list[Unreadable] = []
    for item in items(block, _LIST):
        key = spell(item, "key")
        if isinstance(key.value, str):
            known.append(Tag(key.value, spell(item, "value")))
        elif key.value is UNKNOWN:
            hidden.append(key.path)
        elif isinstance(item.value, Mapping):
            wanted = f'a key, in "{_called(item, "key", spell)}", beside a value, in "{_called(item, "value", spell)}"'
            unreadable.append(Unreadable(key, wanted))
        else:
            unreadable.append(misread(item, "an object with a key and a value"))
    return Parts(block.path, tuple(known), tuple(hidden), tuple(unreadable))


def _called(block: Field, key: str, spell: Spelling) -> str:
    return spell(block, key).path.rpartition(".")[2]


def either(block: Field, spell: Spelling) -> Tags:
    """Read tags written as a map or as a list, where the type of the resource allows either."""
    return listed(block, spell) if is_list(block.value) else mapped(block, lambda key: at(block.path, key))


def own(args: ResourceValidationArgs, key: str = "tags") -> Tags:
    """Read a map of tags among a resource's properties."""
    return mapped(child(Field("", args.props), key), lambda tag: at(key, tag))


def under(tags: Tags, defaults: Tags) -> Tags:
    """Merge default tags under a resource's own, which win."""
    keys = {tag.key for tag in tags.known}
    added = tuple(tag for tag in defaults.known if tag.key not in keys)
    if tags.hidden:
        # What is hidden may give these keys other values: that they are there is known, their values are not.
        added = tuple(Tag(tag.key, Field(tag.field.path, UNKNOWN)) for tag in added)
    return Parts(tags.path, tags.known + added, tags.hidden + defaults.hidden, tags.unreadable + defaults.unreadable)


def provider_defaults(args: ResourceValidationArgs) -> Tags:
    """Read the tags that an AWS provider adds to its resources."""
    defaults = setting(args, "defaultTags")
    tags = read(defaults.value, "tags") if isinstance(defaults.value, Mapping) else defaults.value
    return mapped(Field(defaults.path, tags), lambda key: f"{at('tags', key)} in {defaults.path}")


def our_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags of our Model: its own with the default tags of its provider or stack, without those ignored."""
    props, provider = Field("", args.props), explicit_provider(args)
    stack = " in aws:defaultTags of the stack" if provider is None else f" in defaultTags of provider {provider}"
    tags_all = child(props, "tagsAll")
    if tags_all.value is UNKNOWN:
        # The program's own tags are still known, and are a part of it.
        return under(own(args), own(args, "tagsAll"))
    if tags_all.value is not ABSENT:
        # The sum of all three, which the provider kept in states of before 0.1.0.
        tags = read(args.props, "tags")
        mine = set(tags) if isinstance(tags, Mapping) else ()
        merged = mapped(tags_all, lambda key: at("tags", key) + ("" if key in mine else stack))
        return Parts("tags", merged.known, merged.hidden, merged.unreadable)
    merged = under(own(args), mapped(child(props, "defaultTags"), lambda key: at("tags", key) + stack))
    ignored = child(props, "ignoreTags")
    keys, prefixes = (
        tuple(item.value for item in items(child(ignored, member)) if isinstance(item.value, str))
        for member in ("keys", "keyPrefixes")
    )
    counted = tuple(tag for tag in merged.known if tag.key not in keys and not tag.key.startswith(prefixes))
    return Parts(merged.path, counted, merged.hidden, merged.unreadable)


def aws_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags of a resource of pulumi-aws.

    An input `tagsAll` is the provider's own sum of what is read here, and unknown as soon as anything is.
    While known it is read too, last, in case a program or another version of the provider put more there.
    """
    tags = under(own(args), provider_defaults(args))
    return tags if read(args.props, "tagsAll") is UNKNOWN else under(tags, own(args, "tagsAll"))


def aws_native_tags(args: ResourceValidationArgs) -> Tags:
    """Read the tags of a resource of aws-native."""
    return under(listed(child(Field("", args.props), "tags")), provider_defaults(args))
