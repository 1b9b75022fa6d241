"""Attacks in every text of a review are words on its pages: none runs, and none breaks a page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from synthesis.compare.comparison import compare_reviews
from synthesis.compare.page import write_comparison
from synthesis.display.table import table_block
from synthesis.report.render import render_report
from synthesis.report.template import export_page
from tests.browser.conftest import NOTEBOOKS, made_once
from tests.data.payloads import CLOBBERED, FORMULAS, SCRIPTS
from tests.data.planted_review import harmless, planted_settings, planted_tables, write_review
from tests.in_process import without_kernels

pytestmark = pytest.mark.browser

PAGES = ("index", *NOTEBOOKS)
COMPARED = ("studies", "codebook", "codings", "theories", "flow")
each_page = pytest.mark.parametrize("name", PAGES)
FILE_NAME = "<img src=x onerror=alert(1)>'\"&`{{7*7}}$x$"
ABOUT_WORDS = ("table-long-sentences", "table-merge-codes", "numbers-merge-codes")
"""Tables that look at the words themselves: how long they are, how alike."""

# What a page is made of: an element, an attribute or an address that is not listed came from the data.
STRANGE = """() => {
  const known = new Set((
    "a article aside blockquote body button caption circle clippath code data dd defs desc details "
    + "dialog div dl dt em figcaption figure footer g h1 h2 h3 h4 head header html i input li line "
    + "link main meta nav ol option p path pattern polygon polyline pre q rect script section select "
    + "small span strong style summary svg table tbody td text th thead title tr tspan ul use").split(" "));
  const strange = [];
  for (const element of document.querySelectorAll("*")) {
    if (!known.has(element.localName.toLowerCase())) strange.push(element.localName);
    for (const { name, value } of element.attributes) {
      const isAddress = /^(href|src|xlink:href|action|data|poster|ping)$/.test(name);
      const isOurs = /^(#[\\w-]*|\\w+\\.html(#[\\w-]*)?|changes\\.csv|data:,)$/.test(value)
        || /^https:\\/\\/doi\\.org\\/10\\.1000\\/example$/.test(value);
      if (/^on/.test(name) || (isAddress && !isOurs)) strange.push(`${name}=${value}`);
      if (/^(style|srcdoc|srcset|name|background|formaction|autofocus)$/.test(name)
        && element.localName !== "meta") strange.push(`${name}=${value}`);
    }
  }
  return strange;
}"""

SHAPE = """() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = (e) => e.textContent.replace(/\\s+/g, " ").trim();
  const tables = {};
  for (const table of all("main table[id]")) {
    const cells = all("td.number, th.number", table.tBodies[0]).map(words).sort();
    tables[table.id] = [all("tr", table).length, table.tHead ? table.tHead.rows[0].cells.length : 0, cells];
  }
  return {
    tables,
    levels: all("h1,h2,h3").map((h) => h.localName),
    figures: all("figure svg").length,
    marks: all("[data-e]").length,
    passages: all("#evidence li").length,
  };
}"""

HANDLED = """async (wanted) => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  all("details").forEach((folded) => { folded.open = true; });
  for (const link of all("td a[data-e]").slice(0, 12)) link.click();
  const click = () => new MouseEvent("click", { bubbles: true });
  for (const mark of all("figure svg [data-r]").slice(0, 12)) mark.dispatchEvent(click());
  document.querySelector("dialog.panel")?.close();
  const opened = Boolean(document.querySelector("dialog.panel li, dialog.panel .about"));
  for (const button of all("button.sort")) button.click();
  for (const search of all("input[type=search]")) {
    for (const text of [wanted, ""]) {
      search.value = text;
      search.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  for (const button of all(".table-tools button").slice(0, 6)) {
    button.click();
    await new Promise((go) => setTimeout(go, 5));
  }
  return opened;
}"""


@pytest.fixture(scope="module")
def folder(browser, tmp_path_factory) -> Path:
    """Return a folder with the report of a review that attacks, and of one that is alike but for that."""
    return made_once(tmp_path_factory, "injection", _render)


def _render(base: Path) -> None:
    with without_kernels():
        for report, texts in (("attacked", SCRIPTS), ("harmless", harmless(SCRIPTS))):
            review = base / FILE_NAME if report == "attacked" else base / "review"
            write_review(review, planted_tables(texts), planted_settings(texts))
            # For the team, whose pages show every field.
            assert render_report(review, output=base / report, audience="team").ok
    older = planted_tables(SCRIPTS)
    for name in ("studies", "codings", "findings", "configurations", "flow", "code_changes"):
        older[name] = older[name].iloc[2 if name in ("studies", "flow") else 0 :].head(9)
    older = {name: table for name, table in older.items() if name in COMPARED}
    ids = set(older["studies"]["study_id"])
    older["codings"] = older["codings"][older["codings"]["study_id"].isin(ids)].assign(extract_id=None)
    known = planted_settings(list(reversed(SCRIPTS))) | {"reporting": {}}
    changed = compare_reviews(write_review(base / "older", older, known), base / FILE_NAME, audience="team")
    assert len(changed.changes) > 10
    write_comparison(changed, base / "changed")
    (base / "changed" / "changes.html").rename(base / "attacked" / "changes.html")


@pytest.fixture(scope="module", params=[False, True], ids=["with the policy", "without the policy"])
def context(browser, request):
    """Give a browser that heeds the Content-Security-Policy of a page, and one that does not."""
    made = browser.new_context(bypass_csp=request.param, permissions=["clipboard-read", "clipboard-write"])
    yield made
    made.close()


def test_there_are_more_than_a_hundred_attacks_of_many_kinds():
    assert len(set(SCRIPTS)) >= 100
    assert Counter(SCRIPTS).most_common(1)[0][1] == 1


def test_the_attacks_are_real(browser):
    """Put into a page as markup, they run: where nothing could run, the other tests would prove nothing."""
    page = browser.new_page()
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto("about:blank")
    for text in SCRIPTS:
        page.evaluate("text => { document.body.innerHTML = text; }", text)
    page.wait_for_timeout(100)
    page.close()
    assert len(said) > 20


@pytest.mark.parametrize("name", [*PAGES, "changes"])
def test_no_attack_runs_whatever_a_reader_does(context, folder, name):
    page = context.new_page()
    said = []
    address = (folder / "attacked" / f"{name}.html").as_uri()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda r: said.append(r.url) if not r.url.startswith("data:") else None)
    page.goto(address)
    assert page.evaluate(STRANGE) == []
    assert page.evaluate(HANDLED, "<img src=x onerror=alert(1)>") or name in ("index", "changes")
    assert page.evaluate(STRANGE) == []
    assert page.url == address
    page.close()
    assert said == [address]


def test_a_copied_table_has_no_cell_that_a_spreadsheet_computes(browser, tmp_path):
    texts = [text for text in FORMULAS if text.strip()] + ["-3", "+2", "Trust"]
    rows = pd.DataFrame({"label": texts, "note": texts})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Formulas")])
    block = table_block(rows, caption="Formulas", id="formulas")
    output = nbformat.v4.new_output("display_data", block._repr_mimebundle_())
    notebook.cells.append(nbformat.v4.new_code_cell(outputs=[output]))
    (tmp_path / "page.html").write_text(export_page(notebook), encoding="utf-8")
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.get_by_role("button", name="Copy table").click()
    page.wait_for_function("document.querySelector('.table-status').textContent.includes('copied')")
    plain = page.evaluate("navigator.clipboard.readText()")
    html = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          return (await item.getType("text/html")).text();
        }"""
    )
    context.close()
    cells = [cell for line in plain.split("\n")[1:] for cell in line.split("\t")]
    cells += [cell.get_text() for cell in BeautifulSoup(html, "html.parser").find_all("td")]
    assert len(cells) == 4 * len(texts)
    assert [cell for cell in cells if cell[:1] in "=@＝＋－＠"] == []
    assert {cell for cell in cells if cell[:1] in "+-"} == {"-3", "+2"}
    assert {"'=1+1", "Trust", "'=cmd|'/c calc'!A1"} <= set(cells)


@each_page
def test_no_attack_breaks_the_page(context, folder, name):
    page = context.new_page()
    shapes = []
    for report in ("harmless", "attacked"):
        page.goto((folder / report / f"{name}.html").as_uri())
        shapes.append(page.evaluate(SHAPE))
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((e) => e.id)")
    page.close()
    for shape in shapes:
        # The maps join the rarest values, and of equals those that come last in the alphabet.
        shape["marks"] = 0 if name == "07_gap_map" else shape["marks"]
        shape["tables"] = {
            id: [n_rows, n_columns, [] if "gap-map" in id else cells]
            for id, (n_rows, n_columns, cells) in shape["tables"].items()
            if id not in ABOUT_WORDS
        }
    assert shapes[0] == shapes[1]
    assert len(ids) == len(set(ids))
    assert set(ids) & set(CLOBBERED) <= {"sets", "evidence", "main"}
