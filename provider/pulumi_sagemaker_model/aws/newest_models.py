"""The newest models of a region, listed once: what an interrupted update left is among them.

Source: ListModels of the SageMaker API. Its filters are left out: AWS applies them to a page that it has cut already,
so that such a page may be empty although there are models that fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import sdk_errors
from pulumi_sagemaker_model.aws.single_flight import SingleFlight

PAGES: Final = 3
"""Pages to look at, at most."""

_NEWEST_FIRST: Final[Mapping[str, Any]] = {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 100}
"""Parameters of ListModels; a page has no more than 100 models."""


class Listed(NamedTuple):
    """A model as AWS lists it."""

    name: str
    arn: str
    created: datetime


class NewestModels:
    """The models of a region that were the newest when this was first asked. Thread-safe."""

    def __init__(self, ask: Callable[..., Mapping[str, Any]]) -> None:
        """List nothing yet.

        Args:
            ask: takes the model for whose sake AWS is asked, an operation of the API and its parameters, and returns
                AWS's answer or raises a ModelError.
        """
        self._ask = ask
        self._found: Sequence[Listed] | errors.ModelError | None = None
        self._listing: SingleFlight[Sequence[Listed] | errors.ModelError] = SingleFlight()

    def since(self, name: str, moment: datetime) -> list[Listed]:
        """Return those that were created since then.

        Args:
            name: the model for whose sake this is asked.
            moment: since when, with a time zone.

        Raises:
            ModelError: that cannot be told.
        """
        found = self._listing.do(partial(self._list_once, name, moment))
        if isinstance(found, errors.ModelError):
            raise found
        return [one for one in found if one.created >= moment]

    def _list_once(self, name: str, since: datetime) -> Sequence[Listed] | errors.ModelError:
        if self._found is None:
            try:
                self._found = self._list(name, since)
            except errors.ModelError as error:
                # Where AWS does not answer, each model would wait for that as long as this one.
                self._found = error
        return self._found

    def _list(self, name: str, since: datetime) -> Sequence[Listed]:
        found: list[Listed] = []
        parameters = dict(_NEWEST_FIRST)
        for _ in range(PAGES):
            answer = self._ask(name, "ListModels", **parameters)
            page = [
                Listed(*sdk_errors.members("ListModels", name, model, "ModelName", "ModelArn", "CreationTime"))
                for model in answer.get("Models", [])
            ]
            found += page
            token = answer.get("NextToken")
            if not token or any(one.created < since for one in page):
                break
            parameters["NextToken"] = token
        return found
