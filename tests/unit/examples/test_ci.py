"""The CI examples: they comply with the published schemas, and comment once on each merge request."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import pytest
import yaml
from jsonschema import Draft7Validator

EXAMPLES: Final = Path(__file__).parents[3] / "examples" / "ci"
MARKER: Final = "<!-- sagemaker-policy dev -->"
COMMENT: Final = f"{MARKER}\n## Blocked\n"
SCHEMAS: Final = {"github-workflow.yml": "github-workflows.json", "gitlab-ci.yml": "gitlab-ci.json"}

needs_schemas = pytest.mark.skipif(sys.version_info < (3, 11), reason="the packages with schemas need Python 3.11")


def loaded(name: str) -> dict[str, Any]:
    document: dict[Any, Any] = yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))
    # YAML 1.1 takes the key `on` for a boolean.
    return {"on" if key is True else key: value for key, value in document.items()}


@needs_schemas
@pytest.mark.parametrize("name", SCHEMAS)
def test_given_an_example_then_it_complies_with_the_published_schema(name: str) -> None:
    folder = files("check_jsonschema.builtin_schemas.vendor")
    schema = json.loads(folder.joinpath(SCHEMAS[name]).read_text(encoding="utf-8"))

    assert [error.message for error in Draft7Validator(schema).iter_errors(loaded(name))] == []


@needs_schemas
def test_given_the_hooks_then_pre_commit_takes_them() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(EXAMPLES / "pre-commit-config.yaml")]

    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_given_the_workflow_then_a_run_without_a_verdict_uploads_no_alerts() -> None:
    steps = loaded("github-workflow.yml")["jobs"]["models"]["steps"]

    [upload] = [step for step in steps if "upload-sarif" in step.get("uses", "")]
    assert upload["if"] == "${{ !cancelled() && steps.check.outputs.judged }}"


def run(step: str, folder: Path, **environment: str) -> None:
    (folder / "reports").mkdir()
    (folder / "reports" / "comment.md").write_text(COMMENT)
    subprocess.run(["sh", "-e", "-c", step], cwd=folder, check=True, env={"PATH": os.environ["PATH"], **environment})


GH: Final = """#!/bin/sh
case "$*" in *--jq*) echo "$MARKER" > asked; printf %s "$FOUND" ;; *) echo "$@" > sent ;; esac
"""


@pytest.mark.parametrize(
    ("found", "sent"),
    [
        ("", "api repos/acme/shop/issues/7/comments --silent --field body=@reports/comment.md\n"),
        (
            "42\n43",
            "api --method PATCH repos/acme/shop/issues/comments/42 --silent --field body=@reports/comment.md\n",
        ),
    ],
)
def test_given_a_pull_request_then_its_one_comment_is_written_or_updated(found: str, sent: str, tmp_path: Path) -> None:
    steps = loaded("github-workflow.yml")["jobs"]["models"]["steps"]
    [step] = [step for step in steps if "COMMENTS" in step.get("env", {})]
    given = {"github.token": "", "github.repository": "acme/shop", "github.event.number": "7"}
    environment = {}
    for name, value in step["env"].items():
        for expression, known in given.items():
            value = value.replace(f"${{{{ {expression} }}}}", known)  # noqa: PLW2901 - one expression after another
        environment[name] = value
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(GH)
    gh.chmod(0o755)

    run(step["run"], tmp_path, **environment | {"PATH": f"{gh.parent}:{os.environ['PATH']}", "FOUND": found})

    assert (tmp_path / "asked").read_text() == f"{MARKER}\n"
    assert (tmp_path / "sent").read_text() == sent


class Notes(BaseHTTPRequestHandler):
    """The notes of one merge request, as GitLab's API has them."""

    notes: list[dict[str, Any]]
    calls: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        self._answer(self.notes)

    def do_POST(self) -> None:
        self._take()

    def do_PUT(self) -> None:
        self._take()

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.calls.append((self.command, self.path, parse_qs(body)["body"][0]))
        self._answer({})

    def _answer(self, document: object) -> None:
        text = json.dumps(document).encode()
        self.send_response(200 if self.headers["PRIVATE-TOKEN"] == "not-a-token" else 401)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def gitlab() -> Iterator[str]:
    Notes.notes, Notes.calls = [{"id": 1, "body": "hello"}, {"id": 2, "body": "<!-- sagemaker-policy prod -->"}], []
    with HTTPServer(("127.0.0.1", 0), Notes) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("there", "method", "note"), [([], "POST", ""), ([3, 4], "PUT", "/3")])
def test_given_a_merge_request_then_its_one_note_is_written_or_updated(
    there: list[int], method: str, note: str, gitlab: str, tmp_path: Path
) -> None:
    [step] = loaded("gitlab-ci.yml")["models"]["after_script"]
    Notes.notes += [{"id": number, "body": f"{MARKER}\n## Clean\n"} for number in there]

    run(
        step,
        tmp_path,
        GITLAB_TOKEN="not-a-token",  # noqa: S106 - the stand-in takes no other
        CI_API_V4_URL=gitlab,
        CI_PROJECT_ID="5",
        CI_MERGE_REQUEST_IID="7",
    )

    assert Notes.calls == [(method, f"/projects/5/merge_requests/7/notes{note}", COMMENT)]


@pytest.mark.parametrize("missing", ["GITLAB_TOKEN", "CI_MERGE_REQUEST_IID"])
def test_given_no_token_or_no_merge_request_then_no_note_is_written(missing: str, gitlab: str, tmp_path: Path) -> None:
    [step] = loaded("gitlab-ci.yml")["models"]["after_script"]
    given = {"GITLAB_TOKEN": "not-a-token", "CI_API_V4_URL": gitlab, "CI_MERGE_REQUEST_IID": "7"}

    run(step, tmp_path, **given | {missing: ""})

    assert Notes.calls == []
