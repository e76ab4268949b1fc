"""What tests of rules and packs need: the engine's questions without the engine, and subjects without a program.

`analyze` gives policies a declaration and returns what the engine would show, through the SDK's own server:

    answer = analyze(Declaration(AWS, {"enableNetworkIsolation": UNKNOWN}), *rules.ALL)
    assert [found.level for found in answer.diagnostics] == [EnforcementLevel.ADVISORY]

In properties, `UNKNOWN` stands for a value that exists only after the update and `Secret` marks one as secret.
`MODEL` and `CONTAINER` are subjects that declare nothing, for tests of a rule's `check` or `judge` alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias, cast

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy

from pulumi_sagemaker_policy.declarations.adapters import declared
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    ContainerSubject,
    Field,
    ModelSubject,
    Parts,
    Remedies,
    Unreadable,
)
from pulumi_sagemaker_policy.declarations.tokens import (
    AWS,
    AWS_ENDPOINT_CONFIGURATION,
    AWS_NATIVE,
    AWS_PIPELINE,
    AWS_STATE_MACHINE,
    NATIVE_COMPONENT,
    NATIVE_ENDPOINT_CONFIGURATION,
    NATIVE_PIPELINE,
    NATIVE_STATE_MACHINE,
    OURS,
)
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.sdk import Secret, decode, encode, server

__all__ = [
    "AWS",
    "AWS_ENDPOINT_CONFIGURATION",
    "AWS_NATIVE",
    "AWS_PIPELINE",
    "AWS_STATE_MACHINE",
    "CONTAINER",
    "MODEL",
    "NATIVE_COMPONENT",
    "NATIVE_ENDPOINT_CONFIGURATION",
    "NATIVE_PIPELINE",
    "NATIVE_STATE_MACHINE",
    "OURS",
    "UNKNOWN",
    "Answer",
    "Declaration",
    "Diagnostic",
    "Secret",
    "analyze",
    "analyze_stack",
    "fill",
    "remediate",
    "serve",
    "subjects",
]

Config: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Settings by policy, `enforcementLevel` included, as in a file for `--policy-pack-config`."""


@dataclass(frozen=True)
class Declaration:
    """A resource as the engine shows it to policies: its type token, inputs, and the inputs of its provider.

    Nested settings of a provider become JSON in a string, which is how they reach policies.
    """

    token: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    provider: Mapping[str, Any] | None = None
    name: str = "fraud"

    @property
    def urn(self) -> str:
        """Its URN, in a stack `dev` of a project `shop`."""
        return f"urn:pulumi:dev::shop::{self.token}::{self.name}"


@dataclass(frozen=True)
class Diagnostic:
    """What a policy tells the engine, which shows it; `urn` is empty if it is the resource asked about."""

    policy: str
    level: EnforcementLevel
    message: str
    urn: str = ""


@dataclass(frozen=True)
class Answer:
    """What policies say: diagnostics, and the policies that do not apply, with the reason."""

    diagnostics: list[Diagnostic]
    not_applicable: dict[str, str]


def analyze(
    declaration: Declaration,
    *policies: Rule | Policy,
    config: Config | None = None,
    stack_tags: Mapping[str, str] | None = None,
) -> Answer:
    """Ask about one resource."""
    request = fill(analyzer_pb2.AnalyzeRequest(), declaration)
    return _answer(serve(policies, config, stack_tags).Analyze(request, None))


def analyze_stack(
    declarations: Iterable[Declaration],
    *policies: Rule | Policy,
    config: Config | None = None,
    stack_tags: Mapping[str, str] | None = None,
) -> Answer:
    """Ask about a whole stack, at the end of a run."""
    request = analyzer_pb2.AnalyzeStackRequest(
        resources=[fill(analyzer_pb2.AnalyzerResource(), declaration) for declaration in declarations]
    )
    return _answer(serve(policies, config, stack_tags).AnalyzeStack(request, None))


def remediate(
    declaration: Declaration,
    *policies: Rule | Policy,
    config: Config | None = None,
    stack_tags: Mapping[str, str] | None = None,
) -> tuple[Declaration, list[Diagnostic]]:
    """Let the policies whose level is remediate mend a resource, as the engine does before it asks about it.

    Returns the mended declaration and one diagnostic for each policy that mended or could not.
    """
    request = fill(analyzer_pb2.AnalyzeRequest(), declaration)
    diagnostics = []
    for mended in serve(policies, config, stack_tags).Remediate(request, None).remediations:
        message = mended.diagnostic or mended.description
        diagnostics.append(Diagnostic(mended.policyName, EnforcementLevel.REMEDIATE, message))
        if not mended.diagnostic:
            properties = cast("Mapping[str, Any]", decode(json_format.MessageToDict(mended.properties)))
            declaration = replace(declaration, properties=properties)
    return declaration, diagnostics


