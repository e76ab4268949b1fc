"""Which paths the program tells the provider to be secret, at first sight and after transforms."""

from __future__ import annotations

import asyncio
import gc
import inspect
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from pulumi import ComponentResource, Output, ResourceOptions, ResourceTransformArgs, ResourceTransformationArgs
from pulumi.output import UNKNOWN
from pulumi.runtime import (
    register_resource_transform,
    register_stack_transformation,
    rpc,
    set_all_config,
)
from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import resource_pb2

from pulumi_sagemaker_model import ContainerArgs, Model
from pulumi_sagemaker_model.coercion import coerced
from pulumi_sagemaker_model.program import secrecy
from pulumi_sagemaker_model.properties import IDENTITY, IMPORTED, RETAINED, SECRETS
from pulumi_sagemaker_model.resource import TYPE
from tests.unit.provider.mocked_engine import WRAPPED, mocked, run
from tests.unit.provider.test_resource import Engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    with mocked(engine) as engine.monitor:
        yield engine


async def later(value: Any) -> Any:
    await asyncio.sleep(0)
    return value


def unknown(*, secret: bool = False) -> Output[Any]:
    async def told(value: Any) -> Any:
        return value

    return Output(set(), told(UNKNOWN), told(False), told(secret))  # noqa: FBT003  (whether it is known)


FOUND: dict[str, tuple[Callable[[], dict[str, Any]], list[list[str]] | None, bool]] = {
    "nothing": (dict, None, True),
    "nothing secret": (lambda: {"a": {"b": [Output.from_input("x"), None, 1, True]}}, None, True),
    "a property": (lambda: {"a": Output.secret("x")}, [["a"]], True),
    "none, secret": (lambda: {"a": Output.secret(None)}, [["a"]], True),
    "in a map in a list": (lambda: {"a": [{}, {"b.c": Output.secret("x")}]}, [["a", "1", "b.c"]], True),
    "in an awaitable in an output": (
        lambda: {"a": Output.from_input("x").apply(lambda x: {"b": asyncio.ensure_future(later(Output.secret(x)))})},
        [["a", "b"]],
        True,
    ),
    "what becomes a secret later": (lambda: {"a": Output.secret("x").apply(lambda x: later([x]))}, [["a"]], True),
    "of an output of outputs": (lambda: {"a": Output.all(Output.secret("x"), "y")}, [["a"]], True),
    "two": (lambda: {"a": Output.secret("x"), "b": {"c": Output.secret("y")}}, [["a"], ["b", "c"]], True),
    "unknown": (lambda: {"a": unknown()}, None, False),
    "unknown and secret": (lambda: {"a": unknown(secret=True)}, [["a"]], True),
    "unknown beside a secret": (lambda: {"a": unknown(), "b": Output.secret("x")}, [["b"]], False),
    "unknown inside": (lambda: {"a": {"b": UNKNOWN, "c": Output.secret("x")}}, [["a", "c"]], False),
}


@pytest.mark.parametrize(("properties", "expected", "known"), FOUND.values(), ids=FOUND)
def test_given_properties_when_searched_then_the_paths_of_secrets_are_found(
    properties: Callable[[], dict[str, Any]], expected: list[list[str]] | None, *, known: bool
) -> None:
    async def search() -> tuple[Any, bool, bool]:
        bare: Any = SimpleNamespace(_transformations=[])
        found = secrecy.paths(bare, properties(), ResourceOptions())
        assert await found.resources() == set()
        return await found.future(with_unknowns=True), await found.is_known(), await found.is_secret()

    assert asyncio.run(search()) == (expected, known, False)


def test_given_argument_that_fails_when_searched_then_its_own_error_alone_is_raised() -> None:
    complaints: list[dict[str, Any]] = []

    async def search() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))

        def fail(_: str) -> str:
            raise ValueError("the program's own")

        bare: Any = SimpleNamespace(_transformations=[])
        argument: Output[str] = Output.from_input("x").apply(fail)
        with pytest.raises(ValueError, match="the program's own"):
            await secrecy.paths(bare, {"name": argument}, ResourceOptions()).future()

    asyncio.run(search())
    gc.collect()
    assert complaints == []


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ([], None),
        (["aws:defaultTags"], [["defaultTags"]]),
        (["aws:ignoreTags", "aws:region"], [["ignoreTags"], ["region"]]),
        (["aws:secretKey", "shop:team"], None),
    ],
)
def test_given_secret_settings_when_declared_then_what_check_takes_of_them_is_secret(
    engine: Engine, hidden: list[str], expected: list[list[str]] | None
) -> None:
    def program() -> Output[str]:
        set_all_config(dict.fromkeys(hidden, "x"), hidden)
        return Model("fraud").urn

    run(program)

    (sent,) = engine.monitor.wire(TYPE)
    assert sent.get(SECRETS) == expected


