"""Writes the reference of `Model` from what the package and botocore declare: docstrings, tables, the service model."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import griffe

from pulumi_sagemaker_model import Model, casing
from pulumi_sagemaker_model.aws import redaction, service_model, timings
from pulumi_sagemaker_model.aws.endpoint_references import AT_MOST
from pulumi_sagemaker_model.aws.settings import NOT_HONOURED, SETTINGS, Setting
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StringShape, StructureShape
from pulumi_sagemaker_model.checks import cross_field
from pulumi_sagemaker_model.checks import shape as checks
from pulumi_sagemaker_model.properties import MAX_TAGS, OF_MODEL, SETS, Form, defaults

COMMAND = "make docs"
PROVIDER = Path(__file__).parents[1] / "provider"
API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_"

_TEMPLATE = Path(__file__).with_name("reference_template.md")
_FORMS = {Form.TEXT: "string", Form.BOOLEAN: "boolean", Form.MAP: "map of strings", Form.LIST: "list of strings"}
"""Forms of the properties that CreateModel does not have, or has in another form."""
_ANYTHING = {".*", r"[\S\s]*"}
"""Patterns that any value fits."""


@dataclass(frozen=True)
class _Structure:
    """A structure of the API and where `Model` has it."""

    shape: StructureShape
    property_: str
    """A property that holds it, as the engine spells it."""

    @property
    def title(self) -> str:
        """The class of `args` that describes it, or the API's name where there is none yet."""
        typed = casing.STRUCTURES.get(self.property_)
        return typed.__name__ if typed else self.shape.name


def page() -> str:
    """Render the page as Markdown."""
    shape = service_model.create_model_shape()
    summary, _, _ = _docstring("resource.Model").partition("\nAPI: ")
    return _TEMPLATE.read_text(encoding="utf-8").format(
        command=COMMAND,
        endpoints=AT_MOST,
        scan_seconds=f"{timings.SCAN_END:g}",
        long=redaction.LONG,
        short=redaction.SHORT,
        summary=summary,
        source=_link("CreateModel"),
        own=", ".join(f"`{name}`" for key, name in _parameters().items() if key not in _members(shape)),
        arguments="\n".join(_arguments(shape)),
        structures="\n\n".join(_section(structure) for structure in _structures(shape)),
        outputs="\n".join(_outputs()),
        rules="\n".join(_rule(rule) for rule in cross_field.RULES),
        settings="\n".join(("| Setting | It is | What it does |", "|---|---|---|", *_settings())),
        refused="\n".join(f"`{key}` is refused: {instead} instead." for key, instead in NOT_HONOURED.items()),
        longest_name=shape.members["ModelName"].metadata["max"],
    )


@cache
def _package() -> griffe.Module:
    return cast("griffe.Module", griffe.load("pulumi_sagemaker_model", search_paths=[PROVIDER]))


def _docstring(path: str) -> str:
    """Return what the object at a path in the provider's package says of itself, or nothing."""
    docstring = _package()[path].docstring
    return docstring.value if docstring else ""


def _described_arguments() -> dict[str, str]:
    """Return what `Model` says of each of its arguments."""
    docstring = _package()["resource.Model.__init__"].docstring
    [parameters] = (
        section.value
        for section in (docstring.parse("google") if docstring else ())
        if section.kind is griffe.DocstringSectionKind.parameters
    )
    return {parameter.name: parameter.description for parameter in parameters}


def _described_members(name: str) -> dict[str, str]:
    """Return what a class of `args` says of each attribute."""
    args = _package()["args"]
    return {key: _docstring(f"args.{name}.{key}") for key in args[name].attributes} if name in args.members else {}


def _parameters() -> dict[str, str]:
    """Return the arguments of `Model`: their names in programs by their names in the engine."""
    parameters = inspect.signature(Model.__init__).parameters.values()
    return {casing.camel_case(one.name): one.name for one in parameters if one.kind is one.KEYWORD_ONLY}


def _members(shape: StructureShape) -> dict[str, Shape]:
    """Return the members of CreateModel under the names of `Model`'s arguments."""
    return {"name" if key == "modelName" else key: member for key, (_, member) in service_model.members(shape).items()}


def _arguments(shape: StructureShape) -> Iterator[str]:
    described, parameters, members = _described_arguments(), _parameters(), _members(shape)
    for key in [*parameters, *(key for key in members if key not in parameters)]:
        member = members.get(key)
        if member is None:
            kind, limits = _form(key), []
        elif key == "tags":
            kind, limits = _form(key), _tag_limits(member)
        else:
            kind, limits = _type(key, member), [*_limits(member), *_equal(key)]
        need = "required" if key == cross_field.REQUIRED else "optional"
        known = OF_MODEL.get(key)
        change = "changes in place" if known and not known.effect.replaces else "a change replaces the model"
        meaning = described.get(casing.snake_case(key), "this version of `Model` has no such argument yet")
        yield _item(key, [kind, need, change], meaning, limits)


def _section(structure: _Structure) -> str:
    shape = structure.shape
    described = _described_members(structure.title)
    about = _docstring(f"args.{structure.title}") if described else "Not in `args` yet."
    items = []
    for key, (name, member) in service_model.members(shape).items():
        facts = [_type(key, member), "required" if name in shape.required_members else "optional"]
        meaning = described.pop(casing.snake_case(key), "not in `args` yet; give it in a dictionary")
        items.append(_item(key, facts, meaning, [*_limits(member), *_equal(key, structure.property_)]))
    # What `args` takes beside the API's own members, for programs that were written for pulumi-aws.
    items += [f"- **`{name}`**: optional<br>\n  {meaning}" for name, meaning in described.items()]
    return "\n".join((f"### {structure.title}", "", f"{about} Source: {_link(shape.name)}.", "", *items))