def subjects(declaration: Declaration) -> list[ModelSubject | Unreadable]:
    """Read a declaration as rules see it: its models, and parts that may declare some and cannot be read."""
    read: list[ModelSubject | Unreadable] = []

    def validate(args: ResourceValidationArgs, _: ReportViolation) -> None:
        read.extend(part for part in declared(args) if isinstance(part, ModelSubject) or part.spoils)

    analyze(declaration, ResourceValidationPolicy("reader", "Reads the models.", validate))
    return read


def serve(
    policies: Iterable[Rule | Policy], config: Config | None = None, stack_tags: Mapping[str, str] | None = None
) -> Any:
    """Start a pack as the engine does, which fills in each setting that a policy gives a default for.

    What it returns answers the engine's questions by the methods of Pulumi's analyzer protocol, such as `Analyze`.
    """
    pack = [policy.policy() if isinstance(policy, Rule) else policy for policy in policies]
    served = server(pack)
    configuration = analyzer_pb2.ConfigureAnalyzerRequest()
    for policy in pack:
        schema = policy.config_schema.properties if policy.config_schema else {}
        settings = {name: setting["default"] for name, setting in schema.items() if "default" in setting}
        settings |= (config or {}).get(policy.name, {})
        level = settings.pop("enforcementLevel", (policy.enforcement_level or EnforcementLevel.ADVISORY).value)
        entry = configuration.policyConfig[policy.name]
        entry.enforcementLevel = analyzer_pb2.EnforcementLevel.Value(level.upper())
        entry.properties.update(settings)
    served.Configure(configuration, None)
    served.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(tags=stack_tags or {}), None)
    return served


def fill(request: Any, declaration: Declaration) -> Any:
    """Write a declaration into a question of the engine, a message of Pulumi's analyzer protocol, and return it."""
    request.type, request.name, request.urn = declaration.token, declaration.name, declaration.urn
    request.properties.update(encode(declaration.properties))
    if declaration.provider is not None:
        request.provider.type = f"pulumi:providers:{declaration.token.partition(':')[0]}"
        request.provider.name = "main"
        request.provider.urn = f"urn:pulumi:dev::shop::{request.provider.type}::main"
        request.provider.properties.update({key: _flat(value) for key, value in declaration.provider.items()})
    return request


def _flat(value: object) -> Any:
    return json.dumps(encode(value)) if isinstance(value, (Mapping, list)) else encode(value)


def _answer(response: Any) -> Answer:
    return Answer(
        [
            Diagnostic(
                found.policyName,
                EnforcementLevel[analyzer_pb2.EnforcementLevel.Name(found.enforcementLevel)],
                found.message,
                found.urn,
            )
            for found in response.diagnostics
        ],
        {skipped.policy_name: skipped.reason for skipped in response.not_applicable},
    )


CONTAINER: Final = ContainerSubject(
    path="primaryContainer",
    image=Field("primaryContainer.image", ABSENT),
    model_package=Field("primaryContainer.modelPackageName", ABSENT),
    hostname=Field("primaryContainer.containerHostname", ABSENT),
    mode=Field("primaryContainer.mode", ABSENT),
    model_data=Parts("primaryContainer.modelDataUrl"),
    hub_contents=Parts("primaryContainer.modelDataSource"),
    environment=Parts("primaryContainer.environment"),
    repository_access=Field("primaryContainer.imageConfig.repositoryAccessMode", ABSENT),
    repository_credentials=Field(
        "primaryContainer.imageConfig.repositoryAuthConfig.repositoryCredentialsProviderArn", ABSENT
    ),
)
"""A container that declares nothing; `dataclasses.replace` gives it what a test is about."""

MODEL: Final = ModelSubject(
    name="fraud",
    urn=f"urn:pulumi:dev::shop::{OURS}::fraud",
    model_name=Field("name", ABSENT),
    isolation=Field("enableNetworkIsolation", ABSENT),
    execution_role=Field("executionRoleArn", ABSENT),
    region=Field("region", ABSENT),
    account=Field("account", ABSENT),
    subnets=Parts("vpcConfig.subnets"),
    security_groups=Parts("vpcConfig.securityGroupIds"),
    containers=Parts("primaryContainer"),
    tags=Parts("tags"),
    remedies=Remedies(isolate="isolate it", tag="the tags", region="the region"),
)
"""A model that declares nothing; `dataclasses.replace` gives it what a test is about."""
