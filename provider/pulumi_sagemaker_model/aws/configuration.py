"""Where settings are read: the stack's configuration, or what a provider was told that the program gives to a model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from pulumi_sagemaker_model.aws.setting_kinds import Kind
from pulumi_sagemaker_model.errors import SettingsError

URN: Final = "urn"
"""What a provider is told beside its settings: its URN."""


class Configuration(Protocol):
    """The stack's configuration, decrypted: what `ResourceProvider.configure` receives."""

    def get(self, key: str) -> Any:
        """Return the value of `NAMESPACE:KEY`, or None."""


class ExplicitProvider(NamedTuple):
    """What a provider was told that the program gives to a model: read in the place of the `aws:` configuration."""

    told: Mapping[str, Any]
    """Its settings, by their names in pulumi-aws (`OF_PROVIDERS`), and its URN."""
    stack: Configuration
    """The stack's configuration, for all other namespaces."""

    @property
    def name(self) -> str:
        """The name that the program gives it."""
        return str(self.told[URN]).rpartition("::")[2]

    def get(self, key: str) -> Any:
        """Return the value of `NAMESPACE:KEY`, or None."""
        namespace, _, name = key.partition(":")
        return self.told.get(name) if namespace == "aws" else self.stack.get(key)


def called(keys: Sequence[str], provider: str | None = None) -> str:
    """Return what people call settings, such as `aws:region`, of a provider of this name, or of the stack."""
    if provider is None:
        return " and ".join(keys)
    return f"{' and '.join(key.removeprefix('aws:') for key in keys)} of provider {provider}"


class Source(NamedTuple):
    """A configuration that is read setting by setting; what is wrong with one is said in its own words."""

    configuration: Configuration

    @property
    def provider(self) -> str | None:
        """The name of the explicit provider whose settings these are, if they are one's."""
        return self.configuration.name if isinstance(self.configuration, ExplicitProvider) else None

    def called(self, *keys: str) -> str:
        """Return what people call settings of this configuration."""
        return called(keys, self.provider)

    def read(self, setting: str, kind: Kind) -> Any:
        """Return what a setting means, or None if it is not set.

        Raises:
            SettingsError: it is not what it has to be.
        """
        value = self.given(setting, structured=kind.structured)
        if value is None:
            return None
        by_command = self.provider is None and not kind.structured
        remedy = f"; set it with: pulumi config set {setting} VALUE" if by_command else ""
        return self.meaning(value, kind, setting, remedy)

    def given(self, setting: str, *, structured: bool) -> Any:
        """Return the value of a setting, or None if it is not set; objects and lists may be JSON.

        Raises:
            SettingsError: it is no JSON.
        """
        value = self.configuration.get(setting)
        if structured and isinstance(value, str) and value:
            try:
                return json.loads(value)
            except ValueError:
                remedy = "; set it with --path" if self.provider is None else ""
                raise SettingsError(f"{self.called(setting)} is neither an object nor JSON{remedy}") from None
        return None if value == "" else value

    def meaning(self, value: Any, kind: Kind, where: str, remedy: str = "") -> Any:
        """Return what a value means that is at `where`, a setting or a member of one.

        Raises:
            SettingsError: it is not what it has to be.
        """
        meaning = kind.read(value)
        if meaning is None:
            raise SettingsError(f"{self.called(where)} is not {kind.wanted}{remedy}")
        return meaning
