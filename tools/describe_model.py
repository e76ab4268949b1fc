"""What DescribeModel fills in: the defaults of the provider's table of properties, and where an archive's data is.

The local AWS and the unit tests' SageMaker answer by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pulumi_sagemaker_model import properties


def filled_in(request: Mapping[str, Any], leave_out: Collection[str] = ()) -> dict[str, Any]:
    """Return the members of a CreateModel request, tags aside, with what AWS fills in.

    Args:
        request: the parameters of CreateModel, in API form.
        leave_out: members that AWS leaves as they were sent.
    """
    answer = _filled_in(None, {member: value for member, value in request.items() if member != "Tags"}, leave_out)
    for container in (answer.get("PrimaryContainer", {}), *answer.get("Containers", [])):
        url = container.get("ModelDataUrl", "")
        if url.endswith(".tar.gz"):
            source = {"S3Uri": url, "S3DataType": "S3Object", "CompressionType": "Gzip"}
            container["ModelDataSource"] = {"S3DataSource": source}
    return answer


def _filled_in(holder: str | None, structure: Mapping[str, Any], leave_out: Collection[str]) -> dict[str, Any]:
    """Fill in what the structure of the property `holder` lacks, and what the structures in it lack."""
    missing = {_member(key): _in_api_form(default) for key, default in properties.defaults(holder).items()}
    answer = {member: value for member, value in missing.items() if member not in leave_out}
    for member, value in structure.items():
        key = member[0].lower() + member[1:]
        if key in properties.MAPS:
            answer[member] = dict(value)
        elif isinstance(value, Mapping):
            answer[member] = _filled_in(key, value, leave_out)
        elif isinstance(value, list):
            answer[member] = [_filled_in(key, item, leave_out) if isinstance(item, Mapping) else item for item in value]
        else:
            answer[member] = value
    return answer


def _member(key: str) -> str:
    return key[0].upper() + key[1:]


def _in_api_form(default: Any) -> Any:
    return {_member(key): value for key, value in default.items()} if isinstance(default, Mapping) else default
