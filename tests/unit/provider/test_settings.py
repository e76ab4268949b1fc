"""The stack's `aws:` configuration: every key, both forms that the engine hands over, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_sagemaker_model.errors import SettingsError
from pulumi_sagemaker_model.settings import Settings

SECRETS = {"aws:accessKey": "AKIAEXAMPLE", "aws:secretKey": "not-a-real-secret", "aws:token": "not-a-real-token"}
IN_SETTINGS = Settings(access_key="AKIAEXAMPLE", secret_key="not-a-real-secret", token="not-a-real-token")  # noqa: S106  (obviously fake)
ENDPOINT = "http://127.0.0.1:5000"
NO_URL = "aws:endpoints has a sagemaker endpoint that is no http:// or https:// URL"
HALF = "one of aws:accessKey and aws:secretKey is set; set both, or remove it"
NO_LIST = 'aws:endpoints is not a list of objects such as [{"sagemaker": "https://..."}]'
NO_TAGS = 'aws:defaultTags is not an object such as {"tags": {"team": "ml-search"}}'

READ: dict[str, tuple[dict[str, Any], Settings]] = {
    "nothing": ({}, Settings()),
    "empty strings": ({"aws:region": "", "aws:profile": "", "aws:secretKey": ""}, Settings()),
    "region": ({"aws:region": "eu-west-1"}, Settings(region="eu-west-1")),
    "profile": ({"aws:profile": "ml"}, Settings(profile="ml")),
    "credentials": (SECRETS, IN_SETTINGS),
    "endpoint as JSON": ({"aws:endpoints": json.dumps([{"sagemaker": ENDPOINT}])}, Settings(endpoint=ENDPOINT)),
    "endpoint as a list": ({"aws:endpoints": [{"s3": "x"}, {"sagemaker": ENDPOINT}]}, Settings(endpoint=ENDPOINT)),
    "endpoint as an object": ({"aws:endpoints": {"sagemaker": ENDPOINT}}, Settings(endpoint=ENDPOINT)),
    "endpoints of other services": ({"aws:endpoints": [{"s3": ENDPOINT}]}, Settings()),
    "no endpoints": ({"aws:endpoints": "[]"}, Settings()),
    "default tags as JSON": (
        {"aws:defaultTags": '{"tags": {"team": "ads", "env": "dev"}}'},
        Settings(default_tags=(("env", "dev"), ("team", "ads"))),
    ),
    "default tags as an object": ({"aws:defaultTags": {"tags": {"env": ""}}}, Settings(default_tags=(("env", ""),))),
    "default tags without tags": ({"aws:defaultTags": {}}, Settings()),
    "settings that are pulumi-aws's alone": ({"aws:skipMetadataApiCheck": "true", "gcp:region": "x"}, Settings()),
}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    **{
        f"{key} is no string": (
            {f"aws:{key}": 7.0},
            f"aws:{key} is not a string; set it with: pulumi config set aws:{key} VALUE",
        )
        for key in ("region", "profile", "accessKey", "secretKey", "token")
    },
    "access key alone": ({"aws:accessKey": "AKIAEXAMPLE"}, HALF),
    "secret key alone": ({"aws:secretKey": "not-a-real-secret"}, HALF),
    "endpoints is no JSON": ({"aws:endpoints": "{"}, "aws:endpoints is neither an object nor JSON; set it with --path"),
    "endpoints is a URL": ({"aws:endpoints": json.dumps(ENDPOINT)}, NO_LIST),
    "endpoints is a list of URLs": ({"aws:endpoints": [ENDPOINT]}, NO_LIST),
    **{
        f"endpoint {url}": ({"aws:endpoints": [{"sagemaker": url}]}, NO_URL)
        for url in (
            7.0,
            "localhost:5000",
            "ftp://h",
            "http://",
            "http://[::1",
            "http://a b",
            "http://h:p",
            "http://a_b",
        )
    },
    "default tags is no JSON": (
        {"aws:defaultTags": "team=ads"},
        "aws:defaultTags is neither an object nor JSON; set it with --path",
    ),
    "default tags is a list": ({"aws:defaultTags": ["team"]}, NO_TAGS),
    "default tags hold a list": ({"aws:defaultTags": {"tags": ["team"]}}, NO_TAGS),
    "default tag is a number": ({"aws:defaultTags": {"tags": {"cost": 7.0}}}, NO_TAGS),
    **{
        key: (
            {f"aws:{key}": "{}"},
            (
                f"aws:{key} is set and pulumi_sagemaker_model does not honour it; remove it from this stack "
                f"(pulumi config rm aws:{key}) and use a profile of the AWS configuration"
            ),
        )
        for key in (
            "allowedAccountIds",
            "assumeRole",
            "assumeRoles",
            "assumeRoleWithWebIdentity",
            "forbiddenAccountIds",
            "ignoreTags",
            "sharedConfigFiles",
            "sharedCredentialsFiles",
        )
    },
}


@pytest.mark.parametrize(("configuration", "settings"), READ.values(), ids=READ)
def test_given_a_configuration_when_read_then_the_settings_are(
    configuration: dict[str, Any], settings: Settings
) -> None:
    assert Settings.from_configuration(configuration) == settings


@pytest.mark.parametrize(("configuration", "sentence"), REFUSED.values(), ids=REFUSED)
def test_given_an_unusable_setting_when_read_then_the_sentence_names_it(
    configuration: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_configuration(configuration)

    assert str(refusal.value) == sentence


def test_given_secrets_when_settings_are_shown_then_they_are_hidden() -> None:
    assert "not-a-real" not in repr(Settings.from_configuration(SECRETS))


@pytest.mark.parametrize("key", ["aws:endpoints", "aws:defaultTags", "aws:assumeRole"])
@pytest.mark.parametrize("secret", ["not-a-real-secret", '["not-a-real-secret"]'])
def test_given_a_secret_in_an_unusable_setting_when_read_then_no_sentence_shows_it(key: str, secret: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_configuration({key: secret})

    assert "not-a-real" not in str(refusal.value)


@pytest.mark.parametrize(
    ("configured", "environment", "region"),
    [
        ("eu-west-1", {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-3"}, "eu-west-1"),
        (None, {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-3"}, "eu-west-2"),
        (None, {"AWS_DEFAULT_REGION": "eu-west-3"}, "eu-west-3"),
        (None, {"AWS_REGION": ""}, None),
        (None, {}, None),
    ],
)
def test_given_regions_in_several_places_when_resolved_then_the_nearest_wins(
    monkeypatch: pytest.MonkeyPatch, configured: str | None, environment: dict[str, str], region: str | None
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)

    assert Settings(region=configured).resolved_region() == region


def test_given_a_profile_with_a_region_when_resolved_then_it_is_the_profiles(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile ml]\nregion = ap-south-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    assert Settings(profile="ml").resolved_region() == "ap-south-1"


def test_given_no_such_profile_when_a_session_is_made_then_the_sentence_names_it() -> None:
    with pytest.raises(SettingsError, match=r"^the AWS configuration cannot be used: .*\(absent\) could not be found"):
        Settings(profile="absent").session()


def test_given_credentials_when_a_session_is_made_then_it_uses_them_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")

    credentials = Settings.from_configuration(SECRETS).session().get_credentials()

    assert credentials is not None
    assert (credentials.access_key, credentials.secret_key, credentials.token) == tuple(SECRETS.values())
