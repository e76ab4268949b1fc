"""Writes every page that is generated, but for the comparison with other scanners: `make docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pulumi_sagemaker_policy import rules
from tools import fault_page, reference, rule_pages
from tools.workspace import CHECKOUT

README: Final = Path("README.md")
"""Written by hand, but for its tables of rules."""


def pages() -> dict[Path, str]:
    """Return the text of each page by its file in the checkout."""
    return {
        README: rule_pages.readme((CHECKOUT / README).read_text(encoding="utf-8"), rules.ALL),
        Path("provider/docs/model.md"): reference.page(),
        Path("provider/docs/faults.md"): fault_page.page(),
        Path("policies/docs/declarations.md"): rule_pages.declarations(),
        **{Path("policies/docs", f"{rule.id}.md"): rule_pages.page(rule) for rule in rules.ALL},
    }


def write(checkout: Path) -> None:
    """Write all pages into a checkout."""
    for file, text in pages().items():
        (checkout / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(CHECKOUT)
