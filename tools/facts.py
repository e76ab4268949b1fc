"""Renews the facts that the policies know about AWS: `python -m tools.facts`; with `--age` it says how old they are.

Facts are read from packages that AWS publishes, of which nothing is run, and written beside the modules that use them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timezone
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pulumi_sagemaker_policy import credentials
from pulumi_sagemaker_policy.aws_facts.recorded import file, recorded


def _accounts(packages: Path) -> Mapping[str, list[str]]:
    """Read from the SageMaker SDK whose registries have images for inference, by region."""
    found: dict[str, set[str]] = {}
    for config in sorted((packages / "sagemaker" / "core" / "image_uri_config").glob("*.json")):
        for region, account in _registries(json.loads(config.read_text(encoding="utf-8")), inference=False):
            found.setdefault(region, set()).add(account)
    return {region: sorted(found[region]) for region in sorted(found)}


def _registries(block: Mapping[str, Any], *, inference: bool) -> Iterator[tuple[str, str]]:
    """Find the registries of a block, whose scope stands in it, around it, or as the key of it."""
    scope = block.get("scope", block.get("image_scope"))
    if scope:
        inference = any("inference" in one for one in ([scope] if isinstance(scope, str) else scope))
    for key, value in block.items():
        if key == "registries":
            yield from value.items() if inference else ()
        elif isinstance(value, dict):
            yield from _registries(value, inference=inference or key.startswith("inference"))


def _partitions(packages: Path) -> list[Mapping[str, str]]:
    """Read from botocore which partitions there are."""
    text = (packages / "botocore" / "data" / "partitions.json").read_text(encoding="utf-8")
    return [
        {
            "id": partition["id"],
            "suffix": partition["outputs"]["dnsSuffix"],
            "regions": re.sub(r"^\^|\\(?=-)|\$$", "", partition["regionRegex"]),
        }
        for partition in sorted(json.loads(text)["partitions"], key=lambda partition: partition["id"])
    ]


FACTS: Final[Mapping[str, tuple[str, Callable[[Path], Any]]]] = {
    "accounts": ("sagemaker-core", _accounts),
    "partitions": ("botocore", _partitions),
}
"""The facts by the name of their file: the package that they come from, and how they are read from it."""


def write(packages: Path, day: date) -> None:
    """Write all facts from installed packages; the same packages on the same day make the same files."""
    versions = {found.name: found.version for found in distributions(path=[str(packages)])}
    for name, (package, read) in FACTS.items():
        facts = read(packages)
        if not facts:
            sys.exit(f"{package} {versions[package]} has nothing where the {name} were: mend tools/facts.py.")
        document = {"package": package, "version": versions[package], "day": day.isoformat(), "facts": facts}
        file(name).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def ages(today: date) -> Iterator[str]:
    """Say of all facts where they come from and how old they are."""
    for name in FACTS:
        known = recorded(name)
        yield f"{name}: {known.source}, {(today - known.day).days} days old"
    yield (
        f"formats of credentials: {credentials.CHECKED}, {(today - credentials.CHECKED).days} days old; "
        "no package has them, so compare them with the pages that credentials/formats.py names"
    )


def _renew(today: date) -> None:
    with TemporaryDirectory() as directory:
        packages = [package for package, _ in FACTS.values()]
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--target", directory, *packages], check=True)  # noqa: S603 - our own arguments
        write(Path(directory), today)


if __name__ == "__main__":
    now = datetime.now(timezone.utc).date()
    if sys.argv[1:] == []:
        _renew(now)
    elif sys.argv[1:] != ["--age"]:
        sys.exit("usage: python -m tools.facts [--age]")
    sys.stdout.writelines(f"{line}\n" for line in ages(now))
