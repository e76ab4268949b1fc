"""The typed arguments are the whole of CreateModel as botocore has it, and no more than that."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from typing_extensions import is_typeddict

import pulumi_sagemaker_model
from pulumi_sagemaker_model import Model, ModelArgs, args
from pulumi_sagemaker_model.args import Structure
from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, Shape, StructureShape, property_name
from pulumi_sagemaker_model.casing import STRUCTURES, camel_case, output_type, snake_case

OURS = {"adopt_existing", "region", "triggers"}
"""Arguments of `Model` that are not CreateModel's."""

OF_PULUMI_AWS = "s3_data_sources"
"""The one member that `pulumi_aws` has and the API has not."""


def structures(shape: StructureShape) -> Iterator[tuple[str, StructureShape]]:
    """Yield each structure below `shape`, or list of structures, under the property's name."""
    for name, (member, of) in service_model.members(shape).items():
        found: Shape = of.member if isinstance(of, ListShape) else of
        # Tags are a list of structures to the API, and a map to Pulumi.
        if isinstance(found, StructureShape) and member != "Tags":
            yield name, found
            yield from structures(found)


TODAY = dict(structures(service_model.create_model_shape()))


TYPED = {
    "ContainerDefinition": "Container",
    "S3ModelDataSource": "S3DataSource",
    "InferenceHubAccessConfig": "HubAccessConfig",
}
"""Structures that programs know by the name of the property, as `pulumi_aws` has it."""


def typed(shape: StructureShape) -> Any:
    """Return the typed arguments of a structure."""
    return vars(args)[f"{TYPED.get(shape.name, shape.name)}Args"]


@pytest.mark.parametrize("shape", TODAY.values(), ids=TODAY)
def test_given_api_structure_when_compared_then_typed_arguments_have_same_members(
    shape: StructureShape,
) -> None:
    members = typed(shape).__annotations__.keys()

    assert members - {OF_PULUMI_AWS} == {snake_case(name) for name in service_model.members(shape)}


@pytest.mark.parametrize("shape", TODAY.values(), ids=TODAY)
def test_given_api_structure_when_compared_then_typed_arguments_need_same_members(
    shape: StructureShape,
) -> None:
    of = typed(shape)
    needed = {name for name, of_it in of.__annotations__.items() if of.__total__ and "NotRequired" not in str(of_it)}

    # Of the two spellings of the one S3 location, either does.
    assert needed == {snake_case(property_name(name)) for name in shape.required_members} - {"s3_data_source"}


def test_given_the_api_when_compared_then_model_takes_all_of_it() -> None:
    members = service_model.members(service_model.create_model_shape())
    expected = {snake_case(name) for name in members.keys() - {"modelName"}} | {"name"} | OURS
    parameters = inspect.signature(Model).parameters.keys()

    assert parameters - {"resource_name", "args", "opts"} == expected
    assert ModelArgs.__annotations__.keys() == expected


def test_given_structures_of_the_api_when_compared_then_exactly_these_are_respelled() -> None:
    assert STRUCTURES.keys() - {"s3DataSources"} == TODAY.keys()
    for name, shape in TODAY.items():
        output = output_type(STRUCTURES[name])
        assert issubclass(output, Structure)
        for member in service_model.members(shape):
            assert isinstance(getattr(output, snake_case(member)), property)


@pytest.mark.parametrize("name", sorted({name for shape in TODAY.values() for name in service_model.members(shape)}))
def test_given_name_of_api_when_spelled_for_programs_and_back_then_it_is_the_same(name: str) -> None:
    assert camel_case(snake_case(name)) == name
    assert camel_case(name) == name


def test_given_typed_arguments_when_made_then_they_are_dictionaries_and_exported() -> None:
    classes: dict[str, Any] = {name: of for name, of in vars(args).items() if is_typeddict(of)}

    assert args.ContainerArgs(image="x") == {"image": "x"}
    assert classes.keys() < set(pulumi_sagemaker_model.__all__)
    assert all(of.__doc__ for of in classes.values())
