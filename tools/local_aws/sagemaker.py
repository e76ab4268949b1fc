"""SageMaker's model operations as AWS has them, in place of moto's; every other operation stays moto's.

moto forgets EnableNetworkIsolation, overwrites existing names, refuses nothing and echoes blocks that were never
sent. Here a model is the request as it was sent, and the answers fill in what AWS fills in. One `Region` stands in
for one account in one region, and its models are where moto's own operations (CreateEndpointConfig) look for them.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from operator import attrgetter
from threading import RLock
from typing import Any, TypeVar

from moto.core.common_types import TYPE_RESPONSE
from moto.core.exceptions import JsonRESTError
from moto.core.request import Request
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import get_service_model
from moto.sagemaker.exceptions import MissingModel, ValidationError
from moto.sagemaker.models import SageMakerModelBackend
from moto.sagemaker.responses import SageMakerResponse
from moto.sagemaker.utils import arn_formatter

from tools.describe_model import filled_in
from tools.local_aws.constraints import type_errors, violations
from tools.local_aws.refusals import TAGS_AT_MOST, is_reserved, refusals_of_model, refusals_of_tag_keys

_MODEL_OPERATIONS = {
    "CreateModel",
    "DescribeModel",
    "DeleteModel",
    "ListModels",
    "AddTags",
    "DeleteTags",
    "ListTags",
}
_MODELS_A_PAGE = 10
_TAGS_A_PAGE = 50
_NEVER_FILLED_IN = {"InferenceExecutionConfig"}
"""Members with a default that the answers in AWS's documentation do not show."""

_Item = TypeVar("_Item")


@dataclass
class Model:
    """A model: what its creator sent, and when; the tags are apart, because they alone can change."""

    arn: str
    creation_time: datetime
    request: dict[str, Any]
    tags: dict[str, str]
    late: list[dict[str, str]]
    """What ListTags still shows, answer by answer, before it shows the tags."""

    def retag(self, tags: dict[str, str], late_answers: int) -> None:
        """Give the model other tags, which show after so many answers more."""
        self.late += [self.tags] * late_answers
        self.tags = tags

    @property
    def name(self) -> str:
        """The name as sent, with its case."""
        return str(self.request["ModelName"])

    def description(self) -> dict[str, Any]:
        """Answer DescribeModel: the request without empty blocks and with AWS's defaults, never the tags."""
        described = filled_in(_without_empty_blocks(self.request), _NEVER_FILLED_IN)
        return {**described, "ModelArn": self.arn, "CreationTime": self.creation_time}

    def tag_list(self) -> list[dict[str, str]]:
        """Give the tags in the form of ListTags."""
        return [{"Key": key, "Value": value} for key, value in self.tags.items()]

    def shown_tag_list(self) -> list[dict[str, str]]:
        """Give the tags as ListTags shows them: for a while, those of before."""
        if not self.late:
            return self.tag_list()
        return [{"Key": key, "Value": value} for key, value in self.late.pop(0).items()]


class Region(SageMakerModelBackend):
    """All of SageMaker's state of one account in one region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.models: dict[str, Model] = {}
        # moto's other operations only ask which names exist
        self._models = self.models  # type: ignore[assignment]

    def arn(self, name: str) -> str:
        """Name a model as SageMaker does: in lower case, so names that differ in nothing but case collide."""
        return arn_formatter("model", name.lower(), self.account_id, self.region_name)

    def model(self, arn: str) -> Model:
        """Find the model of an ARN, or raise AWS's error."""
        for model in self.models.values():
            if model.arn == arn:
                return model
        raise MissingModel(arn)


