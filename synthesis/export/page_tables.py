"""A table of a page: its caption, headings and cells."""

from __future__ import annotations

from itertools import zip_longest

from lxml.html import HtmlElement

from synthesis.export.page_blocks import Cell, Table
from synthesis.export.page_text import text_of

__all__ = ["read_table"]

KINDS = {"number": "number", "state": "mark", "sign": "mark"}


def read_table(element: HtmlElement) -> Table:
    """Return a table.

    Parameters
    ----------
    element
        A ``table`` of a page.

    Returns
    -------
    The table with every row that stands in it. A row that is shorter than the others is filled up.
    """
    rows = [row for row in element.iter("tr") if row.getparent().tag != "thead"]
    heads = element.xpath("./thead/tr")
    head = [_cell(cell, is_header=True) for row in heads[-1:] for cell in row]
    # A column of numbers may say so in its heading alone.
    kinds = [cell.kind for cell in head]
    body = [
        [
            _cell(cell, is_header=cell.tag == "th", kind=kind)
            for cell, kind in zip_longest(row, kinds[: len(row)])
        ]
        for row in rows
    ]
    width = max([len(head), *map(len, body)], default=0)
    filled = tuple(tuple(row + [Cell("")] * (width - len(row))) for row in body)
    head = head + [Cell("", is_header=True)] * (width - len(head))
    return Table(element.get("id") or "", _caption(element), tuple(head), filled)


def _caption(element: HtmlElement) -> str:
    caption = element.find("caption")
    if caption is None:
        return ""
    for number in caption.find_class("number"):
        number.drop_tree()
    return text_of(caption)


def _cell(element: HtmlElement, *, is_header: bool, kind: str | None = None) -> Cell:
    css = (element.get("class") or "").split()
    kind = next((KINDS[name] for name in css if name in KINDS), "text" if css else kind or "text")
    told = next((found.get("aria-label") for found in element.xpath(".//*[@role='img'][@aria-label]")), "")
    return Cell(text_of(element), kind, told or "", is_header, "quiet" in css)
