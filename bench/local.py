"""Local AWS in a process of its own: what it computes must not hold up what is measured.

It can be as slow as a distant AWS, and refuse calls that come too fast, as AWS does.
"""

from __future__ import annotations

import json
import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from bench.pace import AS_FAST_AS_IT_CAN, Bucket, Pace

REFUSED: Final = "CreateModel (refused)"


@dataclass(frozen=True)
class Local:
    """The local AWS that runs."""

    environment: dict[str, str]
    """Leads AWS clients there and nowhere else."""
    _pipe: Connection

    def next(self, pace: Pace = AS_FAST_AS_IT_CAN) -> Counter[str]:
        """Answer at another pace from now on; return how often each operation was called since the last `next`."""
        self._pipe.send(pace)
        calls: Counter[str] = self._pipe.recv()
        return calls


@contextmanager
def local_aws() -> Iterator[Local]:
    """Run local AWS as long as the context lasts."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(there,))
    process.start()
    there.close()
    try:
        yield Local(here.recv(), here)
    finally:
        here.close()
        process.join()


def _serve(there: Connection) -> None:
    from tools.local_aws import LocalAws  # noqa: PLC0415  (moto is for this process alone)

    class PacedAws(LocalAws):
        """Counts calls, and takes its time or refuses before it lets one through."""

        def __init__(self) -> None:
            super().__init__()
            self._pacing = threading.Lock()
            self._counts: Counter[str] = Counter()
            self._pace = AS_FAST_AS_IT_CAN
            self._bucket: Bucket | None = None

        def next(self, pace: Pace) -> Counter[str]:
            with self._pacing:
                self._pace = pace
                self._bucket = Bucket(pace.creations) if pace.creations else None
                counts, self._counts = self._counts, Counter()
                return counts

        def _record_and_answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2] or "other"
            with self._pacing:
                latency = self._pace.latency
                refused = (
                    operation == "CreateModel" and self._bucket is not None and not self._bucket.take(time.monotonic())
                )
                self._counts[REFUSED if refused else operation] += 1
            time.sleep(latency)
            if not refused:
                return super()._record_and_answer(environ, start_response)
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            body = json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}).encode()
            start_response("400 Bad Request", [("Content-Type", "application/x-amz-json-1.1")])
            return [body]

    with PacedAws() as aws:
        there.send(aws.environment())
        # The pipe ends with the process at its other end, however that ends.
        while True:
            try:
                pace: Pace = there.recv()
            except EOFError:
                return
            there.send(aws.next(pace))
