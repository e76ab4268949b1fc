"""LocalAws and require_loopback: nothing but this machine is reached, and what the other tests rely on."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tools.local_aws import Call, LocalAws, require_loopback

ROOT = Path(__file__).parents[3]
MODEL: dict[str, Any] = {
    "ModelName": "a-model",
    "ExecutionRoleArn": "arn:aws:iam::123456789012:role/sagemaker",
    "PrimaryContainer": {"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/model:1"},
}
HOSTILE = {
    "AWS_PROFILE": "absent",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_REGION": "eu-central-1",
    "AWS_SESSION_TOKEN": "from-the-caller",
    "AWS_ENDPOINT_URL_SAGEMAKER": "http://127.0.0.1:9",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_CA_BUNDLE": "/absent",
    "BOTO_CONFIG": "/absent",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "http_proxy": "http://127.0.0.1:9",
    "NO_PROXY": "example.com",
}


@pytest.fixture
def aws() -> Iterator[LocalAws]:
    with LocalAws() as running:
        yield running


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:5000", "http://127.8.9.1", "https://localhost:1/path", "http://LOCALHOST", "http://[::1]:5000"],
)
def test_given_a_loopback_endpoint_when_required_then_it_is_returned(endpoint: str) -> None:
    assert require_loopback(endpoint) == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://api.sagemaker.us-east-1.amazonaws.com",
        "http://10.0.0.1:5000",
        "http://0.0.0.0:5000",
        "http://[::]:5000",
        "http://128.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "http://example.com/127.0.0.1",
        "http://example.com#@127.0.0.1",
        "http://127.1",
        "http://2130706433",
        "127.0.0.1:5000",
        "",
    ],
)
def test_given_any_other_endpoint_when_loopback_is_required_then_it_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"is not on this machine: use a URL whose host is 127\.0\.0\.1"):
        require_loopback(endpoint)


def test_given_a_callers_environment_when_pointed_here_then_no_aws_setting_is_left(aws: LocalAws) -> None:
    environment = aws.environment({**HOSTILE, "PATH": "/bin"})
    assert environment == {
        "PATH": "/bin",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "NO_PROXY": "example.com,127.0.0.1",
        "no_proxy": "127.0.0.1",
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_ACCESS_KEY_ID": "not-a-real-access-key",
        "AWS_SECRET_ACCESS_KEY": "not-a-real-secret-key",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_given_no_environment_when_pointed_here_then_this_process_is_the_base(
    aws: LocalAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_VARIABLE", "kept")
    assert aws.environment() == aws.environment(os.environ)
    assert aws.environment()["SOME_VARIABLE"] == "kept"


def test_given_a_hostile_environment_when_started_and_used_then_all_works(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    with LocalAws() as aws:
        client = aws.client("sagemaker")
        client.create_model(**MODEL)
        with pytest.raises(ClientError, match="Cannot create already existing model"):
            client.create_model(**MODEL)
        assert aws.client("sts").get_caller_identity()["Account"] == "123456789012"
        assert list(aws.models()) == ["a-model"]


def test_given_the_environment_when_a_default_client_uses_it_then_it_arrives_here(
    aws: LocalAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in os.environ.keys() | HOSTILE.keys():
        monkeypatch.delenv(name, raising=False)
    for name, value in aws.environment(HOSTILE).items():
        monkeypatch.setenv(name, value)
    boto3.Session().client("sagemaker").create_model(**MODEL)
    assert list(aws.models()) == ["a-model"]


def test_given_requests_when_asked_for_calls_then_each_is_there_in_order(aws: LocalAws) -> None:
    aws.client("sagemaker").create_model(**MODEL)
    aws.client("sts").get_caller_identity()
    aws.client("s3").create_bucket(Bucket="a-bucket")
    with pytest.raises(ClientError):
        aws.client("sagemaker").delete_model(ModelName="absent")
    before = aws.calls
    assert before == [
        Call("CreateModel", MODEL),
        Call("GetCallerIdentity", {"Version": "2011-06-15"}),
        Call("PUT /a-bucket", {}),
        Call("DeleteModel", {"ModelName": "absent"}),
    ]
    before.clear()
    assert len(aws.calls) == 4


def test_given_models_when_looked_at_then_they_are_as_described_and_no_call_counts(
    aws: LocalAws,
) -> None:
    client = aws.client("sagemaker")
    client.create_model(**MODEL, Tags=[{"Key": "team", "Value": "ml"}])
    aws.plant_tag("a-model", "aws:createdBy", "someone")
    calls = len(aws.calls)
    model = aws.models()["a-model"]
    assert len(aws.calls) == calls
    assert model.pop("Tags") == [{"Key": "team", "Value": "ml"}, {"Key": "aws:createdBy", "Value": "someone"}]
    described = client.describe_model(ModelName="a-model")
    assert model.keys() == described.keys() - {"ResponseMetadata"}
    assert model["PrimaryContainer"] == described["PrimaryContainer"]


def test_given_tags_that_are_delayed_when_listed_then_those_of_before_are_there(aws: LocalAws) -> None:
    client = aws.client("sagemaker")
    tags: Any = [{"Key": "team", "Value": "ml"}]
    aws.delay_tags(2)
    arn = client.create_model(**MODEL, Tags=tags)["ModelArn"]
    client.delete_tags(ResourceArn=arn, TagKeys=["team"])

    assert [client.list_tags(ResourceArn=arn)["Tags"] for _ in range(5)] == [[], [], tags, tags, []]
    aws.reset()
    arn = client.create_model(**MODEL, Tags=tags)["ModelArn"]
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags


def test_given_state_when_reset_then_all_is_forgotten(aws: LocalAws) -> None:
    aws.client("sagemaker").create_model(**MODEL)
    aws.client("s3").create_bucket(Bucket="a-bucket")
    aws.reset()
    assert (aws.models(), aws.calls) == ({}, [])
    assert aws.client("s3").list_buckets()["Buckets"] == []


def test_given_two_at_once_when_one_is_used_then_the_other_is_untouched(aws: LocalAws) -> None:
    with LocalAws() as other:
        aws.client("sagemaker").create_model(**MODEL)
        assert (other.models(), other.calls) == ({}, [])
        other.reset()
    assert list(aws.models()) == ["a-model"]


def test_given_a_taken_port_when_started_then_that_is_an_error_of_the_system(aws: LocalAws) -> None:
    with pytest.raises(OSError, match="in use"), LocalAws(int(aws.endpoint.rpartition(":")[2])):
        pytest.fail("two servers on one port")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_given_the_command_when_interrupted_then_it_has_served_and_ends_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tools.local_aws"],
        cwd=ROOT,
        env={**os.environ, "AWS_PROFILE": "of-the-caller"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        printed = ""
        while "Ctrl-C stops it" not in printed:
            line = process.stdout.readline()
            assert line, "it ended by itself"
            printed += line
        exports = dict(line.removeprefix("export ").split("=", 1) for line in printed.splitlines() if "=" in line)
        with urllib.request.urlopen(require_loopback(exports["AWS_ENDPOINT_URL"])) as answer:  # noqa: S310  # http, here
            assert answer.status == 200
        process.send_signal(number)
        rest, errors = process.communicate()
    assert "unset AWS_PROFILE" in printed
    assert (process.returncode, rest, errors) == (0, "", "")


def test_given_a_taken_port_when_the_command_is_run_then_it_says_so_in_a_sentence(aws: LocalAws) -> None:
    port = aws.endpoint.rpartition(":")[2]
    ended = subprocess.run(
        [sys.executable, "-m", "tools.local_aws", "--port", port], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith(f"Local AWS cannot listen on port {port}: ")