class SageMaker:
    """All of SageMaker's state: a `Region` for each account and region that a request names."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.late_answers = 0
        self._regions: dict[tuple[str, str], Region] = {}

    def region(self, region: str, account: str) -> Region:
        """Give the state of a region in an account, empty where nothing happened yet."""
        with self.lock:
            if (region, account) not in self._regions:
                self._regions[region, account] = Region(region, account)
            return self._regions[region, account]

    def reset(self) -> None:
        """Forget everything."""
        with self.lock:
            self._regions.clear()
            self.late_answers = 0


class SageMakerEndpoint(SageMakerResponse):
    """One request to SageMaker. moto calls the method that is named like the operation."""

    def __init__(self, sagemaker: SageMaker) -> None:
        super().__init__()
        self._sagemaker = sagemaker

    def respond(self, request: Request, url: str, headers: object) -> TYPE_RESPONSE:
        """Answer an HTTP request; what moto's own `dispatch` does, with our state."""
        return self._dispatch(request, url, headers)

    @property
    def sagemaker_backend(self) -> Region:  # noqa: D102  # moto's
        return self._sagemaker.region(self.region, self.current_account)

    def parse_parameters(self, request: Request) -> None:
        """Keep the input of the model operations as it was sent: moto's parser drops and converts."""
        if self._get_action() in _MODEL_OPERATIONS:
            self.params = json.loads(request.data or b"{}")
        else:
            super().parse_parameters(request)

    def call_action(self) -> TYPE_RESPONSE:
        """One request at a time: moto's state is not made for the server's threads."""
        with self._sagemaker.lock:
            return super().call_action()

    def create_model(self) -> ActionResult:  # noqa: D102  # the operation of that name, here and below
        request = self._checked_input()
        region = self.sagemaker_backend
        _raise_first(refusals_of_model(request, self.region))
        arn = region.arn(request["ModelName"])
        if any(model.arn == arn for model in region.models.values()):
            raise ValidationError(f'Cannot create already existing model "{arn}".')
        tags = {tag["Key"]: tag["Value"] for tag in request.pop("Tags", [])}
        model = Model(arn, datetime.now(timezone.utc), request, {}, [])
        model.retag(tags, self._sagemaker.late_answers)
        region.models[request["ModelName"]] = model
        return ActionResult({"ModelArn": arn})

    def describe_model(self) -> ActionResult:  # noqa: D102
        return ActionResult(self._named_model().description())

    def delete_model(self) -> ActionResult:  # noqa: D102
        del self.sagemaker_backend.models[self._named_model().name]
        return EmptyResult()

    def list_models(self) -> ActionResult:  # noqa: D102
        request = self._checked_input()
        part = request.get("NameContains", "")
        after, before = request.get("CreationTimeAfter", 0), request.get("CreationTimeBefore", float("inf"))
        found = sorted(
            (
                model
                for model in self.sagemaker_backend.models.values()
                if part in model.name and after <= model.creation_time.timestamp() <= before
            ),
            key=attrgetter("name" if request.get("SortBy") == "Name" else "creation_time"),
            reverse=request.get("SortOrder") != "Ascending",
        )
        page, token = _page(found, request, _MODELS_A_PAGE)
        summaries = [
            {"ModelName": model.name, "ModelArn": model.arn, "CreationTime": model.creation_time} for model in page
        ]
        return ActionResult({"Models": summaries, "NextToken": token})

    def add_tags(self) -> ActionResult:  # noqa: D102
        request = self._checked_input()
        if not _is_model(request["ResourceArn"]):
            return super().add_tags()
        model = self._model_of(request)
        added = {tag["Key"]: tag["Value"] for tag in request["Tags"]}
        _raise_first(refusals_of_tag_keys([tag["Key"] for tag in request["Tags"]]))
        if sum(not is_reserved(key) for key in model.tags.keys() | added) > TAGS_AT_MOST:
            raise ValidationError(f"A model can have at most {TAGS_AT_MOST} tags: remove tags before adding more.")
        model.retag(model.tags | added, self._sagemaker.late_answers)
        return ActionResult({"Tags": model.tag_list()})

    def delete_tags(self) -> ActionResult:  # noqa: D102
        request = self._checked_input()
        if not _is_model(request["ResourceArn"]):
            return super().delete_tags()
        model = self._model_of(request)
        _raise_first(refusals_of_tag_keys(set(request["TagKeys"])))
        kept = {key: value for key, value in model.tags.items() if key not in request["TagKeys"]}
        model.retag(kept, self._sagemaker.late_answers)
        return EmptyResult()

    def list_tags(self) -> ActionResult:  # noqa: D102
        request = self._checked_input()
        if not _is_model(request["ResourceArn"]):
            return super().list_tags()
        page, token = _page(self._model_of(request).shown_tag_list(), request, _TAGS_A_PAGE)
        return ActionResult({"Tags": page, "NextToken": token})

    def describe_model_package(self) -> ActionResult:
        """Say of an absent model package what AWS says."""
        name = self._get_param("ModelPackageName")
        try:
            return super().describe_model_package()
        except ValidationError:
            arn = (
                name
                if name.startswith("arn:")
                else arn_formatter("model-package", name, self.current_account, self.region)
            )
            raise ValidationError(f"ModelPackage {arn} does not exist.") from None

    def update_endpoint(self) -> ActionResult:
        """Move an endpoint to another configuration, at once; moto has no such operation."""
        endpoint = self.sagemaker_backend.endpoints.get(self._get_param("EndpointName"))
        if endpoint is None:
            raise ValidationError(f'Could not find endpoint "{self._get_param("EndpointName")}".')
        config = self._get_param("EndpointConfigName")
        self.sagemaker_backend.describe_endpoint_config(config)
        endpoint.endpoint_config_name = config
        return ActionResult({"EndpointArn": endpoint.arn})

    def _checked_input(self) -> dict[str, Any]:
        """Give the request, once its shape is right; the members that are there are not null."""
        shape = get_service_model("sagemaker").operation_model(self._get_action()).input_shape
        for error in type_errors(shape, self.params):
            raise JsonRESTError("SerializationException", error)
        if broken := list(violations(shape, self.params)):
            errors = "1 validation error" if len(broken) == 1 else f"{len(broken)} validation errors"
            raise ValidationError(f"{errors} detected: {'; '.join(broken)}")
        request: dict[str, Any] = _without_nulls(self.params)
        return request

    def _named_model(self) -> Model:
        region = self.sagemaker_backend
        return region.model(region.arn(self._checked_input()["ModelName"]))

    def _model_of(self, request: dict[str, Any]) -> Model:
        return self.sagemaker_backend.model(request["ResourceArn"].lower())


