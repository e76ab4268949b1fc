"""Which resources a model depends on, as the engine has it, and whether an update of this stack may make them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from google.protobuf import struct_pb2

from pulumi_sagemaker_model.properties import DEPENDENCIES, MADE

_REFERENCE: Final = "pulumi:pulumi:StackReference"
"""Type of what refers to another stack, in which this update makes nothing."""


def after_transforms(told: struct_pb2.Struct, depends_on: Iterable[str]) -> None:
    """Bring up to date what the program tells of its inputs, once transforms have had their say.

    What a transform puts in the place of an input comes without its resources. The engine makes the model without
    waiting for them, so what is not there yet is rightly missed.

    Args:
        told: the hidden input `PREVIEW`, which is changed.
        depends_on: the URNs of all that the model depends on, by its inputs or explicitly.
    """
    known = {urn.string_value for urn in told.fields[DEPENDENCIES].list_value.values}
    del told.fields[DEPENDENCIES]
    if any(may_make(urn) for urn in set(depends_on) - known):
        told.fields[MADE].list_value.append([])


def may_make(urn: str) -> bool:
    """Tell whether an update of this stack may make the resource of a URN."""
    return f"::{_REFERENCE}::" not in urn
