"""Check one table by itself: its header and each of its cells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from synthesis.distinct_texts import DistinctTexts, distinct_texts, row_numbers
from synthesis.errors import Problem, did_you_mean, hints_for, list_in_words
from synthesis.ingest.raw import RawTable
from synthesis.schema import KIND_IN_WORDS, PATTERNS, RESERVED_SIGNS, Table, column_allowed, column_kind

__all__ = ["any_unwritable", "check_cells", "typed"]

# What a spreadsheet makes of 3-4 or of MAR7 when nobody looks.
EXCEL_DATE = re.compile(
    r"\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-\d{2,4})?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2}"
    r"|\d{4}-\d{2}-\d{2} 00:00:00",
)
LONGEST_EXCEL_DATE = len("2026-01-31 00:00:00")

# Kinds whose surrounding white space means nothing; text keeps its own.
TRIMMED_KINDS = {"key", "reference", "references", "choice", "integer", "boolean", "date"}

# Text columns in which a date can only be a spreadsheet's doing.
SHORT_TEXT = {"locator", "framework", "construct_id", "coder"}

# What no page and no workbook can hold: control signs other than tab and line break, non-characters
# and halves of a surrogate pair.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
WRITABLE_ASCII = bytes(sign for sign in range(128) if not UNWRITABLE.match(chr(sign)))

# The least and the greatest whole number that a column can mean, None where there is no end.
BOUNDS: dict[str, tuple[int, int | None]] = {
    "year": (1000, 2999),
    "n": (0, None),
    "n_participants": (0, None),
}

# What stands before the words for a kind: "is not an identifier", but "is not true or false".
ARTICLES = {"key": "an ", "reference": "an ", "integer": "a ", "date": "a "}

# Tables of results have a column of this name beside one column per code.
NO_CODE_IDS = {"study_id", "source_id"}

# Study columns in which "not reported" is no value of a group.
NAMES_A_STUDY = {"study_id", "citation", "doi"}


def check_cells(table: Table, raw: RawTable) -> tuple[pd.DataFrame, dict[str, DistinctTexts], list[Problem]]:
    """Check a table's header and cells, and tidy what means nothing.

    Parameters
    ----------
    table
        What the schema declares.
    raw
        What was read.

    Returns
    -------
    The cells as text, every declared column present; what stands in each column, for further checks;
    and all problems. White space around identifiers is taken off with a warning; a typographic minus
    becomes ``-``; a blank sign or state is filled as the schema says.
    """
    cells, problems = _check_header(table, raw)
    said = {name: distinct_texts(cells[name]) for name in cells.columns}
    problems += _unwritable(cells, said, raw.file)
    problems += _trim(table, cells, said, raw.file)
    if cells.empty:
        message = "the table has a header and no rows."
        advice = "Fill it in." if table.required else "Delete it if the review does not need it."
        level = "error" if table.required else "warning"
        problems.append(Problem(message, file=raw.file, advice=advice, level=level))
    problems += _failures(table, cells, said, raw.file)
    problems += _impossible(table, cells, raw.file)
    problems += _spreadsheet_dates(table, cells, said, raw.file)
    problems += _reserved_code_ids(table, cells, raw.file)
    problems += _typed_not_reported(table, cells, raw.file)
    problems += _duplicates(table, cells, said, raw.file)
    for name, column in table.schema.columns.items():
        if name not in cells:
            cells[name] = pd.Series(index=cells.index, dtype="str")
            said[name] = DistinctTexts([], np.full(len(cells), -1))
        if column.metadata["blank"] is not None:
            cells[name] = cells[name].fillna(column.metadata["blank"])
            said[name] = distinct_texts(cells[name])
    extra = [name for name in cells.columns if name not in table.columns]
    return cells[[*table.columns, *extra]], said, problems


def _check_header(table: Table, raw: RawTable) -> tuple[pd.DataFrame, list[Problem]]:
    file, cells = raw.file, raw.cells
    problems: list[Problem] = []
    header = list(cells.columns)
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    problems += [
        Problem("the column stands in the header more than once.", file=file, row=1, column=name)
        for name in repeated
    ]
    problems += _nameless(cells, file)
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
                what = "a study attribute" if table.name == "studies" else "an attribute"
                message = f"'{name}' is kept as {what}."
                problems.append(
                    Problem(message, file=file, row=1, column=name, value=name, advice=hint, level="warning")
                )
            continue
        allowed = list_in_words(table.columns, most=20)
        message = f"'{name}' is not a column of this table; it can have {allowed}."
        advice = hint or "Delete the column; remarks have a place in the table memos."
        problems.append(Problem(message, file=file, row=1, column=name, value=name, advice=advice))
    keep = [name for name in cells.columns if name and (name in table.columns or table.open_columns)]
    return cells[keep].copy(deep=False), problems


def _nameless(cells: pd.DataFrame, file: str) -> list[Problem]:
    """Find each column without a name in which something stands; there may be several."""
    problems = []
    for position in [i for i, name in enumerate(cells.columns) if not name]:
        filled = cells.iloc[:, position].dropna()
        if filled.empty:
            continue
        message = f"a cell stands in a column without a name, the {_ordinal(position + 1)} of the table."
        advice = "Give the column a name in the header, or empty the cell."
        problems.append(
            Problem(message, file=file, row=int(filled.index[0]), value=str(filled.iloc[0]), advice=advice)
        )
    return problems


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def any_unwritable(texts: Iterable[str]) -> bool:
    """Return whether a character stands in some texts that no page and no workbook can hold.

    Parameters
    ----------
    texts
        Looked at all together, because hardly any has such a character.
    """
    joined = "".join(texts)
    if joined.isascii():
        return bool(joined.encode().translate(None, delete=WRITABLE_ASCII))
    return UNWRITABLE.search(joined) is not None


def _unwritable(cells: pd.DataFrame, said: Mapping[str, DistinctTexts], file: str) -> list[Problem]:
    """Find characters that would break what is made of the table, in its names and in its cells."""
    advice = "Delete it; it is no part of the text and no page can show it."
    problems = [
        Problem(f"{_in_code_point(name)} stands in the name of a column.", file=file, row=1, advice=advice)
        for name in cells.columns
        if UNWRITABLE.search(name)
    ]
    for name in cells.columns:
        if not any_unwritable(said[name].texts):
            continue
        problems += [
            Problem(
                f"{_in_code_point(value)} stands in the cell.",
                file=file,
                row=int(row),
                column=UNWRITABLE.sub("·", name),
                value=UNWRITABLE.sub("·", value),
                advice=advice,
            )
            for row, value in cells[name].iloc[said[name].rows_where(UNWRITABLE.search)].items()
        ]
    return problems


def _in_code_point(text: str) -> str:
    found = UNWRITABLE.search(text)
    return f"the character U+{ord(found[0]):04X}, which cannot be shown," if found else ""


def _impossible(table: Table, cells: pd.DataFrame, file: str) -> list[Problem]:
    """Find days that no calendar has, and numbers below or above what they can mean."""
    problems = []
    for name, column in table.schema.columns.items():
        kind = column_kind(column)
        if name not in cells or kind not in ("date", "integer"):
            continue
        values = cells[name].dropna()
        if kind == "date":
            well_formed = values[values.str.fullmatch(PATTERNS["date"]).astype(bool)]
            problems += [
                Problem(
                    f"'{value}' is {_not_of('date')}: that month has no such day.",
                    file=file,
                    row=int(row),
                    column=name,
                    value=value,
                    advice="Write the day that is meant.",
                )
                for row, value in well_formed[~well_formed.map(_is_day).astype(bool)].items()
            ]
        elif name in BOUNDS:
            low, high = BOUNDS[name]
            well_formed = values[values.str.fullmatch(PATTERNS["integer"]).astype(bool)]
            numbers = _whole(well_formed)
            outside = (numbers < low) | (numbers > high) if high is not None else numbers < low
            allowed = f"{low} or more" if high is None else f"a whole number from {low} to {high}"
            problems += [
                Problem(
                    f"'{value}' is not allowed; it can be {allowed}.",
                    file=file,
                    row=int(row),
                    column=name,
                    value=value,
                    advice="Mend the number, or leave the cell blank."
                    if column.nullable
                    else "Mend the number.",
                )
                for row, value in well_formed[outside].items()
            ]
    return problems


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _whole(texts: pd.Series) -> pd.Series:
    """Return whole numbers written as text; never by way of a float, which would round them."""
    return texts.str.replace(r"\.0+$", "", regex=True).astype("int64")


def _reserved_code_ids(table: Table, cells: pd.DataFrame, file: str) -> list[Problem]:
    if table.name != "codebook" or "code_id" not in cells:
        return []
    reserved = cells.loc[cells["code_id"].isin(NO_CODE_IDS), "code_id"]
    return [
        Problem(
            f"'{value}' names a column of tables, so no code can have it as its identifier.",
            file=file,
            row=int(row),
            column="code_id",
            value=value,
            advice="Give the code another identifier; its label may stay.",
        )
        for row, value in reserved.items()
    ]


def _typed_not_reported(table: Table, cells: pd.DataFrame, file: str) -> list[Problem]:
    """Warn where "not reported" is typed: a blank cell says so, and nothing is counted apart."""
    if not table.open_columns:
        return []
    problems = []
    for name in cells.columns.difference(NAMES_A_STUDY, sort=False):
        column = table.schema.columns.get(name)
        if column is not None and column_kind(column) != "text":
            continue
        typed_out = cells.loc[cells[name].str.strip().str.casefold().eq("not reported"), name]
        if typed_out.empty:
            continue
        value = str(typed_out.iloc[0])
        many = "1 cell" if len(typed_out) == 1 else f"{len(typed_out)} cells"
        message = f"'{value}' is typed in {many} of the column; a blank cell means not reported."
        row = int(typed_out.index[0])
        advice = f"Empty {'it' if len(typed_out) == 1 else 'them'}, so that it is no value of its own."
        problems.append(
            Problem(message, file=file, row=row, column=name, value=value, advice=advice, level="warning")
        )
    return problems


def _meaning(table: Table, name: str) -> str:
    return str(table.schema.columns[name].description)


def _trim(table: Table, cells: pd.DataFrame, said: dict[str, DistinctTexts], file: str) -> list[Problem]:
    """Take white space off identifiers and choices, and read every minus as a minus; in place."""
    problems = []
    for name, column in table.schema.columns.items():
        if name not in cells or column_kind(column) not in TRIMMED_KINDS:
            continue
        texts = said[name].texts
        is_trim = texts == list(map(str.strip, texts))
        if is_trim and column_kind(column) != "references" and name != "sign":
            continue
        if not is_trim:
            around = said[name].rows_where(lambda text: text != text.strip())
            rows = list_in_words(cells.index[around], most=5)
            message = f"white space around the value was taken off in row{'s' * (len(around) > 1)} {rows}."
            problems.append(Problem(message, file=file, column=name, level="warning"))
        stripped = cells[name].str.strip()
        if name == "sign":
            stripped = stripped.replace(RESERVED_SIGNS)
        if column_kind(column) == "references":
            # "a; b;" is the list a, b.
            stripped = stripped.str.split(r"\s*;\s*", regex=True).map(_join_filled, na_action="ignore")
        cells[name] = stripped.astype("str")
        said[name] = distinct_texts(cells[name])
    return problems


def _join_filled(parts: list[str]) -> str | None:
    return ";".join(part for part in parts if part) or None


def _failures(
    table: Table, cells: pd.DataFrame, said: Mapping[str, DistinctTexts], file: str
) -> list[Problem]:
    """Run the pandera schema over the columns that are there and put its findings into words."""
    present = {name: column for name, column in table.schema.columns.items() if name in cells}
    if cells.empty or not present or _is_sound(present, said):
        return []
    try:
        pa.DataFrameSchema(present).validate(cells, lazy=True)
    except pandera.errors.SchemaErrors as error:
        found = error.failure_cases.sort_values(["index", "column"], kind="stable")
    else:
        return []
    hints = {
        name: hints_for(wrong["failure_case"].astype(str).unique(), column_allowed(present[str(name)]) or ())
        for name, wrong in found.groupby("column", sort=True)
    }
    return [
        _failure_in_words(present[name], file, int(row), name, check, value, hints[name])
        for name, check, value, row in zip(
            found["column"], found["check"], found["failure_case"], found["index"], strict=True
        )
    ]


def _is_sound(present: Mapping[str, pa.Column], said: Mapping[str, DistinctTexts]) -> bool:
    """Return whether nothing is blank that must be filled and each different text of a column is allowed.

    The schema says the same of every cell, in many times the time: where something is not sound it is
    asked which cells are meant.
    """
    for name, column in present.items():
        allowed, pattern = column_allowed(column), PATTERNS.get(column_kind(column))
        if not column.nullable and said[name].is_blank.any():
            return False
        if allowed is not None and not set(said[name].texts) <= set(allowed):
            return False
        if pattern is not None and not all(map(re.compile(pattern).fullmatch, said[name].texts)):
            return False
    return True


def _failure_in_words(
    column: pa.Column, file: str, row: int, name: str, check: str, value: object, hints: Mapping[str, str]
) -> Problem:
    if check == "not_nullable":
        message = "the cell is blank, but must be filled."
        return Problem(message, file=file, row=row, column=name, advice=str(column.description))
    shown = str(value)
    allowed = column_allowed(column)
    if allowed is not None:
        message = f"'{shown}' is not allowed; it can be {list_in_words(allowed, most=30, last='or')}."
        return Problem(message, file=file, row=row, column=name, value=shown, advice=hints[shown])
    kind = column_kind(column)
    if EXCEL_DATE.fullmatch(shown) and kind != "date":
        return _turned_to_date(file, row, name, shown)
    message = f"'{shown}' is {_not_of(kind)}."
    advice = {
        "key": "An identifier has no ; in it.",
        "integer": "Write digits only, 15 at most, or leave the cell blank.",
        "boolean": "Write true or false, or leave the cell blank.",
        "date": "Write it like 2026-01-31.",
    }.get(kind, "")
    return Problem(message, file=file, row=row, column=name, value=shown, advice=advice)


def _not_of(kind: str) -> str:
    return f"not {ARTICLES.get(kind, '')}{KIND_IN_WORDS[kind]}"


def _turned_to_date(file: str, row: int, name: str, shown: str) -> Problem:
    message = f"'{shown}' looks like a value that a spreadsheet has turned into a date."
    advice = "Format the column as text and type the value again."
    return Problem(message, file=file, row=row, column=name, value=shown, advice=advice)


def _spreadsheet_dates(
    table: Table, cells: pd.DataFrame, said: Mapping[str, DistinctTexts], file: str
) -> list[Problem]:
    problems = []
    for name, column in table.schema.columns.items():
        kind = column_kind(column)
        if name not in cells or (kind not in {"key", "reference", "references"} and name not in SHORT_TEXT):
            continue
        short = [text for text in said[name].texts if len(text) <= LONGEST_EXCEL_DATE]
        if not any(map(EXCEL_DATE.fullmatch, short)):
            continue
        suspect = cells[name].iloc[said[name].rows_where(EXCEL_DATE.fullmatch)]
        problems += [_turned_to_date(file, int(row), name, value) for row, value in suspect.items()]
    return problems


def _meant(table: Table, said: Mapping[str, DistinctTexts]) -> list[DistinctTexts]:
    """Return what rows are compared by: blanks as they are read, and no study beside its extract."""
    found = []
    for name in table.unique:
        if name not in said:
            continue
        column = said[name]
        blank = table.schema.columns[name].metadata["blank"]
        if blank is not None:
            texts = column.texts if blank in column.texts else [*column.texts, blank]
            column = DistinctTexts(texts, np.where(column.is_blank, texts.index(blank), column.at))
        if table.name == "codings" and name == "study_id" and "extract_id" in said:
            column = DistinctTexts(column.texts, np.where(said["extract_id"].is_blank, column.at, -1))
        found.append(column)
    return found


def _duplicates(
    table: Table, cells: pd.DataFrame, said: Mapping[str, DistinctTexts], file: str
) -> list[Problem]:
    """Find rows that stand twice; the message names the row that came first."""
    columns = [name for name in table.unique if name in cells]
    if cells.empty or not set(table.required_columns) & set(table.unique) <= set(columns) or not columns:
        return []
    number = pd.Series(row_numbers(_meant(table, said)), index=cells.index)
    is_filled = np.logical_or.reduce([~said[name].is_blank for name in columns])
    repeated = cells.index[number.duplicated().to_numpy() & is_filled]
    if not len(repeated):
        return []
    first_row = pd.Series(cells.index, index=cells.index).groupby(number).transform("first")
    problems = []
    for row in repeated:
        value = "; ".join(str(v) for v in cells.loc[row, columns].dropna())
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
            filled = values[name].dropna()
            numbers = pd.Series(pd.NA, index=values.index, dtype="Int64")
            numbers[filled.index] = _whole(filled.astype("str"))
            values[name] = numbers
        elif kind == "boolean":
            meant = values[name].str.casefold().isin(["true", "yes", "1"])
            values[name] = meant.astype("boolean").mask(values[name].isna())
        else:
            values[name] = values[name].astype("str")
    return values
