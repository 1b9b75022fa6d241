"""The cells of a column, each different text once: a long table says few things often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["DistinctTexts", "distinct_texts"]


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
        wrong = np.fromiter((bool(is_wrong(text)) for text in self.texts), dtype=bool, count=len(self.texts))
        if not wrong.any():
            return np.empty(0, dtype=np.int64)
        # What stands last answers for -1, the blank cells.
        return np.flatnonzero(np.append(wrong, False)[self.at])

    def first_rows(self) -> np.ndarray:
        """Return the position of the row in which each text stands first."""
        filled = np.flatnonzero(self.at >= 0)[::-1]
        first = np.empty(len(self.texts), dtype=np.int64)
        # Of several rows the one assigned last stays: from below, that is the first.
        first[self.at[filled]] = filled
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
