"""Reads `models.yaml`: entries with their lines, and a sentence for each that is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml


@dataclass(frozen=True)
class Entry:
    """One model of the catalogue."""

    name: str
    team: str
    env: str
    digest: str
    artefact: str
    environment: dict[str, str]


_FORMS: Final = {
    "name": r"[a-zA-Z0-9][a-zA-Z0-9-]{0,46}",
    "team": r"[a-z0-9-]+",
    "env": "dev|test|prod",
    "digest": "sha256:[0-9a-f]{64}",
    "artefact": r"[\w./-]+\.tar\.gz",
}
"""What each text of an entry has to be, as a regular expression."""


def read(file: Path) -> tuple[list[Entry], list[str]]:
    """Return the entries of a catalogue, and a sentence for each mistake: one that has any is not among the entries."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return [], [f"{file.name}:{line}: is no YAML: {error.problem}"]
    if not isinstance(root, yaml.SequenceNode):
        return [], [f"{file.name}:1: is not a list of models"]
    entries: list[Entry] = []
    mistakes: list[str] = []
    lines: dict[str, int] = {}
    for node in root.value:
        line = node.start_mark.line + 1
        given = yaml.SafeLoader("").construct_document(node)
        wrong = [f"{file.name}:{line}: {reason}" for reason in _mistakes(given)]
        if not wrong and (first := lines.setdefault(given["name"], line)) != line:
            wrong = [f"{file.name}:{line}: the name {given['name']} is there already, in line {first}"]
        mistakes += wrong
        if not wrong:
            entries.append(Entry(**{**given, "environment": given.get("environment", {})}))
    return entries, mistakes


def _mistakes(given: Any) -> list[str]:
    """Say what is wrong with one entry, without the values of its environment."""
    if not isinstance(given, dict):
        return ["is not a map"]
    name = given.get("name", "the model")
    strangers = [str(key) for key in given if key not in (*_FORMS, "environment")]
    found = [f"{name} has {key}, which no model has; it has {', '.join(_FORMS)}, environment" for key in strangers]
    for key, form in _FORMS.items():
        if key not in given:
            found.append(f"{name} has no {key}")
        elif not isinstance(given[key], str) or not re.fullmatch(form, given[key]):
            found.append(f"{key} of {name} is not of the form {form}")
    environment = given.get("environment", {})
    if not isinstance(environment, dict) or not all(isinstance(value, str) for value in environment.values()):
        found.append(f"environment of {name} is not a map of texts; put numbers in quotes")
    return found
