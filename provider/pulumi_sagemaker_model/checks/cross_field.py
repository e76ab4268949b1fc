"""A table of what AWS demands of a model beyond the shape of each property, each demand with its source.

The shapes are checked in `shape.py`. A rule here says nothing where a value that it needs is unknown or malformed. An
unknown value counts neither as given nor as left out, as it may turn out to be absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from pulumi.output import Unknown

from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.checks.hosts import ECR_IMAGE
from pulumi_sagemaker_model.properties import OBJECT

Violations = Iterator[tuple[str, str]]
"""Pairs of a property's path and what is wrong with it, remedy included."""

MAX_ENVIRONMENT_BYTES: Final = 32 * 1024

METRIC_FREQUENCIES: Final = (10, 30, 60, 120, 180, 240, 300)


class Rule(NamedTuple):
    """A demand of AWS, and where AWS states it or what it follows from."""

    check: Callable[[Mapping[str, Any]], Violations]
    sentence: str
    """What AWS demands, for people who read the reference."""
    source: str
    """The page that states it."""
    passage: str = ""
    """Where on the page, or how it follows from what the page says."""


def violations(inputs: Mapping[str, Any]) -> Violations:
    """Yield every broken rule of `inputs` (camelCase; unknowns allowed)."""
    for rule in RULES:
        yield from rule.check(inputs)


def _given(block: Mapping[str, Any], *keys: str) -> bool:
    return all(block.get(key) is not None and not isinstance(block[key], Unknown) for key in keys)


