"""A stand-in for the part of HashiCorp Vault that keeps the key of a stack's secrets.

Pulumi makes that key from a passphrase in a million rounds of hashing, a quarter of a second in each command. A vault
is asked for it instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

SECRETS_PROVIDER = "hashivault://stacks"
_PREFIX = "vault:v1:"  # of all that Vault encrypts


class _Transit(BaseHTTPRequestHandler):
    """The transit engine, which here returns a key as it came, between base64 and base64.

    Source: https://developer.hashicorp.com/vault/api-docs/secret/transit
    """

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.startswith("/v1/transit/encrypt/"):
            data = {"ciphertext": _PREFIX + body["plaintext"]}
        else:
            data = {"plaintext": body["ciphertext"].removeprefix(_PREFIX)}
        answer = json.dumps({"data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Vault:
    """A vault on a port of its own, as long as the context lasts."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Transit)

    def __enter__(self) -> Self:
        Thread(target=partial(self._server.serve_forever, poll_interval=0.1), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> Mapping[str, str]:
        """What has the CLI ask it."""
        return {"VAULT_ADDR": f"http://127.0.0.1:{self._server.server_port}", "VAULT_TOKEN": "not-a-token"}