def _structures(shape: StructureShape) -> list[_Structure]:
    """Return the structures below `shape`, each once, in the order of their first use."""
    found: dict[str, _Structure] = {}

    def walk(holder: StructureShape) -> None:
        for key, (name, member) in service_model.members(holder).items():
            item = _item_shape(member)
            if item.type_name == "structure" and item.name not in found and name != "Tags":
                found[item.name] = _Structure(cast("StructureShape", item), key)
                walk(found[item.name].shape)

    walk(shape)
    return list(found.values())


def _item_shape(shape: Shape) -> Shape:
    while shape.type_name == "list":
        shape = cast("ListShape", shape).member
    return shape


def _item(key: str, facts: list[str], meaning: str, limits: Iterable[str] = ()) -> str:
    name = casing.snake_case(key)
    names = f"**`{name}`**" if name == key else f"**`{name}`** (`{key}`)"
    more = " ".join(_sentence(limit) for limit in limits if limit not in meaning)
    return "<br>\n  ".join(filter(None, [f"- {names}: {', '.join(facts)}", _sentence(meaning), more]))


def _sentence(text: str) -> str:
    words = " ".join(text.split()).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."


def _type(key: str, shape: Shape) -> str:
    match shape.type_name:
        case "structure":
            title = _Structure(cast("StructureShape", shape), key).title
            return f"[{title}](#{title.lower()})"
        case "list":
            return f"list of {_type(key, cast('ListShape', shape).member).replace('string', 'strings')}"
        case "map":
            return f"map of {_type(key, cast('MapShape', shape).value)}s"
        case "integer" | "long":
            return "whole number"
        case name:
            return name


def _limits(shape: Shape) -> list[str]:
    match shape.type_name:
        case "list":
            of = [f"each: {limit}" for limit in _limits(cast("ListShape", shape).member)]
            return [*_size(shape, "items"), *of]
        case "map":
            pair = cast("MapShape", shape)
            keys = [f"keys: {limit}" for limit in _limits(pair.key)]
            return [*_size(shape, "entries"), *keys, *(f"values: {limit}" for limit in _limits(pair.value))]
        case "string":
            limits = [*_size(shape, "characters"), *_wording(cast("StringShape", shape))]
            return ["; ".join(limits)] if limits else []
        case "structure":
            return []
        case _:
            return _size(shape, "")


def _tag_limits(shape: Shape) -> list[str]:
    tag = cast("StructureShape", cast("ListShape", shape).member).members
    return [
        f"at most {MAX_TAGS}, the stack's default tags included",
        *(f"keys: {limit}" for limit in _limits(tag["Key"])),
        *(f"values: {limit}" for limit in _limits(tag["Value"])),
    ]


def _size(shape: Shape, unit: str) -> list[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    unit = unit if high != 1 else {"items": "item", "entries": "entry"}.get(unit, unit)
    if low and high:
        return [f"{low} to {high} {unit}".rstrip()]
    return [f"at {word} {size} {unit}".rstrip() for word, size in (("least", low), ("most", high)) if size]


def _wording(shape: StringShape) -> list[str]:
    if shape.enum:
        return [f"one of {', '.join(f'`{value}`' for value in shape.enum)}"]
    pattern = shape.metadata.get("pattern")
    if pattern is None or pattern in _ANYTHING:
        return []
    code = f"`` {pattern} ``" if "`" in pattern else f"`{pattern}`"
    words = checks.PATTERNS_IN_WORDS.get(shape.name)
    return [f"{words} ({code})" if words else f"matches {code}"]


def _equal(key: str, holder: str = "") -> list[str]:
    """Say which declarations of a property are the same to the provider."""
    if key in SETS:
        return ["their order means nothing"]
    # What AWS fills in of a structure may be a member of what it fills in of the model.
    default = defaults(holder).get(key, defaults().get(holder, {}).get(key))
    if default is None or isinstance(default, Mapping):
        return []
    return [f"not given, it is `{'false' if default is False else default}`"]


def _form(key: str) -> str:
    return _FORMS[OF_MODEL[key].form]


def _outputs() -> Iterator[str]:
    yield _item("id", ["string"], "Name of the model in AWS")
    for name, member in vars(Model).items():
        key = casing.camel_case(name)
        if isinstance(member, property) and key not in _parameters():
            yield _item(key, [_form(key)], _docstring(f"resource.Model.{name}"))


def _rule(rule: cross_field.Rule) -> str:
    passage = f" ({rule.passage})" if rule.passage else ""
    return f"- {rule.sentence} Source: [{Path(rule.source).stem}]({rule.source}){passage}."


def _settings() -> Iterator[str]:
    for key, setting in sorted(SETTINGS.items()):
        yield f"| `{key}` | {_wanted(setting)} | {setting.meaning} |"


def _wanted(setting: Setting) -> str:
    words, such_as, example = setting.kind.wanted.partition("such as ")
    members = f"; it may have {', '.join(sorted(setting.members))}" if setting.members else ""
    return f"{words}{such_as}{f'`{example}`' if example else ''}{members}"


def _link(name: str) -> str:
    return f"[{name}]({API}{name}.html)"
