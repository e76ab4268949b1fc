"""Asks each question once a process, those of one model side by side, and waits for no answer too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Final, TypeAlias

from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.lookups.clients import LookupClients
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Outcome, Question, UnavailableError
from pulumi_sagemaker_model.aws.settings import Settings

_AT_ONCE: Final = 16
"""Questions that are asked at once."""

_Key: TypeAlias = tuple[Settings, str, Question]


class Pool:
    """What this process has asked, and what came of it. Thread-safe."""

    def __init__(
        self,
        clients: Callable[[Settings, str], LookupClients] = LookupClients,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with nothing asked.

        Args:
            clients: makes the SDK's clients of a stack in a region.
            clock: tells seconds, from any start.
        """
        self._make_clients = clients
        self._clock = clock
        self._clients: dict[tuple[Settings, str], LookupClients] = {}
        self._asked: dict[_Key, Future[Outcome[Any]]] = {}
        self._left = timings.PREFLIGHT_TOTAL.seconds
        self._lock = threading.Lock()
        self._threads: ThreadPoolExecutor | None = None

    def outcomes(self, settings: Settings, region: str, questions: Iterable[Question]) -> dict[Question, Outcome[Any]]:
        """Return what comes of questions, of which those that were asked before are not asked again.

        Args:
            settings: the stack's.
            region: the model's.
            questions: in any order; equal ones are asked once.
        """
        began = self._clock()
        with self._lock:
            futures = {question: self._future((settings, region, question)) for question in questions}
            patience = min(timings.PREFLIGHT.seconds, self._left)
        _, late = wait(futures.values(), timeout=patience)
        if late:
            with self._lock:
                self._left = max(0.0, self._left - (self._clock() - began))
                for question, future in futures.items():
                    if future in late:
                        self._clients[settings, region].give_up(question.service)
                        self._asked[settings, region, question] = _done(CannotTell(silent=question.service))
        return {
            question: CannotTell(silent=question.service) if future in late else future.result()
            for question, future in futures.items()
        }

    def _future(self, key: _Key) -> Future[Outcome[Any]]:
        settings, region, question = key
        if key not in self._asked:
            if self._left <= 0:
                return _done(CannotTell(silent=question.service))
            if (settings, region) not in self._clients:
                self._clients[settings, region] = self._make_clients(settings, region)
            if self._threads is None:
                self._threads = ThreadPoolExecutor(_AT_ONCE, "preflight")
            self._asked[key] = self._threads.submit(_ask, question, self._clients[settings, region])
        return self._asked[key]


def _ask(question: Question, clients: LookupClients) -> Outcome[Any]:
    try:
        return question.ask(clients)
    except UnavailableError:
        clients.give_up(question.service)
        return CannotTell()


def _done(outcome: Outcome[Any]) -> Future[Outcome[Any]]:
    future: Future[Outcome[Any]] = Future()
    future.set_result(outcome)
    return future
