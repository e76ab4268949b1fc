"""Threads that ask the same at the same time share one call and its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class SingleFlight(Generic[Answer]):
    """Makes one call for all threads that ask while it runs. It keeps no answer, and its lock never spans a call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flight: Future[Answer] | None = None

    def do(self, call: Callable[[], Answer]) -> Answer:
        """Return what `call` returns, or raise what it raises; a call that runs already counts for this one."""
        with self._lock:
            running, flight = self._flight, self._flight or Future()
            self._flight = flight
        if running is None:
            try:
                flight.set_result(call())
            except BaseException as error:  # noqa: BLE001  (whatever it is, who waits must hear of it)
                flight.set_exception(error)
            finally:
                with self._lock:
                    self._flight = None
        return flight.result()
