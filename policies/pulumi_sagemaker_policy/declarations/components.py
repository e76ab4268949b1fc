"""Inference components, which are models by themselves if they have a container, and what they inherit.

A component takes network isolation, execution role and VPC from the configuration of its endpoint. That may be another
resource, in another stack, or in no stack. So it is judged where it is declared, and not with the component.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pulumi_sagemaker_policy.declarations.blocks import items, texts
from pulumi_sagemaker_policy.declarations.declaration import DeclaredContainer, DeclaredModel, Way, containers, fact
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    ContainerSubject,
    Field,
    Inherited,
    ModelSubject,
    Parts,
    Unreadable,
)

_CONFIGURATION: Final = Inherited("the endpoint configuration")


class _Component(DeclaredModel):
    @fact
    def isolation(self) -> Field:
        return self._inherited("enableNetworkIsolation")

    @fact
    def execution_role(self) -> Field:
        return self._inherited("executionRoleArn")

    @fact
    def subnets(self) -> Parts[Field]:
        return self._vpc

    @fact
    def security_groups(self) -> Parts[Field]:
        return self._vpc

    @fact
    def containers(self) -> Parts[ContainerSubject]:
        found = {container.path: specification for specification, container in _containers(self._properties, self._way)}
        return containers(
            self._child("specification").path,
            (container for _, container in _containers(self._properties, self._way)),
            lambda container: _Container(container, found[container.path], self._way),
        )

    @fact
    def _vpc(self) -> Parts[Field]:
        vpc = self._inherited("vpcConfig")
        return Parts(vpc.path, unreadable=(Unreadable(vpc, "a VPC of the endpoint configuration"),))

    def _inherited(self, key: str) -> Field:
        return Field(self._child(key).path, _CONFIGURATION)


class _Container(DeclaredContainer):
    """The container of a component; what the component is based on may have its image."""

    def __init__(self, block: Field, specification: Field, way: Way) -> None:
        super().__init__(block, way.spell)
        vars(self).update(_specification=specification)

    _specification: Field

    @fact
    def image(self) -> Field:
        image = self._child("image")
        for key, source in (("baseInferenceComponentName", "the base inference component"), ("modelName", "the model")):
            if image.value is ABSENT and self._spell(self._specification, key).value is not ABSENT:
                return Field(image.path, Inherited(source))
        return image

    @fact
    def model_data(self) -> Parts[Field]:
        url = self._child("artifactUrl")
        return texts(url.path, (url,))


def component(properties: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    """Read an inference component, which is a model if it has a container; one that names a model has none."""
    specification = way.spell(properties, "specification")
    if specification.value is UNKNOWN:
        yield Unreadable(specification, "a specification")
    elif any(container.value is not ABSENT for _, container in _containers(properties, way)):
        yield _Component(properties, way)


def _containers(properties: Field, way: Way) -> Iterator[tuple[Field, Field]]:
    """Find the containers of a component, with the specification of each: there is one, or one an instance type."""
    specifications = (way.spell(properties, "specification"), *items(way.spell(properties, "specifications")))
    for specification in specifications:
        container = way.spell(specification, "container")
        if container.value is not ABSENT:
            yield specification, container


class _EndpointConfiguration(DeclaredModel):
    host = True

    @fact
    def containers(self) -> Parts[ContainerSubject]:
        return Parts(self._child("productionVariants").path)


_TAKEN: Final = ("executionRoleArn", "vpcConfig", "enableNetworkIsolation")
"""What a component takes from an endpoint configuration; one whose variants name models has none of it."""


def endpoint_configuration(properties: Field, way: Way) -> Iterator[ModelSubject | Unreadable]:
    """Read an endpoint configuration, if it is one for inference components: its variants name no model."""
    variants = [
        variant
        for key in ("productionVariants", "shadowProductionVariants")
        for variant in items(way.spell(properties, key))
        if isinstance(variant.value, Mapping)
    ]
    nameless = any(way.spell(variant, "modelName").value in (ABSENT, "") for variant in variants)
    if nameless or (not variants and any(way.spell(properties, key).value is not ABSENT for key in _TAKEN)):
        yield _EndpointConfiguration(properties, way)
