"""Check a model's inputs against the CreateModel shape, before AWS is asked anything.

botocore itself checks type, required members and minimum only; AWS checks the maximum, pattern and enum as well,
so the walk here covers all six, one small function a shape type. Nothing is changed and no value is ever quoted:
any of them may be a secret.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pulumi.output import Unknown

from pulumi_sagemaker_model import lazy_imports
from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StringShape, StructureShape
from pulumi_sagemaker_model.properties import AWS_PROVIDER, MAX_TAGS, OF_MODEL, Form, Origin, Property, all_tags

if TYPE_CHECKING:
    import regex

_OWN: Final = tuple(one for one in OF_MODEL.values() if one.origin in {Origin.OWN, Origin.STACK})
"""Inputs that CreateModel does not have, or has under another name."""

_TYPES: Final[Mapping[Form, type]] = {Form.MAP: Mapping, Form.BOOLEAN: bool}
"""What Python calls the forms that only this provider's own arguments have."""

_WANTED_FORM: Final[Mapping[Form, str]] = {Form.MAP: "a map of strings", Form.BOOLEAN: "true or false"}


class Problem(NamedTuple):
    """One reason why AWS would refuse the model: `path` is the Pulumi property, `reason` what is wrong and wanted."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with each property of `inputs` by itself (camelCase, unknowns allowed)."""
    shape = service_model.create_model_shape()
    for property_, (member, member_shape) in service_model.members(shape).items():
        if member == "Tags":
            yield from _tags(cast("ListShape", member_shape), inputs)
        elif member == "ModelName":
            yield from _present("name", member_shape, inputs)
        else:
            yield from _present(property_, member_shape, inputs)
    yield from _region(inputs.get("region", ""))
    for one in _OWN:
        if one.origin is Origin.OWN and one.form in _TYPES and one.name in inputs:
            yield from _own(one, inputs[one.name])
    # A transform may have put in what `Model` itself would not take, and AWS would never see.
    known = [*service_model.members(shape).keys() - {"modelName"}, *(one.name for one in _OWN)]
    for property_ in sorted(key for key in inputs if key not in known and not key.startswith("__")):
        yield Problem(property_, f"is no property of a model; {_suggestion(property_, known)}")


def _own(one: Property, value: Any) -> Iterator[Problem]:
    if not isinstance(value, (_TYPES[one.form], Unknown)):
        yield Problem(one.name, f"is {_kind(value)}; give {_WANTED_FORM[one.form]}")


def _region(region: Any) -> Iterator[Problem]:
    if isinstance(region, Unknown):
        return
    if not isinstance(region, str):
        yield Problem("region", f"is {_kind(region)}; give a string such as us-east-1")
    elif not _REGION.fullmatch(region):
        yield Problem("region", "is no AWS region; give one such as us-east-1")


def _present(property_: str, shape: Shape, inputs: Mapping[str, Any]) -> Iterator[Problem]:
    if property_ in inputs:
        yield from _walk(property_, shape, inputs[property_])


_DEFAULT_TAGS: Final = {"stack": "aws:defaultTags", "provider": "its provider's defaultTags"}
"""What default tags are called, by whose they are."""


def _tags(shape: ListShape, inputs: Mapping[str, Any]) -> Iterator[Problem]:
    tag = cast("StructureShape", shape.member).members
    tags = inputs.get("tags", {})
    if isinstance(tags, Unknown):
        return
    if not isinstance(tags, Mapping):
        yield Problem("tags", f"is {_kind(tags)}; give a map of tag keys to values")
        return
    # Default tags are AWS's to refuse as much as the model's own.
    everything = all_tags(inputs)
    if isinstance(everything, Unknown):
        everything = tags
    whose = "provider" if AWS_PROVIDER in inputs else "stack"
    for key, value in everything.items():
        path = f'tags["{key}"]' if key in tags else f'{_DEFAULT_TAGS[whose]}.tags["{key}"]'
        if key.lower().startswith("aws:"):
            yield Problem(path, "has a key that begins with aws:, which AWS keeps for itself; rename the tag")
            continue
        for problem in _walk(path, tag["Key"], key):
            yield Problem(path, f"has a key that {problem.reason}")
        yield from _walk(path, tag["Value"], value)
    if len(everything) > MAX_TAGS:
        yield Problem(
            "tags",
            f"has {len(everything)} tags with the {whose}'s default tags, at most {MAX_TAGS} are allowed; drop some",
        )


