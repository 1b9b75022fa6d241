"""Check one table by itself: its header and each of its cells."""

from __future__ import annotations

import re

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from synthesis.errors import Problem, did_you_mean, list_in_words
from synthesis.ingest.raw import RawTable
from synthesis.schema import KIND_IN_WORDS, RESERVED_SIGNS, Table, column_allowed, column_kind

__all__ = ["check_cells", "typed"]

# What a spreadsheet makes of 3-4 or of MAR7 when nobody looks.
EXCEL_DATE = re.compile(
    r"\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-\d{2,4})?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2}"
    r"|\d{4}-\d{2}-\d{2} 00:00:00",
)

# Kinds whose surrounding white space means nothing; text keeps its own.
TRIMMED_KINDS = {"key", "reference", "references", "choice", "integer", "boolean", "date"}

# Text columns in which a date can only be a spreadsheet's doing.
SHORT_TEXT = {"locator", "framework", "construct_id", "coder"}


def check_cells(table: Table, raw: RawTable) -> tuple[pd.DataFrame, list[Problem]]:
    """Check a table's header and cells, and tidy what means nothing.

    Parameters
    ----------
    table
        What the schema declares.
    raw
        What was read.

    Returns
    -------
    The cells as text, every declared column present, and all problems. White space around
    identifiers is taken off with a warning; a typographic minus becomes ``-``; a blank sign or
    state is filled as the schema says.
    """
    cells, problems = _check_header(table, raw)
    cells, trimmed = _trim(table, cells, raw.file)
    problems += trimmed
    if cells.empty:
        message = "the table has a header and no rows."
        advice = "Fill it in." if table.required else "Delete it if the review does not need it."
        level = "error" if table.required else "warning"
        problems.append(Problem(message, file=raw.file, advice=advice, level=level))
    problems += _failures(table, cells, raw.file)
    problems += _spreadsheet_dates(table, cells, raw.file)
    problems += _duplicates(table, cells, raw.file)
    for name, column in table.schema.columns.items():
        if name not in cells:
            cells[name] = pd.Series(index=cells.index, dtype="str")
        if column.metadata["blank"] is not None:
            cells[name] = cells[name].fillna(column.metadata["blank"])
    extra = [name for name in cells.columns if name not in table.columns]
    return cells[[*table.columns, *extra]], problems


def _check_header(table: Table, raw: RawTable) -> tuple[pd.DataFrame, list[Problem]]:
    file, cells = raw.file, raw.cells
    problems: list[Problem] = []
    header = list(cells.columns)
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    problems += [
        Problem("the column stands in the header more than once.", file=file, row=1, column=name)
        for name in repeated
    ]
    cells = cells.loc[:, ~cells.columns.duplicated()]
    missing = [name for name in table.required_columns if name not in header]
    unknown = [name for name in header if name and name not in table.columns]
    for name in missing:
        hint = did_you_mean(name, unknown)
        message = f"the column '{name}' is missing."
        advice = f"{hint} Rename that column." if hint else f"It holds: {_meaning(table, name)}"
        problems.append(Problem(message, file=file, row=1, column=name, advice=advice))
    for name in unknown:
        hint = did_you_mean(name, [c for c in table.columns if c not in header])
        if table.open_columns:
            if hint:
                message = f"'{name}' is kept as a study attribute."
                problems.append(
                    Problem(message, file=file, row=1, column=name, value=name, advice=hint, level="warning")
                )
            continue
        allowed = list_in_words(table.columns, most=20)
        message = f"'{name}' is not a column of this table; it can have {allowed}."
        advice = hint or "Delete the column; remarks have a place in the table memos."
        problems.append(Problem(message, file=file, row=1, column=name, value=name, advice=advice))
    if "" in header:
        nameless = cells.pop("")
        for row in nameless.dropna().index[:1]:
            message = "a cell stands in a column without a name."
            advice = "Give the column a name in the header, or empty the cell."
            problems.append(
                Problem(message, file=file, row=int(row), value=str(nameless[row]), advice=advice)
            )
    keep = [name for name in cells.columns if name in table.columns or table.open_columns]
    return cells[keep].copy(), problems


def _meaning(table: Table, name: str) -> str:
    return str(table.schema.columns[name].description)


