"""A model's properties as programs spell them, and as the engine does: snake_case and camelCase, at every depth.

Only the keys of structures that `args` has are respelled. Those of any other dictionary are the user's own, as in
`environment` and `tags`, or belong to a member of the API that this version does not know: they pass as they are.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cache, lru_cache
from inspect import isawaitable
from typing import Any, Final, cast, is_typeddict

import pulumi
from pulumi import Output, RunError
from pulumi._types import input_type_to_dict, is_input_type  # what the SDK itself asks of an args object

from pulumi_sagemaker_model import args
from pulumi_sagemaker_model.args import Structure

PLAIN: Final = (str, int, float, type(None))
"""What most values of a program are, of which no more need be asked."""


@lru_cache(maxsize=1024)
def camel_case(name: str) -> str:
    """Spell a name as the engine does: `model_data_url` to `modelDataUrl`; one that is so already stays."""
    return re.sub(r"_+([a-z0-9])", lambda match: match[1].upper(), name)


def snake_case(name: str) -> str:
    """Spell a name as programs do: `modelDataUrl` to `model_data_url`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _structure_in(annotation: str) -> type | None:
    """Return the class of `args` that an annotation, or the alias in it, names; the others there are not looked at."""
    for name in re.findall(r"\w+", annotation):
        known = vars(args).get(name)
        if isinstance(known, str):
            return _structure_in(known)
        if is_typeddict(known):
            return cast("type", known)
    return None


# `get_type_hints` would evaluate all annotations, which costs more than the rest of this package's import.
STRUCTURES: Final[Mapping[str, type]] = {
    camel_case(name): structure
    for of in vars(args).values()
    if is_typeddict(of)
    for name, annotation in of.__annotations__.items()
    if (structure := _structure_in(annotation.__forward_arg__))
}
"""The properties that are structures, or lists of them, and the class of `args` that each is of."""


@cache
def output_type(of: type) -> type[Structure]:
    """Make the output type of a structure: a property that is not set is None, and an unknown attribute is an error."""
    names = list(of.__annotations__)
    properties = {name: pulumi.property(camel_case(name)) for name in names}
    return pulumi.output_type(
        type(
            of.__name__.removesuffix("Args"),
            (Structure,),
            {
                "__doc__": of.__doc__,
                "__annotations__": dict.fromkeys(names, Any),
                "__init__": dict.__init__,
                "__eq__": dict.__eq__,
                **properties,
            },
        )
    )


def to_engine(value: Any, name: str = "Model", *, structure: bool = True) -> Any:
    """Spell arguments as the engine does, inside outputs and awaitables too.

    What is secret stays so where it is, and nothing else becomes so.

    Args:
        value: what the program gives.
        name: what it is given for, a property or `Model`.
        structure: whether the keys of a dictionary are names of properties.

    Raises:
        RunError: a key is no string, or two keys are spellings of one name.
    """
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, Output) or isawaitable(value):
        return _when_known(value, lambda known: to_engine(known, name, structure=structure))
    if is_input_type(type(value)):
        value = input_type_to_dict(value)
    if isinstance(value, (list, tuple)):
        return [to_engine(item, name, structure=structure) for item in value]
    if not isinstance(value, Mapping):
        return value
    if not all(isinstance(key, str) for key in value):
        raise RunError(f"{name} has a key that is no string; write all its keys as strings")
    if not structure:
        return {key: to_engine(item, name, structure=False) for key, item in value.items()}
    spelled = {
        key: to_engine(_shaped(key, item), key, structure=key in STRUCTURES)
        for key, item in _camel_cased(name, value).items()
    }
    return _with_one_source(spelled)


def _camel_cased(name: str, structure: Mapping[str, Any]) -> dict[str, Any]:
    """Spell the keys of a structure as the engine does; one that is None counts as not given."""
    spelled: dict[str, Any] = {}
    keys: dict[str, str] = {}
    for key, item in structure.items():
        property_ = camel_case(key)
        if spelled.get(property_) is None:
            spelled[property_], keys[property_] = item, key
        elif item is not None:
            raise RunError(f"{name} has both {keys[property_]} and {key}, which are one property; give one of the two")
    return spelled


def to_program(name: str, value: Any) -> Any:
    """Spell the value that the engine has for the property `name` as programs do."""
    if isinstance(value, list):
        return [to_program(name, item) for item in value]
    if isinstance(value, Mapping) and name in STRUCTURES:
        spelled = {snake_case(key): to_program(key, item) for key, item in value.items()}
        if "s3_data_source" in spelled:
            spelled["s3_data_sources"] = [spelled["s3_data_source"]]
        return output_type(STRUCTURES[name])(spelled)
    # The engine's numbers are floats; the API has whole ones only.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _shaped(key: str, value: Any) -> Any:
    """Turn a list of one into its structure, and a structure into a list of one, where `key` is for the other.

    `check` would do so, too. But what is secret is known by its path here, and has to be in the same place there.
    """
    if key not in STRUCTURES or key == "s3DataSources":
        return value
    if isinstance(value, Output) or isawaitable(value):
        return _when_known(value, lambda known: _shaped(key, known))
    from pulumi_sagemaker_model.properties import LISTS  # noqa: PLC0415  (as in `resource`, for a declaration alone)

    if key not in LISTS:
        return _only(value)
    return [value] if isinstance(value, Mapping) or is_input_type(type(value)) else value


def _with_one_source(structure: dict[str, Any]) -> dict[str, Any]:
    """Turn `s3DataSources`, which `pulumi_aws` has, into the API's one; what does not fit stays, to be refused."""
    sources = structure.get("s3DataSources")
    source, listed = structure.get("s3DataSource"), _only(sources)
    if sources is not None and (source is None or source == listed):
        del structure["s3DataSources"]
        structure["s3DataSource"] = listed
    return structure


def _only(values: Any) -> Any:
    """Return the item of a list of one, and any other value as it is."""
    if isinstance(values, Output) or isawaitable(values):
        return _when_known(values, _only)
    return values[0] if isinstance(values, list) and len(values) == 1 else values


def _when_known(value: Output[Any] | Awaitable[Any], then: Callable[[Any], Any]) -> Output[Any] | Awaitable[Any]:
    if isinstance(value, Output):
        return value.apply(then)

    async def awaited() -> Any:
        return then(await value)

    # A coroutine can be awaited once only, and a model's tags go to the engine twice.
    return asyncio.ensure_future(awaited())
