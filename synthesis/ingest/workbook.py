"""Read the sheets of a workbook (.xlsx, .ods) as text, and say what the spreadsheet changed."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from synthesis.errors import Problem, did_you_mean
from synthesis.ingest.ods_cells import OdsMark, ods_marks
from synthesis.ingest.raw import RawTable, sha256_of, text_frame
from synthesis.schema import TABLES, column_kind

__all__ = ["SHEETS_FOR_PEOPLE", "WORKBOOK_ENDINGS", "read_workbook"]

WORKBOOK_ENDINGS = (".xlsx", ".ods")

SHEETS_FOR_PEOPLE = ("read me", "view ")
"""What the names of sheets begin with that are there to be read by people and are no tables."""

# What a cell shows where a formula has no value.
FORMULA_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}


class _Unread:
    """A formula whose value was never computed and stored."""


class _Merged:
    """A cell that was merged into one above it or to its left."""


@dataclass(frozen=True)
class _Failed:
    """A formula that gives an error, and how the error is shown."""

    text: str


@dataclass(frozen=True)
class _Shown:
    """A number that is shown as something else, such as 0.45 as 45%."""

    value: float
    text: str


class _Typed(str):
    """A text that reads like the error of a formula and is none."""


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
    warning, unless its name begins with one of `SHEETS_FOR_PEOPLE`.
    """
    try:
        sheets = list(_xlsx_sheets(content) if file.lower().endswith(".xlsx") else _ods_sheets(content))
    except _Unreadable as error:
        return {}, [Problem(f"the workbook cannot be opened: {error}", file=file)]
    tables, problems = {}, []
    digest = sha256_of(content)
    seen: set[str] = set()
    for title, rows in sheets:
        name = title.strip()
        if not _is_for_reading(title):
            continue
        place = f"{file}, sheet {title}"
        if name not in TABLES:
            problems.append(_unknown_sheet(place, name))
            continue
        if name in seen:
            message = f"two sheets are named '{name}'; only one can be the table."
            advice = "Delete one of them, or give it a name that is no table's."
            problems.append(Problem(message, file=place, value=title, advice=advice))
            continue
        seen.add(name)
        table, met = _sheet_to_table(name, rows, place, digest)
        problems += met
        if table is not None:
            tables[name] = table
    return tables, problems


def _is_for_reading(title: str) -> bool:
    return not title.strip().casefold().startswith(SHEETS_FOR_PEOPLE)


def _unknown_sheet(place: str, name: str) -> Problem:
    if name.casefold() in TABLES:
        message = f"'{name}' is not the exact name of a table; the sheet was not read."
        return Problem(message, file=place, value=name, advice=f"Rename it to '{name.casefold()}'.")
    message = f"'{name}' is not a table of a review; the sheet was not read."
    return Problem(message, file=place, advice=did_you_mean(name, TABLES), level="warning")


class _Unreadable(Exception):
    """The bytes are no workbook that can be opened."""


def _xlsx_sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    from synthesis.ingest.xlsx_book import holds_formulas, open_xlsx

    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _Unreadable("it is an old .xls file or protected by a password. Save it as plain .xlsx.")
    try:
        with warnings.catch_warnings():
            # It warns of what it would lose on saving, such as Excel's own drop-downs. Nothing is saved.
            warnings.simplefilter("ignore")
            values = open_xlsx(content, data_only=True, wanted=_is_for_reading)
            formulas = values
            if holds_formulas(content):
                formulas = open_xlsx(content, data_only=False, wanted=_is_for_reading)
    except Exception as error:  # openpyxl lets through whatever the parsers of zip and XML raise
        raise _Unreadable("it is damaged or no .xlsx file. Save it again from the spreadsheet.") from error
    for sheet in values.worksheets:
        rows = [[_as_shown(cell) for cell in row] for row in sheet.iter_rows()]
        for area in sheet.merged_cells.ranges:
            # Only the first cell of a merged area holds its value; the others would read as blank.
            for row_number, row in enumerate(rows[area.min_row - 1 : area.max_row], start=area.min_row):
                for column in range(area.min_col, min(area.max_col, len(row)) + 1):
                    if (row_number, column) != (area.min_row, area.min_col):
                        row[column - 1] = MERGED
        for row in formulas[sheet.title].iter_rows():
            for cell in row:
                if cell.data_type == "f" and rows[cell.row - 1][cell.column - 1] is None:
                    rows[cell.row - 1][cell.column - 1] = UNREAD
        yield sheet.title, rows


