"""Local AWS in a process of its own: what it computes must not hold up what is measured."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection


@contextmanager
def local_aws() -> Iterator[dict[str, str]]:
    """Run local AWS, and yield an environment that leads AWS clients there and nowhere else."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(there,))
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        here.close()
        process.join()


def _serve(there: Connection) -> None:
    from tools.local_aws import LocalAws  # noqa: PLC0415  (moto is for this process alone)

    with LocalAws() as aws:
        there.send(aws.environment())
        # Nothing is ever sent: the pipe ends with the process at its other end, however that ends.
        there.poll(None)
