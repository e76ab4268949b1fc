"""Chromium, with a report in it; tests that want it are skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pulumi_sagemaker_policy.reports import html
from pulumi_sagemaker_policy.reports.results import Report

CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

Opened: TypeAlias = Callable[..., Page]


# Not for longer than a module: while Playwright runs, no test in this process can have an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on PATH; Debian's package is called chromium")
    with sync_playwright() as playwright:
        # The pages are made here, and the machines that test them often have no user but root.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Return a function that opens reports in a page, which fails the test if it reports an error or asks a network."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_page(*reports: Report, anchor: str = "", **options: Any) -> Page:
        file = tmp_path / "report.html"
        file.write_text(html.render(*reports), encoding="utf-8")
        page = browser.new_page(**options)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request", lambda request: complaints.extend([request.url] * (request.url.split("#")[0] != file.as_uri()))
        )
        page.goto(file.as_uri() + anchor)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert complaints == []
