"""The map in CONTRIBUTING.md: it has every file of the checkout, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
MAPPED = ("provider", "policies", "tests", "tools", "bench", "examples")
UNNAMED = {"__init__.py", "py.typed"}
"""Files that come with their folder."""


def entries() -> list[str]:
    """Return what the map names, by its whole path: files, patterns of files, and folders, which end in a slash."""
    page = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [tree] = re.findall(r"^## Where things are\n\n(?:.+\n)*\n?((?:    .*\n)+)", page, re.MULTILINE)
    above: list[str] = []
    named = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip()) - 4) // 2
        above[depth:] = [line.split()[0]]
        named.append("".join(above))
    return named


def files() -> Iterator[str]:
    """Yield all files that the map has to have."""
    for folder in MAPPED:
        for path in (CHECKOUT / folder).rglob("*"):
            parts = path.relative_to(CHECKOUT).parts
            made_here = any(part.startswith((".", "__pycache__")) or part.endswith(".egg-info") for part in parts)
            # What `pulumi stack init` writes beside a program is the user's own.
            if (
                path.is_file()
                and not made_here
                and path.name not in UNNAMED
                and not fnmatch(path.name, "Pulumi.*.yaml")
            ):
                yield "/".join(parts)


ENTRIES = entries()
ALONE = [
    entry
    for entry in ENTRIES
    if not any(other != entry and other.startswith(entry) and entry[-1] == "/" for other in ENTRIES)
]
"""Entries under which the map names nothing more: a folder among them stands for all that is in it."""


def covers(entry: str, file: str) -> bool:
    folder, several, pattern = entry.partition("**/")
    if several:
        return file.startswith(folder) and fnmatch("/" + file.removeprefix(folder), f"*/{pattern}")
    return file == entry or (entry.endswith("/") and file.startswith(entry))


def test_given_the_files_of_the_checkout_when_looked_up_then_the_map_has_each() -> None:
    assert [file for file in files() if not any(covers(entry, file) for entry in ALONE)] == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_given_an_entry_of_the_map_when_looked_for_then_it_is_there(entry: str) -> None:
    there = [file for file in files() if covers(entry, file)] if "**" in entry else (CHECKOUT / entry).exists()

    assert there


def test_given_the_packages_when_looked_up_then_each_module_has_a_line_of_its_own() -> None:
    folders = {
        f"{Path(entry)}/" for entry in ALONE if entry.startswith(("provider/", "policies/")) and entry[-1] == "/"
    }

    package = "policies/pulumi_sagemaker_policy"
    assert folders == {
        "policies/docs/",
        f"{package}/cli/profiles/",
        f"{package}/pack/stack_policies/",
        f"{package}/rules/",
    }
