"""The page for people, in a browser: looks, filters, keys, links, print, and accessibility."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pulumi_sagemaker_policy.reports.results import Report, RunVerdict
from tests.unit.policies.reports import samples
from tests.unit.policies.reports.conftest import Opened

SEVERAL = (samples.mixed(), samples.report(RunVerdict.CLEAN, list(samples.passed(["fraud"])), stack="fraud/dev"))

PAGES: dict[str, tuple[Report, ...]] = {
    **{name: (samples.REPORTS[name],) for name in ("no models", "not judged", "several packs", "hostile 10 kB")},
    "several stacks": SEVERAL,
}


def shown(page: Page) -> str:
    return page.locator("#shown").inner_text()


@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in PAGES), ("several packs", "dark")])
def test_given_a_page_then_axe_finds_nothing_wrong(name: str, scheme: str, opened: Opened) -> None:
    page = opened(*PAGES[name], color_scheme=scheme)

    found = Axe().run(
        page,
        options={
            "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            # Else it tells every element that passed, too.
            "resultTypes": ["violations"],
        },
    )

    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found.response["violations"]] == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("rule", "network-isolation", "Showing 2 of 7 findings, 2 of 7 rows"),
        ("severity", "medium", "Showing 2 of 7 findings, 2 of 7 rows"),
        ("outcome", "waived", "Showing 1 of 7 findings, 1 of 7 rows"),
        ("owner", "ml-risk@example.com", "Showing 1 of 7 findings, 1 of 7 rows"),
    ],
)
def test_given_a_filter_when_chosen_then_findings_and_models_follow(
    field: str, value: str, told: str, opened: Opened
) -> None:
    page = opened(samples.mixed())

    page.select_option(f"select[name={field}]", value)
    expect(page.locator("#shown")).to_have_text(told)
    assert page.locator(".group li:visible").count() == int(told.split()[1])
    assert page.locator("#grid tbody tr:visible").count() == int(told.split()[5])

    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#shown")).to_have_text("Showing 7 of 7 findings, 7 of 7 rows")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("uplift", "Showing 0 of 7 findings, 1 of 7 rows"),
        ("ENVIRONMENT", "Showing 2 of 7 findings, 2 of 7 rows"),
        ("vendor.py", "Showing 1 of 7 findings, 1 of 7 rows"),
        ("nothing like it", "Showing 0 of 7 findings, 0 of 7 rows"),
    ],
)
def test_given_words_when_looked_for_then_names_and_sentences_are_searched(
    text: str, told: str, opened: Opened
) -> None:
    page = opened(samples.mixed())

    page.fill("input[name=text]", text)

    expect(page.locator("#shown")).to_have_text(told)


def test_given_two_stacks_when_one_is_chosen_then_only_its_models_are_left(opened: Opened) -> None:
    page = opened(*SEVERAL)

    page.select_option("select[name=stack]", "fraud/dev")

    expect(page.locator("#shown")).to_have_text("Showing 0 of 7 findings, 1 of 8 rows")


def test_given_a_filtered_view_when_its_address_is_opened_then_it_is_the_same(opened: Opened) -> None:
    page = opened(samples.mixed(), anchor="#severity=medium&outcome=violation")

    assert shown(page) == "Showing 1 of 7 findings, 1 of 7 rows"
    assert page.input_value("select[name=severity]") == "medium"


def test_given_a_link_to_a_finding_that_is_filtered_out_then_it_is_shown(opened: Opened) -> None:
    page = opened(samples.mixed())
    page.select_option("select[name=outcome]", "waived")
    expect(page.locator(".group li:visible")).to_have_count(1)

    page.evaluate("anchor => { location.hash = anchor }", f"#finding-{samples.TAG.fingerprint}")

    expect(page.locator(f"#finding-{samples.TAG.fingerprint}")).to_be_in_viewport()
    expect(page.locator(f"#finding-{samples.TAG.fingerprint}")).to_be_focused()


def test_given_the_matrix_when_used_by_keys_then_they_lead_to_findings(opened: Opened) -> None:
    page = opened(samples.mixed())
    assert page.locator("#grid td a[tabindex='0']").count() == 1

    page.locator("#grid td a[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page.locator(f"#finding-{samples.TAG.fingerprint}")).to_be_focused()


def test_given_keys_alone_then_a_first_link_leads_past_the_matrix(opened: Opened) -> None:
    page = opened(samples.mixed())

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the findings")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#findings")).to_be_in_viewport()


def test_given_no_scripts_then_all_is_shown_and_no_filter(opened: Opened) -> None:
    page = opened(samples.mixed(), java_script_enabled=False)

    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(".group li:visible")).to_have_count(7)


def test_given_print_then_filters_are_left_out_and_nothing_is_cut(opened: Opened) -> None:
    page = opened(samples.mixed(), color_scheme="dark", viewport={"width": 1280, "height": 400})

    page.emulate_media(media="print")

    expect(page.locator("#filters")).to_be_hidden()
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.scrollHeight <= e.clientHeight + 2)")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_given_a_theme_when_switched_then_the_page_is_dark_or_light(opened: Opened) -> None:
    page = opened(samples.mixed(), color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)

    page.get_by_role("button", name="Switch between dark and light").click()
    assert page.evaluate(paper) != light

    page.get_by_role("button", name="Switch between dark and light").click()
    assert page.evaluate(paper) == light


def test_given_1_000_models_by_20_rules_when_filtered_then_it_does_not_stutter(opened: Opened) -> None:
    page = opened(samples.wide())

    seconds = page.evaluate(
        """async () => {
            const field = document.querySelector("select[name=rule]");
            const frame = () => new Promise(requestAnimationFrame);
            const times = [];
            for (const value of ["naming", "tag-policy", "vpc-config", "naming"]) {
                field.value = value;
                const start = performance.now();
                field.dispatchEvent(new Event("input", { bubbles: true }));
                await frame();
                await frame();
                times.push((performance.now() - start) / 1000);
            }
            return Math.min(...times);
        }"""
    )

    assert seconds < 0.5
