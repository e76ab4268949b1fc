"""Which models live endpoints serve: the endpoints are scanned before models are deleted, within bounds.

Source: DescribeEndpoint, DescribeEndpointConfig and DescribeInferenceComponent of the SageMaker API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final, NamedTuple

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.single_flight import SingleFlight

AT_MOST: Final = 100
"""Endpoints, and inference components, to look at: the longest page of each."""

_DEAD: Final = frozenset({"Deleting", "Failed"})
"""States in which an endpoint, or an inference component, serves nothing and never will again."""

Ask = Callable[..., Mapping[str, Any]]
"""Takes an operation of the API and its parameters, and returns AWS's answer or raises a ModelError."""


class EndpointReferences(NamedTuple):
    """What was found; a model that is not here is not in use only if there is no gap."""

    users: Mapping[str, list[str]]
    """Who serves a model, as people call them, by the model's name."""
    gaps: list[str]
    """What was not looked at, and why."""
    failure: errors.ModelError | None = None
    """What ended the scan before its end."""


class _Scan(NamedTuple):
    """What was found, and for how long it holds."""

    references: EndpointReferences
    until: float
    """The last moment, in seconds of the scanner's clock."""
    asked_for: str
    """The model for whose sake AWS was asked; the sentence of a failure has it."""


class EndpointScanner:
    """Finds who serves a model; models that are asked about within seconds share a scan. Thread-safe."""

    def __init__(
        self,
        ask: Callable[..., Mapping[str, Any]],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        """Scan nothing yet.

        Args:
            ask: takes the model for whose sake AWS is asked, an operation of the API and its parameters, and returns
                AWS's answer or raises a ModelError.
            clock: tells seconds, from any start.
            sleep: waits for so many seconds.
        """
        self._ask = ask
        self._clock = clock
        self._sleep = sleep
        self._last: _Scan | None = None
        self._scanning: SingleFlight[_Scan] = SingleFlight()

    def users_of(self, name: str, *, anew: bool) -> list[str]:
        """Return which live endpoints serve a model, as people call them.

        Args:
            name: the model.
            anew: whether a scan in which it was in use counts no more. No model stays for what may be over.

        Raises:
            ModelError: that cannot be told.
        """
        references, _, asked_for = self._scanning.do(partial(self._scan, name, anew=anew))
        if name in references.users:
            return references.users[name]
        if failure := references.failure:
            raise type(failure)(str(failure).replace(f"on model {asked_for}", f"on model {name}"))
        if references.gaps:
            raise errors.UnreachableError("; ".join(references.gaps))
        return []

    def _scan(self, name: str, *, anew: bool) -> _Scan:
        last = self._last
        if last and self._clock() <= last.until and not (anew and name in last.references.users):
            return last
        began = self._clock()
        references = scan(partial(self._ask, name), self._clock, self._sleep)
        # Where AWS does not answer, each model would wait for that as long as this one.
        since = self._clock() if references.failure else began
        self._last = _Scan(references, since + timings.SCAN_REUSE.seconds, name)
        return self._last


def scan(ask_once: Ask, clock: Callable[[], float], sleep: Callable[[float], None]) -> EndpointReferences:
    """Look at all live endpoints of a region, at the newest first."""
    until = clock() + timings.SCAN.seconds

    def ask(operation: str, **parameters: Any) -> Mapping[str, Any]:
        while clock() < until:
            with suppress(errors.ThrottledError):
                return ask_once(operation, **parameters)
            sleep(timings.SCAN_PAUSE.seconds)
        raise errors.UnreachableError("there was not enough time to look at all endpoints")

    users: dict[str, list[str]] = {}
    gaps: list[str] = []
    try:
        for model, user in _served(ask, gaps):
            users.setdefault(model, []).append(user)
    except errors.ModelError as failure:
        return EndpointReferences(users, gaps, failure)
    except KeyError as missing:
        return EndpointReferences(users, gaps, errors.UnreachableError(f"AWS's answer has no {missing}"))
    return EndpointReferences(users, gaps)


def _served(ask: Ask, gaps: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of models with who serves them."""
    components = False
    for summary in _living(ask, gaps, "Endpoint"):
        endpoint = summary["EndpointName"]
        models: set[str | None] = set()
        for config in _configs(ask, endpoint):
            try:
                description = ask("DescribeEndpointConfig", EndpointConfigName=config)
            except errors.NotFoundError:
                gaps.append(f"configuration {config} of endpoint {endpoint} is gone")
                continue
            for variant in (*description["ProductionVariants"], *description.get("ShadowProductionVariants", [])):
                overrides = (pool.get("ModelNameOverride") for pool in variant.get("InstancePools", []))
                models |= {variant.get("ModelName"), *filter(None, overrides)}
        # A variant without a model serves inference components.
        components |= None in models
        yield from ((model, f"endpoint {endpoint}") for model in sorted(filter(None, models)))
    for summary in _living(ask, gaps, "InferenceComponent") if components else ():
        component, endpoint = summary["InferenceComponentName"], summary["EndpointName"]
        try:
            description = ask("DescribeInferenceComponent", InferenceComponentName=component)
        except errors.NotFoundError:
            continue
        one, several = description.get("Specification", {}), description.get("Specifications", [])
        models = {specification.get("ModelName") for specification in (one, *several)}
        yield from ((model, f"endpoint {endpoint} ({component})") for model in sorted(filter(None, models)))


def _living(ask: Ask, gaps: list[str], kind: str) -> Iterator[Mapping[str, Any]]:
    seen = 0
    answer = ask(f"List{kind}s", MaxResults=AT_MOST)
    while True:
        yield from (summary for summary in answer[f"{kind}s"] if summary[f"{kind}Status"] not in _DEAD)
        seen += len(answer[f"{kind}s"])
        if not (token := answer.get("NextToken")):
            return
        if seen >= AT_MOST:
            gaps.append(f"there are more than {AT_MOST}, and only the newest were looked at")
            return
        # A page may be shorter than was asked for.
        answer = ask(f"List{kind}s", MaxResults=AT_MOST, NextToken=token)


def _configs(ask: Ask, endpoint: str) -> list[str]:
    """Return the configurations of an endpoint: the one that it has, and the one that it is getting."""
    try:
        description = ask("DescribeEndpoint", EndpointName=endpoint)
    except errors.NotFoundError:
        return []
    pending = description.get("PendingDeploymentSummary", {}).get("EndpointConfigName")
    return sorted(filter(None, {description.get("EndpointConfigName"), pending}))
