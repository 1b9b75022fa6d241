"""Paragraphs of a Word document as WordprocessingML: runs, fields, bookmarks, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from synthesis.export.page_blocks import Run

__all__ = ["NAMESPACES", "attribute", "bookmark", "field", "paragraph", "runs_xml", "text_xml", "within"]

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", text)


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, quotation marks included."""
    return quoteattr(_clean(text))


def text_xml(text: str, look: str = "") -> str:
    """Return a run.

    Parameters
    ----------
    text
        Plain text; a line break becomes one.
    look
        Properties of the run, as XML in the order of the schema.
    """
    lines = _clean(text).split("\n")
    written = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{written}</w:r>"


def runs_xml(runs: Sequence[Run], link: Callable[[str], str]) -> str:
    """Return runs as XML.

    Parameters
    ----------
    runs
        Text of a page.
    link
        Address -> the identifier of the relationship that leads to it.
    """
    return "".join(_run_xml(run, link) for run in runs)


def _run_xml(run: Run, link: Callable[[str], str]) -> str:
    look = ""
    if run.link:
        look += '<w:rStyle w:val="Hyperlink"/>'
    elif run.code:
        look += '<w:rStyle w:val="Code"/>'
    look += "<w:b/>" if run.bold else ""
    look += "<w:i/>" if run.italic else ""
    if run.raised or run.lowered:
        look += f'<w:vertAlign w:val="{"superscript" if run.raised else "subscript"}"/>'
    written = text_xml(run.text, look)
    return f'<w:hyperlink r:id="{link(run.link)}">{written}</w:hyperlink>' if run.link else written


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    """Return a paragraph.

    Parameters
    ----------
    content
        Runs, as XML.
    style
        Identifier of its style; that of the document by default.
    properties
        Further properties, as XML in the order of the schema.
    """
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = f"<w:pPr>{styled}{properties}</w:pPr>" if styled or properties else ""
    return f"<w:p>{inner}{content}</w:p>"


def field(instruction: str, result: str, look: str = "") -> str:
    """Return a field with the result that it shows until Word reckons it again.

    Parameters
    ----------
    instruction
        For instance ``SEQ Table \\* ARABIC``.
    result
        Plain text.
    look
        Properties of the result, as in `text_xml`.
    """
    return f"<w:fldSimple w:instr={attribute(f' {instruction} ')}>{text_xml(result, look)}</w:fldSimple>"


def bookmark(number: int, name: str, content: str) -> str:
    """Return runs as the place that a name leads to; each number and name stands once in a document."""
    start = f'<w:bookmarkStart w:id="{number}" w:name={attribute(name)}/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def within(name: str, content: str) -> str:
    """Return runs as a link to a bookmark of the document."""
    return f'<w:hyperlink w:anchor={attribute(name)} w:history="1">{content}</w:hyperlink>'
