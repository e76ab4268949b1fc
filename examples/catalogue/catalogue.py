"""Reads `models.yaml`: entries with their lines, and a sentence for each that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
        given = yaml.SafeLoader("").construct_document(node)
        wrong = [f"{file.name}:{line}: {reason}" for line, reason in _mistakes(node, given)]
        line = _line(node)
        if not wrong and (first := lines.setdefault(given["name"], line)) != line:
            wrong = [f"{file.name}:{line}: the name {given['name']} is there already, in line {first}"]
        mistakes += wrong
        if not wrong:
            entries.append(Entry(**{"environment": {}, **given}))
    return entries, mistakes


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line + 1
    return line


def _mistakes(node: yaml.Node, given: Any) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with one entry, and in which line, without the values of its environment."""
    if not isinstance(node, yaml.MappingNode):
        yield _line(node), "a model is a map of its properties"
        return
    lines = {key.value: _line(key) for key, _ in node.value}
    name = given.get("name", "the model")
    for key, line in lines.items():
        if key not in (*_FORMS, "environment"):
            yield line, f"{name} has {key}, which no model has; it has {', '.join(_FORMS)}, environment"
    for key, form in _FORMS.items():
        if key not in given:
            yield _line(node), f"{name} has no {key}"
        elif not isinstance(given[key], str) or not re.fullmatch(form, given[key]):
            yield lines[key], f"{key} of {name} is not of the form {form}"
    environment = given.get("environment", {})
    if not isinstance(environment, dict) or not all(isinstance(value, str) for value in environment.values()):
        yield lines["environment"], f"environment of {name} is not a map of texts; put numbers in quotes"
