"""What a program's `Model` sends to the engine, and what it gives back."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pulumi
import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape
from pulumi import ComponentResource, Output, ResourceOptions
from pulumi.runtime import rpc, set_mocks
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from pulumi_sagemaker_model import ContainerArgs, Model, VpcConfigArgs, schema
from pulumi_sagemaker_model.resource import TYPE
from tests.unit.provider.models import IMAGE, ROLE

DECIDED = {"arn": "arn:aws:sagemaker:us-east-1:123456789012:model/fraud", "creationTime": "2025-01-02T03:04:05Z"}


class Engine(Mocks):
    """Keeps what is registered, and answers as the provider would."""

    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        self.registered.append(args)
        return args.resource_id or "fraud-aaaaaaaaaa", {"name": "fraud-aaaaaaaaaa", **args.inputs, **DECIDED}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"a model calls no function, and this one called {args.token}")


@pytest.fixture
def engine() -> Iterator[Engine]:
    # The SDK makes an event loop in every thread that has none, its workers' too, and never closes it.
    loops: list[asyncio.AbstractEventLoop] = []

    def with_loop() -> None:
        loops.append(asyncio.new_event_loop())
        asyncio.set_event_loop(loops[-1])

    with_loop()
    engine = Engine()
    with ThreadPoolExecutor(initializer=with_loop) as workers:
        loops[0].set_default_executor(workers)
        set_mocks(engine, project="shop", stack="dev", organization="acme", preview=False)
        yield engine
    asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()


def run(program: Callable[[], Output[Any] | Model | None]) -> None:
    """Run a program as the language host does, until everything it declared is registered."""
    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK gives it no types


def inputs_of(engine: Engine, program: Callable[[], Model]) -> dict[str, Any]:
    """Return what the engine receives for the one model of a program."""
    run(program)
    (registered,) = (args for args in engine.registered if args.typ == TYPE)
    return dict(registered.inputs)


def test_given_arguments_in_snake_case_when_declared_then_the_engine_has_them_in_camel_case(engine: Engine) -> None:
    sent = inputs_of(
        engine,
        lambda: Model(
            "fraud",
            execution_role_arn=ROLE,
            containers=[
                ContainerArgs(image=IMAGE, model_data_url="s3://artefacts/m", container_hostname="a"),
                {"model_package_name": "package", "environment": {"snake_case": "x", "modelDataUrl": "y"}},
            ],
            vpc_config=VpcConfigArgs(subnets=["subnet-1"], security_group_ids=["sg-1"]),
            enable_network_isolation=True,
            name="given",
            tags={"cost_center": "7"},
            region="eu-west-1",
            triggers={"artefact_digest": "1"},
        ),
    )

    assert len(sent.pop("__provider")) < 200
    assert sent == {
        "executionRoleArn": ROLE,
        "containers": [
            {"image": IMAGE, "modelDataUrl": "s3://artefacts/m", "containerHostname": "a"},
            {"modelPackageName": "package", "environment": {"snake_case": "x", "modelDataUrl": "y"}},
        ],
        "vpcConfig": {"subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]},
        "enableNetworkIsolation": True,
        "name": "given",
        "tags": {"cost_center": "7"},
        "tagsAll": {"cost_center": "7"},
        "region": "eu-west-1",
        "triggers": {"artefact_digest": "1"},
        "__identity": f"acme/urn:pulumi:dev::shop::{TYPE}::fraud",
    }


def test_given_every_property_of_the_api_when_declared_in_snake_case_then_the_engine_has_its_name(
    engine: Engine,
) -> None:
    shape = schema.members(schema.create_model_shape())["primaryContainer"][1]

    sent = inputs_of(engine, lambda: Model("fraud", primary_container=nested(shape, snake_case)))

    assert sent["primaryContainer"] == nested(shape, lambda key: key)


def snake_case(key: str) -> str:
    """Spell a camelCase name as Python programs do."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", key).lower()


def nested(shape: Shape, spell: Callable[[str], str]) -> Any:
    """Return a value of a shape that has every member, each under its name as `spell` has it."""
    if isinstance(shape, StructureShape):
        return {spell(key): nested(member, spell) for key, (_, member) in schema.members(shape).items()}
    if isinstance(shape, ListShape):
        return [nested(shape.member, spell)]
    return {"users_own": "x"} if isinstance(shape, MapShape) else "x"


