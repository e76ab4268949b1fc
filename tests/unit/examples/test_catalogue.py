"""The reader of the catalogue's file, which names the line of each mistake."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "examples" / "catalogue"
READ = runpy.run_path(str(FOLDER / "catalogue.py"))["read"]

ENTRY = f"""\
- name: fraud
  team: ml-risk
  env: prod
  digest: sha256:{"0" * 64}
  artefact: fraud/model.tar.gz
"""


def read(tmp_path: Path, text: str) -> tuple[list[Any], list[str]]:
    file = tmp_path / "models.yaml"
    file.write_text(text, encoding="utf-8")
    entries, mistakes = READ(file)
    return entries, mistakes


def test_given_the_catalogue_of_the_example_then_all_fifty_are_right() -> None:
    entries, mistakes = READ(FOLDER / "models.yaml")

    assert mistakes == []
    assert len({entry.name for entry in entries}) == 50


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (ENTRY.replace("prod", "staging"), "models.yaml:3: env of fraud is not of the form dev|test|prod"),
        (ENTRY.replace("  team: ml-risk\n", ""), "models.yaml:1: fraud has no team"),
        (ENTRY + "  imgae: x\n", "models.yaml:6: fraud has imgae, which no model has; it has name, "),
        (ENTRY + "  environment: {WORKERS: 4}\n", "models.yaml:6: environment of fraud is not a map of texts; "),
        (ENTRY + "  environment: [a]\n", "models.yaml:6: environment of fraud is not a map of texts; "),
        (ENTRY.replace("ml-risk", "[a]"), "models.yaml:2: team of fraud is not of the form "),
        (ENTRY + ENTRY, "models.yaml:6: the name fraud is there already, in line 1"),
        (ENTRY + "- fraud\n", "models.yaml:6: a model is a map of its properties"),
        ("name: fraud\n", "models.yaml:1: is not a list of models"),
        ("", "models.yaml:1: is not a list of models"),
        ("- {\n", "models.yaml:2: is no YAML: "),
        ("- name: a: b\n", "models.yaml:1: is no YAML: "),
    ],
)
def test_given_a_wrong_entry_then_one_sentence_names_its_line(tmp_path: Path, text: str, mistake: str) -> None:
    _, mistakes = read(tmp_path, text)

    (said,) = mistakes
    assert said.startswith(mistake)


def test_given_a_secret_in_an_environment_that_is_wrong_then_no_mistake_shows_it(tmp_path: Path) -> None:
    _, mistakes = read(tmp_path, ENTRY + "  environment: {A: fake-secret, B: 4}\n")

    assert "fake-secret" not in str(mistakes)
