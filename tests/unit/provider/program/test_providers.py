"""What a model is told of the AWS provider that the program gives it, as it is sent to the engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from google.protobuf import struct_pb2
from google.protobuf.json_format import MessageToDict
from pulumi import Output, ProviderResource, ResourceOptions
from pulumi.output import UNKNOWN
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks
from pulumi.runtime.proto import resource_pb2

from pulumi_sagemaker_model import Model
from pulumi_sagemaker_model.program import providers, registrations, secrecy
from pulumi_sagemaker_model.properties import AWS_PROVIDER, IDENTITY, SECRETS
from pulumi_sagemaker_model.resource import TYPE
from tests.unit.provider.mocked_engine import WRAPPED, Monitor, mocked, run

ROLE = "arn:aws:iam::222222222222:role/deploy"
SECRET = {WRAPPED: "1b47061264138c4ac30d75fd1eb44270"}


class Engine(Mocks):
    """Answers with what it is told."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return args.name, dict(args.inputs)

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"a model calls no function, and this one called {args.token}")


@pytest.fixture
def engine() -> Iterator[Monitor]:
    with mocked(Engine()) as monitor:
        yield monitor


def sent(engine: Monitor, settings: Callable[[], dict[str, Any]], **arguments: Any) -> dict[str, Any]:
    """Return what is sent of a model whose provider has these settings."""

    def program() -> Any:
        west = ProviderResource("aws", "west", settings())
        return Model("m", ResourceOptions(provider=west), **arguments).urn

    run(program)
    (model,) = engine.wire(TYPE)
    return model


def secret(value: Any) -> dict[str, Any]:
    """Return a secret as it is sent."""
    return {**SECRET, "value": value}


TOLD: dict[str, tuple[Callable[[], dict[str, Any]], dict[str, Any]]] = {
    "nothing": (dict, {}),
    "text": (
        lambda: {"region": "us-west-2", "profile": "ml", "customCaBundle": "/ca.pem"},
        {"region": "us-west-2", "profile": "ml", "customCaBundle": "/ca.pem"},
    ),
    "keys": (
        lambda: {"accessKey": "fake-key", "secretKey": Output.secret("fake"), "token": "fake-token"},
        {"accessKey": secret("fake-key"), "secretKey": secret("fake"), "token": secret("fake-token")},
    ),
    "proxies, which may have passwords": (
        lambda: {"httpProxy": "http://ann:fake@proxy", "httpsProxy": "http://proxy"},
        {"httpProxy": secret("http://ann:fake@proxy"), "httpsProxy": secret("http://proxy")},
    ),
    "a role as a dictionary of Python": (
        lambda: {"assumeRoles": json.dumps([{"role_arn": ROLE, "external_id": None, "tags": {"cost_center": 7}}])},
        {"assumeRoles": [{"roleArn": ROLE, "tags": {"cost_center": "7"}}]},
    ),
    "a role as an object of pulumi_aws": (
        lambda: {"assumeRoles": json.dumps([{"roleArn": ROLE, "sessionName": "ci"}])},
        {"assumeRoles": [{"roleArn": ROLE, "sessionName": "ci"}]},
    ),
    "a role with a secret": (
        lambda: {"assumeRoles": Output.secret(json.dumps([{"role_arn": ROLE, "external_id": "fake"}]))},
        {"assumeRoles": secret([{"roleArn": ROLE, "externalId": "fake"}])},
    ),
    "a role of a transform": (
        lambda: {"assumeRoles": [{"roleArn": ROLE, "external_id": Output.secret("fake")}]},
        {"assumeRoles": secret([{"roleArn": ROLE, "externalId": "fake"}])},
    ),
    "web identity, whose token is a credential": (
        lambda: {"assumeRoleWithWebIdentity": json.dumps({"role_arn": ROLE, "web_identity_token": "fake"})},
        {"assumeRoleWithWebIdentity": secret({"roleArn": ROLE, "webIdentityToken": "fake"})},
    ),
    "tags": (
        lambda: {
            "defaultTags": json.dumps({"tags": {"cost_center": 7, "pci": True, "gone": None}}),
            "ignoreTags": json.dumps({"key_prefixes": ["billing:"], "keys": None}),
        },
        {
            "defaultTags": {"tags": {"cost_center": "7", "pci": "true"}},
            "ignoreTags": {"keyPrefixes": ["billing:"]},
        },
    ),
    "numbers and booleans": (
        lambda: {"maxRetries": 3, "insecure": True, "useFipsEndpoint": "false", "allowedAccountIds": "[123456789012]"},
        {"maxRetries": "3", "insecure": "true", "useFipsEndpoint": "false", "allowedAccountIds": ["123456789012"]},
    ),
    "endpoints": (
        lambda: {"endpoints": json.dumps([{"sagemaker": "http://a", "sts": "http://b"}])},
        {"endpoints": [{"sagemaker": "http://a", "sts": "http://b"}]},
    ),
    "what cannot be read, to be refused by name": (lambda: {"endpoints": "http://a"}, {"endpoints": "http://a"}),
    "what is refused": (lambda: {"noProxy": "localhost"}, {"noProxy": "localhost"}),
    "what cannot matter to a model": (
        lambda: {"s3UsePathStyle": "true", "version": "7"},
        {},
    ),
    "what is not known": (lambda: {"region": Output.from_input(UNKNOWN)}, {"region": rpc.UNKNOWN}),
}


