"""How a table says what it does not show."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from synthesis.disclosure.suppression import SMALL

__all__ = ["is_withheld_whole", "with_marks", "withheld_whole"]

SECOND_MARK = "withheld"


def small_mark(minimum: int) -> str:
    """Return what is shown instead of a count under the minimum: ``<5``."""
    return f"<{minimum}"


def with_marks(
    table: pd.DataFrame, column: str, marks: Sequence[str], minimum: int, *, also: Sequence[str] = ()
) -> pd.DataFrame:
    """Return a table without the counts that are withheld.

    Parameters
    ----------
    table
        Not modified.
    column
        The counts.
    marks
        As `synthesis.disclosure.suppression.suppressed` gives them, one for each row.
    minimum
        That of the review.
    also
        Columns that follow from the count, shares of it say, and go with it.

    Returns
    -------
    The table, its attribute ``withheld`` extended by column and row -> what is shown instead.
    """
    said = {
        index: small_mark(minimum) if mark == SMALL else SECOND_MARK
        for index, mark in zip(table.index, marks, strict=True)
        if mark
    }
    is_kept = pd.Series([not mark for mark in marks], index=table.index)
    columns = [column, *(name for name in also if name in table)]
    kept = table.assign(**{name: _nullable(table[name]).where(is_kept) for name in columns})
    withheld = {name: dict(places) for name, places in table.attrs.get("withheld", {}).items()}
    withheld[column] = {**withheld.get(column, {}), **said}
    for name in columns[1:]:
        withheld[name] = {**withheld.get(name, {}), **dict.fromkeys(said, SECOND_MARK)}
    kept.attrs = {**table.attrs, "withheld": withheld}
    return kept


def withheld_whole(table: pd.DataFrame, reason: str) -> pd.DataFrame:
    """Return a table without its rows, and why it has none.

    Parameters
    ----------
    table
        Not modified.
    reason
        A sentence or two for the reader.
    """
    empty = table.iloc[:0].copy()
    empty.attrs = {**table.attrs, "withheld_whole": reason}
    return empty


def is_withheld_whole(table: pd.DataFrame) -> bool:
    """Return whether a table is one of which nothing is shown."""
    return "withheld_whole" in table.attrs


def _nullable(values: pd.Series) -> pd.Series:
    """Return numbers in a type that has gaps and keeps whole numbers whole."""
    if pd.api.types.is_integer_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values.astype("Int64")
    return values
