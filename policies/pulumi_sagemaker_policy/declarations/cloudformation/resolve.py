"""Works out what a template computes where that is certain. Long, as its functions call each other in any order.

What only CloudFormation can know (an attribute, an import, what a macro makes) is unresolvable: neither preview nor
update shows it to a policy, so it is never merely "not known yet", and never absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.declarations.blocks import Remaining, child
from pulumi_sagemaker_policy.declarations.cloudformation.values import (
    FUNCTION,
    LOOP,
    REFERENCE,
    Text,
    Truth,
    decide,
    each,
    equal,
    is_function,
    joined,
    named_by_region,
    printable,
    services_of,
    text,
    texts_in,
    with_services,
)
from pulumi_sagemaker_policy.declarations.proxies import is_list, is_map, read
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    Field,
    Missing,
    RoleArn,
    Unresolvable,
    is_unresolvable,
)
from pulumi_sagemaker_policy.lazy_re import LazyPattern

IAM_ROLE: Final = "AWS::IAM::Role"

_DEEPEST: Final = 50
"""How deep functions may stand in functions."""

PLACEHOLDER: Final = LazyPattern(r"\$\{([^{}]*)\}")
_IN_LOOP: Final = LazyPattern(r"[$&]\{([^{}]*)\}")

_LISTS: Final = ("CommaDelimitedList", "List<")
_STORED: Final = "AWS::SSM::"
"""Parameters of the Systems Manager's types hold the name of the value."""


class Given(NamedTuple):
    """What a template gets from outside: its parameters, and region, account and name of its stack.

    `parameters` are unresolvable if instances elsewhere give them.
    """

    parameters: Mapping[str, object] | Missing
    region: Field
    account: Field
    stack_name: Field


class Resolved(Mapping[str, object]):
    """A map whose values are resolved when they are read, each once."""

    def __init__(self, raw: Mapping[str, object], template: Template) -> None:
        self._raw, self._template = raw, template
        self._resolved: dict[str, object] = {}

    def __getitem__(self, key: str) -> object:
        if key not in self._resolved:
            raw = read(self._raw, key)
            value = self._template.resolve(raw)
            if is_list(value):
                # An item that a condition leaves out is gone, and what follows it moves up.
                value = Remaining((at, item) for at, item in enumerate(value) if item is not ABSENT)
            elif is_unresolvable(value) and not services_of(value):
                value = with_services(value, REFERENCE.findall("\0".join(texts_in(raw))))
            self._resolved[key] = value
        return self._resolved[key]

    def source(self, key: str) -> tuple[object, Template]:
        """Return a value as it is written, and what can work it out."""
        return read(self._raw, key), self._template

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


