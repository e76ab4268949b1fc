"""What the AWS provider was told that a program gives to a model (`aws.Provider(...)`), as a hidden input says it.

Each setting of such a provider is a row of `aws/settings.py`, and one more needs no change here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

import pulumi
from pulumi import Output, ProviderResource
from pulumi.runtime import rpc, settings
from pulumi.runtime.config import is_config_secret
from pulumi.runtime.proto import resource_pb2

from pulumi_sagemaker_model.aws.configuration import URN
from pulumi_sagemaker_model.aws.settings import OF_PROVIDERS, SETTINGS
from pulumi_sagemaker_model.casing import camel_case
from pulumi_sagemaker_model.program import registrations, secrecy
from pulumi_sagemaker_model.properties import AWS_PROVIDER, is_known

UNSEEN: Final = (
    "what its provider {name} was told cannot be read, as the engine was asked for that provider before this package "
    "was imported; import pulumi_sagemaker_model before the program makes the provider"
)
"""Why a model is refused whose provider cannot be read."""

NOT_OF_AWS: Final = "a transform gives it the provider {name}, which is none of aws: give it an aws.Provider, or none"
"""Why a model is refused that gets another package's provider."""


class Explicit:
    """The explicit provider of a model that is being declared.

    Which one that is, is known once all transformations have had their say; what it was told, once it is registered.
    """

    def __init__(self) -> None:
        self.provider: ProviderResource | None = None

    def told(self) -> Output[Any]:
        """Return what the provider was told, or a sentence why that cannot be known, or None if there is no provider.

        Secret is what the provider has as secret, and what never may be plain.
        """

        async def resources() -> set[pulumi.Resource]:
            return set() if self.provider is None else {self.provider}

        async def find() -> tuple[Any, bool, bool]:
            return await self._told(), True, False

        return secrecy.output(asyncio.ensure_future(resources()), find())

    def from_setting(self, name: str, given: Any = None) -> Any:
        """Return what to declare for a property that `check` takes from a setting if the program gives none."""
        if given is not None:
            return given

        async def find() -> tuple[None, bool, bool]:
            told = await self._told()
            if told is None:
                return None, True, is_config_secret(f"aws:{name}")
            setting = told.get(name) if isinstance(told, Mapping) else None
            return None, True, isinstance(setting, Output) and await setting.is_secret()

        return secrecy.output(set(), find())

    async def _told(self) -> dict[str, Any] | str | None:
        if self.provider is None:
            return None
        return _told(await self.provider.urn.future() or "")


def is_possible(opts: pulumi.ResourceOptions) -> bool:
    """Tell whether a resource may have an explicit provider, by its options, its parents or a transformation."""
    parent = opts.parent or settings.get_root_resource()
    given = opts.provider or opts.providers or opts.transformations
    return bool(given or (parent and (parent._providers or parent._transformations)))  # noqa: SLF001  (no public way)


async def take(request: resource_pb2.TransformRequest) -> None:
    """Give a model the provider that a transform gives it, in the place of its own, which the engine would ask.

    Args:
        request: what transforms have made of the model; changed in place.
    """
    urn = request.options.provider.rpartition("::")[0]
    told = _told(urn) if urn.endswith(f"{registrations.TYPE}::{_name(urn)}") else NOT_OF_AWS.format(name=_name(urn))
    hidden: dict[str, Any] = {AWS_PROVIDER: told}
    for name in sorted({"region", "defaultTags", "ignoreTags"} - request.properties.fields.keys()):
        if isinstance(told, Mapping) and isinstance(told.get(name), Output):
            hidden[name] = Output.secret(None)
    sent = await rpc.serialize_properties(hidden, {})
    for name, value in sent.fields.items():
        request.properties.fields[name].CopyFrom(value)
    request.options.ClearField("provider")


def _told(urn: str) -> dict[str, Any] | str:
    """Return what the provider of this URN was told, or a sentence why that cannot be known."""
    sent = registrations.answer(urn)
    if sent is None:
        return UNSEEN.format(name=_name(urn))
    properties = rpc.deserialize_properties(sent, keep_unknowns=True)
    told = {name: _setting(name, properties[name]) for name in OF_PROVIDERS if properties.get(name) is not None}
    return {**told, URN: urn}


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _setting(name: str, value: Any) -> Any:
    """Return a setting as the state has it: no JSON, and members as the `aws:` configuration spells them."""
    setting = SETTINGS.get(f"aws:{name}")
    is_secret = rpc.is_rpc_secret(value) or (setting is not None and setting.always_secret)
    value = rpc.unwrap_rpc_secret(value)
    if not is_known(value):
        return _unknown(is_secret=is_secret)
    if setting is not None and setting.kind.structured:
        value = _members(_structure(value))
    value = _texts(value)
    return Output.secret(value) if is_secret else value


def _unknown(*, is_secret: bool) -> Output[None]:
    async def found() -> tuple[None, bool, bool]:
        return None, False, is_secret

    return secrecy.output(set(), found())


def _structure(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value  # to be refused by name
    return value


def _members(value: Any) -> Any:
    """Spell the members of an object or of each in a list; what they hold is the program's own."""
    if isinstance(value, list):
        return [_members(item) for item in value]
    return {camel_case(key): item for key, item in value.items()} if isinstance(value, Mapping) else value


def _texts(value: Any) -> Any:
    """Return a value without what is null, and with text in the place of numbers and booleans, as a provider has it."""
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _texts(item) for key, item in value.items() if item is not None}
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else value
