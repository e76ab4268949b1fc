"""Clients for a stack's settings: one for each, with the right endpoint, credentials and retries."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import session as session_module
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient
from tests.unit.provider.aws.stand_ins import (
    KEYS,
    SETTINGS,
    Sts,
    built,
)


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_many_threads_then_one_client_is_built_for_each_settings_and_region(
    monkeypatch: pytest.MonkeyPatch, sagemaker: SageMakerClient
) -> None:
    built: list[tuple[Settings, str]] = []
    start, inside = threading.Barrier(8), threading.Barrier(2)

    def session(settings: Settings, _region: str) -> Any:
        def client(_service: str, *, region_name: str, **_: object) -> SageMakerClient:
            built.append((settings, region_name))
            with suppress(threading.BrokenBarrierError):
                inside.wait(0.05)  # only a second thread that builds at the same time would come
            return sagemaker

        return SimpleNamespace(create_client=client)

    monkeypatch.setattr(session_module, "new_session", session)
    wanted = [(SETTINGS, "us-east-1"), (SETTINGS, "eu-west-1"), (Settings(profile="ml"), "us-east-1")]
    got: list[ModelClient] = []

    def ask() -> None:
        start.wait()
        got.extend(client_for(*key) for key in wanted)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(built, key=repr) == sorted(wanted, key=repr)
    assert (len(got), len(set(map(id, got)))) == (24, 3)


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_slow_credentials_when_another_region_is_asked_then_it_does_not_wait(
    monkeypatch: pytest.MonkeyPatch, sagemaker: SageMakerClient
) -> None:
    hangs, may_end = threading.Event(), threading.Event()

    def client(_service: str, *, region_name: str, **_: object) -> SageMakerClient:
        if region_name == "us-east-1":
            hangs.set()
            assert may_end.wait(10)
        return sagemaker

    monkeypatch.setattr(session_module, "new_session", lambda *_: SimpleNamespace(create_client=client))
    slow = threading.Thread(target=client_for, args=(SETTINGS, "us-east-1"))
    slow.start()
    assert hangs.wait(10)

    assert isinstance(client_for(SETTINGS, "eu-west-1"), ModelClient)
    may_end.set()
    slow.join()


ENDPOINTS = [
    ({}, "eu-west-1", "https://api.sagemaker.eu-west-1.amazonaws.com"),
    ({}, "cn-north-1", "https://api.sagemaker.cn-north-1.amazonaws.com.cn"),
    ({}, "us-gov-west-1", "https://api.sagemaker.us-gov-west-1.amazonaws.com"),
    ({"aws:useFipsEndpoint": "true"}, "us-east-1", "https://api-fips.sagemaker.us-east-1.amazonaws.com"),
    ({"aws:useFipsEndpoint": "true"}, "us-gov-west-1", "https://api-fips.sagemaker.us-gov-west-1.amazonaws.com"),
    ({"aws:useDualstackEndpoint": "true"}, "us-east-1", "https://api.sagemaker.us-east-1.api.aws"),
    ({"aws:endpoints": '[{"sagemaker": "http://127.0.0.1:5000"}]'}, "us-east-1", "http://127.0.0.1:5000"),
]


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(("configuration", "region", "endpoint"), ENDPOINTS)
def test_given_region_of_any_partition_when_client_is_built_then_it_has_its_endpoint(
    configuration: dict[str, Any], region: str, endpoint: str
) -> None:
    client = built({"aws:region": "us-east-1", **configuration}, region)

    assert (client.meta.endpoint_url, client.meta.region_name) == (endpoint, region)


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("environment", "configuration", "retries"),
    [
        ({}, {}, {"mode": "adaptive", "total_max_attempts": 6}),
        ({"AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "2"}, {}, {"mode": "standard", "total_max_attempts": 2}),
        (
            {"AWS_RETRY_MODE": "adaptive", "AWS_MAX_ATTEMPTS": "2"},
            {"aws:retryMode": "standard", "aws:maxRetries": "3"},
            {"mode": "standard", "total_max_attempts": 3},
        ),
    ],
)
def test_given_retries_in_several_places_when_client_is_built_then_the_nearest_wins(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    configuration: dict[str, str],
    retries: dict[str, Any],
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)

    assert built(configuration, "us-east-1").meta.config.retries == retries


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_proxies_when_a_client_is_built_then_it_uses_them() -> None:
    client = built({"aws:httpProxy": "http://a:1", "aws:httpsProxy": "http://b:2"}, "us-east-1")

    assert client.meta.config.proxies == {"http": "http://a:1", "https": "http://b:2"}


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("configuration", "verify"),
    [
        ({}, "environment.pem"),
        ({"aws:customCaBundle": __file__}, __file__),
        ({"aws:customCaBundle": __file__, "aws:insecure": "true"}, False),
        ({"aws:insecure": "false"}, "environment.pem"),
    ],
)
def test_given_certificates_to_trust_when_a_client_is_built_then_it_trusts_them(
    monkeypatch: pytest.MonkeyPatch, configuration: dict[str, str], verify: object
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "environment.pem")

    assert built(configuration, "us-east-1")._endpoint.http_session._verify == verify  # noqa: SLF001


ROLES = [
    {"roleArn": "arn:aws:iam::123456789012:role/hub", "externalId": "not-a-real-id", "sessionName": "ci"},
    {"roleArn": "arn:aws:iam::123456789012:role/ml"},
]


def test_given_role_chain_when_asking_then_each_is_assumed_once_as_the_one_before(sts: Sts) -> None:
    client = client_for(Settings.from_configuration({**KEYS, "aws:assumeRoles": ROLES}), "eu-west-1")
    before = list(sts.asked)

    client.delete("fraud")
    client.delete("fraud")

    there = "https://sts.eu-west-1.amazonaws.com"
    model = ("DeleteModel", "https://api.sagemaker.eu-west-1.amazonaws.com", "AKIA-ml")
    assert before == []
    assert sts.asked == [("AssumeRole", there, "AKIAEXAMPLE"), ("AssumeRole", there, "AKIA-hub"), model, model]
    assert sts.requests[:2] == [
        {"RoleArn": ROLES[0]["roleArn"], "ExternalId": "not-a-real-id", "RoleSessionName": "ci"},
        {"RoleArn": ROLES[1]["roleArn"], "RoleSessionName": "pulumi-sagemaker-model"},
    ]


def test_given_web_identity_when_asking_then_its_token_is_read_anew_and_nobody_signs(sts: Sts, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("")
    web = {"roleArn": "arn:aws:iam::123456789012:role/web", "webIdentityTokenFile": str(token)}
    settings = Settings.from_configuration({**KEYS, "aws:assumeRoleWithWebIdentity": web, "aws:assumeRole": ROLES[1]})
    client = client_for(settings, "eu-west-1")
    token.write_text("not-a-real-token")

    client.delete("fraud")

    assert [(operation, signer) for operation, _, signer in sts.asked] == [
        ("AssumeRoleWithWebIdentity", None),
        ("AssumeRole", "AKIA-web"),
        ("DeleteModel", "AKIA-ml"),
    ]
    assert sts.requests[0]["WebIdentityToken"] == "not-a-real-token"


@pytest.mark.usefixtures("sts")
def test_given_web_identity_whose_file_is_gone_when_asking_then_sentence_names_it(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("")
    web = {"roleArn": "arn:aws:iam::123456789012:role/web", "webIdentityTokenFile": str(token)}
    client = client_for(Settings.from_configuration({"aws:assumeRoleWithWebIdentity": web}), "eu-west-1")
    token.unlink()

    with pytest.raises(errors.SettingsError, match="webIdentityTokenFile cannot be read; check it"):
        client.delete("fraud")


def test_given_roles_and_no_credentials_when_asking_then_no_role_is_assumed(sts: Sts) -> None:
    client = client_for(Settings.from_configuration({"aws:assumeRoles": ROLES}), "eu-west-1")

    client.delete("fraud")

    assert [(operation, signer) for operation, _, signer in sts.asked] == [("DeleteModel", None)]


STS_ENDPOINTS = [
    ({}, "cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn"),
    ({}, "us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com"),
    ({"aws:region": "us-east-1"}, "eu-west-1", "https://sts.us-east-1.amazonaws.com"),
    ({"aws:stsRegion": "eu-north-1", "aws:region": "us-east-1"}, "eu-west-1", "https://sts.eu-north-1.amazonaws.com"),
    ({"aws:useFipsEndpoint": "true"}, "us-east-1", "https://sts-fips.us-east-1.amazonaws.com"),
    ({"aws:endpoints": {"sts": "http://127.0.0.1:5001"}}, "us-east-1", "http://127.0.0.1:5001"),
]


@pytest.mark.parametrize(("configuration", "region", "endpoint"), STS_ENDPOINTS)
def test_given_settings_of_sts_when_role_or_account_is_asked_for_then_it_is_there(
    sts: Sts, configuration: dict[str, Any], region: str, endpoint: str
) -> None:
    asking = {"aws:assumeRoles": ROLES[:1], "aws:allowedAccountIds": ["123456789012"]}

    client_for(Settings.from_configuration({**KEYS, **asking, **configuration}), region).delete("fraud")

    assert [(operation, at) for operation, at, _ in sts.asked][:2] == [
        ("AssumeRole", endpoint),
        ("GetCallerIdentity", endpoint),
    ]


@pytest.mark.usefixtures("_no_clients_yet")
def test_given_no_credentials_when_asking_then_the_sentence_says_where_to_set_them() -> None:
    with pytest.raises(errors.SettingsError, match="needs AWS credentials and there are none; set aws:profile"):
        client_for(Settings(), "us-east-1").describe("fraud")


@pytest.mark.parametrize(
    ("settings", "region", "sentence"),
    [
        (SETTINGS, "us east 1", "the AWS configuration cannot be used: Provided region_name 'us east 1'"),
        (Settings(profile="absent"), "us-east-1", "the AWS configuration cannot be used: The config profile (absent)"),
    ],
)
@pytest.mark.usefixtures("_no_clients_yet")
def test_given_settings_that_sdk_refuses_when_client_is_built_then_it_is_a_sentence(
    settings: Settings, region: str, sentence: str
) -> None:
    with pytest.raises(errors.SettingsError) as refusal:
        client_for(settings, region)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.usefixtures("_no_clients_yet")
@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("AWS_ENDPOINT_URL", "localhost:5000", "Invalid endpoint: localhost:5000"),
        ("AWS_MAX_ATTEMPTS", "few", "invalid literal for int"),
        ("AWS_CONFIG_FILE", "absent-process x", "No such file or directory: 'absent-process'"),
        ("AWS_CONFIG_FILE", "echo hello", "Expecting value"),
    ],
)
def test_given_environment_sdk_falls_over_when_client_is_built_then_it_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str, reason: str
) -> None:
    if variable == "AWS_CONFIG_FILE":
        profile = tmp_path / "config"
        profile.write_text(f"[default]\ncredential_process = {value}\n")
        value = str(profile)
    monkeypatch.setenv(variable, value)

    with pytest.raises(errors.SettingsError, match="the AWS configuration cannot be used: ") as refusal:
        client_for(Settings(), "us-east-1")

    assert reason in str(refusal.value)
