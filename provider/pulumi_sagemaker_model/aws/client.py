"""The calls that a model needs of AWS, from its creation to its deletion.

Nothing here knows Pulumi, and each exception of the SDK becomes one of `errors.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import lost_answers, redaction, sdk, sdk_errors, service_model, timings
from pulumi_sagemaker_model.aws.account_guard import AccountGuard, caller_account, require_account
from pulumi_sagemaker_model.aws.endpoint_references import EndpointScanner
from pulumi_sagemaker_model.aws.newest_models import NewestModels
from pulumi_sagemaker_model.aws.single_flight import SingleFlight

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

Answer = TypeVar("Answer")


class Created(NamedTuple):
    """What AWS's answer to CreateModel says."""

    arn: str
    answered: datetime | None
    """When AWS answered, by its own clock; None if the answer does not say."""


class ModelClient:
    """The SageMaker API of one region, for models. Thread-safe."""

    def __init__(
        self,
        sagemaker: SageMakerClient,
        best_effort: Callable[[str], Any],
        guard: AccountGuard | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wrap the SDK's clients.

        Args:
            sagemaker: the SDK's client for all that has to be done.
            best_effort: makes the SDK's client of a service for what an update can do without: one short attempt.
            guard: lets changes pass.
            sleep: waits for so many seconds.
            clock: tells seconds, from any start.
        """
        self._sagemaker = sagemaker
        self._best_effort = best_effort
        self._guard = guard
        self._sleep = sleep
        self._best_effort_sagemaker: Any = None
        self._account: str | errors.ModelError | None = None
        self._asking_account: SingleFlight[str | errors.ModelError] = SingleFlight()
        self._endpoints = EndpointScanner(self._ask_best_effort, clock, sleep)
        self._newest_models = NewestModels(self._ask_best_effort)

    def create(self, request: Mapping[str, Any], on_wait: Callable[[str], None]) -> Created:
        """Create a model; wait for IAM, and for nothing else.

        Args:
            request: the parameters of CreateModel, in API form.
            on_wait: takes a sentence on what is being waited for.

        Raises:
            AlreadyExistsError: a model of this name exists.
            ModelError: any other refusal, or no answer.
        """
        confidential = redaction.suspects(request)
        for seconds in timings.IAM_PAUSES:
            try:
                return self._create(request, confidential)
            except errors.NotReadyError as error:
                on_wait(f"{error} -- a change of IAM takes a while to spread; trying again in {seconds} s")
            self._sleep(seconds)
        return self._create(request, confidential)

    def _create(self, request: Mapping[str, Any], confidential: Sequence[str]) -> Created:
        name = request["ModelName"]
        answer = self._change("CreateModel", name, lambda: self._sagemaker.create_model(**request), confidential)
        (arn,) = sdk_errors.members("CreateModel", name, answer, "ModelArn")
        headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        return Created(str(arn), lost_answers.answer_date(headers))

    def describe(self, name: str) -> Mapping[str, Any]:
        """Return the DescribeModel answer.

        Raises:
            NotFoundError: the account has no such model.
            ModelError: whether there is one cannot be told.
        """
        answer = _ask("DescribeModel", name, lambda: self._sagemaker.describe_model(ModelName=name))
        sdk_errors.members("DescribeModel", name, answer, "ModelName", "ModelArn", "CreationTime")
        return answer

    def delete(self, name: str) -> None:
        """Delete a model.

        Raises:
            NotFoundError: the account has no such model.
            ModelError: any other refusal, or no answer.
        """
        self._change("DeleteModel", name, lambda: self._sagemaker.delete_model(ModelName=name))

    def require_account_of(self, name: str, arn: str) -> None:
        """Stop unless the credentials act in the account of `arn`; in another, a model is not seen and not gone.

        Raises:
            WrongAccountError: they act in another account.
            ModelError: which account it is cannot be told.
        """
        account = self._account or self._asking_account.do(partial(self._ask_account, name))
        if isinstance(account, errors.ModelError):
            raise account
        require_account(name, arn, account)

    def _ask_account(self, name: str) -> str | errors.ModelError:
        if self._account is None:
            try:
                with sdk_errors.mapped("DescribeModel", name):
                    sts = self._best_effort("sts")
                self._account = caller_account("DescribeModel", name, sts.get_caller_identity)
            except errors.ModelError as error:
                # Asked once: an STS that does not answer would hold up every model of the stack.
                self._account = error
        return self._account

    def tags(self, name: str, arn: str) -> dict[str, str]:
        """Return a model's tags, all pages, without AWS's own."""
        pages = self._sagemaker.get_paginator("list_tags").paginate(ResourceArn=arn)
        found = _ask("ListTags", name, lambda: list(pages))
        return service_model.tag_map(tag for page in found for tag in page.get("Tags", []))

    def users_of(self, name: str, *, anew: bool = True) -> list[str]:
        """Return which live endpoints serve a model, as people call them; a scan of them is shared by many models.

        Args:
            name: the model.
            anew: whether a scan in which it was in use counts no more.

        Raises:
            ModelError: that cannot be told.
        """
        return self._endpoints.users_of(name, anew=anew)

    def named_alike(self, name: str, prefix: str, since: datetime) -> dict[str, str]:
        """Return the ARNs, by name, of the models whose names begin with `prefix` and that were created `since`.

        AWS is asked once. Like a change, that is not done in an account that the stack must leave alone.

        Args:
            name: the model for whose sake this is asked.
            prefix: letters, digits and hyphens.
            since: a moment with a time zone.

        Raises:
            WrongAccountError: the account is not one that the stack may change.
            ModelError: that cannot be told.
        """
        if self._guard is not None:
            self._guard.check("ListModels", name)
        newest = self._newest_models.since(name, since)
        return {one.name: one.arn for one in newest if one.name.startswith(prefix)}

    def _ask_best_effort(self, name: str, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """Ask about a model what an update can do without, once and with short timeouts."""
        if self._best_effort_sagemaker is None:
            self._best_effort_sagemaker = self._best_effort("sagemaker")
        method = sdk.botocore.xform_name(operation)
        call: Callable[..., Mapping[str, Any]] = getattr(self._best_effort_sagemaker, method)
        return _ask(operation, name, lambda: call(**parameters))

    def settled_tags(
        self, name: str, arn: str, settled: Callable[[Mapping[str, str]], bool], patience: float
    ) -> dict[str, str]:
        """Return a model's tags; while they are not `settled`, ask again for up to `patience` seconds.

        ListTags shows a change of tags late (`timings.TAG_SPREAD`).
        """
        while True:
            tags = self.tags(name, arn)
            if settled(tags) or patience <= 0:
                return tags
            pause = min(timings.TAG_PAUSE.seconds, patience)
            self._sleep(pause)
            patience -= pause

    def add_tags(self, name: str, arn: str, tags: Mapping[str, str]) -> None:
        """Set tags; a key that is there gets the new value."""
        tag_list = service_model.tag_list(tags)
        self._change("AddTags", name, lambda: self._sagemaker.add_tags(ResourceArn=arn, Tags=tag_list))

    def delete_tags(self, name: str, arn: str, keys: list[str]) -> None:
        """Remove tags by their keys; one that is gone already is as good."""
        self._change("DeleteTags", name, lambda: self._sagemaker.delete_tags(ResourceArn=arn, TagKeys=keys))

    def _change(self, action: str, name: str, call: Callable[[], Answer], confidential: Sequence[str] = ()) -> Answer:
        if self._guard is not None:
            self._guard.check(action, name)
        return _ask(action, name, call, confidential)


def _ask(action: str, name: str, call: Callable[[], Answer], confidential: Sequence[str] = ()) -> Answer:
    """Make a call of the SDK; `confidential` are values that AWS might quote and no log may show."""
    with sdk_errors.mapped(action, name, confidential):
        return call()
