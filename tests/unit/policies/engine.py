"""Feeds declarations to policies the way the engine does: through pulumi-policy's own server and proxies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy, PolicyProviderResource, ResourceValidationArgs

# Private, but the only thing that turns a request into a policy's arguments, and its verdicts into an answer.
from pulumi_policy.policy import _PolicyAnalyzerServicer
from pulumi_policy.proxy import unknown_checking_proxy

from pulumi_sagemaker_policy import ModelSubject, Rule
from pulumi_sagemaker_policy.adapters import ADAPTERS

OURS: Final = "pulumi-python:dynamic/sagemaker:Model"
AWS: Final = "aws:sagemaker/model:Model"
AWS_NATIVE: Final = "aws-native:sagemaker:Model"


@dataclass
class Declaration:
    """A resource as a program declares it, with the inputs of its provider and the rule's settings."""

    resource_type: str
    props: Mapping[str, Any] = field(default_factory=dict)
    provider: Mapping[str, Any] | None = None
    config: Mapping[str, Any] = field(default_factory=dict)


class Diagnostic(NamedTuple):
    """What a policy tells the engine."""

    policy: str
    level: str
    message: str


class Answer(NamedTuple):
    """What the pack answers for one resource: diagnostics, and the policies that do not apply, with the reason."""

    diagnostics: list[Diagnostic]
    not_applicable: list[tuple[str, str]]


def read(declaration: Declaration) -> ModelSubject:
    """Adapt a declaration, guarded as the SDK guards it."""
    provider = declaration.provider
    (subject,) = ADAPTERS[declaration.resource_type](
        ResourceValidationArgs(
            declaration.resource_type,
            unknown_checking_proxy(dict(declaration.props)),
            "urn",
            "fraud",
            None,  # type: ignore[arg-type] # no adapter looks at the resource's options
            None
            if provider is None
            else PolicyProviderResource("pulumi:providers:aws", unknown_checking_proxy(dict(provider)), "urn", "main"),
        )
    )
    assert isinstance(subject, ModelSubject)
    return subject


def analyze(declaration: Declaration, *rules: Rule) -> Answer:
    """Ask a pack of these rules about a declaration, with all of them at level mandatory."""
    policies: list[Policy] = [rule.policy() for rule in rules]
    # The server's methods carry no types.
    pack: Any = _PolicyAnalyzerServicer("pack", "1.0.0", policies, EnforcementLevel.ADVISORY)
    configuration = analyzer_pb2.ConfigureAnalyzerRequest()
    for rule in rules:
        configuration.policyConfig[rule.id].enforcementLevel = analyzer_pb2.MANDATORY
        configuration.policyConfig[rule.id].properties.update(dict(declaration.config))
    pack.Configure(configuration, None)
    request = analyzer_pb2.AnalyzeRequest(type=declaration.resource_type, name="fraud", urn="urn")
    request.properties.update(dict(declaration.props))
    if declaration.provider is not None:
        request.provider.name = "main"
        request.provider.properties.update(dict(declaration.provider))
    response: analyzer_pb2.AnalyzeResponse = pack.Analyze(request, None)
    return Answer(
        [
            Diagnostic(found.policyName, analyzer_pb2.EnforcementLevel.Name(found.enforcementLevel), found.message)
            for found in response.diagnostics
        ],
        [(skipped.policy_name, skipped.reason) for skipped in response.not_applicable],
    )
