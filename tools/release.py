"""`make release VERSION=X.Y.Z`: makes the commit and the tag of a release; pushing the tag does the rest.

The version is in pyproject.toml. What repeats it, for a reader that cannot look it up there, is written here.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Final

from semver import Version

CHECKOUT: Final = Path(__file__).parents[1]
_BRANCH: Final = "main"
_UNRELEASED: Final = re.compile(r"^## \[(?:Unreleased\]|[^\]]+\] - unreleased)$", re.MULTILINE)
_VERSION: Final = re.compile(r'^version(?: = |: )"?([^"\n]+)"?$', re.MULTILINE)
_URLS: Final = re.compile(r"^\[project\.urls\]\n(?:.+\n)*\n", re.MULTILINE)


class ReleaseError(Exception):
    """There is no release; the text says why, and the remedy."""


def cut(changelog: str, version: str, day: date) -> str:
    """Return the changelog with all that is unreleased under this version.

    Raises:
        ReleaseError: nothing is.
    """
    heading = _UNRELEASED.search(changelog)
    entries = heading and changelog[heading.end() :].split("\n## ", 1)[0]
    if not heading or not entries or "\n- " not in entries:
        raise ReleaseError("CHANGELOG.md has nothing that is unreleased; write what users notice")
    cut_heading = f"## [Unreleased]\n\n## [{version}] - {day:%Y-%m-%d}"
    return changelog[: heading.start()] + cut_heading + changelog[heading.end() :]


def numbered(text: str, version: str) -> str:
    """Return the text of pyproject.toml or PulumiPolicy.yaml with another version."""
    found = _VERSION.search(text)
    if not found:
        raise ReleaseError("pyproject.toml or PulumiPolicy.yaml has lost its version; restore it with `git checkout`")
    return text[: found.start(1)] + version + text[found.end(1) :]


def located(pyproject: str, remote: str) -> str:
    """Return pyproject.toml with the pages of the project, which are where its repository is.

    Raises:
        ReleaseError: the remote is on no host.
    """
    found = re.fullmatch(r"(?:https://|ssh://git@|git@)([\w.-]+\.\w+)[:/]([\w./-]+?)(?:\.git)?/?", remote)
    if not found:
        raise ReleaseError("the remote `origin` is on no host; run: git remote set-url origin URL")
    home = f"https://{found[1]}/{found[2]}"
    pages = {"Repository": home, "Issues": f"{home}/issues", "Changelog": f"{home}/blob/{_BRANCH}/CHANGELOG.md"}
    table = "".join(["[project.urls]\n", *(f'{name} = "{page}"\n' for name, page in pages.items()), "\n"])
    return _URLS.sub("", pyproject).replace("[project.scripts]\n", f"{table}[project.scripts]\n", 1)


def check(wanted: str, present: str, tags: list[str], branch: str, changes: str) -> None:
    """Refuse what must not be released.

    Args:
        wanted: the version to release.
        present: the version in pyproject.toml.
        tags: the tags of the repository.
        branch: the branch that is checked out.
        changes: what `git status --porcelain` says.

    Raises:
        ReleaseError: there is a reason.
    """
    if not Version.is_valid(wanted) or Version.parse(wanted).prerelease or Version.parse(wanted).build:
        raise ReleaseError("VERSION is no version; give three numbers, as in: make release VERSION=1.2.3")
    if f"v{wanted}" in tags:
        raise ReleaseError(f"version {wanted} has been released; give a higher one")
    if Version.parse(wanted) < Version.parse(present):
        raise ReleaseError(f"version {wanted} is lower than {present}, which pyproject.toml has; give a higher one")
    if branch != _BRANCH:
        raise ReleaseError(f"releases are made on {_BRANCH}, which is not checked out; run: git switch {_BRANCH}")
    if changes:
        raise ReleaseError("the checkout has changes that are not committed; commit or stash them")


def _git(*command: str) -> str:
    return subprocess.run(  # noqa: S603  (constant commands)
        ["git", *command],  # noqa: S607  (the git of whoever releases)
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def main(version: str) -> None:
    """Release this version: write the files, commit and tag."""
    pyproject, pack = CHECKOUT / "pyproject.toml", CHECKOUT / "policies/PulumiPolicy.yaml"
    changelog = CHECKOUT / "CHANGELOG.md"
    present = _VERSION.search(pyproject.read_text(encoding="utf-8"))
    check(
        version,
        present[1] if present else "0.0.0",
        _git("tag", "--list").splitlines(),
        _git("branch", "--show-current"),
        _git("status", "--porcelain"),
    )
    texts = {
        pyproject: located(
            numbered(pyproject.read_text(encoding="utf-8"), version), _git("remote", "get-url", "origin")
        ),
        pack: numbered(pack.read_text(encoding="utf-8"), version),
        changelog: cut(changelog.read_text(encoding="utf-8"), version, datetime.now(timezone.utc).date()),
    }
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    _git("commit", "--all", "--message", f"Release {version}")
    _git("tag", "--annotate", f"v{version}", "--message", f"Version {version}")
    sys.stdout.write(f"Version {version} is committed and tagged. To publish it, run: git push --follow-tags\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:2] or [""])
    except ReleaseError as error:
        sys.exit(f"{error}.")
