"""Counts that are withheld: drawn as no bar, and said in words beside where it would end."""

from __future__ import annotations

import pandas as pd

__all__ = ["lengths", "said_instead"]


def lengths(counts: pd.Series) -> pd.Series:
    """Return counts as lengths to draw; a withheld one has none."""
    return pd.to_numeric(counts, errors="coerce").astype("Float64").fillna(0).astype("float64")


def said_instead(table: pd.DataFrame, column: str, texts: pd.Series) -> pd.Series:
    """Return what is written at the ends of bars; where the count is withheld, what is shown instead.

    Parameters
    ----------
    table
        What is drawn; its attribute ``withheld`` holds, by column and row, what is shown instead.
    column
        The counts.
    texts
        What is written where the count is there, by the rows of ``table``.
    """
    marks = table.attrs.get("withheld", {}).get(column, {})
    missing = table[column].isna()
    instead = pd.Series([str(marks.get(row, "withheld")) for row in table.index], index=table.index)
    return texts.astype("str").mask(missing, instead)
