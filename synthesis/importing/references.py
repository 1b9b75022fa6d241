"""Which rows the rows of a review refer to, and which its settings name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.schema import SETTINGS, TABLES, column_kind

__all__ = ["named_in_settings", "referred_to"]


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


def named_in_settings(settings: Mapping[str, Any]) -> frozenset[str]:
    """Return what ``review.yaml`` may name of the tables: codes and attributes.

    Parameters
    ----------
    settings
        Its entries. The conditions and the outcome of a comparison (``qca``) name codes or
        attributes, and so may entries that only the team knows what they are for.
    """
    found: set[str] = set()
    looked_at = [value for name, value in settings.items() if name == "qca" or name not in SETTINGS]
    while looked_at:
        value = looked_at.pop()
        if isinstance(value, Mapping):
            looked_at += [*value, *value.values()]
        elif isinstance(value, list | tuple):
            looked_at += value
        elif value is not None and not isinstance(value, bool):
            found.add(str(value).strip())
    return frozenset(found - {""})
