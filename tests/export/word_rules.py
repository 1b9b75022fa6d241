"""What Word and its accessibility checker ask of a document, as far as its XML tells."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {
    "w": W,
    "r": R,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "dc": "http://purl.org/dc/elements/1.1/",
}

# ECMA-376 part 1, 17: the order in which children may stand, of those that we write.
ORDER = {
    "pPr": (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "tabs", "spacing", "ind"),
        *("jc", "outlineLvl", "rPr", "sectPr"),
    ),
    "rPr": ("rStyle", "rFonts", "b", "i", "color", "sz", "szCs", "u", "vertAlign", "lang"),
    "tblPr": (
        *("tblStyle", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"),
        "tblDescription",
    ),
    "tcPr": ("tcW", "tcBorders", "vAlign"),
    "tbl": ("tblPr", "tblGrid", "tr"),
    "tr": ("trPr", "tc"),
    "tc": ("tcPr", "p"),
    "sectPr": ("headerReference", "footerReference", "pgSz", "pgMar"),
    "style": (
        *("name", "basedOn", "next", "autoRedefine", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat"),
        *("pPr", "rPr", "tblPr", "tblStylePr"),
    ),
}


class Opened:
    """A document taken apart.

    Parameters
    ----------
    content
        The bytes of a ``.docx``.
    """

    def __init__(self, content: bytes) -> None:
        with ZipFile(BytesIO(content)) as package:
            self.entries = package.infolist()
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.body = etree.fromstring(self.parts["word/document.xml"])[0]
        self.styles = etree.fromstring(self.parts["word/styles.xml"])

    def find(self, path: str, within=None) -> list:
        return (self.body if within is None else within).xpath(path, namespaces=NS)

    def text(self, element=None) -> str:
        return "".join(self.find(".//w:t/text()", element))

    def paragraphs(self, style: str) -> list[str]:
        return [self.text(p) for p in self.find(f".//w:p[w:pPr/w:pStyle/@w:val='{style}']")]

    def rows(self, table) -> list[list[str]]:
        return [[self.text(cell) for cell in self.find("./w:tc", row)] for row in self.find("./w:tr", table)]

    @property
    def tables(self) -> list:
        return self.find("./w:tbl")


def faults(content: bytes) -> list[str]:
    """Return what Word, or its accessibility checker, would find wrong with a document."""
    opened = Opened(content)
    found = [*_out_of_order(opened), *_broken_links(opened), *_headings(opened), *_tables(opened)]
    for drawing in opened.find(".//wp:docPr | .//pic:cNvPr"):
        if not drawing.get("descr", "").strip():
            found.append("a drawing without alternative text")
    numbers = opened.find(".//wp:docPr/@id")
    if len(set(numbers)) < len(numbers):
        found.append("two drawings with one number")
    for paragraph in opened.find(".//w:p"):
        if not opened.text(paragraph).strip() and not opened.find(".//w:drawing", paragraph):
            found.append("an empty paragraph")
    core = etree.fromstring(opened.parts["docProps/core.xml"])
    if not core.findtext("dc:title", namespaces=NS):
        found.append("no title")
    if not core.findtext("dc:language", namespaces=NS):
        found.append("no language")
    return found + _contrast(opened)


def _out_of_order(opened: Opened) -> list[str]:
    found = []
    written = {name: content for name, content in opened.parts.items() if name.endswith(".xml")}
    parts = [etree.fromstring(content) for name, content in written.items() if name.startswith("word/")]
    for root in parts:
        for element in root.iter(*(f"{{{W}}}{name}" for name in ORDER)):
            name = etree.QName(element).localname
            children = [etree.QName(child).localname for child in element if isinstance(child.tag, str)]
            unknown = set(children) - set(ORDER[name])
            places = [ORDER[name].index(child) for child in children if child not in unknown]
            if unknown or places != sorted(places):
                found.append(f"{name}: {children}")
    return found


def _broken_links(opened: Opened) -> list[str]:
    marks = opened.find(".//w:bookmarkStart/@w:name")
    found = [f"bookmark {mark} twice" for mark in set(marks) if marks.count(mark) > 1]
    found += [f"dead link to {one}" for one in opened.find(".//w:hyperlink/@w:anchor") if one not in marks]
    for instruction in opened.find(".//w:fldSimple/@w:instr"):
        referred = re.match(r" REF (\S+) ", instruction)
        if referred and referred[1] not in marks:
            found.append(f"dead reference to {referred[1]}")
    relations = etree.fromstring(opened.parts["word/_rels/document.xml.rels"])
    known = {relation.get("Id"): relation for relation in relations}
    used = opened.find(".//@r:id | .//@r:embed")
    found += [f"no relation {name}" for name in used if name not in known]
    for relation in known.values():
        if relation.get("TargetMode") != "External" and f"word/{relation.get('Target')}" not in opened.parts:
            found.append(f"no part {relation.get('Target')}")
    return found


def _headings(opened: Opened) -> list[str]:
    levels = [int(style[-1]) for style in opened.find(".//w:pStyle/@w:val") if style.startswith("Heading")]
    steps = zip([0, *levels], levels, strict=False)
    return [
        f"a heading of level {level} after one of {before}" for before, level in steps if level > before + 1
    ]


def _tables(opened: Opened) -> list[str]:
    found = []
    for table in opened.tables:
        rows = opened.find("./w:tr", table)
        heads = [bool(opened.find("./w:trPr/w:tblHeader", row)) for row in rows]
        if heads != [True] + [False] * (len(rows) - 1):
            found.append("a table whose first row alone is not its header")
        if not all(opened.rows(table)[0]):
            found.append("a blank header cell")
        if opened.find(".//w:gridSpan | .//w:vMerge | .//w:tc//w:tbl", table):
            found.append("merged or nested cells")
        widths = {len(opened.find("./w:tc", row)) for row in rows}
        if widths != {len(opened.find("./w:tblGrid/w:gridCol", table))}:
            found.append("rows of different lengths")
        if not any(opened.find("./w:tblPr/w:tblCaption/@w:val", table)):
            found.append("a table without a title")
        following = table.getnext()
        if following.tag != f"{{{W}}}p":
            found.append("a table with no paragraph after it")
    return found


def _contrast(opened: Opened) -> list[str]:
    colours = opened.styles.xpath(".//w:style//w:rPr/w:color/@w:val", namespaces=NS)
    return [f"#{colour} on white is faint" for colour in colours if 1.05 / (_luminance(colour) + 0.05) < 4.5]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
