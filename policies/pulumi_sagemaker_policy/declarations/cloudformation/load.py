"""Loads the text of a template."""

import json
from collections.abc import Mapping
from typing import Any, Final

import yaml
from yaml.composer import Composer
from yaml.constructor import ConstructorError
from yaml.resolver import Resolver

_LARGEST: Final = 1_000_000
"""CloudFormation takes no longer template, from wherever."""

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