@pytest.mark.parametrize(("settings", "told"), TOLD.values(), ids=TOLD)
def test_given_settings_of_a_provider_when_declared_then_the_model_is_told_of_them(
    engine: Monitor, settings: Callable[[], dict[str, Any]], told: dict[str, Any]
) -> None:
    model = sent(engine, settings)

    assert model[AWS_PROVIDER].pop("urn").endswith("::west")
    assert model[AWS_PROVIDER] == told


def test_given_secrets_of_a_provider_then_paths_are_sent_and_it_is_depended_on(engine: Monitor) -> None:
    model = sent(engine, lambda: {"secretKey": "fake", "defaultTags": Output.secret('{"tags": {"team": "ads"}}')})

    assert model[SECRETS] == [
        [AWS_PROVIDER, "defaultTags"],
        [AWS_PROVIDER, "secretKey"],
        ["defaultTags"],
    ]
    # `check` fills it in, and the engine keeps it secret.
    assert model["defaultTags"] == secret(None)
    (request,) = (request for request in engine.requests if request.type == TYPE)
    (urn,) = request.propertyDependencies[AWS_PROVIDER].urns
    assert urn.endswith("::west")


def test_given_a_provider_made_before_the_import_then_a_sentence_says_what_to_do(
    engine: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registrations, "answer", lambda _urn: None)

    assert sent(engine, lambda: {"region": "us-west-2"})[AWS_PROVIDER] == (
        "what its provider west was told cannot be read, as the engine was asked for that provider before this package "
        "was imported; import pulumi_sagemaker_model before the program makes the provider"
    )


@pytest.mark.parametrize(
    ("urn", "told"),
    [
        ("urn:pulumi:dev::shop::pulumi:providers:aws::west", {"region": "us-west-2"}),
        ("urn:pulumi:dev::shop::my:ml:C$pulumi:providers:aws::west", {"region": "us-west-2"}),
        ("urn:pulumi:dev::shop::pulumi:providers:aws::east", providers.UNSEEN.format(name="east")),
        ("urn:pulumi:dev::shop::pulumi:providers:kubernetes::west", providers.NOT_OF_AWS.format(name="west")),
        ("urn:pulumi:dev::shop::pulumi:providers:aws-native::west", providers.NOT_OF_AWS.format(name="west")),
    ],
)
def test_given_a_provider_of_a_transform_then_the_model_is_told_and_the_engine_is_not(
    monkeypatch: pytest.MonkeyPatch, urn: str, told: Any
) -> None:
    answer = struct_pb2.Struct()
    answer.update({"region": "us-west-2", "defaultTags": {**SECRET, "value": '{"tags": {"team": "ads"}}'}})
    monkeypatch.setattr(registrations, "answer", lambda asked: answer if asked.endswith("aws::west") else None)
    request = resource_pb2.TransformRequest()
    request.properties.update({IDENTITY: "acme/urn", "region": "eu-west-1"})
    request.options.provider = f"{urn}::1234"

    transformed = asyncio.run(secrecy._look_again(request.SerializeToString()))  # noqa: SLF001

    properties = MessageToDict(transformed.properties)
    if isinstance(told, dict):
        told = {**told, "urn": urn, "defaultTags": secret({"tags": {"team": "ads"}})}
        assert (properties["defaultTags"], properties["region"]) == (secret(None), "eu-west-1")
        assert [AWS_PROVIDER, "defaultTags"] in properties[SECRETS]
    assert properties[AWS_PROVIDER] == told
    assert transformed.options.provider == ""


def test_given_two_engines_in_one_process_then_each_has_the_answers_of_its_own() -> None:
    for region in ("us-west-2", "eu-west-1"):
        with mocked(Engine()) as engine:
            assert sent(engine, partial(dict, region=region))[AWS_PROVIDER]["region"] == region


def test_given_mocks_that_answer_nothing_then_the_model_is_told_what_was_asked() -> None:
    class Silent(Engine):
        def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
            return args.name, {} if args.typ == "pulumi:providers:aws" else dict(args.inputs)

    with mocked(Silent()) as engine:
        assert sent(engine, lambda: {"region": "us-west-2"})[AWS_PROVIDER]["region"] == "us-west-2"
