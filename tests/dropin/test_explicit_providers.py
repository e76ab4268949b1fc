"""Providers of the real pulumi_aws package, all of whose settings reach our Model, and none by another meaning."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pulumi import ComponentResource, Output, ResourceOptions
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from pulumi_sagemaker_model import Model
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.properties import AWS_PROVIDER
from pulumi_sagemaker_model.resource import TYPE
from tests.engine.stack import Stack
from tests.unit.provider.mocked_engine import WRAPPED, Monitor, mocked, run

aws = pytest.importorskip("pulumi_aws", reason="pulumi_aws is not installed; run: make test-dropin")

NewStack = Callable[..., Stack]

ROLE = "arn:aws:iam::222222222222:role/deploy"
PARAMETERS = {"RoleSessionName": "pulumi-sagemaker-model", "RoleArn": ROLE}
HERE = __file__
"""A file that exists."""


class Engine(Mocks):
    """Answers with what it is told."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return args.name, dict(args.inputs)

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(args.token)


@pytest.fixture
def engine() -> Iterator[Monitor]:
    with mocked(Engine()) as monitor:
        yield monitor


def plain(value: Any) -> Any:
    """Take secrets out of their wrapping."""
    if isinstance(value, dict):
        return plain(value["value"]) if WRAPPED in value else {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


SETTINGS: dict[str, tuple[Callable[[], dict[str, Any]], Settings]] = {
    "region": (lambda: {"region": "us-west-2"}, Settings(region="us-west-2")),
    "profile": (lambda: {"profile": "ml"}, Settings(profile="ml")),
    "keys": (
        lambda: {"access_key": "fake-key", "secret_key": Output.secret("fake"), "token": "fake-token"},
        Settings(access_key="fake-key", secret_key="fake", token="fake-token"),  # noqa: S106  (obviously fake)
    ),
    "roles as objects": (
        lambda: {
            "assume_roles": [
                aws.ProviderAssumeRoleArgs(
                    role_arn=Output.from_input(ROLE),
                    external_id="fake-id",
                    session_name="ci",
                    duration="1h",
                    tags={"cost_center": "7"},
                    transitive_tag_keys=["cost_center"],
                    policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
                    policy=json.dumps({"Version": "2012-10-17"}),
                    source_identity="ada",
                )
            ]
        },
        Settings(
            roles=(
                {
                    "RoleArn": ROLE,
                    "ExternalId": "fake-id",
                    "RoleSessionName": "ci",
                    "DurationSeconds": 3600,
                    "Tags": [{"Key": "cost_center", "Value": "7"}],
                    "TransitiveTagKeys": ["cost_center"],
                    "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
                    "Policy": '{"Version": "2012-10-17"}',
                    "SourceIdentity": "ada",
                },
            )
        ),
    ),
    "roles as dictionaries": (
        lambda: {"assume_roles": [{"role_arn": ROLE}, {"roleArn": ROLE, "external_id": Output.secret("fake-id")}]},
        Settings(roles=(PARAMETERS, {**PARAMETERS, "ExternalId": "fake-id"})),
    ),
    "web identity": (
        lambda: {
            "assume_role_with_web_identity": aws.ProviderAssumeRoleWithWebIdentityArgs(
                role_arn=ROLE, web_identity_token_file=HERE
            )
        },
        Settings(web_identity={**PARAMETERS, "WebIdentityTokenFile": HERE}),
    ),
    "accounts": (lambda: {"allowed_account_ids": ["222222222222"]}, Settings(allowed_accounts=("222222222222",))),
    "other accounts": (
        lambda: {"forbidden_account_ids": [Output.from_input("222222222222")]},
        Settings(forbidden_accounts=("222222222222",)),
    ),
    "tags": (
        lambda: {
            "default_tags": aws.ProviderDefaultTagsArgs(tags={"cost_center": Output.from_input("7")}),
            "ignore_tags": aws.ProviderIgnoreTagsArgs(keys=["owner"], key_prefixes=["billing:"]),
        },
        Settings(default_tags=(("cost_center", "7"),), ignored_keys=("owner",), ignored_key_prefixes=("billing:",)),
    ),
    "tags as dictionaries": (
        lambda: {"default_tags": {"tags": {"a_b": "1"}}, "ignore_tags": {"key_prefixes": ["k8s/"]}},
        Settings(default_tags=(("a_b", "1"),), ignored_key_prefixes=("k8s/",)),
    ),
    "endpoints": (
        lambda: {
            "endpoints": [aws.ProviderEndpointArgs(sagemaker="http://127.0.0.1:1", sts="http://127.0.0.1:2")],
            "sts_region": "us-east-1",
        },
        Settings(endpoint="http://127.0.0.1:1", sts_endpoint="http://127.0.0.1:2", sts_region="us-east-1"),
    ),
    "network": (
        lambda: {
            "http_proxy": "http://ann:fake@proxy",
            "https_proxy": "http://proxy",
            "insecure": True,
            "max_retries": 3,
            "retry_mode": "standard",
            "custom_ca_bundle": HERE,
            "use_fips_endpoint": True,
            "use_dualstack_endpoint": False,
        },
        Settings(
            proxies=(("http", "http://ann:fake@proxy"), ("https", "http://proxy")),
            sdk=(
                ("ca_bundle", HERE),
                ("max_attempts", 3),
                ("retry_mode", "standard"),
                ("use_dualstack_endpoint", False),
                ("use_fips_endpoint", True),
                ("ca_bundle", False),
            ),
        ),
    ),
    "files and the machine's role": (
        lambda: {
            "shared_config_files": [HERE],
            "shared_credentials_files": [HERE],
            "skip_metadata_api_check": True,
            "ec2_metadata_service_endpoint": "http://127.0.0.1:3",
            "ec2_metadata_service_endpoint_mode": "IPv4",
        },
        Settings(
            instance_role=False,
            sdk=(
                ("ec2_metadata_service_endpoint", "http://127.0.0.1:3"),
                ("ec2_metadata_service_endpoint_mode", "IPv4"),
                ("config_file", HERE),
                ("credentials_file", HERE),
            ),
        ),
    ),
    "what cannot matter to a model": (
        lambda: {
            "s3_use_path_style": True,
            "skip_credentials_validation": True,
            "skip_requesting_account_id": True,
            "user_agents": ["x"],
        },
        Settings(),
    ),
}


@pytest.mark.parametrize(("settings", "read"), SETTINGS.values(), ids=SETTINGS)
def test_given_a_real_provider_then_our_model_acts_by_its_settings(
    engine: Monitor, settings: Callable[[], dict[str, Any]], read: Settings
) -> None:
    def program() -> Any:
        west = aws.Provider("west", **settings())
        component = ComponentResource("my:ml:C", "c", None, ResourceOptions(provider=west))
        return Model("m", ResourceOptions(parent=component))

    run(lambda: program().urn)

    (model,) = engine.wire(TYPE)
    assert Settings.of(plain(model[AWS_PROVIDER]), {}) == replace(read, provider="west")
