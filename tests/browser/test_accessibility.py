"""What axe-core, the checker of accessibility that most people use, finds on the pages: nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PAGES

pytestmark = pytest.mark.browser


def found_on(page, part: str = "html") -> list[str]:
    """Say what axe finds wrong in a page or a part of it, with where it first stands."""
    results = Axe().run(page, context=part)
    return [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})" for v in results.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_with_and_without_the_panel_of_evidence(browser, reports, name, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    # The checker is a script of its own, that the page's policy would not let in.
    page.goto((reports / f"{name}.html").as_uri())
    assert found_on(page) == []
    number = page.locator("a[data-e]").first
    if number.count():
        number.dispatch_event("click")
        assert page.locator("dialog.panel[open]").count() == 1
        assert found_on(page, "dialog.panel") == []
    context.close()
