"""Works out what a template computes where that is certain."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from pulumi_sagemaker_policy.declaration import child, is_list
from pulumi_sagemaker_policy.sdk import read
from pulumi_sagemaker_policy.subject import ABSENT, UNKNOWN, UNRESOLVABLE, Field, Missing

FUNCTION: Final = "Fn::"

_DEEPEST: Final = 50
"""How deep functions may stand in functions."""

_LONGEST: Final = 10_000
"""How long a text functions may make: none of a model's properties takes as much, and functions can ask for any."""

_PLACEHOLDER: Final = re.compile(r"\$\{([^{}]*)\}")


@dataclass(frozen=True)
class Given:
    """What a template gets from outside: the value of a parameter by its name, region and account."""

    parameter: Callable[[str], object]
    region: Callable[[], Field]
    account: Callable[[], Field]


class Resolved(Mapping[str, object]):
    """A map whose values are resolved when they are read."""

    def __init__(self, raw: Mapping[str, object], template: "Template") -> None:
        self._raw, self._template = raw, template

    def __getitem__(self, key: str) -> object:
        value = self._template.resolve(read(self._raw, key))
        # Items that a condition leaves out are none, and what follows them moves up.
        return [item for item in value if item is not ABSENT] if is_list(value) else value

    def source(self, key: str) -> tuple[object, "Template"]:
        """Return a value as it is written, and what can work it out."""
        return read(self._raw, key), self._template

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


_PARTITIONS: Final = (
    (re.compile(r"cn-[a-z]+-\d"), "aws-cn", "amazonaws.com.cn"),
    (re.compile(r"us-gov-[a-z]+-\d"), "aws-us-gov", "amazonaws.com"),
    (re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central)[a-z]*-\d"), "aws", "amazonaws.com"),
)
"""Regions, their partition and the suffix of its hosts; the isolated and sovereign clouds have others."""


