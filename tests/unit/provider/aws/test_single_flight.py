"""Calls that threads share."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pulumi_sagemaker_model.aws.single_flight import SingleFlight

FAILURE = ValueError("no answer")


@pytest.mark.parametrize("failure", [None, FAILURE], ids=["an answer", "a failure"])
def test_given_threads_that_ask_at_once_then_one_call_ends_for_all(failure: Exception | None) -> None:
    flight: SingleFlight[str] = SingleFlight()
    start, calls = Barrier(4), []

    def call() -> str:
        calls.append(1)
        time.sleep(0.1)
        if failure:
            raise failure
        return "answer"

    def ask(_: int) -> object:
        start.wait()
        try:
            return flight.do(call)
        except ValueError as error:
            return error

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [failure or "answer"] * 4
    assert len(calls) == 1


def test_given_a_call_that_ended_when_asked_for_again_then_it_is_made_again() -> None:
    flight: SingleFlight[int] = SingleFlight()
    answers = iter([1, 2])

    assert [flight.do(answers.__next__), flight.do(answers.__next__)] == [1, 2]
