"""The engine tests' fixtures: one CLI, one local AWS, and a fresh project for every test.

Nothing here can reach AWS: the environment of every command is rebuilt from scratch around the loopback endpoint.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import pytest

from tests.engine.backends import Backend, Bucket, Files
from tests.engine.lifecycle import PROGRAM, StartStack
from tests.engine.stack import Stack
from tests.engine.vault import Vault
from tests.faults.proxy import FaultProxy, nothing
from tools.local_aws import LocalAws
from tools.workspace import CHECKOUT, PULUMI, Workspace

POLICIES = CHECKOUT / "policies"

_ENDS_QUIETLY = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "runpy.run_module('tests.engine.echo_plugin', run_name='__main__')"
)
"""Runs a plugin that the engine may end while it is still importing, without a traceback among the engine's output."""


@pytest.fixture(scope="session")
def local_aws() -> Iterator[LocalAws]:
    with LocalAws() as aws:
        yield aws


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """Return where the states are: in files, or in a bucket if ENGINE_BACKEND is s3."""
    if os.environ.get("ENGINE_BACKEND") == "s3":
        with LocalAws() as apart:  # so that the calls that tests look at are those of providers
            yield Bucket(apart)
    else:
        yield Files(tmp_path_factory.mktemp("backend"))


@pytest.fixture(autouse=True)
def aws(local_aws: LocalAws, backend: Backend) -> LocalAws:
    local_aws.reset()
    if isinstance(backend, Bucket):
        backend.make()
    return local_aws


@pytest.fixture(scope="session")
def vault() -> Iterator[Vault]:
    with Vault() as vault:
        yield vault


@pytest.fixture(scope="session")
def environment(
    local_aws: LocalAws, vault: Vault, backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Return what the CLI runs in: no variable of the caller's that Pulumi or an AWS SDK would read."""
    if not PULUMI.exists():
        pytest.fail(f"there is no Pulumi CLI beside {sys.executable}; run: make setup", pytrace=False)
    workspace = Workspace(tmp_path_factory.mktemp("engine"))
    plugins = tmp_path_factory.mktemp("plugins")
    for package in ("aws", "aws-native"):
        plugin = plugins / f"pulumi-resource-{package}"
        plugin.write_text(f'#!/bin/sh\nPYTHONPATH="{CHECKOUT}" exec "{sys.executable}" -c "{_ENDS_QUIETLY}"\n')
        plugin.chmod(plugin.stat().st_mode | stat.S_IXUSR)
    environment = workspace.environment(local_aws.environment(os.environ))
    return environment | {
        **vault.environment,
        "PATH": os.pathsep.join([str(plugins), environment["PATH"]]),
        "ECHO_PLUGIN_CREATED": str(plugins / "created"),
        "PULUMI_BACKEND_URL": backend.url,
        # Else the CLI says of each document in S3 that moto gives no checksum.
        "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
        # The CLI ends before it is worth while to collect its garbage, which takes a quarter of its time.
        "GOGC": "off",
        "GOMEMLIMIT": "1GiB",
    }


@pytest.fixture
def created(environment: dict[str, str]) -> Callable[[], list[str]]:
    """Return a reader of the types that the aws and aws-native plugins have created in this test, previews aside."""
    log = Path(environment["ECHO_PLUGIN_CREATED"])
    log.write_text("")
    return lambda: log.read_text().splitlines()


@pytest.fixture
def new_stack(
    environment: dict[str, str], backend: Backend, tmp_path: Path, request: pytest.FixtureRequest
) -> Callable[..., Stack]:
    """Return a maker of stacks; each is its own project unless told otherwise."""

    def make(program: str, *, project: str = "", stack: str = "dev") -> Stack:
        project = project or f"p{crc32(request.node.nodeid.encode())}-{len(list(tmp_path.iterdir()))}"
        return Stack.made(tmp_path, environment, backend, program, project=project, name=stack)

    return make


@pytest.fixture(scope="session")
def running_proxy(local_aws: LocalAws) -> Iterator[FaultProxy]:
    with FaultProxy(local_aws.endpoint) as proxy:
        yield proxy


@pytest.fixture
def proxy(running_proxy: FaultProxy) -> FaultProxy:
    """Return a proxy in front of the local AWS, in which no call goes wrong yet."""
    running_proxy.plan(nothing)
    return running_proxy


@pytest.fixture
def new_proxied_stack(new_stack: Callable[..., Stack], proxy: FaultProxy) -> Callable[..., Stack]:
    """Return a maker of stacks whose calls go through the proxy."""

    def make(program: str) -> Stack:
        stack = new_stack(program)
        stack.environment = {**stack.environment, "AWS_ENDPOINT_URL": proxy.endpoint}
        return stack

    return make


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the arguments that turn the policy pack on, run by the Python that runs the tests."""
    folder, environment = POLICIES, POLICIES.with_name(".venv")
    if Path(sys.prefix).resolve() != environment.resolve():
        # PulumiPolicy.yaml names that environment.
        folder = tmp_path_factory.mktemp("pack") / POLICIES.name
        folder.mkdir()
        settings = (POLICIES / "PulumiPolicy.yaml").read_text()
        (folder / "PulumiPolicy.yaml").write_text(settings.replace(f"../{environment.name}", sys.prefix))
        (folder / "__main__.py").write_text((POLICIES / "__main__.py").read_text())
    return ["--policy-pack", str(folder)]


@pytest.fixture(scope="module")
def start_stack(environment: dict[str, str], backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> StartStack:
    """Return a maker of stacks whose calls go through a proxy."""

    def start(proxy: FaultProxy, models: Sequence[str], settings: Mapping[str, str]) -> Stack:
        root = tmp_path_factory.mktemp("faults")
        struck = environment | {"AWS_ENDPOINT_URL": proxy.endpoint}
        stack = Stack.made(root, struck, backend, PROGRAM, project=root.name)
        stack.configure(models=json.dumps(models), **settings)
        return stack

    return start