@dataclass(frozen=True)
class Template:
    """Works values out: to plain ones, maps that go on doing so, `ABSENT`, `UNKNOWN` or `UNRESOLVABLE`."""

    parameters: Field
    mappings: Field
    conditions: Field
    given: Given
    decided: dict[str, bool | Missing] = field(default_factory=dict)
    """Whether conditions hold, by name: each is decided once, since others may use it any number of times."""

    def resolve(self, value: object, depth: int = 0) -> object:
        if depth > _DEEPEST:
            return UNRESOLVABLE
        if is_list(value):
            return self._list(value, depth)
        if not isinstance(value, Mapping):
            # As in YAML: JSON's numbers become texts too.
            return _text(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
        if not any(key == "Ref" or key.startswith(FUNCTION) for key in value):
            return Resolved(value, self)
        (name, *others) = value
        function = _FUNCTIONS.get(name)
        if function is None or others:
            return UNRESOLVABLE
        argument = read(value, name)
        return UNKNOWN if argument is UNKNOWN else function(self, argument, depth + 1)

    def _list(self, value: Sequence[object], depth: int) -> object:
        resolved = []
        for item in _each(value):
            resolved.append(self.resolve(item, depth + 1))
            if resolved[-1] is UNRESOLVABLE and isinstance(item, Mapping) and "Fn::If" in set(item):
                return UNRESOLVABLE  # one branch may be no item at all
        return resolved

    def ref(self, name: object, _: int) -> object:
        if name == "AWS::NoValue":
            return ABSENT
        if name in ("AWS::Region", "AWS::AccountId"):
            place = (self.given.region if name == "AWS::Region" else self.given.account)().value
            return place if isinstance(place, str) or place is UNKNOWN else UNRESOLVABLE
        if name in ("AWS::Partition", "AWS::URLSuffix"):
            return _named_by_region(self.ref("AWS::Region", 0), suffix=name == "AWS::URLSuffix")
        parameter = child(self.parameters, name) if isinstance(name, str) else Field("", ABSENT)
        declared = child(parameter, "Type").value
        # Parameters of the Systems Manager's types hold the name of the value.
        if not isinstance(name, str) or not isinstance(declared, str) or declared.startswith("AWS::SSM::"):
            return UNRESOLVABLE
        value = self.given.parameter(name)
        text = _text(child(parameter, "Default").value if value is ABSENT else value)
        if isinstance(text, str) and declared.startswith(("CommaDelimitedList", "List<")):
            return [item.strip() for item in text.split(",")]
        return text

    def sub(self, argument: object, depth: int) -> object:
        text, own = [*(_each(argument) if is_list(argument) else [argument]), ABSENT, ABSENT][:2]
        if not isinstance(text, str):
            return UNKNOWN if text is UNKNOWN else UNRESOLVABLE
        names = own if isinstance(own, Mapping) else {}
        literals, placeholders = _PLACEHOLDER.split(text)[::2], _PLACEHOLDER.findall(text)
        texts: dict[str, str | Missing] = {}
        for name in set(placeholders):  # each once: nested ones would double the work at every level
            value = read(names, name) if name in set(names) else {"Ref": name}
            texts[name] = f"${{{name[1:]}}}" if name.startswith("!") else _text(self.resolve(value, depth))
        return _joined([literals[0], *chain(*zip((texts[name] for name in placeholders), literals[1:], strict=True))])

    def join(self, argument: object, depth: int) -> object:
        match _each(argument):
            case [str() as separator, parts]:
                resolved = self.resolve(parts, depth)
                if is_list(resolved):
                    return _joined([part for value in resolved for part in (separator, _text(value))][1:])
                return UNKNOWN if resolved is UNKNOWN else UNRESOLVABLE
        return UNRESOLVABLE

    def split(self, argument: object, depth: int) -> object:
        match _each(argument):
            case [str() as separator, joined] if separator:
                text = _text(self.resolve(joined, depth))
                return text.split(separator) if isinstance(text, str) else text
        return UNRESOLVABLE

    def select(self, argument: object, depth: int) -> object:
        match _each(argument):
            case [position, parts]:
                index, resolved = _text(self.resolve(position, depth)), self.resolve(parts, depth)
                if UNKNOWN in (index, resolved):
                    return UNKNOWN
                # What is left out of a list would move what comes after it.
                if is_list(resolved) and ABSENT not in resolved:
                    return next((part for number, part in enumerate(resolved) if str(number) == index), UNRESOLVABLE)
        return UNRESOLVABLE

    def find_in_map(self, argument: object, depth: int) -> object:
        names, options = _each(argument)[:3], _each(argument)[3:]
        texts = [_text(self.resolve(name, depth)) for name in names]
        keys = [text for text in texts if isinstance(text, str)]
        if len(keys) < 3:  # noqa: PLR2004 - of the map, and of its two levels
            return UNKNOWN if _joined(texts) is UNKNOWN else UNRESOLVABLE
        found = self.mappings
        for key in keys:
            found = _inside(found, key)
        if found.value is ABSENT and options and isinstance(options[0], Mapping):
            return self.resolve(read(options[0], "DefaultValue"), depth)
        # Maps hold texts and lists of texts. If functions were worked out there, a map could refer to itself.
        return [_text(item) for item in _each(found.value)] if is_list(found.value) else _text(found.value)

    def choose(self, argument: object, depth: int) -> object:
        match _each(argument):
            case [condition, yes, no]:
                holds = self.condition(condition, depth)
                if isinstance(holds, bool):
                    return self.resolve(yes if holds else no, depth)
                first, second = self.resolve(yes, depth), self.resolve(no, depth)
                # Of maps and lists it would take too long to tell.
                if type(first) is type(second) and isinstance(first, (str, bool, float, Missing)) and first == second:
                    return first
                return UNKNOWN if UNKNOWN in (holds, first, second) else UNRESOLVABLE
        return UNRESOLVABLE

    def condition(self, name: object, depth: int) -> bool | Missing:
        """Tell whether a condition of the template holds."""
        if not isinstance(name, str):
            return UNKNOWN if name is UNKNOWN else UNRESOLVABLE
        if name not in self.decided:
            self.decided[name] = UNRESOLVABLE  # for a condition that refers to itself
            self.decided[name] = self._holds(_inside(self.conditions, name).value, depth)
        return self.decided[name]

    def _holds(self, condition: object, depth: int) -> bool | Missing:
        if depth > _DEEPEST or not isinstance(condition, Mapping) or len(condition) != 1:
            return UNKNOWN if condition is UNKNOWN else UNRESOLVABLE
        (function,) = condition
        argument = read(condition, function)
        if function == "Condition":
            return self.condition(argument, depth + 1)
        match function, _each(argument):
            case "Fn::Equals", [first, second]:
                return _equal(_text(self.resolve(first, depth + 1)), _text(self.resolve(second, depth + 1)))
            case "Fn::Not", [part]:
                holds = self._holds(part, depth + 1)
                return holds if isinstance(holds, Missing) else not holds
            case (("Fn::And" | "Fn::Or"), [_, *_] as parts):
                return _decide([self._holds(part, depth + 1) for part in parts], decisive=function == "Fn::Or")
        return UNKNOWN if argument is UNKNOWN else UNRESOLVABLE


def _inside(block: Field, key: str) -> Field:
    """Read what a name stands for, unless functions may have put something else there."""
    value = block.value
    if not isinstance(value, Mapping):
        return (
            Field(block.path, UNKNOWN if value is UNKNOWN else UNRESOLVABLE)
            if value is not ABSENT
            else child(block, key)
        )
    return Field(block.path, UNRESOLVABLE) if any(name.startswith(FUNCTION) for name in value) else child(block, key)


def _equal(first: str | Missing, second: str | Missing) -> bool | Missing:
    if isinstance(first, str) and isinstance(second, str):
        return first == second
    return UNRESOLVABLE if UNRESOLVABLE in (first, second) else UNKNOWN


def _decide(holding: list[bool | Missing], *, decisive: bool) -> bool | Missing:
    """Join conditions, of which one that is `decisive` is enough, whatever the others turn out to be."""
    if decisive in holding:
        return decisive
    if UNKNOWN in holding:
        return UNKNOWN
    return UNRESOLVABLE if UNRESOLVABLE in holding else not decisive


def _named_by_region(region: object, *, suffix: bool) -> object:
    if not isinstance(region, str):
        return region
    known = (named for regions, *named in _PARTITIONS if regions.fullmatch(region))
    return next(known, [UNRESOLVABLE, UNRESOLVABLE])[suffix]


def _text(value: object) -> str | Missing:
    """Make a text of a value that has been worked out; CloudFormation takes numbers and booleans for one too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    return value if isinstance(value, str) or value is UNKNOWN else UNRESOLVABLE


def _each(value: object) -> list[object]:
    """Read the items of a list; of anything else there are none."""
    return [read(value, index) for index in range(len(value))] if is_list(value) else []


def _joined(parts: list[str | Missing]) -> str | Missing:
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        return UNRESOLVABLE if UNRESOLVABLE in parts else UNKNOWN
    return "".join(texts) if sum(map(len, texts)) <= _LONGEST else UNRESOLVABLE


_FUNCTIONS: Final[Mapping[str, Callable[[Template, object, int], object]]] = {
    "Ref": Template.ref,
    "Fn::Sub": Template.sub,
    "Fn::Join": Template.join,
    "Fn::Split": Template.split,
    "Fn::Select": Template.select,
    "Fn::FindInMap": Template.find_in_map,
    "Fn::If": Template.choose,
}
"""What can be worked out without AWS; every other function is `UNRESOLVABLE`."""
