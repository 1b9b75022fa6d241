"""Read the cells of a sheet as text: CSV of any delimiter, .xlsx, .xls or .ods, with their rows' numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthesis.errors import OptionError, UnreadableError, did_you_mean, list_in_words
from synthesis.ingest.raw import sha256_of
from synthesis.ingest.safe_files import read_bytes
from synthesis.ingest.sheet_text import DELIMITERS, TextTable, decode_table, parse_table
from synthesis.ingest.sheet_workbook import is_workbook, read_sheets
from synthesis.ingest.text_file import counted

__all__ = ["SheetCells", "read_every_sheet", "read_sheet_cells"]

# A title or two may stand above the header, and the widest of these rows tells how wide a row is.
HEADER_WITHIN = 25
FEW_COLUMNS, MOST_COLUMNS = 100, 4_000


@dataclass
class SheetCells:
    """The cells of one sheet below its header.

    Parameters
    ----------
    file
        Name of the file.
    header
        Names of the columns, without white space around them, each once: a second "Notes" is
        "Notes (2)", a nameless column that holds something "column F".
    frame
        All cells as ``str`` exactly as they stand; a blank one is ``""``. Columns are ``header``; the
        index (``row``) counts rows as a spreadsheet does. Rows without any text are not in it.
    sheet
        Name of the sheet of a workbook; blank for a text file.
    encoding
        Encoding of a text file, by name; blank for a workbook.
    delimiter
        What stands between the cells of a text file; blank for a workbook.
    sha256
        Digest of the bytes of the file.
    header_row
        The row of the header.
    blank_rows
        Rows without any text between the header and the last row.
    above
        The texts that stand above the header.
    is_hidden
        Whether the spreadsheet hides the sheet.
    remarks
        What was met on the way, as sentences.
    """

    file: str
    header: list[str]
    frame: pd.DataFrame
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    sha256: str = ""
    header_row: int = 1
    blank_rows: list[int] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    is_hidden: bool = False
    remarks: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The file, and the sheet where it has several, as people see it."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file


def read_sheet_cells(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> SheetCells:
    """Read one sheet: the one that is named, or the first visible one that holds a table.

    Parameters
    ----------
    path
        The file.
    encoding
        Encoding of a text file whose bytes do not say it: ``"windows-1252"``.
    sheet
        Name of the sheet of a workbook.

    Raises
    ------
    UnreadableError
        The file cannot be read, or holds no text.
    OptionError
        There is no such sheet or encoding.
    """
    sheets = read_every_sheet(path, encoding=encoding)
    if sheet is not None:
        return pick_sheet(sheets, sheet, path.name)
    tables = [found for found in sheets if len(found.frame)]
    visible = [found for found in tables if not found.is_hidden]
    return (visible or tables or sheets)[0]


def pick_sheet(sheets: list[SheetCells], name: str, file: str) -> SheetCells:
    """Return the sheet of that name, or raise `OptionError` with the names that there are."""
    names = [found.sheet for found in sheets]
    if name in names:
        return sheets[names.index(name)]
    if names == [""]:
        raise OptionError(f"{file} is a text file and has no sheet '{name}'; leave the sheet out.")
    hint = did_you_mean(name, names)
    raise OptionError(
        f"{file} has no sheet '{name}' with text; it has {list_in_words(names)}. {hint}".strip()
    )


def read_every_sheet(path: Path, *, encoding: str | None = None) -> list[SheetCells]:
    """Read every sheet that holds any text, in the order of the workbook; a text file is one sheet.

    Parameters
    ----------
    path, encoding
        As in `read_sheet_cells`.

    Raises
    ------
    UnreadableError
        The file cannot be read, or holds no text.
    OptionError
        There is no such encoding.
    """
    content = read_bytes(path)
    if is_workbook(content):
        found = [
            _below_header(
                sheet.cells, path.name, sheet=sheet.name, is_hidden=sheet.is_hidden, remarks=sheet.remarks
            )
            for sheet in read_sheets(content, path.name)
        ]
    else:
        if content.lstrip()[:1] == b"<":
            reason = "this is a page (HTML or XML), not a table"
            advice = "Open it in a spreadsheet and save it as .xlsx or CSV UTF-8."
            raise UnreadableError(path.name, reason, advice)
        text, named = decode_table(content, path.name, encoding)
        table = parse_table(text, path.name)
        about = {"encoding": named, "delimiter": table.delimiter, "remarks": table.remarks}
        found = [_below_header(table.cells, path.name, **about)]
        if table.widths is not None and found[0] is not None:
            _check_widths(table, found[0])
    sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        raise UnreadableError(path.name, "no cell of it holds any text", "Export it again.")
    digest = sha256_of(content)
    for sheet in sheets:
        sheet.sha256 = digest
    return sheets


def _below_header(cells: pd.DataFrame, file: str, **about: Any) -> SheetCells | None:
    """Find the header and cut the table below it; None where no cell holds any text."""
    cells = _filled_columns(cells, file)
    blank = _blank_rows(cells)
    filled = cells.index[~blank]
    if not len(filled):
        return None
    top = cells.loc[filled[:HEADER_WITHIN]]
    is_text = [[bool(text.strip()) for text in row] for row in top.to_numpy(dtype=object)]
    widths = pd.Series(np.sum(is_text, axis=1), index=top.index)
    # A title stands above in one cell or two; the header is the first row that is about as wide as the table.
    header_row = int(widths.index[widths >= min(max(2, widths.max() / 2), widths.max())][0])
    titles = [text for row in top.index[top.index < header_row] for text in top.loc[row] if text.strip()]
    below = cells.loc[header_row + 1 : filled[-1]]
    below = below.loc[below.index.isin(filled)] if blank.any() else below
    header, kept = _header(cells.loc[header_row], below)
    between = (cells.index > header_row) & (cells.index < filled[-1]) & blank
    frame = below[kept].set_axis(pd.Index(header, dtype="str"), axis=1)
    frame.index = pd.Index(frame.index, dtype="int64", name="row")
    return SheetCells(
        file,
        header,
        frame,
        header_row=header_row,
        blank_rows=cells.index[between].tolist(),
        above=[title.strip() for title in titles],
        **about,
    )


def _filled_columns(cells: pd.DataFrame, file: str) -> pd.DataFrame:
    """Leave out columns without any sign, which a stray format leaves behind by the thousand."""
    if cells.shape[1] > FEW_COLUMNS:
        is_filled = (cells.to_numpy(dtype=object) != "").any(axis=0)
        cells = cells.loc[:, is_filled]
    if cells.shape[1] > MOST_COLUMNS:
        reason = f"it has {cells.shape[1]:,} columns; more than {MOST_COLUMNS:,} are not read"
        raise UnreadableError(file, reason, "Put what is to be imported into a sheet of its own.")
    return cells


def _check_widths(table: TextTable, sheet: SheetCells) -> None:
    """Refuse a row with more cells than the header: nobody can say which of them is which."""
    width = int(table.widths[sheet.header_row])
    below = table.widths[table.widths.index > sheet.header_row]
    for row in below.index[below > width]:
        beyond = table.cells.loc[row].iloc[width:]
        if beyond.str.strip().ne("").any():
            reason = f"row {row}: there are {below[row]} cells, but the header names {width} columns"
            sign = DELIMITERS.get(table.delimiter, table.delimiter)
            advice = f"Put text that holds a {sign} between quotation marks."
            raise UnreadableError(sheet.file, reason, advice)
    short = below.index[(below < width) & below.index.isin(sheet.frame.index)]
    if len(short):
        sheet.remarks.append(
            f"{counted(len(short), 'row')} with fewer cells than the header, filled up with blanks: "
            f"row {list_in_words(short, most=5)}."
        )


def _blank_rows(cells: pd.DataFrame) -> np.ndarray:
    """Return which rows hold no text; later columns are looked at only where the earlier are blank."""
    blank = np.ones(len(cells), dtype=bool)
    for name in cells.columns:
        where = np.flatnonzero(blank)
        if not len(where):
            break
        values = cells[name].iloc[where].to_numpy(dtype=object)
        blank[where] = np.fromiter(map(len, map(str.strip, values)), dtype=np.int64, count=len(values)) == 0
    return blank


def _header(names: pd.Series, below: pd.DataFrame) -> tuple[list[str], list[Any]]:
    """Return a name for each column that has one or holds something, and which columns those are."""
    header: dict[str, None] = {}
    kept = []
    for column, raw in names.items():
        name = " ".join(raw.split())
        if not name:
            if _blank_rows(below[[column]]).all():
                continue
            name = f"column {_letters(int(column))}"
        unique, nth = name, 1
        while unique in header:
            nth += 1
            unique = f"{name} ({nth})"
        header[unique] = None
        kept.append(column)
    return list(header), kept


def _letters(column: int) -> str:
    """Return what a spreadsheet calls a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
