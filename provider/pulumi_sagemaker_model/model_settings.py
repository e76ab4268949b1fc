"""The settings of each model: those of its explicit provider, or the stack's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi import dynamic

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws.session import resolved_region
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.properties import AWS_PROVIDER, is_known

_KEYS: Final = frozenset({"accessKey", "secretKey", "token"})
"""Settings that are one's credentials together."""


class ModelSettings:
    """Reads settings; the stack's are read once."""

    def __init__(self, configuration: dynamic.Config) -> None:
        self._configuration = configuration
        self._of_stack: Settings | None = None
        self._usual_regions: dict[Settings, str | None] = {}

    def of(self, properties: Mapping[str, Any]) -> Settings:
        """Return the settings of the explicit provider that these properties name, as far as known, or the stack's.

        Raises:
            SettingsError: they cannot be used.
        """
        told = properties.get(AWS_PROVIDER)
        if isinstance(told, str):
            raise errors.SettingsError(told)
        if told is not None:
            return Settings.of(_known(told), self._configuration)
        if self._of_stack is None:
            self._of_stack = Settings.of(None, self._configuration)
        return self._of_stack

    def usual_region(self, settings: Settings) -> str | None:
        """Return the region of a model that names none, as these settings, the environment or the SDK's files have it.

        Raises:
            SettingsError: they cannot be used.
        """
        if settings not in self._usual_regions:
            self._usual_regions[settings] = resolved_region(settings)
        return self._usual_regions[settings]


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of what an explicit provider is told; keys go together, as one is of no use alone."""
    known = {key: value for key, value in told.items() if is_known(value)}
    if len(_KEYS & known.keys()) < len(_KEYS & told.keys()):
        known = {key: value for key, value in known.items() if key not in _KEYS}
    return known
