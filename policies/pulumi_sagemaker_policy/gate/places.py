"""Where a program declares its resources: file and line in the user's own code, from what the engine records."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

PROJECT_FILES: Final = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")

_POSITION: Final = re.compile(r"project:///(?P<path>.*)#(?P<line>[0-9]+)(?:,.*)?")

_LIBRARIES: Final = re.compile(
    r"(?:^|/)(?:(?:site|dist)-packages/|node_modules/|pulumi_sagemaker_model/|lib(?:64)?/python3[.0-9]*/|bin/pulumi-)"
)
"""Code that the user has not written, though it may lie in the same repository."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; the path is relative to the root of the repository."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Project:
    """A Pulumi project in a repository."""

    folder: Path
    root: Path
    file: str

    @classmethod
    def around(cls, folder: Path) -> Project:
        """Find the project that a folder belongs to; without one, and outside a repository, it is the folder itself."""
        start = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay as they are: paths are relative to them
        above = [start, *start.parents]
        found = ((at, name) for at in above for name in PROJECT_FILES if (at / name).is_file())
        project, file = next(found, (start, PROJECT_FILES[0]))
        root = next((at for at in [project, *project.parents] if (at / ".git").exists()), project)
        return cls(project, root, file)

    @property
    def default(self) -> Place:
        """The place of what has none: the first line of the project's file."""
        return Place((self.folder / self.file).relative_to(self.root).as_posix(), 1)

    def places(self, states: Iterable[Mapping[str, Any]]) -> dict[str, Place]:
        """Find by URN where resources are declared, from their states as Pulumi writes them."""
        places: dict[str, Place] = {}
        for state in states:
            urn, trace = state.get("urn"), state.get("stackTrace")
            # The state's own position may be in the library that declares the resource for the program.
            frames = [*(trace if isinstance(trace, list) else ()), state]
            found = next(filter(None, map(self._place, frames)), None)
            if isinstance(urn, str) and found is not None:
                places.setdefault(urn, found)
        return places

    def _place(self, frame: object) -> Place | None:
        position = frame.get("sourcePosition") if isinstance(frame, dict) else None
        found = _POSITION.fullmatch(position) if isinstance(position, str) else None
        if found is None:
            return None
        path = Path(os.path.normpath(self.folder / unquote(found["path"])))
        if not path.is_relative_to(self.root):
            return None
        file = path.relative_to(self.root).as_posix()
        return None if _LIBRARIES.search(file) else Place(file, max(1, int(found["line"])))


def previewed(document: object) -> list[Mapping[str, Any]]:
    """Return the states that the JSON of a preview has: what each resource will be, or else what it was."""
    steps = document.get("steps") if isinstance(document, dict) else None
    states = [
        step.get(key)
        for key in ("newState", "oldState")
        for step in (steps if isinstance(steps, list) else ())
        if isinstance(step, dict)
    ]
    return [state for state in states if isinstance(state, dict)]


def deployed(document: object) -> list[Mapping[str, Any]]:
    """Return the states that an export of a stack has, without what is only waiting to be deleted."""
    deployment = document.get("deployment") if isinstance(document, dict) else None
    states = deployment.get("resources") if isinstance(deployment, dict) else None
    return [
        state
        for state in (states if isinstance(states, list) else ())
        if isinstance(state, dict) and not state.get("delete")
    ]
