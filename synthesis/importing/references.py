"""Which rows the rows of a review refer to."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from synthesis.schema import TABLES, column_kind

__all__ = ["referred_to"]


def referred_to(tables: Mapping[str, pd.DataFrame]) -> dict[str, set[str]]:
    """Return the identifiers that rows refer to, by the table that they belong to.

    Parameters
    ----------
    tables
        Plain cells. What a memo is about may be a row of any table.
    """
    wanted: dict[str, set[str]] = {}
    for table, frame in tables.items():
        for name, column in TABLES[table].schema.columns.items():
            if column.metadata["refers_to"] is None or name not in frame:
                continue
            values = set(pd.unique(frame[name])) - {""}
            if column_kind(column) == "references":
                values = {part.strip() for value in values for part in value.split(";")}
            target = column.metadata["refers_to"].split(".")[0]
            wanted.setdefault(target, set()).update(values)
    if "memos" in tables and "about" in tables["memos"]:
        subjects = set(tables["memos"]["about"]) - {""}
        for table in TABLES:
            if len(TABLES[table].unique) == 1:
                wanted.setdefault(table, set()).update(subjects)
    return wanted