def _walk(path: str, shape: Shape, value: Any) -> Iterator[Problem]:
    if not isinstance(value, Unknown) and (walk := _WALKS.get(shape.type_name)):
        yield from walk(path, shape, value)


def _structure(path: str, shape: StructureShape, value: Any) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(path, f"is {_kind(value)}; give an object with properties")
        return
    known = service_model.members(shape)
    for property_ in value:
        if property_ not in known:
            yield Problem(f"{path}.{property_}", f"is no property of {path}; {_suggestion(property_, list(known))}")
    for property_, (member, member_shape) in known.items():
        if property_ in value:
            yield from _walk(f"{path}.{property_}", member_shape, value[property_])
        elif member in shape.required_members:
            yield Problem(f"{path}.{property_}", f"is missing; {path} cannot do without it")


def _list(path: str, shape: ListShape, value: Any) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, f"is {_kind(value)}; give a list")
        return
    yield from _bounds(path, shape, len(value), "items")
    for index, item in enumerate(value):
        yield from _walk(f"{path}[{index}]", shape.member, item)


def _map(path: str, shape: MapShape, value: Any) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(path, f"is {_kind(value)}; give a map of strings")
        return
    yield from _bounds(path, shape, len(value), "entries")
    for key, item in value.items():
        for problem in _walk(f'{path}["{key}"]', shape.key, key):
            yield Problem(problem.path, f"has a key that {problem.reason}")
        yield from _walk(f'{path}["{key}"]', shape.value, item)


