"""From each number to its evidence: by pointer, by keyboard and without scripts."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NOTEBOOKS, SHIPPED

pytestmark = pytest.mark.browser

COUNTED = [f"{review}/{page}" for review in SHIPPED for page in NOTEBOOKS if page < "06"]
each_counted_page = pytest.mark.parametrize("name", COUNTED)

# Opens every count of the page, one after the other, and compares what the panel says with the number.
COMPARED = """() => {
  const wrong = [];
  let opened = 0;
  const seen = new Set();
  for (const link of document.querySelectorAll('td a[data-e]')) {
    const cell = link.closest('td');
    const head = link.closest('table').tHead.rows[0].cells[cell.cellIndex].textContent;
    const number = Number(link.textContent.replace(/[^0-9]/g, ''));
    const key = [link.dataset.e, number, head].join();
    // A count of codes opens the passages that have them, which are others in number.
    if (seen.has(key) || !number || /code/i.test(head)) continue;
    seen.add(key);
    link.click();
    const panel = document.querySelector('dialog.panel');
    const said = panel.querySelector('.panel-count').textContent;
    const studies = Number(/^(\\d+)/.exec(said)[1]);
    const passages = panel.querySelectorAll('li').length;
    if (panel.querySelectorAll('h3').length !== studies) wrong.push([key, said]);
    if (studies !== number && passages !== number) wrong.push([key, said]);
    opened += 1;
  }
  document.querySelector('dialog.panel')?.close();
  return { opened, wrong };
}"""


@pytest.fixture(scope="module")
def context(browser):
    made = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def opened(context, reports):
    """Open a page; what the browser asked for and said is looked at when the test is over."""
    pages, said = [], []

    def go(name: str):
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        address = (reports / f"{name}.html").as_uri()
        page.on("request", lambda r: said.append(r.url) if not r.url.startswith(("data:", address)) else None)
        page.goto(address)
        pages.append(page)
        return page

    yield go
    for page in pages:
        page.close()
    assert said == []


@each_counted_page
def test_every_number_opens_as_many_studies_or_passages_as_it_says(opened, name):
    found = opened(name).evaluate(COMPARED)
    assert found["opened"] > 5
    assert found["wrong"] == []


@each_counted_page
def test_every_mark_of_a_drawing_leads_to_a_row_of_the_numbers_under_it(opened, name):
    lost = opened(name).evaluate(
        """() => [...document.querySelectorAll('figure svg [data-r]')].filter((mark) => {
          const row = mark.closest('figure').querySelector(`tr[data-r="${CSS.escape(mark.dataset.r)}"]`);
          return !row || (mark.dataset.c !== undefined && !row.cells[Number(mark.dataset.c)]);
        }).map((mark) => mark.closest('figure').id)"""
    )
    assert lost == []


def test_a_click_on_a_bar_opens_the_evidence_of_its_row(opened):
    page = opened("realist-86/02_themes")
    bar = page.locator("#figure-themes svg path[data-r]").first
    number = bar.evaluate(
        """e => e.closest('figure').querySelector(`tr[data-r="${e.dataset.r}"]`)
          .cells[Number(e.dataset.c)].textContent"""
    )
    bar.dispatch_event("click")
    assert page.locator("dialog.panel h2").text_content().endswith(f"({number})")
    assert page.locator("dialog.panel .panel-count").text_content().startswith(f"{number} ")


def test_a_pattern_opens_its_configurations_with_the_extracts_that_they_rest_on(opened):
    page = opened("collaboration/03_configurations")
    page.locator("#table-contexts-outcomes a[data-e]").first.click()
    item = page.locator("dialog.panel li").first
    assert "Context: " in item.text_content()
    rests_on = item.locator("blockquote.rests-on").first
    name = item.locator("small").first.text_content().split("Rests on ")[1].split(";")[0]
    # Its text, and which extract of the list that is.
    assert rests_on.locator("small").text_content().startswith(name)
    assert len(rests_on.text_content()) > len(name) + 40
    page.keyboard.press("Escape")
    assert page.locator(".by-study blockquote").count() == 0


def test_the_keyboard_sorts_filters_and_opens_and_closes_evidence(opened):
    page = opened("realist-86/02_themes")
    head = page.locator("#table-codes thead th").nth(1)
    head.locator("button.sort").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") in ("ascending", "descending")
    frame = page.locator("#table-codes").locator("xpath=ancestor::*[contains(@class, 'table-block')]")
    # Sorting has unfolded the rest: all rows stand in one table.
    assert frame.locator("details.rest").count() == 0
    search = frame.locator("input[type=search]")
    search.focus()
    page.keyboard.type("trust")
    shown = frame.locator("tbody tr:visible")
    assert 0 < shown.count() < frame.locator("tbody tr").count()
    assert all("trust" in text.lower() for text in shown.all_text_contents())
    number = shown.locator("a[data-e]").first
    number.focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog.panel[open]").count() == 1
    assert page.evaluate("document.activeElement.closest('dialog.panel') !== null")
    page.keyboard.press("Escape")
    assert page.locator("dialog.panel[open]").count() == 0
    assert number.evaluate("e => e === document.activeElement")


def test_sorting_a_table_that_is_partly_folded_unfolds_the_rest(opened):
    page = opened("realist-86/03_configurations")
    before = page.locator("#table-configurations tbody tr").count()
    page.locator("#table-configurations thead button.sort").first.click()
    assert page.locator("#table-configurations tbody tr").count() > before


@each_counted_page
def test_without_scripts_every_number_leads_to_a_place_on_the_page(browser, reports, name):
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = plain.new_page()
    page.goto((reports / f"{name}.html").as_uri())
    targets = set(page.locator("a[data-e]").evaluate_all("all => all.map((a) => a.getAttribute('href'))"))
    assert targets
    ids = set(page.locator("[id]").evaluate_all("all => all.map((e) => '#' + e.id)"))
    assert targets <= ids
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    plain.close()


@each_counted_page
def test_a_page_stays_under_a_megabyte(reports, name):
    assert (reports / f"{name}.html").stat().st_size < 1_000_000