def _raise_first(refusals: Iterator[str]) -> None:
    for refusal in refusals:
        raise ValidationError(refusal)


def _is_model(arn: str) -> bool:
    return arn.split(":", 5)[5].startswith("model/")


def _page(items: Sequence[_Item], request: dict[str, Any], default: int) -> tuple[Sequence[_Item], str | None]:
    """Give the page that the request asks for, and the token of the next, None after the last."""
    start = 0
    if "NextToken" in request:
        try:
            start = int(base64.b64decode(request["NextToken"], validate=True))
        except (binascii.Error, ValueError):
            raise ValidationError("Invalid NextToken.") from None
    end = start + request.get("MaxResults", default)
    return items[start:end], base64.b64encode(b"%d" % end).decode() if end < len(items) else None


def _without_nulls(value: Any) -> Any:
    return _pruned(value, lambda member: member is None)


def _without_empty_blocks(value: Any) -> Any:
    return _pruned(value, lambda member: member in ({}, []))


def _pruned(value: Any, unwanted: Callable[[object], bool]) -> Any:
    if isinstance(value, dict):
        members = {name: _pruned(member, unwanted) for name, member in value.items()}
        return {name: member for name, member in members.items() if not unwanted(member)}
    if isinstance(value, list):
        return [_pruned(item, unwanted) for item in value]
    return value
