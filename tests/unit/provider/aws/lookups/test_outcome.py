"""What is not AWS, or not this service of AWS's, can tell nothing: neither a yes nor a no."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pulumi_sagemaker_model.aws.lookups import ec2, ecr, iam, s3, sagemaker
from pulumi_sagemaker_model.aws.lookups.clients import LookupClients
from pulumi_sagemaker_model.aws.lookups.outcome import CannotTell, Question, UnavailableError
from pulumi_sagemaker_model.aws.settings import LOOKUP_SERVICES, Settings

QUESTIONS: dict[str, Question] = {
    "bucket": s3.Bucket("model-data"),
    "object": s3.Object("model-data", "model.tar.gz"),
    "prefix": s3.Prefix("model-data", "models/"),
    "image": ecr.Image("123456789012", "fraud", "1.0.0"),
    "role": iam.Role("arn:aws:iam::123456789012:role/inference"),
    "subnets": ec2.InVpc("subnet", ("subnet-1",)),
    "security groups": ec2.InVpc("security group", ("sg-1",)),
    "model package": sagemaker.ModelPackage("scores"),
    "model": sagemaker.Model("scores"),
}
HTML = b"<!DOCTYPE html><html><body><h1>It works</h1></body></html>"
STRANGERS: dict[str, tuple[int, str, bytes]] = {
    f"{status} {type_} of {len(body)} bytes": (status, type_, body)
    for status in (200, 400, 404, 405, 500, 501, 503)
    for type_, body in (
        ("text/html", HTML),
        ("text/html", b"<html><br></html>"),
        ("application/json", b"{}"),
        ("application/json", b'{"message": "Not Found"}'),
        ("application/x-amz-json-1.1", b'{"__type": "UnknownOperationException", "message": "no"}'),
        ("application/xml", b"<Error><Code>NotImplemented</Code><Message>no</Message></Error>"),
        ("application/xml", b"<Response/>"),
        ("text/plain", b"null"),
        ("text/plain", b""),
    )
}


class Stranger(ThreadingHTTPServer):
    """Answers every request alike."""

    daemon_threads = True
    answer = (200, "", b"")


class Handler(BaseHTTPRequestHandler):
    def handle_any(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, type_, body = self.server.answer  # type: ignore[attr-defined]  # of `Stranger`
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = handle_any  # noqa: N815  (the base class asks for these names)

    def log_message(self, *_: Any) -> None:
        """Write nothing."""


def clients_of(url: str) -> LookupClients:
    settings = Settings(
        access_key="AKIAEXAMPLE",
        secret_key="not-a-real-secret",  # noqa: S106  (obviously fake)
        endpoint=url,
        sts_endpoint=url,
        lookup_endpoints=tuple((service, url) for service in LOOKUP_SERVICES),
    )
    return LookupClients(settings, "us-east-1")


@pytest.fixture(scope="module")
def stranger() -> Iterator[tuple[Stranger, LookupClients]]:
    with Stranger(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server, clients_of(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


@pytest.mark.parametrize("answer", STRANGERS.values(), ids=STRANGERS)
def test_given_a_stranger_in_awss_place_when_asked_then_nothing_can_be_told(
    stranger: tuple[Stranger, LookupClients], answer: tuple[int, str, bytes]
) -> None:
    server, clients = stranger
    server.answer = answer

    told = {name: question.ask(clients) for name, question in QUESTIONS.items()}

    assert told == dict.fromkeys(QUESTIONS, CannotTell())


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_given_nobody_in_awss_place_when_asked_then_the_service_is_unavailable(question: Question) -> None:
    with pytest.raises(UnavailableError):
        question.ask(clients_of("http://127.0.0.1:9"))