@dataclass(frozen=True)
class Template:
    """Works values out: to texts, lists, maps that go on doing so, `Missing` ones, or `Unresolvable`.

    `chosen` are values of parameters that stand for all that instances may give, and `names` what loops give theirs.
    """

    resources: Field
    parameters: Field
    mappings: Field
    conditions: Field
    given: Given
    chosen: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, object] = field(default_factory=dict)
    decided: dict[str, Truth] = field(default_factory=dict)
    """Whether conditions hold, by name: each is decided once, since others may use it any number of times."""

    def resolve(self, value: object, depth: int = 0) -> object:
        """Work out a value of the template."""
        if depth > _DEEPEST:
            return UNRESOLVABLE
        if is_list(value):
            return self._list(value, depth)
        if not isinstance(value, str) and is_map(value):
            return self._map(value, depth)
        return value if value is ABSENT else self.bind(value)

    def _map(self, value: Mapping[str, object], depth: int) -> object:
        if any(key == "Ref" or key.startswith(FUNCTION) for key in value):
            return self._function(value, depth)
        if self.names:
            bound = {self.bind(key): read(value, key) for key in value}
            named = {key: item for key, item in bound.items() if isinstance(key, str)}
            return Resolved(named, self) if len(named) == len(value) else UNRESOLVABLE
        return Resolved(value, self)

    def bind(self, value: object) -> Text:
        """Read a text, with what loops put into it."""
        if not self.names or not isinstance(value, str) or "{" not in value:
            return text(value)
        between, names = _IN_LOOP.split(value)[::2], _IN_LOOP.finditer(value)
        parts = (self._bound(found) for found in names)
        return joined([between[0], *chain(*zip(parts, between[1:], strict=True))])

    def _bound(self, found: re.Match[str]) -> Text:
        value = text(self.names.get(found[1], found[0]))
        # With `&` it becomes a part of a logical name, which takes letters and digits only.
        return re.sub(r"[^A-Za-z0-9]", "", value) if found[0][0] == "&" and isinstance(value, str) else value

    def _function(self, value: Mapping[str, object], depth: int) -> object:
        (name, *others) = value
        function = _FUNCTIONS.get(name)
        if function is None or others:
            return UNRESOLVABLE
        argument = read(value, name)
        result = UNKNOWN if argument is UNKNOWN else function(self, argument, depth + 1)
        # What is known at update may be all that it takes.
        return UNKNOWN if is_unresolvable(result) and UNKNOWN in each(argument) else result

    def _list(self, value: Sequence[object], depth: int) -> object:
        resolved = []
        for item in each(value):
            found = self.resolve(item, depth + 1)
            if is_unresolvable(found) and isinstance(item, Mapping) and "Fn::If" in set(item):
                return found  # one branch may be no item at all
            resolved.append(found)
        return resolved

    def ref(self, name: object, _: int) -> object:
        """Work out a parameter, a pseudo parameter, or what a loop calls so."""
        if not isinstance(name, str):
            return UNRESOLVABLE
        if name in self.names:
            return text(self.names[name])
        if name == "AWS::NoValue":
            return ABSENT
        place = {
            "AWS::Region": self.given.region,
            "AWS::AccountId": self.given.account,
            "AWS::StackName": self.given.stack_name,
        }.get(name)
        if place is not None:
            return place.value if isinstance(place.value, str) or place.value is UNKNOWN else UNRESOLVABLE
        if name in ("AWS::Partition", "AWS::URLSuffix"):
            return named_by_region(self.ref("AWS::Region", 0), suffix=name == "AWS::URLSuffix")
        return self._parameter(name, child(self.parameters, name))

    def _parameter(self, name: str, parameter: Field) -> object:
        declared, given = child(parameter, "Type").value, self.given.parameters
        if not isinstance(declared, str) or declared.startswith(_STORED):
            return UNKNOWN if declared is UNKNOWN else UNRESOLVABLE
        if name in self.chosen:
            return self.chosen[name]
        if isinstance(given, Missing):
            return given
        value = given.get(name, ABSENT)
        value = child(parameter, "Default").value if value is ABSENT else value
        if value is ABSENT:
            what = f"a value that is not given: parameter {printable(name)} has no value and no default"
            return Unresolvable(what, "give the parameter a value, or a default in the template")
        value = text(value)
        if isinstance(value, str) and declared.startswith(_LISTS):
            return [text(item.strip()) for item in value.split(",")]
        return value

    def allowed(self, name: str) -> list[str]:
        """Read the only values that a parameter may have, if the template says so and each is certain."""
        parameter = child(self.parameters, name)
        declared = child(parameter, "Type").value
        values = [text(value) for value in each(child(parameter, "AllowedValues").value)]
        if not isinstance(declared, str) or declared.startswith((*_LISTS, _STORED)):
            return []
        known = [value for value in values if isinstance(value, str)]
        return known if len(known) == len(values) else []

    def sub(self, argument: object, depth: int) -> object:
        """Fill in a text."""
        template, own = [*(each(argument) if is_list(argument) else [argument]), ABSENT, ABSENT][:2]
        if not isinstance(template, str):
            return UNKNOWN if template is UNKNOWN else UNRESOLVABLE
        if self.names:
            template = self.bind(template)
            if not isinstance(template, str):
                return template
        if not isinstance(own, Mapping):
            if own is not ABSENT:
                return UNKNOWN if own is UNKNOWN else UNRESOLVABLE
            own = {}
        literals, placeholders = PLACEHOLDER.split(template)[::2], PLACEHOLDER.findall(template)
        found: dict[str, Text] = {}
        for name in set(placeholders):  # each once: nested ones would double the work at every level
            if name.startswith("!"):
                found[name] = f"${{{name[1:]}}}"
            elif name in set(own):
                found[name] = text(self.resolve(read(own, name), depth))
            else:
                found[name] = text(self.resolve({"Fn::GetAtt" if "." in name else "Ref": name}, depth))
        return joined([literals[0], *chain(*zip((found[name] for name in placeholders), literals[1:], strict=True))])

    def join(self, argument: object, depth: int) -> object:
        """Join texts."""
        match each(argument):
            case [str() as separator, parts]:
                literals = [part for part in each(parts) if isinstance(part, str)]
                if literals and not self.names and is_list(parts) and len(literals) == len(parts):
                    return joined([separator.join(literals)])  # of which one may have the beginning of a reference
                resolved = self.resolve(parts, depth)
                if is_list(resolved):
                    return joined([part for value in resolved for part in (separator, text(value))][1:])
                return resolved if resolved is UNKNOWN or is_unresolvable(resolved) else UNRESOLVABLE
        return UNRESOLVABLE

    def split(self, argument: object, depth: int) -> object:
        """Split a text."""
        match each(argument):
            case [str() as separator, joined] if separator:
                whole = text(self.resolve(joined, depth))
                return whole.split(separator) if isinstance(whole, str) else whole
        return UNRESOLVABLE

    def select(self, argument: object, depth: int) -> object:
        """Take one item of a list."""
        match each(argument):
            case [position, parts]:
                index, resolved = text(self.resolve(position, depth)), self.resolve(parts, depth)
                if UNKNOWN in (index, resolved):
                    return UNKNOWN
                # What is left out of a list would move what comes after it.
                if is_list(resolved) and ABSENT not in resolved:
                    return next((part for number, part in enumerate(resolved) if str(number) == index), UNRESOLVABLE)
                if is_unresolvable(resolved):
                    return resolved
        return UNRESOLVABLE

    def find_in_map(self, argument: object, depth: int) -> object:
        """Look a value up in a mapping."""
        names, options = each(argument)[:3], each(argument)[3:]
        keys = [text(self.resolve(name, depth)) for name in names]
        known = [key for key in keys if isinstance(key, str)]
        if len(known) < 3:  # noqa: PLR2004 - of the map, and of its two levels
            return UNRESOLVABLE if len(known) == len(keys) else joined(keys)
        found = self.mappings
        for key in known:
            found = _inside(found, key)
        if found.value is ABSENT and options and isinstance(options[0], Mapping):
            return self.resolve(read(options[0], "DefaultValue"), depth)
        # Maps hold texts and lists of texts. If functions were worked out there, a map could refer to itself.
        return [text(item) for item in each(found.value)] if is_list(found.value) else text(found.value)

    def choose(self, argument: object, depth: int) -> object:
        """Take the branch of a condition, or what both have in common."""
        match each(argument):
            case [condition, yes, no]:
                holds = self.condition(condition, depth)
                if isinstance(holds, bool):
                    return self.resolve(yes if holds else no, depth)
                first, second = self.resolve(yes, depth), self.resolve(no, depth)
                # Of maps and lists it would take too long to tell.
                if isinstance(first, (str, Missing, Unresolvable)) and first == second:
                    return first
                services = services_of(first) | services_of(second)
                if services or UNKNOWN not in (holds, first, second):
                    return with_services(holds, services)
                return UNKNOWN
        return UNRESOLVABLE

    def attribute(self, argument: object, depth: int) -> object:
        """Work out an attribute of another resource: of roles the ARN, which nothing but the template decides."""
        names = argument.split(".", 1) if isinstance(argument, str) else each(argument)
        match [self.bind(name) for name in names]:
            case [str() as logical_name, "Arn"]:
                resource = child(self.resources, logical_name)
                declared = child(resource, "Type").value
                if declared == IAM_ROLE:
                    return self._role(self.resolve(child(resource, "Properties").value, depth))
                return UNKNOWN if UNKNOWN in (resource.value, declared) else UNRESOLVABLE
        return UNRESOLVABLE

    def _role(self, properties: object) -> object:
        block = Field("", properties)
        path, name, account = child(block, "Path").value, child(block, "RoleName").value, self.ref("AWS::AccountId", 0)
        parts = (self.ref("AWS::Partition", 0), account, "/" if path is ABSENT else path, name)
        if UNKNOWN in parts:
            return UNKNOWN
        if isinstance(name, str) and "/" in name:
            return UNRESOLVABLE  # IAM refuses a name with a slash
        known = [part if isinstance(part, str) else None for part in parts]
        if None in known:
            partition, account, path, name = known
            what = "the ARN of a role of this template, which is known in part"
            return RoleArn(what, partition=partition, account=account, path=path, name=name)
        return "arn:{}:iam::{}:role{}{}".format(*known)

    def condition(self, name: object, depth: int) -> Truth:
        """Tell whether a condition of the template holds."""
        name = self.bind(name)
        if not isinstance(name, str):
            return name if name is UNKNOWN else UNRESOLVABLE
        if name not in self.decided:
            self.decided[name] = UNRESOLVABLE  # for a condition that refers to itself
            self.decided[name] = self._holds(_inside(self.conditions, name).value, depth)
        return self.decided[name]

    def _holds(self, condition: object, depth: int) -> Truth:
        if depth > _DEEPEST or not isinstance(condition, Mapping) or len(condition) != 1:
            return UNKNOWN if condition is UNKNOWN else UNRESOLVABLE
        (function,) = condition
        argument = read(condition, function)
        if function == "Condition":
            return self.condition(argument, depth + 1)
        match function, each(argument):
            case "Fn::Equals", [first, second]:
                return equal(text(self.resolve(first, depth + 1)), text(self.resolve(second, depth + 1)))
            case "Fn::Not", [part]:
                holds = self._holds(part, depth + 1)
                return not holds if isinstance(holds, bool) else holds
            case (("Fn::And" | "Fn::Or"), [_, *_] as parts):
                return decide([self._holds(part, depth + 1) for part in parts], decisive=function == "Fn::Or")
        return UNKNOWN if argument is UNKNOWN else UNRESOLVABLE


def _inside(block: Field, key: str) -> Field:
    """Read what a name stands for, unless functions may have put something else there."""
    value = block.value
    if isinstance(value, Mapping):
        # A loop adds new names, and never changes a name that is there.
        made = any(is_function(name) and not (name.startswith(LOOP) and key in set(value)) for name in value)
        return Field(block.path, UNRESOLVABLE) if made else child(block, key)
    return Field(block.path, value if value in (UNKNOWN, ABSENT) else UNRESOLVABLE)


_FUNCTIONS: Final[Mapping[str, Callable[[Template, object, int], object]]] = {
    "Ref": Template.ref,
    "Fn::FindInMap": Template.find_in_map,
    "Fn::GetAtt": Template.attribute,
    "Fn::If": Template.choose,
    "Fn::Join": Template.join,
    "Fn::Select": Template.select,
    "Fn::Split": Template.split,
    "Fn::Sub": Template.sub,
}
"""What can be worked out without AWS; every other function is unresolvable."""