def container() -> dict[str, Any]:
    return {"image": "serve:1", "environment": {"TOKEN": Output.secret("fake-token")}}


SHAPES: dict[str, tuple[Callable[[], dict[str, Any]], list[str]]] = {
    "a structure": (lambda: {"primary_container": container()}, ["primaryContainer", "environment", "TOKEN"]),
    "a list of one": (lambda: {"primary_container": [container()]}, ["primaryContainer", "environment", "TOKEN"]),
    "a list of an args object": (
        lambda: {
            "primary_container": [ContainerArgs(image="serve:1", environment={"TOKEN": Output.secret("fake-token")})]
        },
        ["primaryContainer", "environment", "TOKEN"],
    ),
    "a structure for a list": (lambda: {"containers": container()}, ["containers", "0", "environment", "TOKEN"]),
    "an awaitable structure for a list": (
        lambda: {"containers": later(container())},
        ["containers", "0", "environment", "TOKEN"],
    ),
    "a list within": (
        lambda: {"primary_container": {"image_config": [{"repository_access_mode": Output.secret("Vpc")}]}},
        ["primaryContainer", "imageConfig", "repositoryAccessMode"],
    ),
    "a structure for a list within": (
        lambda: {"primary_container": {"additional_model_data_sources": {"channel_name": Output.secret("adapter")}}},
        ["primaryContainer", "additionalModelDataSources", "0", "channelName"],
    ),
    "a list whose whole is secret": (lambda: {"primary_container": Output.secret([{}])}, ["primaryContainer"]),
}


@pytest.mark.parametrize(("arguments", "path"), SHAPES.values(), ids=SHAPES)
def test_given_list_of_one_or_its_item_then_its_secrets_are_where_provider_has_them(
    engine: Engine, arguments: Callable[[], dict[str, Any]], path: list[str]
) -> None:
    run(lambda: Model("fraud", **arguments()).urn)

    (sent,) = engine.monitor.wire(TYPE)
    assert sent[SECRETS] == [path]
    value: Any = coerced(sent)
    for key in path:
        value = value[int(key) if isinstance(value, list) else key]
    assert WRAPPED in value


def test_given_secret_stack_region_when_the_model_has_its_own_then_that_is_no_secret(engine: Engine) -> None:
    def program() -> Output[str]:
        set_all_config({"aws:region": "us-east-1"}, ["aws:region"])
        return Model("fraud", region="eu-west-1").urn

    run(program)

    (sent,) = engine.monitor.wire(TYPE)
    assert (sent["region"], SECRETS in sent) == ("eu-west-1", False)


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        (["primary_container", "tags"], [["primaryContainer"], ["tags"]]),
        (["tags_all"], [["defaultTags"], ["ignoreTags"], ["tags"], ["tagsAll"]]),
    ],
)
def test_given_additional_secret_outputs_when_declared_then_their_sources_are_secret(
    engine: Engine, outputs: list[str], expected: list[list[str]]
) -> None:
    run(lambda: Model("fraud", ResourceOptions(additional_secret_outputs=outputs), tags={"team": "ads"}).urn)

    (request,) = (request for request in engine.monitor.requests if request.type == TYPE)
    assert MessageToDict(request.object)[SECRETS] == expected
    assert sorted(request.additionalSecretOutputs) == [path for (path,) in expected]


def resolved(value: Any, *, known: bool = True, secret: bool = False) -> Output[Any]:
    return Output(set(), later(value), later(known), later(secret))


