"""CloudFormation stacks and stack sets.

`templates.py` reads them. It is loaded at the first of them: few programs have one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations.blocks import Spelling, camel
from pulumi_sagemaker_policy.declarations.subject import ModelSubject, Tags, Unreadable


def stack(
    name: str, own: Callable[[ResourceValidationArgs], Tags], spell: Spelling = camel
) -> Callable[[ResourceValidationArgs], Iterator[ModelSubject | Unreadable]]:
    """Make a reader for stacks whose name is the property `name`."""
    return lambda args: _templates().read_stack(args, name=name, own=own, spell=spell)


def stack_set(
    own: Callable[[ResourceValidationArgs], Tags], spell: Spelling = camel
) -> Callable[[ResourceValidationArgs], Iterator[ModelSubject | Unreadable]]:
    """Make a reader for stack sets."""
    return lambda args: _templates().read_stack_set(args, own=own, spell=spell)


def _templates() -> Any:
    return import_module(f"{__package__}.templates")