def _as_shown(cell: Any) -> Any:
    """Return the value of a cell, with what its number format shows where that reads otherwise."""
    value = cell.value
    if cell.data_type == "s" and value in FORMULA_ERRORS:
        return _Typed(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or cell.number_format == "General":
        return value
    # The first section is for positive numbers; quoted, escaped and bracketed signs are no format.
    number_format = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", cell.number_format).split(";")[0].strip()
    if "%" in number_format:
        decimals = len(number_format.partition(".")[2].rstrip("% "))
        return _Shown(value, f"{value * 100:.{decimals}f}%")
    if re.fullmatch("00+", number_format) and float(value).is_integer():
        padded = f"{int(value):0{len(number_format)}d}"
        return value if padded == str(int(value)) else _Shown(value, padded)
    return value


def _ods_sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (title, book.get_sheet_by_name(title).to_python(skip_empty_area=False))
            for title in book.sheet_names
        ]
        marks = ods_marks(content)
    except Exception as error:  # calamine, zipfile and expat each have their own
        raise _Unreadable("it is damaged or no .ods file. Save it again from the spreadsheet.") from error
    marks_of: dict[str, list[OdsMark]] = {}
    for title, found in marks:
        marks_of.setdefault(title, found)
    for title, rows in sheets:
        for mark in marks_of.get(title, []):
            _set_mark(rows, mark)
        yield title, rows


def _set_mark(rows: list[list[Any]], mark: OdsMark) -> None:
    """Write what a mark says over the cells that it is about."""
    if mark.kind in ("error", "unread"):
        # Cells that hold no value may lie beyond those that were read.
        rows.extend([] for _ in range(mark.row + 1 - len(rows)))
        first = rows[mark.row]
        first.extend([None] * (mark.column + 1 - len(first)))
    for row in rows[mark.row : mark.row + mark.n_rows]:
        for column in range(mark.column, min(mark.column + mark.n_columns, len(row))):
            if mark.kind == "error":
                row[column] = _Failed(mark.text or "#ERROR")
            elif mark.kind == "shown":
                if isinstance(row[column], int | float) and not isinstance(row[column], bool):
                    row[column] = _Shown(row[column], mark.text)
            else:
                row[column] = UNREAD if mark.kind == "unread" else MERGED


def _sheet_to_table(
    name: str, rows: list[list[Any]], place: str, digest: str
) -> tuple[RawTable | None, list[Problem]]:
    numbered = [(n, row) for n, row in enumerate(rows, start=1) if any(_is_filled(c) for c in row)]
    if not numbered:
        advice = "Write a header row, or delete the sheet if the review does not need it."
        return None, [Problem("the sheet is empty.", file=place, advice=advice)]
    header_row = numbered[0][1]
    width = max((i + 1 for _, row in numbered for i, c in enumerate(row) if _is_filled(c)), default=0)
    header, problems = _header_texts([*header_row, *[None] * width][:width], numbered[0][0], place)
    texts, numbers = [], []
    for number, row in numbered[1:]:
        cells = [*row, *[None] * width][:width]
        place_of = [(place, number, column) for column in header]
        converted = [_cell_text(cell, name, *where) for cell, where in zip(cells, place_of, strict=True)]
        texts.append([text for text, _ in converted])
        problems += [problem for _, problem in converted if problem is not None]
        numbers.append(number)
    problems += _shown_otherwise(name, header, numbered[1:], place)
    return RawTable(name, place, digest, text_frame(header, texts, numbers)), problems


def _header_texts(cells: list[Any], row: int, place: str) -> tuple[list[str], list[Problem]]:
    """Return the names of the columns; a formula without a value names none."""
    header, problems = [], []
    for cell in cells:
        if cell is MERGED or not _is_filled(cell):
            header.append("")  # what stands below a nameless column is an error of its own
        elif cell is UNREAD or isinstance(cell, _Failed):
            header.append("")
            message = "the header holds a formula without a value."
            problems.append(Problem(message, file=place, row=row, advice="Type the name of the column."))
        else:
            header.append(str(cell.text if isinstance(cell, _Shown) else cell).strip())
    return header, problems


def _shown_otherwise(
    table: str, header: list[str], numbered: list[tuple[int, list[Any]]], place: str
) -> list[Problem]:
    """Warn, once a column, of numbers that a format shows as another text."""
    problems: dict[str, Problem] = {}
    more: dict[str, int] = {}
    for number, row in numbered:
        for column, cell in zip(header, row, strict=False):
            declared = TABLES[table].schema.columns.get(column)
            if not isinstance(cell, _Shown) or (declared and column_kind(declared) == "integer"):
                continue
            if column in problems:
                more[column] = more.get(column, 0) + 1
                continue
            value = _number_text(cell.value)
            message = f"the cell holds {value} and shows {cell.text}; it is read as {value}"
            advice = "Format the column as text and type what is meant."
            problems[column] = Problem(
                message, file=place, row=number, column=column, value=value, advice=advice, level="warning"
            )
    endings = {c: f", as are {more[c]} more cells of the column." if c in more else "." for c in problems}
    return [replace(p, message=p.message + endings[column]) for column, p in problems.items()]


def _number_text(value: float) -> str:
    whole = float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else repr(value)


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
    if isinstance(cell, _Shown):
        return _number_text(cell.value), None
    if isinstance(cell, int | float):
        return _number_text(cell), None
    if isinstance(cell, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _date_text(cell, table, place, row, column)
    text = cell.text if isinstance(cell, _Failed) else str(cell)
    if isinstance(cell, _Failed) or (text in FORMULA_ERRORS and not isinstance(cell, _Typed)):
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
