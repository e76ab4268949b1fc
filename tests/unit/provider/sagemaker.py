"""SageMaker in memory: models described with all that AWS fills in, calls counted, refusals on demand.

The local AWS, which the contract tests hold to the API, would take its place, but it is reached by HTTP: a call takes
5 ms of computing there. The property-based tests here make some ten thousand calls. tests/contract/test_fuzz.py and
test_soak.py ask the provider the same questions on the local AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import service_model
from pulumi_sagemaker_model.aws.account_guard import require_account
from pulumi_sagemaker_model.aws.arns import account_of
from pulumi_sagemaker_model.aws.client import Created, ModelClient
from tools.describe_model import filled_in


def arn_of(name: str) -> str:
    """Return the ARN of a model of the tests' account."""
    return f"arn:aws:sagemaker:us-east-1:123456789012:model/{name.lower()}"


def description(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what DescribeModel answers for a model that was created by `request`."""
    answer = filled_in(request)
    for container in (answer.get("PrimaryContainer", {}), *answer.get("Containers", [])):
        container.setdefault("Environment", {})
    answer.setdefault("DeploymentRecommendation", {"RecommendationStatus": "NOT_APPLICABLE"})
    return {**answer, "ModelArn": arn_of(request["ModelName"]), "CreationTime": datetime.now(timezone.utc)}


class FakeSageMaker(ModelClient):
    """A region of SageMaker that exists as long as the test."""

    def __init__(self, region: str = "us-east-1", account: str = "123456789012") -> None:
        self._region = region
        self._account_id = account
        self.models: dict[str, dict[str, Any]] = {}
        self.tagged: dict[str, dict[str, str]] = {}
        self.calls: list[str] = []
        self.refusals: dict[str, errors.ModelError] = {}
        """Errors by call; one that is here stays."""
        self.users: dict[str, list[str]] = {}
        """Endpoints by model."""
        self.late: list[dict[str, str]] = []
        """What tags are shown as in the next calls, before they are as they are."""
        self.listed: dict[str, dict[str, Any]] | None = None
        """Models that are listed, if they are not those that are there."""
        self.dated = True
        """Whether AWS's answer to a creation has a date."""
        self.slept: list[float] = []
        self._sleep = self.slept.append

    def arn(self, name: str) -> str:
        """Return the ARN of a model that is here."""
        return arn_of(name).replace("us-east-1", self._region).replace("123456789012", self._account_id)

    def create(self, request: Mapping[str, Any], on_wait: Callable[[str], None]) -> Created:  # noqa: ARG002
        name = request["ModelName"]
        self._called("create", name)
        if name in self.models:
            raise errors.AlreadyExistsError(f"a model named {name} exists already")
        self.models[name] = {**description(request), "ModelArn": self.arn(name)}
        self.tagged[name] = service_model.tag_map(request.get("Tags", []))
        return Created(self.arn(name), self.models[name]["CreationTime"] if self.dated else None)

    def describe(self, name: str) -> Mapping[str, Any]:
        self._called("describe", name)
        if name not in self.models:
            raise errors.NotFoundError(f"there is no model {name}")
        return self.models[name]

    def delete(self, name: str) -> None:
        self._called("delete", name)
        if self.models.pop(name, None) is None:
            raise errors.NotFoundError(f"there is no model {name}")

    def users_of(self, name: str, *, anew: bool = True) -> list[str]:  # noqa: ARG002
        self._called("users_of", name)
        return self.users.get(name, [])

    def named_alike(self, name: str, prefix: str, since: datetime) -> dict[str, str]:
        self._called("named_alike", name)
        listed = self.models if self.listed is None else self.listed
        young = (one for one, model in listed.items() if model["CreationTime"] >= since)
        return {one: self.arn(one) for one in young if one.startswith(prefix)}

    def require_account_of(self, name: str, arn: str) -> None:
        self._called("require_account_of", name)
        require_account(name, arn, account_of(self.arn(name)))

    def tags(self, name: str, arn: str) -> dict[str, str]:
        self._called("tags", name)
        assert arn == self.arn(name)
        return self.late.pop(0) if self.late else dict(self.tagged[name])

    def add_tags(self, name: str, arn: str, tags: Mapping[str, str]) -> None:
        self._called("add_tags", name)
        assert arn == self.arn(name)
        self.tagged[name].update(tags)

    def delete_tags(self, name: str, arn: str, keys: list[str]) -> None:
        self._called("delete_tags", name)
        assert arn == self.arn(name)
        for key in keys:
            self.tagged[name].pop(key, None)

    def _called(self, call: str, name: str) -> None:
        self.calls.append(f"{call} {name}")
        if error := self.refusals.get(call):
            raise error
