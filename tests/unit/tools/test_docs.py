"""The generated pages: each is in the checkout, as `make docs` writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_sagemaker_model.aws.settings import NOT_HONOURED, SETTINGS, Settings
from tools import docs
from tools.workspace import CHECKOUT

PAGES = docs.pages()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_given_a_generated_page_when_read_then_it_is_what_is_written_now(page: Path) -> None:
    assert (CHECKOUT / page).read_text(encoding="utf-8") == PAGES[page], "run: make docs"


def test_given_the_folders_of_pages_when_listed_then_each_says_how_it_came_to_be() -> None:
    by_hand = {
        "provider/docs/migration.md",
        "provider/docs/rollouts.md",
        "provider/docs/preflight.md",
        "policies/docs/adopting.md",
        "policies/docs/check.md",
        "policies/docs/comparison.md",
        "policies/docs/iam.md",
        "policies/docs/settings.md",
    }
    there = {
        path.relative_to(CHECKOUT) for folder in ("provider", "policies") for path in CHECKOUT.glob(f"{folder}/docs/*")
    }

    assert there == {*PAGES, *map(Path, by_hand)}
    assert [page for page, text in PAGES.items() if "by `make docs`" not in text.splitlines()[0]] == []


def test_given_another_checkout_when_pages_are_written_then_they_are_there(tmp_path: Path) -> None:
    for page in PAGES:
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)

    docs.write(tmp_path)

    assert {page: (tmp_path / page).read_text(encoding="utf-8") for page in PAGES} == PAGES


def test_given_the_settings_of_the_page_when_read_then_they_are_all_that_is_read() -> None:
    asked: set[str] = set()

    class Configuration:
        def get(self, key: str) -> None:
            asked.add(key)

    Settings.from_configuration(Configuration())

    assert asked == {*SETTINGS, *NOT_HONOURED}
