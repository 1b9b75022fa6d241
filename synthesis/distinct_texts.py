"""The cells of a column, each different text once: a long table says few things often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["DistinctColumns", "DistinctTexts", "changed_texts", "distinct_texts", "row_numbers"]


@dataclass(frozen=True)
class DistinctTexts:
    """What stands in a column, and where.

    Parameters
    ----------
    texts
        The different texts, in the order in which they first stand there.
    at
        For each row the position of its text in ``texts``; -1 where the cell is blank.
    """

    texts: list[str]
    at: np.ndarray

    @property
    def is_blank(self) -> np.ndarray:
        """Whether the cell of each row is blank."""
        return self.at < 0

    def rows_where(self, is_wrong: Callable[[str], object]) -> np.ndarray:
        """Return the positions of the rows whose text is such; each different text is asked about once."""
        wrong = np.fromiter(map(bool, map(is_wrong, self.texts)), dtype=bool, count=len(self.texts))
        if not wrong.any():
            return np.empty(0, dtype=np.int64)
        # What stands last answers for -1, the blank cells.
        return np.flatnonzero(np.append(wrong, False)[self.at])

    def first_rows(self, among: np.ndarray | None = None) -> np.ndarray:
        """Return the position of the row in which each text stands first.

        Parameters
        ----------
        among
            Whether each row is looked at; None: all are. -1 where a text stands in none of them.
        """
        filled = self.at >= 0 if among is None else (self.at >= 0) & among
        rows = np.flatnonzero(filled)[::-1]
        first = np.full(len(self.texts), -1)
        # Of several rows the one assigned last stays: from below, that is the first.
        first[self.at[rows]] = rows
        return first


def distinct_texts(column: pd.Series) -> DistinctTexts:
    """Take a column of text apart.

    Parameters
    ----------
    column
        Cells of text, missing where blank.
    """
    at, texts = pd.factorize(column.to_numpy(dtype=object))
    return DistinctTexts(texts.tolist(), at)


def changed_texts(column: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Return a column with a change made to each different text once; a blank cell stays so.

    Parameters
    ----------
    column
        Cells of text, missing where blank.
    change
        Text in, text out: `str.strip`.
    """
    said = distinct_texts(column)
    texts = list(map(change, said.texts))
    if texts == said.texts:
        return column
    # What stands last is for -1, the blank cells.
    cells = np.array([*texts, np.nan], dtype=object)[said.at]
    return pd.Series(cells, index=column.index, name=column.name, dtype="str")


class DistinctColumns(dict[str, DistinctTexts]):
    """The columns of a table by name, each taken apart when it is first asked for.

    Parameters
    ----------
    frame
        Columns of text, missing where blank.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__()
        self.frame = frame

    def __missing__(self, name: str) -> DistinctTexts:
        self[name] = distinct_texts(self.frame[name])
        return self[name]


def row_numbers(columns: Iterable[DistinctTexts]) -> np.ndarray:
    """Return one number for each row: the same where rows have the same texts in all columns.

    Parameters
    ----------
    columns
        One at least, of the same rows.
    """
    first, *others = columns
    number, n_numbers = first.at, len(first.texts)
    for column in others:
        n_texts = len(column.texts) + 1
        if (n_numbers + 1) * n_texts >= 2**62:
            number, numbers = pd.factorize(number)
            n_numbers = len(numbers)
        # A blank cell is -1, here and in what is numbered so far.
        number = (number + 1) * n_texts + column.at
        n_numbers = (n_numbers + 1) * n_texts
    return number
