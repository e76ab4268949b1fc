"""A proxy in front of local AWS that lets calls go wrong, as networks and AWS do, where a test says so."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tools.local_aws import require_loopback

if TYPE_CHECKING:
    from typing_extensions import Self

_JSON = "application/x-amz-json-1.1"


@dataclass(frozen=True)
class Request:
    """A call as the proxy sees it; `occurrence` counts the calls of one operation on one model from 1."""

    operation: str
    model: str
    occurrence: int


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes
    content_type: str = _JSON


Fault = Callable[[Callable[[], Answer]], Answer | None]
"""What becomes of a call: takes what lets AWS act, gives the answer, or None where the connection is cut."""

Plan = Callable[[Request], Fault | None]
"""Says which call goes wrong, and how."""


def refusal(code: str, message: str, status: int = 400) -> Fault:
    """Have the call refused before AWS acts."""
    return lambda _act: Answer(status, json.dumps({"__type": code, "message": message}).encode())


_broken = refusal("InternalFailure", "We encountered an internal error. Please try again.", 500)


def broken_before(act: Callable[[], Answer]) -> Answer | None:
    """Answer HTTP 500, and AWS did nothing."""
    return _broken(act)


def broken_after(act: Callable[[], Answer]) -> Answer | None:
    """Answer HTTP 500, although AWS acted."""
    act()
    return _broken(act)


def cut_before(_act: Callable[[], Answer]) -> None:
    """Cut the connection, and AWS did nothing."""


def cut_after(act: Callable[[], Answer]) -> None:
    """Cut the connection, although AWS acted."""
    act()


def silence(seconds: float) -> Fault:
    """Let the caller wait before AWS acts and answers."""

    def wait(act: Callable[[], Answer]) -> Answer:
        time.sleep(seconds)
        return act()

    return wait


class Gate:
    """Holds calls until the test opens it."""

    def __init__(self) -> None:
        self._arrivals = threading.Semaphore(0)
        self._opened = threading.Event()

    def before(self, then: Fault) -> Fault:
        """Hold a call that AWS has not seen; `then` is what becomes of it."""

        def hold(act: Callable[[], Answer]) -> Answer | None:
            self._hold()
            return then(act)

        return hold

    def after(self, act: Callable[[], Answer]) -> None:
        """Hold the answer to a call that AWS has acted on, and never give it."""
        act()
        self._hold()

    def wait_for(self, calls: int, seconds: float = 60) -> None:
        """Return once so many calls are held."""
        for _ in range(calls):
            assert self._arrivals.acquire(timeout=seconds), "a call that was to be held did not come"

    def open(self) -> None:
        """Let go of all calls, those to come included."""
        self._opened.set()

    def _hold(self) -> None:
        self._arrivals.release()
        assert self._opened.wait(timeout=120), "the test did not let go of a call"


def nothing(_request: Request) -> None:
    """Plan no fault."""


class FaultProxy:
    """A context manager in which calls to `upstream`, on this machine, can go wrong on their way."""

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(require_loopback(upstream)).netloc
        self._lock = threading.Lock()
        self._plan: Plan = nothing
        self._counts: Counter[tuple[str, str]] = Counter()
        self._struck: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), lambda *args: _Handler(self, *args))

    def __enter__(self) -> Self:
        # the interval is how long stopping takes
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        """The URL to send requests to."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def struck(self) -> list[Request]:
        """The calls that went wrong under this plan, in order."""
        with self._lock:
            return list(self._struck)

    def plan(self, plan: Plan) -> None:
        """Have calls go wrong from now on as `plan` says; occurrences are counted anew."""
        with self._lock:
            self._plan = plan
            self._counts.clear()
            self._struck.clear()

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many calls there were under this plan, by operation and model, whether they reached AWS or not."""
        with self._lock:
            return self._counts.copy()

    def answer(self, operation: str, model: str, act: Callable[[], Answer]) -> Answer | None:
        """Let a call go through, or go wrong."""
        with self._lock:
            self._counts[operation, model] += 1
            request = Request(operation, model, self._counts[operation, model])
            fault = self._plan(request)
            if fault is not None:
                self._struck.append(request)
        return act() if fault is None else fault(act)

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Send a request to AWS and return what it answers."""
        connection = HTTPConnection(self._upstream, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read(), response.headers.get("Content-Type", _JSON))
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A held call may outlive its test by seconds.
    block_on_close = False
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are sent apart. Else the body would wait up to 40 ms until the client confirms the headers.
    disable_nagle_algorithm = True

    def __init__(self, proxy: FaultProxy, *arguments: object) -> None:
        self._proxy = proxy
        super().__init__(*arguments)  # type: ignore[arg-type]  # what the server gives

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        headers = {key: value for key, value in self.headers.items() if key.lower() != "connection"}
        answer = self._proxy.answer(
            target or _action(body),
            _model(body) if target else "",
            lambda: self._proxy.forward(self.command, self.path, headers, body),
        )
        if answer is None:
            self.close_connection = True
            return
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        except ConnectionError:  # the caller was killed in the meantime
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class says so)
        """Write nothing."""


def _action(body: bytes) -> str:
    """Return the operation that a request names in its body, as those of the STS API do."""
    return parse_qs(body.decode(errors="replace")).get("Action", [""])[0]


def _model(body: bytes) -> str:
    """Return the name of the model that a request is about, as far as it says; ARNs have it in lower case."""
    members = json.loads(body or b"{}")
    named = members.get("ModelName") or members.get("ResourceArn") or members.get("NameContains") or ""
    return str(named).rpartition("/")[2].lower()
