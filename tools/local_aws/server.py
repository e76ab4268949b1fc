"""LocalAws: moto's server in a thread of this process, and what it takes to point clients and programs at it.

moto's classes are not patched: its server application is asked to send SageMaker's requests to
`SageMakerEndpoint`. EC2 begins without moto's 860 machine images, which take a quarter of a second in each region
and are of no use to models. SageMaker's state belongs to one LocalAws; that of the other services is moto's own and
shared by all in the process. As moto runs in daemon threads, nothing outlives the process, however it ends.
"""

import io
import json
import os
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, overload
from urllib.parse import parse_qsl

import boto3
import moto.core.base_backend
import moto.core.utils
import moto.settings
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
from botocore.session import Session
from moto.core.base_backend import BackendDict
from moto.core.utils import convert_to_flask_response
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from tools.local_aws.lookups import Lookups
from tools.local_aws.loopback import require_loopback
from tools.local_aws.sagemaker import SageMaker, SageMakerEndpoint

if TYPE_CHECKING:
    from flask import Flask
    from mypy_boto3_sagemaker import SageMakerClient
    from typing_extensions import Self

_HOST = "127.0.0.1"
_ACCOUNT = "123456789012"
_REGION = "us-east-1"
_ACCESS_KEY = "not-a-real-access-key"
_SECRET_KEY = "not-a-real-secret-key"  # noqa: S105  # that is the point


@dataclass(frozen=True)
class Call:
    """An API request that was received: `CreateModel` and its input, or, for a REST API, `GET /path`."""

    operation: str
    parameters: dict[str, Any]