def _trim(table: Table, cells: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Take white space off identifiers and choices, and read every minus as a minus."""
    problems = []
    for name, column in table.schema.columns.items():
        if name not in cells or column_kind(column) not in TRIMMED_KINDS:
            continue
        stripped = cells[name].str.strip()
        changed = cells.index[stripped.ne(cells[name]) & cells[name].notna()]
        if len(changed):
            rows = list_in_words(changed, most=5)
            message = f"white space around the value was taken off in row{'s' * (len(changed) > 1)} {rows}."
            problems.append(Problem(message, file=file, column=name, level="warning"))
        if name == "sign":
            stripped = stripped.replace(RESERVED_SIGNS)
        if column_kind(column) == "references":
            # "a; b;" is the list a, b.
            stripped = stripped.str.split(r"\s*;\s*", regex=True).map(_join_filled, na_action="ignore")
        cells[name] = stripped.astype("str")
    return cells, problems


def _join_filled(parts: list[str]) -> str | None:
    return ";".join(part for part in parts if part) or None


def _failures(table: Table, cells: pd.DataFrame, file: str) -> list[Problem]:
    """Run the pandera schema over the columns that are there and put its findings into words."""
    present = {name: column for name, column in table.schema.columns.items() if name in cells}
    if cells.empty or not present:
        return []
    try:
        pa.DataFrameSchema(present).validate(cells, lazy=True)
    except pandera.errors.SchemaErrors as error:
        found = error.failure_cases.sort_values(["index", "column"], kind="stable")
    else:
        return []
    return [
        _failure_in_words(present[name], file, int(row), name, check, value)
        for name, check, value, row in zip(
            found["column"], found["check"], found["failure_case"], found["index"], strict=True
        )
    ]


def _failure_in_words(
    column: pa.Column, file: str, row: int, name: str, check: str, value: object
) -> Problem:
    if check == "not_nullable":
        message = "the cell is blank, but must be filled."
        return Problem(message, file=file, row=row, column=name, advice=str(column.description))
    shown = str(value)
    allowed = column_allowed(column)
    if allowed is not None:
        message = f"'{shown}' is not allowed; it can be {list_in_words(allowed, most=30, last='or')}."
        return Problem(
            message, file=file, row=row, column=name, value=shown, advice=did_you_mean(shown, allowed)
        )
    kind = column_kind(column)
    if EXCEL_DATE.fullmatch(shown) and kind != "date":
        return _turned_to_date(file, row, name, shown)
    message = f"'{shown}' is not a {KIND_IN_WORDS[kind]}."
    advice = {
        "key": "An identifier has no ; in it.",
        "integer": "Write digits only, or leave the cell blank.",
        "boolean": "Write true or false, or leave the cell blank.",
        "date": "Write it like 2026-01-31.",
    }.get(kind, "")
    return Problem(message, file=file, row=row, column=name, value=shown, advice=advice)


def _turned_to_date(file: str, row: int, name: str, shown: str) -> Problem:
    message = f"'{shown}' looks like a value that a spreadsheet has turned into a date."
    advice = "Format the column as text and type the value again."
    return Problem(message, file=file, row=row, column=name, value=shown, advice=advice)


def _spreadsheet_dates(table: Table, cells: pd.DataFrame, file: str) -> list[Problem]:
    problems = []
    for name, column in table.schema.columns.items():
        kind = column_kind(column)
        if name not in cells or (kind not in {"key", "reference", "references"} and name not in SHORT_TEXT):
            continue
        suspect = cells.loc[cells[name].str.fullmatch(EXCEL_DATE.pattern).fillna(False).astype(bool), name]
        problems += [_turned_to_date(file, int(row), name, value) for row, value in suspect.items()]
    return problems


def _duplicates(table: Table, cells: pd.DataFrame, file: str) -> list[Problem]:
    """Find rows that stand twice; the message names the row that came first."""
    columns = [name for name in table.unique if name in cells]
    if cells.empty or not set(table.required_columns) & set(table.unique) <= set(columns) or not columns:
        return []
    keys = cells[columns]
    filled = keys.notna().any(axis=1)
    if len(table.unique) == 1:
        filled = keys[columns[0]].notna()
    repeated = cells.index[keys.duplicated() & filled]
    first = pd.Series(cells.index, index=cells.index).groupby([keys[c] for c in columns], dropna=False)
    first_row = first.transform("first")
    problems = []
    for row in repeated:
        value = "; ".join(str(v) for v in keys.loc[row].dropna())
        message = f"'{value}' stands already in row {int(first_row[row])}."
        what = columns[0] if len(columns) == 1 else None
        advice = (
            "Each identifier may stand once." if what else f"No two rows may share {list_in_words(columns)}."
        )
        problems.append(Problem(message, file=file, row=int(row), column=what, value=value, advice=advice))
    return problems


def typed(table: Table, cells: pd.DataFrame) -> pd.DataFrame:
    """Turn a checked table of text into one of values, with a fresh index.

    Whole numbers become ``Int64``, true and false ``boolean``; everything else stays text.
    """
    values = cells.reset_index(drop=True)
    for name, column in table.schema.columns.items():
        kind = column_kind(column)
        if kind == "integer":
            values[name] = pd.to_numeric(values[name]).astype("Int64")
        elif kind == "boolean":
            meant = values[name].str.casefold().isin(["true", "yes", "1"])
            values[name] = meant.astype("boolean").mask(values[name].isna())
        else:
            values[name] = values[name].astype("str")
    return values