def _string(path: str, shape: StringShape, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(path, f"is {_kind(value)}; give a string")
        return
    bounds = list(_bounds(path, shape, len(value), "characters"))
    yield from bounds
    if shape.enum and value not in shape.enum:
        yield Problem(path, f"is not a value that AWS takes; give {' or '.join(shape.enum)}")
    pattern = shape.metadata.get("pattern")
    if pattern and not bounds and not _fits(pattern, value):
        yield Problem(path, _mismatch(shape.name, pattern, value))


def _boolean(path: str, _: Shape, value: Any) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(path, f"is {_kind(value)}; give true or false")


def _number(path: str, shape: Shape, value: Any) -> Iterator[Problem]:
    whole = shape.type_name in {"integer", "long"}
    # The engine's numbers are floats; 60.0 is the integer 60. No JSON says infinity or "not a number".
    finite = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not finite or (whole and not float(value).is_integer()):
        yield Problem(path, f"is {_kind(value)}; give a {'whole' if whole else 'finite'} number")
        return
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and value < low:
        yield Problem(path, f"is below the smallest value allowed; give at least {low}")
    if high is not None and value > high:
        yield Problem(path, f"is above the largest value allowed; give at most {high}")


_WALKS: Final[Mapping[str, Callable[[str, Any, Any], Iterator[Problem]]]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "boolean": _boolean,
    **dict.fromkeys(("integer", "long", "float", "double"), _number),
}
"""How values are checked, by the type of their shape; of another type nothing is demanded."""


def _bounds(path: str, shape: Shape, size: int, unit: str) -> Iterator[Problem]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    shorten, lengthen = ("shorten it", "lengthen it") if unit == "characters" else ("drop some", "add some")
    if low is not None and size < low:
        yield Problem(
            path, f"has {_count(size, unit)}, at least {low} {'is' if low == 1 else 'are'} needed; {lengthen}"
        )
    if high is not None and size > high:
        yield Problem(
            path, f"has {_count(size, unit)}, at most {high} {'is' if high == 1 else 'are'} allowed; {shorten}"
        )


_REGION: Final = re.compile("|[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")
"""A region becomes a label of the endpoint's host name; an empty one stands for the stack's."""


_CLASS: Final = re.compile(r"\[(?:\\.|[^\]\\])*\]")
_IN_ASCII: Final[Mapping[str, str]] = {r"\p{L}": "a-zA-Z", r"\p{N}": "0-9", r"\p{Z}": " "}
"""What ASCII has of a category of characters, as a part of a class such as `[\\p{L}_]`."""

_OF_REGEX: Final = re.compile(r"\\p|\[\[|--|&&|~~|\|\|")
"""What the standard library's `re` refuses in a pattern, or warns that it will read in another way."""


def _fits(pattern: str, value: str) -> bool:
    return _compiled(_in_ascii(pattern) if value.isascii() else pattern).fullmatch(value) is not None


@cache
def _in_ascii(pattern: str) -> str:
    """Return a pattern that fits the same ASCII text, without categories if it can be: `regex` takes long to load."""
    if r"\p" in _CLASS.sub("", pattern):
        return pattern
    for category, characters in _IN_ASCII.items():
        pattern = pattern.replace(category, characters)
    return pattern


@cache
def _compiled(pattern: str) -> re.Pattern[str] | regex.Pattern[str]:
    # To AWS a digit is one of ten, and to Python one of hundreds; yet \p{L} means every letter to both.
    if not _OF_REGEX.search(pattern):
        return re.compile(pattern, re.ASCII)
    unicode = lazy_imports.load("regex")
    compiled: regex.Pattern[str] = unicode.compile(pattern, 0 if r"\p" in pattern else unicode.ASCII)
    return compiled


PATTERNS_IN_WORDS = {
    "ModelName": "letters, digits and hyphens, beginning and ending with a letter or a digit",
    "ContainerHostname": "letters, digits and hyphens, beginning and ending with a letter or a digit",
    "ContainerImage": "an image's registry path, without spaces",
    "EnvironmentKey": "letters, digits and underscores, not beginning with a digit",
    "RoleArn": "the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME",
    "SecurityGroupId": "a security group's id, sg-...",
    "SubnetId": "a subnet's id, subnet-...",
    "S3ModelUri": "an S3 location, s3://BUCKET/KEY or its https:// form",
    "TagKey": "letters, digits, spaces and _ . : / = + - @",
    "TagValue": "letters, digits, spaces and _ . : / = + - @",
    "Url": "an S3 location, s3://BUCKET/KEY or its https:// form",
    "VersionedArnOrName": "a model package's name or ARN, with /VERSION where it has one",
}
"""What a pattern asks for, in words; a shape that is not here is answered with its pattern."""

_ACCOUNT_DIGITS: Final = 12
_ARN_ACCOUNT: Final = 4


def _mismatch(shape: str, pattern: str, value: str) -> str:
    wanted = PATTERNS_IN_WORDS.get(shape, f"a value that matches {pattern}")
    if shape == "RoleArn":
        parts = value.split(":")
        account = parts[_ARN_ACCOUNT] if len(parts) > _ARN_ACCOUNT else ""
        if account.isdigit() and len(account) != _ACCOUNT_DIGITS:
            return f"has {len(account)} digits in its account, not {_ACCOUNT_DIGITS}; give {wanted}"
    return f"is not what AWS takes here; give {wanted}"


def _suggestion(name: str, known: list[str]) -> str:
    close = lazy_imports.load("difflib").get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"it takes {', '.join(sorted(known))}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number != 1 else f"1 {unit[:-1] if unit != 'entries' else 'entry'}"


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    kinds = {bool: "a boolean", str: "a string", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(value), "an object" if isinstance(value, Mapping) else "of an unusual type")
