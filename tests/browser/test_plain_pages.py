"""The gap map and the plain summary: what is drawn and what is said opens its evidence."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def context(browser):
    made = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    yield made
    made.close()


def opened(page) -> str:
    """Return what the panel of evidence says it holds, and close it."""
    said = page.locator(".panel-count").inner_text()
    page.keyboard.press("Escape")
    return said


def test_a_bubble_opens_the_studies_that_it_counts(context, reports):
    page = context.new_page()
    page.goto((reports / "realist-86" / "07_gap_map.html").as_uri())
    number = page.locator("#figure-gap-map svg text[data-r]").first
    n = number.text_content()
    number.click()
    assert opened(page).startswith(f"{n} studies, ")
    page.close()


def test_a_gap_leads_to_its_row_of_the_table(context, reports):
    page = context.new_page()
    page.goto((reports / "realist-86" / "07_gap_map.html").as_uri())
    gap = page.locator("#figure-gap-map-second svg text[data-r]", has_text="gap").first
    row = page.locator(f"#figure-gap-map-second tr[data-r='{gap.get_attribute('data-r')}']")
    assert not row.is_visible()
    gap.click()
    assert row.is_visible()
    page.close()


def test_what_the_summary_says_opens_what_it_rests_on(context, reports):
    page = context.new_page()
    page.goto((reports / "collaboration" / "06_summary.html").as_uri())
    link = page.locator(".plain-findings a").first
    n = link.inner_text().split(" of ")[0]
    link.click()
    assert opened(page).startswith(f"{n} studies, ")
    # Nobody but the team is told how easy the text is to read.
    assert page.locator(".for-team").count() == 0
    page.close()
