"""The rows of a table one by one, for what is written row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["records"]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row of a table by column, as plain Python values; a missing cell is None."""
    cells = table.astype(object)
    return cells.where(cells.notna(), None).to_dict("records")
