"""The shipped pages as a reader's browser shows them: quiet, whole, in order, at any width and on paper."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from itertools import pairwise

import pytest

from tests.browser.conftest import ATTACK, ATTACKED, ATTACKED_NOTEBOOKS, NOTEBOOKS, PAGES
from tests.browser.visit import Visit, visit

pytestmark = pytest.mark.browser

each_page = pytest.mark.parametrize("name", PAGES)
each_notebook_page = pytest.mark.parametrize("name", [name for name in PAGES if not name.endswith("index")])


@pytest.fixture(scope="module")
def context(browser):
    made = browser.new_context(color_scheme="light")
    yield made
    made.close()


@pytest.fixture(scope="module")
def visits(context, reports):
    """Visit each page once, when it is first asked for."""
    made: dict[str, Visit] = {}

    def visited(name: str) -> Visit:
        if name not in made:
            made[name] = visit(context, reports / f"{name}.html")
        return made[name]

    return visited


def assert_only_our_script(seen: Visit) -> None:
    """The one script of a page is the packaged one, and the page's policy names it by its hash."""
    [[source, text]] = seen.facts["scripts"]
    assert source == ""
    assert text == files("synthesis.report").joinpath("templates/synthesis/page.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in seen.facts["policy"]


@each_page
def test_the_page_asks_for_nothing_but_itself_and_the_browser_has_nothing_to_say(visits, name):
    seen = visits(name)
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.address]
    assert seen.messages == []
    assert_only_our_script(seen)


@each_page
def test_it_has_a_language_a_title_and_landmarks(visits, name):
    facts = visits(name).facts
    assert facts["lang"] == "en"
    assert facts["title"]
    assert facts["landmarks"] == [1, 1]
    assert facts["framesWithoutName"] == 0


@each_page
def test_headings_start_with_the_only_first_and_skip_no_level(visits, name):
    levels = [level for level, _ in visits(name).facts["headings"]]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) > 2
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(text for _, text in visits(name).facts["headings"])


@each_notebook_page
def test_figures_are_drawn_and_have_words_for_those_who_do_not_see_them(visits, name):
    images = visits(name).facts["images"]
    assert images
    for alt, drawn in images:
        assert len(alt) > 20
        assert "No description" not in alt
        assert drawn


@each_notebook_page
def test_tables_have_captions_and_headers_with_a_scope(visits, name):
    facts = visits(name).facts
    assert facts["tables"] > 0
    assert all(facts["captions"])
    assert facts["headersWithoutScope"] == 0
    assert facts["emptyHeaders"] == 0
    assert facts["rowsWithoutHeader"] == 0


@each_notebook_page
def test_no_code_reaches_the_reader(visits, name):
    facts = visits(name).facts
    assert facts["code"] == 0
    for word in ("read_review(", "import synthesis", "Traceback", "<Axes", "DataFrame"):
        assert word not in facts["words"]


@each_page
def test_every_link_inside_the_page_leads_somewhere(visits, name):
    facts = visits(name).facts
    assert facts["deadEnds"] == []
    assert facts["twice"] == []


@each_notebook_page
def test_the_contents_name_every_section(visits, name):
    facts = visits(name).facts
    sections = [text for level, text in facts["headings"] if level == 2]
    assert [entry for entry in facts["contents"] if entry in sections] == sections


@each_page
def test_every_link_to_another_page_of_the_report_leads_somewhere(visits, reports, name):
    folder = (reports / name).parent
    files = {href.split("#")[0] for href in visits(name).facts["files"]}
    assert len(files) >= len(NOTEBOOKS)
    assert [href for href in files if not (folder / href).is_file()] == []


@each_page
def test_nothing_reaches_over_the_edge_of_a_small_phone(visits, name):
    assert visits(name).width_at_320 == 320


@each_page
def test_made_up_data_say_so_at_the_top_of_every_page_and_real_data_do_not(visits, name):
    said = "Synthetic data." in visits(name).facts["firstWords"]
    assert said == name.startswith("realist-86")


@pytest.mark.parametrize("page", ["index", *ATTACKED_NOTEBOOKS])
def test_an_attack_in_the_data_is_shown_and_not_run(visits, page):
    seen = visits(f"{ATTACKED}/{page}")
    assert seen.messages == []
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.address]
    assert_only_our_script(seen)
    assert ATTACK in seen.facts["words"]
    assert seen.facts["deadEnds"] == []


def test_an_extract_that_is_an_attack_can_be_read(visits):
    words = visits(f"{ATTACKED}/02_themes").facts["words"]
    assert words.count(ATTACK) > 20


def test_keyboard_users_can_pass_the_head_of_the_page(context, reports):
    page = context.new_page()
    page.goto((reports / "collaboration" / "02_themes.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_the_contents_lead_to_a_section_by_keyboard_and_follow_the_reader(context, reports):
    page = context.new_page()
    page.goto((reports / "realist-86" / "02_themes.html").as_uri())
    entry = page.locator("nav.contents a").nth(3)
    entry.focus()
    page.keyboard.press("Enter")
    section = page.locator(entry.get_attribute("href"))
    page.wait_for_function("e => Math.abs(e.getBoundingClientRect().top) < 200", arg=section.element_handle())
    page.wait_for_function("e => e.getAttribute('aria-current') === 'true'", arg=entry.element_handle())
    assert page.locator("nav.contents a[aria-current]").count() == 1
    page.close()


def test_the_frames_of_tables_scroll_with_the_keyboard(context, reports):
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((reports / "realist-86" / "02_themes.html").as_uri())
    frame = page.locator("#table-co-occurrence").locator("xpath=..")
    assert frame.evaluate("e => e.scrollWidth > e.clientWidth")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=frame.element_handle(), timeout=5000)
    page.close()


def test_what_is_folded_on_the_screen_is_on_paper(context, reports):
    page = context.new_page()
    page.goto((reports / "realist-86" / "02_themes.html").as_uri())
    folded = page.locator("details.rest table tbody tr").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()
    assert not page.locator("nav.contents").is_visible()
    assert page.locator(".banner").is_visible()
    page.close()


def test_a_page_prints(context, reports):
    page = context.new_page()
    page.goto((reports / "collaboration" / "06_summary.html").as_uri())
    assert page.pdf().startswith(b"%PDF")
    page.close()


def test_in_the_dark_the_page_is_dark_and_figures_stay_on_white(browser, reports):
    dark = browser.new_context(color_scheme="dark")
    page = dark.new_page()
    page.goto((reports / "collaboration" / "02_themes.html").as_uri())
    ground = "e => getComputedStyle(e).backgroundColor"
    assert page.locator("body").evaluate(ground) == "rgb(21, 23, 26)"
    assert page.locator("figure svg").first.evaluate(ground) == "rgb(255, 255, 255)"
    dark.close()
