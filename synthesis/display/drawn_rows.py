"""Which rows of its table a drawing shows, and where in the table under it each of its marks leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

import pandas as pd

__all__ = ["lead_to_columns", "rows_drawn"]

# As the plots write them: row:<label of the row>, then perhaps :<column>, both as in an address.
_LINK = re.compile(r'xlink:href="row:(?P<row>[\w.~%-]+)(?::(?P<column>[\w.~%-]*))?"')


def lead_to_columns(drawing: str, columns: Sequence[object]) -> str:
    """Let marks that lead to a column by its name lead to its place in the table under the figure.

    Parameters
    ----------
    drawing
        SVG. A mark leads to ``row:<label>`` or to ``row:<label>:<column>``.
    columns
        The columns of that table, in its order.

    Returns
    -------
    The drawing; a mark whose column is not among them leads to its row.
    """
    places = {quote(str(name), safe=""): place for place, name in enumerate(columns)}

    def led(found: re.Match[str]) -> str:
        named = found["column"] or ""
        # A place that is given as a number is one already.
        place = places.get(named, named if named.isdigit() else None)
        return f'xlink:href="row:{found["row"]}' + ("" if place is None else f":{place}") + '"'

    return _LINK.sub(led, drawing)


def rows_drawn(drawing: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table that a mark of a drawing leads to; all where no mark leads anywhere."""
    rows = {found["row"] for found in _LINK.finditer(drawing)}
    is_drawn = [quote(str(label), safe="") in rows for label in table.index]
    return table[is_drawn] if any(is_drawn) else table
