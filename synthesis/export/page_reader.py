"""Find what a page of a report is made of in its HTML."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import html
from lxml.html import HtmlElement

from synthesis.errors import ReportError
from synthesis.export.page_blocks import (
    Block,
    Evidence,
    EvidenceStudy,
    Facts,
    Figure,
    Heading,
    ListItem,
    Page,
    Paragraph,
    Passage,
    Run,
    plain,
)
from synthesis.export.page_tables import read_table
from synthesis.export.page_text import runs_of, text_of

__all__ = ["read_page"]

HEADINGS = {f"h{level}": level for level in range(1, 7)}
DEEPEST = 4
LISTS = {"ul": False, "ol": True}

KINDS = {
    "caution": "caution",
    "missing": "missing",
    "table-note": "note",
    "origin": "origin",
    "list-caption": "list-caption",
    "finding-sentence": "finding",
    "finding-confidence": "finding-detail",
    "finding-evidence": "finding-detail",
    "finding-concerns": "finding-detail",
}
"""Class of a paragraph on the page -> its kind."""

PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]+)")
MOMENT = "Rendered"
"""The one fact of a page that differs from run to run."""


def read_page(name: str, source: str) -> Page:
    """Return what a page is made of.

    Parameters
    ----------
    name
        Of its notebook.
    source
        The page, as `synthesis.report.template.export_page` makes it.

    Raises
    ------
    ReportError
        It is no page of a report.
    """
    root = html.document_fromstring(source)
    main = root.find(".//main")
    if main is None or main.find(".//h1") is None:
        raise ReportError(f"{name}: this is no page of a report; it has no title.")
    for extra in main.xpath(".//nav | .//data | .//script"):
        extra.drop_tree()
    evidence, made, files = None, (), ()
    for block in main.xpath(".//div[@id='evidence']"):
        evidence = _evidence(block)
        _drop_section(block)
    for block in main.xpath(".//section[@id='provenance']"):
        made, files = _provenance(block)
        _drop_section(block)
    warnings = tuple(text_of(item) for item in main.xpath(".//details[@class='warnings']//li"))
    for about in main.xpath(".//section[@data-review]"):
        about.drop_tree()
    title, *blocks = _blocks(main)
    if not isinstance(title, Heading):
        raise ReportError(f"{name}: something stands above the title of the page.")
    return Page(name, plain(title.runs), tuple(blocks), evidence, made, files, warnings)


def _drop_section(block: HtmlElement) -> None:
    """Take out a block and, where nothing but words stands between, the heading it stands under."""
    top = block
    while top.getparent() is not None and _class(top.getparent()) not in ("body", "opening"):
        top = top.getparent()
    words = []
    for element in top.itersiblings(preceding=True):
        if element.tag == "h2":
            for found in [element, *words]:
                found.drop_tree()
            break
        if element.tag != "p":
            break
        words.append(element)
    block.drop_tree()


def _class(element: HtmlElement) -> str:
    return element.get("class") or ""


def _blocks(parent: HtmlElement) -> Iterator[Block]:
    for element in parent:
        if isinstance(element.tag, str):
            yield from _block(element)


def _block(element: HtmlElement) -> Iterator[Block]:
    tag, css = element.tag, _class(element)
    if tag in HEADINGS:
        yield Heading(min(HEADINGS[tag], DEEPEST), runs_of(element))
    elif tag == "p":
        yield from _paragraph(element, KINDS.get(css, "text"))
    elif tag in LISTS and css in ("findings", "extracts"):
        yield from (block for item in element for block in _blocks(item))
    elif tag in LISTS:
        yield from _items(element, 0)
    elif tag == "blockquote":
        for block in _blocks(element) if len(element) else [Paragraph(runs_of(element))]:
            yield replace(block, kind="quote") if isinstance(block, Paragraph) else block
    elif tag == "pre":
        yield Paragraph((Run(element.text_content().strip("\n"), code=True),), "printed")
    elif tag == "dl":
        yield from _facts(element, is_numbers=css == "numbers")
    elif tag == "figure":
        yield from _figure(element)
    elif tag == "div" and "table-block" in css.split() and element.find(".//table") is not None:
        yield _table_block(element)
    elif tag == "table":
        yield read_table(element)
    elif tag == "summary":
        return
    else:
        yield from _blocks(element)


def _paragraph(element: HtmlElement, kind: str) -> Iterator[Block]:
    runs = runs_of(element)
    if plain(runs):
        yield Paragraph(runs, kind)


def _items(element: HtmlElement, depth: int) -> Iterator[Block]:
    """Yield the items of a list, those of lists in it after the item they stand under."""
    begins = True
    for item in element:
        inner = [child for child in item if child.tag in LISTS]
        runs = runs_of(item, without=inner)
        if plain(runs):
            yield ListItem(runs, depth, LISTS[element.tag], begins)
            begins = False
        for child in inner:
            yield from _items(child, depth + 1)


def _facts(element: HtmlElement, *, is_numbers: bool) -> Iterator[Block]:
    pairs = _pairs([element])
    if is_numbers:
        yield from (ListItem((Run(value, bold=True), Run(f" {name}"))) for name, value in pairs)
    elif pairs:
        yield Facts(pairs)


def _pairs(lists: Iterable[HtmlElement]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (text_of(name), text_of(value))
        for element in lists
        for name, value in zip(element.iter("dt"), element.iter("dd"), strict=False)
    )


def _table_block(element: HtmlElement) -> Block:
    """Return a table with the rows that are folded below it and the remark under it."""
    first, *rest = element.iter("table")
    table = read_table(first)
    rows = [row for folded in rest for row in read_table(folded).rows]
    note = " ".join(text_of(note) for note in element.find_class("table-note"))
    return replace(table, rows=(*table.rows, *rows), note=note)


def _figure(element: HtmlElement) -> Iterator[Block]:
    caption = element.find("figcaption")
    drawing = next((found for found in element.iter("svg", "img")), None)
    if drawing is None:
        yield from _blocks(element)
        return
    words = note = ""
    if caption is not None:
        note = " ".join(text_of(found) for found in caption.find_class("figure-note"))
        inner = (caption.find_class("caption") or [caption])[0]
        for number in inner.find_class("number"):
            number.drop_tree()
        words = text_of(inner)
    twin = next((details.find(".//table") for details in element.find_class("twin")), None)
    numbers = None if twin is None else read_table(twin)
    alt = drawing.get("aria-label") or drawing.get("alt") or ""
    yield Figure(element.get("id") or "", words, note, alt, numbers, _picture(drawing))


def _picture(drawing: HtmlElement) -> bytes:
    """Return the picture that an image of the page holds; a drawing is none."""
    found = PICTURE.fullmatch(drawing.get("src") or "")
    try:
        return base64.b64decode(found[1]) if found else b""
    except ValueError:
        return b""


def _evidence(block: HtmlElement) -> Evidence:
    studies = []
    for details in block.xpath(".//div[@class='by-study']/details"):
        about = " ".join(text_of(found) for found in details.find_class("about"))
        summary = details.find("summary")
        for count in summary.find_class("count"):
            count.drop_tree()
        passages = tuple(_passage(item) for item in details.xpath("./ul/li"))
        studies.append(EvidenceStudy(details.get("id") or "", text_of(summary), about, passages))
    return Evidence(tuple(studies), " ".join(text_of(words) for words in block.find_class("withheld-whole")))


def _passage(item: HtmlElement) -> Passage:
    small = item.find("small")
    origin = "" if small is None else text_of(small)
    if small is not None:
        small.drop_tree()
    return Passage(item.get("id") or "", text_of(item), origin, item.find("q") is not None)


def _provenance(
    block: HtmlElement,
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    made = _pairs(found for found in block.findall("dl"))
    files = _pairs(block.xpath("./details/dl"))
    return tuple(pair for pair in made if pair[0] != MOMENT), files