MISSING = {"known": False}
"""How the SDK resolves at a preview what the engine has no value of."""
MERGED: dict[str, tuple[dict[str, tuple[Any, dict[str, bool]]], Any, bool, bool]] = {
    "own and default tags": (
        {"tags": ({"a": "1"}, {}), "defaultTags": ({"b": "2"}, {})},
        {"a": "1", "b": "2"},
        True,
        False,
    ),
    "secret own tags": ({"tags": ({"a": "1"}, {"secret": True})}, {"a": "1"}, True, True),
    "secret default tags": ({"defaultTags": ({"a": "1"}, {"secret": True})}, {"a": "1"}, True, True),
    "own tags at a preview": ({"tags": ({"a": "1"}, {})}, {"a": "1"}, True, False),
    "none at a preview": ({}, {}, True, False),
    "none at a preview that knows no name": ({"name": (UNKNOWN, MISSING)}, {}, True, False),
    "unknown own tags": ({"tags": (UNKNOWN, MISSING), "defaultTags": ({"b": "2"}, {})}, UNKNOWN, False, False),
    "an unknown own tag": (
        {"tags": ({"a": UNKNOWN}, MISSING), "defaultTags": ({"b": "2"}, {})},
        {"a": UNKNOWN, "b": "2"},
        False,
        False,
    ),
    "ignored tags": ({"tags": ({"a": "1"}, {}), "ignoreTags": ({"keys": ["a"]}, {})}, {}, True, False),
    "a state of before": ({"tags": ({"a": "1"}, {}), "tagsAll": ({"c": "3"}, {})}, {"c": "3"}, True, False),
    "a model that is skipped": ({"name": (None, MISSING)}, {}, False, False),
}


@pytest.mark.parametrize(("outputs", "tags", "known", "secret"), MERGED.values(), ids=MERGED)
def test_given_the_engines_answer_then_all_tags_are_merged_and_secret_if_a_part_is(
    outputs: dict[str, tuple[Any, dict[str, bool]]], tags: Any, *, known: bool, secret: bool
) -> None:
    async def read() -> tuple[Any, bool, bool]:
        model = Model.__new__(Model)
        missing = dict.fromkeys(("tags", "defaultTags", "ignoreTags", "tagsAll"), (None, MISSING))
        for name, (value, more) in {"name": ("fraud-aaaaaaaaaa", {}), **missing, **outputs}.items():
            model.__dict__[name] = resolved(value, **more)
        found = model.tags_all
        return await found.future(with_unknowns=True), await found.is_known(), await found.is_secret()

    assert asyncio.run(read()) == (tags, known, secret)


SECRET, VALUE = {rpc._special_sig_key: rpc._special_secret_sig}, {rpc._special_sig_key: rpc._special_output_value_sig}  # noqa: SLF001
MARKED: dict[str, tuple[dict[str, Any], list[list[str]] | None]] = {
    "nothing": ({"a": "x", "b": [1, {"c": True}], SECRETS: [["old"]]}, None),
    "an element": ({"tags": {"a": {**SECRET, "value": "x"}, "b": "y"}}, [["tags", "a"]]),
    "a whole map": ({"tags": {**SECRET, "value": {"a": "x"}}}, [["tags"]]),
    "an item": ({"containers": ["x", {"image": {**SECRET, "value": "x"}}]}, [["containers", "1", "image"]]),
    "a secret output": ({"tags": {"a": {**VALUE, "value": "x", "secret": True}}}, [["tags", "a"]]),
    "an unknown secret": ({"tags": {**VALUE, "secret": True}}, [["tags"]]),
    "a plain output": ({"tags": {**VALUE, "value": {"a": "x"}}}, None),
    "in a plain output": ({"tags": {**VALUE, "value": {"a": {**SECRET, "value": "x"}}}}, [["tags", "a"]]),
    "an unknown": ({"tags": {**VALUE}}, None),
    "tags of these names": ({"tags": {"secret": True, "value": "x"}}, None),
}


@pytest.mark.parametrize(("properties", "expected"), MARKED.values(), ids=MARKED)
def test_given_what_transforms_made_when_looked_at_again_then_the_paths_are_theirs(
    properties: dict[str, Any], expected: list[list[str]] | None
) -> None:
    request = ParseDict({"properties": {IDENTITY: "acme/urn", **properties}}, resource_pb2.TransformRequest())

    answer = asyncio.run(secrecy._look_again(request.SerializeToString()))  # noqa: SLF001

    sent = MessageToDict(answer.properties)
    assert sent.pop(SECRETS, None) == expected
    properties.pop(SECRETS, None)
    assert sent == {IDENTITY: "acme/urn", **properties}


OPTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "none": ({}, {}),
    "to retain": ({"retainOnDelete": True}, {RETAINED: True}),
    "not to retain": ({"retainOnDelete": False}, {}),
    "to import": ({"import": "by-hand"}, {IMPORTED: True}),
    "to protect": ({"protect": True}, {}),
}


@pytest.mark.parametrize(("options", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_given_transforms_options_when_looked_at_again_then_provider_is_told_of_them(
    options: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = {IDENTITY: "acme/urn", RETAINED: True}
    request = ParseDict({"properties": before, "options": options}, resource_pb2.TransformRequest())

    answer = asyncio.run(secrecy._look_again(request.SerializeToString()))  # noqa: SLF001

    assert MessageToDict(answer.properties) == {IDENTITY: "acme/urn", **expected}
    assert MessageToDict(answer.options) == {key: value for key, value in options.items() if key != "import"}


def test_given_any_other_resource_when_looked_at_again_then_it_is_as_it_was() -> None:
    request = ParseDict({"properties": {"a": {**SECRET, "value": "x"}}}, resource_pb2.TransformRequest())

    answer = asyncio.run(secrecy._look_again(request.SerializeToString()))  # noqa: SLF001

    assert (answer.properties, answer.options) == (request.properties, request.options)


def same(args: ResourceTransformArgs | ResourceTransformationArgs) -> None:
    """Transform nothing."""


def another(args: ResourceTransformArgs) -> None:
    """Transform nothing, too."""


def of_a_parent(**opts: Any) -> ResourceOptions:
    return ResourceOptions(parent=ComponentResource("shop:index:Shop", "shop", None, ResourceOptions(**opts)))


TRANSFORMS: dict[str, tuple[Callable[[], ResourceOptions | None], bool]] = {
    "none": (lambda: None, False),
    "of a resource": (lambda: ResourceOptions(transforms=[same]), True),
    "of a resource, older": (lambda: ResourceOptions(transformations=[same]), True),
    "of a parent": (lambda: of_a_parent(transforms=[same]), True),
    "of a parent, older": (lambda: of_a_parent(transformations=[same]), True),
    "of a parent without": (of_a_parent, False),
    "of the stack": (lambda: register_resource_transform(same), True),
    "of the stack, older": (lambda: register_stack_transformation(same), True),
}


@pytest.mark.skipif(not hasattr(MockMonitor, "RegisterStackTransform"), reason="these mocks run no transforms")
@pytest.mark.parametrize(("declare", "expected"), TRANSFORMS.values(), ids=TRANSFORMS)
def test_given_transforms_when_declaring_then_ours_is_registered_last_and_only_then(
    engine: Engine, declare: Callable[[], ResourceOptions | None], *, expected: bool
) -> None:
    ours: list[bool] = []

    def keep(callback: Any) -> None:
        calls = [server._callbacks[callback.token] for server in servers if callback.token in server._callbacks]  # noqa: SLF001
        ours.append(calls == [secrecy._look_again])  # noqa: SLF001

    monitor, servers = cast("Any", engine.monitor), _CallbackServicer._servicers  # noqa: SLF001
    monitor.RegisterStackTransform = keep

    def program() -> Output[Any]:
        opts = declare()
        ours.clear()
        models = [Model(f"fraud-{number}", opts) for number in range(3)]
        if expected:
            # The SDK first lets all that is declared be registered.
            register_resource_transform(another)
            models.append(Model("later"))
        return Output.all(*(model.urn for model in models))

    run(program)

    assert ours == ([True, False, True] if expected else [])


def test_given_the_sdk_then_it_still_has_what_it_does_not_promise() -> None:
    """What is used of it to look at secrets as the engine has them."""
    servicer = _CallbackServicer
    assert servicer.__annotations__.keys() >= {"_servicers", "_callbacks", "_target", "_monitor", "_transforms"}
    assert inspect.iscoroutinefunction(servicer.serve)
    assert len({rpc._special_sig_key, rpc._special_secret_sig, rpc._special_output_value_sig}) == 3  # noqa: SLF001  (distinct)
