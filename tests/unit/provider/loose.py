"""Models written in other types than the API's, as programs for pulumi-aws may write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StructureShape
from pulumi_sagemaker_model.scalars import text

_SCALARS = st.booleans() | st.integers(-(10**6), 10**6).map(float) | st.floats(allow_nan=False, width=16)
_BOOLEANS = {True: ("true", "True", "TRUE", "t", "T", "1"), False: ("false", "False", "FALSE", "f", "F", "0")}
_MEMBERS = service_model.members(service_model.create_model_shape())


@st.composite
def loosened(draw: st.DrawFn, model: Mapping[str, Any], *, shapes: bool = True) -> tuple[Any, dict[str, Any]]:
    """Draw another way to write `model`, and the model that it writes: texts of maps may be other ones than before.

    Without `shapes` structures are structures, and lists of them are lists.
    """
    pairs = {key: _pair(draw, key, value, shapes=shapes) for key, value in model.items()}
    return {key: loose for key, (loose, _) in pairs.items()}, {key: strict for key, (_, strict) in pairs.items()}


def _pair(draw: st.DrawFn, key: str, value: Any, *, shapes: bool) -> tuple[Any, Any]:
    if key == "tags":
        return _map(draw, value)
    if key in _MEMBERS:
        return _value(draw, _MEMBERS[key][1], value, shapes=shapes)
    return value, value


def _value(draw: st.DrawFn, shape: Shape, value: Any, *, shapes: bool) -> tuple[Any, Any]:
    if isinstance(shape, StructureShape):
        known = service_model.members(shape)
        pairs = {key: _value(draw, known[key][1], item, shapes=shapes) for key, item in value.items()}
        loose: Any = {key: pair[0] for key, pair in pairs.items()}
        return _maybe(draw, lambda: [loose], loose, possible=shapes), {key: pair[1] for key, pair in pairs.items()}
    if isinstance(shape, ListShape):
        items = [_value(draw, shape.member, item, shapes=shapes) for item in value]
        one = len(items) == 1 and (shapes or not isinstance(shape.member, StructureShape))
        loose = [item[0] for item in items]
        return _maybe(draw, lambda: loose[0], loose, possible=one), _once([item[1] for item in items])
    if isinstance(shape, MapShape):
        return _map(draw, value)
    if shape.type_name == "boolean":
        return _maybe(draw, lambda: draw(st.sampled_from(_BOOLEANS[value])), value), value
    if shape.type_name in {"integer", "long"}:
        return _maybe(draw, lambda: str(int(value)), value), value
    return value, value


def _map(draw: st.DrawFn, value: Mapping[str, str]) -> tuple[Any, Any]:
    loose = {key: _maybe(draw, lambda: draw(_SCALARS), item) for key, item in value.items()}
    return loose, {key: text(item) for key, item in loose.items()}


def _maybe(draw: st.DrawFn, other: Callable[[], Any], value: Any, *, possible: bool = True) -> Any:
    return other() if possible and draw(st.booleans()) else value


def _once(items: list[Any]) -> list[Any]:
    return list(dict.fromkeys(items)) if all(isinstance(item, str) for item in items) else items
