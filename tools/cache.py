"""A folder outside the checkout whose entries are either complete or absent, so that many checkouts can share it."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.process import say


@dataclass(frozen=True)
class Cache:
    """The entries of one folder."""

    root: Path

    @classmethod
    def of_user(cls, environment: Mapping[str, str]) -> "Cache":
        """Place the cache by the XDG base directory specification, which disregards relative paths."""
        base = Path(environment.get("XDG_CACHE_HOME", ""))
        return cls((base if base.is_absolute() else Path.home() / ".cache") / "pulumi-sagemaker-model")

    def entry(self, name: str, fill: Callable[[Path], None]) -> Path:
        """Return an entry's folder; where it is missing, `fill` makes it in a scratch folder that becomes the entry."""
        entry = self.root / name
        self.root.mkdir(parents=True, exist_ok=True)
        with self._lock():
            if entry.is_dir():
                return entry
            for leftover in self.root.glob("unfinished-*"):  # of a set-up that was killed
                shutil.rmtree(leftover, ignore_errors=True)
            scratch = Path(tempfile.mkdtemp(prefix="unfinished-", dir=self.root))
            try:
                fill(scratch)
                scratch.rename(entry)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        return entry

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / "lock").open("w") as lock:  # the system releases it with the process, however that ends
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f"Another set-up is filling {self.root}; waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
