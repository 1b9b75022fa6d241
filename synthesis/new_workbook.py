"""The workbook of a new review: a sheet per table, with notes, drop-downs and cells kept as text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandera.pandas as pa
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from synthesis.data_dictionary import what_a_cell_holds
from synthesis.schema import TABLES, column_allowed, column_kind

__all__ = ["workbook_bytes"]

# The reader leaves out sheets whose names begin with "read me".
GUIDE_SHEET = "read me"
LISTS_SHEET = "read me - allowed values"

# Checks of a cell reach this far down; more rows than this can still be written.
LAST_ROW = 9_999

# Excel takes a list of allowed values as text up to this length only.
LONGEST_LIST = 255

GUIDE = [
    "Each sheet is a table of the review. Write your own rows over the examples, which are made up.",
    "Rest on a column's name to read what it holds. Dark names must be filled in each row.",
    "Cells are formatted as text, so that 3-4 stays 3-4. Paste values only, to keep it so.",
    "Delete each sheet that the review does not need; studies, codebook and codings must stay.",
    "A blank cell is a missing value. Where a passage says nothing of a code, write no row.",
    "review.yaml, beside this workbook, says what the review is. `synthesis check` finds every mistake.",
]

# Nobody's clock: the same review is the same file, whenever it is made.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


def workbook_bytes(title: str, rows: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """Return an Excel workbook with a sheet per table, to be filled in by people.

    Parameters
    ----------
    title
        Title of the review, shown on the first sheet.
    rows
        The rows of each table, by its name; cells are text.

    Returns
    -------
    The bytes of the file; the same for the same input. Every text is written as text, also one
    that begins like a formula.
    """
    stored = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stored, options) as book:
        book.set_properties({"title": title, "created": MADE})
        formats = _formats(book)
        guide = book.add_worksheet(GUIDE_SHEET)
        sheets = {name: book.add_worksheet(name) for name in TABLES}
        lists = _write_long_lists(book.add_worksheet(LISTS_SHEET), formats)
        _write_guide(guide, title, formats)
        for name, sheet in sheets.items():
            _write_table(sheet, name, rows[name], lists, formats)
    return stored.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    head = {"bold": True, "valign": "top", "border": 1, "num_format": "@"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "needed": book.add_format({**head, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}),
        "optional": book.add_format({**head, "bg_color": "#DCE6F1", "font_color": "#000000"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "long": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        "number": book.add_format({"num_format": "0", "valign": "top"}),
    }


def _write_guide(sheet: Worksheet, title: str, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 24)
    sheet.set_column(3, 3, 80)
    sheet.write_string(0, 0, title, formats["title"])
    for row, sentence in enumerate(GUIDE, start=2):
        sheet.write_string(row, 0, sentence)
    row = len(GUIDE) + 3
    for column, head in enumerate(("table", "column", "must be filled", "meaning")):
        sheet.write_string(row, column, head, formats["optional"])
    for name, table in TABLES.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 3, f"A row is {table.row_is}.", formats["words"])
        for column, declared in table.schema.columns.items():
            row += 1
            sheet.write_string(row, 1, column, formats["words"])
            sheet.write_string(row, 2, "" if declared.nullable else "yes", formats["words"])
            sheet.write_string(row, 3, _meaning(declared), formats["words"])


def _write_long_lists(sheet: Worksheet, formats: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Write the lists that are too long for a cell's own check; return where each stands."""
    places: dict[tuple[str, str], str] = {}
    for name, table in TABLES.items():
        for column, declared in table.schema.columns.items():
            allowed = column_allowed(declared)
            if allowed is None or len(",".join(allowed)) <= LONGEST_LIST:
                continue
            at = len(places)
            sheet.set_column(at, at, 30)
            sheet.write_string(0, at, f"{name}, {column}", formats["optional"])
            for row, value in enumerate(allowed, start=1):
                sheet.write_string(row, at, value, formats["text"])
            cells = xl_range_abs(1, at, len(allowed), at)
            places[name, column] = f"='{LISTS_SHEET}'!{cells}"
    return places


def _write_table(
    sheet: Worksheet,
    name: str,
    rows: Sequence[Mapping[str, str]],
    lists: Mapping[tuple[str, str], str],
    formats: dict[str, Any],
) -> None:
    sheet.freeze_panes(1, 1)
    for at, (column, declared) in enumerate(TABLES[name].schema.columns.items()):
        kind = column_kind(declared)
        examples = [row[column] for row in rows]
        longest = max(map(len, [column, *examples, *(column_allowed(declared) or ())]))
        is_long = kind == "text" and longest > 30
        form = formats["number" if kind == "integer" else "long" if is_long else "text"]
        sheet.set_column(at, at, min(max(longest + 3, 11), 50), form)
        sheet.write_string(0, at, column, formats["optional" if declared.nullable else "needed"])
        sheet.write_comment(0, at, _meaning(declared), {"x_scale": 2.2, "y_scale": 1.4})
        for row, text in enumerate(examples, start=1):
            if text and kind == "integer":
                sheet.write_number(row, at, int(text), form)
            elif text:
                sheet.write_string(row, at, text, form)
        check = _cell_check(declared, lists.get((name, column)))
        if check is not None:
            sheet.data_validation(1, at, LAST_ROW, at, check)


def _meaning(declared: pa.Column) -> str:
    blank = declared.metadata["blank"]
    words = [str(declared.description), f"Holds {what_a_cell_holds(declared).replace('`', '')}."]
    if not declared.nullable:
        words.append("Must be filled.")
    if blank is not None:
        words.append(f"Blank is read as {blank}.")
    return " ".join(words)


def _cell_check(declared: pa.Column, list_place: str | None) -> dict[str, Any] | None:
    """Return the check of a column's cells: a drop-down, a whole number, or None."""
    kind, allowed = column_kind(declared), column_allowed(declared)
    if allowed is not None:
        source: Any = list_place if list_place is not None else list(allowed)
        return {"validate": "list", "source": source, "error_title": "Not allowed", "error_message": OFFERED}
    if kind == "boolean":
        return {"validate": "list", "source": ["true", "false"]}
    if kind == "integer":
        return {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "A whole number."}
    if kind == "reference":
        # A warning and no more: people may paste codings before they write the codebook.
        words = "This identifier is not in the other sheet yet."
        source = _identifiers_of(declared.metadata["refers_to"])
        return {"validate": "list", "source": source, "error_type": "warning", "error_message": words}
    return None


OFFERED = "Choose one of the values that the arrow beside the cell offers, or leave the cell blank."


def _identifiers_of(target: str) -> str:
    """Return the formula of the filled part of another sheet's identifiers."""
    table, column = target.split(".")
    letter = xl_col_to_name(TABLES[table].columns.index(column))
    first, last = f"{table}!${letter}$2", f"{table}!${letter}${LAST_ROW + 1}"
    return f"=OFFSET({first},0,0,MAX(1,COUNTA({first}:{last})),1)"
