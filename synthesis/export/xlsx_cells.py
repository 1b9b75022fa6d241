"""Write tables into the sheets of a workbook: text as text, nothing cut, nothing taken for a formula."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from xml.sax.saxutils import escape

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from synthesis.errors import UnreadableError

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "SheetFormats", "check_size", "write_table"]

# What a sheet of a workbook holds. Excel counts the length of a text in UTF-16 code units.
MOST_ROWS = 1_048_575
MOST_COLUMNS = 16_384
LONGEST_TEXT = 32_767

# A text that reads like the escape of a character is escaped by the writer, but not two that overlap.
_LIKE_ESCAPE = re.compile("(?=_x[0-9A-Fa-f]{4}_)")

WIDEST, NARROWEST, LONG_FROM = 60, 9, 40
SAMPLE = 200


class SheetFormats:
    """The formats of the cells of one workbook.

    Parameters
    ----------
    book
        The workbook.
    """

    def __init__(self, book: Workbook) -> None:
        head = {"bold": True, "valign": "top", "text_wrap": True, "bottom": 1, "bg_color": "#DCE6F1"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({**head, "num_format": "@"})
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.long = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.number = book.add_format({"num_format": "0", "valign": "top"})
        self.share = book.add_format({"num_format": "0%", "valign": "top"})


def check_size(table: pd.DataFrame, name: str, *, file: str) -> None:
    """Refuse what a sheet cannot hold.

    Parameters
    ----------
    table
        What is to be written.
    name
        Name of the table, for messages.
    file
        Name of the workbook.

    Raises
    ------
    UnreadableError
        It has more rows or columns than a sheet, or a text that is longer than a cell holds.
    """
    advice = "The folder of CSV files has no such limit."
    if len(table) > MOST_ROWS or len(table.columns) > MOST_COLUMNS:
        what, n, most = "rows", len(table), MOST_ROWS
        if len(table.columns) > MOST_COLUMNS:
            what, n, most = "columns", len(table.columns), MOST_COLUMNS
        raise UnreadableError(
            file, f"the table {name} has {n:,} {what}, and a sheet holds {most:,} besides its header", advice
        )
    for position, column in enumerate(table.columns):
        _check_length(str(column), f"the header of column {position + 1} of {name}", file, advice)
        cells = table.iloc[:, position]
        if not pd.api.types.is_string_dtype(cells.dtype):
            continue
        # No text is longer in UTF-16 than twice its signs, so few are looked at closely.
        for row in cells.index[cells.str.len() > LONGEST_TEXT // 2]:
            at = list(table.index).index(row)
            key = table.iloc[at, 0]
            place = f"{name} row {at + 2}, column {column} ({table.columns[0]} '{key}')"
            _check_length(cells[row], place, file, advice)


def _check_length(text: str, place: str, file: str, advice: str) -> None:
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if length > LONGEST_TEXT:
        raise UnreadableError(
            file,
            f"{place} holds {length:,} characters, and a cell of a workbook holds {LONGEST_TEXT:,}",
            f"Nothing was cut and nothing written. {advice}",
        )


def write_table(
    sheet: Worksheet,
    table: pd.DataFrame,
    formats: SheetFormats,
    *,
    freeze: int = 1,
    shares: tuple[str, ...] = (),
) -> None:
    """Write a table with a frozen header, filters and widths that fit.

    Parameters
    ----------
    sheet
        An empty sheet.
    table
        Text, whole numbers and truth values; missing cells are left blank. See `check_size`.
    formats
        Of the same workbook.
    freeze
        Columns that stay in sight.
    shares
        Columns of numbers from 0 to 1 that are shown as percentages.
    """
    # The length of every text has been checked; runs of text are longer than what they say.
    sheet.xls_strmax = sys.maxsize
    sheet.freeze_panes(1, freeze)
    if len(table) and len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    for at, name in enumerate(table.columns):
        cells = table.iloc[:, at]
        form = formats.share if name in shares else _format_of(cells, formats)
        sheet.set_column(at, at, _width(str(name), cells), form)
        _write_text(sheet, 0, at, str(name), formats.head)
        is_text = form in (formats.text, formats.long)
        missing = cells.isna().to_numpy()
        for row, value in enumerate(cells.astype(object)):
            if missing[row]:
                continue
            if is_text:
                said = ("true" if value else "false") if isinstance(value, bool) else str(value)
                _write_text(sheet, row + 1, at, said, form)
            else:
                sheet.write_number(row + 1, at, float(value) if name in shares else int(value), form)


def _format_of(cells: pd.Series, formats: SheetFormats) -> Format:
    if pd.api.types.is_bool_dtype(cells.dtype):
        return formats.text
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return formats.number
    return formats.long if _longest(cells) > LONG_FROM else formats.text


def _longest(cells: pd.Series) -> int:
    return max((len(str(value)) for value in cells.dropna().iloc[:SAMPLE]), default=0)


def _width(name: str, cells: pd.Series) -> int:
    return min(max(len(name) + 3, _longest(cells) + 2, NARROWEST), WIDEST)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
    """Write a text as it is; what the writer would take for something else is written as runs of text."""
    if text and sheet.write_string(row, column, _as_runs(text) if _is_odd(text) else text, form) != 0:
        raise AssertionError(f"cell {row}, {column} was not written")


def _is_odd(text: str) -> bool:
    if text.startswith("<r>") and text.endswith("</r>"):
        return True
    # Two that overlap share an underscore: the second begins six signs after the first.
    starts = [found.start() for found in _LIKE_ESCAPE.finditer(text)] if "_x" in text else []
    return any(b - a == 6 for a, b in pairwise(starts))


def _as_runs(text: str) -> str:
    """Return the XML of a text, parted where two escapes overlap; the writer puts it in as it stands."""
    starts = [found.start() for found in _LIKE_ESCAPE.finditer(text)]
    edges = [0, *[start for start in starts if start], len(text)]
    pieces = [text[a:b] for a, b in pairwise(edges)]
    return "".join(f'<r><t xml:space="preserve">{escape(piece)}</t></r>' for piece in pieces)
