"""Find what an OpenDocument sheet shows and its values hide: errors, empty formulas, merged cells."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Literal
from xml.parsers import expat

__all__ = ["OdsMark", "ods_marks"]

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
CALC_VALUE_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"

STORED = {
    f"{OFFICE}{name}" for name in ("value", "string-value", "boolean-value", "date-value", "time-value")
}

# What LibreOffice shows for an error, also where it stores no calcext:value-type.
SHOWN_ERROR = re.compile(r"Err:\d{3}|#[A-Z/0]+[!?]?")


@dataclass(frozen=True)
class OdsMark:
    """A block of equal cells of which more is to be said than their value.

    Parameters
    ----------
    kind
        ``"error"`` of a formula, ``"unread"`` (a formula without a stored value), ``"merged"`` into
        another cell, or ``"shown"``: a number that shows otherwise than it is stored.
    row, column
        The first cell of the block, counted from 0.
    n_rows, n_columns
        How many rows and columns the block repeats.
    text
        What the cell shows.
    """

    kind: Literal["error", "unread", "merged", "shown"]
    row: int
    column: int
    n_rows: int
    n_columns: int
    text: str


def ods_marks(content: bytes) -> list[tuple[str, list[OdsMark]]]:
    """Read the marks of each sheet, in the order of the sheets.

    Parameters
    ----------
    content
        The bytes of the workbook.

    Raises
    ------
    Exception
        Whatever zipfile or expat find wrong, and ValueError for a document type declaration.
    """
    scan = _Scan()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    # A spreadsheet declares no document type; entities could only be meant to do harm.
    parser.StartDoctypeDeclHandler = _refuse
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as xml:
        parser.ParseFile(xml)
    return scan.sheets


def _refuse(*_: object) -> None:
    raise ValueError("a document type declaration")


class _Scan:
    """Walk through content.xml once, counting rows and columns as they repeat."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, list[OdsMark]]] = []
        self.depth = 0  # tables within tables are no sheets
        self.row = self.column = self.n_rows = 0
        self.cell: dict[str, str] | None = None
        self.is_covered = False
        self.aside = 0  # inside a comment on the cell, which is no part of what it shows
        self.paragraphs: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{TABLE}table":
            self.depth += 1
            if self.depth == 1:
                self.sheets.append((attributes.get(f"{TABLE}name", ""), []))
                self.row = 0
        elif self.depth != 1:
            return
        elif name == f"{TABLE}table-row":
            self.n_rows = int(attributes.get(f"{TABLE}number-rows-repeated", 1))
            self.column = 0
        elif name in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            self.cell, self.paragraphs = attributes, []
            self.is_covered = name.endswith("covered-table-cell")
        elif name == f"{OFFICE}annotation":
            self.aside += 1
        elif name == f"{TEXT}p" and not self.aside:
            self.paragraphs.append("")

    def characters(self, text: str) -> None:
        if self.cell is not None and self.paragraphs and not self.aside and self.depth == 1:
            self.paragraphs[-1] += text

    def end(self, name: str) -> None:
        if name == f"{TABLE}table":
            self.depth -= 1
        elif self.depth != 1:
            return
        elif name == f"{OFFICE}annotation":
            self.aside -= 1
        elif name == f"{TABLE}table-row":
            self.row += self.n_rows
        elif self.cell is not None and name in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            n_columns = int(self.cell.get(f"{TABLE}number-columns-repeated", 1))
            text = "\n".join(self.paragraphs).strip()
            kind = "merged" if self.is_covered else _kind(self.cell, text)
            if kind is not None:
                mark = OdsMark(kind, self.row, self.column, self.n_rows, n_columns, text)
                self.sheets[-1][1].append(mark)
            self.column += n_columns
            self.cell = None


def _kind(cell: dict[str, str], text: str) -> Literal["error", "unread", "shown"] | None:
    value_type = cell.get(f"{OFFICE}value-type")
    has_formula = f"{TABLE}formula" in cell
    if cell.get(CALC_VALUE_TYPE) == "error" or (has_formula and SHOWN_ERROR.fullmatch(text)):
        return "error"
    # A formula may well give an empty text; then it says that its value is a text.
    if has_formula and not text and value_type != "string" and not STORED & set(cell):
        return "unread"
    if value_type == "percentage" or (value_type == "float" and re.fullmatch(r"0\d+", text)):
        return "shown" if text else None
    return None
