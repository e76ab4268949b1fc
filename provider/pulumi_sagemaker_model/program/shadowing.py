"""Files beside the program that hide a module from the process in which the engine runs dynamic providers.

There Python looks for every module in the program's folder first, before Pulumi's SDK is loaded. In the program's own
process the SDK is loaded when that folder comes first. So a file may hide there, and only there, what the SDK needs.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Final

import pulumi

_LOADED_FIRST: Final = frozenset(
    {
        "__main__",
        "_collections_abc",
        "_sitebuiltins",
        "abc",
        "codecs",
        "encodings",
        "genericpath",
        "io",
        "ntpath",
        "os",
        "posixpath",
        "site",
        "sitecustomize",
        "stat",
        "usercustomize",
    }
)
"""Modules that Python loads before it looks at any program, so that no program hides them."""

_INSTALLED = frozenset({"site-packages", "dist-packages"})
"""Folders that packages are installed in."""


def refuse() -> None:
    """Refuse what the current folder hides from the provider's process, if that is where an engine runs the project.

    A unit test with mocks has no such process, and a program within a script of the Automation API has it elsewhere.

    Raises:
        RunError: there is a file or a package that does.
    """
    folder = Path.cwd()
    if not _is_within(folder, Path(pulumi.get_root_directory() or "none")):
        return
    if not getattr(sys.flags, "safe_path", False) and (found := hiding(folder)):
        raise pulumi.RunError(sentence(found))


@cache
def _is_within(folder: Path, root: Path) -> bool:
    return folder.resolve().is_relative_to(root.resolve())


@cache
def hiding(folder: Path) -> str | None:
    """Return a file or package in a folder, if any, that hides a module which this process has from elsewhere."""
    packages = {path.parent.name: path for path in folder.glob("*/__init__.py")}
    files = {path.stem: path for path in folder.glob("*.py")}
    for name, path in sorted({**files, **packages}.items()):
        spec = getattr(sys.modules.get(name), "__spec__", None)
        if not spec or not spec.has_location or name in _LOADED_FIRST or not _is_installed(name, spec.origin):
            continue
        if Path(spec.origin).resolve() != path.resolve():
            return f"{name}/" if name in packages else path.name
    return None


def _is_installed(name: str, origin: str) -> bool:
    """Tell whether a module is Python's or a package's; the program may have its own from another folder as well."""
    return name in sys.stdlib_module_names or not _INSTALLED.isdisjoint(Path(origin).parts)


def sentence(found: str) -> str:
    """Return what is said of a file or package that hides a module."""
    return f"{found} beside the program hides a module of that name from the provider's process; rename it"


def hidden() -> str | None:
    """Return a file in the program's folder that this process has loaded in the place of one of Python's modules."""
    folder = Path(sys.path[0] or ".").resolve()
    for name in sorted(sys.stdlib_module_names & sys.modules.keys()):
        spec = getattr(sys.modules[name], "__spec__", None)
        if spec and spec.has_location and Path(spec.origin).resolve().parent in (folder, folder / name):
            return f"{name}/" if spec.submodule_search_locations else f"{name}.py"
    return None
