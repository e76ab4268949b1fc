"""A Pulumi provider plugin that keeps what it is told: enough to run programs of the aws and aws-native packages.

The real plugins come from Pulumi's own servers. What the tests need of them is the engine's path for their type
tokens, not AWS, so this one answers every call by giving the inputs back, and notes the types that it is to create.
SageMaker models are read from the local AWS, and deleted there; their ids are what those packages have: the name with
aws, the ARN with aws-native.
"""

# ruff: noqa: N802, ARG002  (names and parameters are those of the gRPC service)

from __future__ import annotations

import os
import uuid
from pathlib import Path

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2

from tools.aws_plugin import Plugin, client, serve

REGION = "us-east-1"
MODELS = {"aws:sagemaker/model:Model": "name", "aws-native:sagemaker:Model": "modelName"}
"""Types of models, and the property that has the model's name."""


class EchoPlugin(Plugin):
    """The service that the engine calls."""

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        same = request.old_inputs == request.news
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_NONE if same else provider_pb2.DiffResponse.DIFF_SOME
        )

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        if not request.preview:
            with Path(os.environ["ECHO_PLUGIN_CREATED"]).open("a", encoding="utf-8") as created:
                created.write(f"{request.type}\n")
        return provider_pb2.CreateResponse(id=_id(request), properties=request.properties)

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        if request.type in MODELS:
            properties = _declaration(request.id)
            return provider_pb2.ReadResponse(id=request.id, properties=properties, inputs=properties)
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        return provider_pb2.UpdateResponse(properties=request.news)

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        if request.type in MODELS:
            client("sagemaker", REGION).delete_model(ModelName=request.properties[MODELS[request.type]])
        return Empty()


def _id(request: provider_pb2.CreateRequest) -> str:
    key = MODELS.get(request.type, "")
    if key not in request.properties:
        return str(uuid.uuid4())
    name = request.properties[key]
    return name if key == "name" else f"arn:aws:sagemaker:{REGION}:123456789012:model/{name.lower()}"


def _declaration(name: str) -> Struct:
    """Return what a program of pulumi_aws says of a model with one container that is an image."""
    model = client("sagemaker", REGION).describe_model(ModelName=name)
    declaration = Struct()
    declaration.update(
        {
            "name": name,
            "executionRoleArn": model["ExecutionRoleArn"],
            "primaryContainer": {"image": model["PrimaryContainer"]["Image"]},
        }
    )
    return declaration


if __name__ == "__main__":
    serve(EchoPlugin("7.0.0"))
