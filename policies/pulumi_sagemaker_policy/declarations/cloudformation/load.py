"""Loads the text of a template into maps, lists and texts, as CloudFormation reads it.

A value that CloudFormation may read in another way than it is written becomes `Unresolvable`: no reading is guessed.
Such values are numbers that are no plain decimals (YAML 1.1 takes 010 for 8 and 1:30 for 90), and keys that come twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

from pulumi_sagemaker_policy.declarations.subject import Unresolvable
from pulumi_sagemaker_policy.lazy_re import LazyPattern
from pulumi_sagemaker_policy.quoting import shown

_LARGEST: Final = 1_000_000
"""CloudFormation takes no longer template, from wherever."""

_DEEPEST: Final = 100
"""How deep blocks may stand in blocks: no template needs as much, and libyaml takes the square of it in time."""

_STANDARD: Final = "tag:yaml.org,2002:"

_EMPTY: Final = frozenset(("", "~", "null", "Null", "NULL"))
_SWITCHES: Final = {
    spelling: switch
    for switch, words in ((True, ("yes", "true", "on")), (False, ("no", "false", "off")))
    for word in words
    for spelling in (word, word.capitalize(), word.upper())
}

_NUMBER: Final = LazyPattern(
    r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])*|0"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+"
    r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
"""What YAML, in any of its versions, takes for a number."""

_PLAIN: Final = LazyPattern(r"0|-?[1-9][0-9]{0,14}|-?(?:[1-9][0-9]{0,6}\.[0-9]{0,7}|0\.(?!000)[0-9]{0,14})[1-9]")
"""A number that is written as every reader writes it, whatever it keeps numbers in."""

_TIME: Final = LazyPattern(r"[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*")

_NOT_AS_WRITTEN: Final = Unresolvable(
    "a value that CloudFormation may read in another way than it is written", "put it in quotes, to make a text of it"
)

_Parser: Callable[[str], Any] = getattr(yaml.cyaml, "CParser", yaml.SafeLoader)  # PyYAML may be built without libyaml


Doubled: TypeAlias = list[tuple[str, Unresolvable]]


class LoadError(ValueError):
    """A text that CloudFormation does not take; its own text says where and why, and quotes nothing but keys."""


class Loaded(NamedTuple):
    """A template, and its keys that come twice: what to say of each, and the value that stands for both."""

    body: Mapping[str, object]
    twice: tuple[tuple[str, Unresolvable], ...]


def load(text: str) -> Loaded:
    """Load a template of either form; raise `LoadError` for what CloudFormation does not take."""
    if len(text) > _LARGEST:
        raise LoadError(f"it has more than {_LARGEST} characters")
    twice: Doubled = []
    try:
        body = _load_json(text, twice, _NUMBERS)
    except LoadError:
        body = _load_yaml(text, twice)
    else:
        if twice:
            body, twice = _with_places(text, body, twice)
    if not isinstance(body, dict):
        raise LoadError(body.what if isinstance(body, Unresolvable) else "it is no map")
    return Loaded(body, tuple(twice))


def plain_number(text: str) -> str | Unresolvable:
    """Read a number, as the text that CloudFormation makes of it where a text belongs."""
    return text if _PLAIN.fullmatch(text) else _NOT_AS_WRITTEN


_NUMBERS: Final[dict[str, Any]] = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), plain_number)


def parse_json(text: str) -> object:
    """Parse JSON; raise ValueError for other texts, and for a key that comes twice: readers differ on which counts."""
    twice: Doubled = []
    parsed = _load_json(text, twice, {})
    for said, _ in twice:
        raise LoadError(said)
    return parsed


def _load_json(text: str, twice: Doubled, numbers: Mapping[str, Any]) -> object:
    def build(pairs: list[tuple[str, object]]) -> dict[str, object]:
        built = dict(pairs)
        if len(built) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    built[key] = _doubled(key, "", twice)
                seen.add(key)
        return built

    try:
        parsed: object = json.loads(text, object_pairs_hook=build, **numbers)
    except json.JSONDecodeError as error:
        raise LoadError(f"line {error.lineno}, column {error.colno}: it is no JSON") from None
    except RecursionError:
        raise LoadError("it is nested too deep") from None
    return parsed


def _with_places(text: str, body: object, twice: Doubled) -> tuple[object, Doubled]:
    """Load JSON once more, as the YAML that it is too, since Python's reader does not say where a key is."""
    placed: Doubled = []
    try:
        return _load_yaml(text, placed), placed
    except LoadError:
        return body, twice


def _doubled(key: str, place: str, twice: Doubled) -> Unresolvable:
    value = Unresolvable(f"a key that comes twice{f' ({place})' if place else ''}", "take one of them out")
    twice.append((f"{f'{place}: ' if place else ''}the key {shown(key)} comes twice", value))
    return value


def _plain(text: str) -> object:
    """Read a text without quotes."""
    if text in _EMPTY:
        return None
    if text in _SWITCHES:
        return _SWITCHES[text]
    if _NUMBER.fullmatch(text):
        return plain_number(text)
    return _NOT_AS_WRITTEN if _TIME.fullmatch(text) else text


_Key: TypeAlias = object
_NO_KEY: Final = object()


