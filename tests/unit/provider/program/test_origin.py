"""What a program says at a preview of where a model's inputs come from: other resources, other stacks, secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi import CustomResource, Output, ResourceOptions, ResourceTransformationArgs, ResourceTransformationResult
from pulumi.resource import DependencyResource
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from pulumi_sagemaker_model import Model
from pulumi_sagemaker_model.properties import MADE, PREVIEW, SECRETS
from pulumi_sagemaker_model.resource import TYPE
from tests.unit.provider.mocked_engine import Monitor, mocked, run
from tests.unit.provider.models import IMAGE, ROLE

DATA = "s3://artefacts/model.tar.gz"
IMAGE_PATH = ["primaryContainer", "image"]
URN = "urn:pulumi:dev::shop::{}::other"


class Other(CustomResource):
    """A resource of the program with an output."""

    value: Output[Any]

    def __init__(self, name: str = "other", value: Any = IMAGE) -> None:
        super().__init__("test:index:Other", name, {"value": value})


class Engine(Mocks):
    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if args.typ == "pulumi:pulumi:StackReference":
            return "ref", {"name": "platform", "outputs": {"image": IMAGE}, "secretOutputNames": []}
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(args.token)


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    with mocked(Engine(), preview=True) as monitor:
        yield monitor


def told(monitor: Monitor, program: Callable[[], Model]) -> Any:
    """Return what the model of a program tells of its inputs."""
    run(lambda: program().urn)
    (sent,) = monitor.wire(TYPE)
    return sent.get(PREVIEW)


def dependency(type_: str) -> Output[Any]:
    """Return an output as the program of a remote component has it."""

    async def value() -> str:
        return IMAGE

    async def known() -> bool:
        return True

    return Output({DependencyResource(URN.format(type_))}, value(), known())


def container(**properties: Any) -> dict[str, Any]:
    return {"primary_container": {"image": IMAGE, **properties}}


async def awaited(value: Any) -> Any:
    return value


MADE_HERE: dict[str, tuple[Callable[[], dict[str, Any]], list[list[str]]]] = {
    "nothing": (container, []),
    "configuration": (lambda: container(image=Output.from_input(IMAGE)), []),
    "output of a resource": (lambda: container(image=Other().value), [IMAGE_PATH]),
    "made of an output": (lambda: container(image=Other().value.apply(lambda x: f"{x}:1")), [IMAGE_PATH]),
    "joined with an output": (lambda: container(image=Output.concat(Other().value, ":1")), [IMAGE_PATH]),
    "formatted with an output": (lambda: container(image=Output.format("{}:1", Other().value)), [IMAGE_PATH]),
    "one of several": (
        lambda: container(image=Output.all(IMAGE, Other().value).apply(lambda x: x[0])),
        [IMAGE_PATH],
    ),
    "output within an apply": (
        lambda: container(image=Output.from_input("x").apply(lambda _: Other().value)),
        [IMAGE_PATH],
    ),
    "awaited output": (lambda: container(image=awaited(Other().value)), [IMAGE_PATH]),
    "id": (lambda: {"execution_role_arn": Other().id}, [["executionRoleArn"]]),
    "whole container": (
        lambda: {"primary_container": Other().value.apply(lambda x: {"image": x})},
        [["primaryContainer"]],
    ),
    "one subnet": (
        lambda: {"vpc_config": {"subnets": ["subnet-1", Other().value], "security_group_ids": ["sg-1"]}},
        [["vpcConfig", "subnets", "1"]],
    ),
    "second container": (
        lambda: {"containers": [{"image": IMAGE}, {"image": IMAGE, "model_data_url": Other().value}]},
        [["containers", "1", "modelDataUrl"]],
    ),
    "list of sources of pulumi_aws": (
        lambda: container(model_data_source={"s3_data_sources": [{"s3_uri": Other().value}]}),
        [["primaryContainer", "modelDataSource", "s3DataSource", "s3Uri"]],
    ),
    "environment": (
        lambda: container(environment={"QUEUE": Other().value}),
        [["primaryContainer", "environment", "QUEUE"]],
    ),
    "tags": (lambda: {**container(), "tags": {"team": Other().value}}, []),
    "other stack": (lambda: container(image=pulumi.StackReference("acme/platform/dev").get_output("image")), []),
    "other stack and a resource": (
        lambda: container(
            image=Output.concat(pulumi.StackReference("acme/platform/dev").get_output("image"), Other().value)
        ),
        [IMAGE_PATH],
    ),
    "resource of another program": (lambda: container(image=dependency("aws:ecr/repository:Repository")), [IMAGE_PATH]),
    "other stack of another program": (lambda: container(image=dependency("pulumi:pulumi:StackReference")), []),
}


@pytest.mark.parametrize(("arguments", "made"), MADE_HERE.values(), ids=MADE_HERE)
def test_given_inputs_when_previewed_then_those_of_the_programs_resources_are_told(
    monitor: Monitor, arguments: Callable[[], dict[str, Any]], made: list[list[str]]
) -> None:
    assert told(monitor, lambda: Model("fraud", **arguments())) == {MADE: made, SECRETS: []}


DEPENDS: dict[str, tuple[Callable[[], Any], bool]] = {
    "on a resource": (Other, True),
    "on several": (lambda: [Other(), Other("second")], True),
    "on an output": (lambda: Output.from_input([Other()]), True),
    "on a list of outputs": (lambda: [Output.from_input(Other())], True),
    "on nothing": (list, False),
    "on nothing in an output": (lambda: Output.from_input([]), False),
    "on another stack": (lambda: [pulumi.StackReference("acme/platform/dev")], False),
}


@pytest.mark.parametrize(("depends_on", "depends"), DEPENDS.values(), ids=DEPENDS)
def test_given_depends_on_when_previewed_then_all_inputs_count_as_made_here(
    monitor: Monitor, depends_on: Callable[[], Any], *, depends: bool
) -> None:
    found = told(monitor, lambda: Model("fraud", opts=ResourceOptions(depends_on=depends_on()), **container()))

    assert found == {MADE: [[]] if depends else [], SECRETS: []}


def test_given_a_transformation_that_adds_depends_on_when_previewed_then_it_counts(monitor: Monitor) -> None:
    def declare() -> Model:
        other = Other()

        def transform(args: ResourceTransformationArgs) -> ResourceTransformationResult:
            return ResourceTransformationResult(
                args.props, ResourceOptions.merge(args.opts, ResourceOptions(depends_on=[other]))
            )

        return Model("fraud", opts=ResourceOptions(transformations=[transform]), **container())

    assert told(monitor, declare)[MADE] == [[]]


SECRET: dict[str, tuple[Callable[[], dict[str, Any]], list[list[str]]]] = {
    "image": (lambda: container(image=Output.secret(IMAGE)), [IMAGE_PATH]),
    "container": (lambda: {"primary_container": Output.secret({"image": IMAGE})}, [["primaryContainer"]]),
    "role": (lambda: {"execution_role_arn": Output.secret(ROLE)}, [["executionRoleArn"]]),
}


@pytest.mark.parametrize(("arguments", "secret"), SECRET.values(), ids=SECRET)
def test_given_secrets_when_previewed_then_their_paths_are_told(
    monitor: Monitor, arguments: Callable[[], dict[str, Any]], secret: list[list[str]]
) -> None:
    assert told(monitor, lambda: Model("fraud", **arguments())) == {MADE: [], SECRETS: secret}


def test_given_a_reference_to_a_model_when_previewed_then_nothing_is_told(monitor: Monitor) -> None:
    run(lambda: Model.get("fraud", "fraud-a").urn)

    assert all(PREVIEW not in sent for sent in monitor.wire(TYPE))


def test_given_an_update_when_declared_then_nothing_is_told() -> None:
    with mocked(Engine(), preview=False) as monitor:
        assert told(monitor, lambda: Model("fraud", **container(image=Other().value))) is None
