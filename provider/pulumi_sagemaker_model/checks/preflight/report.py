"""Asks about a model and tells people what came of it, at a preview and at a refresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi

from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.aws.lookups import sagemaker
from pulumi_sagemaker_model.aws.lookups.outcome import Found
from pulumi_sagemaker_model.aws.lookups.pool import Pool
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.checks.preflight import Examination, Path, examine
from pulumi_sagemaker_model.properties import MADE, SECRETS


class Preflight:
    """What this process has asked and said."""

    def __init__(self, pool: Pool | None = None) -> None:
        self._pool = pool or Pool()
        self._said: set[str] = set()
        self._told_unchecked = False

    def of_preview(self, settings: Settings, inputs: Mapping[str, Any], told: Mapping[str, Any], who: str) -> list[str]:
        """Return what fails a preview; what is only to be warned of is said here.

        Args:
            settings: the stack's.
            inputs: checked inputs of a model that is to be created, also in the place of another.
            told: the hidden input `PREVIEW`.
            who: how people know the resource.
        """
        if settings.preflight == "off":
            return []
        redaction.hide_secrets_of(inputs)
        secret = _paths(told.get(SECRETS))
        found = self._examined(settings, inputs, _paths(told.get(MADE)), secret)
        if found.findings and inputs.get("adoptExisting") and self._is_there(settings, inputs):
            # It needs nothing any more, and AWS makes nothing.
            return []
        sentences = [finding.whole(secret) for finding in found.findings]
        if settings.preflight == "error":
            return sentences
        for sentence in sentences:
            self._warn(f"{who}: {sentence}")
        return []

    def of_refresh(self, settings: Settings, inputs: Mapping[str, Any], name: str) -> None:
        """Warn of what is gone since a model was made.

        Args:
            settings: the stack's.
            inputs: the model as AWS has it.
            name: its name.
        """
        if settings.preflight == "off":
            return
        secret = _paths(inputs.get(SECRETS))
        for finding in self._examined(settings, inputs, (), secret).findings:
            self._warn(
                f"model {name}: {finding.wrong(secret)}; endpoints that serve the model may fail when they next scale "
                "out or restart"
            )

    def _examined(
        self, settings: Settings, inputs: Mapping[str, Any], made: Sequence[Path], secret: Sequence[Path]
    ) -> Examination:
        found = examine(self._pool, settings, inputs, made, secret)
        unchecked = _unchecked(found)
        if unchecked and not self._told_unchecked:
            self._told_unchecked = True
            pulumi.log.info(redaction.shown(unchecked))
        return found

    def _is_there(self, settings: Settings, inputs: Mapping[str, Any]) -> bool:
        name, region = inputs.get("name"), inputs.get("region")
        if not (isinstance(name, str) and isinstance(region, str)):
            return False
        question = sagemaker.Model(name)
        return isinstance(self._pool.outcomes(settings, region, [question])[question], Found)

    def _warn(self, line: str) -> None:
        # The engine checks a model that replaces another twice.
        if line not in self._said:
            self._said.add(line)
            pulumi.log.warn(line)


def _unchecked(found: Examination) -> str:
    """Return what is said of all that could not be told, or nothing."""
    denied = ", ".join(found.denied)
    parts = [f"{denied} {'is' if len(found.denied) == 1 else 'are'} not allowed"] if denied else []
    parts += [f"{service} gave no answer in time" for service in found.silent]
    return f"not checked: {'; '.join(parts)}" if parts else ""


def _paths(value: Any) -> list[Path]:
    """Return paths as the program sent them; at a refresh a state may have any."""
    return [path for path in value if isinstance(path, list)] if isinstance(value, list) else []


PREFLIGHT: Final = Preflight()
"""That of this process, in which all models share what was asked."""
