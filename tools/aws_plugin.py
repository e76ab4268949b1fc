"""A stand-in for the plugin of pulumi-aws, which comes from Pulumi's own servers: it makes what programs declare here.

What is of a type in `KINDS` is made in the local AWS, and has the outputs that other resources need. Of every other
type it gives back what the program says, under an id.
"""

# ruff: noqa: N802, ARG002, D102  (names and parameters are those of the gRPC service)

from __future__ import annotations

import sys
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent import futures
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import grpc
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

Properties = dict[str, Any]


@cache
def client(service: str, region: str) -> Any:
    """Return a client of what the environment names, which is the local AWS."""
    return boto3.client(service, region_name=region)  # type: ignore[call-overload]  # any service


@dataclass(frozen=True)
class Kind:
    """A type of resource that is made in the local AWS."""

    service: str
    create: Callable[[Any, Properties], Properties]
    """Makes the resource, and returns what the program learns of it, its `id` among that."""
    delete: Callable[[Any, Properties], object]
    name: str = ""
    """The property that has its name, which the plugin makes up where the program gives none."""
    update: Callable[[Any, Properties], object] | None = None
    """Changes it in place; a kind without is replaced."""


def _role(iam: Any, given: Properties) -> Properties:
    made = iam.create_role(
        RoleName=given["name"], Path=given.get("path", "/"), AssumeRolePolicyDocument=given["assumeRolePolicy"]
    )
    return {"id": given["name"], "arn": made["Role"]["Arn"]}


def _repository(ecr: Any, given: Properties) -> Properties:
    made = ecr.create_repository(
        repositoryName=given["name"], imageTagMutability=given.get("imageTagMutability", "MUTABLE")
    )["repository"]
    return {"id": given["name"], "arn": made["repositoryArn"], "repositoryUrl": made["repositoryUri"]}


def _bucket(s3: Any, given: Properties) -> Properties:
    region = s3.meta.region_name
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=given["bucket"], **where)
    return {"id": given["bucket"], "arn": f"arn:aws:s3:::{given['bucket']}"}


def _key(kms: Any, given: Properties) -> Properties:
    made = kms.create_key(Description=given.get("description", ""))["KeyMetadata"]
    return {"id": made["KeyId"], "arn": made["Arn"], "keyId": made["KeyId"]}


def _vpc(ec2: Any, given: Properties) -> Properties:
    return {"id": ec2.create_vpc(CidrBlock=given["cidrBlock"])["Vpc"]["VpcId"]}


def _subnet(ec2: Any, given: Properties) -> Properties:
    made = ec2.create_subnet(
        VpcId=given["vpcId"], CidrBlock=given["cidrBlock"], AvailabilityZone=given["availabilityZone"]
    )
    return {"id": made["Subnet"]["SubnetId"]}


def _security_group(ec2: Any, given: Properties) -> Properties:
    made = ec2.create_security_group(VpcId=given["vpcId"], GroupName=given["name"], Description=given["description"])
    return {"id": made["GroupId"]}


def _endpoint_configuration(sagemaker: Any, given: Properties) -> Properties:
    variants = [
        {
            "VariantName": variant["variantName"],
            "ModelName": variant["modelName"],
            "InstanceType": variant["instanceType"],
            "InitialInstanceCount": int(variant["initialInstanceCount"]),
        }
        for variant in given["productionVariants"]
    ]
    made = sagemaker.create_endpoint_config(EndpointConfigName=given["name"], ProductionVariants=variants)
    return {"id": given["name"], "arn": made["EndpointConfigArn"]}


def _endpoint(sagemaker: Any, given: Properties) -> Properties:
    made = sagemaker.create_endpoint(EndpointName=given["name"], EndpointConfigName=given["endpointConfigName"])
    return {"id": given["name"], "arn": made["EndpointArn"]}


