"""Small tables as text files that stay the same while their rows do, and are read back as they were."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from synthesis.errors import UnreadableError

__all__ = [
    "NEEDED",
    "PAGE_FILE",
    "PREVIOUS",
    "RESULTS",
    "TABLE_FILE",
    "csv_text",
    "kept_files",
    "read_csv_text",
    "read_result_files",
    "result_files",
]

RESULTS = "results"
"""Folder of the result tables inside a report."""

PREVIOUS = "previous"
"""Folder of a report that holds the record and the result tables of the last run on other data."""

PAGE_FILE, TABLE_FILE = "changes.html", "changes.csv"
"""What a comparison is written to."""

NEEDED = ("settings", "studies", "codebook", "codings")
"""Tables without which nothing can be compared."""

# A spreadsheet computes a cell that begins so; one that parts cells at semicolons, a part of a cell.
# A number and a lone sign are harmless and stay.
_FORMULA = re.compile(r"(^|[;\r\n])(?=[=+\-@\t\r\n＝＋－＠'])")
_APOSTROPHE = re.compile(r"(^|[;\r\n])'")
_HARMLESS = re.compile(r"[+-]|[+-]?[0-9]+(?:\.[0-9]+)?")
LARGEST_CELL = 10_000_000


def csv_text(table: pd.DataFrame) -> str:
    """Return a table as CSV in which no cell is a formula.

    Parameters
    ----------
    table
        Of text; a missing cell is written as a blank one.

    Returns
    -------
    CSV with a header. What a spreadsheet would compute has an apostrophe before it, as what begins
    with an apostrophe has, so that `read_csv_text` gives back what was there.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    # Python's writer does not quote a carriage return, and no reader would then find the end of the row.
    whole = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    columns = [table[name].astype("str").fillna("").map(_inert) for name in table.columns]
    for row in ([_inert(str(name)) for name in table.columns], *zip(*columns, strict=True)):
        (whole if any("\r" in cell for cell in row) else writer).writerow(row)
    return written.getvalue()


def read_csv_text(text: str, name: str) -> pd.DataFrame:
    """Read what `csv_text` wrote.

    Parameters
    ----------
    text
        The file's.
    name
        Of the file, for messages.

    Returns
    -------
    A table of text, blank where a cell is.

    Raises
    ------
    UnreadableError
        It is not such a file.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LARGEST_CELL))
    advice = "Render the report again."
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableError(name, f"it is no table of a report: {error}", advice) from None
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise UnreadableError(name, "it is no table of a report: rows differ in length", advice)
    rows = [[_APOSTROPHE.sub(r"\1", cell) for cell in row] for row in rows]
    return pd.DataFrame(rows[1:], columns=rows[0], dtype="str")


def result_files(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the files of a run's result tables.

    Parameters
    ----------
    tables
        As `synthesis.compare.results.result_tables` makes them.

    Returns
    -------
    Name within the folder of the report -> content: ``results/themes.csv`` …
    """
    return {f"{RESULTS}/{name}.csv": csv_text(table) for name, table in tables.items()}


def read_result_files(report: Path) -> dict[str, pd.DataFrame]:
    """Read the result tables of a report.

    Parameters
    ----------
    report
        Its folder.

    Returns
    -------
    Name -> table of text; empty where the report has none.

    Raises
    ------
    UnreadableError
        One of them cannot be read.
    """
    tables = {}
    for file in sorted((report / RESULTS).glob("*.csv")):
        try:
            with file.open(encoding="utf-8", newline="") as opened:
                text = opened.read()
        except (OSError, UnicodeDecodeError):
            raise UnreadableError(file.name, "it cannot be read", "Render the report again.") from None
        tables[file.stem] = read_csv_text(text, file.name)
    return tables


def kept_files() -> list[str]:
    """Return names of files that a report keeps for comparison, for whoever checks a folder first."""
    return [PAGE_FILE, TABLE_FILE, f"{PREVIOUS}/run.json", *(f"{RESULTS}/{name}.csv" for name in NEEDED)]


def _inert(cell: str) -> str:
    return cell if _HARMLESS.fullmatch(cell) else _FORMULA.sub(r"\1'", cell)
