"""Writes the reference of `Model` from what the code and botocore say of it: `python -m tools.reference FILE`.

What the code only does (which change replaces, which value stands for none, which settings it takes) is found by asking
it, so that the page cannot say otherwise.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pulumi_sagemaker_model import Model, args, casing
from pulumi_sagemaker_model.aws import redaction, service_model
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.checks import cross_field, problems
from pulumi_sagemaker_model.checks.shape import (
    PATTERNS_IN_WORDS as IN_WORDS,  # the page and the errors say the same of a pattern
)
from pulumi_sagemaker_model.errors import SettingsError
from pulumi_sagemaker_model.properties import MAX_TAGS, OF_MODEL, content

if TYPE_CHECKING:
    from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

COMMAND = "python -m tools.reference provider/docs/model.md"
API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_"

_PAGE = """\
<!-- Generated from the code by `{command}`; change the code instead. -->

# Model

{summary}

Each property stands under the name that programs use, followed by the name that the engine uses, if another: in state,
previews, errors and policies. In `ignore_changes` and other options with paths you may write either, as in
`primary_container.model_data_url`, `containers[*].environment.KEY` or `tags["cost-center"]`; a path that names nothing
is refused. Limits are those of the service model that botocore brings, which the provider reads when it runs: with a
newer boto3 they may be wider than here. Any value may be secret, or unknown at preview. Values of other types than here
are taken [as pulumi-aws takes them](migration.md#what-differs-from-pulumi-aws).

- [Arguments](#arguments)
- [Structures](#structures)
- [Outputs](#outputs)
- [Rules](#rules)
- [Settings](#settings)
- [Life of a model](#life-of-a-model)

## Arguments

Source: {source}. Not of the API, but the provider's own: {own}.

{arguments}

## Structures

A structure is a dictionary, or an object of the class that is named here, which makes one. What a newer API adds to a
structure can be given in a dictionary under the engine's name. A change anywhere in a structure does what a change of
the argument does that holds it.

{structures}

## Outputs

Every argument is an output, too. Besides there are:

{outputs}

## Rules

What AWS demands beyond the limits of each property. All of it is checked at preview; a rule says nothing where a value
that it needs is unknown. Below each rule is what it says; … stands for what differs from model to model.

{rules}

## Settings

The provider reads the stack's `aws:` configuration as
[pulumi-aws](https://www.pulumi.com/registry/packages/aws/installation-configuration/) does, so that one configuration
serves both; set keys and tokens with `--secret`. What is not set there comes from the usual AWS environment and files.
A setting that is not what the table says fails at preview. `pulumi destroy` and `pulumi refresh` have the settings of
the last update, unless they run with `--run-program`.

{settings}

{refused}

## Life of a model

**Names.** A model without a `name` gets one of at most {longest_name} characters: the resource's name, a hash over
organization, project, stack and URN, and one over these, the arguments other than tags, and the name of the model that
it replaces. The same program asks for the same model again after an interrupted update, and finds it. If the program
was edited in between, the next update names the model that the interrupted one left. A model that is there already
under a given name is left alone, unless it is just as declared, tags aside, and `adopt_existing` is true, or the
stack has it by pulumi-aws or aws-native: [changing the provider of a model](migration.md).

**Replacement.** AWS cannot change a model. A change that replaces makes the new model first, moves what refers to it in
this stack, and deletes the old one last. Only a model with a `name` of its own that stays is deleted before it is made
anew. To roll out an artefact that was overwritten in place, change one of `triggers`.

**Deletion.** Before a model is deleted, AWS is asked whether a live endpoint serves it: by its configuration, by the
one that it is being updated to, or by an inference component. `sagemaker:deleteInUse` says what becomes of such a
model: with `refuse`, the default, it stays and the update fails; a model that was replaced stays in the state, to be
deleted by the next update. With `warn` it goes, with a warning; with `allow` nobody asks. At most 100 endpoints are
looked at, for at most 20 seconds; what could not be looked at is a warning, and the model goes.

**Tags.** They change in place, new ones first. The stack's `aws:defaultTags` are merged under the model's own, and
`tags_all` has them all. Tags whose keys begin with `aws:` belong to AWS: they are never sent, removed or seen as drift.
Neither are those that `aws:ignoreTags` names. The state keeps the model's own tags and those of the stack apart, as
`tags`, `defaultTags` and `ignoreTags`.

**Secrets.** What the program, a transform or `pulumi config set --secret` makes secret is so in the state, in previews
and in outputs, `tags_all` included. Where AWS quotes it, it is hidden; so are environment values of at least {long}
characters that are not another property as well, for they may be credentials. A secret of less than {short} characters
is hidden only where it stands alone. The name of a model cannot be secret: it is the resource's id, and part of the
ARN. Pulumi's own debug log shows secrets: what transforms return from `-v=5` on, and all inputs from `-v=9` on.

**Drift.** `pulumi refresh` reads the model. What AWS fills in by itself is no drift; what somebody changed is, and the
next preview shows it, property by property. A model that is gone is made anew by the next update.

**Failures.** The [table of faults](faults.md) says what comes of calls that fail and of processes that die.
"""


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
        return f"{typed.__name__}Args" if typed else self.shape.name


def page() -> str:
    """Render the page as Markdown."""
    shape = service_model.create_model_shape()
    taken, refused = _settings()
    return _PAGE.format(
        command=COMMAND,
        long=redaction.LONG,
        short=redaction.SHORT,
        summary=re.sub(r"\nAPI: .*", "", inspect.getdoc(Model) or ""),
        source=_link("CreateModel"),
        own=", ".join(f"`{one.name}`" for key, one in _parameters().items() if key not in _members(shape)),
        arguments="\n".join(_arguments(shape)),
        structures="\n\n".join(_section(structure) for structure in _structures(shape)),
        outputs="\n".join(_outputs()),
        rules="\n".join(_rule(rule) for rule in cross_field.RULES),
        settings="\n".join(
            ("| Setting | It is |", "|---|---|", *(f"| `{key}` | {form} |" for key, form in taken.items()))
        ),
        refused="\n".join(f"> {said}." for said in refused),
        longest_name=shape.members["ModelName"].metadata["max"],
    )


def _parameters() -> dict[str, inspect.Parameter]:
    """Return the arguments of `Model`, as the engine spells them."""
    parameters = inspect.signature(Model.__init__).parameters.values()
    return {casing.camel_case(one.name): one for one in parameters if one.kind is one.KEYWORD_ONLY}


def _members(shape: StructureShape) -> dict[str, Shape]:
    """Return the members of CreateModel under the names of `Model`'s arguments."""
    return {"name" if key == "modelName" else key: member for key, (_, member) in service_model.members(shape).items()}


def _arguments(shape: StructureShape) -> Iterator[str]:
    described = dict(re.findall(r"^    (\w+): (.+(?:\n     .+)*)", inspect.getdoc(Model.__init__) or "", re.MULTILINE))
    parameters, members = _parameters(), _members(shape)
    for key in [*parameters, *(key for key in members if key not in parameters)]:
        member = members.get(key)
        if member is None:
            kind, limits = _annotated(parameters[key].annotation), []
        elif key == "tags":
            kind, limits = "map of strings", _tag_limits(member)
        else:
            kind, limits = _type(key, member), [*_limits(member), *_equal(key, member)]
        meaning = described.get(casing.snake_case(key), "this version of `Model` has no such argument yet")
        yield _item(key, [kind, "required" if _is_required(key) else "optional", _change(key)], meaning, limits)


def _section(structure: _Structure) -> str:
    shape = structure.shape
    described = _described(structure.title)
    about = described.pop("", "Not in `args` yet.")
    items = []
    for key, (name, member) in service_model.members(shape).items():
        facts = [_type(key, member), "required" if name in shape.required_members else "optional"]
        meaning = described.pop(casing.snake_case(key), "not in `args` yet; give it in a dictionary")
        items.append(_item(key, facts, meaning, [*_limits(member), *_equal(key, member, structure.property_)]))
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
    pattern = shape.metadata.get("pattern", _ANYTHING)
    if pattern in {_ANYTHING, r"[\S\s]*"}:
        return []
    code = f"`` {pattern} ``" if "`" in pattern else f"`{pattern}`"
    return [f"{IN_WORDS[shape.name]} ({code})" if shape.name in IN_WORDS else f"matches {code}"]


_ANYTHING = ".*"


def _is_required(key: str) -> bool:
    """Tell whether a model misses an argument however it declares its containers."""
    container = {"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/one:1"}
    return all(
        any(problem.path == key for problem in problems(form))
        for form in ({"primaryContainer": container}, {"containers": [container]})
    )


def _change(key: str) -> str:
    known = OF_MODEL.get(key)
    return "changes in place" if known and not known.effect.replaces else "a change replaces the model"


def _equal(key: str, shape: Shape, holder: str = "") -> list[str]:
    """Say which declarations of a property are the same to the provider."""

    def meant(value: Any) -> dict[str, Any]:
        return content({holder: {key: value}} if holder else {key: value})

    if shape.type_name == "list":
        return ["their order means nothing"] if meant(["one", "other"]) == meant(["other", "one"]) else []
    values = [False] if shape.type_name == "boolean" else list(getattr(shape, "enum", []))
    return [
        f"not given, it is `{str(value).lower() if value is False else value}`" for value in values if not meant(value)
    ]


def _described(name: str) -> dict[str, str]:
    """Return what a class of `args` says of each attribute and, under the empty name, of itself."""
    for node in ast.parse(inspect.getsource(args)).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            told = {"": ast.get_docstring(node) or ""}
            for attribute, text in zip(node.body, node.body[1:], strict=False):
                match attribute, text:
                    case ast.AnnAssign(target=ast.Name(id=key)), ast.Expr(value=ast.Constant(value=str(meaning))):
                        told[key] = inspect.cleandoc(meaning)
            return told
    return {}


def _outputs() -> Iterator[str]:
    yield _item("id", ["string"], "Name of the model in AWS")
    for name, member in vars(Model).items():
        key = casing.camel_case(name)
        if isinstance(member, property) and member.fget and key not in _parameters():
            yield _item(
                key, [_annotated(inspect.signature(member.fget).return_annotation)], inspect.getdoc(member) or ""
            )


def _annotated(annotation: str) -> str:
    return next((kind for word, kind in _KINDS.items() if word in annotation), "string")


_KINDS = {"Mapping": "map of strings", "bool": "boolean"}
"""What a word in an annotation says of the type; whatever has none of them is a string."""


def _rule(rule: cross_field.Rule) -> str:
    name = rule.check.__name__.strip("_").replace("_", "-")
    source = re.sub(r"https://[^\s();]+", lambda link: f"[{_page_name(link[0])}]({link[0]})", rule.source)
    messages = (f"  - `{path}` {reason}" if path else f"  - {reason}" for path, reason in _messages(rule))
    return "\n".join((f"- **{name}**: {source}", *messages))


def _messages(rule: cross_field.Rule) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(inspect.getsource(rule.check))):
        match node:
            case ast.Yield(value=ast.Tuple(elts=[path, reason])):
                # The way to the container, or to the property, differs from model to model.
                yield _text(path).removeprefix("…").removeprefix("."), _text(reason)


def _text(node: ast.expr) -> str:
    """Return the text of an expression; what is known only when it runs is an ellipsis."""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.FormattedValue):
        node = node.value
    try:
        return str(eval(ast.unparse(node), dict(vars(cross_field))))  # noqa: S307  (an expression of our own source)
    except NameError:
        return "…"


def _page_name(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2].removesuffix(".html")


def _settings() -> tuple[dict[str, str], list[str]]:
    """Return what each setting has to be, and what the provider says of those that it refuses."""
    asked: set[str] = set()

    class Configuration:
        def __init__(self, given: Mapping[str, Any]) -> None:
            self._given = given

        def get(self, key: str) -> Any:
            asked.add(key)
            return self._given.get(key)

    def answer(given: Mapping[str, Any]) -> str:
        try:
            Settings.from_configuration(Configuration(given))
        except SettingsError as error:
            return str(error)
        return ""

    answer({})
    taken, refused = {}, []
    for key in sorted(asked):
        if "does not honour" in (said := answer({key: "text"})):
            refused.append(said)
            continue
        [wanted] = re.findall(r" is not ([^;]+)", answer({key: object()}))
        members = re.findall(r"has a member that is none of ([^;]+)", answer({key: {"": ""}}))
        taken[key] = re.sub(r"(?<=such as )(.+)", r"`\1`", wanted) + "".join(
            f"; it may have {names}" for names in members
        )
    return taken, refused


def _link(name: str) -> str:
    return f"[{name}]({API}{name}.html)"


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  (the program and the file)
        sys.exit(f"Say which file to write the page to: {COMMAND}")
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
