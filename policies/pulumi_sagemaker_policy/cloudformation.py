"""Finds the models in a CloudFormation template, and works out what the template computes where that is certain.

What only CloudFormation can know (an attribute, an import, what a macro makes) is `UNSEEN`: neither preview nor
update shows it to a policy, so it is never merely "not known yet".
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

import yaml
from yaml.composer import Composer
from yaml.constructor import ConstructorError
from yaml.resolver import Resolver

from pulumi_sagemaker_policy.declaration import DeclaredModel, child, fact, is_list, items, misread
from pulumi_sagemaker_policy.sdk import read
from pulumi_sagemaker_policy.subject import ABSENT, UNKNOWN, UNSEEN, Field, Missing, Unreadable

MODEL: Final = "AWS::SageMaker::Model"

_LARGEST: Final = 1_000_000
"""CloudFormation takes no longer template, from wherever."""

_FUNCTION: Final = "Fn::"

_DEEPEST: Final = 50
"""How deep functions may stand in functions."""

_LONGEST: Final = 10_000
"""How long a text functions may make: none of a model's properties takes as much, and functions can ask for any."""

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

_SIGNS: Final = (MODEL, *_NESTED, _MODULE, "Transform", "\\")
"""A text without any of these declares no model, however it is parsed: to spell one otherwise takes a backslash."""

_PLACEHOLDER: Final = re.compile(r"\$\{([^{}]*)\}")


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML may be built without libyaml


class _Loader(_SafeLoader):  # type: ignore[misc] # either class
    """YAML as CloudFormation takes it."""

    # Numbers and dates stay as they are written: properties of models are texts, but for one boolean.
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to say it
        first: [(tag, regexp) for tag, regexp in resolvers if tag.endswith((":bool", ":merge", ":null"))]
        for first, resolvers in Resolver.yaml_implicit_resolvers.items()
    }

    # libyaml's own composer recurses without a limit: a text of brackets would end the process.
    get_single_node = Composer.get_single_node
    compose_document = Composer.compose_document
    compose_scalar_node = Composer.compose_scalar_node
    compose_sequence_node = Composer.compose_sequence_node
    compose_mapping_node = Composer.compose_mapping_node
    anchors: Final[dict[str, yaml.Node]] = {}  # stays empty: what has a name can be used any number of times

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.peek_event().anchor is not None:
            raise ConstructorError(problem="an alias")
        return Composer.compose_node(self, parent, index)

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave merges as they are, which no constructor then takes: CloudFormation does not either."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - PyYAML's signature
        mapping: dict[object, object] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value) or not all(isinstance(key, str) for key in mapping):
            raise ConstructorError(problem="a key that comes twice or is no text")
        return mapping


def _short_form(loader: Any, name: str, node: yaml.Node) -> dict[str, object]:
    if isinstance(node, yaml.ScalarNode):
        argument = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        argument = loader.construct_sequence(node, deep=True)
    else:
        argument = loader.construct_mapping(node, deep=True)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": argument}


_Loader.add_multi_constructor("!", _short_form)


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    parsed = dict(pairs)
    if len(parsed) != len(pairs):
        raise ValueError("a key comes twice")
    return parsed


def parse_json(text: str) -> object:
    """Parse JSON; raise ValueError for what is none, and for a key that comes twice: readers differ on which counts."""
    try:
        return json.loads(text, object_pairs_hook=_without_twins)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def parse(text: str) -> Mapping[str, object]:
    """Parse a template of either form; raise ValueError for what CloudFormation does not take."""
    if len(text) > _LARGEST:
        raise ValueError("too long")
    try:
        parsed = parse_json(text)
    except json.JSONDecodeError:
        try:
            parsed = yaml.load(text, _Loader)  # noqa: S506 - made of the safe constructor
        # PyYAML lets pass what its constructors meet in values that are not what their tags say.
        except (yaml.YAMLError, LookupError, AttributeError, RecursionError) as error:
            raise ValueError("no YAML") from error
    if not isinstance(parsed, dict):
        raise ValueError("no map")  # noqa: TRY004 - a wrong text like the others
    return parsed


@dataclass(frozen=True)
class Given:
    """What a template gets from outside: the value of a parameter by its name, region and account."""

    parameter: Callable[[str], object]
    region: Callable[[], Field]
    account: Callable[[], Field]


