"""Tables while they are merged: every cell a text, a blank one the empty text; and as bytes of CSV."""

from __future__ import annotations

import codecs
import re
from typing import Any

import numpy as np
import pandas as pd

from synthesis.ingest.raw import RawTable, text_cells
from synthesis.schema import TABLES, column_kind

__all__ = ["as_read", "as_text_frame", "csv_bytes", "plain", "same_cells", "trimmed"]

# What a reader would take for the end of a line or of a cell.
SPECIAL = '",;\t\r\n'
HAS_SPECIAL = re.compile(f"[{SPECIAL}]")
ROWS_AT_ONCE = 50_000


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose cells are plain texts, with a fresh index.

    Parameters
    ----------
    frame
        Cells of any type; a missing one, or one of white space alone, is blank.

    Returns
    -------
    ``object`` columns of ``str``; a blank cell is ``""``.
    """
    return pd.DataFrame(
        {str(name): _plain_cells(frame[name]) for name in frame.columns},
        columns=[str(name) for name in frame.columns],
        index=range(len(frame)),
        dtype=object,
    )


def _plain_cells(cells: pd.Series) -> np.ndarray:
    values = np.array(cells, dtype=object)
    values[cells.isna().to_numpy()] = ""
    if _is_all_text(values.tolist()):
        return values
    for position in [i for i, v in enumerate(values) if v.__class__ is not str or v.isspace()]:
        value = values[position]
        values[position] = "" if isinstance(value, str) else str(value)
    return values


def _is_all_text(values: list[Any]) -> bool:
    """Return whether all are texts and none holds white space: few columns need a look at each cell."""
    try:
        return not _has_white_space("\x00".join(values))
    except TypeError:
        return False


def _has_white_space(text: str) -> bool:
    return len(text.split(maxsplit=1)) > 1 or text[:1].isspace() or text[-1:].isspace()


def trimmed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Take white space off identifiers and choices, as the check of a review does.

    Parameters
    ----------
    table, frame
        Name of a table and its plain cells.
    """
    for name, column in TABLES[table].schema.columns.items():
        if name in frame and column_kind(column) != "text":
            frame[name] = [value.strip() for value in frame[name]]
    return frame


def as_text_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return plain cells as a table of text in which a blank cell is missing."""
    columns = {name: text_cells(frame[name]) for name in frame.columns}
    return pd.DataFrame(columns, columns=frame.columns, index=range(len(frame)))


def as_read(table: str, text: pd.DataFrame) -> RawTable:
    """Return a table of text as it will be read from its file, for the check of the review."""
    return RawTable(table, f"{table}.csv", "", text.set_axis(pd.RangeIndex(2, len(text) + 2)))


def same_cells(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Return whether two plain tables have the same columns, rows and cells, in the same order."""
    if list(one.columns) != list(other.columns) or len(one) != len(other):
        return False
    return all(np.array_equal(one[name].to_numpy(), other[name].to_numpy()) for name in one.columns)


def csv_bytes(frame: pd.DataFrame, *, mark: bool = True) -> bytes:
    """Return plain cells as CSV: UTF-8, commas, one line feed a row; each cell reads back as it was.

    Parameters
    ----------
    frame
        Plain cells.
    mark
        Whether the byte order mark stands first, without which Excel spoils every accent.
    """
    header = ",".join(_quoted(str(name)) for name in frame.columns)
    columns = [_quoted_column(frame[name]) for name in frame.columns]
    parts = [codecs.BOM_UTF8 if mark else b"", f"{header}\n".encode()]
    for start in range(0, len(frame), ROWS_AT_ONCE):
        parts.append(_lines([values[start : start + ROWS_AT_ONCE] for values in columns]).encode())
    return b"".join(parts)


def _lines(columns: list[list[str]]) -> str:
    """Put cells and what stands behind each into one list and join it, no line by itself."""
    if not columns:
        return ""
    width, n_rows = 2 * len(columns), len(columns[0])
    pieces = [","] * (width * n_rows)
    for number, values in enumerate(columns):
        pieces[2 * number :: width] = values
    pieces[width - 1 :: width] = ["\n"] * n_rows
    return "".join(pieces)


def _quoted_column(cells: pd.Series) -> list[str]:
    values = cells.tolist()
    # Identifiers hardly ever need quotation marks: one look at the whole column says so.
    joined = "\x00".join(values)
    if not _has_white_space(joined) and not any(sign in joined for sign in SPECIAL):
        return values
    quoted = {value: _quoted(value) for value in set(values)}
    return [quoted[value] for value in values]


def _quoted(value: str) -> str:
    needs_quotes = HAS_SPECIAL.search(value) is not None or value != value.strip()
    return '"' + value.replace('"', '""') + '"' if needs_quotes else value
