"""What a program's `Model` sends to the engine, and what it gives back."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from types import new_class
from typing import Any, ClassVar, Generic, TypeVar, cast

import pytest
from pulumi import (
    ComponentResource,
    Output,
    ProviderResource,
    ResourceOptions,
    ResourceTransformationArgs,
    ResourceTransformationResult,
    RunError,
    dynamic,
)
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks

from pulumi_sagemaker_model import (
    ContainerArgs,
    MetricsEndpointArgs,
    Model,
    ModelArgs,
    VpcConfigArgs,
)
from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.shapes import ListShape, MapShape, Shape, StructureShape
from pulumi_sagemaker_model.casing import STRUCTURES, snake_case
from pulumi_sagemaker_model.checks import problems
from pulumi_sagemaker_model.properties import AWS_PROVIDER
from pulumi_sagemaker_model.resource import TYPE
from tests.unit.provider.mocked_engine import WRAPPED, Monitor, mocked, run
from tests.unit.provider.models import IMAGE, ROLE

DECIDED = {"arn": "arn:aws:sagemaker:us-east-1:123456789012:model/fraud", "creationTime": "2025-01-02T03:04:05Z"}


class Engine(Mocks):
    """Keeps what is registered, and answers as the provider would."""

    monitor: Monitor

    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        self.registered.append(args)
        return args.resource_id or "fraud-aaaaaaaaaa", {"name": "fraud-aaaaaaaaaa", **args.inputs, **DECIDED}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"a model calls no function, and this one called {args.token}")


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    with mocked(engine) as engine.monitor:
        yield engine


def inputs_of(engine: Engine, program: Callable[[], Model]) -> dict[str, Any]:
    """Return what the engine receives for the one model of a program."""
    run(lambda: program().urn)
    (registered,) = (args for args in engine.registered if args.typ == TYPE)
    return dict(registered.inputs)


def test_given_snake_case_arguments_when_declared_then_engine_has_them_in_camel_case(engine: Engine) -> None:
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
        "region": "eu-west-1",
        "triggers": {"artefact_digest": "1"},
        "__identity": f"acme/urn:pulumi:dev::shop::{TYPE}::fraud",
    }


def test_given_any_api_property_when_declared_in_snake_case_then_engine_has_its_name(
    engine: Engine,
) -> None:
    shape = service_model.members(service_model.create_model_shape())["primaryContainer"][1]

    sent = inputs_of(engine, lambda: Model("fraud", primary_container=nested(shape, snake_case)))

    assert sent["primaryContainer"] == nested(shape, lambda key: key)


def nested(shape: Shape, spell: Callable[[str], str]) -> Any:
    """Return a value of a shape that has every member, each under its name as `spell` has it."""
    if isinstance(shape, StructureShape):
        return {spell(key): nested(member, spell) for key, (_, member) in service_model.members(shape).items()}
    if isinstance(shape, ListShape):
        return [nested(shape.member, spell)]
    return {"users_own": "x"} if isinstance(shape, MapShape) else "x"


async def awaited(value: Any) -> Any:
    return value


def secrets(value: Any, path: str = "") -> set[str]:
    """Return the paths at which a registration, as it goes over the wire, has secrets."""
    if isinstance(value, dict):
        if WRAPPED in value:
            return {path}
        return {found for key, item in value.items() for found in secrets(item, f"{path}.{key}".lstrip("."))}
    if isinstance(value, list):
        return {found for index, item in enumerate(value) for found in secrets(item, f"{path}[{index}]")}
    return set()


ENVIRONMENT = "primaryContainer.environment"
SECRETS: dict[str, tuple[Callable[[], dict[str, Any]], set[str]]] = {
    "container": (
        lambda: {"primary_container": Output.secret({"image": IMAGE, "environment": {"API_KEY": "x"}})},
        {"primaryContainer"},
    ),
    "environment": (
        lambda: {"primary_container": {"environment": Output.secret({"API_KEY": "x"})}},
        {ENVIRONMENT},
    ),
    "value": (
        lambda: {"primary_container": {"environment": {"API_KEY": Output.secret("x"), "LEVEL": "info"}}},
        {f"{ENVIRONMENT}.API_KEY"},
    ),
    "value in an awaitable": (
        lambda: {"primary_container": awaited({"environment": {"API_KEY": Output.secret("x")}})},
        {f"{ENVIRONMENT}.API_KEY"},
    ),
    "value in the answer of an apply": (
        lambda: {"containers": [Output.from_input("x").apply(lambda x: {"environment": {"K": Output.secret(x)}})]},
        {"containers[0].environment.K"},
    ),
    "secret joined with others": (
        lambda: {"primary_container": Output.from_input({"environment": {"API_KEY": Output.secret("x")}})},
        {"primaryContainer"},
    ),
    "item of pulumi_aws's list": (
        lambda: {"primary_container": {"model_data_source": {"s3_data_sources": [{"s3_uri": Output.secret("x")}]}}},
        {"primaryContainer.modelDataSource.s3DataSource.s3Uri"},
    ),
    "pulumi_aws's list": (
        lambda: {"primary_container": {"model_data_source": {"s3_data_sources": Output.secret([{"s3_uri": "x"}])}}},
        {"primaryContainer.modelDataSource.s3DataSource"},
    ),
    "tag": (lambda: {"tags": {"team": Output.secret("search"), "env": "dev"}}, {"tags.team"}),
    "tags": (lambda: {"tags": Output.secret({"team": "search"})}, {"tags"}),
}


@pytest.mark.parametrize(("arguments", "paths"), SECRETS.values(), ids=SECRETS)
def test_given_a_secret_when_declared_then_it_is_one_where_it_is_and_nowhere_else(
    engine: Engine, arguments: Callable[[], dict[str, Any]], paths: set[str]
) -> None:
    run(lambda: Model("fraud", **arguments()).urn)

    (sent,) = engine.monitor.wire(TYPE)
    assert secrets(sent) == paths
    assert {".".join(path) for path in sent["__secrets"]} == {re.sub(r"\[(\d+)\]", r".\1", path) for path in paths}


SOURCE = {"s3_uri": "s3://artefacts/m/", "s3_data_type": "S3Prefix", "compression_type": "None"}
WIRE_SOURCE = {"s3Uri": "s3://artefacts/m/", "s3DataType": "S3Prefix", "compressionType": "None"}
SOURCES: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "one": (lambda: {"s3_data_source": SOURCE}, {"s3DataSource": WIRE_SOURCE}),
    "list of one": (lambda: {"s3_data_sources": [SOURCE]}, {"s3DataSource": WIRE_SOURCE}),
    "camelCase": (lambda: {"s3DataSources": [WIRE_SOURCE]}, {"s3DataSource": WIRE_SOURCE}),
    "output": (lambda: {"s3_data_sources": Output.from_input([SOURCE])}, {"s3DataSource": WIRE_SOURCE}),
    "list of an output": (lambda: {"s3_data_sources": [Output.from_input(SOURCE)]}, {"s3DataSource": WIRE_SOURCE}),
    "awaitable": (lambda: {"s3_data_sources": awaited([SOURCE])}, {"s3DataSource": WIRE_SOURCE}),
    "both, alike": (
        lambda: {"s3_data_source": SOURCE, "s3_data_sources": [SOURCE]},
        {"s3DataSource": WIRE_SOURCE},
    ),
    "both, different": (
        lambda: {"s3_data_source": SOURCE, "s3_data_sources": [{}]},
        {"s3DataSource": WIRE_SOURCE, "s3DataSources": [{}]},
    ),
    "two": (lambda: {"s3_data_sources": [SOURCE, SOURCE]}, {"s3DataSource": [WIRE_SOURCE] * 2}),
    "none": (lambda: {"s3_data_sources": []}, {"s3DataSource": []}),
    "two in an output": (
        lambda: {"s3_data_sources": Output.from_input([SOURCE, SOURCE])},
        {"s3DataSource": [WIRE_SOURCE] * 2},
    ),
}


@pytest.mark.parametrize(("declared", "sent"), SOURCES.values(), ids=SOURCES)
def test_given_s3_data_sources_then_one_is_sent_as_in_api_others_kept_for_refusal(
    engine: Engine, declared: Callable[[], dict[str, Any]], sent: dict[str, Any]
) -> None:
    def program() -> Model:
        additional = {"channel_name": "adapter", **declared()}
        container: Any = {
            "image": IMAGE,
            "model_data_source": declared(),
            "additional_model_data_sources": [additional],
        }
        return Model("fraud", primary_container=container)

    assert inputs_of(engine, program)["primaryContainer"] == {
        "image": IMAGE,
        "modelDataSource": sent,
        "additionalModelDataSources": [{"channelName": "adapter", **sent}],
    }


@pytest.mark.parametrize("key", ["s3DataSource", "s3DataSources"])
def test_given_two_s3_data_sources_when_checked_then_they_are_refused(key: str) -> None:
    source = {**WIRE_SOURCE, "compressionType": "None"}
    several = {"s3DataSource": [source] * 2} if key == "s3DataSource" else {"s3DataSource": source, key: [{}]}
    container = {"image": IMAGE, "modelDataSource": several}

    (problem,) = problems({"executionRoleArn": ROLE, "primaryContainer": container, "region": "us-east-1"})

    assert problem.path == f"primaryContainer.modelDataSource.{key}"


def test_given_member_only_a_newer_api_has_when_declared_then_own_keys_pass_as_is(
    engine: Engine,
) -> None:
    container: Any = {"image": IMAGE, "warm_labels": {"cost_center": "7"}, "warm_pools": [{"poolName": "a"}]}

    sent = inputs_of(engine, lambda: Model("fraud", primary_container=container))

    assert sent["primaryContainer"] == {
        "image": IMAGE,
        "warmLabels": {"cost_center": "7"},
        "warmPools": [{"poolName": "a"}],
    }


def arguments_in_one(name: str) -> Callable[[], Model]:
    arguments: ModelArgs = {"execution_role_arn": ROLE, "primary_container": {"image": IMAGE}, "tags": {"a_b": "1"}}
    camel_case: Any = {"executionRoleArn": ROLE, "primaryContainer": {"image": IMAGE}, "tags": {"a_b": "1"}}
    options = ResourceOptions(protect=True)
    ways: dict[str, Callable[[], Model]] = {
        "keywords": lambda: Model("fraud", **arguments, opts=options),
        "options first": lambda: Model("fraud", options, **arguments),
        "object first": lambda: Model("fraud", arguments, options),
        "both by name": lambda: Model("fraud", args=arguments, opts=options),
        "object and keywords": lambda: Model(
            "fraud", {**arguments, "execution_role_arn": "another"}, options, execution_role_arn=ROLE
        ),
        "camelCase": lambda: Model("fraud", camel_case, options),
    }
    return ways[name]


@pytest.mark.parametrize(
    "way", ["keywords", "options first", "object first", "both by name", "object and keywords", "camelCase"]
)
def test_given_the_arguments_in_any_form_when_declared_then_the_engine_has_the_same(engine: Engine, way: str) -> None:
    sent = inputs_of(engine, arguments_in_one(way))

    del sent["__provider"], sent["__identity"]
    assert sent == {
        "executionRoleArn": ROLE,
        "primaryContainer": {"image": IMAGE},
        "tags": {"a_b": "1"},
    }


def test_given_an_argument_that_does_not_exist_when_declared_then_it_is_named(engine: Engine) -> None:
    arguments: Any = {"network_isolation": True}

    with pytest.raises(TypeError, match="no argument 'networkIsolation'; it takes execution_role_arn, "):
        Model("fraud", arguments)

    assert engine.registered == []


def test_given_tags_that_can_be_awaited_once_when_declared_then_they_are_sent(engine: Engine) -> None:
    sent = inputs_of(engine, lambda: Model("fraud", tags=awaited({"team": awaited("search")})))

    assert sent["tags"] == {"team": "search"}


def test_given_properties_in_resource_options_then_engine_has_them_in_camel_case(
    engine: Engine,
) -> None:
    options = ResourceOptions(
        ignore_changes=["primary_container.image", "tags.cost_center", "tags"],
        replace_on_changes=["vpc_config"],
        additional_secret_outputs=["primary_container"],
    )
    run(lambda: Model("fraud", options).urn)

    (request,) = (request for request in engine.monitor.requests if request.type == TYPE)
    assert list(request.ignoreChanges) == ["primaryContainer.image", "tags.cost_center", "tags"]
    assert list(request.replaceOnChanges) == ["vpcConfig"]
    assert list(request.additionalSecretOutputs) == ["primaryContainer"]
    assert options.replace_on_changes == ["vpc_config"]


def provider_of(package: str, region: str = "us-west-2") -> ProviderResource:
    return ProviderResource(package, region, {"region": region})


def in_component(options: Callable[[], ResourceOptions], depth: int = 1) -> Callable[[], Model]:
    def program() -> Model:
        parent = ComponentResource("my:ml:Scoring", "scoring", opts=options())
        for level in range(1, depth):
            parent = ComponentResource("my:ml:Scoring", f"scoring-{level}", opts=ResourceOptions(parent=parent))
        return Model("fraud", ResourceOptions(parent=parent))

    return program


def transformed(change: Callable[[ResourceOptions], None]) -> Callable[[], Model]:
    """Declare a model whose options a transformation of its parent changes."""

    def transformation(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if args.type_ != TYPE:
            return None
        options = ResourceOptions.merge(args.opts, ResourceOptions())
        change(options)
        return ResourceTransformationResult(args.props, options)

    return in_component(lambda: ResourceOptions(transformations=[transformation]))


NATIVE = (
    "Model takes no aws-native provider, and its options or its parents give it one and none of aws: give it an aws"
)
OTHER, IMPORT = (
    "Model takes no provider of {}, and its option `provider` gives it one: give it an aws.Provider, or none",
    "Model takes no import_: drop the option, and to take over .* adopt",
)
REFUSED: dict[str, tuple[Callable[[], Model], str]] = {
    "provider of another package": (
        lambda: Model("m", ResourceOptions(provider=provider_of("kubernetes"))),
        OTHER.format("kubernetes"),
    ),
    "provider of aws-native": (
        lambda: Model("m", ResourceOptions(provider=provider_of("aws-native"))),
        OTHER.format("aws-native"),
    ),
    "component of aws-native": (in_component(lambda: ResourceOptions(providers=[provider_of("aws-native")])), NATIVE),
    "component in one of aws-native": (
        in_component(lambda: ResourceOptions(providers={"aws-native": provider_of("aws-native")}), 3),
        NATIVE,
    ),
    "transformation to a provider": (
        transformed(lambda opts: setattr(opts, "provider", provider_of("kubernetes"))),
        OTHER.format("kubernetes"),
    ),
    "reference": (
        lambda: Model.get("m", "theirs", ResourceOptions(providers=[provider_of("aws-native")])),
        NATIVE,
    ),
    "import": (lambda: Model("m", ResourceOptions(import_="by-hand")), IMPORT),
    "import, with a name": (lambda: Model("m", opts=ResourceOptions(import_="by-hand"), name="by-hand"), IMPORT),
    "import, merged": (
        lambda: Model("m", ResourceOptions.merge(ResourceOptions(protect=True), ResourceOptions(import_="by-hand"))),
        IMPORT,
    ),
    "transformation to an import": (transformed(lambda opts: setattr(opts, "import_", "by-hand")), IMPORT),
}


@pytest.mark.parametrize(("program", "sentence"), REFUSED.values(), ids=REFUSED)
def test_given_option_without_effect_then_sentence_says_so_and_nothing_is_registered(
    engine: Engine, program: Callable[[], Model], sentence: str
) -> None:
    with pytest.raises(RunError, match=sentence) as refusal:
        run(lambda: program().urn)

    assert "\n" not in str(refusal.value)
    assert TYPE not in {args.typ for args in engine.registered}


TAKEN: dict[str, Callable[[], Model]] = {
    "another package's provider": lambda: Model("m", ResourceOptions(providers=[provider_of("kubernetes")])),
    "component with another package's provider": in_component(
        lambda: ResourceOptions(providers=[provider_of("kubernetes")])
    ),
    "component without": in_component(ResourceOptions, 3),
    "transformation of another option": transformed(lambda opts: setattr(opts, "protect", True)),
    "an import of nothing": lambda: Model("m", ResourceOptions(import_="")),
}


@pytest.mark.parametrize("program", TAKEN.values(), ids=TAKEN)
def test_given_no_explicit_provider_of_aws_when_declared_then_model_is_told_of_none(
    engine: Engine, program: Callable[[], Model]
) -> None:
    assert AWS_PROVIDER not in inputs_of(engine, program)


GIVEN: dict[str, Callable[[], Model]] = {
    "provider": lambda: Model("m", ResourceOptions(provider=provider_of("aws"))),
    "providers, a list": lambda: Model("m", ResourceOptions(providers=[provider_of("aws")])),
    "providers, by package": lambda: Model("m", opts=ResourceOptions(providers={"aws": provider_of("aws")})),
    "providers, merged": lambda: Model(
        "m", ResourceOptions.merge(ResourceOptions(protect=True), ResourceOptions(providers=[provider_of("aws")]))
    ),
    "component with providers": in_component(lambda: ResourceOptions(providers=[provider_of("aws")])),
    "component with several": in_component(
        lambda: ResourceOptions(providers=[provider_of("aws-native"), provider_of("aws"), provider_of("kubernetes")])
    ),
    "component with providers by package": in_component(lambda: ResourceOptions(providers={"aws": provider_of("aws")})),
    "component with provider": in_component(lambda: ResourceOptions(provider=provider_of("aws"))),
    "component in a component": in_component(lambda: ResourceOptions(providers=[provider_of("aws")]), 3),
    "its own before a component's": lambda: Model(
        "m",
        ResourceOptions(
            parent=ComponentResource("my:ml:C", "c", opts=ResourceOptions(provider=provider_of("aws", "eu-west-1"))),
            provider=provider_of("aws"),
        ),
    ),
    "transformation to a provider": transformed(lambda opts: setattr(opts, "provider", provider_of("aws"))),
    "transformation to providers": transformed(lambda opts: setattr(opts, "providers", [provider_of("aws")])),
    "reference": lambda: Model.get("m", "theirs", ResourceOptions(providers=[provider_of("aws")])),
}


@pytest.mark.parametrize("program", GIVEN.values(), ids=GIVEN)
def test_given_an_explicit_provider_when_declared_then_model_has_what_that_was_told(
    engine: Engine, program: Callable[[], Model]
) -> None:
    told = inputs_of(engine, program)[AWS_PROVIDER]

    assert told.pop("urn").endswith("pulumi:providers:aws::us-west-2")
    assert told == {"region": "us-west-2"}
    (registered,) = (args for args in engine.registered if args.typ == TYPE)
    assert registered.provider == ""


class Team(Model):
    """The simplest subclass."""


class Own(Model):
    """Has a constructor of its own, and an output that is none of the engine's."""

    def __init__(self, name: str, team: str, opts: ResourceOptions | None = None) -> None:
        self.team = team
        super().__init__(name, opts, primary_container={"image": IMAGE}, tags={"team": team})


