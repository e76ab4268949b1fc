"""Paths of properties in resource options, such as `containers[0].environment.KEY`, as the engine spells them.

The engine says nothing of a path that it does not know, and a change that was to be ignored replaces the model. So
every segment that is a property's name is spelt as the engine does, and a path that names nothing is refused.
Grammar: https://github.com/pulumi/pulumi, sdk/go/common/resource/properties_path.go.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import pulumi
from pulumi import ResourceOptions

from pulumi_sagemaker_model import lazy_imports
from pulumi_sagemaker_model.args import ModelArgs
from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.casing import STRUCTURES, camel_case, snake_case
from pulumi_sagemaker_model.properties import LISTS, MAPS, OF_MODEL, TAGS

_KNOWN: Final = (snake_case(one.name) for one in OF_MODEL.values() if not one.hidden)
_NAMES: Final = tuple(dict.fromkeys((*_KNOWN, *ModelArgs.__annotations__)))
_ALL: Final = tuple(dict.fromkeys((*(camel_case(name) for name in _NAMES), *sorted(TAGS))))
_ANY: Final = "*"

_SEGMENT: Final = re.compile(
    r"""(?P<dot>\.?)(?:(?P<name>[^.\[]+)|\[(?:"(?P<quoted>(?:\\"|[^"])*)"|(?P<index>[0-9]+|\*))\])"""
)


class _Segment(NamedTuple):
    """A part of a path: a name, or a place in a list."""

    value: str
    text: str
    """As it is written, with the dot or the brackets around it."""
    is_index: bool = False

    def spelt(self, name: str) -> _Segment:
        before, _, after = self.text.rpartition(self.value)
        return self._replace(value=name, text=before + name + after)


class _NothingError(Exception):
    """A path names nothing."""


def respelled(opts: ResourceOptions) -> ResourceOptions:
    """Return `opts` with its paths as the engine spells them; they may be written in either spelling."""
    for option in ("ignore_changes", "replace_on_changes", "hide_diffs", "additional_secret_outputs"):
        paths: Sequence[str] | None = getattr(opts, option)
        if not paths:
            continue
        spelt = [_path(option, path) for path in paths]
        if option in {"hide_diffs", "additional_secret_outputs"}:
            # All tags are the sum of what the state keeps apart.
            sums = [path for path in spelt if path[0].value == "tagsAll"]
            spelt += [[path[0].spelt(part), *path[1:]] for path in sums for part in sorted(TAGS - {"tagsAll"})]
        if option == "additional_secret_outputs":
            # The engine takes whole outputs only, and would leave a part of one in plain text.
            texts = [name for path in spelt for name in (_ALL if path[0].value == _ANY else [path[0].value])]
        else:
            texts = ["".join(segment.text for segment in path) for path in spelt]
        setattr(opts, option, list(dict.fromkeys(texts)))
    return opts


def _path(option: str, path: str) -> list[_Segment]:
    try:
        return _object("Model", _NAMES, _segments(path))
    except _NothingError as nothing:
        raise pulumi.RunError(f"{option} of a Model has {path!r}, which names nothing: {nothing}") from None


def _segments(path: str) -> list[_Segment]:
    segments, position = [], 0
    while position < len(path):
        found = _SEGMENT.match(path, position)
        if not found or (found["name"] and bool(found["dot"]) != bool(position)) or (found["dot"] and not position):
            raise _NothingError("write it as in containers[0].environment.KEY")
        value = found["name"] or found["index"] or (found["quoted"] or "").replace('\\"', '"')
        segments.append(_Segment(value, found[0], is_index=found["index"] is not None))
        position = found.end()
    if not segments:
        raise _NothingError("write it as in containers[0].environment.KEY")
    return segments


def _object(what: str, names: Collection[str], segments: Sequence[_Segment]) -> list[_Segment]:
    """Spell the segments from a structure on, of which the first is one of its properties' `names`."""
    if not segments:
        return []
    first, rest = segments[0], segments[1:]
    known = {camel_case(name): name for name in names}
    if first.value == _ANY:
        return [first, *(_in_any(what, known, rest) if rest else [])]
    if first.is_index:
        raise _NothingError(f"{what} is no list, name one of its properties")
    if first.value.startswith("__") and what == "Model":
        # What this package or the SDK keeps for itself.
        return list(segments)
    name = camel_case(first.value)
    if name not in known and _is_newer(name):
        return [first.spelt(name), *rest]
    if name not in known:
        close = lazy_imports.load("difflib").get_close_matches(snake_case(name), names, n=1)
        raise _NothingError(f"did you mean {close[0]}?" if close else f"{what} has {', '.join(sorted(names))}")
    return _property(name, first.spelt(name), rest)


def _in_any(what: str, known: Collection[str], segments: Sequence[_Segment]) -> list[_Segment]:
    """Spell the segments after `*`, which are the same whichever property of a structure has them."""
    for name in known:
        with contextlib.suppress(_NothingError):
            return _property(name, segments[0], segments)[1:]
    raise _NothingError(f"no property of {what} has it")


def _property(name: str, segment: _Segment, rest: Sequence[_Segment]) -> list[_Segment]:
    """Spell a segment and what follows it, where the segment is the property `name`."""
    what = snake_case(name)
    if name == "s3DataSources":
        return _only_source(segment, rest)
    if name in MAPS:
        if rest and (len(rest) > 1 or (rest[0].is_index and rest[0].value != _ANY)):
            raise _NothingError(f'{what} is a map of strings, name one key as in {what}["KEY"]')
        return [segment, *rest]
    if name in LISTS and rest:
        if not rest[0].is_index and rest[0].value != _ANY:
            raise _NothingError(f"{what} is a list, say which item as in {what}[0] or {what}[*]")
        return [segment, rest[0], *_inside(name, rest[1:])]
    return [segment, *_inside(name, rest)]


def _only_source(segment: _Segment, rest: Sequence[_Segment]) -> list[_Segment]:
    """Spell `s3_data_sources`, a list of one, as the `s3DataSource` that `Model` makes of it."""
    if rest and rest[0].value not in {"0", _ANY}:
        raise _NothingError("s3_data_sources is a list of one, write s3_data_sources[0]")
    return [segment.spelt("s3DataSource"), *_inside("s3DataSource", rest[1:])]


def _inside(name: str, segments: Sequence[_Segment]) -> list[_Segment]:
    if not segments:
        return []
    if name not in STRUCTURES:
        raise _NothingError(f"{snake_case(name)} has no parts")
    return _object(snake_case(name), STRUCTURES[name].__annotations__, segments)


def _is_newer(name: str) -> bool:
    """Tell whether the service model has a property that this package has nowhere: a dictionary may give it."""
    ours = {camel_case(known) for structure in STRUCTURES.values() for known in structure.__annotations__}
    return name not in {*ours, *_ALL, "modelName"} and name in service_model.create_model_names()
