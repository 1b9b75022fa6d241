"""Read the sheets of a workbook (.xlsx, .ods) as text, and say what the spreadsheet changed."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Iterator
from typing import Any

from synthesis.errors import Problem
from synthesis.ingest.raw import RawTable, sha256_of, text_frame
from synthesis.schema import TABLES, column_kind

__all__ = ["WORKBOOK_ENDINGS", "read_workbook"]

WORKBOOK_ENDINGS = (".xlsx", ".ods")

# What a cell shows where a formula has no value.
FORMULA_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}


class _Unread:
    """A formula whose value was never computed and stored."""


class _Merged:
    """A cell that was merged into one above it or to its left."""


UNREAD = _Unread()
MERGED = _Merged()


def read_workbook(content: bytes, file: str) -> tuple[dict[str, RawTable], list[Problem]]:
    """Read every sheet that is a table of a review.

    Parameters
    ----------
    content
        The bytes of the workbook.
    file
        Its name, with its ending.

    Returns
    -------
    The tables by name, and the problems met. A sheet whose name is no table is left out with a
    warning, unless its name begins with "read me".
    """
    try:
        sheets = dict(_xlsx_sheets(content) if file.lower().endswith(".xlsx") else _ods_sheets(content))
    except _Unreadable as error:
        return {}, [Problem(f"the workbook cannot be opened: {error}", file=file)]
    tables, problems = {}, []
    digest = sha256_of(content)
    for title, rows in sheets.items():
        name = title.strip()
        if name.casefold().startswith("read me"):
            continue
        place = f"{file}, sheet {title}"
        if name not in TABLES:
            problems.append(_unknown_sheet(place, name))
            continue
        table, met = _sheet_to_table(name, rows, place, digest)
        problems += met
        if table is not None:
            tables[name] = table
    return tables, problems


def _unknown_sheet(place: str, name: str) -> Problem:
    from synthesis.errors import did_you_mean

    message = f"'{name}' is not a table of a review; the sheet was not read."
    return Problem(message, file=place, advice=did_you_mean(name, TABLES), level="warning")


class _Unreadable(Exception):
    """The bytes are no workbook that can be opened."""


def _xlsx_sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    import openpyxl

    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _Unreadable("it is an old .xls file or protected by a password. Save it as plain .xlsx.")
    try:
        with warnings.catch_warnings():
            # It warns of what it would lose on saving, such as Excel's own drop-downs. Nothing is saved.
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    except Exception as error:  # openpyxl lets through whatever the parsers of zip and XML raise
        raise _Unreadable("it is damaged or no .xlsx file. Save it again from the spreadsheet.") from error
    for sheet in values.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for area in sheet.merged_cells.ranges:
            # Only the first cell of a merged area holds its value; the others would read as blank.
            for row_number, column_number in [*area.cells][1:]:
                if row_number <= len(rows) and column_number <= len(rows[row_number - 1]):
                    rows[row_number - 1][column_number - 1] = MERGED
        for row in formulas[sheet.title].iter_rows():
            for cell in row:
                if cell.data_type == "f" and rows[cell.row - 1][cell.column - 1] is None:
                    rows[cell.row - 1][cell.column - 1] = UNREAD
        yield sheet.title, rows


def _ods_sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for title in book.sheet_names:
            yield title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise _Unreadable("it is damaged or no .ods file. Save it again from the spreadsheet.") from error


def _sheet_to_table(
    name: str, rows: list[list[Any]], place: str, digest: str
) -> tuple[RawTable | None, list[Problem]]:
    numbered = [(n, row) for n, row in enumerate(rows, start=1) if any(_is_filled(c) for c in row)]
    if not numbered:
        advice = "Write a header row, or delete the sheet if the review does not need it."
        return None, [Problem("the sheet is empty.", file=place, advice=advice)]
    header_row = numbered[0][1]
    width = max((i + 1 for _, row in numbered for i, c in enumerate(row) if _is_filled(c)), default=0)
    header = [str(c).strip() if _is_filled(c) else "" for c in [*header_row, *[None] * width][:width]]
    problems: list[Problem] = []
    texts, numbers = [], []
    for number, row in numbered[1:]:
        cells = [*row, *[None] * width][:width]
        place_of = [(place, number, column) for column in header]
        converted = [_cell_text(cell, name, *where) for cell, where in zip(cells, place_of, strict=True)]
        texts.append([text for text, _ in converted])
        problems += [problem for _, problem in converted if problem is not None]
        numbers.append(number)
    return RawTable(name, place, digest, text_frame(header, texts, numbers)), problems


def _is_filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _cell_text(cell: Any, table: str, place: str, row: int, column: str) -> tuple[str, Problem | None]:
    """Return a cell as the text a person sees, and a problem where the spreadsheet changed it."""
    if cell is None:
        return "", None
    if cell is UNREAD:
        message = "the cell holds a formula whose value was never computed."
        advice = "Open the workbook in a spreadsheet and save it, or paste the value."
        return "", Problem(message, file=place, row=row, column=column, advice=advice)
    if cell is MERGED:
        message = "the cell is merged with another, so its own value is not known."
        advice = "Take the merging off and write the value into each cell that it holds for."
        return "", Problem(message, file=place, row=row, column=column, advice=advice)
    if isinstance(cell, bool):
        return "true" if cell else "false", None
    if isinstance(cell, int | float):
        whole = float(cell).is_integer() and abs(cell) < 1e15
        return (str(int(cell)) if whole else repr(cell)), None
    if isinstance(cell, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _date_text(cell, table, place, row, column)
    text = str(cell)
    if text in FORMULA_ERRORS:
        message = f"the cell shows the error {text} of a formula."
        problem = Problem(message, file=place, row=row, column=column, value=text, advice="Mend the formula.")
        return text, problem
    return text, None


def _date_text(cell: Any, table: str, place: str, row: int, column: str) -> tuple[str, Problem | None]:
    midnight = isinstance(cell, dt.datetime) and cell.time() == dt.time(0)
    text = cell.date().isoformat() if midnight else str(cell)
    declared = TABLES[table].schema.columns.get(column)
    if declared is not None and column_kind(declared) == "date":
        return text, None
    message = f"the spreadsheet has turned this cell into the date {text}."
    where = {"file": place, "row": row, "column": column, "value": text}
    if declared is None:
        return text, Problem(message, advice="It is kept so.", level="warning", **where)
    advice = "Format the column as text and type the value again."
    return text, Problem(message, advice=advice, **where)