class LocalAws:
    """A context manager in which a stand-in for AWS listens on a port of 127.0.0.1, a free one unless told.

    Raises OSError when the port is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._sagemaker = SageMaker()
        self._lookups = Lookups(_ACCOUNT)
        self._calls: list[Call] = []
        self._application = _Dispatcher(self._service_application)

    def __enter__(self) -> "Self":
        # moto asks boto3 for the names of regions and services, which fails if the environment names an absent profile
        moto.core.base_backend.Session = moto.core.utils.Session = _session  # type: ignore[assignment,attr-defined]
        # moto has an environment variable for this, which tests take out of the environment with all others.
        moto.settings.ec2_load_default_amis = lambda: False
        with socket.create_server((_HOST, self._port)) as listener:
            # werkzeug ends the process if it cannot bind, and takes over a copy of a socket that is bound
            self._server: BaseWSGIServer = make_server(
                _HOST,
                self._port,
                self._record_and_answer,
                threaded=True,
                request_handler=_Quiet,
                fd=listener.fileno(),
            )
            self._port = listener.getsockname()[1]
        # the interval is how long stopping takes
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()

    @property
    def endpoint(self) -> str:
        """The URL to send requests to."""
        return require_loopback(f"http://{_HOST}:{self._port}")

    @property
    def calls(self) -> list[Call]:
        """What was received until now, in order."""
        return list(self._calls)

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Change `base` (by default os.environ) so that AWS clients in it can talk to nothing but this."""
        kept = os.environ if base is None else base
        environment = {
            name: value for name, value in kept.items() if not name.startswith("AWS_") and name != "BOTO_CONFIG"
        }
        for name in ("NO_PROXY", "no_proxy"):  # some read the one, some the other
            environment[name] = ",".join(filter(None, (environment.get(name), _HOST)))
        return environment | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": _ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET_KEY,
            "AWS_REGION": _REGION,
            "AWS_DEFAULT_REGION": _REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @overload
    def client(
        self, service: Literal["sagemaker"], region: str = _REGION, *, parameter_validation: bool = True
    ) -> "SageMakerClient": ...

    @overload
    def client(self, service: str, region: str = _REGION, *, parameter_validation: bool = True) -> Any: ...

    def client(self, service: str, region: str = _REGION, *, parameter_validation: bool = True) -> Any:
        """Make a boto3 client for here, whatever the environment says.

        Without `parameter_validation` the client sends even what botocore itself would refuse.
        """
        return boto3.Session(botocore_session=_clean_botocore_session()).client(  # type: ignore[call-overload]  # any service
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=_ACCESS_KEY,
            aws_secret_access_key=_SECRET_KEY,
            config=Config(proxies={}, parameter_validation=parameter_validation),
        )

    def models(self, region: str = _REGION, account: str = _ACCOUNT) -> dict[str, dict[str, Any]]:
        """Show what is there: by name, what DescribeModel answers and, under `Tags`, what ListTags does."""
        with self._sagemaker.lock:
            models = self._sagemaker.region(region, account).models
            return {name: {**model.description(), "Tags": model.tag_list()} for name, model in models.items()}

    def plant_tag(self, name: str, key: str, value: str, region: str = _REGION) -> None:
        """Tag a model as AWS itself does, with an `aws:` key for instance."""
        with self._sagemaker.lock:
            self._sagemaker.region(region, _ACCOUNT).models[name].tags[key] = value

    def delay_tags(self, answers: int) -> None:
        """Have ListTags show what was before each change of a model's tags for so many answers more, until `reset`.

        AWS does that for up to some 20 seconds; answers are counted here, so that no test depends on a clock.
        """
        self._sagemaker.late_answers = answers

    def backdate(self, name: str, age: timedelta, region: str = _REGION) -> None:
        """Have a model be that much older."""
        with self._sagemaker.lock:
            self._sagemaker.region(region, _ACCOUNT).models[name].creation_time -= age

    def deny(self, *actions: str) -> None:
        """Allow the caller everything but these actions (`iam:GetRole`, `s3:*`), until `reset` or the next call.

        Only what a preview asks can be denied: of S3 reading, and all operations of ECR, IAM, EC2 and SageMaker.
        """
        self._lookups.deny(*actions)

    def push_image(  # noqa: PLR0913  (an image and where it goes)
        self,
        repository: str,
        tag: str,
        *,
        region: str = _REGION,
        registry: str = _ACCOUNT,
        media_type: str = "application/vnd.docker.distribution.manifest.v2+json",
        archived: bool = False,
    ) -> str:
        """Put an image into ECR, whose repository is made if need be, and return its digest."""
        return self._lookups.push(repository, tag, region, registry, media_type, archived=archived)

    def pull_through(self, prefix: str) -> None:
        """Have ECR get the images of repositories below a prefix from another registry; moto has no such rules."""
        self._lookups.pull_through(prefix)

    def open_registry(self, registry: str) -> None:
        """Let the caller pull from the registry of another account, until `close_registries` or `reset`."""
        self._lookups.open_registry(registry)

    def close_registries(self) -> None:
        """Let the caller pull from no other account."""
        self._lookups.close_registries()

    def reset(self) -> None:
        """Forget all state, calls and denials."""
        self._sagemaker.reset()
        self._lookups.reset()
        BackendDict.reset()
        self._calls.clear()

    def _service_application(self, service: Any) -> "Flask":
        application = create_backend_app(service)
        if service == "sagemaker":
            answer = convert_to_flask_response(
                lambda request, url, headers: SageMakerEndpoint(self._sagemaker).respond(request, url, headers)
            )
            application.view_functions = dict.fromkeys(application.view_functions, answer)
        return application

    def _record_and_answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = b""
        if "CONTENT_LENGTH" in environ:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
            environ["wsgi.input"] = io.BytesIO(body)
        self._calls.append(_call(environ, body))
        if (known := self._lookups.answer(environ, body)) is not None:
            phrase = f"{known.status} {HTTPStatus(known.status).phrase}"
            start_response(phrase, [*known.headers.items(), ("Content-Length", str(len(known.body)))])
            return [known.body]
        answer: Iterable[bytes] = self._application(environ, start_response)
        return answer


class _Dispatcher(DomainDispatcherApplication):
    """Remembers which service a host belongs to; moto reads the names of its own folders for that at each request."""

    def __init__(self, create_app: Callable[[Any], "Flask"]) -> None:
        super().__init__(create_app)
        self._backends: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        if host not in self._backends:
            self._backends[host] = super().get_backend_for_host(host)
        return self._backends[host]


class _Quiet(MotoRequestHandler):
    """Writes no line for a request; errors are still written."""

    # Headers and body are sent apart. Else the body would wait up to 40 ms until the client confirms the headers.
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def _call(environ: Mapping[str, str], body: bytes) -> Call:
    """Recognize the operation in each of AWS's protocols: JSON, query and REST."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return Call(target.rpartition(".")[2], json.loads(body or b"{}"))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        parameters = dict(parse_qsl(body.decode(), keep_blank_values=True))
        return Call(parameters.pop("Action", "unknown"), parameters)
    return Call(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}", {})


def _session() -> boto3.Session:
    return boto3.Session(botocore_session=_clean_botocore_session())


def _clean_botocore_session() -> Session:
    """Make a session that reads neither environment variables nor files of the user."""
    variables = {
        name: (None, None, default, conversion)
        for name, (_, _, default, conversion) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    for name in ("config_file", "credentials_file"):
        variables[name] = (None, None, os.devnull, None)
    return Session(session_vars=variables)
