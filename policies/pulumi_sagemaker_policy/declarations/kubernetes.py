"""Resources of AWS Controllers for Kubernetes (ACK), which a controller in a cluster makes in AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations.blocks import at, child
from pulumi_sagemaker_policy.declarations.declaration import Way
from pulumi_sagemaker_policy.declarations.proxies import read
from pulumi_sagemaker_policy.declarations.readers import READERS
from pulumi_sagemaker_policy.declarations.resources import NAMES
from pulumi_sagemaker_policy.declarations.subject import ABSENT, Field, ModelSubject, Remedies, Unreadable
from pulumi_sagemaker_policy.declarations.tags import listed
from pulumi_sagemaker_policy.lazy_re import LazyPattern

_TOKEN: Final = LazyPattern(r"kubernetes:(sagemaker|sfn)\.services\.k8s\.aws/[^:/]+:([A-Za-z]+)")

_TYPES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("sagemaker", "Model"): "AWS::SageMaker::Model",
        ("sagemaker", "InferenceComponent"): "AWS::SageMaker::InferenceComponent",
        ("sagemaker", "EndpointConfig"): "AWS::SageMaker::EndpointConfig",
        ("sagemaker", "Pipeline"): "AWS::SageMaker::Pipeline",
        ("sfn", "StateMachine"): "AWS::StepFunctions::StateMachine",
    }
)
"""The kinds of ACK's that are judged, by service, and what CloudFormation calls them."""

_ACRONYMS: Final = LazyPattern("Arn|Url|Uri|Id(?=s?$)")

_REGION: Final = "services.k8s.aws/region"
"""The annotation that says where; without it a namespace or the controller does."""


def _ack(block: Field, key: str) -> Field:
    """Find a property that is spelt as ACK does: as Pulumi, but with acronyms in capitals."""
    return child(block, _ACRONYMS.sub(lambda acronym: acronym[0].upper(), key))


def ack_type(token: str) -> str | None:
    """Tell what CloudFormation calls a custom resource of ACK's."""
    found = _TOKEN.fullmatch(token)
    return _TYPES.get((found[1], found[2])) if found else None


def ack_types() -> Iterator[tuple[str, str]]:
    """Name the resource types that are read, in which `*` is any text, after what CloudFormation calls them."""
    return ((known, f"kubernetes:{service}.services.k8s.aws/*:{kind}") for (service, kind), known in _TYPES.items())


def ack(args: ResourceValidationArgs) -> Iterator[ModelSubject | Unreadable]:
    """Read a custom resource for which `ack_type` has an answer."""
    known = ack_type(args.resource_type)
    if known is None:
        return
    yield from READERS[known](
        child(Field("", args.props), "spec"),
        Way(
            name=args.name,
            urn=args.urn,
            spell=_ack,
            model_name=NAMES.get(known, "modelName"),
            region=lambda: _region(args),
            account=lambda: Field("account", ABSENT),
            tags=lambda spec: listed(child(spec, "tags")),
            remedies=Remedies(
                isolate="set enableNetworkIsolation to true in spec",
                tag="tags in spec",
                region=f"the annotation {_REGION}",
            ),
        ),
    )


def _region(args: ResourceValidationArgs) -> Field:
    annotations = child(child(Field("", args.props), "metadata"), "annotations")
    path = at("metadata.annotations", _REGION)
    if isinstance(annotations.value, Mapping):
        return Field(path, read(annotations.value, _REGION))
    return Field(path, annotations.value)