class Deeper(Own):
    def __init__(self, name: str) -> None:
        super().__init__(name, "search")


Kind = TypeVar("Kind")


class General(Model, Generic[Kind]):
    pass


class Mixin:
    taken: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.taken.update(kwargs)
        super().__init_subclass__()


class Before(Mixin, Model, flavour="sweet"):
    pass


class Named(Model, module="acme", name="Fraud"):
    pass


class NamedOnly(Model, name="Fraud"):
    pass


class BelowNamed(Named):
    pass


SDK = "pulumi-python:dynamic:Resource"
SUBCLASSES: dict[str, tuple[Callable[[], Model], str | None]] = {
    "simple": (lambda: Team("fraud"), SDK),
    "own constructor": (lambda: Own("fraud", "search"), SDK),
    "deeper": (lambda: Deeper("fraud"), SDK),
    "generic, unbound": (lambda: General("fraud"), SDK),
    "mixin before": (lambda: Before("fraud"), SDK),
    "made in a function": (lambda: type("Local", (Team,), {})("fraud"), SDK),
    "named": (lambda: Named("fraud"), "pulumi-python:dynamic/acme:Fraud"),
    "named, without a module": (lambda: NamedOnly("fraud"), "pulumi-python:dynamic:Fraud"),
    "below a named one": (lambda: BelowNamed("fraud"), SDK),
    "none": (lambda: Model("fraud"), None),
}
if "kwargs" in inspect.signature(dynamic.Resource.__init_subclass__).parameters:  # since 3.219
    SUBCLASSES["generic"] = (lambda: General[int]("fraud"), SDK)
    SUBCLASSES["mixin after"] = (lambda: new_class("After", (Model, Mixin), {"flavour": "sweet"})("fraud"), SDK)