def _containers(inputs: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return each container that is known, under its path, whichever way it was declared."""
    return _block("primaryContainer", inputs.get("primaryContainer")) + _blocks("containers", inputs.get("containers"))


def _blocks(path: str, items: Any) -> list[tuple[str, Mapping[str, Any]]]:
    if not isinstance(items, list):
        return []
    return [block for index, item in enumerate(items) for block in _block(f"{path}[{index}]", item)]


def _block(path: str, value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    return [(path, value)] if isinstance(value, OBJECT) else []


def _execution_mode(inputs: Mapping[str, Any]) -> Any:
    execution = inputs.get("inferenceExecutionConfig", {"mode": "Serial"})
    return execution.get("mode") if isinstance(execution, Mapping) else None


def _partition(region: Any) -> service_model.Partition | None:
    return service_model.partition(region.lower()) if isinstance(region, str) else None


def _elsewhere(region: str, inputs: Mapping[str, Any]) -> bool:
    """Tell whether a region is certainly not the model's."""
    own = inputs.get("region")
    return isinstance(own, str) and _partition(own) is not None and own.lower() != region.lower()


REQUIRED = "executionRoleArn"
"""The property that every model needs, although the service model calls it optional."""


def _execution_role(inputs: Mapping[str, Any]) -> Violations:
    if inputs.get(REQUIRED) is None:
        yield REQUIRED, "is missing; give the ARN of the role that SageMaker assumes for this model"


def _role_partition(inputs: Mapping[str, Any]) -> Violations:
    role, partition = inputs.get("executionRoleArn"), _partition(inputs.get("region"))
    if partition and isinstance(role, str) and not role.startswith(f"arn:{partition.name}:"):
        yield (
            "executionRoleArn",
            f"is of another partition than the model's region; give a role whose ARN begins with arn:{partition.name}:",
        )


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
        if container.get("image") is None and container.get("modelPackageName") is None:
            yield path, "has neither image nor modelPackageName; give one of the two"
        if _given(container, "image", "modelPackageName"):
            yield f"{path}.modelPackageName", "is given together with image; give one of the two"


def _platform_images(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each image that SageMaker itself pulls, under its path."""
    for path, container in _containers(inputs):
        image, config = container.get("image"), container.get("imageConfig", {"repositoryAccessMode": "Platform"})
        if isinstance(image, str) and isinstance(config, Mapping) and config.get("repositoryAccessMode") == "Platform":
            yield f"{path}.image", image


def _image_in_ecr(inputs: Mapping[str, Any]) -> Violations:
    for path, image in _platform_images(inputs):
        if not ECR_IMAGE.match(image):
            yield (
                path,
                (
                    "is in no private ECR repository; copy it into one, "
                    "or set imageConfig.repositoryAccessMode to Vpc for a registry in the model's VPC"
                ),
            )


def _image_region(inputs: Mapping[str, Any]) -> Violations:
    for path, image in _platform_images(inputs):
        host = ECR_IMAGE.match(image)
        if host and _elsewhere(host["region"], inputs):
            yield path, "is in another region than the model; give a repository of the model's region"


def _image_partition(inputs: Mapping[str, Any]) -> Violations:
    for path, image in _platform_images(inputs):
        host = ECR_IMAGE.match(image)
        partition = _partition(host["region"]) if host else None
        if not host or not partition:
            continue
        suffix: str | None = partition.dns_suffix
        if host["dual_stack"] == "-":
            # The endpoint data has the APIs' api.aws; the registries are beside them, under on.aws.
            suffix = partition.dual_stack_suffix and "on." + partition.dual_stack_suffix.removeprefix("api.")
        if suffix and host["suffix"].lower() != suffix:
            yield path, f"has a host of another partition than its region; end the host with .{suffix}"


_PACKAGE_ARN: Final = re.compile(r"arn:(?P<partition>[^:]*):sagemaker:(?P<region>[^:]+):")


def _package_arns(inputs: Mapping[str, Any]) -> Iterator[tuple[str, re.Match[str]]]:
    for path, container in _containers(inputs):
        package = container.get("modelPackageName")
        if isinstance(package, str) and (arn := _PACKAGE_ARN.match(package)):
            yield f"{path}.modelPackageName", arn


def _package_region(inputs: Mapping[str, Any]) -> Violations:
    for path, arn in _package_arns(inputs):
        if _elsewhere(arn["region"], inputs):
            yield path, "is in another region than the model; give a model package of the model's region"


def _package_partition(inputs: Mapping[str, Any]) -> Violations:
    for path, arn in _package_arns(inputs):
        partition = _partition(arn["region"])
        if partition and arn["partition"] != partition.name:
            yield path, f"is of another partition than its region; begin the ARN with arn:{partition.name}:"


def _one_kind_of_model_data(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        if _given(container, "modelDataUrl", "modelDataSource"):
            yield f"{path}.modelDataSource", "is given together with modelDataUrl; give one of the two"


def _one_data_source(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        source = container.get("modelDataSource")
        if isinstance(source, Mapping) and not source:
            yield f"{path}.modelDataSource", "names no source; give it s3DataSource, or drop it"
        if isinstance(source, Mapping) and sum(_given(source, key) for key in source) > 1:
            yield f"{path}.modelDataSource", "names several sources; give one"


def _multi_model_data(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        if container.get("mode") != "MultiModel":
            continue
        url = container.get("modelDataUrl")
        if url is None and _given(container, "modelDataSource"):
            yield f"{path}.modelDataSource", "cannot be used in MultiModel mode; give modelDataUrl instead"
        elif url is None and container.get("modelDataSource") is None:
            yield f"{path}.modelDataUrl", "is missing; MultiModel mode loads models from the S3 prefix that it names"
        elif isinstance(url, str) and url.endswith(".tar.gz"):
            yield f"{path}.modelDataUrl", "names one artefact; MultiModel mode needs the S3 prefix of many"


def _one_multi_model_in_series(inputs: Mapping[str, Any]) -> Violations:
    multiple = [path for path, container in _containers(inputs) if container.get("mode") == "MultiModel"]
    if _execution_mode(inputs) == "Serial" and len(multiple) > 1:
        yield (
            f"{multiple[1]}.mode",
            (
                "is MultiModel in a second container and an inference pipeline takes one; "
                "use SingleModel here, or set inferenceExecutionConfig.mode to Direct"
            ),
        )


def _data_sources(inputs: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, container in _containers(inputs):
        for source_path, source in (
            *_block(f"{path}.modelDataSource", container.get("modelDataSource")),
            *_blocks(f"{path}.additionalModelDataSources", container.get("additionalModelDataSources")),
        ):
            yield from _block(f"{source_path}.s3DataSource", source.get("s3DataSource"))


def _prefix_ends_in_slash(inputs: Mapping[str, Any]) -> Violations:
    for path, source in _data_sources(inputs):
        uri = source.get("s3Uri")
        if source.get("s3DataType") == "S3Prefix" and isinstance(uri, str) and not uri.endswith("/"):
            yield f"{path}.s3Uri", 'names an S3Prefix and does not end in "/"; add it'


_S3_URL = re.compile(
    r"https://([^/]+\.)?s3(-fips)?(\.dualstack)?[.-](?P<region>[a-z0-9-]+)\.(?P<suffix>[a-z0-9.-]+)(/|$)", re.IGNORECASE
)


def _data_region(inputs: Mapping[str, Any]) -> Violations:
    urls = [(f"{path}.modelDataUrl", container.get("modelDataUrl")) for path, container in _containers(inputs)]
    urls += [(f"{path}.s3Uri", source.get("s3Uri")) for path, source in _data_sources(inputs)]
    for path, url in urls:
        host = _S3_URL.match(url) if isinstance(url, str) else None
        partition = _partition(host["region"]) if host else None
        # Hosts that name no region (s3.amazonaws.com, s3-accelerate) or are not S3's own say nothing of the bucket's.
        if not host or not partition or host["suffix"].lower() != partition.dns_suffix:
            continue
        if _elsewhere(host["region"], inputs):
            yield path, "is in another region than the model; give a bucket of the model's region"


def _channel_names(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        sources = _blocks(f"{path}.additionalModelDataSources", container.get("additionalModelDataSources"))
        names = [(f"{source_path}.channelName", source.get("channelName")) for source_path, source in sources]
        for name_path in _repeated(names):
            yield name_path, "is the channel of an earlier source too; give each its own"


def _hostnames(inputs: Mapping[str, Any]) -> Violations:
    several = inputs.get("containers")
    containers = [*_blocks("containers", several)]
    without = [path for path, container in containers if container.get("containerHostname") is None]
    known = isinstance(several, list) and len(containers) == len(several)
    named = any(_given(container, "containerHostname") for _, container in containers)
    if known and named and without and _execution_mode(inputs) != "Direct":
        yield f"{without[0]}.containerHostname", "is missing; give every container of the model a hostname, or none"
    for path in _repeated([(f"{path}.containerHostname", c.get("containerHostname")) for path, c in containers]):
        yield path, "is the hostname of an earlier container too; give each its own"


def _repeated(named: list[tuple[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for path, name in named:
        if isinstance(name, str):
            if name in seen:
                yield path
            seen.add(name)


def _direct_mode(inputs: Mapping[str, Any]) -> Violations:
    if _execution_mode(inputs) != "Direct":
        return
    if _given(inputs, "primaryContainer"):
        yield "inferenceExecutionConfig.mode", "is Direct, which is for several containers; give them in containers"
    for path, container in _blocks("containers", inputs.get("containers")):
        if container.get("containerHostname") is None:
            yield f"{path}.containerHostname", "is missing; Direct mode calls each container by its hostname"


def _private_registry(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        config = container.get("imageConfig")
        if not isinstance(config, Mapping):
            continue
        mode = config.get("repositoryAccessMode")
        if _given(config, "repositoryAuthConfig") and mode == "Platform":
            yield (
                f"{path}.imageConfig.repositoryAuthConfig",
                "goes with repositoryAccessMode Vpc only; set that, or drop the credentials",
            )
        if mode == "Vpc" and inputs.get("vpcConfig") is None:
            yield (
                "vpcConfig",
                f"is missing; {path}.imageConfig.repositoryAccessMode Vpc pulls the image through the model's VPC",
            )


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


def _metric_frequency(inputs: Mapping[str, Any]) -> Violations:
    for path, container in _containers(inputs):
        config = container.get("containerMetricsConfig")
        endpoints = config.get("metricsEndpoints") if isinstance(config, Mapping) else None
        for endpoint_path, endpoint in _blocks(f"{path}.containerMetricsConfig.metricsEndpoints", endpoints):
            seconds = endpoint.get("metricPublishFrequencyInSeconds")
            if isinstance(seconds, (int, float)) and seconds not in METRIC_FREQUENCIES:
                yield (
                    f"{endpoint_path}.metricPublishFrequencyInSeconds",
                    f"is not a frequency that AWS offers; give one of {', '.join(map(str, METRIC_FREQUENCIES))}",
                )


_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_GUIDE: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
_ECR: Final = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/"
_ARNS: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"

RULES = (
    Rule(
        _execution_role,
        "A model has an execution role.",
        _API + "API_CreateModel.html",
        "ExecutionRoleArn: required",
    ),
    Rule(
        _role_partition,
        "The execution role is of the partition of the model's region.",
        _ARNS,
        "partition; CreateModel answers that the role is invalid",
    ),
    Rule(
        _one_container_form,
        "A model has either `primaryContainer` or at least one of `containers`.",
        _API + "API_CreateModel.html",
        "PrimaryContainer, Containers",
    ),
    Rule(
        _image_or_package,
        "A container has either `image` or `modelPackageName`.",
        _API + "API_ContainerDefinition.html",
        "Image, ModelPackageName",
    ),
    Rule(
        _image_in_ecr,
        "An image is in a private ECR repository, unless `repositoryAccessMode` is `Vpc`.",
        _API + "API_ImageConfig.html",
        "RepositoryAccessMode; CreateModel answers: non-ECR image",
    ),
    Rule(
        _image_region,
        "An image in ECR is in the model's region.",
        _API + "API_ContainerDefinition.html",
        "Image: same region as the model",
    ),
    Rule(
        _image_partition,
        "The host of an image in ECR ends as those of its region's partition do.",
        _ECR + "ecr-requests.html",
        "registry host names",
    ),
    Rule(
        _package_region,
        "A model package that is named by its ARN is in the model's region.",
        _ARNS,
        "region; a model package is looked up in the region that CreateModel is called in",
    ),
    Rule(
        _package_partition,
        "The ARN of a model package has the partition of its region.",
        _ARNS,
        "partition",
    ),
    Rule(
        _one_kind_of_model_data,
        "A container has at most one of `modelDataUrl` and `modelDataSource`.",
        _API + "API_ContainerDefinition.html",
        "ModelDataUrl, ModelDataSource",
    ),
    Rule(
        _one_data_source,
        "A `modelDataSource` has exactly one source.",
        _API + "API_ModelDataSource.html",
        "one and only one source",
    ),
    Rule(
        _multi_model_data,
        "A container of mode `MultiModel` has a `modelDataUrl`, which is the S3 prefix of many artefacts.",
        _GUIDE + "create-multi-model-endpoint.html",
        "ModelDataUrl; not ModelDataSource, says its API page",
    ),
    Rule(
        _one_multi_model_in_series,
        "At most one container of an inference pipeline that runs in series has mode `MultiModel`.",
        _GUIDE + "multi-model-endpoints.html",
        "serial inference pipelines",
    ),
    Rule(
        _prefix_ends_in_slash,
        "The `s3Uri` of an `S3Prefix` ends in a slash.",
        _API + "API_S3ModelDataSource.html",
        "S3DataType: S3Prefix",
    ),
    Rule(
        _data_region,
        "A bucket whose URL names a region is in the model's region.",
        _API + "API_ContainerDefinition.html",
        "ModelDataUrl: same region as the model",
    ),
    Rule(
        _channel_names,
        "The additional data sources of a container have different `channelName`s.",
        _API + "API_AdditionalModelDataSource.html",
        "ChannelName; it is the folder that the source is put in",
    ),
    Rule(
        _hostnames,
        "All `containers` have a `containerHostname` or none has, and no two have the same.",
        _API + "API_ContainerDefinition.html",
        "ContainerHostname",
    ),
    Rule(
        _direct_mode,
        "Mode `Direct` is for `containers`, each with a `containerHostname`.",
        _GUIDE + "multi-container-create.html",
        "Containers, ContainerHostname, Mode",
    ),
    Rule(
        _private_registry,
        "`repositoryAuthConfig` needs `repositoryAccessMode` `Vpc`, and that needs `vpcConfig`.",
        _API + "API_ImageConfig.html",
        "RepositoryAccessMode, RepositoryAuthConfig",
    ),
    Rule(
        _environment_size,
        f"The `environment` of all containers together is at most {MAX_ENVIRONMENT_BYTES} bytes.",
        _API + "API_ContainerDefinition.html",
        "Environment",
    ),
    Rule(
        _metric_frequency,
        f"Metrics are published every {', '.join(map(str, METRIC_FREQUENCIES))} seconds.",
        _API + "API_MetricsEndpoint.html",
        "MetricPublishFrequencyInSeconds: valid values",
    ),
)
