"""The engine's own plugin process, started for real: what reaches the user when a call fails, and when it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import grpc
import pytest
from google.protobuf import struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_sagemaker_model import plugin
from pulumi_sagemaker_model.provider import ModelProvider

PROVIDER = serialize_provider(ModelProvider())
SECONDS = 20
"""How long a healthy process may take on a busy machine; none is waited for to the end."""


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-m", "pulumi.dynamic"]  # unbuffered, as the engine starts it
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
        yield started
        started.kill()


def create(process: subprocess.Popen[str], properties: Mapping[str, Any], configuration: Mapping[str, Any]) -> str:
    """Ask the process to create a resource, and return what it says of its failure."""
    assert process.stdout is not None
    with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=_struct(configuration)), timeout=SECONDS)
        request = provider_pb2.CreateRequest(properties=_struct({"__provider": PROVIDER, **properties}))
        with pytest.raises(grpc.RpcError) as failure:
            stub.Create(request, timeout=SECONDS)
    return str(failure.value.details())


def _struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(dict(values))
    return struct


def test_given_one_of_our_errors_when_a_call_fails_then_the_user_reads_its_sentence_alone(
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


def test_given_an_engine_that_is_gone_when_nobody_reads_any_more_then_the_process_ends(
    process: subprocess.Popen[str],
) -> None:
    create(process, {}, {})
    assert process.stdout is not None

    process.stdout.close()

    assert process.wait(SECONDS) == 1


def test_given_any_other_process_when_prepared_then_it_is_left_as_it_is() -> None:
    main = sys.modules["__main__"]
    before = dict(vars(main))

    plugin.prepare()

    assert vars(main) == before