@pytest.mark.parametrize(("program", "earlier"), SUBCLASSES.values(), ids=SUBCLASSES)
def test_given_subclass_when_declared_then_it_has_models_type_and_aliases_for_others(
    engine: Engine, program: Callable[[], Model], earlier: str | None
) -> None:
    run(lambda: program().urn)

    [request] = engine.monitor.requests[-1:]
    [registered] = engine.registered
    assert registered.typ == TYPE
    assert registered.inputs["__identity"] == f"acme/urn:pulumi:dev::shop::{TYPE}::fraud"
    aliases = [alias.spec.type for alias in request.aliases] or [urn.split("::")[2] for urn in request.aliasURNs]
    assert aliases == ["aws:sagemaker/model:Model", "aws-native:sagemaker:Model", *([earlier] if earlier else [])]


def test_given_a_subclass_when_declared_then_its_outputs_are_a_models(engine: Engine) -> None:
    def program() -> Output[Any]:
        model = Own("fraud", "search")
        return Output.all(model.tags, model.team, model.primary_container.image)

    assert run(program) == [{"team": "search"}, "search", IMAGE]
    assert engine.registered


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "None": (lambda: Model(cast("Any", None)), "Missing resource name argument"),
    "empty": (lambda: Model(""), "Missing resource name argument"),
    "number": (lambda: Model(cast("Any", 123)), "Expected resource name to be a string"),
    "list": (lambda: Model(cast("Any", ["fraud"])), "Expected resource name to be a string"),
    "output": (lambda: Model(cast("Any", Output.from_input("fraud"))), "Expected resource name to be a string"),
    "None, of a subclass": (lambda: Team(cast("Any", None)), "Missing resource name argument"),
    "None, with arguments": (
        lambda: Model(cast("Any", None), primary_container={"image": IMAGE}, opts=ResourceOptions(protect=True)),
        "Missing resource name argument",
    ),
    "reference without a name": (lambda: Model.get(cast("Any", None), "theirs"), "Missing resource name argument"),
    "options": (lambda: Model("fraud", opts=cast("Any", "protect")), "[Ee]xpected .* ResourceOptions"),
}