class _Block:
    """A map or list that is being filled; `name` is the short form of the function whose argument it is."""

    __slots__ = ("filled", "flaw", "key", "name")

    def __init__(self, filled: dict[str, object] | list[object], name: str | None) -> None:
        self.filled, self.name = filled, name
        self.key: _Key = _NO_KEY
        self.flaw: Unresolvable | None = None


def _load_yaml(text: str, twice: Doubled) -> object:
    try:
        return _Builder(twice).build(_Parser(text))
    except yaml.MarkedYAMLError as error:
        place = f"{_where(error.problem_mark)}: " if error.problem_mark else ""
        raise LoadError(f"{place}{error.problem}") from None
    except (yaml.YAMLError, UnicodeError):
        raise LoadError("it has characters that YAML does not take") from None


def _where(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"


_STARTS: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Builder:
    """Builds what a text says out of the parser's events: PyYAML's own way there takes five times as long."""

    def __init__(self, twice: Doubled) -> None:
        self.twice = twice
        self.blocks: list[_Block] = []
        self.root: object = _NO_KEY
        # What the texts without quotes say, of which a template has the same again and again.
        self.texts: dict[str, object] = {}

    def build(self, parser: Any) -> object:
        """Take all events: one for each text, and two for each block."""
        next_event, blocks = parser.get_event, self.blocks
        while (kind := type(event := next_event())) is not yaml.StreamEndEvent:
            if kind is yaml.ScalarEvent:
                if event.anchor is not None:
                    raise _refused(event, "CloudFormation takes no anchors")
                block = blocks[-1] if blocks else None
                if block is not None and block.key is _NO_KEY and type(block.filled) is dict:
                    self._open(block, block.filled, event)
                else:
                    self._put(self._scalar(event))
            elif kind in _STARTS:
                self._start(event)
            elif kind in _ENDS:
                block = blocks.pop()
                value = block.filled if block.flaw is None else block.flaw
                self._put(value if block.name is None else {block.name: value})
            elif kind is yaml.AliasEvent:
                raise _refused(event, "CloudFormation takes no aliases")
            elif kind is yaml.DocumentStartEvent and self.root is not _NO_KEY:
                raise _refused(event, "it has a second document")
        return self.root

    def _start(self, event: Any) -> None:
        if event.anchor is not None:
            raise _refused(event, "CloudFormation takes no anchors")
        if len(self.blocks) == _DEEPEST:
            raise _refused(event, "it is nested too deep")
        if self.blocks and self.blocks[-1].key is _NO_KEY and isinstance(self.blocks[-1].filled, dict):
            raise _refused(event, "a key is no text")
        mapping = type(event) is yaml.MappingStartEvent
        name = None
        if event.tag not in (None, "!", f"{_STANDARD}{'map' if mapping else 'seq'}"):
            name = _short_form(event)
        self.blocks.append(_Block({} if mapping else [], name))

    def _put(self, value: object) -> None:
        if not self.blocks:
            self.root = value
            return
        block = self.blocks[-1]
        if isinstance(block.filled, list):
            block.filled.append(value)
            return
        key, block.key = block.key, _NO_KEY
        if not isinstance(key, str):
            return  # its name is not certain, and the block says so
        if isinstance(key, _Twice):
            return
        block.filled[key] = value

    def _open(self, block: _Block, filled: dict[str, object], event: Any) -> None:
        """Take a key."""
        key = self._scalar(event)
        if isinstance(key, bool) and event.value in ("true", "false"):
            key = event.value  # as a switch it would become this very text
        if key == "<<" and not event.style:
            raise _refused(event, "CloudFormation takes no merges")
        if isinstance(key, str):
            if key in filled:
                filled[key] = _doubled(key, _where(event.start_mark), self.twice)
                key = _Twice(key)
        else:
            what = f"a map with a key that may be read in another way ({_where(event.start_mark)})"
            block.flaw = Unresolvable(what, "put the key in quotes there, to make it a text")
            key = None
        block.key = key

    def _scalar(self, event: Any) -> object:
        text, tag = event.value, event.tag
        if tag is None:
            if event.style:
                return text
            if text not in self.texts:
                self.texts[text] = _plain(text)
            return self.texts[text]
        standard = _STANDARD_SCALARS.get(tag) if tag != f"{_STANDARD}bool" or text in _SWITCHES else None
        return standard(text) if standard else {_short_form(event): text}


_STANDARD_SCALARS: Final[Mapping[str, Callable[[str], object]]] = {
    "!": str,
    f"{_STANDARD}str": str,
    f"{_STANDARD}int": plain_number,
    f"{_STANDARD}float": plain_number,
    f"{_STANDARD}bool": lambda text: _SWITCHES[text],
    f"{_STANDARD}null": lambda _: None,
}
"""What YAML's own tags make of a text; CloudFormation takes no others of them."""


class _Twice(str):
    """A key that is there already, whose value is not needed."""

    __slots__ = ()


def _short_form(event: Any) -> str:
    """Name the function that a tag such as `!Sub` stands for."""
    tag: str = event.tag
    if not tag.startswith("!") or tag == "!":
        raise _refused(event, "CloudFormation does not take this tag")
    name = tag[1:]
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


def _refused(event: Any, reason: str) -> LoadError:
    return LoadError(f"{_where(event.start_mark)}: {reason}")
