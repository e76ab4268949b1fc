"""Questions are asked once, side by side, and hold nobody up for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.lookups import pool as pool_module
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Clients, Found, Outcome, UnavailableError
from pulumi_sagemaker_model.aws.lookups.pool import Pool
from pulumi_sagemaker_model.aws.settings import Settings

HERE = (Settings(), "us-east-1")


class NoClients:
    """Stands in for the clients, and notes which services are given up."""

    def __init__(self) -> None:
        self.given_up: list[str] = []

    def give_up(self, service: str) -> None:
        self.given_up.append(service)


@dataclass(frozen=True)
class Asked:
    """A question that a function answers, and that is known by its name."""

    name: str
    answer: Callable[[], Outcome[Any]]
    service: ClassVar = "s3"

    def ask(self, _clients: Clients) -> Outcome[Any]:
        return self.answer()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


def pool_of(clients: NoClients) -> Pool:
    made: Any = lambda *_: clients  # noqa: E731  (stands in for a class)
    return Pool(made)


def timing(seconds: float) -> timings.Timing:
    return timings.Timing(seconds, "", "")


def test_given_equal_questions_when_asked_for_several_models_then_aws_is_asked_once() -> None:
    asked: list[int] = []
    pool = pool_of(NoClients())

    def answer() -> Outcome[Any]:
        asked.append(1)
        return Found({"n": len(asked)})

    for _ in range(3):
        outcomes = pool.outcomes(*HERE, [Asked("a", answer), Asked("a", answer)])
        assert outcomes == {Asked("a", answer): Found({"n": 1})}
    assert len(asked) == 1
    pool.outcomes(Settings(), "eu-west-1", [Asked("a", answer)])
    pool.outcomes(Settings(profile="other"), "us-east-1", [Asked("a", answer)])
    assert len(asked) == 3


def test_given_several_questions_when_asked_then_they_go_out_side_by_side() -> None:
    together = threading.Barrier(8, timeout=10)

    def answer() -> Outcome[Any]:
        together.wait()
        return Found(None)

    outcomes = pool_of(NoClients()).outcomes(*HERE, [Asked(str(number), answer) for number in range(8)])

    assert list(outcomes.values()) == [Found(None)] * 8


def test_given_a_service_of_no_use_when_asked_then_it_is_given_up_in_silence() -> None:
    clients = NoClients()

    def answer() -> Outcome[Any]:
        raise UnavailableError

    assert list(pool_of(clients).outcomes(*HERE, [Asked("a", answer)]).values()) == [CannotTell()]
    assert clients.given_up == ["s3"]


def test_given_a_mistake_of_ours_when_asked_then_it_is_not_hidden() -> None:
    def answer() -> Outcome[Any]:
        raise LookupError("a mistake")

    with pytest.raises(LookupError, match="a mistake"):
        pool_of(NoClients()).outcomes(*HERE, [Asked("a", answer)])


def test_given_no_answer_when_asked_for_many_models_then_the_wait_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timings, "PREFLIGHT", timing(0.1))
    monkeypatch.setattr(timings, "PREFLIGHT_TOTAL", timing(0.25))
    clients, over, asked = NoClients(), threading.Event(), []
    pool, began = pool_of(clients), time.monotonic()

    def answer() -> Outcome[Any]:
        asked.append(1)
        over.wait(10)
        return Found(None)

    for number in range(20):
        outcomes = pool.outcomes(*HERE, [Asked(str(number), answer), Asked("same", answer)])
        assert list(outcomes.values()) == [CannotTell(silent="s3")] * 2

    over.set()
    assert time.monotonic() - began < 5
    assert len(asked) <= 5
    assert set(clients.given_up) == {"s3"}


def test_given_slow_answers_that_come_when_asked_for_many_models_then_all_are_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timings, "PREFLIGHT_TOTAL", timing(0.05))
    monkeypatch.setattr(pool_module, "_AT_ONCE", 2)
    pool = pool_of(NoClients())

    def answer() -> Outcome[Any]:
        time.sleep(0.02)
        return Found(None)

    for number in range(5):
        assert list(pool.outcomes(*HERE, [Asked(str(number), answer)]).values()) == [Found(None)]
