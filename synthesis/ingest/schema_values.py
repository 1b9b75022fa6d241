"""Whether a text can stand in a declared column of a review."""

from __future__ import annotations

import re

from synthesis.schema import PATTERNS, TABLES, column_allowed, column_kind

__all__ = ["fits_column"]


def fits_column(table: str, column: str, text: str) -> bool:
    """Return whether a text can be read as what a column holds; a column that is not declared takes any.

    Parameters
    ----------
    table, column
        Names of the table and the column.
    text
        The cell.
    """
    declared = TABLES[table].schema.columns.get(column)
    if declared is None:
        return True
    allowed = column_allowed(declared)
    if allowed is not None and text not in allowed:
        return False
    pattern = PATTERNS.get(column_kind(declared))
    return pattern is None or re.fullmatch(pattern, text) is not None