KINDS: Mapping[str, Kind] = {
    "aws:iam/role:Role": Kind("iam", _role, lambda iam, had: iam.delete_role(RoleName=had["name"]), "name"),
    "aws:ecr/repository:Repository": Kind(
        "ecr", _repository, lambda ecr, had: ecr.delete_repository(repositoryName=had["name"], force=True), "name"
    ),
    "aws:s3/bucket:Bucket": Kind("s3", _bucket, lambda s3, had: s3.delete_bucket(Bucket=had["bucket"]), "bucket"),
    "aws:kms/key:Key": Kind(
        "kms", _key, lambda kms, had: kms.schedule_key_deletion(KeyId=had["keyId"], PendingWindowInDays=7)
    ),
    "aws:ec2/vpc:Vpc": Kind("ec2", _vpc, lambda ec2, had: ec2.delete_vpc(VpcId=had["id"])),
    "aws:ec2/subnet:Subnet": Kind("ec2", _subnet, lambda ec2, had: ec2.delete_subnet(SubnetId=had["id"])),
    "aws:ec2/securityGroup:SecurityGroup": Kind(
        "ec2", _security_group, lambda ec2, had: ec2.delete_security_group(GroupId=had["id"]), "name"
    ),
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": Kind(
        "sagemaker",
        _endpoint_configuration,
        lambda sagemaker, had: sagemaker.delete_endpoint_config(EndpointConfigName=had["name"]),
        "name",
    ),
    "aws:sagemaker/endpoint:Endpoint": Kind(
        "sagemaker",
        _endpoint,
        lambda sagemaker, had: sagemaker.delete_endpoint(EndpointName=had["name"]),
        "name",
        lambda sagemaker, given: sagemaker.update_endpoint(
            EndpointName=given["name"], EndpointConfigName=given["endpointConfigName"]
        ),
    ),
}


class Plugin(provider_pb2_grpc.ResourceProviderServicer):
    """The service that the engine calls. One process serves one set of provider settings."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._region = ""

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=self._version)

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        return provider_pb2.DiffResponse()

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        self._region = _plain(request.args).get("region", "us-east-1")
        return provider_pb2.ConfigureResponse(acceptSecrets=False, supportsPreview=True)

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        kind, inputs = KINDS.get(request.type), Struct()
        inputs.CopyFrom(request.news)
        if kind and kind.name and kind.name not in inputs:
            # The old name, as long as the engine knows it; a replacement gets another.
            logical_name = request.urn.rpartition("::")[2]
            inputs[kind.name] = (
                request.olds[kind.name] if kind.name in request.olds else f"{logical_name}-{uuid.uuid4().hex[:7]}"
            )
        return provider_pb2.CheckResponse(inputs=inputs)

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        old, new = _plain(request.old_inputs), _plain(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        kind = KINDS.get(request.type)
        replaces = changed if kind and kind.update is None else []
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some if changed else none, replaces=replaces, diffs=changed)

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=request.properties)
        properties, kind = _plain(request.properties), KINDS.get(request.type)
        learned = kind.create(client(kind.service, self._region), properties) if kind else {"id": str(uuid.uuid4())}
        return provider_pb2.CreateResponse(id=learned["id"], properties=_struct({**properties, **learned}))

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        properties, kind = _plain(request.news), KINDS.get(request.type)
        if kind and kind.update and not request.preview:
            kind.update(client(kind.service, self._region), properties)
        return provider_pb2.UpdateResponse(properties=_struct({**_plain(request.olds), **properties}))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        if kind := KINDS.get(request.type):
            kind.delete(client(kind.service, self._region), {**_plain(request.properties), "id": request.id})
        return Empty()

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        return Empty()


def _plain(struct: Struct) -> Properties:
    properties: Properties = json_format.MessageToDict(struct)
    return properties


def _struct(properties: Mapping[str, Any]) -> Struct:
    struct = Struct()
    struct.update(properties)
    return struct


def serve(plugin: Plugin) -> None:
    """Serve the engine until it ends this process."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(plugin, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):  # by which the engine ends its plugins
        threading.Event().wait()


if __name__ == "__main__":
    serve(Plugin("7.99.0"))