def models(body: Field, given: Given) -> Iterator[tuple[str, Field] | Unreadable]:
    """Find the models of a template, each its logical name and properties, and what may make some out of sight."""
    if isinstance(body.value, str):
        if not any(sign in body.value for sign in _SIGNS):
            return
        try:
            body = Field(body.path, parse(body.value))
        except ValueError:
            yield Unreadable(body, _WANTED)
            return
    if not isinstance(body.value, Mapping):
        yield misread(body, _WANTED)
        return
    template = _Template(child(body, "Parameters"), child(body, "Mappings"), child(body, "Conditions"), given)
    resources = child(body, "Resources")
    yield from _macros(body)
    yield from _generated(body)
    yield from _generated(resources)
    for name in sorted(resources.value) if isinstance(resources.value, Mapping) else ():
        if not name.startswith(_FUNCTION):
            yield from _declared(name, child(resources, name), template)


def _declared(name: str, resource: Field, template: "_Template") -> Iterator[tuple[str, Field] | Unreadable]:
    yield from _generated(resource)
    if template.condition(child(resource, "Condition").value, 0) is False:
        return  # CloudFormation makes nothing of it
    declared = child(resource, "Type")
    if declared.value == MODEL:
        properties = child(resource, "Properties")
        yield name, Field(properties.path, template.resolve(properties.value))
    elif nests(declared.value):
        yield Unreadable(Field(resource.path, UNSEEN), "the resources that it makes, in this template")
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
            yield Unreadable(Field(macro.path, macro.value if macro.value is UNKNOWN else UNSEEN), "no such macro")


def _generated(block: Field) -> Iterator[Unreadable]:
    """Find what cannot be seen of a block: all of it, or what functions make that stand where a name belongs."""
    if isinstance(block.value, Mapping):
        for name in sorted(block.value):
            if name.startswith(_FUNCTION):
                yield Unreadable(Field(f"{block.path}.{name}", UNSEEN), "what it makes, in this template")
    elif block.value is not ABSENT:
        yield misread(block, "a map")


class TemplateModel(DeclaredModel):
    """A model in a template, where a text does for a boolean: parameters hold nothing else."""

    @fact
    def isolation(self) -> Field:
        """Read the switch as CloudFormation does."""
        field = self._child("enableNetworkIsolation")
        return Field(field.path, field.value == "true") if field.value in ("true", "false") else field


