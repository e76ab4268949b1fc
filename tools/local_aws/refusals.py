"""What AWS refuses about a model or its tags beyond the declared shapes; each rule is a row of a table.

A sentence marked "AWS" is AWS's own, known from reports; the others say in our words what the API's
documentation demands, and name the field.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.utilities.utils import get_partition

TAGS_AT_MOST = 50  # of the user's own: what AWS itself attaches under `aws:` does not count
_ENVIRONMENT_BYTES_AT_MOST = 32 * 1024
# The provider (`checks/hosts.py`) and the policies (`aws_facts/ecr.py`) know such hosts on their own.
_ECR_IMAGE = re.compile(
    r"\d{12}\.dkr[.-]ecr(-fips)?\.(?P<region>[a-z0-9-]+)\.(amazonaws\.com(\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)/"
)


@dataclass(frozen=True)
class _Request:
    """A CreateModel request whose shape is right, and the region that it was sent to."""

    members: Mapping[str, Any]
    region: str

    @property
    def containers(self) -> list[dict[str, Any]]:
        primary = self.members.get("PrimaryContainer")
        return [*self.members.get("Containers", []), *([] if primary is None else [primary])]

    @property
    def s3_sources(self) -> Iterator[dict[str, Any]]:
        for container in self.containers:
            holders = [container.get("ModelDataSource", {}), *container.get("AdditionalModelDataSources", [])]
            yield from (holder["S3DataSource"] for holder in holders if "S3DataSource" in holder)


def refusals_of_model(members: Mapping[str, Any], region: str) -> Iterator[str]:
    """Yield a sentence for each rule that a CreateModel request, whose shape is right, breaks."""
    request = _Request(members, region)
    for rule in _RULES:
        yield from rule(request)
    yield from refusals_of_tag_keys([tag["Key"] for tag in members.get("Tags", [])])


def refusals_of_tag_keys(keys: Collection[str]) -> Iterator[str]:
    """Yield a sentence for each rule that the keys of one tagging request break."""
    if any(count > 1 for count in Counter(keys).values()):
        yield "Duplicate tag key"  # AWS
    for key in keys:
        if is_reserved(key):
            yield f"The tag key '{key}' starts with aws: (in any case), which is reserved for AWS."


def is_reserved(key: str) -> bool:
    """Tell whether only AWS itself may set or remove the tag."""
    return key.lower().startswith("aws:")


def _container_forms(request: _Request) -> Iterator[str]:
    given = [name for name in ("PrimaryContainer", "Containers") if request.members.get(name) not in (None, [])]
    if len(given) != 1:
        yield "Specify exactly one of PrimaryContainer and Containers in the model."


def _execution_role(request: _Request) -> Iterator[str]:
    role: str | None = request.members.get("ExecutionRoleArn")
    if role is None:
        yield "ExecutionRoleArn is required to create a model."
    elif role.split(":")[1] != get_partition(request.region):
        yield (  # AWS
            f'The execution role ARN "{role}" is invalid. Please ensure that the role exists and that its trust '
            'relationship policy allows the action "sts:AssumeRole" for the service principal '
            '"sagemaker.amazonaws.com".'
        )


def _image_or_package(request: _Request) -> Iterator[str]:
    for container in request.containers:
        if ("Image" in container) == ("ModelPackageName" in container):
            # AWS
            yield "Specify one of either Image and Model Data URL or ModelPackageName in container definition."


def _image_origin(request: _Request) -> Iterator[str]:
    for container in request.containers:
        image = container.get("Image")
        if image is None or _access_mode(container) == "Vpc":
            continue
        ecr = _ECR_IMAGE.match(image)
        if ecr is None:
            yield f'Using non-ECR image "{image}" without Vpc repository access mode is not supported.'  # AWS
        elif ecr["region"] != request.region:
            yield (  # AWS
                f'Region of "{image}" does not match expected region of {request.region}. '
                "Cross region ECR image pulls are not allowed."
            )


def _image_access(request: _Request) -> Iterator[str]:
    for container in request.containers:
        if _access_mode(container) == "Vpc":
            if "VpcConfig" not in request.members:
                yield "VpcConfig is required when RepositoryAccessMode is Vpc."
        elif "RepositoryAuthConfig" in container.get("ImageConfig", {}):
            yield "RepositoryAuthConfig is allowed only when RepositoryAccessMode is Vpc."


def _access_mode(container: Mapping[str, Any]) -> str | None:
    mode: str | None = container.get("ImageConfig", {}).get("RepositoryAccessMode")
    return mode


def _model_data(request: _Request) -> Iterator[str]:
    for container in request.containers:
        if "ModelDataUrl" in container and "ModelDataSource" in container:
            yield "Specify only one of ModelDataUrl and ModelDataSource in container definition."
        if container.get("Mode") == "MultiModel" and not ({"ModelDataUrl", "ModelDataSource"} & container.keys()):
            yield "ModelDataUrl must give the S3 prefix of the models when Mode is MultiModel."
    for source in request.s3_sources:
        if source["S3DataType"] == "S3Prefix" and not source["S3Uri"].endswith("/"):
            yield f'S3Uri "{source["S3Uri"]}" must end with a slash when S3DataType is S3Prefix.'


def _pipeline(request: _Request) -> Iterator[str]:
    containers = request.members.get("Containers", [])
    named = [container["ContainerHostname"] for container in containers if "ContainerHostname" in container]
    if len(set(named)) != len(named):
        yield "ContainerHostname must be unique within Containers."
    if named and len(named) != len(containers):
        yield "ContainerHostname must be specified for every container or for none."
    direct = request.members.get("InferenceExecutionConfig", {}).get("Mode") == "Direct"
    if direct and not named:
        yield "ContainerHostname must be specified for every container when the execution Mode is Direct."
    if not direct and sum(container.get("Mode") == "MultiModel" for container in containers) > 1:
        yield "More than one container in MultiModel mode is not supported with inference pipeline."  # AWS


def _environment(request: _Request) -> Iterator[str]:
    texts = (
        text for container in request.containers for pair in container.get("Environment", {}).items() for text in pair
    )
    if sum(len(text.encode()) for text in texts) > _ENVIRONMENT_BYTES_AT_MOST:
        yield "The Environment of all containers combined must be at most 32 KB."


_RULES: tuple[Callable[[_Request], Iterator[str]], ...] = (
    _container_forms,
    _execution_role,
    _image_or_package,
    _image_origin,
    _image_access,
    _model_data,
    _pipeline,
    _environment,
)
