"""The SDK's session: the region, the profile and the credentials of a stack's settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.credentials import Credentials, InstanceMetadataProvider

from pulumi_sagemaker_model.aws import session
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.errors import SettingsError

SECRETS = {"aws:accessKey": "AKIAEXAMPLE", "aws:secretKey": "not-a-real-secret", "aws:token": "not-a-real-token"}


@pytest.fixture(autouse=True)
def _files_not_yet_read() -> Iterator[None]:
    read_once = (session._region_of_sdk, session._is_plain)  # noqa: SLF001  (files change between tests alone)
    for cached in read_once:
        cached.cache_clear()
    yield
    for cached in read_once:
        cached.cache_clear()


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

    assert session.resolved_region(Settings(region=configured)) == region


def test_given_a_profile_with_a_region_when_resolved_then_it_is_the_profiles(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile ml]\nregion = ap-south-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    assert session.resolved_region(Settings(profile="ml")) == "ap-south-1"


@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_given_no_such_profile_when_the_region_is_resolved_then_sentence_names_it(region: str | None) -> None:
    with pytest.raises(SettingsError, match=r"^the AWS configuration cannot be used: .*\(absent\) could not be found"):
        session.resolved_region(Settings(profile="absent", region=region))


def test_given_unreadable_config_file_when_region_is_resolved_then_it_is_a_sentence(
    tmp_path: Path,
) -> None:
    (tmp_path / "config").write_text("region = nowhere")

    with pytest.raises(SettingsError, match=r"^the AWS configuration cannot be used: Unable to parse config file"):
        session.resolved_region(Settings(sdk=(("config_file", str(tmp_path / "config")),)))


UNREADABLE: dict[str, bytes] = {
    "no section": b"region = nowhere",
    "a section twice": b"[default]\n[default]\n",
    "a name without a value": b"[default]\nregion\n",
    "a block of no settings": b"[default]\ns3 =\n  nothing\n",
    "no text": b"[default]\nregion = \xff\n",
}
READABLE: dict[str, bytes] = {
    "a region": b"[default]\nregion = ap-south-1\n",
    "nothing": b"",
    "a block": b"[default]\ns3 =\n  signature_version = s3v4\n\n  b = c\n",
    "more lines": b"[default]\ncredential_process = a\n  b\n",
    "an open quote": b"[profile 'ml]\nregion = ap-south-1\n",
    "defaults of all": b"[DEFAULT]\nregion = ap-south-1\n",
}


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_given_file_sdk_cannot_read_when_stack_has_a_region_then_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, text: bytes
) -> None:
    (tmp_path / "file").write_bytes(text)
    monkeypatch.setenv(variable, str(tmp_path / "file"))

    with pytest.raises(SettingsError, match=r"^the AWS configuration cannot be used: Unable to parse config file"):
        session.resolved_region(Settings(region="us-east-1"))


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)
def test_given_file_sdk_can_read_when_stack_has_a_region_then_the_sdk_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, text: bytes
) -> None:
    (tmp_path / "file").write_bytes(text)
    monkeypatch.setenv(variable, str(tmp_path / "file"))
    session._region_of_sdk(Settings())  # noqa: SLF001  (the SDK reads it without a complaint)
    monkeypatch.setattr(session, "_region_of_sdk", None)

    assert session.resolved_region(Settings(region="us-east-1")) == "us-east-1"


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_given_no_such_profile_in_environment_when_stack_has_region_then_it_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "absent")

    with pytest.raises(SettingsError, match=r"^the AWS configuration cannot be used: .*\(absent\) could not be found"):
        session.resolved_region(Settings(region="us-east-1"))


def test_given_profile_of_shared_files_when_session_made_then_environment_gives_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
    (tmp_path / "config").write_text("[profile ml]\nregion = ap-south-1\n")
    (tmp_path / "credentials").write_text("[ml]\naws_access_key_id = AKIAML\naws_secret_access_key = not-real\n")
    settings = Settings.from_configuration(
        {
            "aws:profile": "ml",
            "aws:sharedConfigFiles": [str(tmp_path / "config")],
            "aws:sharedCredentialsFiles": [str(tmp_path / "credentials")],
        }
    )
    made = session.new_session(settings, "us-east-1")

    credentials = made.get_credentials()

    assert credentials is not None
    assert (made.get_config_variable("region"), credentials.access_key) == ("ap-south-1", "AKIAML")


def test_given_credentials_when_session_is_made_then_they_win_over_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")

    credentials = session.new_session(Settings.from_configuration(SECRETS), "us-east-1").get_credentials()

    assert credentials is not None
    assert (credentials.access_key, credentials.secret_key, credentials.token) == tuple(SECRETS.values())


@pytest.mark.parametrize(("skip", "found"), [("false", True), ("true", False)])
def test_given_only_machines_own_role_when_session_made_then_settings_say_if_it_acts(
    monkeypatch: pytest.MonkeyPatch, skip: str, *, found: bool
) -> None:
    machine = Credentials("AKIAMACHINE", "not-a-real-secret")
    monkeypatch.setattr(InstanceMetadataProvider, "load", lambda _: machine)

    made = session.new_session(Settings.from_configuration({"aws:skipMetadataApiCheck": skip}), "us-east-1")

    assert made.get_credentials() is (machine if found else None)