class _Map(Mapping[str, object]):
    """A map whose values are resolved when they are read."""

    def __init__(self, raw: Mapping[str, object], template: "_Template") -> None:
        self._raw, self._template = raw, template

    def __getitem__(self, key: str) -> object:
        value = self._template.resolve(read(self._raw, key))
        # Items that a condition leaves out are none, and what follows them moves up.
        return [item for item in value if item is not ABSENT] if is_list(value) else value

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
class _Template:
    """Works values out: to plain ones, maps that go on doing so, `ABSENT`, `UNKNOWN` or `UNSEEN`."""

    parameters: Field
    mappings: Field
    conditions: Field
    given: Given
    decided: dict[str, bool | Missing] = field(default_factory=dict)
    """Whether conditions hold, by name: each is decided once, since others may use it any number of times."""

    def resolve(self, value: object, depth: int = 0) -> object:
        if depth > _DEEPEST:
            return UNSEEN
        if is_list(value):
            return self._list(value, depth)
        if not isinstance(value, Mapping):
            # As in YAML: JSON's numbers become texts too.
            return _text(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
        if not any(key == "Ref" or key.startswith(_FUNCTION) for key in value):
            return _Map(value, self)
        (name, *others) = value
        function = _FUNCTIONS.get(name)
        if function is None or others:
            return UNSEEN
        argument = read(value, name)
        return UNKNOWN if argument is UNKNOWN else function(self, argument, depth + 1)

    def _list(self, value: Sequence[object], depth: int) -> object:
        resolved = []
        for item in _each(value):
            resolved.append(self.resolve(item, depth + 1))
            if resolved[-1] is UNSEEN and isinstance(item, Mapping) and "Fn::If" in set(item):
                return UNSEEN  # one branch may be no item at all
        return resolved

    def ref(self, name: object, _: int) -> object:
        if name == "AWS::NoValue":
            return ABSENT
        if name in ("AWS::Region", "AWS::AccountId"):
            place = (self.given.region if name == "AWS::Region" else self.given.account)().value
            return place if isinstance(place, str) or place is UNKNOWN else UNSEEN
        if name in ("AWS::Partition", "AWS::URLSuffix"):
            return _named_by_region(self.ref("AWS::Region", 0), suffix=name == "AWS::URLSuffix")
        parameter = child(self.parameters, name) if isinstance(name, str) else Field("", ABSENT)
        declared = child(parameter, "Type").value
        # Parameters of the Systems Manager's types hold the name of the value.
        if not isinstance(name, str) or not isinstance(declared, str) or declared.startswith("AWS::SSM::"):
            return UNSEEN
        value = self.given.parameter(name)
        text = _text(child(parameter, "Default").value if value is ABSENT else value)
        if isinstance(text, str) and declared.startswith(("CommaDelimitedList", "List<")):
            return [item.strip() for item in text.split(",")]
        return text

    def sub(self, argument: object, depth: int) -> object:
        text, own = [*(_each(argument) if is_list(argument) else [argument]), ABSENT, ABSENT][:2]
        if not isinstance(text, str):
            return UNKNOWN if text is UNKNOWN else UNSEEN
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
                return UNKNOWN if resolved is UNKNOWN else UNSEEN
        return UNSEEN

    def split(self, argument: object, depth: int) -> object:
        match _each(argument):
            case [str() as separator, joined] if separator:
                text = _text(self.resolve(joined, depth))
                return text.split(separator) if isinstance(text, str) else text
        return UNSEEN

    def select(self, argument: object, depth: int) -> object:
        match _each(argument):
            case [position, parts]:
                index, resolved = _text(self.resolve(position, depth)), self.resolve(parts, depth)
                if UNKNOWN in (index, resolved):
                    return UNKNOWN
                # What is left out of a list would move what comes after it.
                if is_list(resolved) and ABSENT not in resolved:
                    return next((part for number, part in enumerate(resolved) if str(number) == index), UNSEEN)
        return UNSEEN

    def find_in_map(self, argument: object, depth: int) -> object:
        names, options = _each(argument)[:3], _each(argument)[3:]
        texts = [_text(self.resolve(name, depth)) for name in names]
        keys = [text for text in texts if isinstance(text, str)]
        if len(keys) < 3:  # noqa: PLR2004 - of the map, and of its two levels
            return UNKNOWN if _joined(texts) is UNKNOWN else UNSEEN
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
                return UNKNOWN if UNKNOWN in (holds, first, second) else UNSEEN
        return UNSEEN

    def condition(self, name: object, depth: int) -> bool | Missing:
        """Tell whether a condition of the template holds."""
        if not isinstance(name, str):
            return UNKNOWN if name is UNKNOWN else UNSEEN
        if name not in self.decided:
            self.decided[name] = UNSEEN  # for a condition that refers to itself
            self.decided[name] = self._holds(_inside(self.conditions, name).value, depth)
        return self.decided[name]

    def _holds(self, condition: object, depth: int) -> bool | Missing:
        if depth > _DEEPEST or not isinstance(condition, Mapping) or len(condition) != 1:
            return UNKNOWN if condition is UNKNOWN else UNSEEN
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
        return UNKNOWN if argument is UNKNOWN else UNSEEN


def _inside(block: Field, key: str) -> Field:
    """Read what a name stands for, unless functions may have put something else there."""
    generated = next(_generated(block), None)
    if generated is None:
        return child(block, key)
    return Field(block.path, UNKNOWN if generated.field.value is UNKNOWN else UNSEEN)


def _equal(first: str | Missing, second: str | Missing) -> bool | Missing:
    if isinstance(first, str) and isinstance(second, str):
        return first == second
    return UNSEEN if UNSEEN in (first, second) else UNKNOWN


def _decide(holding: list[bool | Missing], *, decisive: bool) -> bool | Missing:
    """Join conditions, of which one that is `decisive` is enough, whatever the others turn out to be."""
    if decisive in holding:
        return decisive
    if UNKNOWN in holding:
        return UNKNOWN
    return UNSEEN if UNSEEN in holding else not decisive


def _named_by_region(region: object, *, suffix: bool) -> object:
    if not isinstance(region, str):
        return region
    known = (named for regions, *named in _PARTITIONS if regions.fullmatch(region))
    return next(known, [UNSEEN, UNSEEN])[suffix]


def _text(value: object) -> str | Missing:
    """Make a text of a value that has been worked out; CloudFormation takes numbers and booleans for one too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    return value if isinstance(value, str) or value is UNKNOWN else UNSEEN


def _each(value: object) -> list[object]:
    """Read the items of a list; of anything else there are none."""
    return [read(value, index) for index in range(len(value))] if is_list(value) else []


def _joined(parts: list[str | Missing]) -> str | Missing:
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        return UNSEEN if UNSEEN in parts else UNKNOWN
    return "".join(texts) if sum(map(len, texts)) <= _LONGEST else UNSEEN


_FUNCTIONS: Final[Mapping[str, Callable[[_Template, object, int], object]]] = {
    "Ref": _Template.ref,
    "Fn::Sub": _Template.sub,
    "Fn::Join": _Template.join,
    "Fn::Split": _Template.split,
    "Fn::Select": _Template.select,
    "Fn::FindInMap": _Template.find_in_map,
    "Fn::If": _Template.choose,
}
"""What can be worked out without AWS; every other function is `UNSEEN`."""
