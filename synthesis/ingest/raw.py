"""What a reader hands on: tables as text, with the place of every cell and all problems met."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from synthesis.errors import Problem

__all__ = ["RawReview", "RawTable", "objects", "sha256_of", "text_cells", "text_frame"]


@dataclass(frozen=True)
class RawTable:
    """One table as it was read.

    Parameters
    ----------
    name
        Name of the table: ``codings``.
    file
        Where it stands, as people see it: ``codings.csv`` or ``review.xlsx, sheet codings``.
    sha256
        Digest of the bytes of the file.
    cells
        All cells as text; a blank cell is missing. The index holds spreadsheet rows (from 2).
    """

    name: str
    file: str
    sha256: str
    cells: pd.DataFrame


@dataclass
class RawReview:
    """All tables and settings of one review, unchecked.

    Parameters
    ----------
    name
        Name of the folder or workbook.
    tables
        The tables found, by name.
    settings
        What ``review.yaml`` says.
    settings_file
        Its name, and its digest; both empty where there is none.
    settings_sha256
        See above.
    problems
        What was met while reading.
    attempted
        Names of tables that exist but could not be read; they are not reported as missing.
    """

    name: str
    tables: dict[str, RawTable] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    settings_file: str = ""
    settings_sha256: str = ""
    problems: list[Problem] = field(default_factory=list)
    attempted: set[str] = field(default_factory=set)


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 digest of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def objects(values: Any) -> np.ndarray:
    """Return values as a new array of objects; a column is not gone through one by one, which takes long."""
    return np.array(values if isinstance(values, pd.Series | np.ndarray) else list(values), dtype=object)


def text_cells(values: Any) -> pd.Series:
    """Return texts as the cells of a column, with a fresh index; a blank one, None or NaN is missing.

    Parameters
    ----------
    values
        A column, an array or anything that can be gone through.
    """
    cells = objects(values)
    cells[cells == ""] = np.nan
    return pd.Series(cells, dtype="str")


def text_frame(header: list[str], rows: list[list[str]], row_numbers: list[int]) -> pd.DataFrame:
    """Build a frame of text; an empty or white cell is missing.

    Parameters
    ----------
    header
        Column names; they may repeat.
    rows
        Cells, as many per row as there are columns.
    row_numbers
        The spreadsheet row of each.
    """
    # White space alone is a blank cell too.
    columns = [[c if c and not c.isspace() else None for c in cells] for cells in zip(*rows, strict=True)]
    columns = columns or [[] for _ in header]
    index = pd.Index(row_numbers, dtype="int64")
    cells = {n: pd.Series(column, index=index, dtype="str") for n, column in enumerate(columns)}
    # Names may repeat: they are given last.
    return pd.DataFrame(cells, index=index).set_axis(pd.Index(header, dtype="str"), axis="columns")
