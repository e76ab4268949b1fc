"""Files beside the program that hide modules from the provider's process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pulumi
import pytest

from pulumi_sagemaker_model.program import shadowing

HIDING = [
    (["calendar.py"], "calendar.py"),
    (["types.py"], "types.py"),
    (["json.py"], "json.py"),
    (["random.py", "__main__.py"], "random.py"),
    (["grpc.py"], "grpc.py"),
    # Debian's Python has it built in.
    (["select.py"], None if "select" in sys.builtin_module_names else "select.py"),
    (["pulumi.py"], "pulumi.py"),
    (["email/__init__.py"], "email/"),
    (["logging/__init__.py", "logging.py"], "logging/"),
    (["zlib.py", "json.py"], "json.py"),
    (["__main__.py", "__init__.py"], None),
    (["models.py", "network.py", "utils.py", "infra/__init__.py"], None),
    # No module without __init__.py comes before Python's own.
    (["email/templates.txt", "json/data.json", "types/a.py"], None),
    # What Python has before it looks anywhere.
    (["os.py", "io.py", "abc.py", "sys.py", "time.py", "site.py", "builtins.py", "encodings/__init__.py"], None),
    # What nothing needs here.
    (["turtle.py", "test/__init__.py", "this.py", "wsgiref/__init__.py"], None),
    (["json.txt", "json.pyi", "calendar.yaml"], None),
]


@pytest.mark.parametrize(("files", "found"), HIDING)
def test_given_files_beside_the_program_then_what_hides_a_needed_module_is_found(
    tmp_path: Path, files: Sequence[str], found: str | None
) -> None:
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()

    assert shadowing.hiding(tmp_path) == found


def test_given_a_file_that_the_program_imports_when_looked_at_then_it_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fraud_models.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "fraud_models", raising=False)
    __import__("fraud_models")

    assert shadowing.hiding(tmp_path) is None


def test_given_programs_module_from_another_folder_when_looked_at_then_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (tmp_path / "shared", tmp_path / "program"):
        folder.mkdir()
        (folder / "fraud_settings.py").touch()
    monkeypatch.syspath_prepend(tmp_path / "shared")
    monkeypatch.delitem(sys.modules, "fraud_settings", raising=False)
    __import__("fraud_settings")

    assert shadowing.hiding(tmp_path / "program") is None


def test_given_folder_hides_module_when_engine_runs_there_then_sentence_names_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "calendar.py").touch()
    monkeypatch.chdir(tmp_path)
    shadowing.refuse()
    monkeypatch.setattr(pulumi, "get_root_directory", lambda: str(tmp_path))

    with pytest.raises(pulumi.RunError) as refusal:
        shadowing.refuse()

    assert str(refusal.value) == (
        "calendar.py beside the program hides a module of that name from the provider's process; rename it"
    )
