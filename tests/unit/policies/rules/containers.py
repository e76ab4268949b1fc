"""Models for the tests of rules about containers: each container is what its test is about, and nothing else."""

from dataclasses import replace
from typing import Any

from pulumi_sagemaker_policy import ContainerSubject, Field, ModelSubject, Parts, Unreadable
from pulumi_sagemaker_policy.testing import CONTAINER, MODEL


def model(*containers: ContainerSubject, hidden: tuple[str, ...] = (), unreadable: object = None) -> ModelSubject:
    """Make a model of these containers, and perhaps of some that cannot be read."""
    wrong = () if unreadable is None else (Unreadable(Field("containers[1]", unreadable), "a container"),)
    return replace(MODEL, containers=Parts("containers", containers, hidden, wrong))


def container(**facts: Any) -> ContainerSubject:
    """Make a container whose fields have these values, at paths of their own names."""
    fields: dict[str, Any] = {
        name: fact if isinstance(fact, Parts) else Field(name, fact) for name, fact in facts.items()
    }
    return replace(CONTAINER, **fields)
