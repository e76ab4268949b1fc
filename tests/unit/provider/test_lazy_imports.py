"""Modules that are loaded late: never the program's own, and nothing changes for other threads."""

from __future__ import annotations

import importlib
import sys
import threading
from pathlib import Path

import pytest

from pulumi_sagemaker_model import lazy_imports

NAME = "turtledemo"
"""A package of Python's that nothing here loads."""


@pytest.fixture
def beside_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of the program that has the name of a module, in a folder where Python looks first."""
    file = tmp_path / f"{NAME}.py"
    file.write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    return file


def test_given_file_of_a_modules_name_when_loaded_late_then_it_is_the_module(beside_the_program: Path) -> None:
    loaded = lazy_imports.load(NAME)

    assert Path(loaded.__file__) != beside_the_program
    assert lazy_imports.load(NAME) is loaded


def test_given_file_of_a_name_of_its_own_when_loaded_late_then_it_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fraud_of_this_test.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)

    assert Path(lazy_imports.load("fraud_of_this_test").__file__) == tmp_path / "fraud_of_this_test.py"


def test_given_a_package_when_asked_where_it_is_then_it_is_not_loaded(beside_the_program: Path) -> None:
    spec = lazy_imports.spec(NAME)

    assert spec is not None
    assert spec.origin not in {None, str(beside_the_program)}
    assert NAME not in sys.modules
    assert lazy_imports.spec("nothing_has_this_name") is None


def test_given_late_import_when_another_thread_imports_then_programs_folder_is_first(
    beside_the_program: Path,
) -> None:
    found: list[str | None] = []
    path = list(sys.path)

    def look() -> None:
        found.append(importlib.import_module(NAME).__file__)

    with lazy_imports.program_last():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert sys.path == path

    assert found == [str(beside_the_program)]


def test_given_late_import_that_fails_when_over_then_the_program_comes_first_again(beside_the_program: Path) -> None:
    with pytest.raises(ModuleNotFoundError):
        lazy_imports.load("nothing_has_this_name")

    assert importlib.import_module(NAME).__file__ == str(beside_the_program)
