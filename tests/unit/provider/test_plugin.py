"""The engine's own plugin process, started for real: what reaches the user when a call fails, and when it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_sagemaker_model import plugin
from pulumi_sagemaker_model.provider import ModelProvider

PROVIDER = serialize_provider(ModelProvider())
ARN = "arn:aws:sagemaker:us-east-1:123456789012:model/m"
SECONDS = 20
"""How long a healthy process may take on a busy machine; none is waited for to the end."""


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield the process, started in the program's folder."""
    with running(tmp_path) as started:
        yield started


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-m", "pulumi.dynamic"]  # unbuffered, as the engine starts it
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
        yield started
        started.kill()


def create(
    process: subprocess.Popen[str],
    properties: Mapping[str, Any],
    configuration: Mapping[str, Any],
    *,
    previewed: bool = False,
) -> str:
    """Ask the process to create a resource, perhaps after a preview, and return what it says of its failure."""
    assert process.stdout is not None
    with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=_struct(configuration)), timeout=SECONDS)
        declared = _struct({"__provider": PROVIDER, **properties})
        if previewed:
            inputs = stub.Check(provider_pb2.CheckRequest(news=declared), timeout=SECONDS).inputs
            stub.Diff(
                provider_pb2.DiffRequest(id="m", olds=_struct({**inputs, "arn": ARN}), news=inputs), timeout=SECONDS
            )
        request = provider_pb2.CreateRequest(properties=declared)
        with pytest.raises(grpc.RpcError) as failure:
            stub.Create(request, timeout=SECONDS)
    return str(failure.value.details())


def _struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(dict(values))
    return struct


def test_given_one_of_our_errors_when_call_fails_then_user_reads_its_sentence_alone(
    process: subprocess.Popen[str],
) -> None:
    said = create(process, {"region": "us-east-1"}, {"aws:region": 7.0})

    assert said == "aws:region is not a string; set it with: pulumi config set aws:region VALUE"


def test_given_a_defect_when_a_call_fails_then_its_traceback_is_there_to_report(
    process: subprocess.Popen[str],
) -> None:
    said = create(process, {}, {})

    assert said.startswith("Traceback (most recent call last):")
    assert said.endswith("KeyError: 'region'\n")


def test_given_engine_that_is_gone_when_nobody_reads_any_more_then_process_ends(
    process: subprocess.Popen[str],
) -> None:
    create(process, {}, {})
    assert process.stdout is not None

    process.stdout.close()

    assert process.wait(SECONDS) == 1


def test_given_any_other_process_when_prepared_then_it_is_left_as_it_is() -> None:
    main = sys.modules["__main__"]
    before = dict(vars(main))

    plugin.prepare(ModelProvider())

    assert vars(main) == before


@pytest.mark.parametrize("name", ["boto3", "botocore", "regex", "dateutil", "secrets"])
def test_given_file_beside_program_named_as_dependency_when_called_then_not_loaded(
    tmp_path: Path, name: str, request: pytest.FixtureRequest
) -> None:
    (tmp_path / f"{name}.py").write_text("raise SystemError('loaded')\n")

    said = create(request.getfixturevalue("process"), {"region": "us-east-1"}, {"aws:region": 7.0})

    assert said == "aws:region is not a string; set it with: pulumi config set aws:region VALUE"


def test_given_file_hiding_python_module_when_call_fails_then_one_sentence_names_it(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "calendar.py").write_text("")

    said = create(
        request.getfixturevalue("process"),
        {"region": "us-east-1", "name": "fraud", "executionRoleArn": "arn"},
        {"aws:region": "us-east-1", "aws:accessKey": "fake", "aws:secretKey": "fake", "aws:maxRetries": "1"},
    )

    assert said == "calendar.py beside the program hides a module of that name from the provider's process; rename it"


def test_given_engines_import_when_read_without_provider_then_sentence_names_remedy(
    process: subprocess.Popen[str],
) -> None:
    assert process.stdout is not None
    with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=_struct({})), timeout=SECONDS)
        properties = _struct({"__provider": PROVIDER, "__identity": "acme/urn:pulumi:dev::shop::type::m"})
        stub.Check(provider_pb2.CheckRequest(news=properties), timeout=SECONDS)
        with pytest.raises(grpc.RpcError) as failure:
            stub.Read(provider_pb2.ReadRequest(id="by-hand"), timeout=SECONDS)

    assert failure.value.details() == (
        "Pulumi cannot import a model; declare it just as it is, with its name and adopt_existing=True"
    )


NEVER_MEANT = {"antigravity", "this", "msvcrt", "nt", "nturl2path", "winreg", "winsound"}
"""Modules of other systems, which Python tries to load here, and jokes."""


def test_given_files_of_names_pulumi_does_not_load_when_called_then_none_is_loaded(
    tmp_path: Path,
) -> None:
    names = "import runpy, sys, pulumi.dynamic; from concurrent.futures import thread; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", names], capture_output=True, text=True, check=True).stdout.split()
    ours = {"boto3", "botocore", "dateutil", "jmespath", "regex", "s3transfer", "urllib3"}
    public = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    for name in (public | ours) - {*loaded} - NEVER_MEANT:
        (tmp_path / f"{name}.py").write_text("raise SystemError(f'loaded {__name__}')")
    settings = {"aws:accessKey": "fake", "aws:secretKey": "fake", "aws:maxRetries": "1"}
    nowhere = {"aws:endpoints": '[{"sagemaker": "http://localhost:9"}]'}
    properties = {"region": "us-east-1", "name": "fraud", "primaryContainer": {"environment": {"WORKERS": "4"}}}

    with running(tmp_path) as process:
        said = create(process, properties, {**settings, **nowhere}, previewed=True)

    assert "Could not connect to the endpoint URL" in said