SECRET_CONTAINERS: dict[str, Callable[[], Any]] = {
    "container": lambda: Output.secret({"image": IMAGE, "environment": {"API_KEY": "x"}}),
    "environment": lambda: {"image": IMAGE, "environment": Output.secret({"API_KEY": "x"})},
    "value": lambda: {"image": IMAGE, "environment": {"API_KEY": Output.secret("x")}},
    "secret in an output": lambda: Output.from_input({"image": IMAGE, "environment": {"API_KEY": Output.secret("x")}}),
}


@pytest.mark.parametrize("container", SECRET_CONTAINERS.values(), ids=SECRET_CONTAINERS)
def test_given_a_secret_in_a_container_when_declared_then_the_engine_has_it_as_a_secret(
    engine: Engine, container: Callable[[], Any]
) -> None:
    sent = inputs_of(engine, lambda: Model("fraud", primary_container=container(), triggers={"digest": "1"}))

    assert rpc.is_rpc_secret(sent["primaryContainer"])
    assert rpc.unwrap_rpc_secret(sent["primaryContainer"]) == {"image": IMAGE, "environment": {"API_KEY": "x"}}
    assert not rpc.is_rpc_secret(sent["triggers"])


def test_given_secret_tags_when_declared_then_all_tags_are_secret_too(engine: Engine) -> None:
    sent = inputs_of(engine, lambda: Model("fraud", tags={"team": Output.secret("search")}))

    assert rpc.is_rpc_secret(sent["tags"])
    assert rpc.is_rpc_secret(sent["tagsAll"])


def test_given_outputs_of_other_resources_when_declared_then_their_keys_are_in_camel_case(engine: Engine) -> None:
    one = ContainerArgs(model_data_url="s3://artefacts/m", environment={"snake_case": "x"})
    expected = {"modelDataUrl": "s3://artefacts/m", "environment": {"snake_case": "x"}}

    run(lambda: Model("some", containers=[Output.from_input(one), one]))
    run(lambda: Model("all", containers=Output.from_input([one, one])))

    assert [args.inputs["containers"] for args in engine.registered if args.typ == TYPE] == [[expected] * 2] * 2


def test_given_a_parent_when_declared_then_the_identity_tells_the_component_and_the_organization(
    engine: Engine,
) -> None:
    def program() -> Model:
        return Model("fraud", ResourceOptions(parent=ComponentResource("my:ml:Scoring", "scoring")))

    identity = inputs_of(engine, program)["__identity"]

    # The SDK's mocks put the stack's type before a component's, which the engine does not.
    assert identity.replace("pulumi:pulumi:Stack$", "") == f"acme/urn:pulumi:dev::shop::my:ml:Scoring${TYPE}::fraud"


def test_given_nothing_but_a_name_when_declared_then_only_who_and_how_are_sent(engine: Engine) -> None:
    assert inputs_of(engine, lambda: Model("fraud")).keys() == {"__provider", "__identity"}


def test_given_a_registered_model_when_its_outputs_are_used_then_they_have_their_values(engine: Engine) -> None:
    seen: list[tuple[str, str, str, Mapping[str, str], str]] = []

    def program() -> Output[None]:
        model = Model("fraud", tags={"cost_center": "7"})
        arn: Output[str] = model.arn
        name: Output[str] = model.name
        tags_all: Output[Mapping[str, str]] = model.tags_all
        created: Output[str] = model.creation_time
        return Output.all(model.id, name, arn, tags_all, created).apply(lambda values: seen.append(tuple(values)))

    run(program)

    assert seen == [
        ("fraud-aaaaaaaaaa", "fraud-aaaaaaaaaa", DECIDED["arn"], {"cost_center": "7"}, DECIDED["creationTime"])
    ]
    assert [args.typ for args in engine.registered] == [TYPE]


def test_given_a_model_managed_elsewhere_when_got_then_the_engine_reads_it_by_its_name(engine: Engine) -> None:
    run(lambda: Model.get("fraud", "theirs", region="eu-west-1"))

    (read,) = engine.registered
    assert (read.typ, read.resource_id, read.inputs["region"]) == (TYPE, "theirs", "eu-west-1")


def test_given_a_program_when_it_imports_the_package_then_no_aws_sdk_is_loaded() -> None:
    program = "import sys, pulumi_sagemaker_model; print({'boto3', 'botocore'} & sys.modules.keys())"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "set()"
