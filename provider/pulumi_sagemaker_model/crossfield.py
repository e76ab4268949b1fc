"""Rules that relate one property of a model to another, each a row with its source.

The shape of each property is `validation.py`'s business. A rule here returns what is wrong or nothing; it says
nothing where a property that it needs is unknown, malformed or absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.output import Unknown

Violations = Iterator[tuple[str, str]]
"""Pairs of a property's path and what is wrong with it, remedy included."""

MAX_ENVIRONMENT_BYTES = 32 * 1024


@dataclass(frozen=True)
class Rule:
    """A relation that AWS enforces between properties, and where AWS states it."""

    check: Callable[[Mapping[str, Any]], Violations]
    source: str


def violations(inputs: Mapping[str, Any]) -> Violations:
    """Yield every broken relation between `inputs` (camelCase; unknowns allowed)."""
    for rule in RULES:
        yield from rule.check(inputs)


def _containers(inputs: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each container that is known, under its path, whichever way it was declared."""
    primary, several = inputs.get("primaryContainer"), inputs.get("containers")
    if isinstance(primary, Mapping):
        yield "primaryContainer", primary
    for index, container in enumerate(several if isinstance(several, list) else []):
        if isinstance(container, Mapping):
            yield f"containers[{index}]", container


def _execution_role(inputs: Mapping[str, Any]) -> Violations:
    if "executionRoleArn" not in inputs:
        yield "executionRoleArn", "is missing; give the ARN of the role that SageMaker assumes for this model"


def _one_container_form(inputs: Mapping[str, Any]) -> Violations:
    primary, several = inputs.get("primaryContainer"), inputs.get("containers")
    if isinstance(primary, Unknown) or isinstance(several, Unknown):
        return
    if primary is not None and several:
        yield "containers", "is given together with primaryContainer; give one of the two"
    if primary is None and not several:
        yield "primaryContainer", "is missing; give primaryContainer, or containers for an inference pipeline"


def _image_or_package(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        if "image" not in container and "modelPackageName" not in container:
            yield path, "has neither image nor modelPackageName; give one of the two"


def _one_kind_of_model_data(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        if "modelDataUrl" in container and "modelDataSource" in container:
            yield f"{path}.modelDataSource", "is given together with modelDataUrl; give one of the two"


def _hostnames(inputs: Mapping[str, Any]) -> Violations:
    containers = list(_containers(inputs))
    hostnames = [(path, c["containerHostname"]) for path, c in containers if "containerHostname" in c]
    several = inputs.get("containers")
    complete = isinstance(several, list) and len(containers) == len(several)
    if complete and 0 < len(hostnames) < len(containers):
        without = next(path for path, c in containers if "containerHostname" not in c)
        yield (
            f"{without}.containerHostname",
            "is missing; give every container of the model a hostname, or none",
        )
    seen: set[str] = set()
    for path, hostname in hostnames:
        if isinstance(hostname, str) and hostname in seen:
            yield (
                f"{path}.containerHostname",
                "is the hostname of an earlier container too; give each its own",
            )
        if isinstance(hostname, str):
            seen.add(hostname)


def _direct_mode(inputs: Mapping[str, Any]) -> Violations:
    execution = inputs.get("inferenceExecutionConfig")
    if isinstance(execution, Mapping) and execution.get("mode") == "Direct":
        for path, container in _containers(inputs):
            if "containerHostname" not in container:
                yield (
                    f"{path}.containerHostname",
                    "is missing; Direct mode calls each container by its hostname",
                )


def _private_registry(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        config = container.get("imageConfig")
        if not isinstance(config, Mapping):
            continue
        mode = config.get("repositoryAccessMode")
        if "repositoryAuthConfig" in config and mode == "Platform":
            yield (
                f"{path}.imageConfig.repositoryAuthConfig",
                "goes with repositoryAccessMode Vpc only; set that, or drop the credentials",
            )
        if mode == "Vpc" and "vpcConfig" not in inputs:
            yield (
                "vpcConfig",
                f"is missing; {path}.imageConfig.repositoryAccessMode Vpc pulls the image through the model's VPC",
            )


def _prefix_ends_in_slash(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        for data_path, source in _data_sources(path, container):
            uri = source.get("s3Uri")
            if source.get("s3DataType") == "S3Prefix" and isinstance(uri, str) and not uri.endswith("/"):
                yield f"{data_path}.s3Uri", 'names an S3Prefix and does not end in "/"; add it'


def _data_sources(path: str, container: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    sources = [(f"{path}.modelDataSource", container.get("modelDataSource"))]
    additional = container.get("additionalModelDataSources")
    for index, source in enumerate(additional if isinstance(additional, list) else []):
        sources.append((f"{path}.additionalModelDataSources[{index}]", source))
    for source_path, source in sources:
        if isinstance(source, Mapping) and isinstance(source.get("s3DataSource"), Mapping):
            yield f"{source_path}.s3DataSource", source["s3DataSource"]


def _environment_size(inputs: Mapping[str, Any]) -> Violations:
    total = 0
    for _, container in _containers(inputs):
        environment = container.get("environment")
        for key, value in (environment if isinstance(environment, Mapping) else {}).items():
            total += len(key.encode()) + (len(value.encode()) if isinstance(value, str) else 0)
    if total > MAX_ENVIRONMENT_BYTES:
        where = "primaryContainer.environment" if "primaryContainer" in inputs else "containers[0].environment"
        yield (
            where,
            (
                f"brings the model's environment to {total} bytes over all containers, at most {MAX_ENVIRONMENT_BYTES} "
                "are allowed; move large values into the model artefact"
            ),
        )


_API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"

RULES = (
    Rule(_execution_role, _API + "API_CreateModel.html (ExecutionRoleArn: required)"),
    Rule(_one_container_form, _API + "API_CreateModel.html (PrimaryContainer, Containers)"),
    Rule(_image_or_package, _API + "API_ContainerDefinition.html (Image, ModelPackageName)"),
    Rule(_one_kind_of_model_data, _API + "API_ContainerDefinition.html (ModelDataSource)"),
    Rule(_hostnames, _API + "API_ContainerDefinition.html (ContainerHostname)"),
    Rule(_direct_mode, _API + "API_InferenceExecutionConfig.html (Mode)"),
    Rule(_private_registry, _API + "API_ImageConfig.html (RepositoryAccessMode, RepositoryAuthConfig)"),
    Rule(_prefix_ends_in_slash, _API + "API_S3ModelDataSource.html (S3Uri)"),
    Rule(_environment_size, _API + "API_ContainerDefinition.html (Environment)"),
)
