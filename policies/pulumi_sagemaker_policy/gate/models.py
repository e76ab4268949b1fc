"""Which models a resource declares, read as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations.adapters import adapter, declared
from pulumi_sagemaker_policy.declarations.proxies import guard
from pulumi_sagemaker_policy.declarations.subject import ModelSubject, Unreadable
from pulumi_sagemaker_policy.gate.events import name_of, token_of
from pulumi_sagemaker_policy.quoting import one_line


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model as a report names it, and what was read of it: nothing if the declaration cannot be read here."""

    name: str
    part: ModelSubject | Unreadable | None


def models_of(urn: str, inputs: Mapping[str, Any] | None) -> Sequence[NamedModel]:
    """Return the models that a resource declares.

    What cannot be read, as a value is secret or a template is elsewhere, is one model with the resource's name.
    """
    if adapter(token_of(urn)) is None:
        return ()
    name = name_of(urn)
    if inputs is None:
        return (NamedModel(one_line(name), None),)
    args = ResourceValidationArgs(
        token_of(urn), guard(dict(inputs)), urn, name, cast("Any", None), cast("Any", None), {}, {}
    )
    try:
        parts = list(declared(args))
    except Exception:  # noqa: BLE001 - secrets are blinded here, and may have another shape than the rules saw
        return (NamedModel(one_line(name), None),)
    found: dict[str, NamedModel] = {}
    for part in parts:
        shown = one_line(part.name if isinstance(part, ModelSubject) else name)
        if shown not in found or isinstance(part, ModelSubject):
            found[shown] = NamedModel(shown, part)
    return tuple(found.values())
