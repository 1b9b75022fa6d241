"""Upright and landscape sheets of a Word document, and what stands at their head and foot."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import _Element

from synthesis.export.docx_xml import NAMESPACES, field, text_xml
from synthesis.export.page_blocks import About

__all__ = ["SYNTHETIC", "TEAM", "Piece", "lay_out", "set_head_and_foot"]

SYNTHETIC = "Synthetic data: made up to show and test the workbook; nothing here is evidence."
TEAM = "For the team only."


@dataclass(frozen=True)
class Piece:
    """A part of the document that stays on sheets of one kind.

    Parameters
    ----------
    xml
        Paragraphs and tables.
    is_wide
        Whether it needs landscape sheets.
    is_heading
        Whether it belongs to what follows it.
    closing
        A paragraph to add where the piece is the last of its sheets and ends with a table: in Word a
        section ends with a paragraph, and this one says something.
    """

    xml: str
    is_wide: bool = False
    is_heading: bool = False
    closing: str = ""


def lay_out(document: WordDocument, pieces: Iterable[Piece]) -> None:
    """Put pieces into a document, wide ones on landscape sheets together with their headings.

    Parameters
    ----------
    document
        Empty but for the properties of its one section, which all sections take over.
    pieces
        In order.
    """
    body = document.element.body
    upright = body.find(qn("w:sectPr"))
    groups = _grouped(pieces)
    for place, (is_wide, group) in enumerate(groups):
        is_last = place == len(groups) - 1
        xml = "".join(piece.xml for piece in group) + group[-1].closing
        wrapped = parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>")
        for element in list(wrapped):
            upright.addprevious(element)
        section = _turned(upright) if is_wide else upright
        if not is_last:
            _end_section(upright.getprevious(), deepcopy(section))
        elif is_wide:
            body.replace(upright, section)


def _grouped(pieces: Iterable[Piece]) -> list[tuple[bool, list[Piece]]]:
    groups: list[tuple[bool, list[Piece]]] = []
    for piece in pieces:
        if groups and (groups[-1][0] == piece.is_wide):
            groups[-1][1].append(piece)
            continue
        headings: list[Piece] = []
        if piece.is_wide:
            while groups and groups[-1][1] and groups[-1][1][-1].is_heading:
                headings.insert(0, groups[-1][1].pop())
            if groups and not groups[-1][1]:
                groups.pop()
        if groups and groups[-1][0] == piece.is_wide:
            groups[-1][1].extend([*headings, piece])
        else:
            groups.append((piece.is_wide, [*headings, piece]))
    return groups


def _turned(section: _Element) -> _Element:
    turned = deepcopy(section)
    size = turned.find(qn("w:pgSz"))
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), "landscape")
    return turned


def _end_section(last: _Element, section: _Element) -> None:
    """Let a section end with a paragraph that is there for its words: no empty one is needed for it."""
    properties = last.find(qn("w:pPr"))
    if properties is None:
        properties = last.makeelement(qn("w:pPr"), {})
        last.insert(0, properties)
    properties.append(section)


def set_head_and_foot(document: WordDocument, about: About) -> None:
    """Write the title, what a reader must never overlook, and the number of the page.

    Parameters
    ----------
    document
        Before it is filled: every section takes over what is set here.
    about
        What it is about.
    """
    section = document.sections[0]
    head = section.header.paragraphs[0]
    labels = [
        words for words, holds in ((SYNTHETIC, about.is_synthetic), (TEAM, about.audience == "team")) if holds
    ]
    for words in labels:
        head._p.append(_run(f"{words} ", '<w:rStyle w:val="Label"/>'))
    head._p.append(_run(about.title))
    foot = section.footer.paragraphs[0]
    foot._p.append(parse_xml(field("PAGE", "1").replace("<w:fldSimple", f"<w:fldSimple {NAMESPACES}", 1)))
    foot._p.append(_run(" / "))
    foot._p.append(parse_xml(field("NUMPAGES", "1").replace("<w:fldSimple", f"<w:fldSimple {NAMESPACES}", 1)))


def _run(text: str, look: str = "") -> _Element:
    return parse_xml(text_xml(text, look).replace("<w:r>", f"<w:r {NAMESPACES}>", 1))