@pytest.mark.parametrize(("program", "sentence"), WRONG.values(), ids=WRONG)
def test_given_what_is_no_name_when_declared_then_the_sdk_says_so(
    engine: Engine, program: Callable[[], Any], sentence: str
) -> None:
    def declared() -> None:
        with pytest.raises(TypeError, match=sentence):
            program()

    run(declared)

    assert engine.registered == []


PROPERTIES = sorted(name for name, value in vars(Model).items() if isinstance(value, property))


def test_given_transformation_then_properties_are_there_and_unset_as_in_pulumi_aws(
    engine: Engine,
) -> None:
    seen: list[Any] = []

    def look(args: ResourceTransformationArgs) -> None:
        seen.extend(getattr(args.resource, name) for name in PROPERTIES if hasattr(args.resource, name))
        seen.append(hasattr(args.resource, "labels"))

    run(lambda: Model("fraud", ResourceOptions(transformations=[look])).urn)

    outputs = {"arn", "creation_time", "superseded_models", "tags_all"}
    assert set(PROPERTIES) == ModelArgs.__annotations__.keys() - {"adopt_existing"} | outputs
    assert seen == [None] * len(PROPERTIES) + [False]
    assert engine.registered


def test_given_transformation_that_tags_what_has_tags_then_the_model_gets_them(engine: Engine) -> None:
    def tag(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if hasattr(args.resource, "tags") and args.props["tags"] is None:
            return ResourceTransformationResult({**args.props, "tags": {"team": "search"}}, args.opts)
        return None

    assert inputs_of(engine, lambda: Model("fraud", ResourceOptions(transformations=[tag])))["tags"] == {
        "team": "search"
    }


def test_given_transformation_that_drops_property_when_declared_then_it_is_not_set(
    engine: Engine,
) -> None:
    def drop(args: ResourceTransformationArgs) -> ResourceTransformationResult:
        kept = {key: value for key, value in args.props.items() if key not in {"tags", "tagsAll", "vpcConfig"}}
        return ResourceTransformationResult(kept, args.opts)

    def program() -> Any:
        model = Model("fraud", ResourceOptions(transformations=[drop]))
        assert [model.tags, model.tags_all, model.vpc_config, getattr(model, "tags", 0)] == [None] * 4
        return model.urn

    run(program)
    assert engine.registered


RETAINING: dict[str, tuple[Callable[[], Model], bool | None]] = {
    "set": (lambda: Model("fraud", ResourceOptions(retain_on_delete=True)), True),
    "not set": (lambda: Model("fraud"), None),
    "set to false": (lambda: Model("fraud", ResourceOptions(retain_on_delete=False)), None),
    "set by a transformation": (transformed(lambda opts: setattr(opts, "retain_on_delete", True)), True),
    "unset by a transformation": (transformed(lambda opts: setattr(opts, "retain_on_delete", None)), None),
}


@pytest.mark.parametrize(("program", "sent"), RETAINING.values(), ids=RETAINING)
def test_given_the_option_to_retain_when_declared_then_the_provider_hears_of_it(
    engine: Engine, program: Callable[[], Model], *, sent: bool | None
) -> None:
    assert inputs_of(engine, program).get("__retainOnDelete") is sent


def test_given_transformation_when_declared_in_component_then_it_changes_the_model(engine: Engine) -> None:
    def tag(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if args.type_ != TYPE:
            return None
        return ResourceTransformationResult({**args.props, "tags": {"team": "search"}}, args.opts)

    def program() -> Model:
        parent = ComponentResource("my:ml:Scoring", "scoring", opts=ResourceOptions(transformations=[tag]))
        return Model("fraud", ResourceOptions(parent=parent), primary_container={"image": IMAGE})

    sent = inputs_of(engine, program)

    assert sent["tags"] == {"team": "search"}
    assert sent["primaryContainer"] == {"image": IMAGE}


def test_given_other_resources_outputs_when_declared_then_keys_are_in_camel_case(engine: Engine) -> None:
    one = ContainerArgs(model_data_url="s3://artefacts/m", environment={"snake_case": "x"})
    expected = {"modelDataUrl": "s3://artefacts/m", "environment": {"snake_case": "x"}}

    run(lambda: Model("some", containers=[Output.from_input(one), one]).urn)
    run(lambda: Model("all", containers=Output.from_input([one, one])).urn)

    assert [args.inputs["containers"] for args in engine.registered if args.typ == TYPE] == [[expected] * 2] * 2


@pytest.mark.skipif(not hasattr(MockMonitor, "RegisterStackTransform"), reason="these mocks forget the stack's name")
def test_given_parent_when_declared_then_identity_tells_component_and_organization(
    engine: Engine,
) -> None:
    def program() -> Model:
        return Model("fraud", ResourceOptions(parent=ComponentResource("my:ml:Scoring", "scoring")))

    identity = inputs_of(engine, program)["__identity"]

    # The SDK's mocks put the stack's type before a component's, which the engine does not.
    assert identity.replace("pulumi:pulumi:Stack$", "") == f"acme/urn:pulumi:dev::shop::my:ml:Scoring${TYPE}::fraud"


def test_given_nothing_but_a_name_when_declared_then_only_who_and_how_are_sent(engine: Engine) -> None:
    assert inputs_of(engine, lambda: Model("fraud")).keys() == {"__provider", "__identity"}


def test_given_registered_model_when_outputs_are_used_then_they_have_their_values(engine: Engine) -> None:
    def program() -> Output[list[Any]]:
        model = Model("fraud", tags={"cost_center": "7"})
        arn: Output[str] = model.arn
        name: Output[str] = model.name
        tags_all: Output[Mapping[str, str]] = model.tags_all
        created: Output[str] = model.creation_time
        superseded: Output[list[str]] = model.superseded_models
        return Output.all(model.id, name, arn, tags_all, created, superseded)

    name = "fraud-aaaaaaaaaa"
    assert run(program) == [name, name, DECIDED["arn"], {"cost_center": "7"}, DECIDED["creationTime"], []]
    assert [args.typ for args in engine.registered] == [TYPE]


def full() -> Model:
    """Declare a model that has every property."""
    shapes = service_model.members(service_model.create_model_shape())
    arguments = {name: nested(shapes[name][1], snake_case) for name in STRUCTURES.keys() & shapes.keys()}
    return Model(
        "fraud",
        to_arguments(arguments),
        execution_role_arn=ROLE,
        enable_network_isolation=True,
        tags={"cost_center": "7"},
        region="eu-west-1",
        triggers={"artefact_digest": "1"},
    )


def to_arguments(arguments: Mapping[str, Any]) -> Any:
    return {snake_case(name): value for name, value in arguments.items()}


OUTPUTS: dict[str, tuple[Callable[[Model], Output[Any]], Any]] = {
    "a structure's attribute": (lambda m: m.primary_container.image, "x"),
    "a structure's key": (lambda m: m.primary_container["image"], "x"),
    "deeper": (
        lambda m: m.primary_container.image_config["repository_auth_config"].repository_credentials_provider_arn,
        "x",
    ),
    "an item": (lambda m: m.containers[0].container_hostname, "x"),
    "a list": (lambda m: m.vpc_config.subnets, ["x"]),
    "in an apply": (lambda m: m.vpc_config.apply(lambda vpc: vpc and (vpc.subnets, vpc["subnets"])), (["x"], ["x"])),
    "the mode": (lambda m: m.inference_execution_config.mode, "x"),
    "the one S3 location": (lambda m: m.primary_container.model_data_source.s3_data_source.e_tag, "x"),
    "pulumi_aws's list of it": (lambda m: m.primary_container.model_data_source.s3_data_sources[0].e_tag, "x"),
    "the user's keys": (lambda m: m.primary_container.environment, {"users_own": "x"}),
    "isolation": (lambda m: m.enable_network_isolation, True),
    "role": (lambda m: m.execution_role_arn, ROLE),
    "region": (lambda m: m.region, "eu-west-1"),
    "tags": (lambda m: m.tags, {"cost_center": "7"}),
    "all tags": (lambda m: m.tags_all, {"cost_center": "7"}),
    "triggers": (lambda m: m.triggers, {"artefact_digest": "1"}),
}


@pytest.mark.parametrize(("output", "value"), OUTPUTS.values(), ids=OUTPUTS)
def test_given_registered_model_when_property_is_read_then_spelled_as_in_the_program(
    engine: Engine, output: Callable[[Model], Output[Any]], value: Any
) -> None:
    assert run(lambda: output(full())) == value
    assert engine.registered


def test_given_absent_properties_when_read_then_they_are_none_and_all_tags_are_empty(
    engine: Engine,
) -> None:
    def program() -> Output[Any]:
        model = Model("fraud", primary_container={"image": IMAGE})
        return Output.all(model.vpc_config, model.containers, model.tags, model.tags_all, model.primary_container.mode)

    assert run(program) == [None, None, None, {}, None]
    assert engine.registered


def test_given_structure_when_member_that_does_not_exist_is_read_then_it_is_an_error(engine: Engine) -> None:
    def program() -> Output[Any]:
        return full().primary_container.apply(lambda container: [hasattr(container, "subnets"), container == {}])

    assert run(program) == [False, False]
    assert engine.registered


def test_given_outputs_of_a_model_when_another_takes_them_then_it_is_the_same_model(engine: Engine) -> None:
    def program() -> Model:
        one = full()
        return Model(
            "copy",
            # A name is of one model, and adopt_existing is no output.
            **{name: getattr(one, name) for name in ModelArgs.__annotations__.keys() - {"name", "adopt_existing"}},
        )

    run(lambda: program().urn)

    one, copy = ({k: v for k, v in args.inputs.items() if k != "__identity"} for args in engine.registered)
    assert one == copy


def test_given_a_number_when_it_is_read_then_it_is_a_whole_one(engine: Engine) -> None:
    def program() -> Output[Any]:
        endpoint: MetricsEndpointArgs = {"metrics_endpoint_path": "/m", "metric_publish_frequency_in_seconds": 30}
        model = Model("fraud", primary_container={"container_metrics_config": {"metrics_endpoints": [endpoint]}})
        frequency = model.primary_container.container_metrics_config.metrics_endpoints[0]
        return frequency.metric_publish_frequency_in_seconds.apply(repr)

    assert run(program) == "30"
    assert engine.registered


def test_given_model_managed_elsewhere_when_got_then_engine_reads_it_by_its_name(engine: Engine) -> None:
    run(lambda: Model.get("fraud", "theirs", region="eu-west-1").urn)

    (read,) = engine.registered
    assert (read.typ, read.resource_id, read.inputs["region"]) == (TYPE, "theirs", "eu-west-1")


def test_given_a_program_when_it_imports_the_package_then_no_aws_sdk_is_loaded() -> None:
    program = "import sys, pulumi_sagemaker_model; print({'boto3', 'botocore'} & sys.modules.keys())"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "set()"
